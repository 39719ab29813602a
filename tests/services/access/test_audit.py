"""The chain finds what was done to it, and says where."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from services.access.audit import (
    MAX_DETAIL,
    SYSTEM,
    AuditAction,
    AuditFinding,
    AuditLog,
    AuditWitness,
)
from services.access.errors import AuditError
from storage.access.audit import AuditChain, Head
from storage.access.tables import audit_head, audit_log
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.tables import installation
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock

OFFICER, OTHER, REPORT = b"o" * 16, b"p" * 16, b"r" * 16


@pytest.fixture
def chain(database: Database, keyring: Keyring) -> AuditChain:
    return AuditChain(database, keyring)


@pytest.fixture
def log(chain: AuditChain, keyring: Keyring, clock: FixedClock) -> AuditLog:
    return AuditLog(chain, keyring, clock)


async def write(log: AuditLog, committer: GroupCommitter, count: int) -> None:
    for n in range(count):
        unit = Unit()
        log.record(unit, OFFICER, AuditAction.STATUS_CHANGED, REPORT, {"ke": f"n{n}"})
        await committer.commit(unit)


def said(finding: AuditFinding) -> str:
    return "; ".join(str(problem) for problem in finding.problems)


async def test_entries_read_back_with_pseudonyms(
    log: AuditLog, committer: GroupCommitter, clock: FixedClock, database: Database
) -> None:
    for actor, action, subject in (
        (OFFICER, AuditAction.OPENED, REPORT),
        (OTHER, AuditAction.CLAIMED, REPORT),
        (OFFICER, AuditAction.UNLOCKED, None),
        (SYSTEM, AuditAction.ERASED, REPORT),
    ):
        unit = Unit()
        log.record(unit, actor, action, subject, {"dari": "petugas"})
        await committer.commit(unit)
        clock.advance(timedelta(minutes=1))
    found = [entry async for entry in log.entries()]
    assert [one.seq for one in found] == [1, 2, 3, 4]
    assert found[0].actor == found[2].actor != found[1].actor
    assert found[3].actor == "sistem"
    assert found[0].subject == found[1].subject == found[3].subject
    assert found[2].subject is None
    assert found[0].details == {"dari": "petugas"}
    assert (found[1].at - found[0].at) == timedelta(minutes=1)
    async with database.read() as connection:
        raw = b"".join((await connection.execute(select(audit_log.c.entry))).scalars())
    for secret in (OFFICER, REPORT, b"membaca", b"petugas", found[0].actor.encode()):
        assert secret not in raw


async def test_a_hundred_at_once_are_one_chain(log: AuditLog, committer: GroupCommitter) -> None:
    async def one(n: int) -> None:
        unit = Unit()
        log.record(unit, OFFICER, AuditAction.OPENED, bytes([n]) * 16)
        await committer.commit(unit)

    await asyncio.gather(*(one(n) for n in range(100)))
    finding = await log.verify()
    assert (finding.entries, finding.problems) == (100, ())


async def test_two_processes_take_turns(database: Database, keyring: Keyring, log: AuditLog) -> None:
    """Two committers with engines of their own, as two bots on one database have."""
    second = Database(database.url.render_as_string(hide_password=False))
    committers = [
        GroupCommitter(where, BOT_ID + n, keyring.sealer("outbox"))
        for n, where in enumerate((database, second))
    ]

    async def many(committer: GroupCommitter) -> None:
        for _ in range(20):
            units = [Unit() for _ in range(3)]
            for unit in units:
                log.record(unit, OFFICER, AuditAction.OPENED, REPORT)
            await asyncio.gather(*(committer.commit(unit) for unit in units))

    for committer in committers:
        await committer.start()
    await asyncio.gather(*(many(committer) for committer in committers))
    for committer in committers:
        await committer.close()
    await second.close()
    finding = await log.verify()
    assert (finding.entries, finding.problems) == (120, ())


async def test_an_entry_is_there_exactly_if_its_unit_is(
    database: Database, log: AuditLog, committer: GroupCommitter
) -> None:
    async def fails(connection: AsyncConnection) -> None:
        await connection.execute(insert(installation).values(name=None, value=b""))

    good, bad = Unit(), Unit(writes=[fails])
    log.record(good, OFFICER, AuditAction.OPENED, REPORT)
    log.record(bad, OTHER, AuditAction.OPENED, REPORT)
    results = await asyncio.gather(committer.commit(bad), committer.commit(good), return_exceptions=True)
    assert isinstance(results[0], StorageError)
    assert [entry.actor async for entry in log.entries()] == [log.name_of(OFFICER)]
    assert not (await log.verify()).problems


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (update(audit_log).where(audit_log.c.seq == 3).values(entry=b"x" * 60), "entry 3: was changed"),
        (update(audit_log).where(audit_log.c.seq == 3).values(mac=bytes(32)), "entry 3: does not follow"),
        (delete(audit_log).where(audit_log.c.seq == 3), "entry 4: before it 3 is missing"),
        (delete(audit_log).where(audit_log.c.seq.in_((2, 3))), "entry 4: before it 2 to 3 is missing"),
        (delete(audit_log).where(audit_log.c.seq == 1), "entry 2: before it 1 is missing"),
        (delete(audit_log).where(audit_log.c.seq > 4), "entry 6: is missing: the log was cut off after 4"),
        (delete(audit_log), "cut off after 0"),
        (update(audit_head).values(seq=4), "the head kept apart was changed"),
        (delete(audit_head), "the head kept apart ends at 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_tampering_is_found_where_it_was_done(
    database: Database, log: AuditLog, committer: GroupCommitter, tamper: object, words: str
) -> None:
    await write(log, committer, 6)
    assert not (await log.verify()).problems
    async with database.writer_engine.begin() as connection:
        await connection.execute(tamper)  # type: ignore[call-overload] # a statement
    finding = await log.verify()
    assert words in said(finding)


async def test_exchanged_entries_are_found(
    database: Database, log: AuditLog, committer: GroupCommitter
) -> None:
    await write(log, committer, 5)
    async with database.writer_engine.begin() as connection:
        two, three = (
            await connection.execute(
                select(audit_log.c.entry, audit_log.c.mac)
                .where(audit_log.c.seq.in_((2, 3)))
                .order_by(audit_log.c.seq)
            )
        ).all()
        for seq, row in ((2, three), (3, two)):
            await connection.execute(
                update(audit_log).where(audit_log.c.seq == seq).values(entry=row.entry, mac=row.mac)
            )
    finding = await log.verify()
    assert "entry 2: does not follow" in said(finding)
    assert "entry 3: was changed, or belongs to another place" in said(finding)


async def test_a_removed_entry_is_found_also_when_the_others_are_renumbered(
    database: Database, log: AuditLog, committer: GroupCommitter
) -> None:
    await write(log, committer, 5)
    async with database.writer_engine.begin() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.seq == 3))
        for seq in (4, 5):
            await connection.execute(update(audit_log).where(audit_log.c.seq == seq).values(seq=seq - 1))
    assert "entry 3: does not follow" in said(await log.verify())


async def test_a_database_put_back_to_an_older_state_is_found_by_the_witness(
    database: Database, log: AuditLog, committer: GroupCommitter, chain: AuditChain, tmp_path: Path
) -> None:
    witness = AuditWitness(chain, tmp_path / "audit.head")
    await write(log, committer, 3)
    assert (await witness.advance()).seq == 3
    async with database.read() as connection:
        old = (await connection.execute(select(audit_head))).one()
    await write(log, committer, 3)
    assert (await witness.advance()).seq == 6
    async with database.writer_engine.begin() as connection:  # as if an older copy had been put in its place
        await connection.execute(delete(audit_log).where(audit_log.c.seq > 3))
        await connection.execute(update(audit_head).values(seq=old.seq, mac=old.mac, seal=old.seal))
    assert not (await log.verify()).problems, "the database alone can not tell"
    assert "entry 6" in said(await log.verify(witness.read()))
    with pytest.raises(AuditError):
        await witness.advance()
    await write(log, committer, 5)  # going on from there does not hide it
    assert "entry 6" in said(await log.verify(witness.read()))
    with pytest.raises(AuditError):
        await witness.advance()


async def test_the_witness_survives_a_restart_and_only_moves_forward(
    log: AuditLog, committer: GroupCommitter, chain: AuditChain, tmp_path: Path
) -> None:
    path = tmp_path / "audit.head"
    assert AuditWitness(chain, path).read() is None
    await AuditWitness(chain, path).advance()
    await write(log, committer, 2)
    noted = await AuditWitness(chain, path).advance()
    assert AuditWitness(chain, path).read() == noted == Head.parse(str(noted))
    assert path.stat().st_mode & 0o077 == 0
    assert not (await log.verify(noted)).problems
    path.write_text("nonsense", encoding="ascii")
    with pytest.raises(AuditError, match="holds no head"):
        AuditWitness(chain, path).read()


async def test_another_key_makes_no_chain(
    database: Database, log: AuditLog, committer: GroupCommitter, clock: FixedClock
) -> None:
    """Whoever can write to the database but lacks the data key can't add an entry that fits."""
    await write(log, committer, 2)
    foreign = Keyring(bytes(32))
    unit = Unit()
    AuditLog(AuditChain(database, foreign), foreign, clock).record(unit, OFFICER, AuditAction.OPENED)
    await committer.commit(unit)
    finding = await log.verify()
    assert "entry 3: does not follow" in said(finding)
    assert "the head kept apart was changed" in said(finding)


def test_a_text_is_no_detail(log: AuditLog) -> None:
    with pytest.raises(AuditError, match="never a text"):
        log.record(Unit(), OFFICER, AuditAction.NOTED, REPORT, {"catatan": "x" * (MAX_DETAIL + 1)})


async def test_an_empty_log_is_sound(log: AuditLog, database: Database) -> None:
    assert await log.verify() == AuditFinding(0, Head(0, bytes(32)), ())
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM audit_head"))).scalar_one() == 0
