"""A choice among what was offered, in words: "yang kedua", "no 2", "1"."""

from __future__ import annotations

import re

from rulebook.speech import PickWords
from services.guidance.actors import plain
from services.guidance.words import any_of


class Picks:
    """Reads choices by the words of ``rulebook/followups.toml``."""

    def __init__(self, words: PickWords) -> None:
        before, after = any_of(words.before), any_of(words.after)
        self._numbers = tuple(
            re.compile(rf"^(?:{before} )*(?:ke ?)?{any_of(number)}(?: {after})*$") for number in words.numbers
        )
        self._last = re.compile(rf"^(?:{before} )*{any_of(words.last)}(?: {after})*$")

    def picked(self, text: str, offered: tuple[str, ...]) -> str | None:
        """The topic chosen among those offered; None where the message chooses none of them."""
        if not offered:
            return None
        words = plain(text)
        if self._last.match(words):
            return offered[-1]
        chosen = zip(offered, self._numbers, strict=False)  # there may be fewer of either
        return next((slug for slug, pattern in chosen if pattern.match(words)), None)

    def picks_something(self, text: str) -> bool:
        """Whether a message chooses a number, whatever was offered."""
        words = plain(text)
        return any(pattern.match(words) for pattern in (*self._numbers, self._last))
