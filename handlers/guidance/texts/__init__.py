"""Words of guidance, in Indonesian."""
