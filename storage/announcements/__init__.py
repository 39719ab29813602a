"""Announcements and their ledger, as stored."""
