"""Roles of officers, what each may do, and who has one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.sealing import Keyring
from core.text import StoredEnum


class Role(StoredEnum):
    """What an officer is to the office."""

    OFFICER = "petugas"
    LEAD = "pimpinan"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def may_work(self) -> bool:
        """Whether the role changes reports; an auditor only reads."""
        return self is not Role.AUDITOR

    @property
    def may_lead(self) -> bool:
        """Whether the role takes over others' claims and opens closed reports again."""
        return self in (Role.LEAD, Role.ADMIN)

    @property
    def may_manage(self) -> bool:
        """Whether the role invites and removes officers."""
        return self is Role.ADMIN


class Roles:
    """Who has which role, answered without waiting.

    Owners' ids come from the settings and are held in memory only. Officers stand in the database; what is
    remembered here are keyed hashes of those whose second factor stands, refreshed at start, after every
    change, and by a job.
    """

    def __init__(self, owner_ids: Collection[int], keyring: Keyring | None = None) -> None:
        self._owners = frozenset(owner_ids)
        self._keyring = keyring
        self._known: dict[bytes, Role] = {}

    def learn(self, roles: Mapping[bytes, str]) -> None:
        """Takes over what the database says: role by chat key."""
        found = {key: Role.of(value) for key, value in roles.items()}
        self._known = {key: role for key, role in found.items() if role is not None}

    def is_owner(self, user_id: int) -> bool:
        """Whether the settings name this person."""
        return user_id in self._owners

    def has_owner_besides(self, user_id: int) -> bool:
        """Whether the settings name an owner other than this person."""
        return bool(self._owners - {user_id})

    def role_of(self, user_id: int) -> Role | None:
        """The person's role; owners are admins."""
        if user_id in self._owners:
            return Role.ADMIN
        return self._known.get(self._keyring.chat_key(user_id)) if self._keyring is not None else None

    def is_admin(self, user_id: int) -> bool:
        """Whether this person manages the bot."""
        return self.role_of(user_id) is Role.ADMIN
