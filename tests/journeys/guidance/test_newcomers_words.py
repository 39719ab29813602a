"""Words a newcomer stumbled over: each says what is so, and what to do next."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.app.settings import Settings
from demo.server import DemoServer
from handlers.access.texts import doors as door_texts
from handlers.announcements.texts import announce as announce_texts
from handlers.reporting.texts import privacy
from services.access.unlock import UNLOCKED_FOR
from tests.journeys.announcements.test_announce import compose, keep, texts_of
from tests.journeys.calendar.test_reminders import settled, subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.officers import STEP, code_of, plant, sees, set_up
from tests.journeys.reporting.test_followup import DRAFT, asked
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

GROUP = "grup"
LONGEST_TO_READ = 1_500
"""Characters a tired reader takes in before a page has to be turned."""


@contextmanager
def alerts_to(demo: DemoServer, key: str) -> Iterator[asyncio.Queue[Any]]:
    """Events of a page that shows somebody, answers to taps among them."""
    events: asyncio.Queue[Any] = asyncio.Queue()
    demo.world.people[key].pages.append(events)
    yield events
    demo.world.people[key].pages.remove(events)


async def answer_to_a_tap(events: asyncio.Queue[Any]) -> dict[str, Any]:
    """The next answer to a tap that says something."""
    while True:
        event, data = await events.get()
        if event == "callback_answer" and data["text"]:
            found: dict[str, Any] = data
            return found


def labels(shown: Message) -> list[str]:
    return [str(one["text"]) for row in shown["keyboard"] or [] for one in row]


# --- /lacak ---


@pytest.mark.usefixtures("bot")
async def test_right_words_in_another_order_are_not_called_misspelt(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga = telegram.person("warga")
    words = (await plant_one(telegram, settings)).split()
    await warga.says("/lacak")
    await warga.hears("enam kata")
    for turned in ([*words[1:], words[0]], [*words[2:], *words[:2]], words[::-1]):
        await warga.says(" ".join(turned))
        heard = await warga.hears(lambda one: "urutannya" in one["text"])
        assert "Periksa ejaannya" not in heard["text"]
    await warga.says(" ".join(["zzqzzq", *words[1:]]))
    await warga.hears("Periksa ejaannya")
    await warga.says(" ".join(words))
    await warga.hears("Laporan Anda")


async def plant_one(telegram: TelegramSide, settings: Settings) -> str:
    """A report in the database of a running bot; its code."""
    witness = telegram.person("asn")
    await witness.says("/start")  # the bot is up, its keys are there
    await witness.hears("Netra")
    return await plant(settings, DRAFT)


@pytest.mark.usefixtures("bot")
async def test_selesai_tapped_twice_says_it_once(telegram: TelegramSide, settings: Settings) -> None:
    warga = telegram.person("warga")
    code = await asked(telegram.person("petugas"), settings)
    await warga.says(f"/lacak {code}")
    shown = await warga.hears("Butuh keterangan")
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.says("Dua puluh orang.")
    kept = await warga.hears("Jawaban disampaikan")
    await warga.taps(kept, "Selesai")
    await warga.taps(kept, "Selesai")
    after = await warga.hears("sekarang menunggu petugas")
    await settled(telegram)
    assert len([t for t in await texts_of(warga) if "sekarang menunggu petugas" in t]) == 1
    end = next(str(b["data"]) for row in after["keyboard"] for b in row if b["text"] == "Selesai")
    await warga.taps_data(after, end)
    await warga.taps_if_there(after["message_id"], end)
    closed = await warga.hears("ditutup di layar ini")
    await warga.says("/bantuan")
    await warga.hears("Yang bisa Anda lakukan")
    said = await texts_of(warga)
    assert len([text for text in said if "ditutup di layar ini" in text]) == 1
    assert not any("sekarang menunggu petugas" in text for text in said), "what was read is gone"
    assert "Hapus jejak percakapan" in labels(closed)


# --- evidence ---


def screenshot(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


async def up_to_evidence(warga: Person) -> None:
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    for words in ("Apa yang terjadi", "provinsi mana", "kabupaten", "tepatnya", "Kapan terjadi"):
        await warga.taps(await warga.hears(words), "Lewati")
    await warga.taps(await warga.hears("Kapan Anda mengetahuinya"), "Lewati")
    await warga.taps(await warga.hears("Ceritakan"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.hears("Kirim bukti")


@pytest.mark.usefixtures("bot")
async def test_a_long_screenshot_sent_as_a_photo_is_asked_for_as_a_file(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    await warga.sends_file(screenshot(1080, 2400), "layar.jpg")  # one screen of a phone: legible
    await warga.hears("1 foto diterima")
    await warga.sends_file(screenshot(1080, 9000), "panjang.jpg", kind="document")
    await warga.hears("2 foto diterima")
    await settled(telegram)
    assert not any("mengecilkannya" in text for text in await texts_of(warga))
    await warga.sends_file(screenshot(1000, 8000), "panjang.jpg")
    await warga.hears("3 foto diterima")
    hint = await warga.hears("mengecilkannya")
    assert "sebagai berkas" in hint["text"]


@pytest.mark.usefixtures("bot")
async def test_a_long_screenshot_added_later_gets_the_same_hint(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga = telegram.person("warga")
    code = await asked(telegram.person("petugas"), settings)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears("Butuh keterangan"), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.sends_file(screenshot(1000, 8000), "panjang.jpg")
    assert "sebagai berkas" in (await warga.hears("1 foto disampaikan"))["text"]


@pytest.mark.usefixtures("bot")
async def test_an_old_step_is_told_in_passing(telegram: TelegramSide, demo: DemoServer) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    first = await warga.hears("Apa yang terjadi")
    await warga.taps(first, "Lewati")
    await warga.hears("provinsi mana")
    with alerts_to(demo, "warga") as events:
        await warga.taps(first, "Lewati")
        answer = await answer_to_a_tap(events)
    assert "langkah sebelumnya" in answer["text"]
    assert not answer["show_alert"]


# --- in groups ---


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", ["/lacak", "/lacak satu dua", "/privasi", "/profil", "/laporan"])
async def test_a_private_command_in_a_group_leads_to_the_private_chat(
    telegram: TelegramSide, command: str
) -> None:
    asn, group = telegram.person("asn"), telegram.person(GROUP)
    await asn.says_in(GROUP, command)
    said = await group.hears("percakapan pribadi")
    assert said["text"] == door_texts.COMMAND_ONLY_PRIVATE, "the same whatever was asked for"
    assert said["keyboard"][0][0]["url"] == "https://t.me/NetraDemoBot?start=grup"


@pytest.mark.usefixtures("bot")
async def test_commands_of_many_bots_are_left_alone(telegram: TelegramSide) -> None:
    asn, group = telegram.person("asn"), telegram.person(GROUP)
    for command in ("/start", "/help", "/bantuan", "/batal", "/lacak@lain_bot", "/cuaca"):
        await asn.says_in(GROUP, command)
    await asn.says_in(GROUP, "/tanya")
    await group.hears("setelah perintah")
    assert len([one for one in await group.chat() if one["from_bot"]]) == 1


# --- announcements ---


async def test_an_owner_who_is_alone_learns_how_an_announcement_is_approved(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    settings = settings.model_copy(update={"announcement_approval": True})
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        kept = await keep(admin, await compose(admin))
        await admin.taps(kept, "Buka")
        card = await admin.hears("Draf")
        for shown in (kept, card):
            assert "/peran" in shown["text"]
            assert "Undang petugas baru" in shown["text"]


@pytest.mark.usefixtures("bot")
async def test_without_subscribers_it_is_said_why_and_what_to_do(
    telegram: TelegramSide, demo: DemoServer
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    shown = await compose(admin)
    assert "belum ada penerima" in shown["text"]
    assert "/pengingat" in shown["text"]
    with alerts_to(demo, "petugas") as events:
        await admin.taps(shown, "Lanjut")
        assert (await answer_to_a_tap(events))["text"] == announce_texts.NO_SUBSCRIBERS
    await subscribe(asn)
    shown = await compose(admin)
    assert "/pengingat" not in shown["text"]
    await admin.taps(shown, "Penerima")
    await admin.taps(await admin.hears(lambda one: "Peran" in labels(one)), "Peran")
    await admin.taps(await admin.hears("Pilih peran penerima"), "PPPK")
    none = await admin.hears("0 penerima")
    assert "/pengingat" not in none["text"], "there are subscribers, only none of these"


# --- the officers' door ---


async def test_one_request_for_the_password_however_often_a_tap_leads_there(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        kept = await keep(admin, await compose(admin))
        clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
        start = next(str(b["data"]) for row in kept["keyboard"] for b in row if "Kirim" in b["text"])
        for _ in range(3):
            await admin.taps_data(kept, start)
        await admin.says("/laporan")
        await admin.says("123")
        await admin.hears("belum terbaca")
        await settled(telegram)
        asking = [text for text in await texts_of(admin) if "6 angka" in text and "aplikasi" in text]
        assert len(asking) == 1, asking
        clock.advance(STEP)
        await admin.says(await code_of(admin))
        await admin.hears("Laporan terbuka")
        await settled(telegram)
        assert not any("6 angka" in text and "aplikasi" in text for text in await texts_of(admin))


async def test_an_owner_is_not_sent_to_an_admin_for_an_invitation(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin = telegram.person("petugas")
    async with running_bot(settings, clock):
        await set_up(admin)
        await admin.says("/kunci")
        await admin.hears("Terkunci")
        await admin.says("/laporan")
        await admin.hears("6 angka")
        await admin.says("000000")
        wrong = await admin.hears("tidak cocok")
        assert "undangan ulang" not in wrong["text"]
        assert "officers reset" in wrong["text"]
        await admin.says("/start petugas-nosuchinvitation")
        no = await admin.hears("tidak berlaku")
        assert "Mintalah undangan baru" not in no["text"]
        assert "/laporan" in no["text"]


# --- /privasi ---


@pytest.mark.usefixtures("bot")
async def test_the_privacy_page_is_read_page_by_page_and_nothing_of_it_is_lost(
    telegram: TelegramSide,
) -> None:
    warga = telegram.person("warga")
    await warga.says("/privasi")
    page = await warga.hears("Yang kami jaga")
    assert "Cara melapor resmi" in labels(page)
    read = [page["text"]]
    while "Berikutnya ›" in labels(page):
        await warga.taps(page, "Berikutnya")
        number = len(read) + 1
        page = await warga.hears(f"halaman {number} dari")
        read.append(page["text"])
    assert all(len(text) <= LONGEST_TO_READ for text in read), [len(text) for text in read]
    whole = "\n".join(read)
    for promise in (*privacy.PROMISES, *privacy.OUTSIDE_REPORTS):
        assert promise in whole
    await warga.taps(page, "Sebelumnya")
    await sees(warga, f"halaman {len(read) - 1} dari")


@pytest.mark.usefixtures("bot")
async def test_the_way_on_with_a_report_stands_on_every_page(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Baca privasi")
    page = await warga.hears("Yang kami jaga")
    assert "Hapus jejak percakapan" in labels(page)
    await warga.taps(page, "Berikutnya")
    await warga.taps(await warga.hears("halaman 2 dari"), "Mulai")
    await warga.hears("Apa yang terjadi")
