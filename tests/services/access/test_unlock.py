"""The second factor: right, wrong, late, used before."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from core.sealing import Keyring
from services.access.audit_hook import NoAudit
from services.access.officers import Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.unlock import (
    FIRST_WAIT,
    FREE_TRIES,
    LONGEST_WAIT,
    STEP_SECONDS,
    UNLOCKED_FOR,
    Entry,
    Unlocking,
    qr_picture,
    step_of,
)
from storage.access.officers import OfficerStore
from storage.access.tables import officers
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

CHAT = 700_000_099


class Office:
    """Officers on a real database."""

    def __init__(
        self, database: Database, keyring: Keyring, committer: GroupCommitter, clock: FixedClock
    ) -> None:
        self.store = OfficerStore(database, keyring, BOT_ID)
        self.roles = Roles([CHAT], keyring)
        randomness = SeededRandomness(5)
        self.officers = Officers(
            self.store, CaseStore(database).release_all, self.roles, randomness, NoAudit()
        )
        self.unlocking = Unlocking(self.store, randomness, NoAudit(), self.officers.relearn)
        self.committer, self.clock = committer, clock
        self.key = keyring.chat_key(CHAT)

    async def officer(self) -> Officer:
        found = await self.officers.find(CHAT, self.key)
        assert found is not None
        return found

    async def enter(self, typed: str) -> Entry:
        unit = Unit()
        entry = self.unlocking.enter(unit, await self.officer(), typed, self.clock.now())
        await self.committer.commit(unit)
        return entry

    async def password(self, steps: int = 0) -> str:
        secret = (await self.officer()).secret
        return pyotp.TOTP(secret).generate_otp(step_of(self.clock.now()) + steps)


@pytest.fixture
async def office(
    database: Database, keyring: Keyring, committer: GroupCommitter, clock: FixedClock
) -> Office:
    """One officer whose authenticator was just set up."""
    office = Office(database, keyring, committer, clock)
    unit = Unit()
    officer = office.officers.enrol_owner(unit, CHAT, office.key, "Bu Sari", clock.now())
    office.unlocking.set_up(unit, officer)
    await committer.commit(unit)
    return office


async def test_a_right_password_opens_for_a_quarter_of_an_hour(office: Office) -> None:
    assert not (await office.officer()).is_unlocked(office.clock.now())
    spaced = await office.password()
    assert await office.enter(f"{spaced[:3]} {spaced[3:]}") is Entry.OPENED
    officer = await office.officer()
    assert officer.confirmed
    assert officer.is_unlocked(office.clock.now() + UNLOCKED_FOR - timedelta(seconds=1))
    assert not officer.is_unlocked(office.clock.now() + UNLOCKED_FOR)


async def test_a_password_is_taken_once_and_never_after_a_newer_one(office: Office) -> None:
    ahead = await office.password(1)
    now = await office.password()
    assert await office.enter(ahead) is Entry.OPENED
    assert await office.enter(ahead) is Entry.USED
    assert await office.enter(now) is Entry.USED
    office.clock.advance(timedelta(seconds=2 * STEP_SECONDS))
    assert await office.enter(await office.password()) is Entry.OPENED


async def test_two_who_enter_the_same_password_at_once_open_once(office: Office) -> None:
    officer, password = await office.officer(), await office.password()
    units = [Unit(), Unit()]
    for unit in units:
        assert office.unlocking.enter(unit, officer, password, office.clock.now()) is Entry.OPENED
    await office.committer.commit(units[0])
    with pytest.raises(Exception, match="commit failed"):
        await office.committer.commit(units[1])


async def test_a_phone_that_is_half_a_minute_off_is_understood(office: Office) -> None:
    assert await office.enter(await office.password(-1)) is Entry.OPENED
    office.clock.advance(timedelta(minutes=5))
    assert await office.enter(await office.password(2)) is Entry.WRONG


async def test_wrong_ones_are_slowed_down_also_the_right_one_meanwhile(office: Office) -> None:
    for _ in range(FREE_TRIES):
        assert await office.enter("000000") is Entry.WRONG
    assert await office.enter(await office.password()) is Entry.WAIT
    office.clock.advance(FIRST_WAIT)
    assert await office.enter("000000") is Entry.WRONG
    office.clock.advance(FIRST_WAIT)
    assert await office.enter("000000") is Entry.WAIT, "each wait is longer than the one before"
    office.clock.advance(LONGEST_WAIT)
    assert await office.enter(await office.password()) is Entry.OPENED
    assert (await office.officer()).wrong == 0


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "halo", "12 34"])
async def test_what_is_no_password_costs_nothing(office: Office, typed: str) -> None:
    assert await office.enter(typed) is Entry.UNREADABLE
    assert (await office.officer()).wrong == 0


async def test_a_new_setup_ends_the_old_one(office: Office) -> None:
    old = await office.password()
    unit = Unit()
    office.unlocking.set_up(unit, await office.officer())
    await office.committer.commit(unit)
    assert await office.enter(old) is Entry.WRONG
    assert not (await office.officer()).confirmed


async def test_secrets_and_chats_lie_sealed(office: Office, database: Database) -> None:
    secret = (await office.officer()).secret.encode()
    async with database.read() as connection:
        row = (await connection.execute(select(officers))).one()
    raw = b"|".join(bytes(cell) for cell in row if isinstance(cell, bytes | bytearray | memoryview))
    assert secret not in raw
    assert CHAT.to_bytes(8, "big") not in raw
    assert b"Sari" not in raw


def test_the_qr_picture_can_be_read_off_a_screen() -> None:
    with Image.open(io.BytesIO(qr_picture("otpauth://totp/Netra:petugas?secret=" + "A" * 32))) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) >= 250
        grey = picture.convert("L")
        assert grey.getpixel((0, 0)) == 255, "the quiet zone is white"
        assert grey.getextrema() == (0, 255)


@given(st.integers(0, 2**33))
def test_steps_follow_time(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert step_of(moment + timedelta(seconds=STEP_SECONDS)) == step_of(moment) + 1


def test_roles_do_what_their_names_say() -> None:
    assert not Role.AUDITOR.may_work
    assert Role.OFFICER.may_work
    assert not Role.OFFICER.may_lead
    assert Role.LEAD.may_lead
    assert not Role.LEAD.may_manage
    assert Role.ADMIN.may_manage
    assert not Workplace().known
