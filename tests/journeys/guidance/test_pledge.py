"""The pledge and its certificate."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.journeys.conftest import running_bot
from tests.pictures import opened
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import TelegramSide

NAME = "Ratnawulan Sentinelasih, S.Sos."


async def test_the_name_is_drawn_and_kept_nowhere(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says("/ikrar")
        await asn.taps(await asn.hears("Ikrar netralitas"), "berikrar")
        await asn.hears("Ketik nama")
        await asn.says("12345 !!")
        await asn.hears("belum bisa ditulis")
        await asn.says(NAME)
        sent = await asn.hears(lambda m: m["photo"] is not None)
        with opened(await asn.file(sent["photo"]["file_id"])) as picture:
            assert picture.width > picture.height
        await asn.says("boleh ga like postingan calon bupati?")
        await asn.hears("Like, komentar")
    out, err = capfd.readouterr()
    for name, raw in [*files_below(settings.data_dir), ("logs", (out + err).encode())]:
        assert b"Sentinelasih" not in raw, name


@pytest.mark.usefixtures("bot")
async def test_a_report_under_way_is_not_thrown_away(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/ikrar")
    pledge = await asn.hears("Ikrar netralitas")
    await asn.says("/lapor")
    await asn.taps(await asn.hears("Lapor tanpa nama"), "Mulai")
    await asn.taps(await asn.hears("Apa yang terjadi"), "Memakai fasilitas")
    await asn.hears("provinsi mana")
    await asn.taps(pledge, "berikrar")
    await asn.says("/lapor")
    await asn.hears("provinsi mana")
