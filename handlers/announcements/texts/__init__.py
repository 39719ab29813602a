"""Words of announcements, in Indonesian."""
