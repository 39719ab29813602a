"""A command is declared in one place, and everything follows from it."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from telegram import Update

from demo import server
from demo.server import DemoServer
from handlers.access.commands import ChatScope, Command, Commands
from handlers.access.errors import DeclarationError
from handlers.access.menus import menus_of_everybody
from handlers.access.texts import doors as texts
from handlers.access.texts import officer
from handlers.access.texts.menu import CommandWords
from handlers.platform.admission import Lock, Who
from handlers.platform.feature import in_order
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext
from handlers.routing.group_gate import GroupGate
from services.access.roles import Role
from services.platform.pacing import RateLimiter
from tests.handlers.access.doors_walk import STANDINGS, Walk, walking
from tests.repeatable import FixedClock
from tools.command_table import README, declared, table, with_table

ANSWER = "Ini catatan pemeriksaan."
WORDS = CommandWords("Catatan pemeriksaan")
NOTES = Command("catatan", WORDS, Who.only(Role.AUDITOR), Lock.OPEN)


class AuditorsNotes:
    """A group of handlers as somebody would add it: this class is all there is of it."""

    def handlers(self) -> Sequence[AnyHandler]:
        return [NOTES.answered_by(self._on_command)]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, ANSWER))


@pytest.fixture
async def demo(clock: FixedClock) -> AsyncIterator[DemoServer]:
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def walk(demo: DemoServer, tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(demo.url, tmp_path) as one:
        yield one


@pytest.fixture
async def audited(walk: Walk) -> AsyncIterator[Walk]:
    """The whole bot, and the auditors' notes."""
    machine = walk.machine
    handler_groups = [AuditorsNotes(), *in_order(machine.features.all)]
    machine._application = machine._build_application(
        handler_groups, GroupGate(RateLimiter(None), walk.commands)
    )
    await machine._application.initialize()
    yield walk
    await machine._application.shutdown()


async def nothing(_update: Update, _context: NetraContext) -> None: ...


async def test_a_command_for_auditors_takes_one_class(audited: Walk) -> None:
    said: dict[str, str] = {}
    helped: dict[str, str] = {}
    for one in STANDINGS:
        await audited.becomes(one)
        said[one.name] = (await audited.says(one, "/catatan")).words
        helped[one.name] = (await audited.says(one, "/bantuan")).words
    assert [name for name, words in said.items() if words == ANSWER] == ["auditor open"]
    assert "6 angka" in said["auditor locked"]
    assert "kunci itu belum dipasang" in said["auditor new"]
    refused = {name for name, words in said.items() if words == texts.OTHER_ROLE}
    assert refused == {one.name for one in STANDINGS if not one.name.startswith("auditor")}
    told = {name for name, words in helped.items() if "/catatan catatan pemeriksaan" in words}
    assert told == {"auditor locked", "auditor open"}, (
        "as all of officers' help: once the second factor stands"
    )


async def test_it_stands_in_the_auditors_menu_alone(audited: Walk) -> None:
    commands = audited.commands
    for can_open in (True, False):
        menus = {role: commands.menu_of(role, can_open=can_open) for role in (None, *Role)}
        assert [role for role, menu in menus.items() if NOTES in menu] == [Role.AUDITOR]
    everybody = menus_of_everybody(commands)
    assert not any("catatan" in str(call.params) for call in everybody)
    assert "| `/catatan` | auditor, lock open | Catatan pemeriksaan |" in table(commands)


async def test_in_a_group_it_leads_to_the_private_chat(audited: Walk) -> None:
    one = next(one for one in STANDINGS if one.name == "auditor open")
    await audited.becomes(one)
    assert (await audited.says(one, "/catatan", -77)).words == texts.COMMAND_ONLY_PRIVATE


async def test_a_button_of_a_room_to_which_nothing_leads_is_closed(walk: Walk) -> None:
    one = next(one for one in STANDINGS if one.name == "petugas open")
    walk.machine.features.access.gate._screens.clear()
    await walk.becomes(one)
    for data in ("inbox:list", "stat:show", "rep:open:aaaa"):
        found = await walk.taps(one, data)
        assert found.words == common.OLD_BUTTON
        assert not found.unit.writes


async def test_a_link_to_a_topic_is_followed_with_and_without_the_bots_name(walk: Walk) -> None:
    one = STANDINGS[0]
    await walk.becomes(one)
    plain = (await walk.says(one, "/start t_cara-melapor")).words
    assert "Netra</b> · netralitas ASN" not in plain
    assert (await walk.says(one, "/start@NetraDemoBot t_cara-melapor")).words == plain
    assert "Netra</b> · netralitas ASN" in (await walk.says(one, "/start lapor")).words


async def test_what_is_declared_is_answered_and_the_other_way_round(walk: Walk) -> None:
    assert list(walk.commands) == list(declared())
    assert len(list(walk.commands)) > 20


def test_a_command_stands_in_one_column() -> None:
    for command, modules in declared().items():
        assert len({module.split(".")[1] for module in modules}) == 1, (command.name, modules)


