"""The letterbox: what is dropped is posted once, in one transaction, and tells neither order nor place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, text

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Unit, Write
from storage.reporting.cases import CaseStore, StoredMessage
from storage.reporting.heads import HEADS
from storage.reporting.letterbox import Addition, Letterbox
from storage.reporting.reports import Reports, SealedReport
from storage.reporting.tables import letterbox, report_work, reports
from tests.repeatable import SeededRandomness

DAY = date(2024, 9, 24)


def report(number: int) -> SealedReport:
    """A report as it comes sealed; other numbers give others."""
    random = SeededRandomness(number)
    return SealedReport(
        random.bytes(16),
        random.bytes(32),
        "diterima",
        DAY,
        random.bytes(2_500),
        "ab" * 8,
        random.bytes(96),
        random.bytes(96),
    )


def said(number: int, kind: str = "jawab") -> StoredMessage:
    """A sealed message."""
    random = SeededRandomness(1_000 + number)
    return StoredMessage(random.bytes(16), 0, kind, DAY, random.bytes(80))


@pytest.fixture
def box(database: Database, keyring: Keyring) -> Letterbox:
    return Letterbox(database, keyring, SeededRandomness(5))


async def dropped(committer: GroupCommitter, *writes: Write) -> None:
    await committer.commit(Unit(writes=list(writes)))


async def count(database: Database, table: object) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type] # a table


async def test_what_waits_is_posted_whole_and_once(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    mine, other = report(1), report(2)
    await dropped(committer, box.drop(mine), box.drop(other), box.drop(mine))  # an impatient finger
    assert await box.report_waits(mine.lookup)
    assert await Reports(database).by_lookup(mine.lookup) is None
    assert await box.post() == 3
    assert await Reports(database).by_lookup(mine.lookup) == mine
    assert await count(database, reports) == 2
    assert await count(database, letterbox) == 0
    assert not await box.report_waits(mine.lookup)
    await dropped(committer, box.drop(replace(mine, id=b"z" * 16)))  # sent again after it was posted
    assert await box.post() == 1
    assert await Reports(database).by_lookup(mine.lookup) == mine
    assert await box.post() == 0


async def test_answers_keep_their_order_and_make_the_report_fresh(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    mine = report(1)
    answers = [said(number) for number in range(6)]
    await dropped(committer, box.drop(mine))
    await dropped(committer, *(box.drop(Addition(mine.id, n, one)) for n, one in enumerate(answers)))
    assert await box.additions(mine.id) == answers
    await box.post()
    kept = await CaseStore(database).messages(mine.id)
    assert [(one.id, one.position) for one in kept] == [(one.id, n + 1) for n, one in enumerate(answers)]
    assert (await CaseStore(database).work([mine.id]))[mine.id].fresh
    assert await box.additions(mine.id) == []


async def test_an_answer_to_a_report_that_was_erased_meanwhile_goes_with_it(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    mine = report(1)
    await dropped(committer, box.drop(mine))
    await box.post()
    await dropped(committer, box.drop(Addition(mine.id, 0, said(1))), Reports(database).erase(mine.id))
    assert await box.post() == 1
    for table in HEADS:
        assert await count(database, table) == 0


async def test_a_letter_says_neither_its_report_nor_its_size(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    short, long = report(1), replace(report(2), body=b"b" * 1_900)
    await dropped(committer, box.drop(short), box.drop(long))
    async with database.read() as connection:
        letters = list((await connection.execute(select(letterbox.c.letter))).scalars())
    assert len({len(one) for one in letters}) == 1
    for one in letters:
        for part in (short.id, short.lookup, short.body[:12], short.for_code[-12:]):
            assert part not in one


async def test_a_letter_that_does_not_open_stops_no_other(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    stranger = Letterbox(database, Keyring(b"x" * 32), SeededRandomness(6))
    await dropped(committer, stranger.drop(report(1)), box.drop(report(2)))
    assert await box.post() == 1
    assert await count(database, reports) == 1
    assert await count(database, letterbox) == 1
    assert await stranger.post() == 1
    assert await count(database, reports) == 2


async def test_a_posting_that_fails_loses_nothing(
    database: Database, committer: GroupCommitter, box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await dropped(committer, box.drop(report(1)))

    async def full(*_anything: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("storage.reporting.letterbox.sort_heads", full)
        with pytest.raises(StorageError):
            await box.post()
    assert await count(database, reports) == 0
    assert await box.post() == 1


async def test_two_processes_that_post_at_once_post_once(
    database: Database, committer: GroupCommitter, box: Letterbox, keyring: Keyring
) -> None:
    other_database = Database(database.url.render_as_string(hide_password=False))
    other = Letterbox(other_database, keyring, SeededRandomness(9))
    mine = report(1)
    await dropped(committer, box.drop(mine))
    await box.post()
    await dropped(committer, *(box.drop(Addition(mine.id, n, said(n))) for n in range(4)))
    posted = await asyncio.gather(box.post(), other.post())
    await other_database.close()
    assert sum(posted) == 4
    assert len(await CaseStore(database).messages(mine.id)) == 4


async def test_all_heads_lie_in_the_order_of_ids_after_each_posting(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    """On PostgreSQL one transaction wrote them all, and their places follow from the ids."""
    for number in range(12):
        mine = report(number)
        await dropped(committer, box.drop(mine))
        await box.post()
        await dropped(committer, box.drop(Addition(mine.id, 0, said(number))))
        await box.post()
    assert await count(database, report_work) == 12
    if database.is_sqlite:
        return  # tests/contracts/test_unlinkable.py reads the pages
    async with database.read() as connection:
        for name, key in (("reports", "id"), ("report_keys", "report_id"), ("report_work", "report_id")):
            rows = list(await connection.execute(text(f"SELECT xmin::text, {key} FROM {name} ORDER BY ctid")))
            assert len({row[0] for row in rows}) == 1
            assert [row[1] for row in rows] == sorted(row[1] for row in rows)


async def test_a_correction_takes_the_place_of_an_answer_that_no_officer_has_seen(
    database: Database, committer: GroupCommitter, box: Letterbox
) -> None:
    mine, cases = report(1), CaseStore(database)
    first, second, third, late = (said(number) for number in range(4))
    await dropped(committer, box.drop(mine))
    await dropped(committer, box.drop(Addition(mine.id, 0, first)))
    await dropped(committer, box.drop(Addition(mine.id, await box.behind(mine.id, 50), second, first.id)))
    await dropped(committer, box.drop(Addition(mine.id, await box.behind(mine.id, 50), third, second.id)))
    assert await box.corrected(mine.id) == {first.id, second.id}
    await box.post()
    assert [(one.id, one.position) for one in await cases.messages(mine.id)] == [(third.id, 1)]
    assert not await cases.is_seen(mine.id, third.id)

    work = (await cases.work([mine.id]))[mine.id]
    await dropped(committer, cases.save_work(replace(work, fresh=False)))  # an officer reads
    assert await cases.is_seen(mine.id, third.id)
    await dropped(committer, box.drop(Addition(mine.id, 51, late, third.id)))
    await box.post()
    assert [(one.id, one.position) for one in await cases.messages(mine.id)] == [(third.id, 1), (late.id, 2)]
    assert not await cases.is_seen(mine.id, late.id)
    assert (await cases.work([mine.id]))[mine.id].fresh
