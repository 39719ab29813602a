"""Everything the bot can say: each function of ``handlers/*/texts/``, called with values of its types.

A function is found by itself and its parameters are filled by their types, so a new one is in the test the day
it is written. What people typed is of the greatest length and full of markup.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import handlers
from core.errors import NetraError
from core.text import Scrubbed
from handlers.access.commands import HelpSection
from handlers.casework.texts.inbox import FIELDS, LABELS
from handlers.guidance.texts import pages, screen
from rulebook.elections import Election, ElectionPhase, load_elections
from rulebook.loader import Rulebook, load_rulebook
from rulebook.model import Topic
from rulebook.reminders import load_reminder_rules
from rulebook.stages import Stage, load_stages
from services.announcements.draft import Part
from services.announcements.model import Outcome
from services.calendar.calendar import Calendar, Stand
from services.calendar.editing import ElectionDraft
from services.calendar.reminders import Reminder, reminders_of
from services.calendar.stages import forbidden_now
from services.casework.case import Case
from services.casework.case_service import OpenedCase
from services.guidance.queue import WeekPicture, Why
from services.reporting.draft import MAX_SHORT, MAX_STORY, Attachment, Draft, NoteChoice
from services.reporting.thread import MAX_MESSAGE
from storage.access.errors import AccessError
from storage.platform.broadcast_states import UndeliveredReason
from tests.handlers.test_texts import LONGEST, opened_case
from tools.command_table import declared

Said = tuple[str, str]
"""Where it is said (column, module, function), and what."""

HOSTILE = "<b>&amp;</i>\"'`*_[](x) \U0001f3db️👩‍👩‍👧 "
"""What people may type, and what must reach others as it was typed."""


def long(characters: int) -> str:
    """Words of the greatest length a field takes."""
    return (HOSTILE * (characters // len(HOSTILE) + 1))[:characters]


RULEBOOK = load_rulebook()
STAGES, REMINDERS = load_stages(), load_reminder_rules()
TOPICS = sorted(RULEBOOK, key=lambda topic: topic.slug)
DAY = date(2024, 9, 24)
NOW = datetime(2024, 9, 24, 5, tzinfo=UTC)

LENGTHS: dict[str, int] = {"story": MAX_STORY, "typed": MAX_SHORT, "text": MAX_MESSAGE, "words": MAX_SHORT}
"""What a parameter or field of this name holds at the most; others: 60, the longest name."""
NAME = 60


def _help() -> dict[HelpSection, list[tuple[str, str]]]:
    """All that /bantuan may tell, of the commands of everybody and of officers."""
    told: dict[HelpSection, list[tuple[str, str]]] = {section: [] for section in HelpSection}
    for one in declared():
        told[one.part_of_help].append((one.words.help_for(one.name), one.words.note))
    return told


STRINGS: dict[str, Sequence[str]] = {
    "command": ["laporan", "pengumuman"],
    "bot_name": ["NetraDemoBot"],
    "link": ["https://t.me/NetraDemoBot?start=AbCdEf_-0123456789"],
    "html": ["<b>Judul</b>\n\n" + "isi &lt;b&gt; " * 20],
    "step": ["title", "basis", "regions"],
    "today": ["", "Hari ini, 24 September 2024: setelah calon ditetapkan (Pilkada serentak 2024)."],
    "lock_line": ["Terbuka sampai 10.15"],
    "when": ["2024-09-24", "kemarin <sore> & malam"],
    "known": ["2024-09-24", "kemarin <sore> & malam"],
    "taken": ["2024-09-24 10:15", ""],
    "sha256": ["00" * 32],
    "status": ["received"],
    "time_zone": ["Asia/Jakarta"],
    "province": ["31", "19"],
    "Attachment.place": ["-2.1,106.1", ""],
    "names_shown.field": ["districts", "agencies"],
    "Hint.field": ["story", "accused"],
    "StoredQuestion.why": [one.value for one in Why],
    "value_label.name": list(LABELS),
    "choices.name": list(LABELS),
    "pick.name": list(FIELDS),
    "conversation.title": ["Percakapan"],
    "command.name": ["lapor"],
    "sent.deadline": ["3 Oktober 2024"],
}
"""What a parameter or field holds that no person typed, by its name or by its owner's and its name."""
OTHERS: dict[str, Sequence[Any]] = {
    "page": [0],
    "number": [1, 2],
    "total": [12_345],
    "rows": [3],
    "share": [0.0, 0.5, 1.0],
    "provinces": [(), ("31", "19")],
    "roles": [(), ("pns",)],
    "basis": [({"instrument": long(160)},)],
    "districts": [("Kota <A>",) * 40],
    "agencies": [(), ("Dinas & Badan",) * 40],
    "masks": [("Budi <i>", "&"), ()],
    "params": [{}],
    "code.words": [("bayam", "cakap", "dandang", "elang", "fasih", "gamis")],
    "help_of.told": [_help()],
    "AnnouncementDraft.parts": [
        (Part("sendMessage", {"text": long(MAX_MESSAGE)}, "text"),),
        (Part("sendPhoto", {"photo": "x", "caption": long(MAX_SHORT)}, "photo"),),
    ],
    "story_so_far.draft": [Draft(story=long(MAX_STORY))],
    "clock.draft": [Draft(known="2024-09-20"), Draft(known="2024-01-20")],
    "notes_in_words.draft": [
        Draft(
            notes=NoteChoice.ALL,
            attachments=(Attachment("f", 1, 4, 3, "", "", 0, "1.0,2.0", "2024-09-20 10:11"),),
        )
    ],
    "caption.rules": [forbidden_now(stage, None, RULEBOOK, STAGES) for stage in Stage],
    "DeliveryReport.rows": [tuple((one, 12_345) for one in (*Outcome, *UndeliveredReason))],
}

