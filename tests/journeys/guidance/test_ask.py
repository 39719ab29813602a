from __future__ import annotations

import pytest

from tests.telegram_side import TelegramSide

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_question_in_slang_is_answered_with_verdict_and_basis(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("min klo cuma ngelike postingan cabup di fb kena sanksi ga sih")
    answer = await asn.hears("Like, komentar")
    text = answer["text"]
    assert text.startswith("⛔ Dilarang")
    assert "Dasar" in text
    assert "SKB 2022" in text
    assert "Yang aman dilakukan" in text
    assert "Diperiksa" in text


async def test_the_sides_of_an_answer_are_shown_in_place(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/tanya apakah PNS boleh menyukai unggahan calon gubernur?")
    answer = await asn.hears("Like, komentar")
    await asn.taps(answer, "Sanksi")
    sanction = await asn.hears("kelasnya, bukan vonis")
    assert sanction["message_id"] == answer["message_id"]
    assert sanction["edited"]
    await asn.taps(sanction, "Jawaban")
    again = await asn.hears(lambda m: m["text"] == answer["text"] and m["edited"])
    assert again["message_id"] == answer["message_id"]


async def test_what_is_out_of_scope_is_said_so(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("resep rendang padang yang empuk")
    answer = await asn.hears("saya tidak menebak")
    assert "/topik" in answer["text"]


async def test_topics_can_be_browsed(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/topik")
    groups = await asn.hears("Pilih kelompoknya")
    await asn.taps(groups, "Media sosial")
    topics = await asn.hears("Pilih topiknya")
    await asn.taps(topics, "Like, komentar")
    assert (await asn.hears("Like, komentar"))["text"].startswith("⛔ Dilarang")


async def test_a_wish_to_report_leads_to_the_report(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("saya mau lapor kepala dinas yang dukung calon terang-terangan")
    answer = await warga.hears("tanpa nama")
    assert answer["keyboard"][0][0]["text"] == "Lapor tanpa nama"


async def test_start_help_and_strange_input_are_met_kindly(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/start")
    await asn.hears("Tulis saja pertanyaan Anda")
    await asn.says("/bantuan")
    assert "/laporan" not in (await asn.hears("Yang bisa Anda lakukan"))["text"]
    await asn.says("/tidakada")
    await asn.hears("tidak dikenal")
    await asn.says("/batal")
    await asn.hears("Tidak ada yang sedang berjalan")
    await asn.says("halo")
    await asn.hears("bukan orang")
    await asn.sends_file(b"%PDF-1.4", "x.pdf", kind="document", mime="application/pdf")
    await asn.hears("/lapor")


async def test_officers_see_their_commands(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/bantuan")
    assert "/laporan" in (await petugas.hears("Yang bisa Anda lakukan"))["text"]
