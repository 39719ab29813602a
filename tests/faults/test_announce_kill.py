"""kill -9 while an administrator composes an announcement: nothing typed is lost, and it is sent once."""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.conftest import BotProcess
from tests.faults.test_officer_kill import PROGRAM, dies
from tests.journeys.announcements.test_announce import compose, keep
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.officers import set_up
from tests.telegram_side import Person, TelegramSide

TEXT = "Besok apel netralitas pukul delapan"


async def died(bot: BotProcess) -> None:
    """kill -9, and a start on the same data."""
    await bot.kill()
    bot.environment = {}
    await bot.start()


async def received(person: Person) -> int:
    """How often the announcement stands in a person's chat."""
    return sum(one["from_bot"] and one["text"] == TEXT for one in await person.chat())


async def test_a_half_written_announcement_goes_on_after_every_step(
    telegram: TelegramSide, bot: BotProcess
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    await bot.start()
    await set_up(admin)
    await subscribe(asn)
    await admin.says("/pengumuman")
    await admin.hears("Pengumuman baru")
    await died(bot)
    await admin.says(TEXT)
    shown = await admin.hears("Penerima:")
    assert "1 penerima" in shown["text"]
    await died(bot)
    await admin.taps(shown, "Tombol tautan")
    await admin.hears("satu per baris")
    await died(bot)
    await admin.says("Baca | https://contoh.go.id/netral")
    shown = await admin.hears("Tombol: Baca")
    await died(bot)
    shown = await keep(admin, shown)
    await died(bot)
    assert await received(asn) == 0
    await admin.taps(shown, "Kirim sekarang")
    told = await asn.hears(TEXT)
    assert told["keyboard"][0][0]["text"] == "Baca"
    await admin.hears(lambda one: "Selesai" in one["text"] and "▓" in one["text"])
    assert await received(asn) == 1
    assert await bot.stop() == 0


@pytest.mark.parametrize("point", ["before-commit:1", "after-commit:1", "before-commit:2", "after-commit:2"])
async def test_kirim_sekarang_sends_once_whatever_dies_when(
    telegram: TelegramSide, bot: BotProcess, point: str
) -> None:
    bot.program = PROGRAM
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    await bot.start()
    await set_up(admin)
    await subscribe(asn)
    shown = await keep(admin, await compose(admin, TEXT))
    await bot.stop()
    await admin.taps(shown, "Kirim sekarang")
    bot.environment = {"DIE_AT": point}
    await bot.start()
    await dies(bot)
    bot.environment = {}
    await bot.start()
    await asn.hears(TEXT)
    await admin.hears(lambda one: "Selesai" in one["text"] and "▓" in one["text"])
    await asyncio.sleep(0.5)  # whatever would be sent a second time
    assert await received(asn) == 1
    assert await bot.stop() == 0
