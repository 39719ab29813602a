"""Who may do what: every kind of button, every journey that waits for words. A command says so itself.

``handlers/routing/register.py`` registers no button that does not stand here, and asks the guard
(``handlers/access/guard.py``) before a handler runs; free input is asked in
``handlers/routing/dialog.py``. Commands are declared beside what answers them
(``handlers/access/commands.py``). What an officer may do *with* a report (claims, conflicts of interest,
reading only) is a matter of ``services/casework``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

from services.access.roles import Role


@dataclass(frozen=True, slots=True)
class Who:
    """To whom a door opens."""

    roles: frozenset[Role] | None
    """None: to everybody, also without a role."""

    ANYONE: ClassVar[Who]
    OFFICER: ClassVar[Who]
    """Whoever has a role; auditors too."""
    ADMIN: ClassVar[Who]
    """Owners named in the settings are admins."""

    @classmethod
    def only(cls, *roles: Role) -> Who:
        """To some roles alone, and to no other, admins neither."""
        return cls(frozenset(roles))

    def includes(self, role: Role | None) -> bool:
        """Whether somebody of this role (None: of none) passes."""
        return self.roles is None or role in self.roles


Who.ANYONE = Who(None)
Who.OFFICER = Who(frozenset(Role))
Who.ADMIN = Who.only(Role.ADMIN)


class Lock(Enum):
    """What the second factor has to do with it."""

    NONE = auto()
    OPEN = auto()
    """A one-time password was given in the last quarter of an hour."""


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

_BUTTONS = {one.prefix: one for one in BUTTONS}
_TYPED = {one.journey: one for one in TYPED}


def buttons_of(data: str) -> Buttons | None:
    """The kind of button with this ``callback_data``."""
    return _BUTTONS.get(data.partition(":")[0])


def typed_of(journey: str) -> Typed | None:
    """What is typed while this journey's dialog is open."""
    return _TYPED.get(journey)


def action_of(data: str) -> str:
    """The action in a ``callback_data``."""
    return (*data.split(":", 2), "")[1]
