from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import MOST_PAGES, hexadecimal, integer, iso_day, page_number, whole

ROOT = Path(__file__).parents[2]
ODD = ("²", "٣", "-1", "+1", " 1", "1 ", "1_0", "0x1", "1.0", "1e3", "", "a", "①", "१", "9" * 21, "9" * 5_000)


@pytest.mark.parametrize("text", ODD)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert whole(text, 0, 10**30) is None
    assert page_number(text) == 0
    assert integer(text, 0, 10**30) is None
    assert text in ("a", "1e3") or hexadecimal(text, 0, 10**30) is None
    assert iso_day(text) is None


@given(st.text(max_size=30))
def test_no_text_raises_and_what_is_read_is_within_bounds(text: str) -> None:
    for number in (whole(text, 3, 900), hexadecimal(text, 3, 900)):
        assert number is None or 3 <= number <= 900
    assert 0 <= page_number(text) <= MOST_PAGES
    day = iso_day(text)
    assert day is None or day.isoformat() == text


@given(st.integers(0, 10**19), st.dates())
def test_what_is_written_is_read(number: int, day: date) -> None:
    assert whole(str(number), 0, 10**19) == number
    assert hexadecimal(f"{number:x}", 0, 10**19) == number
    assert iso_day(day.isoformat()) == day
    assert iso_day(day.isoformat().replace("-", "")) is None


@pytest.mark.parametrize("value", [True, False, 5.0, "5", None, [5], {"id": 5}, float("inf"), float("nan")])
def test_only_an_integer_of_json_is_one(value: object) -> None:
    assert integer(value, 0, 10) is None
    assert integer(5, 0, 10) == 5
    assert integer(11, 0, 10) is None


LOOSE = {"isdigit", "isdecimal", "isnumeric", "fromisoformat"}


def loose_reading(source: str) -> list[int]:
    """Lines that read a number without the helper. ``int(….timestamp())`` reads no stranger's words."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in LOOSE:
            lines.append(node.lineno)
        if isinstance(node.func, ast.Name) and node.func.id in ("int", "float", "UUID"):
            first = node.args[0] if node.args else None
            called = first.func if isinstance(first, ast.Call) else None
            if not (isinstance(called, ast.Attribute) and called.attr == "timestamp"):
                lines.append(node.lineno)
    return lines


def test_handlers_read_numbers_with_the_helper_alone() -> None:
    assert loose_reading("page = int(value) if value.isdigit() else 0") == [1, 1]
    handlers = (one for one in (ROOT / "handlers").rglob("*.py") if "texts" not in one.parts)
    files = [*handlers, ROOT / "bot/wire/updates.py", ROOT / "bot/wire/direct.py"]
    loose = {str(file.relative_to(ROOT)): loose_reading(file.read_text()) for file in files}
    assert {name: lines for name, lines in loose.items() if lines} == {}
