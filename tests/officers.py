"""Officers as production lets them in: an owner by the settings, everybody else by an invitation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pyotp

from core.sealing import Keyring
from services.access.audit_hook import NoAudit
from services.access.officers import Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.unlock import Entry, Unlocking, step_of
from storage.access.officers import OfficerStore
from storage.platform.unit import Unit, Write
from tests.repeatable import SeededRandomness


class Joining:
    """The ways in, on a real database. ``release_all`` gives the claims of who leaves back."""

    def __init__(
        self,
        store: OfficerStore,
        keyring: Keyring,
        commit: Callable[[Unit], Awaitable[object]],
        release_all: Callable[[bytes], Write],
    ) -> None:
        self._store, self._keyring, self._commit, self._release_all = store, keyring, commit, release_all

    def officers(self, roles: Roles, randomness: SeededRandomness) -> Officers:
        """The service, with the owners of ``roles``."""
        return Officers(self._store, self._release_all, roles, randomness, NoAudit())

    async def owner(self, chat: int, now: datetime) -> Officer:
        """Whom the settings name; enrolled once."""
        officers, key = self._of(chat, chat), self._keyring.chat_key(chat)
        if (found := await officers.find(chat, key)) is not None:
            return found
        unit = Unit()
        found = officers.enrol_owner(unit, chat, key, "Pemilik", now)
        await self._commit(unit)
        return found

    async def invited(self, chat: int, role: Role, now: datetime, *, by: int) -> Officer:
        """Who took the invitation of an owner."""
        officers, inviter = self._of(by, chat), await self.owner(by, now)
        unit = Unit()
        invitation = officers.invite(unit, inviter, role, f"Petugas {chat}", now)
        await self._commit(unit)
        unit = Unit()
        found = await officers.accept(unit, invitation.token, chat, self._keyring.chat_key(chat), now)
        await self._commit(unit)
        return found

    async def placed(self, officer: Officer, workplace: Workplace) -> Officer:
        """Who said where they work."""
        unit = Unit()
        placed = self._of(officer.chat_id, officer.chat_id).set_workplace(unit, officer, officer, workplace)
        await self._commit(unit)
        return placed

    async def confirmed(self, officer: Officer, now: datetime, relearn: Write) -> Officer:
        """Sets the second factor up, and opens the lock with it."""
        unlocking = self._unlocking(officer, relearn)
        unit = Unit()
        secret = unlocking.set_up(unit, officer).secret
        await self._commit(unit)
        unit = Unit()
        password = pyotp.TOTP(secret).generate_otp(step_of(now))
        assert unlocking.enter(unit, await self._again(officer), password, now) is Entry.OPENED
        await self._commit(unit)
        return await self._again(officer)

    async def locked(self, officer: Officer, relearn: Write) -> Officer:
        """Closes the lock."""
        unit = Unit()
        self._unlocking(officer, relearn).close(unit, officer)
        await self._commit(unit)
        return await self._again(officer)

    def _of(self, owner: int, seed: int) -> Officers:
        return self.officers(Roles([owner], self._keyring), SeededRandomness(seed))

    def _unlocking(self, officer: Officer, relearn: Write) -> Unlocking:
        return Unlocking(self._store, SeededRandomness(officer.chat_id), NoAudit(), relearn)

    async def _again(self, officer: Officer) -> Officer:
        for owners in ([], [officer.chat_id]):  # an owner is nobody where no settings name one
            roles = Roles(owners, self._keyring)
            officers = self.officers(roles, SeededRandomness(officer.chat_id))
            if (found := await officers.find(officer.chat_id, officer.chat_key)) is not None:
                return found
        raise AssertionError("the officer is gone")


async def relearn_nothing(_connection: object) -> None:
    """For who looks at no cache of officers."""
