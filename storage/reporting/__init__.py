"""Reports as stored, and their way into the tables."""
