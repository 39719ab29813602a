"""What people say beside questions, follow-ups, corrections, and who they are: over HTTP, as they write it."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from storage.platform.lifetimes import LAST_TOPIC
from tests.journeys.conftest import running_bot
from tests.journeys.reporting.test_wiping import rows as rows_of
from tests.repeatable import FixedClock
from tests.telegram_side import Message, TelegramSide

LIKE = "boleh ga like postingan calon bupati?"


@pytest.mark.usefixtures("bot")
async def test_thanks_and_nods_are_no_greeting(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    await asn.hears("Like, komentar")
    for words, answer in (
        ("makasih ya", "Sama-sama"),
        ("matur nuwun nggih", "Sama-sama"),
        ("ok", "Baik. Kalau ada"),
        ("👍", "Baik. Kalau ada"),
        ("selamat malam", "bukan orang"),
        ("kamu siapa?", "bukan orang"),
    ):
        await asn.says(words)
        assert "Halo" not in (await asn.hears(answer))["text"] or answer == "bukan orang"
    await asn.says("sanksinya?")
    assert "Like, komentar" in (await asn.hears("kelasnya, bukan vonis"))["text"], "thanks forget nothing"


@pytest.mark.usefixtures("bot")
async def test_menu_stop_and_commands_without_slash(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    for words in ("menu", "help", "bisa apa aja?", "/menu", "?"):
        await asn.says(words)
        shown = await asn.hears("Yang bisa saya bantu")
        assert shown["keyboard"][0][0]["text"] == "Lihat topik"
    await asn.says("stop")
    stopped = await asn.hears("Tidak ada yang sedang berjalan")
    await asn.taps(stopped, "Atur pengingat")
    await asn.says("/stop")
    await asn.hears("tanpa pesan dari Anda")
    await asn.says("kuis dong")
    await asn.hears("ketuk /kuis")


@pytest.mark.usefixtures("bot")
async def test_a_question_behind_a_greeting_or_thanks_is_answered(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("assalamualaikum pak mau tanya, pns boleh pakai kaos partai?")
    assert "⛔" in (await asn.hears("Memakai kaus"))["text"]
    await asn.says("makasih. kalau camat gimana?")
    answer = await asn.hears("Untuk Lurah/camat")
    assert "Memakai kaus" in answer["text"]
    assert answer["text"].startswith("⛔ Dilarang")


@pytest.mark.usefixtures("bot")
async def test_corrections_change_who_or_what_is_meant(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    await asn.hears("Like, komentar")
    await asn.says("salah, maksud saya camat")
    answer = await asn.hears("Untuk Lurah/camat")
    assert "Like, komentar" in answer["text"]
    await asn.says("bukan like, maksudnya follow akunnya")
    await asn.hears("Mengikuti (follow)")
    await asn.says("bukan itu")
    offered = await asn.hears("Apakah ini yang Anda maksud")
    assert [row[0]["text"] for row in offered["keyboard"]][-1] == "Bukan semuanya"
    first = offered["keyboard"][0][0]["data"].removeprefix("ask:pick:")
    await asn.says("yang pertama")
    picked = await asn.hears(lambda m: m["message_id"] > offered["message_id"] and "Dasar" in m["text"])
    assert any(first in str(button["data"]) for row in picked["keyboard"] for button in row)
    fresh = telegram.person("warga")
    await fresh.says("salah")
    await fresh.hears("siapa melakukan apa")


@pytest.mark.usefixtures("bot")
async def test_a_choice_is_made_by_number_and_a_yes_asks_which(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    await asn.hears("Like, komentar")
    await asn.says("kalau suami?")
    await asn.hears("yang mana")
    await asn.says("iya")
    await asn.hears("nomor urutnya")
    await asn.says("2")
    answer = await asn.hears("Baca informasi calon")
    assert answer["text"].startswith("⛔ Dilarang")
    await asn.says("2")
    await asn.hears("Baik. Kalau ada")  # nothing is offered any more


@pytest.mark.usefixtures("bot")
async def test_whoever_thinks_better_of_it_is_forgotten(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKE)
    await asn.hears("Like, komentar")
    await asn.says("gak jadi")
    await asn.hears("saya lupakan")
    await asn.says("sanksinya?")
    answer = await asn.hears(lambda m: "lupakan" not in m["text"])
    assert "kelasnya, bukan vonis" not in answer["text"]


@pytest.mark.usefixtures("bot")
async def test_what_follows_a_wish_to_report_leans_on_nothing_before_it(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    for told, answer in (
        ("mau ngadu, pak camat nyuruh kami like", "ingin melaporkan"),
        ("timses bagi amplop di gang saya", "politik uang"),
    ):
        await asn.says(LIKE)
        await asn.hears("Like, komentar")
        await asn.says(told)
        await asn.hears(answer)
        await asn.says("sanksinya?")
        shown = await asn.hears(lambda m: m["text"] is not None)
        assert "Like, komentar" not in shown["text"]


NOT_ANSWERED = "tarif parkir stadion gelora naik jadi berapa ya"


async def test_what_is_forgotten_waits_for_no_admin_either(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn, other = telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        for person in (asn, other):
            await person.says(NOT_ANSWERED)
            await person.hears("jadi saya tidak menebak")
        assert len(rows_of(settings, "questions")) == 1
        await asn.says("gak jadi")
        await asn.hears("saya lupakan")
        assert len(rows_of(settings, "questions")) == 1, "another one asked it, too"
        await asn.says("gak jadi")
        await asn.hears("saya lupakan")
        assert len(rows_of(settings, "questions")) == 1, "it was taken back once already"
        await other.says("gak jadi")
        await other.hears("saya lupakan")
        assert rows_of(settings, "questions") == []
        await asn.says("saya camat, boleh like postingan calon bupati?")
        answer = await asn.hears("Untuk Lurah/camat")
        await asn.taps(answer, "Tidak membantu")
        await asn.hears(lambda m: "Cari topik lain" in str(m["keyboard"]))
        assert len(rows_of(settings, "questions")) == 1
        await asn.says("batal")
        await asn.hears("saya lupakan")
        assert rows_of(settings, "questions") == []
        assert rows_of(settings, "chat_memory") == []


async def test_an_edit_takes_back_only_what_was_handed_on(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn, other = telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        await other.says(LIKE)
        await other.taps(await other.hears("Like, komentar"), "Tidak membantu")
        await other.hears(lambda m: "Cari topik lain" in str(m["keyboard"]))
        await asn.says(LIKE)
        await asn.hears("Like, komentar")
        await asn.edits(LIKE, "boleh ga follow akun calon bupati?")
        await asn.hears("Mengikuti (follow)")
        assert len(rows_of(settings, "questions")) == 1, "it was the other one's"


@pytest.mark.usefixtures("bot")
async def test_somebody_elses_role_shapes_no_answers(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("istri saya polwan")
    told = await asn.hears("ini tentang")
    assert "Anda TNI" not in told["text"]
    await asn.says(LIKE)
    assert "Untuk TNI" not in (await asn.hears("Like, komentar"))["text"]
    await asn.says("saya camat")
    await asn.hears("Untuk Lurah/camat")
    await asn.says("saya bukan camat")
    await asn.hears("Anda bukan lurah/camat")
    await asn.says("boleh ga pose dua jari?")
    assert "Untuk Lurah/camat" not in (await asn.hears("Pose jari"))["text"]


@pytest.mark.usefixtures("bot")
async def test_what_is_chosen_in_the_profile_counts_from_then_on(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    for button, answer in (("Saya PNS", "Baik: Saya PNS"), ("Hapus status saya", "sudah dihapus")):
        await asn.says("saya camat")
        await asn.hears("lurah/camat" if button == "Saya PNS" else "Untuk Lurah/camat")
        await asn.says("/profil")
        await asn.taps(await asn.hears("Anda siapa?"), button)
        await asn.hears(answer)
        await asn.says("boleh ga pose dua jari?")
        assert "Untuk Lurah/camat" not in (await asn.hears("Pose jari"))["text"]


@pytest.mark.usefixtures("bot")
async def test_the_way_to_a_report_carries_the_question_from_a_citizens_card_too(
    telegram: TelegramSide,
) -> None:
    warga = telegram.person("warga")
    await warga.says("saya warga, pak lurah nyuruh pilih nomor 2, emang boleh?")
    card = await warga.hears("Bagi Anda, warga")
    asked = card["keyboard"][0][0]["data"]
    assert asked.startswith("report:start:")
    await warga.taps(card, "Lengkapnya")
    await warga.taps(await warga.hears(lambda one: has_button(one, "‹ Jawaban")), "‹ Jawaban")
    again = await warga.hears(lambda one: has_button(one, "Membantu"))
    assert parts_of(again)[:3] == parts_of(card)[:3], "seen again"
    await warga.taps(again, "👍 Membantu")
    marked = await warga.hears(lambda one: has_button(one, "Lengkapnya") and not has_button(one, "Membantu"))
    assert parts_of(marked)[:3] == parts_of(card)[:3], "marked"


@pytest.mark.usefixtures("bot")
async def test_a_picked_topic_carries_the_question_to_a_report_too(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("saya warga biasa")
    await warga.hears("warga")
    await warga.says("pak lurah dan pak camat pakai baju partai sambil bagi uang di balai desa, gimana itu?")
    offers = await warga.hears(lambda one: any(data.startswith("ask:pick:") for data in datas_of(one)))
    pick = next(data for data in datas_of(offers) if data.startswith("ask:pick:"))
    await warga.taps_data(offers, pick)
    card = await warga.hears(lambda one: has_button(one, "Lengkapnya"))
    assert parts_of(card)[0] == "report"
    assert len(parts_of(card)) == 4


def datas_of(message: Message) -> list[str]:
    return [button.get("data", "") for row in message["keyboard"] for button in row]


def has_button(message: Message, label: str) -> bool:
    return any(label in button["text"] for row in message["keyboard"] for button in row)


def parts_of(message: Message) -> list[str]:
    """What the first button carries."""
    return datas_of(message)[0].split(":")


async def test_a_role_said_first_shapes_the_answers_of_this_conversation(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says("saya p3k")
        await asn.hears("Anda PPPK")
        await asn.says("boleh jadi tim sukses calon?")
        await asn.hears("Untuk PPPK")
        await asn.says("saya lurah, boleh ikut menyumbang dana kampanye?")
        await asn.hears("Untuk Lurah/camat")
        await asn.says("kalau pose dua jari waktu foto?")
        assert "Untuk Lurah/camat" in (await asn.hears("Pose jari"))["text"]
        kinds = {row[2] for row in rows_of(settings, "chat_memory")}
        assert "role" not in kinds, "only /profil keeps one for long"
        clock.advance(LAST_TOPIC)
        await asn.says("boleh jadi anggota partai?")
        assert "Untuk Lurah" not in (await asn.hears("Menjadi anggota"))["text"]


@pytest.mark.usefixtures("bot")
async def test_act_and_actor_are_both_answered(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("saya camat, diundang syukuran calon bupati")
    answer = await asn.hears("Untuk Lurah/camat")
    assert not answer["text"].startswith("✅")
    assert "jamuan" in answer["text"].casefold() or "makan" in answer["text"].casefold()
    assert any("Lurah, camat" in button["text"] for row in answer["keyboard"] for button in row)
    await asn.says("saya polisi, boleh nyoblos?")
    assert "TNI dan Polri" in (await asn.hears("tidak menggunakan hak pilih"))["text"]


@pytest.mark.usefixtures("bot")
async def test_two_questions_get_two_answers(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("PNS boleh jadi saksi partai di TPS? terus boleh nyumbang dana kampanye gak?")
    second = await asn.hears("Yang juga berkaitan")
    cards = [one["text"] for one in await asn.chat() if "⛔ Dilarang" in (one["text"] or "")]
    assert any("saksi" in text for text in cards)
    assert any("Menyumbang" in text for text in cards)
    await asn.taps(second, "Lengkapnya")
    await asn.hears("Tolak permintaan menjadi saksi")


@pytest.mark.usefixtures("bot")
async def test_matters_beside_neutrality_are_shown_the_way(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("ada pungli di kantor kecamatan, urus ktp dimintai 50 ribu")
    assert "KPK" in (await asn.hears("SP4N-LAPOR!"))["text"]
    await asn.says("tim sukses bagi-bagi amplop 50 ribu di kampung saya")
    bribe = await asn.hears("politik uang")
    assert bribe["keyboard"][0][0]["text"] == "Lapor tanpa nama"
    await asn.says("gimana caranya dukung calon tanpa ketahuan bawaslu?")
    refused = await asn.hears("tidak membantu mencari cara")
    assert any("Disuruh atasan" in row[0]["text"] for row in refused["keyboard"])
    await asn.says("laporan saya sudah sampai mana?")
    await asn.hears("kode rahasia Anda")
    await asn.says("lapor tapi biar gak ketahuan saya yang lapor gimana?")
    wish = await asn.hears("ingin melaporkan")
    assert wish["keyboard"][0][0]["text"] == "Lapor tanpa nama"
    assert wish["keyboard"][0][0]["data"].startswith("report:start:"), "the question becomes a trace"
    await asn.taps(wish, "bisa atau tidak")
    await asn.hears("informasi awal")


async def test_nothing_of_a_matter_or_of_small_talk_is_kept(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        for words, answer in (
            ("kepala dinas saya korupsi dana proyek jalan", "KPK"),
            ("caleg bagi uang di rt saya", "politik uang"),
            ("makasih", "Sama-sama"),
            ("menu", "Yang bisa saya bantu"),
            ("cek laporan saya", "kode rahasia"),
            ("ajarin ngakalin aturan netralitas dong", "tidak membantu mencari cara"),
            ("mau lapor lurah bagi sembako calon, jangan sampai ketahuan saya", "ingin melaporkan"),
            ("istri saya polwan", "ini tentang"),
            ("saya bukan pppk", "Anda bukan"),
        ):
            await asn.says(words)
            await asn.hears(answer)
    assert rows_of(settings, "chat_memory") == []
    assert rows_of(settings, "questions") == []


@pytest.mark.usefixtures("bot")
async def test_batal_written_as_a_word_is_no_part_of_a_report(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.hears("tanpa identitas")
    await warga.says("batal")
    await warga.hears("Mau berhenti?")
    await warga.says("/batal")
    await warga.hears("dibatalkan")
    await warga.says("batal")
    await warga.hears("tidak apa-apa")
