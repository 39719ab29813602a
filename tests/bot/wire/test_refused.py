"""Telegram refuses a call: whoever waits for it gets it another way, or words; nobody waits for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from bot.app.settings import Settings
from core.sealing import Keyring
from handlers.platform.outgoing import (
    Call,
    Sent,
    Upload,
    albums,
    as_files,
    document,
    edit,
    edit_buttons,
    edit_media,
    message,
    photo,
    toast,
)
from handlers.platform.photo_limits import MAX_PHOTO_BYTES, is_photo
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from tests.bot.wire.test_outbox_sender import ASN_ID, TAG, Line, line_to
from tests.files import noise
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

REFUSED = "Telegram menolaknya"
POLL = Call("sendPoll", {"chat_id": ASN_ID, "question": "?", "options": [{"text": "a"}, {"text": "b"}]})
ALBUM = albums(ASN_ID, [noise(), noise()])[0][1]
WAITED_FOR = {
    "sendMessage": lambda: message(ASN_ID, "jawaban"),
    "editMessageText": lambda: edit(ASN_ID, Sent(TAG), "jawaban", strict=True),
    "editMessageMedia": lambda: edit_media(ASN_ID, Sent(TAG), "photo", noise(), "a.jpg"),
    "editMessageReplyMarkup": lambda: edit_buttons(ASN_ID, Sent(TAG), []),
    "sendPhoto": lambda: photo(ASN_ID, noise()),
    "sendDocument": lambda: document(ASN_ID, b"isi", "a.txt"),
    "sendMediaGroup": lambda: ALBUM,
    "sendPoll": lambda: POLL,
}
"""A call of each kind that puts something on a screen."""


@pytest.fixture
async def person(telegram: TelegramSide) -> Person:
    asn = telegram.person("asn")
    await asn.says("/start")
    return asn


@pytest.fixture
async def line(
    person: Person,
    settings: Settings,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
) -> AsyncIterator[Line]:
    async with line_to(ASN_ID, settings, database, committer, keyring, clock) as line:
        yield line


async def of_bot(person: Person) -> list[str]:
    """What stands in the chat, from top to bottom."""
    return [one["text"] or "" for one in await person.chat() if one["from_bot"]]


@pytest.mark.parametrize("method", WAITED_FOR)
async def test_a_refused_call_ends_in_words_where_it_stood(
    method: str, line: Line, person: Person, telegram: TelegramSide
) -> None:
    await line.says(message(ASN_ID, "Menyiapkan…", remember=TAG))
    await person.hears("Menyiapkan")
    await telegram.fault(method=method, status=400, times=2 if method == "sendMediaGroup" else 1)
    if method == "sendPhoto":
        await telegram.fault(method="sendDocument", status=400)
    if method == "editMessageMedia":
        await telegram.fault(method=method, status=400)
    await line.says(WAITED_FOR[method](), message(ASN_ID, "sesudahnya"))
    await person.hears("sesudahnya")
    said = await of_bot(person)
    assert sum(REFUSED in words for words in said) == 1, said
    assert not any(words == "jawaban" for words in said)
    if method in ("editMessageText", "editMessageMedia"):
        assert "Menyiapkan" not in "".join(said), "the screen that waited tells it itself"
    assert said[-1] == "sesudahnya"


async def test_words_of_its_own_and_none_where_nobody_waits(
    line: Line, person: Person, telegram: TelegramSide
) -> None:
    await telegram.fault(method="sendDocument", status=400)
    await line.says(
        Call("sendDocument", {"chat_id": ASN_ID, "document": "x"}, on_refused="Kata <b>lain</b>.")
    )
    await person.hears("Kata lain.")
    await line.says(Call("sendDocument", {"chat_id": ASN_ID, "document": "x"}, on_refused=""))
    await line.says(toast("1" * 18, "?"), Call("deleteMessage", {"chat_id": ASN_ID, "message_id": 999}))
    await line.says(message(ASN_ID, "sesudahnya"))
    await person.hears("sesudahnya")
    assert await of_bot(person) == ["Kata lain.", "sesudahnya"]


async def test_where_even_words_are_refused_the_next_call_goes_on(
    line: Line, person: Person, telegram: TelegramSide
) -> None:
    await telegram.fault(method="sendMessage", status=400, times=2)
    await line.says(message(ASN_ID, "satu"), message(ASN_ID, "dua"))
    await person.hears("dua")
    assert await of_bot(person) == ["dua"]


async def test_words_are_known_by_the_name_of_what_they_stand_for(
    line: Line, person: Person, telegram: TelegramSide
) -> None:
    await telegram.fault(method="sendMessage", status=400, times=1)
    await line.says(
        message(ASN_ID, "papan", remember=TAG), edit(ASN_ID, Sent(TAG), "papan baru", strict=True)
    )
    await person.hears("papan baru")
    assert await of_bot(person) == ["papan baru"]


async def test_a_screen_that_was_taken_away_stays_away(line: Line, person: Person) -> None:
    await line.says(edit(ASN_ID, 999_999, "laporan", strict=True), message(ASN_ID, "sesudahnya"))
    await person.hears("sesudahnya")
    assert await of_bot(person) == ["sesudahnya"]


async def test_a_picture_with_broken_words_keeps_its_words(line: Line, person: Person) -> None:
    await line.says(message(ASN_ID, "Menyiapkan…", remember=TAG))
    await line.says(edit_media(ASN_ID, Sent(TAG), "photo", noise(), "a.jpg", "a <b>b"))
    shown = await person.hears(lambda one: one["photo"] is not None)
    assert shown["text"] == "a b"


PADDED = noise() + b"\0" * MAX_PHOTO_BYTES
PICTURES: dict[str, Callable[[], bytes]] = {
    "long": lambda: noise(200, 4_100),
    "wide": lambda: noise(6_001, 4_000),
    "heavy": lambda: PADDED,
}


@pytest.mark.parametrize("kind", PICTURES)
async def test_what_is_no_photo_for_telegram_arrives_as_a_file(kind: str, line: Line, person: Person) -> None:
    content = PICTURES[kind]()
    assert not is_photo(content)
    await line.says(photo(ASN_ID, content, "Keterangan"))
    shown = await person.hears("Keterangan")
    assert await person.file(shown["document"]["file_id"]) == content, "whole, not a smaller copy"
    await line.says(message(ASN_ID, "Menyiapkan…", remember=TAG))
    await line.says(edit_media(ASN_ID, Sent(TAG), "photo", content, "b.jpg", "Bukti"))
    shown = await person.hears("Bukti")
    assert shown["document"]["file_name"] == "b.jpg"


async def test_what_telegram_refuses_as_a_photo_goes_as_a_file_though_we_thought_it_was_one(
    line: Line, person: Person
) -> None:
    upload = Upload("file", "kartu.jpg", noise(200, 4_100))
    params = {"chat_id": ASN_ID, "photo": "attach://file", "caption": "Kartu"}
    await line.says(Call("sendPhoto", params, (upload,)))
    assert (await person.hears("Kartu"))["document"]["file_name"] == "kartu.jpg"


async def test_a_file_beyond_every_limit_is_told_and_holds_up_nobody(line: Line, person: Person) -> None:
    await line.says(document(ASN_ID, b"\0" * (51 * 2**20), "a.zip"), message(ASN_ID, "sesudahnya"))
    await person.hears("sesudahnya")
    told, after = await of_bot(person)
    assert REFUSED in told
    assert after == "sesudahnya"


def test_an_album_holds_photos_or_files() -> None:
    long = noise(200, 4_100)
    found = albums(1, [noise(), long, noise(), long, noise()])
    assert [places for places, _ in found] == [(0, 2, 4), (1, 3)]
    assert [call.params["media"][0]["type"] for _, call in found] == ["photo", "document"]
    assert [one.file_name for one in found[1][1].uploads] == ["foto2.jpg", "foto4.jpg"]
    ((places, alone),) = albums(1, [long])
    assert (places, alone.method) == ((0,), "sendDocument")


def test_only_what_brings_a_photo_along_becomes_a_file() -> None:
    assert as_files(Call("sendPhoto", {"chat_id": 1, "photo": "known"})) is None
    assert as_files(document(1, b"x", "a")) is None
    call = photo(1, noise(), "k", remember=TAG)
    files = as_files(call)
    assert files is not None
    assert (files.method, files.remember, files.params["caption"]) == ("sendDocument", TAG, "k")


def test_the_words_lie_in_the_outbox_and_old_rows_have_none() -> None:
    call = edit(1, Sent(TAG), "x", strict=True, on_refused="kata")
    assert Call.decode(call.encode()) == call
    old = call.encode().replace(b',"o":"kata"', b"")
    length = int.from_bytes(old[:4]) - len(b',"o":"kata"')
    assert Call.decode(length.to_bytes(4) + old[4:]).on_refused is None
