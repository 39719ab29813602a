from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.calendar.districts import tidy_agency
from services.calendar.errors import RosterError
from services.calendar.roster import COLUMNS, ID_COLUMN, as_row, columns_of, read_roster, stored
from services.calendar.subscribers import SubscriberRole
from services.platform.places import PROVINCES, ZONE_LABELS
from storage.calendar.subscribers import StoredSubscriber
from tests.repeatable import SeededRandomness

TODAY = date(2026, 11, 25)
HEAD = ",".join((ID_COLUMN, *COLUMNS))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def test_a_line_is_read_tidily(tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", "700000001,pns,19,kab. bangka,  Dinas  Pendidikan ,,,")
    rows, problems = read_roster(file, TODAY)
    assert problems == []
    (one,) = rows
    assert (one.chat_id, one.role, one.district) == (700000001, SubscriberRole.PNS, "Kabupaten Bangka")
    assert one.agency == "Dinas Pendidikan"
    assert (one.time_zone, one.active, one.since) == ("Asia/Jakarta", True, TODAY)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("x,pns,31,,,,,", "chat_id"),
        ("-5,pns,31,,,,,", "chat_id"),
        ("²,pns,31,,,,,", "chat_id"),
        ("1,rektor,31,,,,,", "role"),
        ("1,pns,99,,,,,", "province"),
        ("1,pns,31,entah,,,,", "district"),
        ("1,pns,31,,!,,,", "agency"),
        ("1,pns,31,,,PST,,", "time_zone"),
        ("1,pns,31,,,,maybe,", "active"),
        ("1,pns,31,,,,,kemarin", "since"),
        ("1,pns", "more or fewer values"),
        ("1,pns,31,,,,,,,extra", "more or fewer values"),
    ],
)
def test_each_wrong_line_is_named_with_its_mend(tmp_path: Path, line: str, what: str) -> None:
    rows, problems = read_roster(written(tmp_path / "in.csv", "7,pns,31,,,,,", line), TODAY)
    assert [one.chat_id for one in rows] == [7]
    (problem,) = problems
    assert problem.line == 3
    assert what in problem.what
    assert problem.mend


def test_a_person_stands_once(tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", "7,pns,31,,,,,", "7,pppk,31,,,,,")
    _, (problem,) = read_roster(file, TODAY)
    assert "line 2" in problem.what
    assert "7" not in problem.mend


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "lacks"),
        (b"role,province\npns,31\n", "chat_id"),
        (HEAD.encode() + b",phone\n", "phone"),
        ("chat_id,role,province\n1,pns,31,é".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(content)
    with pytest.raises(RosterError, match=words):
        read_roster(file, TODAY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 2**52 - 1),
    st.sampled_from(list(SubscriberRole)),
    st.sampled_from(PROVINCES),
    st.sampled_from(list(ZONE_LABELS)),
    st.booleans(),
    st.dates(date(2020, 1, 1), TODAY),
)
def test_what_is_exported_is_imported(
    tmp_path: Path, chat_id: int, role: SubscriberRole, province: object, zone: str, active: bool, since: date
) -> None:
    code = province.code  # type: ignore[attr-defined] # one of PROVINCES
    before = StoredSubscriber(
        b"x" * 16, chat_id, role.value, code, zone, active, since, "Kota Bandung", 'Dinas "A", B'
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, (ID_COLUMN, *COLUMNS))
    writer.writeheader()
    writer.writerow(as_row(before, columns_of(with_ids=True, with_places=False)))
    file = tmp_path / "round.csv"
    file.write_text(out.getvalue(), encoding="utf-8")
    (row,), problems = read_roster(file, TODAY)
    assert problems == []
    after = stored(row, SeededRandomness(1))
    assert after == StoredSubscriber(after.id, *(getattr(before, name) for name in _FIELDS))
    assert ID_COLUMN not in as_row(before, columns_of(with_ids=False, with_places=True))
    assert not {ID_COLUMN, "district", "agency"} & set(columns_of(with_ids=False, with_places=False))


@pytest.mark.parametrize("separator", [",", ";"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "in.csv"
    lines = (("chat_id", "role", "province", "since"), ("7", "pns", "31", "25/11/2026"))
    file.write_text("\ufeff" + "\r\n".join(separator.join(line) for line in lines), encoding="utf-8")
    (row,), problems = read_roster(file, TODAY)
    assert problems == []
    assert row.since == TODAY


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "'="])
def test_no_cell_is_a_formula(tmp_path: Path, begins: str) -> None:
    """Spreadsheets run cells that begin so; a name of an agency may, and comes back as it was."""
    agency = f"{begins}Dinas"
    before = StoredSubscriber(b"x" * 16, 7, "pns", "31", "Asia/Jakarta", True, TODAY, "", agency)
    cells = as_row(before, columns_of(with_ids=True, with_places=True))
    assert cells["agency"] == f"'{agency}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells.values())
    file = written(tmp_path / "round.csv", ",".join(cells.values()))
    (row,), problems = read_roster(file, TODAY)
    assert problems == []
    assert row.agency == tidy_agency(agency)


_FIELDS = ("chat_id", "role", "province", "time_zone", "active", "since", "district", "agency")
