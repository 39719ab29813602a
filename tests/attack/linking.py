"""Ties reports to chats by order alone, in every way that offers itself, and says how much chance would do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

Order = Sequence[bytes]
"""Reports or chats as one clue orders them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one pair of clues."""

    reports_by: str
    chats_by: str
    right: int


def ranked(places: Mapping[bytes, tuple[int, ...]]) -> list[bytes]:
    """Who lies where, in the order of the places."""
    return sorted(places, key=lambda one: (places[one], one))


def attempts(
    reports: Mapping[str, Order], chats: Mapping[str, Order], truth: Mapping[bytes, bytes]
) -> list[Attempt]:
    """Lays each order of reports beside each order of chats, from either end; ``truth`` counts the right."""
    found = []
    for (by, some), (chats_by, others) in product(reports.items(), chats.items()):
        for turned in (some, some[::-1]):
            for mine, theirs in ((turned, others), (turned[::-1], others[::-1])):  # as many of either end
                right = sum(truth.get(a) == b for a, b in zip(mine, theirs, strict=False))
                found.append(Attempt(by, chats_by, right))
    return found


def bound(expected: float, tries: int) -> int:
    """So many right links are still chance: more come up in at most 5 % of all runs with so many tries."""
    left, reached = 0.0, 0
    while True:
        left += math.exp(-expected) * expected**reached / math.factorial(reached)
        if 1 - left <= 0.05 / max(1, tries):
            return reached
        reached += 1


def correlation(order: Order, true: Order) -> float:
    """Kendall's tau of an order with the true one: 0 tells nothing, 1 and -1 everything."""
    at = {one: n for n, one in enumerate(true)}
    places = [at[one] for one in order if one in at]
    pairs = [(a < b) - (a > b) for n, a in enumerate(places) for b in places[n + 1 :]]
    return sum(pairs) / len(pairs) if pairs else 0.0


def noise(count: int, tries: int) -> float:
    """How large tau gets by chance, in 95 % of all runs with so many tries, among so many."""
    spread = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    low, high = 0.0, 10.0
    while high - low > 1e-6:  # the quantile of the normal distribution, both sides
        middle = (low + high) / 2
        if math.erfc(middle / math.sqrt(2)) > 0.05 / max(1, tries):
            low = middle
        else:
            high = middle
    return high * spread


def shared_pieces(one: Iterable[bytes], other: Iterable[bytes], length: int = 12) -> set[bytes]:
    """Pieces of so many bytes that stand in both; such a piece is an id, a key, or a ciphertext."""
    mine = {piece for raw in one for piece in _pieces(raw, length)}
    return {piece for raw in other for piece in _pieces(raw, length) if piece in mine}


def _pieces(raw: bytes, length: int) -> Iterable[bytes]:
    for at in range(len(raw) - length + 1):
        piece = raw[at : at + length]
        if len(set(piece)) > length // 2:  # not a run of zeros or blanks
            yield piece
