"""Albums come as separate updates, in any order; videos come as videos."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.demo.conftest import Caller
from tests.telegram_side import Person


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 100), colour).save(out, "JPEG")
    return out.getvalue()


PICTURES = [picture(colour) for colour in ("red", "green", "blue")]


async def test_an_album_is_one_update_for_each_file_in_any_order(api: Caller, ratna: Person) -> None:
    await ratna.sends_album(PICTURES, caption="tiga", order=[2, 0, 1])
    messages = [one["message"] for one in (await api.call("getUpdates"))[-3:]]
    assert len({one["media_group_id"] for one in messages}) == 1
    first, second, third = sorted(one["message_id"] for one in messages)
    assert [one["message_id"] for one in messages] == [third, first, second]
    assert [one.get("caption") for one in messages] == [None, "tiga", None]
    assert all(one["photo"] for one in messages)


async def test_documents_travel_as_an_album_too(api: Caller, ratna: Person) -> None:
    await ratna.sends_album(PICTURES[:2], kind="document")
    messages = [one["message"] for one in (await api.call("getUpdates"))[-2:]]
    assert [one["document"]["file_size"] for one in messages] == [len(one) for one in PICTURES[:2]]


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_two_to_ten_files(ratna: Person, count: int) -> None:
    with pytest.raises(AssertionError, match="2 sampai 10"):
        await ratna.sends_album([PICTURES[0]] * count)


async def test_a_video_comes_as_a_video(api: Caller, ratna: Person) -> None:
    await ratna.sends_file(b"\x00\x00\x00\x18ftypmp42 isi", "a.mp4", kind="video", mime="video/mp4")
    message = (await api.call("getUpdates", offset=-1))[0]["message"]
    assert message["video"]["mime_type"] == "video/mp4"
    assert "photo" not in message
