"""Conflict of interest: an officer never sees a report about the own office."""
