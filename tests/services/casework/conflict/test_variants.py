"""The rule of conflicts of interest on pairs with fields left out or weakened by rule.

What a variant says is not always enough for anybody to tell ("no regency" of a bare name), so some are missed.
"""

from __future__ import annotations

import pytest

from tests.conflict_pairs import Judged, judge, pairs
from tests.conflict_variants import OFFICES, REPORTS, varied

SETS = ("ninth",)
KINDS: dict[str, tuple[int, int]] = {
    "as it is": (2, 8),
    "no regency": (2, 9),
    "regency in the place": (1, 4),
    "no province": (2, 6),
    "no place": (0, 8),
    "no regency, no place": (3, 17),
    "no employer": (2, 4),
    "no story": (3, 9),
    "told, nobody named": (3, 11),
    "told, a name": (5, 11),
    "told, a title": (2, 15),
    "my superior": (3, 0),
    "a colleague of the officer reports": (
        10,
        0,
    ),  # the report is of a far regency, which has such an office, too
    "at the officer's office": (0, 26),
    "the officer's people look on": (0, 13),
    "the officer's office was told": (0, 11),
    "somebody of a far office reports": (2, 0),
    "slip": (3, 12),
    "another slip": (2, 11),
    "no vowels": (2, 15),
    "glued": (4, 17),
    "capitals": (2, 8),
    "small letters": (1, 8),
    "no punctuation": (1, 0),
    "parts reversed": (1, 0),
    "a name before": (2, 8),
    "a name behind": (3, 8),
    "office: no regency": (1, 12),
    "office: its place left out": (1, 3),
    "office: slip": (4, 10),
    "office: glued": (2, 10),
    "office: no vowels": (18, 8),
    "office: first letters": (10, 1),
    "office: capitals": (2, 8),
    "office: small letters": (2, 8),
}
"""Own ones missed and others hidden needlessly, at most, for each kind of change."""


def _judged(kind: str) -> Judged:
    return judge(varied([pair for name in SETS for pair in pairs(name)], kind))


def test_every_kind_of_change_is_judged() -> None:
    assert set(KINDS) == set(REPORTS) | set(OFFICES) - {"office: one field"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_said_less_well_is_hidden_all_the_same(kind: str) -> None:
    missed, needless = KINDS[kind]
    judged = _judged(kind)
    assert judged.own + judged.others
    assert len(judged.missed) <= missed, judged.missed
    assert len(judged.needless) <= needless, judged.needless
