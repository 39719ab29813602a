"""The third job, end to end: the calendar, a subscription, and reminders that go out once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.app.settings import Settings
from demo.server import DemoServer
from tests.journeys.conftest import running_bot
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, Message, Person, TelegramSide

CAMPAIGN_MORNING = datetime(2024, 9, 25, 0, 45, tzinfo=UTC)
"""07.45 in Jakarta on the first day of the campaign of the Pilkada 2024."""
BELL = "🔔"


async def subscribe(asn: Person, province: str = "DKI Jakarta", zone: str = "WIB") -> Message:
    """Three taps from /pengingat to the settings."""
    await asn.says("/pengingat")
    await asn.taps(await asn.hears("Apa status Anda"), "PNS/CPNS")
    await asn.taps(await asn.hears("provinsi mana"), province)
    await asn.taps(await asn.hears("Zona waktu"), zone)
    return await asn.hears("Pengingat aktif")


async def reminders(person: Person) -> list[str]:
    """Reminders in a person's chat."""
    return [m["text"] for m in await person.chat() if m["from_bot"] and (m["text"] or "").startswith(BELL)]


async def settled(telegram: TelegramSide) -> None:
    """Gives a running bot time to do what it would do, by letting it answer somebody else's question."""
    witness = telegram.person("petugas")
    await witness.says("/bantuan")
    await witness.hears("Yang bisa Anda lakukan")
    await asyncio.sleep(0.1)


