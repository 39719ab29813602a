"""People of the build before: what they saw yesterday still works today.

The installation is the recorded one (``tests/recorded.py``): open drafts, a code on the screen, an invitation, the
officer's inbox, buttons below old messages, an update that had come when the bot was stopped.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings, bot_id_of
from demo.server import DemoServer
from demo.world import Person as DemoPerson
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from tests.files import noise
from tests.journeys.conftest import running_bot
from tests.journeys.officers import give_workplace, sees
from tests.journeys.reporting.test_report import STORY
from tests.recorded import Recorded, Screen, recorded
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

ANSWER = "Kira-kira dua puluh orang."


@pytest.fixture
def old() -> Recorded:
    return recorded()


@pytest.fixture
def clock(old: Recorded) -> FixedClock:
    return old.clock


@pytest.fixture
async def settings(settings: Settings, demo: DemoServer, old: Recorded) -> Settings:
    """Settings of the recorded bot, whose database and keys lie there, and whose people are in the demo."""
    assert bot_id_of(settings.token) == old.bot_id
    old.write_keys(key_paths(settings))
    database = Database(settings.database)
    await old.fill(database)
    await database.close()
    for name, number in old.people.items():
        person = demo.world.people.get(name) or DemoPerson(name, number, name, started=True)
        demo.world.add_person(person)
        person.started = True
        if name in old.screens:
            put_screen(demo, person, old.screens[name])
    put_screen(demo, demo.world.people["petugas"], old.screens["laporan"])
    put_screen(demo, demo.world.people["asn"], old.screens["pengingat asn"])
    return settings


def _copying(label: str, words: str) -> dict[str, Any]:
    return {"text": label, "copy_text": {"text": words}}


def put_screen(demo: DemoServer, person: DemoPerson, screen: Screen) -> None:
    """The chat as it was: so many messages, the newest of which is the screen."""
    bot = demo.world.bot_user(recorded().bot_id)
    while person.next_message < screen.message_id:
        demo.world.new_message(person, bot, text="(lebih dulu)")
    keyboard = [
        [{"text": one.text, "callback_data": one.data} if ":" in one.data else _copying(one.text, one.data)]
        for one in screen.buttons
    ]
    demo.world.new_message(person, bot, text=screen.text, reply_markup={"inline_keyboard": keyboard})


async def screen_of(person: Person) -> Message:
    """The message the person saw last yesterday; it and all before it count as read."""
    newest = (await person.chat())[-1]["message_id"]
    return await person.hears(lambda message: bool(message["message_id"] == newest))


async def send(person: Person, shown: Message) -> str:
    """From a review, or from a code on the screen, to "terkirim"; the code that counts."""
    labels = [button["text"] for row in shown["keyboard"] for button in row]
    if not any("Sudah saya simpan" in label for label in labels):
        await person.taps(shown, "ambil kode")
        shown = await person.hears("Kode rahasia laporan Anda")
    await person.taps(shown, "Sudah saya simpan")
    return next((str(b["copy_text"]) for row in shown["keyboard"] for b in row if "copy_text" in b), "")


async def tracked(person: Person, code: str) -> Message:
    """What the code of a report shows, once the report is out of the letterbox."""
    while True:
        await person.says(f"/lacak {code}")
        shown = await person.hears(lambda m: "Laporan Anda:" in m["text"] or "sedang dimasukkan" in m["text"])
        if "Laporan Anda:" in shown["text"]:
            return shown
        await asyncio.sleep(0.2)


@pytest.mark.usefixtures("bot")
async def test_an_update_that_had_come_is_answered(telegram: TelegramSide) -> None:
    await telegram.person("salah").hears(lambda message: True)


@pytest.mark.usefixtures("bot")
async def test_a_draft_with_picture_and_original_goes_on_and_arrives(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, old: Recorded
) -> None:
    person, petugas = telegram.person("bukti"), telegram.person("petugas")
    shown = await screen_of(person)
    await person.sends_file(noise(), "lagi.jpg", kind="document")
    more = await person.hears("2 foto diterima")
    assert "Berkas asli yang ikut disimpan: 2" in more["text"]
    await person.taps_data(shown, old.screens["bukti"].data("Selesai"))
    await person.taps(await person.hears("memuat waktu atau lokasi"), "Jangan ditulis")
    review = await person.hears("Periksa dulu")
    assert "2 foto" in review["text"]
    code = await send(person, review)
    await person.hears("Laporan terkirim")
    shown = await tracked(person, code)
    assert "2 gambar bukti" in shown["text"]
    await petugas.says("/laporan")
    await sees(petugas, "laporan, halaman")


@pytest.mark.usefixtures("bot")
async def test_a_code_on_the_screen_still_sends(telegram: TelegramSide, old: Recorded) -> None:
    """With the code that is on the screen, or after a new one was shown: no report is lost either way."""
    person = telegram.person("kode")
    code = old.words["kode"]
    await person.taps_data(await screen_of(person), old.screens["kode"].data("Sudah saya simpan"))
    shown = await person.hears(
        lambda m: "Laporan terkirim" in m["text"] or "Kode rahasia laporan" in m["text"]
    )
    if "Kode rahasia laporan" in shown["text"]:
        code = await send(person, shown)
        await person.hears("Laporan terkirim")
    assert "1 gambar bukti" in (await tracked(person, code))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_review_and_a_story_go_on(telegram: TelegramSide, old: Recorded) -> None:
    person = telegram.person("tinjau")
    await person.taps_data(await screen_of(person), old.screens["tinjau"].data("ambil kode"))
    code = await send(person, await person.hears("Kode rahasia laporan Anda"))
    await person.hears("Laporan terkirim")
    assert "1 gambar bukti" in (await tracked(person, code))["text"]
    other = telegram.person("cerita")
    await other.taps_data(await screen_of(other), old.screens["cerita"].data("Selesai"))
    await other.hears("Siapa yang dilaporkan")


@pytest.mark.usefixtures("bot")
async def test_codes_of_sent_reports_lead_to_them(telegram: TelegramSide, old: Recorded) -> None:
    person = telegram.person("terkirim")
    shown = await tracked(person, old.words["terkirim"])
    assert "3 gambar bukti" in shown["text"]
    assert ANSWER in shown["text"]
    await person.taps(shown, "Tambah keterangan")
    await person.hears("langsung disampaikan")
    await person.says("Satu lagi: ada rekamannya.")
    await person.hears("Jawaban disampaikan")
    assert "Ditolak" in (await tracked(telegram.person("ditutup"), old.words["ditutup"]))["text"]
    other = telegram.person("lacak")  # an answer was under way when the bot was stopped
    await other.says("Jawaban kedua.")
    await other.hears("tulis lagi enam kata")
    await other.says(old.words["lacak"])
    await other.hears("Laporan Anda: Diterima")


async def test_yesterdays_traces_can_still_be_deleted(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, old: Recorded
) -> None:
    person = telegram.person("jejak")
    before = len(await person.chat())
    async with running_bot(settings, clock):
        await person.taps_data(await screen_of(person), old.screens["jejak"].data("Hapus jejak"))
        wiped = [row for row in old.tables["chat_messages"] if row["chat_key"] == old.chat_key("jejak")]
        for one in wiped:
            await person.sees_gone(one["message_id"])
        assert len(wiped) > 10
        assert len(await person.chat()) < before
    database = Database(settings.database)
    assert await Dialogs(database, old.keyring, old.bot_id).load(old.chat_key("jejak"), clock.now()) is None
    await database.close()


@pytest.mark.usefixtures("bot")
async def test_the_officers_screen_is_still_theirs(
    telegram: TelegramSide, settings: Settings, old: Recorded
) -> None:
    """The lock is still open; the report, its thread and each of its pictures are there."""
    petugas = telegram.person("petugas")
    await petugas.taps_data(await screen_of(petugas), old.screens["laporan"].data("Butuh keterangan"))
    opened = await petugas.hears(STORY[:30])
    assert "prioritas mendesak" in opened["text"]
    await petugas.taps(opened, "Percakapan")
    talk = await petugas.hears(ANSWER)
    await petugas.taps(talk, "Kembali")
    await petugas.taps(await sees(petugas, STORY[:30]), "Bukti (3)")
    first = await petugas.hears("Bukti 1 dari 3")
    assert first["photo"] is not None
    raw = await petugas.file(first["photo"]["file_id"])
    assert raw.startswith(b"\xff\xd8\xff")
    assert load_keys(key_paths(settings)).office_private is not None
    assert hashlib.sha256(raw).digest() != hashlib.sha256(old.original("terkirim")).digest()


@pytest.mark.usefixtures("bot")
async def test_an_open_invitation_lets_in(telegram: TelegramSide, old: Recorded) -> None:
    budi = telegram.person("petugas2")
    await budi.says(old.words["invitation"])
    await budi.hears("Selamat bergabung")
    await give_workplace(budi)
    await budi.hears("Pasang kunci kedua")


@pytest.mark.usefixtures("bot")
async def test_buttons_of_reminders_and_announcements_still_work(
    telegram: TelegramSide, old: Recorded
) -> None:
    asn, petugas = telegram.person("asn"), telegram.person("petugas")
    await asn.taps_data(await screen_of(asn), old.screens["pengingat asn"].data("Instansi"))
    await asn.hears("instansi")
    await asn.says("Dinas Sosial")
    await asn.hears("Instansi: Dinas Sosial")
    await petugas.taps_data(await screen_of(petugas), old.screens["pengumuman"].data("Kirim sekarang"))
    await asn.hears("Besok apel netralitas")
