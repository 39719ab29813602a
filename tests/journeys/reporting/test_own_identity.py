"""Words that tell of the reporter are pointed at before anything goes to the officers, and go only when told to."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.journeys.conftest import running_bot
from tests.journeys.officers import sees
from tests.journeys.reporting.test_followup import asked
from tests.journeys.reporting.test_report import data_of, send
from tests.journeys.reporting.test_report_evidence import opened, up_to_story
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STORY = "Camat Budi Hartono membagikan stiker. Nama saya Siti Zqxjv, WA saya 081234567890."
OFFICE = "Saya staf di bagian umum."


async def up_to_hints(warga: Person, *stories: str) -> Message:
    """A report whose story tells of the reporter, at the question about it."""
    await up_to_story(warga)
    for one in stories:
        await warga.says(one)
        done = await warga.hears("Dicatat")
    await warga.taps(done, "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says("Camat Budi Hartono, NIP 197805122005011003")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.taps(await warga.hears("Kirim bukti foto"), "Selesai")
    return await warga.hears("bisa membuka siapa Anda")


async def test_one_tap_takes_all_of_it_out(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        question = await up_to_hints(warga, STORY, OFFICE)
        for words in ("Siti Zqxjv", "081234567890", "staf di bagian umum"):
            assert words in question["text"]
        assert "Hartono" not in question["text"], "the accused's name is none of the reporter's"
        assert "197805122005011003" not in question["text"]
        await warga.taps(question, "Samarkan semuanya")
        review = await warga.hears("Periksa dulu")
        assert "Nama saya […], WA saya […]." in review["text"]
        await send(warga, review)
    report, _ = await opened(settings)
    assert report.draft.story == (
        "Camat Budi Hartono membagikan stiker. Nama saya […], WA saya […].\nSaya […]."
    )
    assert report.draft.accused == "Camat Budi Hartono, NIP 197805122005011003"
    assert report.draft.kept_words == ()


async def test_single_words_go_and_others_stay_and_nothing_is_asked_twice(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        question = await up_to_hints(warga, STORY)
        await warga.taps(question, "Samarkan: Siti Zqxjv")
        question = await warga.hears("081234567890")
        assert "Zqxjv" not in question["text"]
        await warga.taps(question, "Biarkan semuanya")
        review = await warga.hears("Periksa dulu")
        await warga.taps(review, "Ubah: Tempat")
        await warga.hears("tepatnya")
        await warga.says("balai desa")
        review = await warga.hears("Periksa dulu")  # what was kept is not asked about again
        await warga.taps(review, "Ubah: Tempat")
        await warga.hears("tepatnya")
        await warga.says("saya tinggal di Jalan Melati 5")
        question = await warga.hears("Jalan Melati 5")
        assert "Tempat: Jalan Melati 5 (tempat tinggal Anda)" in question["text"]
        await warga.taps_data(question, data_of(question, "Samarkan semuanya"))
        await send(warga)
    report, _ = await opened(settings)
    assert report.draft.story.endswith("Nama saya […], WA saya 081234567890.")
    assert report.draft.place == "saya tinggal di […]"
    assert report.draft.kept_words == ()


@pytest.mark.usefixtures("bot")
async def test_without_a_tap_nothing_is_changed_and_nothing_is_sent(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    question = await up_to_hints(warga, STORY)
    await warga.says("apa ini?")
    await warga.hears("pilih dengan tombol")
    await warga.taps_data(question, "report:code:review")
    await warga.says("/lapor")
    again = await warga.hears(
        lambda m: "bisa membuka siapa Anda" in (m["text"] or "") and m["message_id"] > question["message_id"]
    )
    assert "Siti Zqxjv" in again["text"]
    assert not any("Kode rahasia" in (one["text"] or "") for one in await warga.chat())


@pytest.mark.usefixtures("bot")
async def test_an_answer_waits_for_the_reporters_word(telegram: TelegramSide, settings: Settings) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings, "Siapa nama Anda dan berapa orang yang hadir?")
    await warga.says(f"/lacak {code}")
    shown = await warga.hears("Butuh keterangan")
    assert "tidak wajib dijawab" in shown["text"]
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.says("Nama saya Siti Zqxjv.")
    await warga.hears("Belum disampaikan")
    await warga.says("Ada dua puluh orang.")
    question = await warga.hears(
        lambda m: m["keyboard"] and m["keyboard"][0][0]["data"].startswith("track:mask")
    )
    await petugas.says("/laporan")
    assert "Belum dibaca 0" in (await sees(petugas, "1 laporan, halaman"))["text"], "nothing came yet"
    await warga.taps(question, "Samarkan, lalu sampaikan")
    kept = await warga.hears("Jawaban disampaikan")
    await warga.says("Mereka berkumpul pukul sembilan.")  # tells of nobody: goes at once
    kept = await warga.hears(
        lambda m: "Jawaban disampaikan" in (m["text"] or "") and m["message_id"] > kept["message_id"]
    )
    await warga.says("WA saya 081234567890")
    question = await warga.hears("nomor telepon")
    await warga.taps(question, "Jangan sampaikan")
    await warga.hears("tidak disampaikan")
    await warga.says("Saya staf di bagian umum, dan itu perlu diketahui.")
    await warga.taps(await warga.hears("staf di bagian umum"), "Sampaikan apa adanya")
    kept = await warga.hears(
        lambda m: "Jawaban disampaikan" in (m["text"] or "") and m["message_id"] > kept["message_id"]
    )
    await warga.says("Email saya siti@zqxjv.id")
    await warga.hears("alamat surel")
    await warga.taps(kept, "Selesai")
    await warga.hears("belum Anda putuskan")
    after = await warga.hears(lambda m: "Laporan Anda: " in (m["text"] or "") and "berkumpul" in m["text"])
    assert "Nama saya […].\nAda dua puluh orang." in after["text"]
    assert "Saya staf di bagian umum, dan itu perlu diketahui." in after["text"]
    for words in ("Zqxjv", "081234567890", "zqxjv"):
        assert words not in after["text"]


@pytest.mark.usefixtures("bot")
async def test_a_question_about_the_matter_has_no_such_word(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    assert "tidak wajib" not in (await warga.hears("Butuh keterangan"))["text"]
