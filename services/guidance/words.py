"""Sets of words, written as people read them, and patterns made of them."""

from __future__ import annotations

from collections.abc import Iterable


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words; they hold letters, digits and spaces only."""
    return f"(?:{'|'.join(words)})"
