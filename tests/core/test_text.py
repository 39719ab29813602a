from __future__ import annotations

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from core.text import LabelledEnum, cap, dotted, escape, squeeze, tidy


class Colour(LabelledEnum):
    RED = "merah", "Merah"


def test_labelled_enums_own_their_labels() -> None:
    assert Colour.RED.label == "Merah"
    assert Colour.of("merah") is Colour.RED
    assert Colour.of("biru") is None
    assert f"{Colour.RED}" == "merah"


@given(st.text())
def test_escaped_text_holds_no_tag(text: str) -> None:
    assert "<" not in escape(text)
    assert ">" not in escape(text)


@given(st.text())
def test_squeezed_text_is_one_trimmed_line(text: str) -> None:
    squeezed = squeeze(text)
    assert squeezed == squeezed.strip()
    assert "  " not in squeezed
    assert "\n" not in squeezed


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\n\n\n" not in tidy(text)


@given(st.text(), st.integers(min_value=1, max_value=100))
def test_capped_text_fits(text: str, limit: int) -> None:
    assert len(cap(text, limit)) <= limit


def test_text_is_cut_at_a_word() -> None:
    assert cap("satu dua tiga empat", 16) == "satu dua tiga…"
    assert cap("pendek", 16) == "pendek"


def test_direction_tricks_are_removed() -> None:
    assert squeeze("foto\u202egpj.exe") == "fotogpj.exe"


@given(st.integers(-(10**12), 10**12))
def test_numbers_have_the_points_unicode_gives_indonesian(number: int) -> None:
    """Source: CLDR, locale id, as babel carries it."""
    assert dotted(number) == format_decimal(number, locale="id")
