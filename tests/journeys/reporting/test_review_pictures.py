"""Before a report is sent its cleaned pictures are shown as an album, and each can be taken out by itself."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.files import noise
from tests.journeys.conftest import running_bot
from tests.journeys.reporting.test_report import picture_with_gps, send
from tests.journeys.reporting.test_report_evidence import opened, up_to_evidence
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide


async def shown(person: Person, *, after: int = 0) -> list[Message]:
    """Pictures the bot has sent into the chat."""
    return [
        one
        for one in await person.chat()
        if one["from_bot"] and one["photo"] is not None and one["message_id"] > after
    ]


def drops(message: Message) -> list[str]:
    """Labels of the buttons that take a picture out."""
    return [one["text"] for row in message["keyboard"] or [] for one in row if one["text"].startswith("✕")]


async def up_to_review(warga: Person, pictures: int) -> Message:
    """A report with so many pictures, at the review."""
    await up_to_evidence(warga)
    for number in range(1, pictures + 1):
        await warga.sends_file(noise(), f"{number}.png", kind="document")
        done = await warga.hears(f"{number} foto diterima")
    await warga.taps(done, "Selesai")
    return await warga.hears("Periksa dulu")


async def test_the_album_is_protected_clean_and_once_and_any_picture_can_go(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        review = await up_to_review(warga, 3)
        album = await shown(warga)
        assert len(album) == 3
        assert len({one["album"] for one in album}) == 1
        assert all(one["protected"] for one in album)
        assert max(one["message_id"] for one in album) < review["message_id"], "the review comes last"
        assert drops(review) == ["✕ 1", "✕ 2", "✕ 3"]
        await warga.taps(review, "✕ 2")
        await warga.sees_gone(album[1]["message_id"])
        review = await warga.hears(lambda m: drops(m) == ["✕ 1", "✕ 2"])
        assert [one["message_id"] for one in await shown(warga)] == [
            album[0]["message_id"],
            album[2]["message_id"],
        ], "the others stay, and are not shown again"
        await warga.sends_file(picture_with_gps(), "baru.jpg", kind="document")
        review = await warga.hears(lambda m: drops(m) == ["✕ 1", "✕ 2", "✕ 3"])
        (fresh,) = await shown(warga, after=album[2]["message_id"])
        assert fresh["protected"]
        raw = await warga.file(fresh["photo"]["file_id"])
        assert b"Sentinel" not in raw
        assert b"Exif" not in raw
        await send(warga, review)
    report, kept = await opened(settings)
    assert len(kept) == 3
    assert report.draft.shown == ()


async def test_the_album_goes_with_the_traces(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        review = await up_to_review(warga, 2)
        assert len(await shown(warga)) == 2
        await warga.taps(review, "Hapus jejak")
        await warga.taps(await warga.hears("dibuang"), "Ya")
        await warga.sees_only([])


@pytest.mark.usefixtures("bot")
async def test_a_single_picture_and_more_than_an_album_holds(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    review = await up_to_review(warga, 1)
    (alone,) = await shown(warga)
    assert alone["album"] is None
    await warga.taps(review, "✕ 1")
    await warga.sees_gone(alone["message_id"])
    review = await warga.hears(lambda m: "Periksa dulu" in (m["text"] or "") and not drops(m))
    assert "Gambar di atas" not in review["text"]


@pytest.mark.usefixtures("bot")
async def test_where_the_album_fails_the_review_says_so_and_the_next_one_shows_it(
    telegram: TelegramSide,
) -> None:
    warga = telegram.person("warga")
    await telegram.fault(method="sendMediaGroup", status=500, times=1)
    await up_to_review(warga, 2)
    await warga.hears("belum bisa ditampilkan")
    assert await shown(warga) == []
    await warga.says("/lapor")
    await warga.hears("Kita lanjutkan")
    await warga.hears(lambda m: drops(m) == ["✕ 1", "✕ 2"])
    assert len(await shown(warga)) == 2


@pytest.mark.usefixtures("bot")
async def test_an_old_button_takes_no_other_picture_out(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    review = await up_to_review(warga, 2)
    data = next(one["data"] for row in review["keyboard"] for one in row if one["text"] == "✕ 1")
    await warga.taps(review, "✕ 1")
    await warga.hears(lambda m: drops(m) == ["✕ 1"])
    await warga.taps_data(review, str(data))
    await warga.hears("sudah dibuang dari laporan")
    (again,) = [m for m in await warga.chat() if drops(m) == ["✕ 1"]]
    assert "Bukti: 1 foto" in again["text"], "the page is not shown twice"
    assert len(await shown(warga)) == 1
