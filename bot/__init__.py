"""The start: settings, command line, wiring, and everything that touches the wire."""
