"""Names of provinces, regencies and districts in words as people write them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.platform.places import PROVINCES
from services.platform.regions import SOURCE, joined, regions
from services.reporting.draft import Draft


def test_the_list_is_whole() -> None:
    known = regions()
    assert len(known.regencies) == 514
    assert sum(len(one.districts) for one in known.regencies.values()) > 7_200
    assert {code[:2] for code in known.regencies} == {one.code for one in PROVINCES}


def test_source_and_licence_stand_in_the_file() -> None:
    head = SOURCE.read_text(encoding="utf-8")[:2_000]
    assert "300.2.2-2138 Tahun 2025" in head
    assert "Copyright (c) 2017-2025 Cahya DSN" in head


@pytest.mark.parametrize(
    ("words", "province", "codes"),
    [
        ("bantul", "", {"34.02"}),
        ("bogor", "", {"32.01", "32.71"}),
        ("kota bogor", "", {"32.71"}),
        ("kabupaten bogor", "", {"32.01"}),
        ("kulonprogo", "", {"34.01"}),
        ("toli toli", "", {"72.04"}),
        ("padang sidempuan", "12", {"12.77"}),
        ("tulang bawang barat", "", {"18.12"}),
        ("lamteng", "", {"18.02"}),
        ("kabupaten 50 kota", "", {"13.07"}),
        ("depok", "34", set()),  # a district there, the city is elsewhere
        ("@kecamatan depok sleman", "34", {"34.04"}),
        ("pak bima", "", set()),  # a person
    ],
)
def test_regencies_are_found(words: str, province: str, codes: set[str]) -> None:
    assert regions().find(words.split(), province).regencies == codes


@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(["", "31", "94"]))
def test_any_words_are_borne(words: list[str], province: str) -> None:
    found = regions().find(words, province)
    assert found.regencies <= set(regions().regencies)
    assert joined([word.upper() for word in words]) == joined(words) or not "".join(words).isascii()


def test_every_district_is_known_however_it_is_written() -> None:
    """A district of each regency, written as one word and as several; its neighbour is another office."""
    dice = random.Random(12)
    missed: list[str] = []
    needless = 0
    lines = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in lines:
        code, regency, districts = line.split("|")
        mine, other = dice.sample(districts.split(";"), 2) if ";" in districts else (districts, "")
        workplace = Workplace(f"Pemerintah {regency}", f"Kecamatan {mine}", code[:2], regency)
        missed += [
            f"{regency}: {said}"
            for said in (f"Camat {mine}", f"sekcam {mine.replace(' ', '').lower()}")
            if not conflicts(workplace, Draft(province=code[:2], district=regency, accused=said))
        ]
        if other:
            accused = f"Camat {other}"
            needless += conflicts(workplace, Draft(province=code[:2], district=regency, accused=accused))
    assert not missed
    assert needless <= len(lines) // 100
