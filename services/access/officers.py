"""Officers: who they are, where they work, how they are invited, changed and taken out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from core.randomness import ROW_ID_BYTES, Randomness, row_id
from core.text import cap, squeeze
from services.access.audit_hook import AuditAction, AuditHook
from services.access.errors import OtherOfficerError
from services.access.roles import Role, Roles
from services.platform.places import WIB
from storage.access.errors import InvitationError, LastAdminError
from storage.access.officers import NO_CHAT, OfficerStore, StoredInvitation, StoredOfficer
from storage.platform import lifetimes
from storage.platform.unit import Unit, Write

INVITATION_LIFE = lifetimes.INVITATIONS
TOKEN_BYTES = 24
"""192 random bits; as base64url 32 characters of the 64 a start link may carry.

Source: Bot API, "Deep linking" (A-Z, a-z, 0-9, _ and -, up to 64 characters)."""
MAX_NAME = 60
MAX_PLACE = 100
OWNER_ROLE = "pemilik"
"""Role of a row that counts only as long as the settings name its person an owner."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where an officer works; reports about this office are kept away from the officer."""

    agency: str = ""
    office: str = ""
    province: str = ""
    """Two-digit code; empty for the whole country."""
    district: str = ""

    @property
    def known(self) -> bool:
        """Whether there is enough to tell a conflict of interest."""
        return bool(self.office)


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer."""

    id: bytes
    chat_id: int
    chat_key: bytes
    role: Role
    name: str
    workplace: Workplace
    secret: str
    confirmed: bool
    unlocked_until: datetime
    last_step: int
    wrong: int
    wait_until: datetime
    since: date

    def __repr__(self) -> str:
        return "Officer(...)"

    @property
    def has_chat(self) -> bool:
        """False between a re-invitation and its use: then there is nobody to write to."""
        return self.chat_id != NO_CHAT

    def is_unlocked(self, now: datetime) -> bool:
        """Whether the second factor was given within its time."""
        return self.confirmed and now < self.unlocked_until


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an admin passes on; the token is known to nobody else and stored as a hash only."""

    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return "Invitation(...)"


AGENCY_ZONE = ZoneInfo(WIB)
"""Where the settings name no other."""


