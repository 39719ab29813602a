"""What a command is, and the commands of one bot.

A feature declares its commands in the module of the handlers that answer them, once::

    CATATAN = Command("catatan", texts.CATATAN, Who.only(Role.AUDITOR), Lock.OPEN)

    class Notes:
        def handlers(self) -> Sequence[AnyHandler]:
            return [CATATAN.answered_by(self._on_command)]

The rest follows from it: the routing, the guard (``handlers/access/guard.py``), the menus
(``handlers/access/menus.py``), /bantuan (``handlers/routing/start.py``), what groups are told of a command
for private chats, and the table in the README (``tools/command_table.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto

from telegram.ext import CommandHandler, filters

from handlers.access.errors import DeclarationError
from handlers.access.texts.menu import CommandWords
from handlers.platform.admission import Lock, Who
from handlers.platform.handler_group import AnyHandler, Callback
from handlers.platform.update_context import NetraContext
from services.access.roles import Role

MOST_COMMANDS = 100
"""So many a menu takes. Source: Bot API, setMyCommands."""
LONGEST_WORDS = 256
"""Characters of what a menu says of a command. Source: Bot API, BotCommand."""
LAST = 1000
"""Rank of what nobody placed: below the others."""
_NAME = re.compile(r"[a-z0-9_]{1,32}")
"""Source: Bot API, BotCommand."""


class ChatScope(Flag):
    """In which chats a command works."""

    PRIVATE = auto()
    GROUP = auto()


class HelpSection(Enum):
    """Parts of /bantuan, in their order; their titles are in ``handlers/routing/texts/start.py``."""

    ASK = "ask"
    LEARN = "learn"
    REPORT = "report"
    ELECTIONS = "elections"
    ANYTIME = "anytime"
    OFFICERS = "officers"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """A command as people type it.

    Raises:
        DeclarationError: Telegram takes no such name, or no such words.
    """

    name: str
    words: CommandWords
    who: Who = Who.ANYONE
    lock: Lock = Lock.NONE
    where: ChatScope = ChatScope.PRIVATE
    screen: bool = False
    """Whether it leads to a part of the officers' screen that has its name: where the person works must be
    known, and an open report of the person's own is finished first."""
    reads_reports: bool = False
    """Whether it is of no use without the office's private key."""
    also: tuple[str, ...] = ()
    """Other names."""
    listed: bool = True
    """Whether it stands in the menu and in /bantuan."""
    rank: int = LAST
    """Place in menu and help, the lowest first; what only officers may give stands before the rest."""
    section: HelpSection | None = None
    """Where /bantuan names it; None: by who may give it."""
    of_many_bots: bool = False
    """Whether other bots have it, too: in a group it is left alone unless this bot is named."""
    without_slash: bool = False
    """Whether its name alone, written without the slash, is taken for it rather than for a question."""

    def __post_init__(self) -> None:
        for name in self.names:
            if not _NAME.fullmatch(name):
                raise DeclarationError(f"/{name}: 1 to 32 of a-z, 0-9 and _")
        for said in (self.words.menu, self.words.in_groups or self.words.menu):
            if self.listed and not 1 <= len(said) <= LONGEST_WORDS:
                raise DeclarationError(f"/{self.name}: a menu takes 1 to {LONGEST_WORDS} characters")
        if self.screen and self.lock is not Lock.OPEN:
            raise DeclarationError(f"/{self.name}: a screen stands behind the lock")

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (self.name, *self.also)

    @property
    def part_of_help(self) -> HelpSection:
        """Where /bantuan names it."""
        if self.section is not None:
            return self.section
        if self.who == Who.ANYONE:
            return HelpSection.ANYTIME
        return HelpSection.ADMINS if self.who == Who.ADMIN else HelpSection.OFFICERS

    def is_for(self, role: Role | None, *, can_open: bool) -> bool:
        """Whether it is of use to somebody of this role (None: of none).

        ``can_open`` says whether the bot holds the office's private key.
        """
        return self.who.includes(role) and (can_open or not self.reads_reports)

    def answered_by(self, callback: Callback, where: ChatScope | None = None) -> AnsweredCommand:
        """The route to what answers it; ``where`` names the chats if something else answers in the others."""
        return AnsweredCommand(self, callback, where or self.where)


class AnsweredCommand(CommandHandler[NetraContext, None]):
    """A command and what answers it in some chats."""

    def __init__(self, command: Command, callback: Callback, where: ChatScope) -> None:
        chats: filters.BaseFilter = filters.ChatType.PRIVATE
        in_groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
        if ChatScope.GROUP in where:
            chats = chats | in_groups if ChatScope.PRIVATE in where else in_groups
        super().__init__(command.names, callback, chats)
        self.command = command
        self.where = where


class StartLink(CommandHandler[NetraContext, None]):
    """A link into the bot, ``https://t.me/<bot>?start=<payload>``: comes as /start, and is tried before it.

    Whoever has the link may follow it; what it needs beyond that, the callback asks.
    """

    def __init__(self, payload: str, callback: Callback) -> None:
        """``payload`` is a regular expression for what stands behind /start."""
        linked = filters.Regex(rf"^/start(@\w+)? {payload}")
        super().__init__("start", callback, filters.ChatType.PRIVATE & linked)


class Commands:
    """The commands of one bot, in the order of its menus; filled when its handlers are registered."""

    def __init__(self) -> None:
        self._by_name: dict[str, Command] = {}
        self._sorted: tuple[Command, ...] = ()

    def declare(self, handlers: Iterable[AnyHandler]) -> None:
        """Takes up the commands that are answered; what was known before is forgotten.

        Raises:
            DeclarationError: two have one name, one is answered twice in the same chats or not at all in some
                it should work in, or there are more than Telegram takes.
        """
        answered: dict[Command, ChatScope] = {}
        for one in handlers:
            if isinstance(one, AnsweredCommand):
                before = answered.get(one.command, ChatScope(0))
                if before & one.where:
                    raise DeclarationError(f"/{one.command.name} is answered twice")
                answered[one.command] = before | one.where
        by_name: dict[str, Command] = {}
        for command, where in answered.items():
            if where != command.where:
                raise DeclarationError(f"/{command.name} is not answered as it is declared")
            for name in command.names:
                if name in by_name:
                    raise DeclarationError(f"/{name} is declared twice")
                by_name[name] = command
        if len(answered) > MOST_COMMANDS:
            raise DeclarationError(f"{len(answered)} commands; a menu takes {MOST_COMMANDS}")
        self._by_name, self._sorted = by_name, tuple(sorted(answered, key=by_place))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._sorted)

    def named(self, name: str) -> Command | None:
        """The command of this name, however it is written."""
        return self._by_name.get(name.casefold())

    def menu_of(self, role: Role | None, *, can_open: bool) -> list[Command]:
        """Commands in a private chat's menu, for somebody of this role."""
        return [
            one
            for one in self._sorted
            if one.listed and ChatScope.PRIVATE in one.where and one.is_for(role, can_open=can_open)
        ]

    def menu_of_groups(self) -> list[Command]:
        """Commands in the menu of groups."""
        return [one for one in self._sorted if one.listed and ChatScope.GROUP in one.where]


def by_place(command: Command) -> tuple[bool, int, str]:
    """What commands are sorted by: those of officers first, then as they are ranked."""
    return command.who == Who.ANYONE, command.rank, command.name
