"""Above all columns: which handler gets what, in which order."""
