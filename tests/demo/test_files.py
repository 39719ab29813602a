"""Photos lose what they carried, documents keep every byte, and 20 MB is the limit of a download."""

from __future__ import annotations

import io

import aiohttp
from PIL import Image

from demo.methods import MAX_DOWNLOAD_BYTES
from tests.demo.conftest import RATNA, Caller
from tests.telegram_side import Person


def picture(side: int = 2000) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SentinelCamera"
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_a_photo_is_made_smaller_and_loses_its_metadata(api: Caller, ratna: Person) -> None:
    await ratna.sends_file(picture(), "IMG_1.jpg", kind="photo", caption="lihat")
    message = (await api.call("getUpdates", offset=-1))[0]["message"]
    assert [one["width"] for one in message["photo"]] == [90, 320, 1280]
    assert message["caption"] == "lihat"
    found = await api.call("getFile", file_id=message["photo"][-1]["file_id"])
    status, raw = await api.download(found["file_path"])
    assert status == 200
    assert b"SentinelCamera" not in raw
    with Image.open(io.BytesIO(raw)) as arrived:
        assert arrived.size == (1280, 640)


async def test_a_document_keeps_every_byte(api: Caller, ratna: Person) -> None:
    raw = picture()
    await ratna.sends_file(raw, "bukti saya.jpg", kind="document")
    document = (await api.call("getUpdates", offset=-1))[0]["message"]["document"]
    assert (document["file_name"], document["file_size"]) == ("bukti saya.jpg", len(raw))
    found = await api.call("getFile", file_id=document["file_id"])
    assert await api.download(found["file_path"]) == (200, raw)
    assert (await api.download("files/none.bin"))[0] == 404


async def test_a_document_beyond_20_mb_cannot_be_fetched(api: Caller, ratna: Person) -> None:
    await ratna.sends_file(bytes(MAX_DOWNLOAD_BYTES + 1), "besar.bin", kind="document")
    document = (await api.call("getUpdates", offset=-1))[0]["message"]["document"]
    assert await api.refused("getFile", file_id=document["file_id"]) == (400, "Bad Request: file is too big")


async def test_a_bot_uploads_a_photo_and_sends_it_again_by_its_id(api: Caller, ratna: Person) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(RATNA))
    form.add_field("caption", "<i>bersih</i>")
    form.add_field("parse_mode", "HTML")
    form.add_field("photo", picture(), filename="a.jpg", content_type="image/jpeg")
    async with api.session.post(f"{api.url}/bot{api.token}/sendPhoto", data=form) as response:
        sent = (await response.json())["result"]
    assert (sent["caption"], len(sent["photo"])) == ("bersih", 3)
    again = await api.call("sendPhoto", chat_id=RATNA, photo=sent["photo"][-1]["file_id"])
    assert again["photo"][0]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]
    assert sum(bool(one["photo"]) for one in await ratna.chat()) == 2


async def test_what_is_no_picture_is_no_photo(api: Caller, ratna: Person) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(RATNA))
    form.add_field("photo", b"not a picture", filename="a.jpg", content_type="image/jpeg")
    async with api.session.post(f"{api.url}/bot{api.token}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
