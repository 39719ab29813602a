"""Counts: small cells hidden so that no other figure gives them away; every chart can be drawn."""

from __future__ import annotations

import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.casework.case import Case, CaseNotes
from services.casework.chart import Chart
from services.casework.charts import draw
from services.casework.facts import deadline_of
from services.casework.statistics import SMALLEST_SHOWN, WEEKS, figures, hide_small
from services.reporting.draft import Category, Draft, Status
from storage.reporting.cases import StoredWork


def case(draft: Draft, received_on: date, acted_on: date | None = None) -> Case:
    stored = StoredWork(b"r" * 16, acted_on=acted_on)
    return Case(
        b"r" * 16, Status.RECEIVED, received_on, draft, CaseNotes(), stored, deadline_of(draft, received_on)
    )


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=12))
def test_no_small_cell_is_shown_nor_can_a_single_one_be_reckoned(counts: dict[str, int]) -> None:
    shown = hide_small(counts)
    assert set(shown) == set(counts)
    hidden = [key for key, value in shown.items() if value is None]
    for key, value in shown.items():
        assert value is None or value == counts[key]
        assert value is None or value == 0 or value >= SMALLEST_SHOWN
    if hidden and sum(1 for count in counts.values() if count) > 1:
        assert len(hidden) >= 2


def test_reports_are_counted_where_they_belong() -> None:
    today = date(2024, 9, 24)
    cases = [case(Draft("uang", "51"), date(2024, 9, 23), date(2024, 9, 23)) for _ in range(6)]
    cases += [case(Draft(None, None), date(2024, 9, 10), date(2024, 9, 20)) for _ in range(7)]
    cases += [case(Draft("uang", "51"), date(2023, 1, 1)) for _ in range(5)]
    found = figures(cases, today)
    assert len(found.weeks) == WEEKS
    assert dict(found.weeks)[date(2024, 9, 23)] == 6
    assert dict(found.weeks)[date(2024, 9, 9)] == 7
    assert found.categories == ((Category.MONEY, 11), (None, 7))
    assert found.provinces == (("51", 11), ("", 7))
    assert dict(found.statuses)[Status.RECEIVED] == 18
    assert dict(found.first_action) == {"0": 6, "1-3": 0, "4-7": 0, ">7": 7, "-": 5}


def test_every_kind_of_chart_is_a_picture_without_a_date_inside() -> None:
    many = tuple((f"Label yang agak panjang nomor {n}", None if n % 3 else n * 7) for n in range(16))
    for chart in (
        Chart("Judul", "Anak judul", many, "disembunyikan", "Catatan"),
        Chart("Judul", "Anak judul", (("a", None),), "–", "Catatan", upright=True),
        Chart("Judul", "Anak judul", (), "–", "Catatan"),
    ):
        raw = draw(chart)
        with Image.open(io.BytesIO(raw)) as picture:
            assert picture.format == "PNG"
            assert picture.width >= 900
            assert not picture.info.get("Software")
            assert "Creation Time" not in picture.info
