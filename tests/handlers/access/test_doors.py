"""Every command and every button as every role, in private and in groups, against a table of the test's own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from core.text import Scrubbed
from demo import server
from demo.server import DemoServer
from handlers.access.commands import Commands
from handlers.access.doors import TYPED
from handlers.access.texts import doors as texts
from handlers.platform.admission import ADMINS as ADMINS_ACCESS
from handlers.platform.admission import ADMINS_UNLOCKED, Lock, Who
from handlers.platform.callback_data import MAX_CALLBACK_DATA, CallbackData, unpack
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Call
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext
from handlers.routing.group_gate import GroupGate
from handlers.routing.register import UndeclaredError, register
from services.access.roles import Role
from services.announcements.model import Audience, Content, ContentCall, NewCampaign
from services.guidance.queue import Why
from services.platform.pacing import RateLimiter
from storage.guidance.questions import OPEN, Questions
from storage.platform.dialogs import Dialogs
from storage.platform.unit import Unit
from tests.handlers.access.doors_table import (
    ADMINS,
    ADMINS_LOCKED,
    DESK,
    ELSEWHERE,
    FORGED,
    FREE,
    GUARDED,
    HANDLE,
    NOBODYS,
    OFFICERS,
    PUBLIC,
    QUESTION,
    ROOM_OF_ADMINS,
)
from tests.handlers.access.doors_walk import (
    ANONYMOUS,
    GROUP,
    OWNER,
    STANDINGS,
    Outcome,
    Standing,
    Walk,
    walking,
)
from tests.handlers.buttons import KINDS
from tests.repeatable import FixedClock, SeededRandomness

LOCKED = re.compile(r"Terkunci\. Ketik|kuncinya harus terbuka|6 angka</b> dari aplikasi", re.IGNORECASE)
SET_UP = re.compile(r"kunci itu belum dipasang|Pasang kunci kedua|Tempat kerja Anda</b>|Tempat kerja Anda · ")


@pytest.fixture
async def demo(clock: FixedClock) -> AsyncIterator[DemoServer]:
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def walk(demo: DemoServer, tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(demo.url, tmp_path) as one:
        yield one


async def fill(walk: Walk) -> dict[str, str]:
    """An announcement of the owner and one of another admin, an election of one's own, a question."""
    features, unit, now = walk.machine.features, Unit(), walk.clock.now()
    campaigns, book = features.announcements.campaigns, features.calendar.book
    new = NewCampaign("Teks", Content((ContentCall("sendMessage", {"text": "Besok apel"}),)), Audience())
    mine = campaigns.create(unit, new, walk.keyring.chat_key(OWNER), now)
    other = campaigns.create(unit, replace(new, needs_approval=True), b"k" * 16, now)
    shipped = (await book.refresh()).elections[0]
    book.save(unit, shipped.model_copy(update={"slug": "milik-sendiri"}), now)
    await walk.machine._committer.commit(unit)
    await again(walk)
    topic = "cara-melapor"
    return {"mine": mine, "other": other, "own": "milik-sendiri", "q": HANDLE, "topic": topic}


async def again(walk: Walk) -> None:
    """The question waits."""
    stored = Questions(walk.database, walk.keyring, 1_000_007)
    if await stored.get(QUESTION) is None:
        noting = stored.note(
            QUESTION, "wayang potehi", Scrubbed("wayang potehi"), [], Why.NOT_UNDERSTOOD, date(2024, 9, 24)
        )
        await walk.machine._committer.commit(Unit(writes=[noting]))
    await walk.machine._committer.commit(Unit(writes=[stored.set_status(QUESTION, OPEN)]))


def outcome_of(found: Outcome) -> str:
    """``refused``, ``locked``, ``set-up`` or ``in``."""
    if texts.OFFICERS_ONLY in found.words or texts.ADMINS_ONLY in found.words:
        return "refused"
    if SET_UP.search(found.words):
        return "set-up"
    return "locked" if LOCKED.search(found.words) else "in"


def for_admins(one: Standing, *, locked: bool) -> str:
    """What an admin's door says to somebody."""
    if one.counts_as != "admin":
        return "refused"
    is_owner = one.user_id == OWNER
    has_factor = bool(one.role) and one.confirmed
    if not locked:
        return "in" if is_owner or has_factor else "set-up"
    if not has_factor:
        return "set-up"
    return "in" if one.unlocked else "locked"


def for_officers(one: Standing, *, taps: bool) -> str:
    """What a door to reports says to somebody."""
    if one.counts_as == "nobody":
        return "refused"
    if one.unlocked and one.confirmed:
        return "in"
    has_factor = bool(one.role) and one.confirmed
    return "locked" if taps or has_factor else "set-up"


def expected_of_command(one: Standing, name: str) -> str:
    if name in NOBODYS:
        return "in"
    if name == "kunci":
        return "refused" if one.counts_as == "nobody" else "in"
    if name in OFFICERS:
        return for_officers(one, taps=False)
    if name in ADMINS_LOCKED:
        return for_admins(one, locked=True)
    assert name in ADMINS, f"the test knows no /{name}: who may give it?"
    return for_admins(one, locked=False)


