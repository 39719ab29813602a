"""From "selesai" to erased: the warning in the officer's chat, /retensi, a hold, and the end."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from bot.app.opening import key_paths
from bot.app.settings import Settings
from handlers.casework.texts import retention as texts
from services.access.audit import AuditAction
from services.access.unlock import UNLOCKED_FOR
from services.reporting.draft import Draft
from storage.platform.engine import Database
from tests.contents import used_slots
from tests.journeys.conftest import running_bot
from tests.journeys.officers import STEP, audited, code_of, gone, plant, set_up
from tests.journeys.reporting.test_report import fill_in
from tests.repeatable import FixedClock
from tests.reports import close_all
from tests.telegram_side import Message, Person, TelegramSide


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


async def into_the_list(petugas: Person, clock: FixedClock) -> Message:
    """Past the second factor to the list of closed reports."""
    clock.advance(STEP)
    await petugas.says("/retensi")
    await petugas.hears("6 angka")
    await petugas.says(await code_of(petugas))
    return await petugas.hears("Laporan selesai")


async def answered(person: Person) -> None:
    """Waits until all that the person did before is done with."""
    await person.says("/bantuan")
    await person.hears("Yang bisa Anda lakukan")


def button(shown: Message, label: str) -> str:
    """What a button sends."""
    return next(str(b["data"]) for row in shown["keyboard"] for b in row if label in b["text"])


async def close_reports(settings: Settings) -> None:
    database = Database(settings.database)
    await close_all(database)
    await database.close()


HELD, LIFTED = AuditAction.HELD, AuditAction.HOLD_LIFTED
ABOUT_GAMBIR = Draft(
    "alat-peraga", "31", "Kec. Gambir", "2024-09-23", "Stiker di kantor camat.", "Camat Gambir"
)
ELSEWHERE = Draft("uang", "51", "Denpasar", "2024-09-20", "Amplop dibagikan.", "Lurah")


async def test_a_closed_report_is_held_released_and_erased(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    async with running_bot(settings, clock):
        await warga.says("/retensi")
        await warga.hears("hanya untuk admin")
        code = await send_one(warga)
        await set_up(petugas)
        await petugas.says("/retensi")
        await petugas.hears(texts.EMPTY)
        await petugas.says("/bantuan")
        await petugas.hears("/retensi")
        await close_reports(settings)
    clock.advance(timedelta(hours=1))
    async with running_bot(settings, clock):  # the job runs at start
        listed = await into_the_list(petugas, clock)
        assert "Memasang stiker" in str(listed["keyboard"])
        assert listed["protected"]
        hold = button(listed, "hapus")
        await petugas.says("/kunci")
        await gone(petugas, "Laporan selesai")
    clock.advance(timedelta(days=settings.report_retention_days - 14))
    async with running_bot(settings, clock):
        warned = await petugas.hears("1 laporan selesai akan dihapus mulai")
        assert "24 September 2025" in warned["text"]
        await petugas.taps_data(warned, hold)
        await answered(petugas)
        assert await audited(settings, clock, HELD) == [], "the lock is closed"
        await petugas.taps(warned, texts.SEE)
        await petugas.hears("6 angka")
        clock.advance(STEP)
        await petugas.says(await code_of(petugas))
        listed = await petugas.hears("Laporan selesai")
        assert listed["message_id"] != warned["message_id"]
        assert listed["protected"]
        assert any(one["text"] == warned["text"] for one in await petugas.chat()), (
            "the warning stays as it was"
        )
        hold = button(listed, "hapus")
        await petugas.taps(listed, "hapus")
        held = await petugas.hears(lambda one: "DITAHAN" in str(one["keyboard"]))
        await petugas.taps_data(held, hold)  # the second of a double tap
        await answered(petugas)
        assert await audited(settings, clock, HELD, LIFTED) == [(HELD.value, "")]
        clock.advance(UNLOCKED_FOR)
        await gone(petugas, "Tekan satu laporan")
    clock.advance(timedelta(days=30))
    async with running_bot(settings, clock):
        assert count(settings, "reports") == 1
        await petugas.taps_data(warned, button(held, "DITAHAN"))  # an old button does nothing
        listed = await into_the_list(petugas, clock)
        await petugas.taps(listed, "DITAHAN")
        await petugas.hears(lambda one: "hapus 24 Oktober 2025" in str(one["keyboard"]))
        assert await audited(settings, clock, HELD, LIFTED) == [(HELD.value, ""), (LIFTED.value, "")]
    async with running_bot(settings, clock):
        await petugas.hears("1 laporan selesai akan dihapus mulai")
        assert count(settings, "reports") == 1
    clock.advance(timedelta(days=14))
    async with running_bot(settings, clock):
        await warga.says(f"/lacak {code}")
        await warga.hears("Tidak ada laporan dengan kode itu")
    for table in ("reports", "report_keys", "report_retention"):
        assert count(settings, table) == 0, table
    assert used_slots(settings.data_dir / "netra.sqlite3") == 0


async def test_nobody_sees_or_holds_a_report_about_the_own_office(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await set_up(petugas)
        await plant(settings, ABOUT_GAMBIR)
        await plant(settings, ELSEWHERE)
        await close_reports(settings)
    async with running_bot(settings, clock):  # the job notes at start what is closed
        await petugas.says("/retensi")
        listed = await petugas.hears("Laporan selesai")
        assert "(2)" in listed["text"]
        hold = button(listed, "Memasang stiker")
        await petugas.says("/peran")
        await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pemilik bot")
        await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Ubah tempat kerja")
        await petugas.hears("empat baris")
        await petugas.says("DKI Jakarta\n-\nPemkot Jakarta Pusat\nKecamatan Gambir")
        await petugas.hears("Tempat kerja diubah")
        await petugas.says("/retensi")
        listed = await petugas.hears("Laporan selesai")
        assert "(1)" in listed["text"], "not even counted"
        assert "Uang, barang" in str(listed["keyboard"])
        assert "Memasang stiker" not in str(listed["keyboard"])
        await petugas.taps_data(listed, hold)  # from a list of before
        await answered(petugas)
        assert await audited(settings, clock, HELD) == []


async def test_a_bot_that_only_takes_reports_in_shows_no_list(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await set_up(petugas)
        await plant(settings, ELSEWHERE)
        await close_reports(settings)
    async with running_bot(settings, clock):
        await petugas.says("/retensi")
        listed = await petugas.hears("Laporan selesai")
    key_paths(settings).office_private.unlink()
    async with running_bot(settings, clock):
        await petugas.taps(listed, "hapus")
        await petugas.says("/retensi")
        await petugas.hears("hanya menerima laporan")
        assert await audited(settings, clock, HELD) == []
