"""Makes what people type comparable: case, repeated letters, short forms, fillers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.text import squeeze

MAX_CHARACTERS = 600
"""Longest text the ranker reads; slow inputs are an attack."""

OPENING = 200
"""Characters kept from the beginning of a longer text."""

_WORD = re.compile(r"[a-z0-9]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_REDUPLICATED = re.compile(r"^([a-z]{3,})2$")


def window(text: str) -> str:
    """At most :data:`MAX_CHARACTERS`: the beginning and, longer, the end, where a story asks its question."""
    if len(text) <= MAX_CHARACTERS:
        return text
    head = text[:OPENING].rpartition(" ")[0] or text[:OPENING]
    tail = text[-(MAX_CHARACTERS - OPENING) :]
    return f"{head} {tail.partition(chr(32))[2] or tail}"


class Normaliser:
    """Turns text into standard words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {short: tuple(standard.split()) for short, standard in words.items()}

    def words(self, text: str) -> list[str]:
        """Standard words of a text, fillers gone."""
        found: list[str] = []
        for word in _WORD.findall(_REPEATED.sub(r"\1", window(squeeze(text)).casefold())):
            if word[-1] == "2" and (match := _REDUPLICATED.match(word)):
                word = match.group(1)
            found.extend(self._words.get(word, (word,)))
        return found

    def plain(self, text: str) -> str:
        """Words as typed, in lower case, joined by single spaces; for matching phrases."""
        return " ".join(_WORD.findall(window(squeeze(text)).casefold()))