def expected_of_tap(one: Standing, data: str) -> str:
    if data in PUBLIC:
        return "in"
    if data in FREE:
        return for_admins(one, locked=False)
    if data in GUARDED:
        return for_admins(one, locked=True)
    if data in DESK:
        return for_officers(one, taps=True)
    assert data in ROOM_OF_ADMINS, data
    return "refused" if one.counts_as != "admin" else for_officers(one, taps=True)


@pytest.mark.parametrize("one", STANDINGS, ids=lambda one: one.name)
async def test_every_command_and_button_does_what_is_declared_for_whom(walk: Walk, one: Standing) -> None:
    known = await fill(walk)
    names = [name for command in walk.commands for name in command.names]
    asked = [(f"/{name}", expected_of_command(one, "bantuan" if name == "help" else name)) for name in names]
    asked += [
        (data, expected_of_tap(one, data)) for data in (*FREE, *GUARDED, *DESK, *ROOM_OF_ADMINS, *PUBLIC)
    ]
    before = await walk.state()
    for text, expected in sorted(asked, key=lambda pair: pair[1] == "in"):  # what is refused first
        if expected == "in" and before:
            assert await walk.state() == before, "nothing that was refused did anything"
            before = ""
        filled = text.format(**known)
        await walk.becomes(one)
        if before == "" and filled.startswith("ques:"):
            await again(walk)
        found = await (walk.says(one, text) if text.startswith("/") else walk.taps(one, filled))
        assert outcome_of(found) == expected, (filled, found.words)
        if text.startswith("/") or expected != "in":
            assert found.words, f"{filled}: nobody is left without words"
        if not text.startswith("/"):
            assert len(filled) <= MAX_CALLBACK_DATA
            assert any(call.method == "answerCallbackQuery" for call in found.calls), filled
        if expected == "refused":
            assert not found.unit.writes, filled
            assert not found.unit.closing, filled


async def test_what_needs_the_lock_is_done_once_it_is_open(walk: Walk) -> None:
    known = await fill(walk)
    done = ["siar:start:{mine}", "kal:remove:{own}", "ques:link:{q}:{topic}", "siar:approve:{other}"]
    closed, opened = (
        next(one for one in STANDINGS if one.name == name) for name in ("owner locked", "owner open")
    )
    for data in done:
        await again(walk)
        await walk.becomes(closed)
        before = await walk.state()
        await walk.taps(closed, data.format(**known))
        assert await walk.state() == before, data
        await walk.becomes(opened)
        await walk.taps(opened, data.format(**known))
        assert await walk.state() != before, data


@pytest.mark.parametrize("writes_as", [None, ANONYMOUS], ids=["as themselves", "as the group"])
@pytest.mark.parametrize(
    "name", ["stranger", "petugas open", "admin open", "owner open", "owner who never came"]
)
async def test_in_a_group_nobody_is_anybody(walk: Walk, name: str, writes_as: int | None) -> None:
    one, known = next(one for one in STANDINGS if one.name == name), await fill(walk)
    await walk.becomes(one)
    before, groups = await walk.state(), count(GROUP, -1)  # each another group: none has said too much
    for command in walk.commands:
        found = await walk.says(one, f"/{command.name}", next(groups), writes_as)
        if command.who != Who.ANYONE:
            assert found.words == texts.COMMAND_ONLY_PRIVATE, command
        named = await walk.says(one, f"/{command.name}@NetraDemoBot", next(groups), writes_as)
        assert named.words, command
        assert not named.unit.writes, command
        silent = await walk.says(one, f"/{command.name}@lain_bot", next(groups), writes_as)
        assert not silent.calls, command
    for data in (*FREE, *GUARDED, *DESK, *ROOM_OF_ADMINS, *PUBLIC, *ELSEWHERE):
        found = await walk.taps(one, data.format(**known), next(groups), writes_as)
        assert found.words == texts.ONLY_PRIVATE, data
        assert not found.unit.writes, data
        assert not found.unit.closing, data
    assert await walk.state() == before


@pytest.mark.parametrize(
    ("begins", "typed"), [("/pengumuman", "Besok apel"), ("kal:ask-title", "Pilkada Contoh 2030")]
)
async def test_words_of_a_draft_are_refused_once_the_role_is_gone(
    walk: Walk, begins: str, typed: str
) -> None:
    admin, officer = (
        next(one for one in STANDINGS if one.name == name) for name in ("admin open", "petugas open")
    )
    await walk.becomes(admin)
    await (walk.says(admin, begins) if begins.startswith("/") else walk.taps(admin, "kal:new"))
    if begins.startswith("kal"):
        await walk.taps(admin, begins)
    await walk.becomes(officer, keeps_dialog=True)
    before = await walk.state()
    assert (await walk.says(officer, typed)).words == texts.NO_LONGER_YOURS
    assert await walk.state() == before
    assert "Peran Anda sudah berubah" not in (await walk.says(officer, "/batal")).words


