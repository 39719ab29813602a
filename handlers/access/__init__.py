"""Doors: who may do what, the officers' lock, and secret codes typed in the wrong place."""
