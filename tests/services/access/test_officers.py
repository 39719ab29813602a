"""Invitations, roles, workplaces; and who counts as an officer."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from core.sealing import Keyring
from services.access.audit_hook import NoAudit
from services.access.errors import OtherOfficerError
from services.access.officers import INVITATION_LIFE, Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.unlock import Entry, Unlocking, step_of
from storage.access.errors import InvitationError, LastAdminError
from storage.access.officers import OfficerStore
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from storage.tidying import erase_overdue
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

OWNER, BUDI, CITRA = 700_000_001, 700_000_002, 700_000_003


class Office:
    """Officers on a real database, with one owner."""

    def __init__(
        self, database: Database, keyring: Keyring, committer: GroupCommitter, clock: FixedClock
    ) -> None:
        self.database, self.keyring = database, keyring
        self.committer, self.clock = committer, clock
        self.roles = Roles([OWNER], keyring)
        self.store = OfficerStore(database, keyring, BOT_ID)
        self.officers = self._officers(self.roles)

    def _officers(self, roles: Roles) -> Officers:
        return Officers(
            self.store, CaseStore(self.database).release_all, roles, SeededRandomness(9), NoAudit()
        )

    def disown(self) -> None:
        """From now on the settings name nobody: only invited admins manage."""
        self.roles = Roles([], self.keyring)
        self.officers = self._officers(self.roles)

    def without_owner(self) -> Officers:
        """The same installation after the settings named nobody any more."""
        return self._officers(Roles([], self.keyring))

    async def owner(self) -> Officer:
        found = await self.officers.find(OWNER, self.keyring.chat_key(OWNER))
        assert found is not None
        return found

    async def find(self, chat: int) -> Officer | None:
        return await self.officers.find(chat, self.keyring.chat_key(chat))

    async def invite(self, role: Role, again: Officer | None = None) -> str:
        unit = Unit()
        invitation = self.officers.invite(
            unit, await self.owner(), role, "Pak  Budi", self.clock.now(), again
        )
        await self.committer.commit(unit)
        return invitation.token

    async def confirm(self, chat: int) -> Officer:
        """The officer of a chat sets the second factor up, and opens the lock with it."""
        unlocking = Unlocking(self.store, SeededRandomness(chat), NoAudit(), self.officers.relearn)
        found = await self.find(chat)
        assert found is not None
        unit = Unit()
        setup = unlocking.set_up(unit, found)
        await self.committer.commit(unit)
        found = await self.find(chat)
        assert found is not None
        unit = Unit()
        password = pyotp.TOTP(setup.secret).generate_otp(step_of(self.clock.now()))
        assert unlocking.enter(unit, found, password, self.clock.now()) is Entry.OPENED
        await self.committer.commit(unit)
        found = await self.find(chat)
        assert found is not None
        return found

    async def join(self, role: Role, chat: int) -> Officer:
        """An officer with a second factor."""
        await self.accept(await self.invite(role), chat)
        return await self.confirm(chat)

    async def accept(self, token: str, chat: int) -> Officer:
        unit = Unit()
        officer = await self.officers.accept(unit, token, chat, self.keyring.chat_key(chat), self.clock.now())
        await self.committer.commit(unit)
        return officer


@pytest.fixture
async def office(
    database: Database, keyring: Keyring, committer: GroupCommitter, clock: FixedClock
) -> Office:
    office = Office(database, keyring, committer, clock)
    unit = Unit()
    office.officers.enrol_owner(unit, OWNER, keyring.chat_key(OWNER), "Pemilik", clock.now())
    await committer.commit(unit)
    return office


async def test_an_invitation_makes_an_officer_once(office: Office) -> None:
    token = await office.invite(Role.OFFICER)
    officer = await office.accept(token, BUDI)
    assert (officer.name, officer.role, officer.confirmed) == ("Pak Budi", Role.OFFICER, False)
    assert office.roles.role_of(BUDI) is None, "no role before the second factor"
    await office.confirm(BUDI)
    assert office.roles.role_of(BUDI) is Role.OFFICER, "known at once, without a restart"
    with pytest.raises(InvitationError):
        await office.accept(token, CITRA)
    assert await office.find(CITRA) is None


async def test_of_two_who_use_one_invitation_at_once_one_gets_in(office: Office) -> None:
    token = await office.invite(Role.LEAD)
    units = []
    for chat in (BUDI, CITRA):
        unit = Unit()
        await office.officers.accept(unit, token, chat, office.keyring.chat_key(chat), office.clock.now())
        units.append(unit)
    await office.committer.commit(units[0])
    with pytest.raises(StorageError):
        await office.committer.commit(units[1])
    assert await office.find(BUDI)
    assert await office.find(CITRA) is None


@pytest.mark.parametrize("token", ["", "x", "petugas", "AAAA" * 8, "ü" * 32, "=" * 9])
async def test_made_up_tokens_open_nothing(office: Office, token: str) -> None:
    with pytest.raises(InvitationError):
        await office.accept(token, BUDI)


async def test_an_invitation_expires(office: Office) -> None:
    token = await office.invite(Role.OFFICER)
    office.clock.advance(INVITATION_LIFE)
    with pytest.raises(InvitationError):
        await office.accept(token, BUDI)
    await office.committer.commit(Unit(writes=[erase_overdue(office.clock.now(), BOT_ID)]))
    office.clock.advance(-timedelta(hours=1))
    with pytest.raises(InvitationError):
        await office.accept(token, BUDI)


async def test_inviting_again_ends_the_old_access_and_keeps_the_officer(office: Office) -> None:
    before = await office.join(Role.ADMIN, BUDI)
    assert office.roles.is_admin(BUDI)
    first = await office.invite(Role.ADMIN, again=before)
    assert await office.find(BUDI) is None, "the lost phone is nobody's from now on"
    assert office.roles.role_of(BUDI) is None
    (waiting,) = [one for one in await office.officers.all() if one.id == before.id]
    assert not waiting.has_chat
    assert (waiting.secret, waiting.confirmed, waiting.name) == ("", False, before.name)
    second = await office.invite(Role.ADMIN, again=waiting)
    with pytest.raises(InvitationError):
        await office.accept(first, CITRA)
    after = await office.accept(second, CITRA)
    assert after.id == before.id
    assert await office.find(BUDI) is None
    assert office.roles.role_of(CITRA) is None, "not before the new phone's second factor"
    await office.confirm(CITRA)
    assert office.roles.is_admin(CITRA)


async def test_a_password_typed_while_the_access_ends_opens_nothing(office: Office) -> None:
    before = await office.join(Role.OFFICER, BUDI)
    office.clock.advance(timedelta(minutes=1))
    unlocking = Unlocking(office.store, SeededRandomness(1), NoAudit(), office.officers.relearn)
    late = Unit()
    password = pyotp.TOTP(before.secret).generate_otp(step_of(office.clock.now()))
    assert unlocking.enter(late, before, password, office.clock.now()) is Entry.OPENED
    await office.invite(Role.OFFICER, again=before)
    with pytest.raises(StorageError):
        await office.committer.commit(late)
    (waiting,) = [one for one in await office.officers.all() if one.id == before.id]
    assert not waiting.confirmed


async def test_a_fresh_setup_suspends_the_role_until_it_is_confirmed(office: Office) -> None:
    officer = await office.join(Role.ADMIN, BUDI)
    unit = Unit()
    Unlocking(office.store, SeededRandomness(1), NoAudit(), office.officers.relearn).set_up(unit, officer)
    await office.committer.commit(unit)
    assert office.roles.role_of(BUDI) is None
    office.clock.advance(timedelta(minutes=1))
    await office.confirm(BUDI)
    assert office.roles.is_admin(BUDI)


async def test_an_officer_invited_twice_stays_one(office: Office) -> None:
    before = await office.accept(await office.invite(Role.OFFICER), BUDI)
    after = await office.accept(await office.invite(Role.LEAD), BUDI)
    assert after.id == before.id
    assert [one.role for one in await office.officers.all() if one.chat_id == BUDI] == [Role.LEAD]


async def test_changing_and_removing_take_effect_at_once(office: Office) -> None:
    officer = await office.join(Role.OFFICER, BUDI)
    unit = Unit()
    await office.officers.change_role(unit, await office.owner(), officer, Role.ADMIN)
    await office.committer.commit(unit)
    assert office.roles.is_admin(BUDI)
    unit = Unit()
    await office.officers.remove(unit, await office.owner(), officer)
    await office.committer.commit(unit)
    assert await office.find(BUDI) is None
    assert office.roles.role_of(BUDI) is None


async def test_the_last_admin_stays(office: Office) -> None:
    owner = await office.owner()
    with pytest.raises(LastAdminError):
        await office.officers.remove(Unit(), owner, owner)
    with pytest.raises(LastAdminError):
        await office.officers.change_role(Unit(), owner, owner, Role.OFFICER)


@pytest.mark.parametrize("way", ["removed", "demoted", "opens a link", "invited again"])
async def test_who_manages_no_more_has_no_way_back_by_an_invitation(office: Office, way: str) -> None:
    budi = await office.join(Role.ADMIN, BUDI)
    unit = Unit()
    spare = office.officers.invite(unit, budi, Role.ADMIN, "Cadangan", office.clock.now()).token
    await office.committer.commit(unit)
    owner, unit = await office.owner(), Unit()
    if way == "removed":
        await office.officers.remove(unit, owner, budi)
    elif way == "demoted":
        await office.officers.change_role(unit, owner, budi, Role.LEAD)
    elif way == "opens a link":
        await office.accept(await office.invite(Role.OFFICER), BUDI)
    else:
        renewed = await office.invite(Role.ADMIN, again=budi)
        assert (await office.accept(renewed, CITRA)).id == budi.id
    await office.committer.commit(unit)
    with pytest.raises(InvitationError):
        await office.accept(spare, BUDI)
    assert not office.roles.is_admin(BUDI)


async def test_a_change_of_role_that_takes_no_admin_leaves_invitations_alone(office: Office) -> None:
    officer, waiting = await office.join(Role.OFFICER, BUDI), await office.invite(Role.OFFICER)
    unit = Unit()
    await office.officers.change_role(unit, await office.owner(), officer, Role.LEAD)
    await office.officers.change_role(unit, await office.owner(), officer, Role.ADMIN)
    await office.committer.commit(unit)
    assert (await office.accept(waiting, CITRA)).role is Role.OFFICER


async def test_an_admin_demoted_a_moment_ago_invites_changes_and_removes_nobody(office: Office) -> None:
    budi, citra = await office.join(Role.ADMIN, BUDI), await office.join(Role.OFFICER, CITRA)
    late = [Unit(), Unit(), Unit()]
    office.officers.invite(late[0], budi, Role.ADMIN, "Cadangan", office.clock.now())
    await office.officers.change_role(late[1], budi, citra, Role.ADMIN)
    await office.officers.remove(late[2], budi, citra)
    unit = Unit()
    await office.officers.change_role(unit, await office.owner(), budi, Role.OFFICER)
    await office.committer.commit(unit)
    for one in late:
        with pytest.raises(StorageError):
            await office.committer.commit(one)
    found = await office.find(CITRA)
    assert found is not None
    assert found.role is Role.OFFICER


@pytest.mark.parametrize("each_other", [True, False])
async def test_of_two_last_admins_who_leave_at_once_one_stays(office: Office, each_other: bool) -> None:
    budi, citra = await office.join(Role.ADMIN, BUDI), await office.join(Role.ADMIN, CITRA)
    office.disown()
    units = [Unit(), Unit()]
    pairs = [(budi, citra), (citra, budi)] if each_other else [(budi, budi), (citra, citra)]
    for unit, (by, leaving) in zip(units, pairs, strict=True):
        await office.officers.change_role(unit, by, leaving, Role.OFFICER)
    await office.committer.commit(units[0])
    with pytest.raises(StorageError):
        await office.committer.commit(units[1])
    admins = [one for one in await office.officers.all() if one.role is Role.ADMIN]
    assert [one.chat_id for one in admins] == [BUDI if each_other else CITRA]
    with pytest.raises(LastAdminError):
        await office.officers.remove(Unit(), admins[0], admins[0])


async def test_an_admin_without_a_second_factor_can_not_be_the_one_who_is_left(office: Office) -> None:
    budi = await office.join(Role.ADMIN, BUDI)
    await office.accept(await office.invite(Role.ADMIN), CITRA)
    office.disown()
    with pytest.raises(LastAdminError):
        await office.officers.change_role(Unit(), budi, budi, Role.OFFICER)
    await office.confirm(CITRA)
    unit = Unit()
    await office.officers.change_role(unit, budi, budi, Role.OFFICER)
    await office.committer.commit(unit)
    assert office.roles.is_admin(CITRA)
    assert not office.roles.is_admin(BUDI)


async def test_an_owner_counts_as_one_who_manages(office: Office) -> None:
    budi = await office.join(Role.ADMIN, BUDI)
    unit = Unit()
    await office.officers.remove(unit, budi, budi)
    await office.committer.commit(unit)
    assert await office.find(BUDI) is None


async def test_the_last_admin_who_opens_a_link_stays_admin_and_the_link_unused(office: Office) -> None:
    await office.join(Role.ADMIN, BUDI)
    token = await office.invite(Role.OFFICER)
    office.disown()
    with pytest.raises(LastAdminError):
        await office.accept(token, BUDI)
    await office.officers.refresh()
    assert office.roles.is_admin(BUDI)
    assert (await office.accept(token, CITRA)).role is Role.OFFICER


async def test_an_invitation_for_one_officer_is_not_for_another(office: Office) -> None:
    budi, citra = await office.join(Role.LEAD, BUDI), await office.join(Role.OFFICER, CITRA)
    token = await office.invite(Role.LEAD, again=budi)
    with pytest.raises(OtherOfficerError):
        await office.accept(token, CITRA)
    found = await office.find(CITRA)
    assert found == citra
    assert (await office.accept(token, BUDI)).id == budi.id


async def test_who_is_let_in_again_has_the_role_of_today(office: Office) -> None:
    budi = await office.join(Role.LEAD, BUDI)
    token = await office.invite(Role.LEAD, again=budi)
    unit = Unit()
    await office.officers.change_role(unit, await office.owner(), budi, Role.AUDITOR)
    await office.committer.commit(unit)
    assert (await office.accept(token, BUDI)).role is Role.AUDITOR


async def test_who_was_taken_out_is_not_let_in_again(office: Office) -> None:
    budi = await office.join(Role.LEAD, BUDI)
    token = await office.invite(Role.LEAD, again=budi)
    unit = Unit()
    await office.officers.remove(unit, await office.owner(), budi)
    await office.committer.commit(unit)
    with pytest.raises(InvitationError):
        await office.accept(token, BUDI)


async def test_an_owner_who_is_named_no_more_is_no_officer(office: Office) -> None:
    later = office.without_owner()
    assert await later.find(OWNER, office.keyring.chat_key(OWNER)) is None
    assert await later.all() == []
    roles = Roles([], office.keyring)
    roles.learn({office.keyring.chat_key(OWNER): "pemilik"})
    assert not roles.is_admin(OWNER)


async def test_a_workplace_is_kept_and_capped(office: Office) -> None:
    owner = await office.owner()
    unit = Unit()
    changed = office.officers.set_workplace(
        unit, owner, owner, Workplace("Pemkot Contoh", "Inspektorat  Kota", "31", "x" * 500)
    )
    await office.committer.commit(unit)
    found = await office.owner()
    assert found.workplace == changed.workplace
    assert found.workplace.office == "Inspektorat Kota"
    assert len(found.workplace.district) <= 100
    assert found.name == "Pemilik"
