"""Words of reports and of /privasi, in Indonesian."""
