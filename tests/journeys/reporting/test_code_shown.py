"""While a code is on the screen nothing that is written down leads to the report, or holds the code."""

from __future__ import annotations

import sqlite3

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings, bot_id_of
from core.sealing import Keyring
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from tests.journeys.conftest import running_bot
from tests.journeys.reporting.test_report import fill_in
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import TelegramSide

WARGA_ID = 700_000_002


async def test_a_copy_made_while_the_code_is_shown_does_not_find_the_report_later(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.taps(await fill_in(warga), "ambil kode")
        shown = await warga.hears("Kode rahasia laporan Anda")
        code = next(str(b["copy_text"]) for row in shown["keyboard"] for b in row if "copy_text" in b)
        await warga.says("/bantuan")  # behind it nothing is left to be written
        await warga.hears("Yang bisa Anda lakukan")
        copied = b"".join(raw for _, raw in files_below(settings.data_dir))
        keyring, database = Keyring(load_keys(key_paths(settings)).data), Database(settings.database)
        try:
            dialog = await Dialogs(database, keyring, bot_id_of(settings.token)).load(
                keyring.chat_key(WARGA_ID), clock.now()
            )
        finally:
            await database.close()
        assert dialog is not None
        opened = repr(dialog)
        await warga.taps(shown, "Sudah saya simpan")
        await warga.hears("Laporan terkirim")
        await warga.sees_gone(shown["message_id"])
    async with running_bot(settings, clock):  # posts what waits
        await warga.says("/bantuan")
        await warga.hears("Yang bisa Anda lakukan")
    connection = sqlite3.connect(settings.data_dir / "netra.sqlite3")
    ((lookup,),) = connection.execute("SELECT lookup FROM reports").fetchall()
    connection.close()
    assert lookup.hex() not in opened
    assert lookup not in copied
    for word in code.split():
        assert f"'{word}'" not in opened
    assert code not in opened
    assert code.encode() not in copied


@pytest.mark.usefixtures("bot")
async def test_a_code_that_was_lost_on_its_way_is_asked_for_again(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    review = await fill_in(warga)
    await telegram.fault(method="sendMessage", status=500, times=1)
    await warga.taps(review, "ambil kode")
    lost = await warga.hears("kode tidak terkirim")
    await warga.taps(lost, "Minta kode lain")
    shown = await warga.hears("Kode rahasia laporan Anda")
    await warga.taps(shown, "Sudah saya simpan")
    sent = await warga.hears("Laporan terkirim")
    await warga.taps(sent, "Hapus jejak")
    await warga.sees_only([])


@pytest.mark.usefixtures("bot")
async def test_an_earlier_code_stays_good_when_the_next_is_lost(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.taps(await fill_in(warga), "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    await telegram.fault(method="sendMessage", status=500, times=1)
    await warga.taps(shown, "Minta kode lain")
    await warga.hears("kode tidak terkirim")
    await warga.taps(shown, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    await warga.sees_gone(shown["message_id"])
