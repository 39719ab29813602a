"""What citizens do: an anonymous report, step by step, and the way back to it by its secret code."""
