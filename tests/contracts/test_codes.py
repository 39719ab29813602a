"""A code typed anywhere reaches nobody: not the queue, not a report, not an officer, not a log, not a file."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from demo.server import DemoServer
from services.reporting.draft import Draft, Status
from services.reporting.report_encryption import OpenReport
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from tests.journeys.conftest import running_bot
from tests.journeys.officers import gone, picture, plant, sees, set_up
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import Person, TelegramSide

DRAFT = Draft("uang", "51", "Denpasar", "2024-09-23", "Amplop dibagikan di balai banjar.", "Lurah")


async def types_it_at_every_step(person: Person, code: str) -> None:
    """Writes a report with the code among the words of every answer, and sends it."""
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    await person.hears("Apa yang terjadi")
    await person.says(code)
    await person.hears("tidak dicatat")
    await person.taps(await sees(person, "Apa yang terjadi"), "Ikut atau hadir")
    await person.taps(await person.hears("provinsi mana"), "Aceh")
    for question, answer in (
        ("kabupaten atau kota apa", "Kab. Pidie {0}"),
        ("mana tepatnya", "lapangan {0} dusun"),
        ("Kapan terjadi", "{0} malamnya"),
        ("Kapan Anda mengetahuinya", "pagi {0}"),
    ):
        await person.hears(question)
        await person.says(answer.format(code))
        await person.hears("tidak dicatat")
    await person.hears("Ceritakan kejadiannya")
    first, second = " ".join(code.split()[:3]), " ".join(code.split()[3:])
    for part in (f"Camat naik. {code}", code, f"tiga {first}", second):
        await person.says(part)
    await person.taps(await person.counts("Dicatat", 3), "Selesai")
    await person.hears("Siapa yang dilaporkan")
    await person.says(f"camat {code}")
    await person.taps(await person.hears("bekerja di kantor yang sama"), "Ya")
    await person.hears("Kantor mana")
    await person.says(f"Kantor Camat {code}")
    await person.hears("Bukti")
    await person.sends_file(picture(), "foto.jpg", caption=f"kodenya {code}")
    await person.taps(await person.hears("1 foto"), "Selesai")
    await person.edits("Camat naik", f"Camat naik podium {code}")
    await person.hears("Perubahan pada pesan Anda dicatat")
    await person.taps(await sees(person, "Periksa dulu"), "ambil kode")
    shown = await person.hears("Kode rahasia laporan Anda")
    await person.says(code)
    await person.hears("tidak dicatat")
    await person.taps(shown, "Sudah saya simpan")
    await person.hears("Laporan terkirim")


async def types_it_in_the_office(petugas: Person, code: str) -> None:
    """As a note, a question, a word to mask, an officer's name, and on screens that ask nothing."""
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "laporan, halaman"), "Uang")
    opened = await petugas.hears("Amplop dibagikan")
    await petugas.says(code)
    await petugas.hears("tidak ada yang dicatat")
    await petugas.taps(opened, "Catatan internal")
    notes = await petugas.hears("Belum ada")
    await petugas.says(f"catatan {code}")
    await petugas.hears("tidak ada yang dicatat")
    await petugas.taps(notes, "Kembali")
    await petugas.taps(await sees(petugas, "Amplop dibagikan"), "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    await petugas.says(f"tanya {code}")
    await petugas.hears("tidak ada yang dicatat")
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Undang petugas baru")
    await petugas.taps(await petugas.hears("Sebagai apa"), "Petugas")
    await petugas.hears("Tulis nama orangnya")
    await petugas.says(code)
    await petugas.hears("tidak ada yang dicatat")
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    await petugas.says(code)
    await petugas.hears("tidak ada yang dicatat")
    await petugas.says("/pengumuman")
    await petugas.hears("engumuman")
    await petugas.says(f"pengumuman {code}")
    await petugas.taps(await petugas.hears("tampaknya ada kode rahasia"), "Hapus pesan itu")
    await petugas.hears("Pesan itu dihapus")


def said_in(draft: Draft) -> str:
    """All words of a report."""
    fields = (draft.district, draft.place, draft.when, draft.known, draft.story, draft.accused, draft.agency)
    return " ".join(" ".join(fields).split())


async def test_a_code_typed_anywhere_reaches_nobody(
    demo: DemoServer,
    telegram: TelegramSide,
    settings: Settings,
    clock: FixedClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    warga, petugas, asn = (telegram.person(key) for key in ("warga", "petugas", "asn"))
    async with running_bot(settings, clock):
        await set_up(petugas)
        code = await plant(settings, DRAFT)
        for text in (code, f"tolong {code}", f"/tanya {code}", f"/topik {code}", f"/start {code}"):
            await asn.says(text)
            await asn.hears("kode rahasia laporan")
        await asn.says_in("grup", f"/tanya {code}")
        await telegram.person("grup").hears("tampak pribadi")
        assert not (await asn.types_inline(code))["results"]
        await asn.says("/ikrar")
        await asn.taps(await asn.hears("krar"), "krar")
        await asn.hears("nama")
        await asn.says(code)
        await asn.hears("langsung kami hapus")
        await types_it_at_every_step(warga, code)
        await warga.says(f"/lacak {code}")
        await warga.taps(await warga.hears("Laporan Anda"), "Tambah keterangan")
        await warga.hears("langsung disampaikan")
        await warga.says(f"jawaban {code}")
        await warga.hears("Jawaban disampaikan")
        await types_it_in_the_office(petugas, code)
        await petugas.says("/batal")
        await petugas.hears("atal")
        await petugas.says("/pertanyaan")
        await petugas.hears("Tidak ada pertanyaan yang menunggu")
        await gone(petugas, code)
    pairs = [" ".join(pair) for pair in pairwise(code.split())]  # one word alone may be anybody's
    private = load_keys(key_paths(settings)).office_private
    assert private is not None
    database = Database(settings.database)
    try:
        for sealed in await Reports(database).newest(50, [Status.RECEIVED]):
            draft = OpenReport(sealed, sealed.for_office, private).report.draft
            said = said_in(draft)
            assert "podium" in said or "Amplop" in said
            assert not [pair for pair in pairs if pair in said]
            assert draft.told == ()
    finally:
        await database.close()
    for name, content in files_below(settings.data_dir):
        assert code.encode() not in content, name
    out = capsys.readouterr()
    assert not [pair for pair in pairs if pair in out.out or pair in out.err]
