"""An administrator writes the calendar in chat, and everybody sees it at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.settings import Settings
from services.access.audit import AuditAction
from tests.journeys.calendar.test_reminders import reminders, settled, subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.officers import audited, set_up, unlock
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

CHANGED = AuditAction.CALENDAR_CHANGED
OUTSIDE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


async def fill(admin: Person, shown: Message, button: str, answer: str, words: str) -> Message:
    """Taps a field of the draft, types its value, and hears the draft again."""
    await admin.taps(shown, button)
    await admin.hears(words)
    await admin.says(answer)
    return await admin.hears("Jenis:")


async def dates(admin: Person, shown: Message, phase: str, span: str) -> Message:
    """Gives a stage its dates."""
    await admin.taps(shown, "Tahapan")
    await admin.taps(await admin.hears("Tahapan mana"), phase)
    await admin.hears(f"Tanggal {phase}")
    await admin.says(span)
    return await admin.hears("Jenis:")


async def compose(admin: Person) -> Message:
    """An election of 2027, all but saved."""
    await admin.says("/kalender")
    await admin.taps(await admin.hears("Kalender pemilihan"), "Tambah")
    shown = await admin.hears("Pemilihan baru")
    assert "Nama belum diisi" in shown["text"]
    assert not any(button["text"] == "Simpan" for row in shown["keyboard"] for button in row)
    shown = await fill(admin, shown, "Nama", "Pilkada Contoh 2027", "Tulis nama")
    shown = await fill(admin, shown, "Dasar", "PKPU 9/2027", "Tulis dasar")
    shown = await dates(admin, shown, "Masa kampanye", "1 Maret - 25 April 2027")
    return await dates(admin, shown, "Pemungutan suara", "28 April 2027")


async def test_dates_that_can_not_be_read_change_nothing(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    clock.set(OUTSIDE)
    admin = telegram.person("petugas")
    async with running_bot(settings, clock):
        shown = await compose(admin)
        await admin.taps(shown, "Tahapan")
        await admin.taps(await admin.hears("Tahapan mana"), "Masa kampanye")
        await admin.hears("Tanggal Masa kampanye")
        await admin.says("1 sampai 20 Maret")
        await admin.hears("lengkap dengan tahun")
        await admin.says("20 Maret 2027 - 1 Maret 2027")
        back = await admin.hears("sebelum tanggal mulai")
        await admin.taps(back, "Kembali")
        shown = await admin.hears("Jenis:")
        assert "1 Maret – 25 April 2027" in shown["text"]
        await admin.taps(shown, "Buang")
        await admin.hears("tetap seperti semula")


async def test_what_is_wrong_is_said_and_what_is_right_is_kept(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    clock.set(OUTSIDE)
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        shown = await compose(admin)
        shown = await dates(admin, shown, "Masa tenang", "24-27 April 2027")
        assert "tumpang tindih" in shown["text"]
        shown = await dates(admin, shown, "Masa tenang", "25 s.d. 27 April 2027")
        assert "tumpang tindih" in shown["text"], "the campaign still ends on the 25th"
        shown = await dates(admin, shown, "Masa kampanye", "1 Maret - 24 April 2027")
        assert "wajar" in shown["text"]
        await admin.taps(shown, "Pratinjau")
        preview = await admin.hears("Pengingat yang mengikuti")
        assert "1 Maret 2027: Masa kampanye dimulai" in preview["text"]
        await admin.taps(preview, "Kembali")
        await admin.taps(await admin.hears("Jenis:"), "Simpan")
        await admin.hears("langsung berlaku")
        assert await audited(settings, clock, CHANGED) == [(CHANGED.value, "disimpan")]
        await asn.says("/jadwal")
        schedule = await asn.hears("Pilkada Contoh 2027")
        assert "Masa kampanye" in schedule["text"]
        await asn.taps(schedule, "Simpan ke kalender")
        file = await asn.hears(lambda one: one["document"] is not None)
        content = await asn.file(file["document"]["file_id"])
        assert content.startswith(b"BEGIN:VCALENDAR\r\n")
        assert b"DTSTART;VALUE=DATE:20270428" in content
    clock.set(datetime(2027, 3, 1, 0, 45, tzinfo=UTC))
    async with running_bot(settings, clock):
        await asn.hears("Masa kampanye dimulai")
        await unlock(admin, clock)
        await admin.says("/kalender")
        await admin.taps(await admin.hears("Kalender pemilihan"), "30 hari ke depan")
        plan = await admin.hears("Yang akan terkirim")
        assert "1 orang" in plan["text"]
        assert "8 Maret 2027: Aturan pekan ini" in plan["text"]
        await admin.taps(plan, "Daftar")
        await admin.taps(await admin.hears("Kalender pemilihan"), "Pilkada Contoh")
        await admin.taps(await admin.hears("Diisi atau diubah admin"), "Hapus")
        await admin.taps(await admin.hears("dari kalender?"), "Ya, hapus")
        await admin.hears("Dihapus")
        assert await audited(settings, clock, CHANGED) == [
            (CHANGED.value, "disimpan"),
            (CHANGED.value, "dihapus"),
        ]
    clock.set(datetime(2027, 3, 8, 0, 45, tzinfo=UTC))
    async with running_bot(settings, clock):
        await settled(telegram)
    assert len(await reminders(asn)) == 1


@pytest.mark.usefixtures("bot")
async def test_the_calendar_is_for_administrators(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/kalender")
    shown = await asn.hears("hanya untuk admin")
    await asn.taps_data(shown, "kal:new")
    await asn.says("/kalender")
    await asn.hears("hanya untuk admin")