class Officers:
    """The officers of this bot."""

    def __init__(
        self,
        store: OfficerStore,
        release_all: Callable[[bytes], Write],
        roles: Roles,
        randomness: Randomness,
        audit: AuditHook,
        zone: tzinfo = AGENCY_ZONE,
    ) -> None:
        """``release_all`` gives back what an officer had claimed (it belongs to casework); ``zone`` is the
        agency's: an officer is one since a day of its calendar."""
        self._zone = zone
        self._store = store
        self._release_all = release_all
        self._roles = roles
        self._randomness = randomness
        self._audit = audit

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    # --- reading ---

    async def find(self, user_id: int, chat_key: bytes) -> Officer | None:
        """The officer who writes from this chat. Someone no longer named an owner is none by that."""
        stored = await self._store.of_chat(chat_key)
        if stored is None:
            return None
        owner = self._roles.is_owner(user_id)
        if stored.role == OWNER_ROLE and not owner:
            return None
        officer = _officer(stored)
        return replace(officer, role=Role.ADMIN) if owner else officer

    async def all(self) -> list[Officer]:
        """Every officer that counts, by name."""
        found = [
            _officer(stored)
            for stored in await self._store.all()
            if stored.role != OWNER_ROLE or self._roles.is_owner(stored.chat_id)
        ]
        return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    async def chats(self) -> dict[int, Role | None]:
        """Role by chat of everybody who has one; None for owners whom the settings name no longer."""
        found: dict[int, Role | None] = {}
        for stored in await self._store.all():
            if stored.chat_id == NO_CHAT:
                continue
            is_former = stored.role == OWNER_ROLE and not self._roles.is_owner(stored.chat_id)
            found[stored.chat_id] = None if is_former else _officer(stored).role
        return found

    async def refresh(self) -> None:
        """Lets :class:`Roles` know what the database says."""
        self._roles.learn(await self._store.roles())

    async def relearn(self, connection: AsyncConnection) -> None:
        """The last write of a change: roles are known anew the moment it is committed."""
        self._roles.learn(await self._store.roles_within(connection))

    # --- coming in ---

    def enrol_owner(self, unit: Unit, chat_id: int, chat_key: bytes, name: str, now: datetime) -> Officer:
        """An owner named in the settings comes for the first time."""
        about = {"name": cap(squeeze(name), MAX_NAME)}
        stored = _fresh(row_id(self._randomness), chat_id, chat_key, OWNER_ROLE, about, self._day(now))
        unit.write(self._store.add(stored))
        return _officer(stored)

    def invite(
        self, unit: Unit, by: Officer, role: Role, name: str, now: datetime, again: Officer | None = None
    ) -> Invitation:
        """A one-time link. ``again`` lets an officer in anew (lost phone): the old chat is nobody's at once,
        and only the new link gives the officer a chat again. Whoever holds an admin's lost phone may have
        invited with it, so then all other invitations are withdrawn.
        """
        self._manages(unit, by)
        if again is not None and again.role.may_manage:
            unit.write(self._store.withdraw_invitations())
        raw = self._randomness.bytes(TOKEN_BYTES)
        expires = now + INVITATION_LIFE
        unit.write(
            self._store.invite(
                StoredInvitation(
                    _hash(raw),
                    role.value,
                    {"name": cap(squeeze(name), MAX_NAME)},
                    again.id if again else None,
                    int(expires.timestamp()),
                )
            )
        )
        if again is not None:
            nowhere = self._randomness.bytes(ROW_ID_BYTES)
            unit.write(self._store.detach(again.id, nowhere), self.relearn)
        self._audit.record(
            unit, by.chat_key, AuditAction.INVITED, again.id if again else None, {"peran": role.value}
        )
        return Invitation(base64.urlsafe_b64encode(raw).decode(), expires)

    async def accept(self, unit: Unit, token: str, chat_id: int, chat_key: bytes, now: datetime) -> Officer:
        """Uses an invitation up and makes its holder an officer.

        Raises:
            InvitationError: unknown, spent or expired, or the officer it lets in again was taken out.
            OtherOfficerError: it lets an officer in again, but this is another officer's chat.
            LastAdminError: it would take the last admin's role.
        """
        try:
            raw = base64.urlsafe_b64decode(token.encode())
        except ValueError:
            raise InvitationError from None
        found = await self._store.invitation(_hash(raw))
        if found is None or found.expires_at <= int(now.timestamp()):
            raise InvitationError
        before, role = await self._store.of_chat(chat_key), found.role
        if found.officer_id is not None:
            if before is not None and before.id != found.officer_id:
                raise OtherOfficerError
            before = next((one for one in await self._store.all() if one.id == found.officer_id), None)
            if before is None:
                raise InvitationError
            role = before.role  # as it is now: it may have changed since the invitation
        about = {**(before.about if before else {}), **found.about}
        officer_id = before.id if before else row_id(self._randomness)
        stored = _fresh(officer_id, chat_id, chat_key, role, about, self._day(now))
        unit.write(self._store.spend(found.token), self._store.add(stored))
        if (
            before is not None
            and before.role == Role.ADMIN.value != role
            and not self._roles.is_owner(chat_id)
        ):
            await self._let_go(unit, _officer(before))
        unit.write(self.relearn)
        self._audit.record(unit, chat_key, AuditAction.JOINED, officer_id, {"peran": role})
        return _officer(stored)

    # --- changing ---

    async def change_role(self, unit: Unit, by: Officer, officer: Officer, role: Role) -> None:
        """Gives an officer another role.

        Raises:
            LastAdminError: nobody could manage the officers any more.
        """
        self._manages(unit, by)
        unit.write(self._store.change(officer.id, role=role.value))
        if officer.role.may_manage and not role.may_manage:
            await self._let_go(unit, officer)
        unit.write(self.relearn)
        self._audit.record(
            unit,
            by.chat_key,
            AuditAction.ROLE_CHANGED,
            officer.id,
            {"dari": officer.role.value, "ke": role.value},
        )

    def set_workplace(self, unit: Unit, by: Officer, officer: Officer, workplace: Workplace) -> Officer:
        """Notes where an officer works; afterwards only an admin changes it."""
        kept = Workplace(
            **{name: cap(squeeze(value), MAX_PLACE) for name, value in asdict(workplace).items()}
        )
        about = {"name": officer.name, **{name: value for name, value in asdict(kept).items() if value}}
        unit.write(self._store.change(officer.id, about=about))
        self._audit.record(unit, by.chat_key, AuditAction.ROLE_CHANGED, officer.id, {"apa": "tempat kerja"})
        return replace(officer, workplace=kept)

    async def remove(self, unit: Unit, by: Officer, officer: Officer) -> None:
        """Takes an officer out; what was claimed is free again.

        Raises:
            LastAdminError: nobody could manage the officers any more.
        """
        self._manages(unit, by)
        unit.write(self._release_all(officer.id), self._store.remove(officer.id))
        if officer.role.may_manage:
            await self._let_go(unit, officer)
        unit.write(self.relearn)
        self._audit.record(unit, by.chat_key, AuditAction.REMOVED, officer.id)

    def _manages(self, unit: Unit, by: Officer) -> None:
        """An admin whose role was taken a moment ago changes nothing: the unit fails then."""
        if not self._roles.is_owner(by.chat_id):
            unit.write(self._store.require_role(by.id, Role.ADMIN.value))

    async def _let_go(self, unit: Unit, leaving: Officer) -> None:
        """What follows when an admin is one no more: invitations waiting may be that admin's way back, and
        somebody else has to be able to manage. Two who leave at once are told apart by the second look,
        inside the transaction: its unit fails, the update is read anew and meets the first look."""
        unit.write(self._store.withdraw_invitations())
        if self._roles.has_owner_besides(leaving.chat_id):
            return
        if not any(
            one.role is Role.ADMIN and one.confirmed and one.id != leaving.id for one in await self.all()
        ):
            raise LastAdminError
        unit.write(self._store.require_any(Role.ADMIN.value))


def _hash(token: bytes) -> bytes:
    return hashlib.sha256(b"netra-invitation|" + token).digest()


def _fresh(
    officer_id: bytes, chat_id: int, chat_key: bytes, role: str, about: dict[str, str], since: date
) -> StoredOfficer:
    return StoredOfficer(officer_id, chat_id, chat_key, role, about, "", False, 0, 0, 0, 0, since)


def _officer(stored: StoredOfficer) -> Officer:
    about = stored.about
    return Officer(
        stored.id,
        stored.chat_id,
        stored.chat_key,
        Role.ADMIN if stored.role == OWNER_ROLE else Role.of(stored.role) or Role.AUDITOR,
        about.get("name", ""),
        Workplace(
            about.get("agency", ""),
            about.get("office", ""),
            about.get("province", ""),
            about.get("district", ""),
        ),
        stored.secret,
        stored.confirmed,
        datetime.fromtimestamp(stored.unlocked_until, UTC),
        stored.last_step,
        stored.wrong,
        datetime.fromtimestamp(stored.wait_until, UTC),
        stored.since,
    )
