"""In which district a village lies, however its name is written."""

from __future__ import annotations

import pytest

from services.platform.regions import regions
from services.platform.villages import SOURCE, districts_of, is_only_elsewhere, villages


def test_the_list_is_whole_and_its_districts_are_those_of_the_regencies() -> None:
    known = regions()
    names = 0
    for code, regency in known.regencies.items():
        found = villages(code)
        names += len(found)
        assert frozenset().union(*found.values()) <= regency.districts, code
    assert names > 75_000


def test_source_and_licence_stand_in_the_file() -> None:
    head = SOURCE.read_text(encoding="utf-8")[:2_000]
    assert "300.2.2-2138 Tahun 2025" in head
    assert "Copyright (c) 2017-2025 Cahya DSN" in head


@pytest.mark.parametrize(
    ("words", "regency", "districts"),
    [
        ("keputih", "35.78", {"sukolilo"}),
        ("keputih surabaya", "35.78", {"sukolilo"}),
        ("tirto martani", "34.04", {"kalasan"}),
        ("tirtomartanii", "34.04", {"kalasan"}),  # a slip
        ("kedoya", "31.73", {"kebonjeruk"}),  # Utara and Selatan, both in Kebon Jeruk
        ("drien", "11.01", villages("11.01")["drien"]),  # "Gampong Drien" in the list
        ("budi", "34.04", set()),  # a person
        ("keputih", "34.04", set()),
    ],
)
def test_the_district_of_a_village(words: str, regency: str, districts: set[str]) -> None:
    assert districts_of(words.split(), [regency]) == districts


def test_a_village_that_only_another_regency_of_the_province_has() -> None:
    """Nothing is said of names that are somewhat like one here, of short ones, and of unknown ones."""
    tebet = ("31.74",)
    assert is_only_elsewhere(["pondok", "kopi"], tebet, "31")
    assert not is_only_elsewhere(["manggarai"], tebet, "31")
    assert not is_only_elsewhere(["manggarai", "selatan"], tebet, "31")
    assert not is_only_elsewhere(["tidak", "dikenal"], tebet, "31")
    assert not is_only_elsewhere(["pondok", "kopi"], (), "31")
    assert not is_only_elsewhere(["pondok", "kopi"], tebet, "")
