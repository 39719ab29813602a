from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar.districts import MAX_AGENCY, MAX_DISTRICT, near, needs_kind, tidy_agency, tidy_district


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("kab. bangka", "Kabupaten Bangka"),
        ("KABUPATEN BANGKA  TENGAH", "Kabupaten Bangka Tengah"),
        ("kota pangkalpinang", "Kota Pangkalpinang"),
        ("kotamadya bandung", "Kota Bandung"),
        ("kota adm. jakarta pusat", "Kota Administrasi Jakarta Pusat"),
        ("kabupaten", None),
        ("bangka", None),
        ("kotabaru", None),
        ("", None),
    ],
)
def test_one_way_of_writing(typed: str, tidied: str | None) -> None:
    assert tidy_district(typed) == tidied


def test_a_bare_name_is_asked_about() -> None:
    assert needs_kind("bandung") == "Bandung"
    assert needs_kind("kotabaru") == "Kotabaru", "a name that only begins like a kind"
    assert needs_kind("kota bandung") is None
    assert needs_kind("12") is None


def test_a_nearly_known_name_is_offered() -> None:
    known = ["Kabupaten Bangka", "Kota Pangkalpinang"]
    assert near("Kota Pangkal Pinang", known) == "Kota Pangkalpinang"
    assert near("Kota Pangkalpinang", known) is None
    assert near("Kota Bandung", known) is None
    assert near("Kota Bandung", []) is None


@given(st.text(max_size=300))
def test_any_text_is_short_and_one_line(text: str) -> None:
    for found, limit in ((tidy_district(text), MAX_DISTRICT), (tidy_agency(text), MAX_AGENCY)):
        assert found is None or (0 < len(found) <= limit and "\n" not in found)
    district = tidy_district(text)
    assert district is None or tidy_district(district) is not None
