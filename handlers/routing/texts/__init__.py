"""Words said whatever was asked for, in Indonesian."""
