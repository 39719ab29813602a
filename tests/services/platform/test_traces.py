"""Ids of a conversation's messages: beside the chat while it lasts, then in rows only its key opens."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from core.sealing import Keyring
from services.platform.traces import CODE, DICE, EVIDENCE, PER_ROW, TRACE, Mark, ReportConversation, Traces
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.outbox import Outbox
from storage.platform.unit import Unit
from storage.tidying import erase_overdue
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

CHAT_ID, OTHER_ID = 700000001, 700000002


async def bodies(database: Database) -> list[bytes]:
    async with database.read() as connection:
        return [bytes(row.body) for row in await connection.execute(text("SELECT body FROM traces"))]


async def kept_beside(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM chat_messages")) or 0)


async def test_an_ended_conversation_opens_by_its_key_in_its_chat_alone(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    outbox = Outbox(database, keyring, BOT_ID, clock)
    traces, chat = Traces(outbox), keyring.chat_key(CHAT_ID)
    mine, next_one = (ReportConversation.new(SeededRandomness(n)) for n in (1, 2))
    now = int(clock.now().timestamp())
    unit = Unit()
    for number, kind in enumerate((TRACE, EVIDENCE, CODE), 1):
        traces.note(unit, CHAT_ID, mine, kind, Mark(number, now - number))
    traces.note(unit, CHAT_ID, mine, TRACE, Mark(4, now, dice=True))
    traces.note(unit, CHAT_ID, next_one, TRACE, Mark(5, now))
    await committer.commit(unit)
    marks = [Mark(1, now - 1), Mark(2, now - 2), Mark(3, now - 3), Mark(4, now, dice=True)]
    assert await traces.all_of(chat, mine) == marks
    assert next(one for one in await traces.lasting(chat, [mine.tag(DICE)])).is_young_dice(clock.now())
    for _ in range(2):  # again after a crash
        await committer.commit(Unit(writes=await traces.end(chat, mine, clock.now())))
        assert await traces.all_of(chat, mine) == marks
    assert await kept_beside(database) == 1, "another conversation's stay"
    assert await traces.all_of(keyring.chat_key(OTHER_ID), mine) == []
    assert await traces.all_of(chat, ReportConversation.new(SeededRandomness(3))) == []
    late = Unit()
    traces.note(late, CHAT_ID, mine, TRACE, Mark(9, now))  # whoever was still at work
    await committer.commit(late)
    await committer.commit(Unit(writes=await traces.end(chat, mine, clock.now())))
    assert await traces.all_of(chat, mine) == [*marks, Mark(9, now)]


async def test_rows_are_equally_long_and_go_with_the_third_day(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    traces, chat = Traces(Outbox(database, keyring, BOT_ID, clock)), keyring.chat_key(CHAT_ID)
    long, short = (ReportConversation.new(SeededRandomness(n)) for n in (1, 2))
    marks = [Mark(number, 1_700_000_000) for number in range(PER_ROW * 2 + 1)]
    now = clock.now().astimezone(UTC).replace(hour=23, minute=59)
    await committer.commit(Unit(writes=traces.keep(chat, long, marks, now)))
    await committer.commit(Unit(writes=traces.keep(chat, short, marks[:1], now)))
    found = await bodies(database)
    assert (len(found), len({len(body) for body in found})) == (4, 1)
    assert await traces.all_of(chat, long) == marks
    await committer.commit(Unit(writes=traces.keep(chat, long, marks[:3], now)))
    assert await traces.all_of(chat, long) == marks[:3]
    assert len(await bodies(database)) == 2
    await committer.commit(Unit(writes=[erase_overdue(now + timedelta(hours=48), BOT_ID)]))
    assert len(await bodies(database)) == 2, "as long as Telegram deletes anything"
    await committer.commit(Unit(writes=[erase_overdue(now + timedelta(hours=49), BOT_ID)]))
    assert await bodies(database) == []


@pytest.mark.parametrize("name", ["", "x", "~", "A" * 42, "A" * 44, "%" * 43])
def test_what_is_no_name_names_nothing(name: str) -> None:
    assert ReportConversation.named(name) is None


def test_a_name_fits_a_button_and_comes_back() -> None:
    one = ReportConversation(bytes(range(32)), has_old=True)
    assert ReportConversation.named(one.name) == ReportConversation(one.key)
    assert ReportConversation.named(one.in_dialog) == one
    assert len(f"report:wipe:sure:{one.name}") <= 64
    assert one.name not in repr(one)
