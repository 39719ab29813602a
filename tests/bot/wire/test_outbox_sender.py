"""The sender and a database that fails it: a chat's queue goes on, in order, nothing lost or repeated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import text

from bot.app.metrics import Metrics
from bot.app.settings import Settings
from bot.wire.outbox_sender import MAX_IN_FLIGHT, MOST_UNSENT, OutboxSender
from bot.wire.retry import Backoff
from bot.wire.transport import Transport
from core.sealing import Keyring
from handlers.platform.outgoing import Call, Sent, delete_all, delete_many, edit, end_trace, message, toast
from services.platform.pacing import RateLimiter
from services.platform.traces import TRACE, ReportConversation
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.outbox import Outbox
from storage.platform.unit import Outgoing, Unit
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness
from tests.telegram_side import PATIENCE, Person, TelegramSide

TAG = "papan"
ASN_ID = 700_000_001


class Line:
    """A sender with quick patience, and the chat of one person."""

    def __init__(self, sender: OutboxSender, committer: GroupCommitter, key: bytes, metrics: Metrics) -> None:
        self.sender = sender
        self._committer = committer
        self._key = key
        self._metrics = metrics

    async def says(self, *calls: Call, key: bytes | None = None) -> None:
        """Commits calls and hands them to the sender; ``key`` for another chat."""
        unit = Unit(outgoing=[Outgoing(key or self._key, call.encode()) for call in calls])
        self.sender.accept(await self._committer.commit(unit))

    async def until(self, there: Callable[[], bool]) -> None:
        """Waits for something to come true."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not there():
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.01)

    def refused(self, scope: str) -> float:
        """How often a 429 silenced one chat, or the bot."""
        labels = {"scope": scope}
        return self._metrics.registry.get_sample_value("netra_too_many_requests_total", labels) or 0.0

    def counted(self, method: str, outcome: str) -> float:
        """Calls of a method that ended so."""
        labels = {"method": method, "outcome": outcome}
        return self._metrics.registry.get_sample_value("netra_calls_total", labels) or 0.0


@pytest.fixture
async def asn(telegram: TelegramSide) -> Person:
    person = telegram.person("asn")
    await person.says("/start")  # a bot may write to nobody who did not
    return person


