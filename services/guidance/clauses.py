"""Messages that ask for two things: finds the cut between them, so that both topics are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rulebook.normaliser import window
from rulebook.question_model import Part
from services.guidance.actors import ROLE_TOPICS, names_a_role, names_an_act, names_more_than_role
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


def joints(text: str) -> list[re.Match[str]]:
    """Where a text may be cut in two, at most :data:`MAX_CUTS` places, spread over it."""
    found = [
        joint
        for joint in _JOINT.finditer(text)
        if len(text[: joint.start()].split()) >= LEAST_WORDS
        and len(text[joint.end() :].split()) >= LEAST_WORDS
    ]
    step = max(1, -(-len(found) // MAX_CUTS))
    return found[::step]


@dataclass(frozen=True)
class CutMessage:
    """A message with the places where it may be cut; of a long one only what the ranker reads.

    Attributes:
        pieces: The message, cut at each of its joints; these stand between.
        parts: From which piece up to which: the whole, then what is left and what is right of each joint.
    """

    pieces: tuple[str, ...]
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, text: str) -> CutMessage:
        """Cuts a message."""
        text = window(text)
        edges = [0, *(edge for joint in joints(text) for edge in joint.span()), len(text)]
        pieces = tuple(text[start:end] for start, end in pairwise(edges))
        middles = range(1, len(pieces), 2)  # the joints themselves
        halves = (part for middle in middles for part in ((0, middle), (middle + 1, len(pieces))))
        return cls(pieces, ((0, len(pieces)), *halves))

    def text(self, part: Part) -> str:
        """The words of a part."""
        return "".join(self.pieces[slice(*part)])


def two_parts(
    cut: CutMessage, ranked: Sequence[Ranking], settle: Callable[[str, Ranking], Ranking], least: float
) -> tuple[Ranking, tuple[str, ...]]:
    """The ranking of a message, and its second topic where it asks two questions.

    Both parts must be clear by themselves (``least``), differ, and the whole must see one of them first, or
    nothing but who asks. ``ranked`` are the parts in order, ``settle`` says what stands first in one.
    """
    whole = settle(cut.text(cut.parts[0]), ranked[0])
    lead = whole.topics[0].slug
    # what is asked may stand behind who asks
    may_turn = len(ranked) > 1 and names_a_role("".join(cut.pieces))
    best: tuple[float, Ranked, Ranked] | None = None
    for number in range(1, len(ranked), 2):
        left, right = ranked[number : number + 2]
        if not may_turn and min(left.topics[0].score, right.topics[0].score) < least:
            continue
        if _in_vain(lead, left.topics[0].slug, right.topics[0].slug):
            continue

        def clear(at: int, names: Callable[[str], bool]) -> Ranked | None:
            part = cut.text(cut.parts[at])
            first = settle(part, ranked[at]).topics[0]
            return first if first.score >= least and names(part) else None

        # "saya ini camat, boleh …", "diundang syukuran, boleh datang?": one thing
        first = clear(number, names_more_than_role)
        second = first and clear(number + 1, names_an_act)
        if first is None or second is None or first.slug == second.slug:
            continue
        worth = first.score * second.score
        if best is None or worth > best[0]:
            best = (worth, first, second)
    if best is None or lead not in {best[1].slug, best[2].slug, *ROLE_TOPICS}:
        return whole, ()
    _, first, second = best
    if second.slug == lead:  # what the whole is about leads, wherever it stands
        first, second = second, first
    rest = tuple(one for one in whole.topics if one.slug not in (first.slug, second.slug))
    return replace(whole, topics=(first, second, *rest)[: max(len(whole.topics), 2)]), (second.slug,)


def _in_vain(whole: str, left: str, right: str) -> bool:
    """Whether two parts can't be two questions: what is no topic about a role stays what it is."""
    if ROLE_TOPICS & {left, right}:
        return False
    return left == right or whole not in {left, right, *ROLE_TOPICS}
