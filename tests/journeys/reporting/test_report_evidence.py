"""Evidence as people send it: albums, PDFs, videos, repeats, pictures at the wrong moment, originals."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from services.reporting.draft import Status
from services.reporting.errors import SecondOfficerMissingError
from services.reporting.originals import OriginalsService
from services.reporting.report_encryption import Evidence, OpenReport, Report
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from tests.contents import evidence_of, pieces_of, used_slots
from tests.files import noise, pdf, video
from tests.journeys.conftest import running_bot
from tests.journeys.reporting.test_report import STORY, picture_with_gps, send
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STEPS = (
    ("Apa yang terjadi", "Memakai fasilitas"),
    ("provinsi mana", "Lewati"),
    ("kabupaten", "Lewati"),
    ("tepatnya", "Lewati"),
    ("Kapan terjadi", "Hari ini"),
    ("mengetahuinya", "Hari kejadian itu juga"),
)


async def up_to_story(person: Person) -> None:
    """A report at the step where the story is told."""
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    for words, label in STEPS:
        await person.taps(await person.hears(words), label)
    await person.hears("Ceritakan")


async def up_to_evidence(person: Person) -> Message:
    """A report at the step where files are sent."""
    await up_to_story(person)
    await person.says(STORY)
    await person.taps(await person.hears("Dicatat"), "Selesai")
    await person.taps(await person.hears("Siapa yang dilaporkan"), "Lewati")
    await person.taps(await person.hears("bekerja di kantor"), "Lewati")
    return await person.hears("Kirim bukti foto")


async def opened(settings: Settings) -> tuple[Report, list[Evidence]]:
    """The one report in the database, opened with the office's key."""
    database = Database(settings.database)
    try:
        store, private = Reports(database), load_keys(key_paths(settings)).office_private
        assert private is not None
        (sealed,) = await store.newest(2, [status.value for status in Status])
        report = OpenReport(sealed, sealed.for_office, private)
        return report.report, await evidence_of(database, report)
    finally:
        await database.close()


