"""A secret code typed anywhere but in /lacak goes nowhere, and people are told what became of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.app.settings import Settings
from demo.server import DemoServer
from services.reporting.draft import Draft
from tests.journeys.conftest import running_bot
from tests.journeys.officers import gone, picture, plant, sees, set_up
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import Person, TelegramSide

DRAFT = Draft("uang", "51", "Denpasar", "2024-09-23", "Amplop dibagikan di balai banjar.", "Lurah")
LAYOUTS = ["{0}", "  1. {1}\n2. {2}\n3. {3}\n4. {4}\n5. {5}\n6. {6}"]
AMONG = [
    "min laporan saya {0} sudah sampai mana ya",
    "Kode rahasia laporan Anda\n\n{0}\n\nSimpan keenam kata ini di luar Telegram.",
]


def laid_out(layout: str, code: str) -> str:
    return layout.format(code, *code.split())


async def planted(person: Person, settings: Settings) -> str:
    """The code of a report in a bot that answers by now."""
    await person.says("/start")
    await person.hears("netralitas ASN")
    return await plant(settings, DRAFT)


async def mine(person: Person, words: str) -> list[int]:
    """Ids of the person's own messages with these words in them."""
    return [
        one["message_id"]
        for one in await person.chat()
        if not one["from_bot"] and words in (one["text"] or "")
    ]


async def queue_of(petugas: Person) -> str:
    await petugas.says("/pertanyaan")
    return str((await petugas.hears(lambda one: "ertanyaan" in (one["text"] or "")))["text"])


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("layout", LAYOUTS)
async def test_a_code_alone_is_deleted_at_once_and_never_asked(
    telegram: TelegramSide, settings: Settings, layout: str
) -> None:
    asn, petugas = telegram.person("asn"), telegram.person("petugas")
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    await asn.says("halo")
    await asn.hears("Halo")
    await asn.says(laid_out(layout, code))
    told = await asn.hears("langsung kami hapus")
    await gone(asn, laid_out(layout, code).strip())
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    assert code[:12] not in await queue_of(petugas)
    await asn.taps(told, "Lihat kabar laporan")
    await asn.hears("enam kata")
    await asn.says(laid_out(layout, code))
    await asn.hears("Laporan Anda: Diterima")
    await gone(asn, laid_out(layout, code).strip())


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("layout", AMONG)
@pytest.mark.parametrize("command", ["", "/tanya "])
async def test_a_code_among_words_is_asked_about_and_never_answered(
    telegram: TelegramSide, settings: Settings, layout: str, command: str
) -> None:
    asn = telegram.person("asn")
    code = await planted(asn, settings)
    await asn.says(command + laid_out(layout, code))
    told = await asn.hears("tampaknya ada kode rahasia")
    (typed,) = await mine(asn, code)
    await asn.taps(told, "Hapus pesan itu")
    await asn.sees_gone(typed)
    await asn.hears("Pesan itu dihapus")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("layout", [*LAYOUTS, *AMONG])
async def test_lacak_reads_the_code_from_any_message(
    telegram: TelegramSide, settings: Settings, layout: str
) -> None:
    asn = telegram.person("asn")
    code = await planted(asn, settings)
    await asn.says("/lacak")
    await asn.hears("enam kata")
    await asn.says(laid_out(layout, code))
    await asn.taps(await asn.hears("Laporan Anda: Diterima"), "Selesai")
    await asn.hears("ditutup di layar ini")
    await asn.says("/lacak " + laid_out(layout, code))
    await asn.hears("Laporan Anda: Diterima")
    await gone(asn, laid_out(layout, code).strip())


async def to_story(person: Person) -> None:
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    await person.taps(await person.hears("Apa yang terjadi"), "Ikut atau hadir")
    await person.taps(await person.hears("provinsi mana"), "Aceh")
    for question in ("kabupaten atau kota apa", "mana tepatnya", "Kapan terjadi", "Kapan Anda mengetahuinya"):
        await person.taps(await person.hears(question), "Lewati")
    await person.hears("Ceritakan kejadiannya")


