"""kill -9 forgives nobody who guessed codes, and neither does an own code between wrong ones."""

from __future__ import annotations

from core.randomness import SystemRandomness
from demo.server import DemoServer
from services.access.code import CodeService
from services.reporting.tracking import FREE_TRIES
from tests.faults.conftest import BotProcess
from tests.faults.test_officer_kill import DRAFT, PROGRAM, dies, settings_of
from tests.journeys.officers import plant
from tests.telegram_side import TelegramSide

EARLIER, LATER = "-600", "600"
"""Seconds a restarted bot's clock is off, so that nothing depends on how long the restart takes."""


async def test_a_killed_bot_still_keeps_out_who_guessed(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer
) -> None:
    bot.program = PROGRAM
    warga, other = telegram.person("warga"), telegram.person("asn")
    await bot.start()
    await warga.says("/start")
    await warga.hears("Netra")
    own = await plant(settings_of(demo, bot), DRAFT)
    strangers = CodeService(SystemRandomness().bytes(16), SystemRandomness())
    for number in range(FREE_TRIES):
        if number == FREE_TRIES - 1:
            await warga.says(f"/lacak {own}")
            await warga.hears("Laporan Anda")
        wrong, _ = await strangers.fresh()
        await warga.says(f"/lacak {wrong}")
        await warga.hears("Tidak ada laporan dengan kode itu")
    assert bot.process is not None
    bot.process.kill()
    await dies(bot)
    bot.environment = {"CLOCK_SHIFT": EARLIER}
    await bot.start()
    await warga.says(f"/lacak {own}")
    await warga.hears("Terlalu banyak kode yang keliru")
    await other.says(f"/lacak {own}")
    await other.hears("Laporan Anda")
    assert bot.process is not None
    bot.process.kill()
    await dies(bot)
    bot.environment = {"CLOCK_SHIFT": LATER}
    await bot.start()
    await warga.says(f"/lacak {own}")
    await warga.hears("Laporan Anda")
    assert await bot.stop() == 0