NOT_SAID: dict[Callable[..., Any], str] = {
    pages.section: "lays pieces out for others",
    pages.paginate: "lays pieces out for others",
    screen.fill: "lays pieces out for others",
}


def _stand() -> list[Stand]:
    stands = Calendar(load_elections())
    days = [NOW, datetime(2024, 11, 25, 5, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)]
    return [stands.stand(day, election) for election in elections() for day in days]


@cache
def elections() -> list[Election]:
    """Those of the rulebook, and one of the longest names."""
    known = list(load_elections())
    long_names = {"title": long(NAME), "regions": (long(NAME),) * 12}
    return [*known, known[0].model_copy(update=long_names)]


def _questions_week() -> list[WeekPicture]:
    return [
        WeekPicture(DAY, (), 0, 0, 0, 0),
        WeekPicture(DAY, ((TOPICS[0].slug, 12_345),), 5, 12_345, 12_345, 12_345),
    ]


def _errors(kind: type[NetraError]) -> list[NetraError]:
    """One of each kind of error below this one."""
    found = [kind()] if kind is not NetraError else []
    for below in kind.__subclasses__():
        if below.__module__.partition(".")[0] in ("core", "services", "storage", "handlers"):
            try:
                found += _errors(below)
            except TypeError:  # says more than its kind, so it is not told in these words
                continue
    return found


