"""Who may do what, in one place: every command, every kind of button, every journey that waits for words.

``handlers/routing/register.py`` registers no command and no button that does not stand here, and asks the
guard (``handlers/access/guard.py``) before any of their handlers runs; free input is asked in
``handlers/routing/dialog.py``. The command menus derive from this table too
(``handlers/access/menus.py``). What an officer may do *with* a report (claims, conflicts of interest, reading
only) is a matter of ``services/casework``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, Flag, auto

from handlers.access.texts import menu
from services.access.roles import Role


class Who(Enum):
    """To whom a door opens."""

    ANYONE = frozenset[Role]()
    OFFICER = frozenset(Role)
    """Whoever has a role; auditors too."""
    ADMIN = frozenset({Role.ADMIN})
    """Owners named in the settings are admins."""

    def includes(self, role: Role | None) -> bool:
        """Whether somebody of this role (None: of none) passes."""
        return self is Who.ANYONE or role in self.value


class ChatScope(Flag):
    """In which chats it works."""

    PRIVATE = auto()
    GROUP = auto()


class Lock(Enum):
    """What the second factor has to do with it."""

    NONE = auto()
    OPEN = auto()
    """A one-time password was given in the last quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as people type it."""

    name: str
    who: Who = Who.ANYONE
    lock: Lock = Lock.NONE
    where: ChatScope = ChatScope.PRIVATE
    room: bool = False
    """Whether it leads to a room of the same name behind the officers' door: where the person works must be
    known, and an open report of the person's own is finished first."""
    reads_reports: bool = False
    """Whether it is of no use without the office's private key."""
    also: tuple[str, ...] = ()
    """Other names."""
    listed: bool = True
    """Whether it stands in the menu."""

    @property
    def words(self) -> str:
        """What the menu says of it."""
        return menu.WORDS.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons whose ``callback_data`` begins with ``<prefix>:``. They work in private chats only."""

    prefix: str
    who: Who = Who.ANYONE
    lock: Lock = Lock.NONE
    free: frozenset[str] = frozenset()
    """Actions (the word behind the prefix) that need no open lock; one that is not named here needs it."""
    room: str = ""
    """Room on whose screen they stand. A closed lock takes the screen away: a tap is told the way back."""
    enters: frozenset[str] = frozenset()
    """Actions that only lead into the room."""

    def lock_for(self, action: str) -> Lock:
        """What a tap on this action needs."""
        return Lock.NONE if action in self.free else self.lock


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, pictures and files sent while a journey's dialog is open."""

    journey: str
    who: Who = Who.ANYONE
    lock: Lock = Lock.NONE


COMMANDS = (
    Command("laporan", Who.OFFICER, Lock.OPEN, room=True, reads_reports=True),
    Command("statistik", Who.OFFICER, Lock.OPEN, room=True, reads_reports=True),
    Command("kunci", Who.OFFICER),
    Command("peran", Who.ADMIN, Lock.OPEN, room=True),
    Command("retensi", Who.ADMIN, Lock.OPEN, room=True, reads_reports=True),
    # composing and looking: what leaves the chat is a button below
    Command("pengumuman", Who.ADMIN),
    Command("siaran", Who.ADMIN),
    Command("kalender", Who.ADMIN),
    Command("pertanyaan", Who.ADMIN),
    Command("tanya", where=ChatScope.PRIVATE | ChatScope.GROUP),
    Command("topik"),
    Command("lapor"),
    Command("lacak"),
    Command("jadwal"),
    Command("kuis"),
    Command("ikrar"),
    Command("profil"),
    Command("pengingat"),
    Command("privasi"),
    Command("bantuan", also=("help",)),
    Command("batal"),
    Command("start", listed=False),
)
"""In the order of the menus."""

