"""Announcements: composed, kept, sent with a ledger, taken back."""
