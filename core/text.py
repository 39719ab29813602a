"""Small text helpers, and enums whose values are kept."""

from __future__ import annotations

import html
import re
import unicodedata
from enum import StrEnum
from typing import NewType, Self

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


Scrubbed = NewType("Scrubbed", str)
"""A question out of which everything was taken that could tell who asked, or who is meant. Only the scrubber
makes it, and what was kept of it comes back as it: what is shown to admins takes nothing else."""


class StoredEnum(StrEnum):
    """A string enum whose values are kept (in tables, sealed data, buttons) and read again.

    What people read of a member stands with the words of its feature (``handlers/<column>/texts/labels.py``).
    """

    @classmethod
    def of(cls, value: str) -> Self | None:
        """The member with this value, if there is one."""
        return next((member for member in cls if member.value == value), None)


class LabelledEnum(StoredEnum):
    """A string enum whose members own their Indonesian label: only where that is data of the rulebook."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def escape(text: str) -> str:
    """Text made safe inside Telegram's HTML."""
    return html.escape(text, quote=False)


def squeeze(text: str) -> str:
    """One line: NFKC, control and direction characters gone, runs of white space as one space."""
    return _SPACES.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFKC", text))).strip()


def tidy(text: str) -> str:
    """Lines kept: NFC, no control or direction characters, at most one empty line in a row."""
    lines = [line.rstrip() for line in _CONTROL.sub("", unicodedata.normalize("NFC", text)).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def dotted(value: float) -> str:
    """A whole number as Indonesian writes it: ``12.345``."""
    return f"{round(value):,}".replace(",", ".")


def cap(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word where there is one near, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 2 // 3 else cut).rstrip(" ,.;:") + "…"
