"""What was not understood reaches the admins without the asker, and what they teach is live at once."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from services.access.audit import AuditAction
from tests.journeys.conftest import running_bot
from tests.journeys.officers import audited, set_up
from tests.pictures import opened
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import Message, TelegramSide

STRANGE = "pak Zulfikar Sentinel nyuruh gladi wayang potehi, telp 081234567890, wajib gk"


def data_of(shown: Message, label: str) -> str:
    """What a button sends."""
    return next(str(b["data"]) for row in shown["keyboard"] for b in row if label in b["text"])


@pytest.mark.usefixtures("bot")
async def test_a_question_is_linked_with_one_tap_and_answered_from_then_on(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn, admin, log = telegram.person("asn"), telegram.person("petugas"), AuditAction.QUESTION_LINKED
    await set_up(admin)
    await asn.says(STRANGE)
    await asn.hears("tidak menebak")
    await admin.says("/pertanyaan")
    waiting = await admin.hears("menunggu: 1")
    assert "[nama]" in waiting["text"]
    assert "[nomor]" in waiting["text"]
    assert "Zulfikar" not in waiting["text"]
    assert "Sentinel" not in waiting["text"]
    await admin.taps(waiting, "Topik lain")
    await admin.taps(await admin.hears("kelompok"), "Kegiatan kampanye")
    topics = await admin.hears("Pilih topiknya")
    await admin.taps(topics, "Disuruh atasan")
    linked = await admin.hears("Ditautkan ke")
    await admin.taps_data(linked, data_of(topics, "Disuruh atasan"))  # the second of a double tap
    await asn.says("pak Hasan nyuruh gladi wayang potehi, telp 089876543210, wajib gk")
    await asn.hears("Disuruh atasan mendukung calon")
    await admin.taps(linked, "Batalkan")
    await admin.hears("Topik mana yang menjawabnya")
    await asn.says(STRANGE)
    await asn.hears("tidak menebak")
    assert await audited(settings, clock, log) == [(log.value, "ditautkan"), (log.value, "dilepas")]


@pytest.mark.usefixtures("bot")
async def test_an_unhelpful_answer_is_noted_once(telegram: TelegramSide) -> None:
    asn, admin = telegram.person("asn"), telegram.person("petugas")
    await set_up(admin)
    await asn.says("boleh ga like postingan calon bupati di facebook?")
    card = await asn.hears("Like, komentar")
    await asn.taps(card, "Tidak membantu")
    await asn.hears(
        lambda m: m["edited"] and any("Cari topik lain" in b["text"] for r in m["keyboard"] for b in r)
    )
    await asn.taps_data(card, "ask:bad:medsos-like-share-komentar")
    await admin.says("/pertanyaan")
    waiting = await admin.hears("menunggu: 1")
    assert "tidak membantu; ditanyakan sekali" in waiting["text"]
    await admin.taps(waiting, "Abaikan")
    await admin.taps(await admin.hears("Diabaikan"), "Berikutnya")
    await admin.hears("Tidak ada pertanyaan yang menunggu")


@pytest.mark.usefixtures("bot")
async def test_none_of_the_offers_is_noted_too(telegram: TelegramSide) -> None:
    asn, admin = telegram.person("asn"), telegram.person("petugas")
    await asn.says("boleh ga like postingan calon bupati di facebook?")
    await asn.hears("Like, komentar")
    await asn.says("kalau suami saya?")
    await asn.taps(await asn.hears("Yang Anda maksud"), "Bukan semuanya")
    await asn.hears("teruskan ke admin")
    await admin.says("/pertanyaan")
    await admin.hears("kalau suami saya")


@pytest.mark.usefixtures("bot")
async def test_the_week_hides_small_numbers(telegram: TelegramSide) -> None:
    asn, admin = telegram.person("asn"), telegram.person("petugas")
    for _ in range(5):
        await asn.says("boleh ga like postingan calon bupati di facebook?")
        await asn.hears("Like, komentar")
    await asn.says("bolehkah PNS berfoto bersama calon kepala daerah pada acara resmi?")
    await asn.hears("Foto bersama calon")
    await admin.says("/pertanyaan")
    await admin.taps(await admin.hears("Tidak ada pertanyaan"), "Pekan ini")
    week = await admin.hears(lambda m: m["photo"] is not None)
    assert "1. Like, komentar, dan share unggahan calon: 5" in week["text"]
    assert "Foto bersama" not in week["text"]
    assert "tidak membantu: kurang dari 5" in week["text"]
    with opened(await admin.file(week["photo"]["file_id"])) as picture:
        assert picture.width > 500


@pytest.mark.usefixtures("bot")
async def test_only_admins_see_the_queue(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/pertanyaan")
    shown = await warga.hears("untuk admin")
    await warga.taps_data(shown, "ques:next:0")
    await warga.says("/bantuan")
    assert "/pertanyaan" not in (await warga.hears("Yang bisa Anda lakukan"))["text"]
    assert all("menunggu" not in one["text"] for one in await warga.chat())


async def test_neither_names_nor_words_stand_open_in_the_files(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says(STRANGE)
        await asn.hears("tidak menebak")
    for name, raw in files_below(settings.data_dir):
        for word in (b"Zulfikar", b"081234567890", b"potehi"):
            assert word not in raw, name
