"""An edited message corrects what is open; later, people are told at once how to correct; Telegram's own
changes make no noise."""

from __future__ import annotations

import asyncio

import pytest

from bot.app.settings import Settings
from services.reporting.draft import Draft
from storage.platform.lifetimes import LAST_TOPIC
from tests.journeys.officers import plant, sees, set_up
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

DRAFT = Draft("uang", "51", "Denpasar", "2024-09-23", "Amplop dibagikan di balai banjar.", "Lurah")
OWN_NAME = "Sutrisno juga melihatnya sendiri."
LIKES = "boleh ga PNS like postingan calon bupati"


async def to_place(person: Person) -> None:
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    await person.taps(await person.hears("Apa yang terjadi"), "Ikut atau hadir")
    await person.taps(await person.hears("provinsi mana"), "Aceh")
    await person.hears("kabupaten atau kota apa")
    await person.says("Kab. Pidie")
    await person.hears("mana tepatnya")


async def to_review(person: Person) -> str:
    """A report with an answer in words at each step; the review."""
    await to_place(person)
    await person.says("balai desa Sukamaju")
    await person.taps(await person.hears("Kapan terjadi"), "Kemarin")
    await person.hears("Kapan Anda mengetahuinya")
    await person.says("kemarin")
    await person.hears("Ceritakan kejadiannya")
    for part in ("Pak camat naik panggung.", OWN_NAME, "Warga bertepuk tangan."):
        await person.says(part)
        done = await person.hears("Dicatat")
    await person.taps(done, "Selesai")
    await person.hears("Siapa yang dilaporkan")
    await person.says("camat Sigli")
    await person.taps(await person.hears("bekerja di kantor yang sama"), "Ya")
    await person.hears("Kantor mana")
    await person.says("Kantor Camat Sigli")
    await person.taps(await person.hears("Bukti"), "Selesai")
    return str((await person.hears("Periksa dulu"))["text"])


