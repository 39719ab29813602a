"""Words that all columns say, in Indonesian."""
