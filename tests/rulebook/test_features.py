"""What the model sees of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rulebook.features import GRAM_SIZES, gram_features, word_features

WORDS = st.lists(st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True), max_size=30)


def test_words_and_neighbours_are_counted() -> None:
    assert word_features(["boleh", "foto", "boleh"]) == {
        "w boleh": 2,
        "w foto": 1,
        "p boleh foto": 1,
        "p foto boleh": 1,
    }


def test_grams_stay_inside_words() -> None:
    grams = gram_features(["pns", "ya"])
    assert grams["pns"] == 1
    assert grams[" pn"] == 1
    assert not any(" " in gram[1:-1] for gram in grams)


@given(WORDS)
def test_every_word_gives_all_its_grams_and_no_more(words: list[str]) -> None:
    grams = gram_features(words)
    expected = sum(max(0, len(word) + 2 - size + 1) for word in words for size in GRAM_SIZES)
    assert sum(grams.values()) == expected
    assert sum(word_features(words).values()) == len(words) + max(0, len(words) - 1)