BUTTONS = (
    Buttons("ask"),
    Buttons("role"),
    Buttons("quiz"),
    Buttons("pledge"),
    Buttons("jadwal"),
    Buttons("remind"),
    Buttons("report"),
    Buttons("track"),
    Buttons("codeword"),
    # officers: what stands on a screen behind the lock
    Buttons("door", Who.OFFICER),  # workplace, on the way to the second factor
    Buttons("inbox", Who.OFFICER, Lock.OPEN, room="laporan"),
    Buttons("rep", Who.OFFICER, Lock.OPEN, room="laporan"),
    Buttons("bukti", Who.OFFICER, Lock.OPEN, room="laporan"),
    Buttons("serah", Who.OFFICER, Lock.OPEN, room="laporan"),
    Buttons("asli", Who.OFFICER, Lock.OPEN, room="laporan"),
    Buttons("stat", Who.OFFICER, Lock.OPEN, room="statistik"),
    Buttons("peran", Who.ADMIN, Lock.OPEN, room="peran"),
    Buttons("retensi", Who.ADMIN, Lock.OPEN, room="retensi", enters=frozenset({"list"})),
    # admins: composing is free, what reaches others is not. Anybody may pause at once what should not go out.
    Buttons(
        "umum",
        Who.ADMIN,
        Lock.OPEN,
        free=frozenset(
            [
                "hub",
                "content",
                "links",
                "time",
                "expiry",
                "at",
                "until",
                "audience",
                "roles",
                "provinces",
                "districts",
                "agencies",
                "toggle",
                "channel",
                "people",
                "preview",
                "next",
                "drop",
            ]
        ),
    ),
    Buttons(
        "siar",
        Who.ADMIN,
        Lock.OPEN,
        free=frozenset({"list", "open", "preview", "pause", "cancel", "retract", "edit"}),
    ),
    Buttons(
        "kal",
        Who.ADMIN,
        Lock.OPEN,
        free=frozenset(
            [
                "list",
                "plan",
                "new",
                "open",
                "edit",
                "pre",
                "ask",
                "menu",
                "ask-title",
                "ask-basis",
                "ask-regions",
                "kinds",
                "kind",
                "zones",
                "zone",
                "provinces",
                "province",
                "phases",
                "phase",
                "unphase",
                "preview",
                "drop",
            ]
        ),
    ),
    Buttons("ques", Who.ADMIN, Lock.OPEN, free=frozenset({"next", "show", "groups", "group", "week"})),
)

TYPED = (
    Typed("report"),
    Typed("track"),
    Typed("pledge"),
    Typed("pengingat"),
    Typed("officer-door", Who.OFFICER),
    Typed("officer-input", Who.OFFICER, Lock.OPEN),
    Typed("officer-roles-input", Who.ADMIN, Lock.OPEN),
    Typed("pengumuman", Who.ADMIN),
    Typed("siaran", Who.ADMIN),  # kept as a draft where the lock is closed, see ``siar:sure-edit``
    Typed("kalender", Who.ADMIN),
)

_COMMANDS = {name: one for one in COMMANDS for name in (one.name, *one.also)}
_BUTTONS = {one.prefix: one for one in BUTTONS}
_TYPED = {one.journey: one for one in TYPED}


def command_of(name: str) -> Command | None:
    """The command of this name."""
    return _COMMANDS.get(name.casefold())


def buttons_of(data: str) -> Buttons | None:
    """The kind of button with this ``callback_data``."""
    return _BUTTONS.get(data.partition(":")[0])


def typed_of(journey: str) -> Typed | None:
    """What is typed while this journey's dialog is open."""
    return _TYPED.get(journey)


def action_of(data: str) -> str:
    """The action in a ``callback_data``."""
    return (*data.split(":", 2), "")[1]


def menu_of(role: Role | None, *, can_open: bool) -> list[tuple[str, str]]:
    """Commands and words of a private chat's menu, for somebody of this role.

    ``can_open`` says whether this bot holds the office's private key; without it nobody reads reports here.
    """
    return _words(
        one
        for one in COMMANDS
        if one.listed
        and ChatScope.PRIVATE in one.where
        and one.who.includes(role)
        and (can_open or not one.reads_reports)
    )


def group_menu() -> list[tuple[str, str]]:
    """Commands and words of the menu in groups."""
    return [
        (one.name, menu.IN_GROUPS[one.name])
        for one in COMMANDS
        if one.listed and ChatScope.GROUP in one.where
    ]


def _words(commands: Iterable[Command]) -> list[tuple[str, str]]:
    return [(one.name, one.words) for one in commands]
