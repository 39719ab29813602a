"""To whom something opens, and what the lock has to do with it; said of commands, buttons and dialogs."""

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
class ButtonAccess:
    """Who may tap a button. Buttons work in private chats only."""

    who: Who
    lock: Lock = Lock.NONE
    screen: str = ""
    """Part of the officers' screen it stands on. A closed lock takes it away: a tap is told how to return."""
    enters: bool = False
    """Whether it only leads there, from outside."""


ANYONE = ButtonAccess(Who.ANYONE)
ADMINS = ButtonAccess(Who.ADMIN)
"""Admins, with the lock closed as well: composing and looking."""
ADMINS_UNLOCKED = ButtonAccess(Who.ADMIN, Lock.OPEN)
"""Admins with an open lock: what reaches others, or counts for all."""
