"""Questions and answers: normalise, rank, decide."""
