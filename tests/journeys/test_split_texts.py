"""What Telegram splits, hides or parts otherwise than by a space arrives whole."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from services.announcements.draft import MOST_TEXTS
from tests.journeys.announcements.test_announce import compose, hub, send, texts_of
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.officers import plant, set_up
from tests.journeys.reporting.test_followup import DRAFT, asked
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

FIRST = ("Kalimat pertama. " * 300)[:4_080]
SECOND = "Sisa teks yang dipotong Telegram."
LINK = "https://contoh.id/unggahan/1?lihat=ya"


def linked(text: str, words: str) -> list[dict[str, object]]:
    """An entity that hides a link behind words."""
    return [{"type": "text_link", "offset": text.index(words), "length": len(words), "url": LINK}]


async def test_both_parts_of_a_split_text_are_announced_in_order(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings.model_copy(update={"broadcast_rate": 0.0}), clock):
        await subscribe(asn)
        await set_up(admin)
        await compose(admin, FIRST)
        await admin.says(SECOND)
        shown = await hub(admin, "Teks dalam 2 pesan")
        await admin.taps(shown, "Tombol tautan")
        await admin.hears("satu per baris")
        await admin.says("Baca | https://contoh.go.id/netral")
        shown = await admin.hears("Tombol: Baca")
        await admin.taps(shown, "Pratinjau")
        await admin.hears(SECOND)
        await admin.says("Bukan lanjutannya.")
        await admin.hears("belum masuk")
        card = await send(admin, shown)
        assert "1 dari 1" in card["text"]
        received = [one for one in await asn.chat() if one["from_bot"]][-2:]
        assert [one["text"] for one in received] == [FIRST.strip(), SECOND]
        assert received[0]["keyboard"] is None
        assert received[1]["keyboard"][0][0]["url"] == "https://contoh.go.id/netral"
        assert "Bukan lanjutannya." not in await texts_of(asn)


@pytest.mark.usefixtures("bot")
async def test_a_text_of_too_many_messages_is_named(telegram: TelegramSide) -> None:
    admin = telegram.person("petugas")
    await compose(admin, FIRST)
    for _ in range(MOST_TEXTS - 1):
        await admin.says(FIRST)
    await hub(admin, f"Teks dalam {MOST_TEXTS} pesan")
    await admin.says(SECOND)
    await admin.hears("tidak ikut")


@pytest.mark.usefixtures("bot")
async def test_a_short_content_is_not_gone_on_with(telegram: TelegramSide) -> None:
    admin = telegram.person("petugas")
    await compose(admin, "Besok apel")
    await admin.says("Eh, lusa")
    await admin.hears("belum masuk")
    assert "Teks dalam" not in (await hub(admin))["text"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("between", ["\n", "\u00a0", " \n\n", "\t"])
async def test_a_command_takes_what_follows_on_any_line(
    between: str, telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await warga.says(f"/tanya{between}boleh ga PNS jadi tim sukses?")
    await warga.hears("⛔")
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    await warga.says(f"/lacak{between}{code}")
    await warga.hears("menunggu dibaca petugas")
    assert not any(code in (one["text"] or "") for one in await warga.chat())


async def up_to_story(warga: Person) -> Message:
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "media sosial")
    await warga.taps(await warga.hears("provinsi mana"), "DKI Jakarta")
    await warga.taps(await warga.hears("kabupaten atau kota"), "Lewati")
    await warga.taps(await warga.hears("tepatnya"), "Lewati")
    await warga.taps(await warga.hears("Kapan terjadi"), "Kemarin")
    await warga.taps(await warga.hears("Kapan Anda mengetahuinya"), "Hari ini")
    return await warga.hears("Ceritakan")


@pytest.mark.usefixtures("bot")
async def test_links_that_hide_in_a_story_are_kept_and_shown(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga = telegram.person("warga")
    await up_to_story(warga)
    story = "Camat mengunggah dukungan di sini, lihat sendiri."
    await warga.says(story, linked(story, "di sini"))
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says("Camat", linked("Camat", "Camat"))
    await warga.taps(await warga.hears("bekerja di kantor yang sama"), "Tidak")
    await warga.taps(await warga.hears("Kirim bukti foto"), "Selesai")
    review = await warga.hears("Periksa dulu")
    assert f"di sini ({LINK}), lihat" in review["text"]
    assert f"Camat ({LINK})" in review["text"]


@pytest.mark.usefixtures("bot")
async def test_links_that_hide_in_questions_and_answers_are_kept(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears("Butuh keterangan"), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    answer = "Ini unggahannya."
    await warga.says(answer, linked(answer, "unggahannya"))
    kept = await warga.hears("Jawaban disampaikan")
    await warga.taps(kept, "Selesai")
    await warga.hears(f"Ini unggahannya ({LINK}).")


@pytest.mark.usefixtures("bot")
async def test_a_correction_that_is_too_long_is_refused_and_not_cut(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "media sosial")
    await warga.taps(await warga.hears("provinsi mana"), "DKI Jakarta")
    await warga.hears("kabupaten atau kota")
    await warga.says("Jakarta Pusat")
    await warga.hears("tepatnya")
    await warga.edits("Jakarta Pusat", "Jakarta Pusat, " + "dekat pasar " * 30)
    await warga.hears("terlalu panjang untuk langkah ini")
