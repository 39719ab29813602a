"""Randomness and random ids, injected so that tests repeat."""

from __future__ import annotations

import secrets
from typing import Protocol

ROW_ID_BYTES = 16
"""Row ids are 128 random bits: they tell neither order nor time."""


class Randomness(Protocol):
    """Source of random bytes and numbers."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        ...

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1, evenly."""
        ...


class SystemRandomness:
    """Cryptographic randomness of the operating system."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        return secrets.token_bytes(count)

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1, evenly."""
        return secrets.randbelow(limit)


def row_id(randomness: Randomness) -> bytes:
    """A fresh random row id."""
    return randomness.bytes(ROW_ID_BYTES)


def sample(randomness: Randomness, limit: int, count: int) -> list[int]:
    """``count`` different whole numbers from 0 to ``limit`` - 1, in random order."""
    if count > limit:
        raise ValueError("more numbers than there are")
    moved: dict[int, int] = {}
    found = []
    for last in range(limit - 1, limit - 1 - count, -1):  # Fisher and Yates, without the list
        at = randomness.below(last + 1)
        found.append(moved.get(at, at))
        moved[at] = moved.get(last, last)
    return found
