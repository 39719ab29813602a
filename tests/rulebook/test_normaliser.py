from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.normaliser import Normaliser
from rulebook.vocabulary import load_vocabulary

NORMALISER = Normaliser(load_vocabulary().words)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Gk boleeeh!!", ["tidak", "boleh"]),
        ("sy NGELIKE fb paslon", ["saya", "like", "facebook", "pasangan", "calon"]),
        ("foto2 bareng cagub", ["foto", "bersama", "calon", "gubernur"]),
        ("p3k yg nyaleg", ["pppk", "yang", "mencalonkan", "diri", "legislatif"]),
        ("min, gan, kak", []),
        ("", []),
    ],
)
def test_what_people_type_becomes_standard_words(typed: str, words: list[str]) -> None:
    assert NORMALISER.words(typed) == words


@given(st.text(max_size=2_000))
def test_no_text_breaks_it_and_its_length_is_bounded(text: str) -> None:
    words = NORMALISER.words(text)
    assert all(word == word.casefold() and word for word in words)
    assert len(words) <= 1_800
    assert NORMALISER.plain(NORMALISER.plain(text)) == NORMALISER.plain(text)
