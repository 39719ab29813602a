"""Refusals, in Telegram's own words where they are known."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - an answer of the server, not a fault of it
    """The server's answer to a call it does not carry out."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str) -> Refused:
    """400 Bad Request."""
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """403 Forbidden."""
    return Refused(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refused:
    """429 Too Many Requests."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
