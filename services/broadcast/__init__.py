"""Announcements to many people: campaigns, and the engine that sends them."""
