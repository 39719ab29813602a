"""What is too long is refused with its limit, or kept and read whole: nothing is cut without a word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.app.settings import Settings
from tests.journeys.casework.test_officer_handover import exported, opened_report, text_of_pdf
from tests.journeys.officers import sees, set_up
from tests.journeys.reporting.test_followup import asked
from tests.telegram_side import Message, TelegramSide

pytestmark = pytest.mark.usefixtures("bot")


def numbered(prefix: str, length: int) -> str:
    """A text of so many characters whose every word can be told from all others."""
    words = " ".join(f"{prefix}{number:04}" for number in range(length // 6 + 1))
    return words[:length].rsplit(" ", 1)[0]


def another_page(before: str) -> Callable[[Message], bool]:
    """Likes a page of a conversation that reads otherwise than the one before."""
    return lambda one: "bagian" in one["text"] and one["text"] != before


def words_in(texts: list[str], prefix: str) -> set[str]:
    return set(re.findall(rf"{prefix}\d{{4}}", " ".join(texts)))


async def test_a_reporter_reads_long_questions_whole_and_turns_pages(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    question = numbered("t", 4_000)
    code = await asked(petugas, settings, question)
    await warga.says(f"/lacak {code}")
    newest = await warga.hears("Butuh keterangan")
    seen = [newest["text"]]
    await warga.taps(newest, "Pesan sebelumnya")
    older = await warga.hears(lambda one: "Pesan berikutnya" in str(one["keyboard"]))
    assert older["message_id"] == newest["message_id"], "pages are turned in place"
    seen.append(older["text"])
    while "Pesan sebelumnya" in str(older["keyboard"]):
        before = older["text"]
        await warga.taps(older, "Pesan sebelumnya")
        older = await warga.hears(another_page(before))
        seen.append(older["text"])
    assert words_in(seen, "t") == words_in([question], "t")
    await warga.taps(older, "Muat ulang")
    await sees(warga, "Butuh keterangan")
    # the longest answer Telegram carries, and four more, all read by the officer
    await warga.taps(await sees(warga, "Butuh keterangan"), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    answers = [numbered(letter, 4_090) for letter in "abcde"]
    for answer in answers:
        await warga.says(answer)
    await warga.counts("✓ Jawaban disampaikan", len(answers))
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "Belum dibaca 1"), "Uang")
    await petugas.taps(await petugas.hears("Amplop dibagikan"), "Percakapan")
    page = await petugas.hears("Percakapan dengan pelapor, bagian")
    read = [page["text"]]
    while "lama" in str(page["keyboard"]):
        before = page["text"]
        await petugas.taps(page, "lama")
        page = await petugas.hears(another_page(before))
        read.append(page["text"])
    for letter, answer in zip("abcde", answers, strict=True):
        assert words_in(read, letter) == words_in([answer], letter)


async def test_every_word_to_be_masked_is_masked(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    await petugas.taps(await opened_report(petugas, settings), "Serahkan")
    await petugas.taps(await petugas.hears("Berkasnya bisa disimpan"), "Samarkan kata")
    await petugas.hears("dipisah koma")
    others = [f"kata{number}" for number in range(40)]
    await petugas.says(
        ", ".join([*others, "membagikan kaus di rumah Pak BUDI. Saksi: Siti. " + "x" * 40, "Siti"])
    )
    await petugas.hears("Kata yang disamarkan dicatat")
    words = text_of_pdf((await exported(petugas))["laporan.pdf"])
    assert "Siti" not in words, "the forty-second word"


async def test_names_that_are_too_long_are_refused_with_their_limit(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await set_up(petugas)
    await petugas.says("/kalender")
    await petugas.taps(await petugas.hears(lambda one: "Tambah" in str(one["keyboard"])), "Tambah")
    draft = await petugas.hears(lambda one: "Nama" in str(one["keyboard"]))
    await petugas.taps(draft, "Nama")
    await petugas.hears("paling panjang 60")
    await petugas.says("Pemilihan " * 10)
    await petugas.hears("belum dicatat")
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Undang petugas baru")
    await petugas.taps(await petugas.hears("Sebagai apa"), "Auditor")
    await petugas.hears("Tulis nama orangnya")
    await petugas.says("Bu Sari " * 10)
    await petugas.hears("paling banyak 60 huruf")
    await petugas.says("Bu Sari")
    await petugas.hears("Undangan untuk Bu Sari")


async def test_a_workplace_that_is_too_long_is_refused(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/laporan")
    await petugas.taps(await petugas.hears("Di provinsi mana"), "Aceh")
    await petugas.taps(await petugas.hears("Kabupaten/kota mana"), "Lewati")
    await petugas.hears("Instansinya")
    await petugas.says("Dinas Pendidikan " * 10)
    await petugas.hears("paling banyak 100 huruf")
    await petugas.says("Dinas Pendidikan")
    await petugas.hears("Unit kerjanya")