@pytest.mark.usefixtures("bot")
async def test_a_code_in_a_story_never_reaches_the_report(telegram: TelegramSide, settings: Settings) -> None:
    """The words beside the code are none of a code's: one that is makes a code of its own of five others, once in
    64 times, and goes with them."""
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    words = code.split()
    await to_story(warga)
    await warga.says(f"Pak camat naik podium. {code} Kejadiannya pagi.")
    told = await warga.hears("tidak dicatat")
    await warga.taps(told, "Hapus pesan itu")
    await warga.hears("Pesan itu dihapus")
    await warga.says(code)
    await warga.hears("langsung kami hapus")
    await warga.says(f"Lanjutannya {' '.join(words[:3])}")
    await warga.counts("Dicatat", 2)
    await warga.says(f"{' '.join(words[3:])} berlanjut malam.")
    await warga.hears("bersama-sama memuat")
    await warga.taps(await warga.counts("Dicatat", 3), "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says(f"camat {code}")
    await warga.hears("tidak dicatat")
    await warga.taps(await warga.hears("bekerja di kantor yang sama"), "Lewati")
    question = await warga.hears("Bukti")
    await warga.sends_file(picture(), "foto.jpg", caption=f"ini {code}")
    await warga.hears("tidak dicatat")
    await warga.taps(await warga.hears("1 foto"), "Selesai")
    review = await warga.hears("Periksa dulu")
    assert "naik podium. Kejadiannya pagi" in review["text"], question
    assert "berlanjut malam" in review["text"]
    for pair in pairwise(words):  # one word alone may be anybody's
        assert " ".join(pair) not in review["text"].replace("\n", " ")


@pytest.mark.usefixtures("bot")
async def test_a_code_in_an_answer_never_reaches_the_officers(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears("Laporan Anda"), "Tambah keterangan")
    await warga.hears("langsung disampaikan")
    await warga.says(f"Ada dua saksi. {code}")
    await warga.hears("tidak disampaikan")
    await warga.hears("Jawaban disampaikan")
    await warga.says(code)
    again = await warga.hears("langsung kami hapus")
    assert "tidak disampaikan" in again["text"]
    words = code.split()
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Uang")
    await petugas.taps(await petugas.hears("Ada dua saksi"), "Percakapan")
    talk = await petugas.hears("Percakapan dengan pelapor")
    assert " ".join(words[:2]) not in talk["text"]


@pytest.mark.usefixtures("bot")
async def test_officers_and_admins_can_pass_no_code_on(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Uang")
    opened = await petugas.hears("Amplop dibagikan")
    await petugas.taps(opened, "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    await petugas.says(f"Apakah kode Anda {code}?")
    await petugas.hears("tidak ada yang dicatat atau diteruskan")
    await gone(petugas, code)
    await petugas.says("/pengumuman")
    await petugas.hears(lambda one: "engumuman" in (one["text"] or ""))
    await petugas.says(f"Halo semua {code}")
    await petugas.hears("tampaknya ada kode rahasia")


@pytest.mark.usefixtures("bot")
async def test_in_a_group_nothing_tells_that_it_was_a_code(
    telegram: TelegramSide, settings: Settings
) -> None:
    asn, grup = telegram.person("asn"), telegram.person("grup")
    code = await planted(asn, settings)
    for text in (f"/tanya {code}", f"/lacak {code}", f"@NetraDemoBot {code} itu apa"):
        await asn.says_in("grup", text)
        told = await grup.hears("isinya tampak pribadi")
        assert not any(word in told["text"].casefold() for word in ("kode", "lapor", "rahasia"))
    await asn.says_in("grup", code)  # to the others; the bot does not see it
    theirs = [one for one in await grup.chat() if one["text"] == code]
    await asn.says_in("grup", "/tanya", reply_to=theirs[-1]["message_id"])
    await grup.hears("isinya tampak pribadi")
    offered = await asn.types_inline(code)
    assert not offered["results"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "words", ["kode saya hilang", "/tanya kode rahasia saya lupa min", "kodenya ilang gimana"]
)
async def test_a_lost_code_is_explained(telegram: TelegramSide, words: str) -> None:
    asn = telegram.person("asn")
    await asn.says(words)
    told = await asn.hears("Kalau kode rahasia hilang")
    assert "tidak dapat dipulihkan" in told["text"]
    assert "tetap ditangani" in told["text"]
    await asn.says("/bantuan")
    await asn.hears("Kode rahasia hilang?")
    await asn.says("/lacak")
    await asn.hears("kode saya hilang")
    await asn.says("kode saya hilang")
    await asn.hears("Kalau kode rahasia hilang")


async def test_no_file_and_no_log_holds_a_code_that_was_typed(
    demo: DemoServer,
    telegram: TelegramSide,
    settings: Settings,
    clock: FixedClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        code = await planted(asn, settings)
        await asn.says(code)
        await asn.hears("langsung kami hapus")
        await asn.says(f"tolong {code} dong")
        await asn.hears("tampaknya ada kode rahasia")
    for name, content in files_below(settings.data_dir):
        assert code.encode() not in content, name
    assert code not in capsys.readouterr().out
