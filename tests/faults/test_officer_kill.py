"""kill -9 while an officer reads and a reporter answers: nothing stays on a screen, nothing kept is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.settings import Settings, load_settings
from demo.server import DemoServer
from services.reporting.draft import Draft
from tests.faults.conftest import TOKEN, BotProcess
from tests.journeys.officers import gone, picture, plant, sees, set_up
from tests.telegram_side import Person, TelegramSide

STORY = "Pak camat membagikan kaus bergambar calon saat rapat desa."
DRAFT = Draft("alat-peraga", "31", "Kec. Gambir", "2024-09-23", STORY, "Camat")
PROGRAM = ("-m", "tests.faults.whole_bot")
WAIT = 60.0


def settings_of(demo: DemoServer, bot: BotProcess) -> Settings:
    return load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=demo.url, owner_ids=(700_000_003,), data_dir=bot.data_dir
    )


async def dies(bot: BotProcess) -> None:
    """Waits until the bot has killed itself at its point."""
    assert bot.process is not None
    await asyncio.wait_for(bot.process.wait(), WAIT)
    assert await bot.stop() == -9


async def lock(petugas: Person) -> None:
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")


@pytest.mark.parametrize("point", ["after-send:1", "before-send:1", "after-commit:2", "after-commit:3"])
async def test_no_report_stays_on_a_screen_whatever_dies_when(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer, point: str
) -> None:
    bot.program = PROGRAM
    petugas = telegram.person("petugas")
    await bot.start()
    await set_up(petugas)
    await plant(settings_of(demo, bot), DRAFT, [picture()])
    await bot.stop()
    bot.environment = {"DIE_AT": point}
    await bot.start()
    await petugas.says("/laporan")
    await dies(bot)
    bot.environment = {}
    await bot.start()
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await sees(petugas, STORY), "Bukti (1)")
    await petugas.hears("Bukti 1 dari 1")
    await lock(petugas)
    await gone(petugas, STORY)
    await gone(petugas, "Laporan terbuka")
    assert not any(one["photo"] for one in await petugas.chat())
    assert await bot.stop() == 0


@pytest.mark.parametrize("point", ["before-commit:1", "after-send:1"])
async def test_an_answer_is_kept_once_whatever_dies_when(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer, point: str
) -> None:
    bot.program = PROGRAM
    petugas, warga = telegram.person("petugas"), telegram.person("warga")
    await bot.start()
    await set_up(petugas)
    code = await plant(settings_of(demo, bot), DRAFT)
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await petugas.hears(STORY), "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    await petugas.says("Kapan?")
    await petugas.hears("Pertanyaan dikirim")
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears("Kapan?"), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    assert bot.process is not None
    bot.process.kill()
    await dies(bot)
    await warga.says("Kemarin siang.")
    bot.environment = {"DIE_AT": point}
    await bot.start()
    await dies(bot)
    bot.environment = {}
    await bot.start()
    await warga.hears(
        "tulis lagi enam kata"
    )  # the session died with the process; nothing was said to be kept
    await warga.says(code)
    shown = await warga.hears("Kapan?")
    assert "Kemarin siang." not in shown["text"]
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.says("Kemarin siang.")
    await warga.hears("Jawaban disampaikan")
    bot.process.kill()
    await dies(bot)
    await bot.start()
    await warga.says(f"/lacak {code}")
    again = await warga.hears(lambda one: "Kapan?" in one["text"] and "Kemarin siang." in one["text"])
    assert again["text"].count("Kemarin siang.") == 1
    assert await bot.stop() == 0