@pytest.mark.parametrize("name", ["stranger", "petugas open", "owner locked", "owner open"])
async def test_what_no_button_carries_does_nothing(walk: Walk, name: str) -> None:
    one, known = next(one for one in STANDINGS if one.name == name), await fill(walk)
    await walk.becomes(one)
    before = await walk.state()
    for data in FORGED:
        found = await walk.taps(one, data.format(**known))
        answers = [call.params.get("text") for call in found.calls]
        assert answers == [common.OLD_BUTTON], data
        assert not found.unit.writes, data
        assert not found.unit.closing, data
    assert await walk.state() == before


@pytest.mark.parametrize(
    ("tap", "button"), [("kal:save", "kal:save"), ("siar:sure-start:abcd2345", None), ("siar:forged:x", None)]
)
async def test_what_was_tapped_before_the_lock_comes_back_if_it_is_a_button(
    walk: Walk, tap: str, button: str | None
) -> None:
    one = next(one for one in STANDINGS if one.name == "owner open")
    await walk.becomes(one)
    guard = walk.machine.features.access.guard
    key = walk.keyring.chat_key(one.user_id)
    turn = UpdateContext(
        chat_id=one.user_id,
        user_id=one.user_id,
        chat_key=key,
        now=walk.clock.now(),
        dialogs=Dialogs(walk.database, walk.keyring, 1_000_007),
        files=None,  # type: ignore[arg-type] # not needed here
        direct=None,  # type: ignore[arg-type] # not needed here
        randomness=SeededRandomness(1),
    )
    officer = await guard._officers.find(one.user_id, key)
    assert officer is not None
    guard._gate._go_on(turn, officer, {"then": "", "tap": tap})  # as a dialog of yesterday holds it
    (said,) = (Call.decode(out.payload) for out in turn.unit.outgoing)
    rows = said.params.get("reply_markup", {}).get("inline_keyboard", [])
    assert [one["callback_data"] for row in rows for one in row] == ([button] if button else [])
    assert ("Tekan tombol ini" in said.params["text"]) is (button is not None), (
        "it names a button that is there"
    )


KNOWN = {
    "mine": "abcd2345",
    "other": "abcd2345",
    "own": "milik-sendiri",
    "q": HANDLE,
    "topic": "cara-melapor",
}


def kinds_in(table: list[str]) -> set[type[CallbackData]]:
    """The kinds of buttons that are tapped; each of them is one."""
    found = {data: unpack(data.format(**KNOWN)) for data in table}
    assert [data for data, one in found.items() if one is None] == []
    return {type(one) for one in found.values() if one is not None}


def test_every_button_of_officers_and_admins_is_walked() -> None:
    kinds = {kind for kind in KINDS if kind.access.who != Who.ANYONE}
    assert len(kinds) > 90
    assert kinds_in([*FREE, *GUARDED, *DESK, *ROOM_OF_ADMINS, *ELSEWHERE]) == kinds
    assert not kinds_in(PUBLIC) & kinds


def test_what_each_kind_says_of_access_is_what_is_walked() -> None:
    assert all(kind.access == ADMINS_ACCESS for kind in kinds_in(FREE))
    assert all(kind.access == ADMINS_UNLOCKED for kind in kinds_in(GUARDED))
    for kind in kinds_in([*DESK, *ROOM_OF_ADMINS]):
        assert kind.access.lock is Lock.OPEN
        assert kind.access.screen
        assert not kind.access.enters


def test_every_tap_that_leads_to_the_lock_has_a_button_that_says_what_it_does() -> None:
    led = {kind for kind in KINDS if kind.access.lock is Lock.OPEN and not kind.access.screen}
    assert led == kinds_in(GUARDED)
    assert all(kind.again for kind in led)
    assert len({kind.again for kind in led}) == len(led), "each says what it does"


class _Group:
    def __init__(self, handler: AnyHandler) -> None:
        self._handler = handler

    def handlers(self) -> list[AnyHandler]:
        return [self._handler]


@pytest.mark.parametrize("made", ["command", "button"])
def test_what_is_not_declared_can_not_be_registered(walk: Walk, made: str) -> None:
    async def nothing(_update: Update, _context: NetraContext) -> None: ...

    handler: AnyHandler = CallbackQueryHandler(nothing, "^rahasia:")
    if made == "command":
        handler = CommandHandler("rahasia", nothing)
    features, application = walk.machine.features, walk.machine._application
    gate, commands = GroupGate(RateLimiter(None), features.shared.commands), Commands()
    with pytest.raises(UndeclaredError, match="rahasia"):
        register(application, [_Group(handler)], gate, features.access.guard, commands)


def test_roles_of_the_table() -> None:
    assert Who.ADMIN.includes(Role.ADMIN)
    assert not Who.ADMIN.includes(Role.LEAD)
    assert not Who.OFFICER.includes(None)
    assert Who.ANYONE.includes(None)
    assert len({one.dialog for one in TYPED}) == len(TYPED)
    assert Who.only(Role.AUDITOR).includes(Role.AUDITOR)
    assert not Who.only(Role.AUDITOR).includes(Role.ADMIN)
    assert not Who.only(Role.AUDITOR).includes(None)
