"""Data of buttons names messages; a client of somebody's own may send any data it likes."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.journeys.reporting.test_wiping import rows
from tests.telegram_side import TelegramSide, until

FORGED = ("f" * 40 + ":1", "1:fffffffff", "-1:1")
"""Ids and dates that no message has, and that no column or no packed row takes."""


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("data", FORGED)
async def test_a_message_no_chat_can_have_is_not_noted(
    telegram: TelegramSide, settings: Settings, data: str
) -> None:
    warga = telegram.person("warga")
    await warga.says("/start")
    welcome = await warga.hears("Lapor tanpa nama")
    await warga.taps_data(welcome, f"report:start:{data}")
    await until(lambda: rows(settings, "inbox") == [] and rows(settings, "outbox") == [])
    assert not any("Setiap pertanyaan" in (one["text"] or "") for one in await warga.chat())
    await warga.taps(welcome, "Lapor tanpa nama")
    first = await warga.hears("Setiap pertanyaan boleh dilewati")
    await warga.taps(first, "Mulai")
    await warga.hears("Apa yang terjadi")
    await warga.says("/batal")
    await warga.taps(await warga.hears("laporan dibatalkan"), "Hapus jejak")
    await until(lambda: rows(settings, "outbox") == [])
    assert rows(settings, "inbox_given_up") == []


@pytest.mark.usefixtures("bot")
async def test_a_forged_deletion_of_a_code_is_refused_and_answered(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga = telegram.person("warga")
    await warga.says("/start")
    welcome = await warga.hears("Lapor tanpa nama")
    await warga.taps_data(welcome, f"codeword:del:{'9' * 25}:{'9' * 20}")
    await until(lambda: rows(settings, "inbox") == [] and rows(settings, "outbox") == [])
    assert rows(settings, "inbox_given_up") == []