@pytest.mark.usefixtures("bot")
async def test_every_answer_of_a_report_is_corrected_by_editing_its_message(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    assert "Sutrisno" in await to_review(warga)
    changes = {
        OWN_NAME: "Ada yang melihat sendiri.",
        "balai desa Sukamaju": "balai desa Sukamakmur",
        "Kab. Pidie": "Kab. Pidie Jaya",
        "camat Sigli": "sekretaris camat",
        "Kantor Camat Sigli": "Kecamatan Kota Sigli",
        "kemarin": "hari ini",
    }
    for old, new in changes.items():
        await warga.edits(old, new)
        await warga.hears("Perubahan pada pesan Anda dicatat")
        review = (await warga.hears("Periksa dulu"))["text"]
        if new != "hari ini":
            assert new in review
    assert "Sutrisno" not in review
    story = "Pak camat naik panggung.\nAda yang melihat sendiri.\nWarga bertepuk tangan."
    assert story in review
    await warga.edits("Ada yang melihat sendiri.", " ")
    await warga.hears("dibuang dari isian laporan")
    assert "melihat sendiri" not in (await warga.hears("Periksa dulu"))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_correction_at_the_code_reaches_the_report_and_a_later_one_is_answered(
    telegram: TelegramSide,
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await set_up(petugas)
    await to_review(warga)
    await warga.taps(await sees(warga, "Periksa dulu"), "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    await warga.edits(OWN_NAME, "Ada yang melihat sendiri.")
    await warga.hears("belum terkirim")
    await warga.taps(shown, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    await warga.edits("Warga bertepuk tangan.", "Warga diam.")
    told = await warga.hears("tidak mengubah apa pun")
    assert "/lacak" in told["text"]
    opened = ""
    while "naik panggung" not in opened:  # a report comes among the others a moment after it was sent
        await petugas.says("/laporan")
        listed = await sees(petugas, "laporan, halaman")
        if "Ikut atau hadir" in repr(listed["keyboard"]):
            await petugas.taps(listed, "Ikut atau hadir")
            opened = (await petugas.hears("Pak camat naik panggung"))["text"]
    assert "Sutrisno" not in opened
    assert "Ada yang melihat sendiri" in opened


@pytest.mark.usefixtures("bot")
async def test_a_correction_that_can_not_be_taken_says_why(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await to_place(warga)
    await warga.says("balai desa")
    await warga.hears("Kapan terjadi")
    await warga.says("kemarin")
    await warga.hears("Kapan Anda mengetahuinya")
    await warga.edits("kemarin", "1 Januari 2099")
    await warga.hears("Tanggal itu belum tiba")
    await warga.edits("/lapor", "/lapor ya")
    await warga.hears("tidak (lagi) menjadi bagian")
    await warga.edits("Kab. Pidie", "Kab. Aceh Besar")
    said = await warga.hears("Perubahan pada pesan Anda dicatat")
    await warga.taps(said, "Lewati")
    await warga.hears("Ceritakan kejadiannya")


@pytest.mark.usefixtures("bot")
async def test_a_code_put_in_by_an_edit_goes_nowhere(telegram: TelegramSide, settings: Settings) -> None:
    warga = telegram.person("warga")
    await to_place(warga)
    code = await plant(settings, DRAFT)
    await warga.says("balai desa")
    await warga.hears("Kapan terjadi")
    await warga.edits("balai desa", f"balai desa {code}")
    await warga.hears("tidak dicatat")
    await warga.says("/batal")
    await warga.hears("dibatalkan")
    await warga.says(LIKES)
    await warga.hears(lambda one: "ilarang" in (one["text"] or ""))
    await warga.edits(LIKES, code)
    await warga.hears("langsung kami hapus")


@pytest.mark.usefixtures("bot")
async def test_a_corrected_question_is_answered_anew_and_the_old_one_leaves_the_queue(
    telegram: TelegramSide, clock: FixedClock
) -> None:
    asn, petugas = telegram.person("asn"), telegram.person("petugas")
    await asn.says("apakah zqxj wfvk di kantor kami itu gimana")
    await asn.hears(lambda one: one["from_bot"])
    await asn.edits("zqxj wfvk", LIKES)
    await asn.hears(lambda one: "ilarang" in (one["text"] or ""))
    await petugas.says("/pertanyaan")
    shown = await petugas.hears("ertanyaan")
    assert "zqxj" not in shown["text"]
    await asn.says(f"/tanya {LIKES}")
    await asn.hears(lambda one: "ilarang" in (one["text"] or ""))
    await asn.edits("/tanya", "/tanya ASN boleh jadi saksi partai di TPS?")
    await asn.hears(lambda one: "aksi" in (one["text"] or ""))
    clock.advance(LAST_TOPIC)
    await asn.edits("/tanya", f"/tanya {LIKES}")
    await asn.hears("tidak mengubah apa pun")


@pytest.mark.usefixtures("bot")
async def test_what_telegram_changes_itself_makes_no_noise(
    telegram: TelegramSide, settings: Settings
) -> None:
    asn = telegram.person("asn")
    await asn.says(LIKES)
    await asn.hears(lambda one: "ilarang" in (one["text"] or ""))
    await asn.sends_place(-8.65, 115.2)
    await asn.hears("hanya dipakai saat membuat laporan")
    before = len(await asn.chat())
    await asn.edits(LIKES, LIKES, by_telegram=True)
    await asn.edits(LIKES, LIKES)
    place = next(one for one in reversed(await asn.chat()) if not one["from_bot"])
    await asn.edits_place(place["message_id"], -8.66, 115.21)
    await asn.says_in("grup", f"/tanya {LIKES}")
    grup = telegram.person("grup")
    await grup.hears(lambda one: one["from_bot"])
    await grup.edits("/tanya", "/tanya boleh ga jadi saksi?")
    await asn.says("/bantuan")
    await asn.hears("Yang bisa Anda lakukan")
    assert len(await asn.chat()) == before + 2
    await asyncio.sleep(0)
    assert sum(one["from_bot"] for one in await grup.chat()) == 1


@pytest.mark.usefixtures("bot")
async def test_an_edited_command_runs_nothing(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/bantuan")
    await asn.hears("Yang bisa Anda lakukan")
    await asn.edits("/bantuan", "/lapor")
    await asn.hears("tidak mengubah apa pun")
    await asn.says("/batal")
    await asn.hears("Tidak ada yang sedang berjalan")


# --- answers in /lacak ---


async def answering(warga: Person, settings: Settings) -> str:
    """A reporter who may answer officers; the code."""
    code = await plant(settings, DRAFT)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears("Laporan Anda"), "Tambah keterangan")
    await warga.hears("langsung disampaikan")
    return code


async def read_by(petugas: Person, words: str) -> str:
    """Opens the report as soon as an answer with these words is there; the talk."""
    while True:
        await petugas.says("/laporan")
        await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Uang")
        await petugas.taps(await petugas.hears("Amplop dibagikan"), "Percakapan")
        talk = await petugas.hears(lambda one: "Percakapan" in one["text"] or "Belum ada" in one["text"])
        if words in talk["text"]:
            return str(talk["text"])


@pytest.mark.usefixtures("bot")
async def test_an_answer_nobody_has_read_is_replaced_and_a_read_one_is_not(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await set_up(petugas)
    await answering(warga, settings)
    await warga.says("Yang melihat Sutrisno.")
    await warga.hears("Jawaban disampaikan")
    await warga.edits("Sutrisno", "Yang melihat seorang warga.")
    await warga.hears("Perubahan disampaikan")
    await warga.edits("seorang warga", "Yang melihat dua warga.")
    kept = await warga.hears("Perubahan disampaikan")
    await warga.taps(kept, "Selesai")
    shown = await warga.hears("Laporan Anda")
    assert "dua warga" in shown["text"]
    assert "Sutrisno" not in shown["text"]
    assert "seorang warga" not in shown["text"]
    talk = await read_by(petugas, "dua warga")
    assert "Sutrisno" not in talk
    assert "seorang warga" not in talk
    await warga.edits("dua warga", "Yang melihat tiga warga.")
    await warga.hears("tidak bisa diganti lagi")
    await warga.taps(await sees(warga, "Laporan Anda"), "Tambah keterangan")
    await warga.hears("langsung disampaikan")
    await warga.says("Ada juga foto.")
    await warga.hears("Jawaban disampaikan")
    await warga.edits("tiga warga", "Yang melihat empat warga.")
    await warga.hears("tidak bisa diganti lagi")
    talk = await read_by(petugas, "Ada juga foto")
    assert "dua warga" in talk
    assert "empat warga" not in talk


@pytest.mark.usefixtures("bot")
async def test_an_answer_that_waits_for_a_decision_is_corrected_too(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await set_up(petugas)
    await answering(warga, settings)
    await warga.says("Nama saya Sutrisno, saya melihat amplopnya.")
    await warga.hears(lambda one: "Sutrisno" in one["text"] and bool(one["keyboard"]))
    await warga.edits("Sutrisno", "Amplopnya putih.")
    await warga.hears("Jawaban disampaikan")
    await warga.edits("putih", "Nama saya Sutrisno.")
    await warga.hears("belum disampaikan")
    assert "Sutrisno" not in await read_by(petugas, "Amplopnya putih")
    await warga.says("/batal")
    await warga.hears("/lacak ditutup")
    await warga.edits("Sutrisno", "Amplopnya cokelat.")
    told = await warga.hears("tidak mengubah apa pun")
    assert "/lacak" in told["text"]
