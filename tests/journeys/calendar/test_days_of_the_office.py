"""At half past midnight in Jakarta it is yesterday in UTC: what officers, admins and reporters read says today."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.settings import Settings
from services.reporting.draft import Draft
from tests.journeys.announcements.test_announce import compose, hub, send
from tests.journeys.calendar.test_days import NIGHT, TODAY
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.casework.test_officer_handover import text_of_pdf
from tests.journeys.casework.test_retention import close_reports, send_one
from tests.journeys.conftest import running_bot
from tests.journeys.guidance.test_questions import STRANGE
from tests.journeys.officers import plant, sees, set_up, unlock
from tests.journeys.reporting.test_report import POSTED_WITHIN
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

SAME_DAY = NIGHT + timedelta(hours=8)
"""08.30 WIB on the 25th: the same day in WIB, another one in UTC."""
DAY_BEFORE = NIGHT - timedelta(hours=1)
"""23.30 WIB on the 24th: the day before in WIB, the same one in UTC."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NIGHT)


@pytest.mark.usefixtures("bot")
async def test_a_report_and_its_conversation_and_the_hand_over(telegram: TelegramSide) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await send_one(warga)
    await asyncio.sleep(POSTED_WITHIN)
    await petugas.taps(await set_up(petugas), "Memasang stiker")
    opened = await petugas.hears("Diterima")
    assert f"Diterima Rabu, {TODAY}" in opened["text"]
    await petugas.taps(opened, "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    await petugas.says("Siapa yang melihatnya?")
    asked = await petugas.hears("Pertanyaan dikirim")
    await warga.says(f"/lacak {code}")
    shown = await warga.hears("Butuh keterangan")
    assert f"Diterima Rabu, {TODAY}" in shown["text"]
    assert f"Petugas bertanya ({TODAY})" in shown["text"]
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.says("Tiga orang warga.")
    await warga.taps(await warga.hears("Jawaban disampaikan"), "Selesai")
    after = await warga.hears(lambda one: "Tiga orang warga" in one["text"] and "Diterima" in one["text"])
    assert f"Anda ({TODAY})" in after["text"]
    await petugas.taps(asked, "Serahkan")
    await petugas.taps(await sees(petugas, "Berkasnya bisa disimpan"), "Buat berkas")
    made = await petugas.hears(lambda one: bool(one["document"]))
    raw = await petugas.file(made["document"]["file_id"])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        words = " ".join(text_of_pdf(archive.read("laporan.pdf")).split())
    assert f"Diterima Rabu, {TODAY}" in words
    assert f"({TODAY})" in words


async def test_what_is_kept_how_long(telegram: TelegramSide, settings: Settings, clock: FixedClock) -> None:
    petugas = telegram.person("petugas")
    settings = settings.model_copy(update={"report_retention_days": 365})
    async with running_bot(settings, clock):
        await set_up(petugas)
        await plant(settings, Draft("uang", "51", story="Amplop."))
        await close_reports(settings)
    async with running_bot(settings, clock):  # the job runs at start
        await petugas.says("/retensi")
        listed = await petugas.hears("Laporan selesai")
        assert "hapus 25 September 2025" in str(listed["keyboard"])
    clock.set(NIGHT + timedelta(days=351))
    async with running_bot(settings, clock):
        await petugas.hears("1 laporan selesai akan dihapus mulai Kamis, 25 September 2025")


async def statistics_at(petugas: Person, clock: FixedClock, now: datetime) -> bytes:
    """The first picture of /statistik at a moment."""
    clock.set(now)
    await unlock(petugas, clock)
    await petugas.says("/statistik")
    shown = await petugas.hears("Gambar 1 dari 5")
    content = await petugas.file(shown["photo"]["file_id"])
    await petugas.taps(shown, "Tutup")
    return content


@pytest.mark.usefixtures("bot")
async def test_statistics_end_with_the_day_of_the_office(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    clock.set(DAY_BEFORE - timedelta(days=1))
    await set_up(petugas)
    for number in range(6):
        await plant(settings, Draft("uang", "51", story=f"Cerita {number}"), received_on=DAY_BEFORE.date())
    before = await statistics_at(petugas, clock, DAY_BEFORE)
    night = await statistics_at(petugas, clock, NIGHT)
    assert night != before, "two days in WIB, one in UTC"
    assert await statistics_at(petugas, clock, SAME_DAY) == night, "one day in WIB, two in UTC"


@pytest.mark.usefixtures("bot")
async def test_questions_and_their_week(telegram: TelegramSide, clock: FixedClock) -> None:
    asn, admin = telegram.person("asn"), telegram.person("petugas")
    await asn.says(STRANGE)
    await asn.hears("tidak menebak")
    await admin.says("/pertanyaan")
    assert f"terakhir {TODAY}" in (await admin.hears("menunggu: 1"))["text"]
    clock.set(datetime(2024, 9, 29, 17, 30, tzinfo=UTC))  # 00.30 WIB on Monday
    await admin.says("/pertanyaan")
    await admin.taps(await admin.hears("menunggu: 1"), "Pekan ini")
    week = await admin.hears(lambda one: one["photo"] is not None)
    assert "30 September – 6 Oktober 2024" in week["text"]


async def report_at(telegram: TelegramSide, settings: Settings, clock: FixedClock, now: datetime) -> bytes:
    """The picture of the delivery report of an announcement sent at a moment."""
    admin = telegram.person("petugas")
    clock.set(now)
    await unlock(admin, clock)
    await send(admin, await compose(admin))
    shown = await admin.hears(lambda one: one["photo"] is not None and "Laporan pengiriman" in one["text"])
    return await admin.file(shown["photo"]["file_id"])


async def test_announcements_and_their_reports(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    settings = settings.model_copy(update={"broadcast_rate": 0.0})
    clock.set(DAY_BEFORE - timedelta(days=1))
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        before = await report_at(telegram, settings, clock, DAY_BEFORE)
        night = await report_at(telegram, settings, clock, NIGHT)
        assert night != before
        await compose(admin)
        await admin.taps(await hub(admin, "Waktu kirim: segera", "Waktu kirim"), "Waktu kirim")
        await admin.taps(await admin.hears("Kapan dikirim"), "Besok")
        assert (
            "Waktu kirim: Kamis, 26 September 2024, 07.30 WIB"
            in (await admin.hears("Waktu kirim: K"))["text"]
        )
        assert await report_at(telegram, settings, clock, SAME_DAY) == night
