"""A report in the making is thrown away by nothing but /batal: other commands say that it is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.settings import Settings
from storage.platform.dialogs import LIFETIME
from tests.contents import used_slots
from tests.files import noise
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.officers import set_up, unlock
from tests.journeys.reporting.test_report import STORY
from tests.journeys.reporting.test_report_evidence import up_to_evidence, up_to_story
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

WORDS = "belum dikirim dan masih terbuka"
CODE = "abadi abai abang abdi abjad abon"


def files(settings: Settings) -> int:
    """Slots that drafts fill."""
    return used_slots(settings.data_dir / "netra.sqlite3")


async def with_photo(person: Person) -> None:
    """A draft with one photo."""
    await up_to_evidence(person)
    await person.sends_file(noise(), "a.jpg", kind="document")
    await person.hears("1 foto diterima")


async def is_all_there(person: Person) -> None:
    """Goes on with the draft: its photo and its story still stand."""
    open_still = await person.hears(WORDS)
    await person.taps(open_still, "Lanjutkan laporan")
    await person.taps(await person.hears("1 foto diterima"), "Selesai")
    review = await person.hears("Periksa dulu")
    assert "1 foto" in review["text"]
    assert STORY[:20] in review["text"]


@pytest.mark.usefixtures("bot")
async def test_tracking_leaves_the_draft_alone(telegram: TelegramSide, settings: Settings) -> None:
    warga = telegram.person("warga")
    await warga.says("/lacak")
    asked = await warga.hears("enam kata")
    await with_photo(warga)
    await warga.says(f"/lacak {CODE}")
    await warga.hears(WORDS)
    assert CODE not in repr(await warga.chat()), "the code does not linger"
    await warga.taps_data(asked, "track:answer")
    await warga.hears(WORDS)
    await warga.taps_data(asked, "track:again")
    await warga.hears(WORDS)
    await warga.says("/lacak")
    await is_all_there(warga)
    assert files(settings) == 1


@pytest.mark.usefixtures("bot")
async def test_a_reminders_typed_step_leaves_the_draft_alone(
    telegram: TelegramSide, settings: Settings
) -> None:
    asn = telegram.person("asn")
    shown = await subscribe(asn)
    await with_photo(asn)
    await asn.taps(shown, "Kabupaten/kota")
    await is_all_there(asn)
    assert files(settings) == 1


@pytest.mark.usefixtures("bot")
async def test_the_officers_door_and_lock_leave_the_draft_alone(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    await set_up(petugas)
    await with_photo(petugas)
    for command in ("/laporan", "/peran", "/statistik", "/pengumuman"):
        await petugas.says(command)
        await petugas.hears(WORDS)
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    await petugas.says("/laporan")  # the lock is closed by now: no password is asked for in mid-report
    await is_all_there(petugas)
    assert files(settings) == 1
    await petugas.says("/batal")
    await petugas.hears("dibatalkan")
    await unlock(petugas, clock)
    assert files(settings) == 0


@pytest.mark.usefixtures("bot")
async def test_the_calendar_asks_to_finish_first(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/kalender")
    shown = await petugas.hears("Kalender")
    await up_to_story(petugas)
    await petugas.taps_data(shown, "kal:new")
    await petugas.says(STORY)
    await petugas.hears("Dicatat")


async def test_a_new_report_begins_without_what_an_expired_one_left(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await with_photo(warga)
        assert files(settings) == 1
        clock.advance(LIFETIME + timedelta(seconds=1))
        await warga.says("/lapor")
        await warga.hears("Lapor tanpa nama")
        assert files(settings) == 0
