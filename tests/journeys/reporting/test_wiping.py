"""Deleting a conversation about a report: what leads in goes too, what stays is told, nothing stays beside the
chat that anybody but the button opens."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.app.settings import Settings
from demo.server import DemoServer
from tests.journeys.conftest import running_bot
from tests.journeys.officers import plant
from tests.journeys.reporting.test_followup import DRAFT
from tests.journeys.reporting.test_report import fill_in, send
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, Message, Person, TelegramSide, until

DICE = "\N{GAME DIE}"


def rows(settings: Settings, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(settings.data_dir / "netra.sqlite3")
    try:
        return list(connection.execute(f"SELECT * FROM {table}"))
    finally:
        connection.close()


def data_of(message: Message, label: str) -> str:
    return next(str(one["data"]) for row in message["keyboard"] for one in row if label in one["text"])


async def texts_of(person: Person) -> list[str]:
    return [one["text"] or "" for one in await person.chat()]


@pytest.mark.usefixtures("bot")
async def test_the_question_that_led_in_goes_with_the_report(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("apa itu netralitas asn")
    await warga.hears(lambda one: True)
    kept = await warga.chat()
    await warga.says("saya mau lapor camat kampanye")
    offered = await warga.hears("Lapor tanpa nama")
    await warga.taps(offered, "Lapor tanpa nama")
    await warga.taps(await warga.hears("Setiap pertanyaan boleh dilewati"), "Mulai")
    await warga.hears("Apa yang terjadi")
    await warga.says("/batal")
    await warga.taps(await warga.hears("laporan dibatalkan"), "Hapus jejak")
    await warga.sees_only(kept)


@pytest.mark.usefixtures("bot")
async def test_after_cancelling_lacak_the_traces_can_go_and_the_report_is_not_said_to_be_gone(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga = telegram.person("warga")
    await warga.says("/privasi")
    await warga.hears("Yang kami jaga")
    kept = await warga.chat()
    code = await plant(settings, DRAFT)
    await warga.says("/lacak")
    await warga.hears("enam kata")
    await warga.says(code)
    await warga.hears("Laporan Anda")
    await warga.says("/batal")
    said = await warga.hears("/lacak ditutup")
    assert "tetap tersimpan" in said["text"]
    assert "dihapus." not in said["text"]
    await warga.taps(said, "Hapus jejak")
    await warga.sees_only(kept)


async def test_what_a_young_dice_keeps_is_told_in_numbers_and_can_go_the_day_after(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    """Telegram deletes all messages of a call or none: one dice once kept the whole conversation."""
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("/lapor")
        await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
        await warga.hears("Apa yang terjadi")
        await warga.says(DICE)
        await warga.hears("pilih dengan tombol")
        await warga.says("/batal")
        await warga.taps(await warga.hears("laporan dibatalkan"), "Hapus jejak")
        told = await warga.hears("pesan dihapus dari kedua sisi")
        assert told["text"].startswith("6 pesan dihapus")
        assert "1 pesan dadu baru bisa dihapus sesudah 24 jam" in told["text"]
        assert await texts_of(warga) == [DICE, told["text"]]
        await until(lambda: not rows(settings, "chat_messages"))
        clock.advance(timedelta(hours=25))
        await warga.taps(told, "Hapus sisanya")
        await warga.sees_only([])
    assert rows(settings, "traces") == []


async def test_old_messages_keep_no_others_and_are_told(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        for hours in (0, 20, 20):
            await warga.says("/lapor")  # it stays open, for it is taken up again each time
            await warga.hears("Lapor tanpa nama")
            clock.advance(timedelta(hours=hours))
        await warga.says("/batal")
        cancelled = await warga.hears("laporan dibatalkan")
        clock.advance(timedelta(hours=8))
        before = len(await warga.chat())
        await warga.taps(cancelled, "Hapus jejak")
        await warga.sees_gone(cancelled["message_id"])
    left = await warga.chat()
    assert 0 < len(left) < before
    assert all(clock.now().timestamp() - one["date"] > 47 * 3600 for one in left)
    assert rows(settings, "chat_messages") == rows(settings, "traces") == []


async def test_a_conversation_that_ends_by_itself_can_be_deleted_by_its_first_button(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("/lapor")
        first = await warga.hears("Lapor tanpa nama")
        await warga.taps(first, "Mulai")
        await warga.taps(await warga.hears("Apa yang terjadi"), "Lewati")
        await warga.hears("provinsi mana")
    assert len(rows(settings, "chat_messages")) == 4
    clock.advance(timedelta(hours=24))
    async with running_bot(settings, clock):
        await warga.says("/bantuan")
        await warga.hears("Yang bisa Anda lakukan")
        await until(lambda: not rows(settings, "chat_messages"))
        assert len(rows(settings, "traces")) == 1
        await warga.taps(first, "Hapus jejak")
        await warga.sees_gone(first["message_id"])
    assert not any("provinsi" in one or one == "/lapor" for one in await texts_of(warga))
    assert rows(settings, "traces") == []


async def test_lacak_that_ended_by_itself_is_taken_up_by_its_buttons(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("/privasi")
        await warga.hears("Yang kami jaga")
        kept = await warga.chat()
        code = await plant(settings, DRAFT)
        await warga.says(f"/lacak {code}")
        shown = await warga.hears("Laporan Anda")
        clock.advance(timedelta(minutes=16))
        await warga.taps(shown, "Selesai")
        await warga.taps(await warga.hears("ditutup di layar ini"), "Hapus jejak")
        await warga.sees_only(kept)
    assert rows(settings, "chat_messages") == rows(settings, "traces") == []


async def test_an_old_screen_of_lacak_lets_its_own_messages_go_while_a_report_is_written(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("/privasi")
        await warga.hears("Yang kami jaga")
        code = await plant(settings, DRAFT)
        await warga.says("/lacak")
        asked = await warga.hears("enam kata")
        await warga.says(code)
        shown = await warga.hears("Laporan Anda")
        clock.advance(timedelta(minutes=16))
        await warga.says("/lapor")
        await warga.taps(await warga.hears("Setiap pertanyaan boleh dilewati"), "Mulai")
        category = await warga.hears("Apa yang terjadi")
        await warga.taps(shown, "Selesai")
        await warga.taps(await warga.hears("ditutup di layar ini"), "Hapus jejak")
        await warga.sees_gone(asked["message_id"])
        assert category["message_id"] in {one["message_id"] for one in await warga.chat()}
        assert len(rows(settings, "dialogs")) == 1, "the report is still being written"


async def test_a_limit_met_on_the_way_in_can_be_deleted_too(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        for _ in range(4):
            await warga.says("/lacak satu dua tiga")
            await warga.hears("enam kata")
        await warga.says("/batal")
        await warga.hears("/lacak ditutup")
        await until(lambda: not rows(settings, "chat_messages"))
        assert len(rows(settings, "traces")) == 1, "one conversation"


async def test_buttons_of_one_chat_delete_nothing_in_another(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, asn = telegram.person("warga"), telegram.person("asn")
    async with running_bot(settings, clock):
        await send(warga, await fill_in(warga))
        sent = next(one for one in await warga.chat() if "Laporan terkirim" in (one["text"] or ""))
        await asn.says("/start")
        mine = await asn.hears("Netra")
        before = len(await warga.chat())
        await asn.taps_data(mine, data_of(sent, "Hapus jejak"))
        await asn.says("/bantuan")
        await asn.hears("Yang bisa Anda lakukan")
        assert len(await warga.chat()) == before
        await warga.taps(sent, "Hapus jejak")
        await warga.sees_only([])


async def test_the_alert_tells_what_went_after_it_went(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("/lapor")
        await warga.hears("Lapor tanpa nama")
        await warga.says("/batal")
        cancelled = await warga.hears("laporan dibatalkan")
        async with warga.session.get(f"{warga.url}/demo/events?person={warga.key}") as events:
            await warga.taps(cancelled, "Hapus jejak")
            seen = await until_answered(events.content.readline)
    assert seen.index("event: deleted") < seen.index("event: callback_answer")
    assert any('"4 pesan dihapus dari kedua sisi. Percakapan lain' in line for line in seen)


async def until_answered(readline: Callable[[], Awaitable[bytes]]) -> list[str]:
    seen: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while "event: callback_answer" not in seen:
            seen.append((await readline()).decode().strip())
    seen.append((await readline()).decode().strip())
    return seen
