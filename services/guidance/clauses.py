"""Messages that ask for two things: finds the cut between them, so that both topics are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from services.guidance.actors import ROLE_TOPICS, names_an_act, only_role
from services.guidance.ranker import Ranked, Ranking

LEAST_WORDS = 3
"""A part shorter than this asks for nothing by itself."""
MAX_CUTS = 6
"""Most places tried; a long story has its questions near its joints, not everywhere."""

_JOINT = re.compile(
    r"[.?!;\n]+|,|\b(?:dan|terus|trus|trs|lalu|lantas|sama|juga|plus|sekalian|sekaligus|serta|satu lagi|"
    r"and|also|then|while|sedangkan|sementara|oh iya|oiya|btw)\b",
    re.IGNORECASE,
)


def cuts(text: str) -> list[tuple[str, str]]:
    """Ways to cut a text in two at its joints, at most :data:`MAX_CUTS`, spread over it."""
    found = [
        (text[: joint.start()], text[joint.end() :])
        for joint in _JOINT.finditer(text)
        if len(text[: joint.start()].split()) >= LEAST_WORDS
        and len(text[joint.end() :].split()) >= LEAST_WORDS
    ]
    step = max(1, -(-len(found) // MAX_CUTS))
    return found[::step]


def two_parts(
    text: str, whole: Ranking, best_of: Callable[[str], Ranked], least: float
) -> tuple[Ranking, tuple[str, ...]] | None:
    """The ranking of a message with two questions, and its second topic; None where it asks for one thing.

    Both parts must be clear by themselves (``least``), differ, and the whole must see one of them first, or
    nothing but who asks. ``best_of`` tells the likeliest topic of a part.
    """
    best: tuple[float, Ranked, Ranked] | None = None
    for left, right in cuts(text):
        if only_role(left) or not names_an_act(left) or not names_an_act(right):
            continue  # "saya ini camat, boleh …", "diundang syukuran, boleh datang?": one thing
        first = best_of(left)
        if first.score < least:
            continue
        second = best_of(right)
        if first.slug == second.slug or second.score < least:
            continue
        worth = first.score * second.score
        if best is None or worth > best[0]:
            best = (worth, first, second)
    if best is None or whole.topics[0].slug not in {best[1].slug, best[2].slug, *ROLE_TOPICS}:
        return None
    _, first, second = best
    if second.slug == whole.topics[0].slug:  # what the whole is about leads, wherever it stands
        first, second = second, first
    rest = tuple(one for one in whole.topics if one.slug not in (first.slug, second.slug))
    return replace(whole, topics=(first, second, *rest)[: max(len(whole.topics), 2)]), (second.slug,)
