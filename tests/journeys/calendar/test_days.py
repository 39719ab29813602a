"""Shortly after midnight in Indonesia it is still yesterday in UTC: every screen shows people's own day."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.officers import sees, set_up
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

pytestmark = pytest.mark.usefixtures("bot")
EVENING = datetime(2024, 9, 24, 16, 30, tzinfo=UTC)
"""23.30 WIB, still the 24th; 00.30 WITA, the 25th already."""
NIGHT = datetime(2024, 9, 24, 17, 30, tzinfo=UTC)
"""00.30 WIB on the 25th."""
NEXT_EVENING = datetime(2024, 9, 25, 9, 0, tzinfo=UTC)
TODAY, YESTERDAY = "25 September 2024", "24 September 2024"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NIGHT)


@pytest.mark.parametrize(
    ("command", "heard"),
    [("/jadwal", "Hari ini: Rabu"), ("/tanya boleh ga PNS jadi tim sukses?", "Diperiksa")],
)
async def test_what_everybody_reads(command: str, heard: str, telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(command)
    shown = await asn.hears(heard)
    assert YESTERDAY not in shown["text"]
    assert f"{TODAY}" in shown["text"]


async def up_to_when(warga: Person, province: str) -> None:
    """A report up to the question when it happened."""
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "media sosial")
    await warga.hears("provinsi mana")
    await warga.says(province)
    await warga.taps(await warga.hears("kabupaten atau kota"), "Lewati")
    await warga.taps(await warga.hears("tepatnya"), "Lewati")


@pytest.mark.parametrize(
    ("now", "province", "day"),
    [
        (NIGHT, "DKI Jakarta", TODAY),
        (EVENING, "DKI Jakarta", YESTERDAY),
        (EVENING, "Bali", TODAY),
        (datetime(2024, 9, 24, 15, 30, tzinfo=UTC), "Papua", TODAY),
        (datetime(2024, 9, 24, 14, 30, tzinfo=UTC), "Papua", YESTERDAY),
    ],
)
async def test_today_is_the_day_of_the_province(
    now: datetime, province: str, day: str, telegram: TelegramSide, clock: FixedClock
) -> None:
    clock.set(now)
    warga = telegram.person("warga")
    await up_to_when(warga, province)
    await warga.hears("Kapan terjadi")
    await warga.says(day)
    shown = await warga.hears("Kapan Anda mengetahuinya")
    await warga.taps(shown, "Hari ini")
    await warga.hears("Ceritakan")
    await warga.says("Camat mengunggah dukungan.")
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says("Camat")
    await warga.taps(await warga.hears("bekerja di kantor yang sama"), "Tidak")
    await warga.taps(await warga.hears("Kirim bukti foto"), "Selesai")
    review = await warga.hears("Periksa dulu")
    assert review["text"].count(day) >= 2
    left = re.search(r"\(\d+ hari lagi\)", review["text"])
    assert left
    await warga.taps(review, "ambil kode")
    await warga.taps(await warga.hears("Kode rahasia laporan Anda"), "Sudah saya simpan")
    assert left[0] in (await warga.hears("Laporan terkirim"))["text"], "the same day as a moment before"


async def test_what_officers_read(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    listed = await set_up(petugas)
    assert "Terbuka sampai pukul 00.45 WIB" in listed["text"]
    await petugas.says("/peran")
    people = await petugas.hears("Pilih untuk mengubah")
    await petugas.taps(people, "Undang petugas baru")
    await petugas.taps(await petugas.hears("Sebagai apa"), "Auditor")
    await petugas.hears("Tulis nama orangnya")
    await petugas.says("Bu Sari")
    invited = await petugas.hears("Undangan untuk")
    assert "pukul 00.30 WIB" in invited["text"]
    await petugas.says("/peran")
    people = await sees(petugas, "Pilih untuk mengubah")
    await petugas.taps(people, "Pemilik bot")
    shown = await petugas.hears("Sejak:")
    assert f"Sejak: {TODAY}" in shown["text"]


async def certificate(person: Person, clock: FixedClock, now: datetime) -> bytes:
    """The certificate of a pledge made at a moment."""
    clock.set(now)
    await person.says("/ikrar")
    await person.taps(await person.hears(lambda one: bool(one["keyboard"])), "krar")
    await person.hears("nama")
    await person.says("Ratna")
    made = await person.hears(lambda one: one["photo"] is not None)
    return await person.file(made["photo"]["file_id"])


async def test_a_certificate_bears_the_day_of_whoever_asks(telegram: TelegramSide, clock: FixedClock) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    night = await certificate(asn, clock, NIGHT)
    assert await certificate(asn, clock, NEXT_EVENING) == night, "one day in WIB, two in UTC"
    assert await certificate(asn, clock, EVENING) != night, "two days in WIB, one in UTC"
    clock.set(EVENING)
    await subscribe(warga, zone="WITA")
    assert await certificate(warga, clock, EVENING) == night, "it is the 25th in WITA"
