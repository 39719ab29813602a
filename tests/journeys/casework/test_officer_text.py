"""What officers write in an open or just closed screen is never a question, and never stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.settings import Settings
from handlers.access.gate import AFTER_LOCK
from services.access.unlock import UNLOCKED_FOR
from services.reporting.draft import Draft
from tests.journeys.officers import gone, plant, sees, set_up, unlock
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

DRAFT = Draft("uang", "51", "Denpasar", "2024-09-23", "Amplop dibagikan di balai banjar.", "Lurah")
NOTE = "Pelapor menyebut lurah Wayan menerima lima puluh juta zqxj"
QUESTION = "boleh ga PNS like postingan calon bupati"


async def reading(petugas: Person, settings: Settings) -> Message:
    """An officer with one report on the screen."""
    await set_up(petugas)
    await plant(settings, DRAFT)
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Uang")
    return await petugas.hears("Amplop dibagikan")


async def nothing_was_asked(petugas: Person) -> None:
    """Neither the queue of questions nor the chat holds the note."""
    await gone(petugas, "zqxj")
    await petugas.says("/pertanyaan")
    await petugas.hears("Tidak ada pertanyaan")
    assert not any("zqxj" in (one["text"] or "") for one in await petugas.chat())


@pytest.mark.usefixtures("bot")
async def test_a_note_typed_on_the_screen_of_notes_without_its_button_is_a_note(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    await petugas.taps(await reading(petugas, settings), "Catatan internal")
    await petugas.hears("Belum ada")
    await petugas.says(NOTE)
    await petugas.hears("Catatan disimpan")
    await gone(petugas, "zqxj")
    await petugas.taps(await sees(petugas, "Amplop dibagikan"), "Catatan internal")
    assert NOTE in (await petugas.hears("zqxj"))["text"]


@pytest.mark.usefixtures("bot")
async def test_text_on_another_screen_is_refused_and_deleted(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    opened = await reading(petugas, settings)
    await petugas.says(NOTE)
    await petugas.hears("tidak menunggu tulisan")
    await petugas.sends_place(-8.65, 115.2)
    await petugas.hears("tidak menunggu tulisan")
    await petugas.taps(opened, "Percakapan")
    await petugas.hears("Belum ada")
    await petugas.says(NOTE)
    await petugas.hears("tidak menunggu tulisan")
    await petugas.says("/batal")
    await petugas.hears("dibatalkan")
    await petugas.says(NOTE)
    await petugas.hears("tidak menunggu tulisan")
    await nothing_was_asked(petugas)


@pytest.mark.usefixtures("bot")
async def test_an_officer_still_asks_with_tanya(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    await reading(petugas, settings)
    await petugas.says("/tanya")
    await petugas.hears("pesan yang sama")
    await petugas.says(f"/tanya {QUESTION}")
    await petugas.hears(lambda one: "ilarang" in (one["text"] or ""))
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    await petugas.says("/tanya")
    await petugas.hears("pertanyaan")
    await petugas.says(QUESTION)
    await petugas.hears(lambda one: "ilarang" in (one["text"] or ""))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("by_hand", [True, False])
async def test_words_that_come_after_the_lock_are_refused_and_deleted(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, by_hand: bool
) -> None:
    petugas = telegram.person("petugas")
    await petugas.taps(await reading(petugas, settings), "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    if by_hand:
        await petugas.says("/kunci")
        await petugas.hears("Terkunci")
    else:
        clock.advance(UNLOCKED_FOR + timedelta(hours=3))
    for _ in range(2):  # a note is often more than one message
        await petugas.says(NOTE)
        await petugas.hears("Ruang petugas sudah terkunci")
    await nothing_was_asked(petugas)
    clock.advance(AFTER_LOCK)
    await petugas.says(QUESTION)
    await petugas.hears(lambda one: "ilarang" in (one["text"] or ""))


@pytest.mark.usefixtures("bot")
async def test_words_after_the_lock_ran_out_on_a_screen_that_asked_nothing(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    await reading(petugas, settings)
    clock.advance(UNLOCKED_FOR)
    await petugas.says(NOTE)
    await petugas.hears("Ruang petugas sudah terkunci")
    await nothing_was_asked(petugas)
    await unlock(petugas, clock)
    clock.advance(UNLOCKED_FOR + AFTER_LOCK + timedelta(seconds=1))
    await petugas.says(QUESTION)
    await petugas.hears(lambda one: "ilarang" in (one["text"] or ""))
