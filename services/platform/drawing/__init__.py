"""Pictures: share cards, score cards, certificates and charts, drawn in a worker process."""