TYPED: dict[Any, Callable[[], Sequence[Any]]] = {
    bool: lambda: [False, True],
    int: lambda: [0, 1, 20, 123_456],
    float: lambda: [0.0, 25.0, 188_000.0],
    bytes: lambda: [b"q" * 8],
    date: lambda: [DAY, date(2024, 11, 27)],
    datetime: lambda: [NOW, NOW + timedelta(days=40)],
    timedelta: lambda: [timedelta(seconds=140), timedelta(hours=30), timedelta(days=200)],
    ZoneInfo: lambda: [ZoneInfo("Asia/Jakarta")],
    Topic: lambda: TOPICS,
    Rulebook: lambda: [RULEBOOK],
    Election: elections,
    ElectionPhase: lambda: [phase for one in elections() for phase in one.phases],
    ElectionDraft: lambda: [ElectionDraft(), *(ElectionDraft.of(one) for one in elections())],
    Stand: _stand,
    Reminder: lambda: [one for election in elections() for one in reminders_of(election, REMINDERS)],
    WeekPicture: _questions_week,
    Scrubbed: lambda: [Scrubbed(long(MAX_SHORT))],
    Draft: lambda: [Draft(), LONGEST, replace(LONGEST, story=long(MAX_STORY), agency=long(MAX_SHORT))],
    Case: lambda: [opened_case(Draft()).case, opened_case(LONGEST).case],
    OpenedCase: lambda: [opened_case(Draft()), opened_case(LONGEST)],
    NetraError: lambda: _errors(NetraError),
    AccessError: lambda: _errors(AccessError),
    NoneType: lambda: [None],
    Any: lambda: [{}],
}


def values(kind: Any, name: str, owner: str = "") -> Sequence[Any]:
    """Values of a type: what a parameter or field of this name may hold."""
    named: Mapping[str, Sequence[Any]] = STRINGS if kind is str else OTHERS
    for called in (f"{owner}.{name}", name):
        if called in named and not (isinstance(kind, type) and issubclass(kind, Enum)):
            return named[called]
    if kind in TYPED:
        return TYPED[kind]()
    if kind is str:
        return [long(LENGTHS.get(name, NAME))]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    if get_origin(kind) is UnionType:
        return [one for part in get_args(kind) for one in values(part, name)]
    if get_origin(kind) is not None:
        return _many(kind, name)
    assert isinstance(kind, type), f"say in tests/handlers/said.py what values {kind} has ({name})"
    assert is_dataclass(kind), f"say in tests/handlers/said.py what values {kind} has ({name})"
    return _built(kind)


def _many(kind: Any, name: str) -> Sequence[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if issubclass(origin, Mapping):
        keys, held = values(inner[0], name), values(inner[1], name)
        return [{}, {key: held[at % len(held)] for at, key in enumerate(keys)}]
    if origin is tuple and inner[-1] is not Ellipsis:
        return _rows([values(part, name) for part in inner])
    return [(), tuple(values(inner[0], name))[:30]]


def _built(kind: type) -> list[Any]:
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.init]
    columns = [values(hints[name], name, kind.__name__) for name in names]
    return [kind(**dict(zip(names, row, strict=True))) for row in _rows(columns)]


def _rows(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Every value of each column at least once, with others beside it by turns."""
    most = max(map(len, columns), default=1)
    return [tuple(column[at % len(column)] for column in columns) for at in range(most)]


MOST_CALLS = 400
SAID = (str, list[str], tuple[str, ...])
"""What words come as; anything else is drawn, counted or printed."""


def _arguments(function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    hints = get_type_hints(function)
    names = [name for name in hints if name != "return"]
    columns = [values(hints[name], name, function.__name__) for name in names]
    count = 1
    for column in columns:
        count *= len(column)
    rows = product(*columns) if count <= MOST_CALLS else _rows(columns)
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _texts(said: str | Sequence[str]) -> Sequence[str]:
    return [said] if isinstance(said, str) else said


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that makes words, by name."""
    for found in walk_packages(handlers.__path__, "handlers."):
        column, _, name = found.name.removeprefix("handlers.").partition(".texts.")
        if not name:
            continue
        for called, value in vars(import_module(found.name)).items():
            if not inspect.isfunction(value) or value.__module__ != found.name or called.startswith("_"):
                continue
            if value not in NOT_SAID and get_type_hints(value)["return"] in SAID:
                yield f"{column}.{name}.{called}", value


def said_by(function: Callable[..., Any]) -> list[str]:
    """All that a function says, each once."""
    return sorted({html for given in _arguments(function) for html in _texts(function(**given)) if html})
