"""Subscribers as CSV: one line a person. Ids stand in it only where they were asked for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.numbers import iso_day, whole
from core.randomness import Randomness, row_id
from services.calendar.districts import tidy_agency, tidy_district
from services.calendar.errors import RosterError
from services.calendar.subscribers import SubscriberRole
from services.platform.places import ZONE_LABELS, province_of
from storage.calendar.places import PLACES
from storage.calendar.subscribers import StoredSubscriber

ID_COLUMN = "chat_id"
COLUMNS = ("role", "province", "district", "agency", "time_zone", "active", "since")
NEEDED = (ID_COLUMN, "role", "province")
ZONES = {label: name for name, label in ZONE_LABELS.items()}
MAX_CHAT_ID = 2**52
"""Telegram's ids have at most 52 significant bits. Source: Bot API, Chat."""
SEPARATOR = ";"
"""What spreadsheets with Indonesian settings write and expect; read are both this and the comma."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""How a cell begins that a spreadsheet runs as a formula, and the sign that keeps it from doing so."""
_SPELLED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
"""Day, month, year, as spreadsheets with Indonesian settings write a date."""
_TRUTHS = {"true": True, "1": True, "ya": True, "false": False, "0": False, "tidak": False}


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """What is wrong in a line, and how to mend it. It never repeats an id."""

    line: int
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One sound line."""

    chat_id: int
    role: SubscriberRole
    province: str
    district: str
    agency: str
    time_zone: str
    active: bool
    since: date


def as_text(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it; the import reads it away."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _as_meant(cell: str | None) -> str:
    """The value of a cell, without spaces around it and without the apostrophe of :func:`as_text`."""
    value = (cell or "").strip()
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value


def columns_of(*, with_ids: bool, with_places: bool) -> tuple[str, ...]:
    """Columns of an export. With ids it can be imported again, so places stand in it too."""
    if with_ids:
        return (ID_COLUMN, *COLUMNS)
    return COLUMNS if with_places else tuple(name for name in COLUMNS if name not in PLACES)


def as_row(one: StoredSubscriber, columns: Sequence[str]) -> dict[str, str]:
    """A subscriber as a line of these columns."""
    row = {
        ID_COLUMN: str(one.chat_id),
        "role": one.role,
        "province": one.province,
        "district": as_text(one.district),
        "agency": as_text(one.agency),
        "time_zone": ZONE_LABELS.get(one.time_zone, one.time_zone),
        "active": "true" if one.active else "false",
        "since": one.since.isoformat(),
    }
    return {name: row[name] for name in columns}


def stored(one: Imported, randomness: Randomness) -> StoredSubscriber:
    """The subscriber to keep; the id is used only where the chat is new."""
    return StoredSubscriber(
        row_id(randomness),
        one.chat_id,
        one.role.value,
        one.province,
        one.time_zone,
        one.active,
        one.since,
        one.district,
        one.agency,
    )


def read_roster(path: Path, today: date) -> tuple[list[Imported], list[RosterProblem]]:
    """All sound lines and all problems. Missing values get what a person of that province usually has.

    Raises:
        RosterError: not UTF-8, or a column is missing or unknown.
    """
    found: list[Imported] = []
    problems: list[RosterProblem] = []
    seen: dict[int, int] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            first = handle.readline()
            handle.seek(0)
            separator = SEPARATOR if SEPARATOR in first else ","
            reader = csv.DictReader(handle, strict=True, delimiter=separator)
            _check_columns(reader.fieldnames or ())
            for row in reader:
                line = reader.line_num
                wrong = list(_problems(row, line, seen))
                problems += wrong
                if not wrong:
                    one = _imported(row, today)
                    seen[one.chat_id] = line
                    found.append(one)
    except UnicodeDecodeError:
        raise RosterError("the file is not UTF-8; save it again as CSV UTF-8") from None
    except csv.Error as error:
        raise RosterError(f"the file is no CSV: {error}") from None
    return found, problems


def _check_columns(names: object) -> None:
    columns = [str(name) for name in names] if isinstance(names, list | tuple) else []
    missing = [name for name in NEEDED if name not in columns]
    unknown = [name for name in columns if name not in (ID_COLUMN, *COLUMNS)]
    if missing:
        raise RosterError(
            f"the first line lacks {', '.join(missing)}; it must name the columns: "
            f"{','.join((ID_COLUMN, *COLUMNS))}"
        )
    if unknown:
        raise RosterError(f"unknown columns: {', '.join(unknown)}; remove them")


def _problems(row: Mapping[str, str | None], line: int, seen: Mapping[int, int]) -> Iterator[RosterProblem]:
    if None in row or None in row.values():
        yield RosterProblem(line, "it has more or fewer values than the first line", "count the separators")
        return
    values = {key: _as_meant(value) for key, value in row.items()}
    chat_id = whole(values[ID_COLUMN], 1, MAX_CHAT_ID - 1)
    if chat_id is None:
        yield RosterProblem(line, "chat_id is no person's Telegram id", "write a positive whole number")
    elif chat_id in seen:
        yield RosterProblem(line, f"chat_id stands in line {seen[chat_id]} already", "keep one of the two")
    if SubscriberRole.of(values["role"]) is None:
        yield RosterProblem(
            line, "role is unknown", f"use one of {', '.join(role.value for role in SubscriberRole)}"
        )
    if province_of(values["province"]) is None:
        yield RosterProblem(line, "province is unknown", "use the two-digit code, 31 for DKI Jakarta")
    district = values.get("district", "")
    if district and tidy_district(district) is None:
        yield RosterProblem(line, "district can't be read", "write Kabupaten X or Kota X")
    agency = values.get("agency", "")
    if agency and tidy_agency(agency) is None:
        yield RosterProblem(line, "agency can't be read", "write its name, or leave it empty")
    zone = values.get("time_zone", "")
    if zone and zone not in ZONES:
        yield RosterProblem(line, "time_zone is unknown", "use WIB, WITA or WIT, or leave it empty")
    active = values.get("active", "")
    if active and active.casefold() not in _TRUTHS:
        yield RosterProblem(line, "active is unknown", "use true or false, or leave it empty")
    since = values.get("since", "")
    if since and _day(since) is None:
        yield RosterProblem(
            line, "since is no date", "write it as 2026-11-25 or 25/11/2026, or leave it empty"
        )


def _imported(row: Mapping[str, str | None], today: date) -> Imported:
    values = {key: _as_meant(value) for key, value in row.items()}
    role, province = SubscriberRole.of(values["role"]), province_of(values["province"])
    chat_id = whole(values[ID_COLUMN], 1, MAX_CHAT_ID - 1)
    if role is None or province is None or chat_id is None:
        raise RosterError("a line was taken that is not sound")
    return Imported(
        chat_id,
        role,
        province.code,
        tidy_district(values.get("district", "")) or "",
        tidy_agency(values.get("agency", "")) or "",
        ZONES.get(values.get("time_zone", ""), province.time_zone),
        _TRUTHS.get(values.get("active", "").casefold(), True),
        _day(values.get("since", "")) or today,
    )


def _day(text: str) -> date | None:
    spelled = _SPELLED_DAY.fullmatch(text)
    try:
        if spelled is not None:
            return date(int(spelled[3]), int(spelled[2]), int(spelled[1]))
    except ValueError:
        return None
    return iso_day(text)
