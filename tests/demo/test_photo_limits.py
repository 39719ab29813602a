"""What Telegram takes as a photo and as a file, in whatever call they come."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from demo.photos import MAX_PHOTO_BYTES
from tests.demo.conftest import RATNA, Caller
from tests.telegram_side import Person


def jpeg(width: int, height: int, padding: int = 0) -> bytes:
    """A plain picture; bytes behind its end make it heavier."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG")
    return out.getvalue() + b"\0" * padding


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (jpeg(6_001, 4_000), "PHOTO_INVALID_DIMENSIONS"),
        (jpeg(10, 201), "PHOTO_INVALID_DIMENSIONS"),
        (jpeg(10, 10, MAX_PHOTO_BYTES), "is too big for a photo; the maximum size is 10485760 bytes"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
    ],
    ids=["sides", "ratio", "bytes", "kind"],
)
async def test_what_is_no_photo_is_refused_alone_edited_in_and_in_an_album(
    content: bytes, words: str, api: Caller, ratna: Person
) -> None:
    sent = await api.call("sendMessage", chat_id=RATNA, text="Sebentar…")
    media = {"type": "photo", "media": "attach://a"}
    where = {"chat_id": str(RATNA), "message_id": str(sent["message_id"])}
    for method, params in (
        ("sendPhoto", {"chat_id": str(RATNA), "photo": "attach://a"}),
        ("editMessageMedia", {**where, "media": json.dumps(media)}),
        ("sendMediaGroup", {"chat_id": str(RATNA), "media": json.dumps([media, media])}),
    ):
        code, refusal = await api.refused_upload(method, params, content)
        assert code == 400
        assert refusal.startswith("Bad Request: ")
        assert words in refusal
    assert [one["text"] for one in await ratna.chat() if one["from_bot"]] == ["Sebentar…"]


@pytest.mark.parametrize("size", [(6_000, 4_000), (10, 200)])
@pytest.mark.usefixtures("ratna")
async def test_what_just_fits_is_a_photo(size: tuple[int, int], api: Caller) -> None:
    sent = await api.upload("sendPhoto", {"chat_id": str(RATNA), "photo": "attach://a"}, jpeg(*size))
    assert sent["photo"]


@pytest.mark.usefixtures("ratna")
async def test_a_file_has_fifty_megabytes_at_most(api: Caller) -> None:
    params = {"chat_id": str(RATNA), "document": "attach://a"}
    assert await api.refused_upload("sendDocument", params, b"\0" * (50 * 2**20 + 1)) == (
        413,
        "Request Entity Too Large",
    )


async def test_files_come_along_as_an_album(api: Caller, ratna: Person) -> None:
    media = [{"type": "document", "media": "attach://a"}] * 2
    params = {"chat_id": str(RATNA), "media": json.dumps(media)}
    sent = await api.upload("sendMediaGroup", params, jpeg(10, 201))
    assert [one["document"]["mime_type"] for one in sent] == ["image/jpeg"] * 2
    assert len({one["album"] for one in (await ratna.chat())[-2:]}) == 1