def test_nobody_registers_a_command_by_hand() -> None:
    makers = set()
    for path in Path("handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                makers |= {path} if node.func.id in ("CommandHandler", "PrefixHandler") else set()
    assert makers == set()


def test_the_readme_lists_the_commands() -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == with_table(readme), "run: python -m tools.command_table"


MENU = [
    "laporan",
    "statistik",
    "kunci",
    "peran",
    "retensi",
    "pengumuman",
    "siaran",
    "kalender",
    "pertanyaan",
    "tanya",
    "topik",
    "lapor",
    "lacak",
    "jadwal",
    "kuis",
    "ikrar",
    "profil",
    "pengingat",
    "privasi",
    "bantuan",
    "batal",
]
"""As people have known it since the menus began."""


@pytest.mark.parametrize("can_open", [True, False])
@pytest.mark.parametrize("role", [None, *Role])
async def test_menus_are_what_they_were(walk: Walk, role: Role | None, *, can_open: bool) -> None:
    counts = {None: (), Role.ADMIN: MENU[:9]}.get(role, MENU[:3])
    hidden = () if can_open else ("laporan", "statistik", "retensi")
    wanted = [name for name in (*counts, *MENU[9:]) if name not in hidden]
    assert [one.name for one in walk.commands.menu_of(role, can_open=can_open)] == wanted


async def test_the_menu_of_groups_has_words_of_its_own(walk: Walk) -> None:
    shown = menus_of_everybody(walk.commands)[1].params
    assert shown["commands"] == [{"command": "tanya", "description": "Tanya aturan netralitas ASN"}]


async def test_help_names_what_the_menu_names(walk: Walk) -> None:
    """All but /bantuan itself; a bot that can't open reports no longer praises what the menu hides."""
    for one in STANDINGS:
        await walk.becomes(one)
        found = (await walk.says(one, "/bantuan")).words
        known = {"nobody": None, "officer": Role.AUDITOR, "admin": Role.ADMIN}[one.counts_as]
        role = known if one.confirmed or one.name.startswith("owner") else None
        menu = {command.name for command in walk.commands.menu_of(role, can_open=True)} - {"bantuan"}
        named = {name for name in MENU if f"/{name} " in found}
        assert named == menu, one.name


async def test_help_is_silent_of_reports_where_nobody_can_open_them(demo: DemoServer, tmp_path: Path) -> None:
    """It used to name what the menu hid, and what is refused there."""
    owner = next(one for one in STANDINGS if one.name == "owner open")
    async with walking(demo.url, tmp_path, intake_only=True) as walk:
        await walk.becomes(owner)
        found = (await walk.says(owner, "/bantuan")).words
        for name in ("laporan", "statistik", "retensi"):
            assert f"/{name} " not in found
            assert (await walk.says(owner, f"/{name}")).words == officer.INTAKE_ONLY
        assert "/peran " in found


@pytest.mark.parametrize("name", ["", "Catatan", "catatan-baru", "a" * 33, "catatan\n"])
def test_names_are_what_telegram_takes(name: str) -> None:
    with pytest.raises(DeclarationError):
        Command(name, WORDS)
    with pytest.raises(DeclarationError):
        Command("catatan", WORDS, also=(name,))


@pytest.mark.parametrize(
    "words", [CommandWords(), CommandWords("x" * 257), CommandWords("x", in_groups="x" * 257)]
)
def test_words_are_what_a_menu_takes(words: CommandWords) -> None:
    with pytest.raises(DeclarationError):
        Command("catatan", words)


def test_the_longest_name_and_words_pass() -> None:
    assert Command("a_1" * 10 + "zz", CommandWords("x" * 256)).listed
    assert not Command("catatan", CommandWords(), listed=False).words.help_for("catatan")


def test_a_room_stands_behind_the_lock() -> None:
    with pytest.raises(DeclarationError, match="lock"):
        Command("catatan", WORDS, Who.OFFICER, screen=True)


BOTH = Command("dua", WORDS, where=ChatScope.PRIVATE | ChatScope.GROUP)
WRONG = {
    "one name for two": [NOTES.answered_by(nothing), Command("catatan", WORDS).answered_by(nothing)],
    "another's other name": [
        NOTES.answered_by(nothing), Command("lain", WORDS, also=("catatan",)).answered_by(nothing)
    ],
    "answered twice": [NOTES.answered_by(nothing), NOTES.answered_by(nothing)],
    "answered twice in groups": [BOTH.answered_by(nothing), BOTH.answered_by(nothing, ChatScope.GROUP)],
    "not answered in groups": [BOTH.answered_by(nothing, ChatScope.PRIVATE)],
    "answered where it is not declared": [NOTES.answered_by(nothing, ChatScope.GROUP)],
    "too many": [Command(f"c{number}", WORDS).answered_by(nothing) for number in range(101)],
}  # fmt: skip


@pytest.mark.parametrize("handlers", WRONG.values(), ids=WRONG.keys())
def test_commands_that_can_not_be_told_apart_are_refused(handlers: list[AnyHandler]) -> None:
    with pytest.raises(DeclarationError):
        Commands().declare(handlers)


def test_as_many_as_a_menu_takes_are_taken() -> None:
    commands = Commands()
    commands.declare(Command(f"c{number}", WORDS).answered_by(nothing) for number in range(100))
    assert len(list(commands)) == 100
    assert commands.named("C7") is not None
    assert commands.named("c100") is None


def test_one_command_may_be_answered_by_two() -> None:
    commands = Commands()
    commands.declare(
        [BOTH.answered_by(nothing, ChatScope.GROUP), BOTH.answered_by(nothing, ChatScope.PRIVATE)]
    )
    assert commands.menu_of_groups() == commands.menu_of(None, can_open=False) == [BOTH]
