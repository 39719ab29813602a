"""Pictures that are no photos for Telegram, and screens whose filling is refused: an officer always sees
something, and a reporter too."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.files import noise
from tests.journeys.casework.test_officer_handover import opened_report
from tests.journeys.officers import picture, sees
from tests.journeys.reporting.test_report_evidence import up_to_evidence
from tests.telegram_side import Message, Person, TelegramSide

pytestmark = pytest.mark.usefixtures("bot")
LONG = (240, 5_400)
"""A long screenshot: more than twenty times as high as wide."""
WIDE = (6_100, 4_000)
"""Twenty-four megapixels: 10,100 pixels along two sides."""


async def shows_file(person: Person, words: str) -> Message:
    """A file with these words below it."""
    return await person.hears(lambda one: bool(one["document"]) and words in (one["text"] or ""))


async def test_an_officer_sees_pictures_of_every_shape(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    shapes = [picture(width=LONG[0], height=LONG[1]), picture(noise=False, width=WIDE[0], height=WIDE[1])]
    await petugas.taps(await opened_report(petugas, settings, *shapes, picture()), "Bukti (3)")
    first = await shows_file(petugas, "Bukti 1 dari 3")
    assert first["protected"]
    await petugas.taps(first, "›")
    second = await shows_file(petugas, "Bukti 2 dari 3")
    await petugas.taps(second, "›")
    third = await petugas.hears("Bukti 3 dari 3")
    assert third["photo"] is not None
    assert third["document"] is None, "an ordinary picture is a photo again"
    await petugas.taps(third, "›")
    await petugas.taps(await sees(petugas, "Bukti 1 dari 3"), "Buramkan sebagian")
    grid = await petugas.hears("Tekan nomor petak")
    assert grid["photo"] is not None, "the cells of a long picture are chosen on a photo"
    await petugas.taps(grid, "7")
    await petugas.taps(await petugas.hears(lambda one: "▣7" in str(one["keyboard"])), "Simpan")
    await shows_file(petugas, "Disimpan")


@pytest.mark.parametrize(
    ("wanted", "method"),
    [
        ("Bukti (1)", "editMessageMedia"),
        ("Serahkan", "editMessageText"),
        ("Catatan internal", "editMessageText"),
        ("Percakapan", "editMessageText"),
        ("Semua laporan", "editMessageText"),
    ],
)
async def test_every_screen_of_an_officer_that_waits_ends_in_words(
    wanted: str, method: str, telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    shown = await opened_report(petugas, settings, picture())
    await telegram.fault(method=method, status=400, times=2 if method == "editMessageMedia" else 1)
    await petugas.taps(shown, wanted)
    told = await petugas.hears("Telegram menolaknya")
    assert not any("Menyiapkan" in (one["text"] or "") for one in await petugas.chat())
    assert told["from_bot"]


async def test_a_hand_over_and_a_chart_that_are_refused_say_so(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    await petugas.taps(await opened_report(petugas, settings), "Serahkan")
    await telegram.fault(method="editMessageMedia", status=400)
    await petugas.taps(await sees(petugas, "Berkasnya bisa disimpan"), "Buat berkas")
    await petugas.hears("Telegram menolaknya")
    await petugas.says("/statistik")
    await petugas.hears("Telegram menolaknya")
    assert not any("Menyiapkan" in (one["text"] or "") for one in await petugas.chat())


async def test_the_review_shows_pictures_of_every_shape(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    for number, size in enumerate([(320, 240), LONG, (240, 320)], 1):
        await warga.sends_file(noise(*size), f"{number}.png", kind="document")
        done = await warga.hears(f"{number} foto diterima")
    await warga.taps(done, "Selesai")
    review = await warga.hears("Periksa dulu")
    mine = [one for one in await warga.chat() if one["from_bot"]]
    assert len([one for one in mine if one["photo"]]) == 2
    (as_file,) = [one for one in mine if one["document"]]
    assert as_file["protected"]
    await warga.taps(review, "✕ 2")
    await warga.sees_gone(as_file["message_id"])
