"""Words at doors, in Indonesian."""
