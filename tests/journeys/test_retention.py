"""From "selesai" to erased: the warning in the officer's chat, /retensi, a hold, and the end."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from bot.settings import Settings
from core.clock import FixedClock
from handlers.texts import retention as texts
from storage.engine import Database
from tests.journeys.conftest import running_bot
from tests.journeys.officers import set_up, unlock
from tests.journeys.test_report import fill_in
from tests.reports import close_all
from tests.telegram_side import Person, TelegramSide


async def send_one(warga: Person) -> str:
    """A whole report; its code."""
    review = await fill_in(warga)
    await warga.taps(review, "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    code = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
    await warga.taps(shown, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    return str(code)


def count(settings: Settings, table: str) -> int:
    connection = sqlite3.connect(settings.data_dir / "netra.sqlite3")
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


async def test_a_closed_report_is_held_released_and_erased(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    async with running_bot(settings, clock):
        await petugas.says("/retensi")
        await petugas.hears(texts.EMPTY)
        await warga.says("/retensi")
        await warga.hears(texts.NOT_FOR_YOU)
        code = await send_one(warga)
        await set_up(petugas)
        await petugas.says("/bantuan")
        await petugas.hears("/retensi")
        database = Database(settings.database)
        await close_all(database)
        await database.close()
    clock.advance(timedelta(hours=1))
    async with running_bot(settings, clock):  # the job runs at start
        await unlock(petugas, clock)
        await petugas.says("/retensi")
        listed = await petugas.hears("Tekan satu laporan")
        assert "Memasang stiker" in str(listed["keyboard"])
    clock.advance(timedelta(days=settings.report_retention_days - 14))
    async with running_bot(settings, clock):
        warned = await petugas.hears("1 laporan selesai akan dihapus mulai")
        assert "24 September 2025" in warned["text"]
        await petugas.taps(warned, texts.SEE)
        listed = await petugas.hears("Tekan satu laporan")
        assert "Memasang stiker" not in str(listed["keyboard"]), (
            "the lock is closed: nothing of a report shows"
        )
        await petugas.taps(listed, "hapus")
        held = await petugas.hears(lambda one: "DITAHAN" in str(one["keyboard"]))
    clock.advance(timedelta(days=30))
    async with running_bot(settings, clock):
        assert count(settings, "reports") == 1
        await petugas.taps(held, "DITAHAN")  # a button of an old list does nothing
        await petugas.says("/retensi")
        listed = await petugas.hears(lambda one: "DITAHAN" in str(one["keyboard"]))
        await petugas.taps(listed, "DITAHAN")
        await petugas.hears(lambda one: "hapus 24 Oktober 2025" in str(one["keyboard"]))
    async with running_bot(settings, clock):
        await petugas.hears("1 laporan selesai akan dihapus mulai")
        assert count(settings, "reports") == 1
    clock.advance(timedelta(days=14))
    async with running_bot(settings, clock):
        await warga.says(f"/lacak {code}")
        await warga.hears("Tidak ada laporan dengan kode itu")
    for table in ("reports", "report_evidence", "report_keys", "report_retention"):
        assert count(settings, table) == 0, table