async def test_the_schedule_shows_where_today_stands(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says("/jadwal")
        shown = await asn.hears("Pilkada")
        assert "Selasa, 24 September 2024" in shown["text"]
        assert "Masa kampanye, besok" in shown["text"]
        assert shown["photo"] is not None
        assert "disiplin" in shown["text"]
        await asn.taps(shown, "Simpan ke kalender")
        sent = await asn.hears(lambda one: bool(one["document"]))
        stages = Calendar.from_ical(await asn.file(sent["document"]["file_id"]))
        assert {"Masa kampanye · Pilkada serentak 2024"} <= {str(one["SUMMARY"]) for one in stages.events}
        await asn.taps(shown, "Pemilu 2024")
        other = await asn.hears("Pemilu 2024")
        assert other["photo"] is not None
        assert "Sesudah pemungutan" in other["text"]


async def test_outside_any_stage_it_says_so(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    clock.set(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says("/jadwal")
        shown = await asn.hears("di luar tahapan")
        assert "Netralitas tetap wajib" in shown["text"]


async def test_a_reminder_goes_out_once_also_after_a_restart(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        settings_shown = await subscribe(asn)
        assert "DKI Jakarta" in settings_shown["text"]
        assert "25 September 2024: Masa kampanye dimulai" in settings_shown["text"]
    clock.set(CAMPAIGN_MORNING)
    async with running_bot(settings, clock):
        reminder = await asn.hears("Masa kampanye dimulai")
        assert "ASN dilarang ikut kampanye" in reminder["text"]
        await asn.taps(reminder, "Baca aturannya")
        card = await asn.hears("Informasi umum, bukan nasihat hukum")
        assert card["message_id"] != reminder["message_id"], "the reminder itself stays readable"
    for _ in range(2):
        async with running_bot(settings, clock):
            await settled(telegram)
    assert len(await reminders(asn)) == 1


async def test_the_subscribers_own_morning_counts(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    papua, jakarta = telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        await papua.says("/pengingat")
        await papua.taps(await papua.hears("Apa status Anda"), "PPPK")
        for _ in range(2):
            await papua.taps(await papua.hears("provinsi mana"), "Provinsi lain")
        await papua.taps(await papua.hears("provinsi mana"), "Papua Selatan")
        await papua.taps(await papua.hears("Zona waktu"), "WIT")
        await papua.hears("Pengingat aktif")
        await subscribe(jakarta)
    clock.set(datetime(2024, 9, 24, 22, 45, tzinfo=UTC))  # 07.45 in Merauke, 05.45 in Jakarta
    async with running_bot(settings, clock):
        await papua.hears("Masa kampanye dimulai")
        await settled(telegram)
        assert await reminders(jakarta) == []


async def test_what_is_no_longer_true_is_not_sent_late(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await subscribe(asn)
    clock.set(datetime(2024, 11, 27, 1, 0, tzinfo=UTC))  # after two silent months: voting day
    async with running_bot(settings, clock):
        await asn.hears("Hari ini pemungutan suara")
        await settled(telegram)
    assert len(await reminders(asn)) == 1


async def test_stopping_and_changing_take_one_tap(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        shown = await subscribe(asn)
        await asn.taps(shown, "Ubah")
        await asn.taps(await asn.hears("Apa status Anda"), "Lurah/camat")
        await asn.says("/pengingat")
        again = await asn.hears("Pengingat aktif")
        assert "PNS/CPNS" in again["text"], "an unfinished change changes nothing"
        await asn.taps(again, "Berhenti")
        await asn.hears("dihentikan")
    clock.set(CAMPAIGN_MORNING)
    async with running_bot(settings, clock):
        await settled(telegram)
    assert await reminders(asn) == []


async def test_who_blocked_the_bot_is_left_alone_and_welcomed_back(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await subscribe(asn)
        await asn.blocks()
        await settled(telegram)
    clock.set(CAMPAIGN_MORNING)
    async with running_bot(settings, clock):
        await settled(telegram)
        await asn.unblocks()
        await asn.hears("Selamat datang kembali")
    assert await reminders(asn) == []
    clock.advance(timedelta(hours=1))
    async with running_bot(settings, clock):
        await asn.hears("Masa kampanye dimulai")


@pytest.mark.usefixtures("bot")
async def test_an_old_button_says_how_to_begin_again(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    shown = await subscribe(asn)
    await asn.taps_data(shown, "remind:zone:x:99:WIB")
    await asn.hears("mulai lagi")


async def test_who_can_not_be_reached_is_pruned_by_the_refusal_alone(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await subscribe(asn)
    demo.world.people["asn"].deactivated = True  # no my_chat_member comes of a deleted account
    clock.set(CAMPAIGN_MORNING)
    async with running_bot(settings, clock):
        await settled(telegram)
        await until_active(settings, 0)
    demo.world.people["asn"].deactivated = False
    async with running_bot(settings, clock):
        await asn.says("/pengingat")
        await asn.hears("Apa status Anda")
    assert await reminders(asn) == []


async def until_active(settings: Settings, wanted: int) -> None:
    """Waits until so many subscribers are active."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    found = -1
    while found != wanted:
        assert asyncio.get_running_loop().time() < deadline, f"{found} are active, not {wanted}"
        with closing(sqlite3.connect(settings.data_dir / "netra.sqlite3")) as connection:
            (found,) = connection.execute("SELECT count(*) FROM subscribers WHERE active").fetchone()
        await asyncio.sleep(0.02)


async def test_a_stop_in_the_middle_loses_and_doubles_nothing(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    slow = settings.model_copy(update={"broadcast_rate": 5.0})
    crowd = [await telegram.new_person(f"p{n}", 700_100_000 + n, f"Orang {n}") for n in range(12)]
    async with running_bot(slow, clock):
        for person in crowd:
            await subscribe(person)
    clock.set(CAMPAIGN_MORNING)
    for _ in range(3):
        async with running_bot(slow, clock):
            await asyncio.sleep(0.7)  # three or four of twelve each time: whichever, the sum has to be right
    async with running_bot(slow, clock):
        for person in crowd:
            await person.hears("Masa kampanye dimulai")
    assert [len(await reminders(person)) for person in crowd] == [1] * 12


@pytest.mark.usefixtures("bot")
async def test_a_district_is_tidied_and_a_nearly_known_one_offered(telegram: TelegramSide) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    shown = await subscribe(asn, "Bangka Belitung")
    await asn.taps(shown, "Kabupaten/kota")
    await asn.hears("kabupaten atau kota")
    await asn.says("!!")
    await asn.hears("belum terbaca")
    await asn.says("pangkalpinang")
    await asn.taps(await asn.hears("itu kabupaten atau kota?"), "Kota")
    await asn.hears("Kabupaten/kota: Kota Pangkalpinang")
    shown = await subscribe(warga, "Bangka Belitung")
    await warga.taps(shown, "Kabupaten/kota")
    await warga.hears("kabupaten atau kota")
    await warga.says("kota pangkal pinang")
    await warga.taps(await warga.hears("Maksud Anda Kota Pangkalpinang?"), "Ya, itu")
    shown = await warga.hears("Kabupaten/kota: Kota Pangkalpinang")
    await warga.taps(shown, "Ubah")
    await warga.taps(await warga.hears("Apa status Anda"), "Warga")
    await warga.taps(await warga.hears("provinsi mana"), "Aceh")
    await warga.taps(await warga.hears("Zona waktu"), "WIB")
    moved = await warga.hears("Provinsi: Aceh")
    assert "Pangkalpinang" not in moved["text"], "a district belongs to its province"