@asynccontextmanager
async def line_to(
    chat_id: int,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> AsyncIterator[Line]:
    """A sender of its own against the demo server."""
    transport, metrics = Transport(settings.token, settings.bot_api_url), Metrics()
    await transport.start()
    outbox = Outbox(database, keyring, BOT_ID, clock)
    limiter = RateLimiter(
        None, chat_key=keyring.chat_key, on_refused=lambda scope: metrics.refused(scope.value)
    )
    sender = OutboxSender(transport, committer, outbox, Backoff(0.01, 0.02), limiter=limiter, metrics=metrics)
    try:
        yield Line(sender, committer, keyring.chat_key(chat_id), metrics)
    finally:
        await sender.close()
        await transport.close()


async def test_a_failing_read_delays_a_chat_and_stops_nothing(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    async def rename(old: str, new: str) -> None:
        async with database.writer_engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    chat_id = ASN_ID
    async with line_to(chat_id, settings, database, committer, keyring, clock) as line:
        await line.says(message(chat_id, "papan lama", remember=TAG))
        await asn.hears("papan lama")
        await line.until(lambda: line.sender.waiting == 0)
        await rename("chat_messages", "elsewhere")
        await line.says(edit(chat_id, Sent(TAG), "papan baru"), message(chat_id, "sesudahnya"))
        await line.until(lambda: line.counted("editMessageText", "waiting") >= 2)
        assert line.sender.waiting == 2, "order holds: nothing overtakes"
        await rename("elsewhere", "chat_messages")
        await asn.hears("sesudahnya")
        await line.until(lambda: line.sender.waiting == 0)
        assert line.counted("editMessageText", "sent") == 1
        said = [one["text"] for one in await asn.chat() if one["from_bot"]]
        assert said == ["papan baru", "sesudahnya"]
        await line.says(message(chat_id, "dan seterusnya"))
        await asn.hears("dan seterusnya")
    assert await Outbox(database, keyring, BOT_ID, clock).waiting() == []


async def test_what_does_not_open_is_dropped_and_named_by_its_method_only(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    chat_id = ASN_ID
    async with line_to(chat_id, settings, database, committer, keyring, clock) as line:
        await line.says(message(chat_id, "papan", remember=TAG))
        await asn.hears("papan")
        await line.until(lambda: line.sender.waiting == 0)
        async with database.writer_engine.begin() as connection:
            await connection.execute(text("UPDATE chat_messages SET chat = :c"), {"c": b"x" * 48})
        with structlog.testing.capture_logs() as logs:
            await line.says(edit(chat_id, Sent(TAG), "rahasia"), message(chat_id, "sesudahnya"))
            await asn.hears("sesudahnya")
        assert "rahasia" not in repr(await asn.chat())
        (dropped,) = [one for one in logs if "dropped" in one["event"]]
        assert set(dropped) == {"event", "log_level", "method"}
        await line.until(lambda: line.sender.waiting == 0)
    assert await Outbox(database, keyring, BOT_ID, clock).waiting() == []


async def test_a_call_that_breaks_its_sender_keeps_none_behind_it(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        broken = Call("deleteMessages", {"chat_id": "no number", "message_ids": [1]})
        await line.says(broken, message(ASN_ID, "yang di belakangnya"))
        await asn.hears("yang di belakangnya")
        await line.until(lambda: line.sender.waiting == 0)


async def test_one_that_must_stay_keeps_no_other_and_only_what_went_is_forgotten(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    """Telegram deletes all messages of a call or none: a young dice once kept a whole conversation."""
    outbox = Outbox(database, keyring, BOT_ID, clock)
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        await line.says(message(ASN_ID, "satu", remember=TAG), message(ASN_ID, "dua", remember=TAG))
        await asn.hears("dua")
        await asn.says("\N{GAME DIE}")
        dice = (await asn.chat())[-1]["message_id"]
        await committer.commit(Unit(writes=[outbox.remember(ASN_ID, TAG, [dice])]))
        await line.until(lambda: line.sender.waiting == 0)
        await line.says(delete_all(ASN_ID, TAG), message(ASN_ID, "sesudahnya"))
        await asn.hears("sesudahnya")
    assert [one["text"] for one in await asn.chat()] == ["/start", "\N{GAME DIE}", "sesudahnya"]
    assert [one.message_id for one in await outbox.remembered(TAG)] == [dice]


async def test_what_does_not_go_by_its_id_is_kept_as_too_old(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    """So that the sweep of a closed lock blanks it."""
    outbox = Outbox(database, keyring, BOT_ID, clock)
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        await line.says(message(ASN_ID, "lama"))
        old = (await asn.hears("lama"))["message_id"]
        clock.advance(timedelta(hours=48, seconds=1))
        await line.says(message(ASN_ID, "baru"))
        young = (await asn.hears("baru"))["message_id"]
        await line.says(delete_many(ASN_ID, [old, young], else_keep=TAG), message(ASN_ID, "sesudahnya"))
        await asn.hears("sesudahnya")
    assert [one["text"] for one in await asn.chat()] == ["/start", "lama", "sesudahnya"]
    assert [(one.message_id, one.kept_at) for one in await outbox.remembered(TAG)] == [(old, 0)]


async def test_a_message_is_kept_with_its_own_date(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    """Telegram counts from it how long a message can be deleted."""
    later = FixedClock(clock.now() + timedelta(hours=5))
    outbox = Outbox(database, keyring, BOT_ID, clock)
    async with line_to(ASN_ID, settings, database, committer, keyring, later) as line:
        await line.says(message(ASN_ID, "halo", remember=TAG))
        await asn.hears("halo")
        await line.until(lambda: line.sender.waiting == 0)
    (kept,) = await outbox.remembered(TAG)
    assert kept.kept_at == int(clock.now().timestamp())


async def test_what_can_not_be_put_into_a_trace_keeps_nobody_waiting(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    conversation = ReportConversation.new(SeededRandomness(3))
    outbox = Outbox(database, keyring, BOT_ID, clock)
    noted = outbox.remember(ASN_ID, conversation.tag(TRACE), [1], 2**40)
    await committer.commit(Unit(writes=[noted]))
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        with structlog.testing.capture_logs() as logs:
            await line.says(end_trace(conversation.in_dialog), message(ASN_ID, "sesudahnya"))
            await asn.hears("sesudahnya")
            await line.until(lambda: line.sender.waiting == 0)
    assert [one["event"] for one in logs] == ["the end of a conversation failed: it is left alone"]
    assert await outbox.waiting() == []


async def test_held_groups_take_no_place_from_others(
    asn: Person,
    telegram: TelegramSide,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    groups = [-1_001_000_000_000 - number for number in range(MAX_IN_FLIGHT + 6)]
    await telegram.fault(method="sendMessage", status=429, retry_after=600, times=len(groups))
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        for group in groups:
            await line.says(message(group, "jawaban"), key=keyring.chat_key(group))
        await line.until(lambda: line.refused("chat") == len(groups))
        for word in ("satu", "dua"):
            await line.says(message(ASN_ID, word))
            await asn.hears(word)
        await line.until(lambda: line.sender.waiting == len(groups))
        assert line.refused("bot") == 0.0
        assert line.sender.under_way == 0, "nobody else's work waits for them: reminders go on, a stop too"


async def test_a_429_to_an_answer_to_a_tap_has_its_chats_cause(
    asn: Person,
    telegram: TelegramSide,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    await telegram.fault(method="answerCallbackQuery", status=429, retry_after=600, times=5)
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        for tapper in range(5):
            await line.says(toast(f"{tapper}"), key=keyring.chat_key(tapper + 1))
        await line.until(lambda: line.refused("chat") == 5)
        await line.says(message(ASN_ID, "satu"))
        await asn.hears("satu")
        assert line.refused("bot") == 0.0


async def test_whoever_is_told_faster_than_telegram_takes_it_has_no_room_for_more(
    asn: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> None:
    key, told = keyring.chat_key(ASN_ID), asyncio.Event()
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        assert line.sender.has_room(key, told.set)
        await line.says(*(message(ASN_ID, f"jawaban {number}") for number in range(MOST_UNSENT + 12)))
        assert not line.sender.has_room(key, told.set)
        assert line.sender.has_room(keyring.chat_key(1), told.set)
        await line.until(lambda: line.counted("sendMessage", "sent") >= 10)
        assert not told.is_set()
        await asyncio.wait_for(told.wait(), PATIENCE)
        assert line.sender.waiting < MOST_UNSENT
