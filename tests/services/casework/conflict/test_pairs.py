"""The rule of conflicts of interest on pairs of workplaces and reports, labelled by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conflict_pairs import DATA, judge, pairs

SETS = [
    # set, own, others, hidden needlessly
    ("dev", 143, 107, 8),
    ("held_out", 131, 119, 6),
    ("stranger", 168, 132, 4),
    ("third", 100, 100, 0),
    ("third_final", 250, 250, 5),
    ("fourth", 150, 150, 4),
    ("fifth", 150, 150, 0),
    ("sixth", 150, 150, 0),
    ("seventh", 250, 250, 1),
    ("eighth", 250, 250, 29),  # no place was chosen
    ("ninth", 150, 150, 6),
    ("tenth", 100, 100, 28),  # 22 of the reporter's own office, from which the wizard promises to keep it
    ("eleventh", 209, 153, 5),  # a development set
    ("kinds", 239, 83, 1),  # the ministry's office over an immigration office
    ("doubt", 67, 47, 3),  # an ASN or a short form of no known office
    ("ranks", 127, 55, 0),
    ("ranks_kept", 112, 55, 0),
    ("slips", 94, 25, 1),
    ("beside", 60, 60, 1),
    ("lines", 128, 44, 0),
    ("lines_kept", 70, 26, 1),
    ("towns", 20, 30, 0),
    ("clipped", 42, 20, 0),
    ("clipped_kept", 23, 9, 0),
    ("review", 29, 31, 1),
    ("open", 189, 100, 2),
    ("open_kept", 94, 43, 1),
    ("ordinary", 87, 49, 0),
    ("branches", 108, 6, 0),
    ("told", 50, 11, 0),
]
"""Every one of these has been looked into: docs/decisions/0042 says what each told before."""
UNREAD = [
    # set, own, others, missed, hidden needlessly: counts alone are known
    ("twelfth", 250, 250, 4, 40),
]
STILL_MISSED = {
    "ninth": ("gatau namanya", "Wayan Sudarma"),
    "eleventh": ("BPJS TK Lamongan", "perwakilan Sulteng", "kesehatan Pasaman", "museum Bali"),
}
"""A lecturer of some state campus in a city of many, a name with no place, branches called by another regency than the one
that they are of, a "perwakilan" with no "badan penghubung", and a museum. None else may be missed."""


@pytest.mark.parametrize(("name", "own", "others", "needless"), SETS)
def test_pairs(name: str, own: int, others: int, needless: int) -> None:
    judged = judge(pairs(name))
    assert (judged.own, judged.others) == (own, others)
    known = STILL_MISSED.get(name, ())
    assert len(judged.missed) == len(known), judged.missed
    assert all(word in line for word, line in zip(known, judged.missed, strict=True)), judged.missed
    assert len(judged.needless) == needless, judged.needless


@pytest.mark.parametrize(("name", "own", "others", "missed", "needless"), UNREAD)
def test_a_set_that_nobody_reads(name: str, own: int, others: int, missed: int, needless: int) -> None:
    """It may get better. No line of it is shown, so that it goes on measuring."""
    judged = judge(pairs(name))
    assert (judged.own, judged.others) == (own, others)
    counts = len(judged.missed), len(judged.needless)
    assert counts[0] <= missed, "more are missed in a set that nobody reads"
    assert counts[1] <= needless, "more are hidden needlessly in a set that nobody reads"


def test_every_set_is_judged() -> None:
    """And in all at most one in 25 others is hidden needlessly where somebody chose a place."""
    files = {one.stem.removeprefix("conflict_pairs_") for one in DATA.glob("conflict_pairs_*.txt")}
    assert {name for name, *_ in (*SETS, *UNREAD)} == files
    chosen = [(others, needless) for name, _, others, needless in SETS if name != "eighth"]
    assert sum(needless for _, needless in chosen) <= sum(others for others, _ in chosen) / 25


def test_the_officers_regency_chosen_hides_as_much() -> None:
    """The eighth set, whose reporters chose no place, with the officer's regency chosen: 23 were missed."""
    chosen = [
        replace(
            pair,
            draft=replace(
                pair.draft, district=pair.workplace.district, province=pair.workplace.province or None
            ),
        )
        for pair in pairs("eighth")
        if pair.own
    ]
    judged = judge(chosen)
    assert judged.own == 250
    assert not judged.missed, judged.missed


def test_the_place_typed_as_the_regency_hides_as_much_but_for_one() -> None:
    """The eighth set with its place in the regency's field: 39 were missed, one still is."""
    typed = [
        replace(pair, draft=replace(pair.draft, district=pair.draft.place, place=""))
        for pair in pairs("eighth")
        if pair.own
    ]
    assert len(judge(typed).missed) == 1


@pytest.mark.parametrize("half", ["sixth", "seventh", "clipped", "clipped_kept"])
@pytest.mark.parametrize(
    "around",
    [
        "oknum {}",
        "Sdr. Bambang selaku {} di lapangan",
        "{} di acara partai",
        "{}, S.Sos., M.Si",
        "{} dan beberapa warga",
        "Lukman Hakim, {}",
    ],
)
def test_words_around_who_is_reported_never_show(half: str, around: str) -> None:
    """A name ends before "di acara ...": "guru MAN 2 di acara partai" was of a school called "Acara"."""
    wrapped = [
        replace(pair, draft=replace(pair.draft, accused=around.format(pair.draft.accused)))
        for pair in pairs(half)
        if pair.own
    ]
    judged = judge(wrapped)
    assert judged.own == {name: own for name, own, *_ in SETS}[half]
    assert not judged.missed, judged.missed