async def test_an_album_in_any_order_is_all_there(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await up_to_evidence(warga)
        await warga.sends_album([noise() for _ in range(5)], order=[4, 2, 0, 3, 1], caption="lima")
        done = await warga.hears("5 foto diterima")
        counted = [m for m in await warga.chat() if m["from_bot"] and "foto diterima" in m["text"]]
        assert len(counted) == 1, "one message is edited, however many come"
        await warga.sends_file(noise(), "berkas.jpg", kind="document")
        done = await warga.hears("6 foto diterima")
        await warga.taps(done, "Selesai")
        await send(warga)
    _, evidence = await opened(settings)
    assert len(evidence) == 6
    assert all(one.content.startswith(b"\xff\xd8\xff") for one in evidence)


async def test_a_pdf_arrives_as_pictures_of_its_pages(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await up_to_evidence(warga)
        await warga.sends_file(pdf(12), "surat.pdf", kind="document", mime="application/pdf")
        done = await warga.hears("1 PDF (10 halaman) diterima")
        assert "12 halaman; yang disimpan 10 halaman pertama" in done["text"]
        await warga.taps(done, "Selesai")
        await send(warga)
    _, evidence = await opened(settings)
    assert [one.about.page for one in evidence] == list(range(1, 11))
    assert not any(b"Sentinel" in one.content for one in evidence)


@pytest.mark.usefixtures("bot")
async def test_a_video_is_met_kindly_and_loses_nothing(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    await warga.sends_file(noise(), "a.jpg", kind="document")
    await warga.hears("1 foto diterima")
    raw = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
    await warga.sends_file(raw, "rapat.mp4", kind="video", mime="video/mp4")
    assert "Tangkap layar" in (await warga.hears("video belum bisa"))["text"]
    await warga.sends_file(raw, "rapat.jpg", kind="document", mime="image/jpeg")  # the name lies
    refused = await warga.hears("video belum bisa")
    await warga.taps(refused, "Selesai")
    assert "1 foto" in (await warga.hears("Periksa dulu"))["text"]


async def test_where_videos_are_taken_their_moments_are_evidence(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings.model_copy(update={"evidence_video": True}), clock):
        asked = await up_to_evidence(warga)
        assert "foto, video, atau PDF" in asked["text"]
        assert "tanpa suara" in asked["text"]
        clip = video(5, said={"title": "Sentinelawati", "location": "-6.2088+106.8456/"})
        await warga.sends_file(clip, "rapat.mp4", kind="video", mime="video/mp4")
        got = await warga.hears("1 video (3 gambar) diterima")
        assert "Dari video berdurasi 0:05 itu disimpan 3 gambar, tanpa suara" in got["text"]
        await warga.sends_file(clip, "rapat.mp4", kind="video", mime="video/mp4")
        await warga.hears("Berkas itu sudah ada")
        await warga.sends_file(b"RIFF\x00\x00\x00\x00AVI " + bytes(99), "a.avi", kind="document")
        await warga.taps(await warga.hears("video (MP4, MOV, WebM)"), "Selesai")
        await warga.taps(await warga.hears("memuat waktu atau lokasi"), "Jangan ditulis")
        code = await send(warga, await warga.hears("1 video (3 gambar)"))
        await warga.says("/lacak")
        await warga.hears("enam kata")
        await warga.says(code)
        await warga.taps(await warga.hears("3 gambar bukti"), "Tambah")
        await warga.hears("kirim foto, video, atau PDF")
        await warga.sends_file(pdf(2), "a.pdf", kind="document")
        await warga.hears("1 PDF (2 halaman) disampaikan")
        await warga.sends_file(video(3), "b.mp4", kind="video", mime="video/mp4")
        await warga.hears("1 video (2 gambar) disampaikan")
    _, evidence = await opened(settings)
    assert [one.about.second for one in evidence] == [0, 2, 4, None, None, 0, 2]
    assert not any(one.about.place or b"Sentinel" in one.content for one in evidence)


@pytest.mark.usefixtures("bot")
async def test_a_picture_at_another_step_is_kept_and_the_question_asked_again(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_story(warga)
    await warga.sends_file(noise(), "a.jpg", kind="photo", caption="lihat")
    kept = await warga.hears("kami simpan sebagai bukti")
    assert "tidak ikut disimpan" in kept["text"], "what was told below the picture is not the story"
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    shown = await warga.hears("Kirim bukti")
    assert "1 foto diterima" in shown["text"]
    await warga.sends_file(noise(), "b.jpg", kind="document", caption="keterangan")
    both = await warga.hears("2 foto diterima")
    assert both["message_id"] == shown["message_id"]
    await warga.hears("tidak ikut disimpan")


@pytest.mark.usefixtures("bot")
async def test_the_note_about_an_albums_caption_stays_when_its_next_picture_comes(
    telegram: TelegramSide,
) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    await warga.sends_album([noise(), noise()], caption="Camat di panggung, pukul delapan.")
    await warga.counts("2 foto diterima", 1)
    assert any("tidak ikut disimpan" in (one["text"] or "") for one in await warga.chat())


def shaded() -> bytes:
    """A JPEG whose neighbouring pixels differ for certain: it is known again when it is compressed anew, which
    neither noise nor a plain surface is."""
    out = io.BytesIO()
    rings = Image.radial_gradient("L").crop((16, 8, 200, 120)).resize((640, 480))
    rings.convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.usefixtures("bot")
async def test_repeats_are_flagged_and_the_newest_can_be_taken_away(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    photo = shaded()
    await warga.sends_file(photo, "a.jpg", kind="document")
    await warga.hears("1 foto diterima")
    await warga.sends_file(photo, "sama.jpg", kind="document")
    await warga.hears("Berkas itu sudah ada")
    await warga.sends_file(photo, "sama.jpg", kind="photo")  # Telegram's copy: other bytes, the same picture
    shown = await warga.hears("mirip dengan bukti nomor 1")
    await warga.taps(shown, "Hapus yang terakhir")
    again = await warga.hears("Kirim bukti foto")
    assert "1 foto diterima" in again["text"]
    await warga.taps(again, "Hapus semua")
    assert "diterima" not in (await warga.hears("Kirim bukti foto"))["text"]


async def test_place_and_time_become_a_note_only_when_asked_for(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await up_to_evidence(warga)
        await warga.sends_file(picture_with_gps(), "a.jpg", kind="document")
        await warga.taps(await warga.hears("1 foto diterima"), "Selesai")
        asked = await warga.hears("memuat waktu atau lokasi")
        assert (
            "Bukti 1: diambil 20 September 2024 10.11 (zona waktu tidak tercatat), -6.20833, 106.81806"
            in asked["text"]
        )
        await warga.taps(asked, "Tulis waktunya saja")
        review = await warga.hears("Periksa dulu")
        assert "Catatan bukti 1: diambil 20 September 2024 10.11" in review["text"]
        assert "106.8" not in review["text"]
        await send(warga, review)
    report, evidence = await opened(settings)
    assert (evidence[0].about.taken, evidence[0].about.place) == ("2024-09-20 10:11", "")
    assert report.draft.notes == "waktu"


async def test_without_a_word_no_note_goes_along(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await up_to_evidence(warga)
        await warga.sends_file(picture_with_gps(), "a.jpg", kind="document")
        await warga.taps(await warga.hears("1 foto diterima"), "Selesai")
        await warga.taps(await warga.hears("memuat waktu atau lokasi"), "Lewati")
        await send(warga)
    _, evidence = await opened(settings)
    assert (evidence[0].about.taken, evidence[0].about.place) == ("", "")


async def test_an_original_is_kept_if_agreed_and_opened_by_two(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    first, second = picture_with_gps(), picture_with_gps()
    async with running_bot(settings, clock):
        await warga.taps(await up_to_evidence(warga), "Simpan juga berkas asli")
        asked = await warga.hears("bisa membuka siapa Anda")
        await warga.sends_file(first, "sebelum.jpg", kind="document")  # nothing agreed yet
        await warga.hears("1 foto diterima")
        await warga.taps(asked, "Ya, simpan aslinya")
        await warga.hears("mulai sekarang disimpan")
        await warga.hears("Kirim bukti foto")
        await warga.sends_file(second, "sesudah.jpg", kind="document")
        shown = await warga.hears("2 foto diterima")
        assert "Berkas asli yang ikut disimpan: 1" in shown["text"]
        await warga.taps(shown, "Selesai")
        await warga.taps(await warga.hears("memuat waktu atau lokasi"), "Jangan ditulis")
        await send(warga)
    report, evidence = await opened(settings)
    assert [one.about.original is None for one in evidence] == [True, False]
    database = Database(settings.database)
    try:
        private = load_keys(key_paths(settings)).office_private
        case_service = OriginalsService(pieces_of(database), Reports(database), private)
        (about,) = await case_service.listing(report.id)
        assert (about.position, about.sha256) == (1, hashlib.sha256(second).hexdigest())
        for approvals in ([], [b"sari"], [b"sari", b"sari"], [b"sari", b""]):
            with pytest.raises(SecondOfficerMissingError):
                await case_service.open(report.id, about.position, approvals)
        original = await case_service.open(report.id, about.position, [b"sari", b"budi"])
        assert original.content == second
    finally:
        await database.close()
    for path in settings.data_dir.rglob("*.sqlite3*"):
        assert b"SentinelCamera" not in path.read_bytes()


async def test_originals_go_when_the_reporter_changes_the_mind(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.taps(await up_to_evidence(warga), "Simpan juga berkas asli")
        await warga.taps(await warga.hears("bisa membuka siapa Anda"), "Ya, simpan aslinya")
        await warga.hears("Kirim bukti foto")
        await warga.sends_file(noise(), "a.jpg", kind="document")
        shown = await warga.hears("1 foto diterima")
        assert "Berkas asli yang ikut disimpan: 1" in shown["text"]
        await warga.taps(shown, "Berkas asli: ikut disimpan")
        await warga.taps(await warga.hears("bisa membuka siapa Anda"), "Tidak, cukup")
        shown = await warga.hears("Kirim bukti foto")
        assert "Berkas asli yang ikut" not in shown["text"]
        await warga.taps(shown, "Selesai")
        await send(warga)
    report, evidence = await opened(settings)
    assert [one.about.original for one in evidence] == [None]
    assert used_slots(settings.data_dir / "netra.sqlite3") == len(report.draft.slots)


@pytest.mark.usefixtures("bot")
async def test_a_file_telegram_does_not_give_costs_one_word_and_not_the_chat(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    await telegram.fault(method="getFile", status=400)
    await warga.sends_file(noise(), "a.jpg")
    refused = await warga.hears("tidak bisa memberikan berkas itu")
    assert "belum kami terima" in refused["text"]
    assert "Isian Anda yang lain aman" in refused["text"]
    await telegram.fault()
    await warga.sends_file(noise(), "a.jpg")
    await warga.hears("1 foto diterima")
