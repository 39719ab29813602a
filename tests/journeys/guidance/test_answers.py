"""Cards, follow-ups, roles and marks, as a civil servant meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.settings import Settings
from tests.journeys.conftest import running_bot
from tests.pictures import opened
from tests.repeatable import FixedClock
from tests.telegram_side import Message, TelegramSide

LIKE = "boleh ga like postingan calon bupati di facebook?"


def labels(message: Message) -> list[str]:
    """Labels of all buttons below a message."""
    return [button["text"] for row in message["keyboard"] or [] for button in row]


@pytest.mark.usefixtures("bot")
async def test_a_card_has_its_sides_its_picture_and_its_marks(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    card = await asn.hears("Like, komentar")
    for label in ("Dasar hukum", "Sanksi", "Topik terkait", "Bagikan", "Membantu", "Tidak membantu"):
        assert any(label in one for one in labels(card)), label
    await asn.taps(card, "Topik terkait")
    related = await asn.hears("Terkait:")
    assert related["message_id"] == card["message_id"]
    await asn.taps(related, "Jawaban")
    card = await asn.hears("Dilarang")
    await asn.taps(card, "Bagikan")
    shared = await asn.hears(lambda m: m["photo"] is not None)
    assert "Dilarang" in shared["text"]
    assert shared["keyboard"][0][0]["switch"] == "Like, komentar, dan share unggahan calon"
    with opened(await asn.file(shared["photo"]["file_id"])) as picture:
        assert picture.width / picture.height == pytest.approx(0.8, abs=0.01)
    await asn.taps(card, "👍")
    marked = await asn.hears(lambda m: m["message_id"] == card["message_id"] and m["keyboard"])
    assert not any("embantu" in one for one in labels(marked))
    bot_messages = [one for one in await asn.chat() if one["from_bot"]]
    assert len(bot_messages) == 2, "one card and one picture: everything else was edited in place"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("sanksinya apa?", "kelasnya, bukan vonis"),
        ("dasarnya?", "Dasar hukum"),
        ("terus hukumannya apa ya", "vonis"),
    ],
)
async def test_a_followup_opens_the_side_it_asks_for(
    telegram: TelegramSide, question: str, heard: str
) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    await asn.hears("Like, komentar")
    await asn.says(question)
    answer = await asn.hears(heard)
    assert "Like, komentar" in answer["text"]


async def test_a_followup_survives_a_restart_but_not_half_an_hour(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says(LIKE)
        await asn.hears("Like, komentar")
    async with running_bot(settings, clock):
        await asn.says("kalau suami saya?")
        offered = await asn.hears("Yang Anda maksud yang mana")
        assert labels(offered)[:2] == [
            "Suami atau istri saya jadi calon",
            "Like, komentar, share posting calon",
        ]
        clock.advance(timedelta(minutes=31))
        await asn.says("dasarnya?")
        answer = await asn.hears(lambda m: m["message_id"] > offered["message_id"])
        assert not answer["text"].startswith("⛔ Dilarang\nLike, komentar"), "the topic was forgotten"


@pytest.mark.usefixtures("bot")
async def test_a_role_is_set_once_and_shapes_answers(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/start")
    await asn.taps(await asn.hears("Netra"), "Saya …")
    await asn.taps(await asn.hears("Anda siapa"), "honorer")
    await asn.hears("Saya honorer/non-ASN")
    await asn.says("boleh ga foto bareng calon gubernur?")
    answer = await asn.hears("Foto bersama calon")
    assert "Untuk Honorer/non-ASN: " in answer["text"]
    await asn.says("/profil")
    await asn.taps(await asn.hears("Sekarang: Saya honorer"), "Hapus status")
    await asn.hears("sudah dihapus")
    await asn.says("boleh ga foto bareng calon gubernur?")
    assert "Untuk Honorer" not in (await asn.hears("Foto bersama calon"))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_citizen_reads_what_the_official_may_not_do_and_reports(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/profil")
    await warga.taps(await warga.hears("Anda siapa"), "Saya warga")
    await warga.hears("Saya warga")
    await warga.says("/start t_lurah-camat")
    card = await warga.hears("Lurah, camat, dan pegawainya")
    assert card["text"].startswith("⛔ Dilarang bagi pegawai ASN, lurah/camat\n")
    assert "Bagi Anda, warga: Lurah dan camat dilarang memihak" in card["text"]
    await warga.taps(card, "Lapor tanpa nama")
    await warga.hears("informasi awal untuk petugas")


@pytest.mark.usefixtures("bot")
async def test_a_link_opens_a_topic(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/start t_hak-pilih")
    await asn.hears("Hak pilih ASN")
    await asn.says("/start t_tidak-ada")
    await asn.hears("sudah tidak ada")


@pytest.mark.usefixtures("bot")
async def test_the_day_is_shown_where_it_matters(telegram: TelegramSide, clock: FixedClock) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    assert "setelah calon ditetapkan" in (await asn.hears("Like, komentar"))["text"]
    clock.advance(timedelta(days=800))
    await asn.says(LIKE)
    assert "di luar tahapan" in (await asn.hears("Like, komentar"))["text"]


@pytest.mark.usefixtures("bot")
async def test_who_says_to_be_a_citizen_is_one_whatever_was_said_before(telegram: TelegramSide) -> None:
    asker = telegram.person("warga")
    await asker.says("saya camat, boleh like postingan calon bupati?")
    await asker.hears("Like, komentar")
    await asker.says("saya warga, pak lurah nyuruh pilih nomor 2, emang boleh?")
    card = await asker.hears("Bagi Anda, warga")
    assert "Untuk Lurah/camat" not in card["text"]
    await asker.says("kaos dari paslon boleh dipakai?")
    assert "Untuk Lurah/camat" not in (await asker.hears("kaus"))["text"]
