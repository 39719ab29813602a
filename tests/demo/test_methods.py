"""Sending, editing, deleting; and the refusals in Telegram's own words."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests.demo.conftest import RATNA, Caller
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

UNKNOWN = 999


async def test_who_may_be_written_to(api: Caller, telegram: TelegramSide, ratna: Person) -> None:
    assert (await api.call("sendMessage", chat_id=RATNA, text="halo"))["chat"]["id"] == RATNA
    assert await api.refused("sendMessage", chat_id=UNKNOWN, text="x") == (400, "Bad Request: chat not found")
    code, words = await api.refused("sendMessage", chat_id=700_000_002, text="x")
    assert (code, words) == (403, "Forbidden: bot can't initiate conversation with a user")
    await ratna.blocks()
    code, words = await api.refused("sendMessage", chat_id=RATNA, text="x")
    assert (code, words) == (403, "Forbidden: bot was blocked by the user")
    await ratna.unblocks()
    await api.call("sendMessage", chat_id=RATNA, text="lagi")


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": " "}, "text must be non-empty"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "😀" * 4097}, "message is too long"),
        ("sendMessage", {"text": "x", "chat": 1}, "unknown parameter 'chat'"),
        ("sendMessage", {"text": 5}, "text must be a string"),
        (
            "sendMessage",
            {"text": "<b>x", "parse_mode": "HTML"},
            "Can't find end tag corresponding to start tag",
        ),
        ("sendMessage", {"text": "<x>y</x>", "parse_mode": "HTML"}, 'Unsupported start tag "x"'),
        ("sendMessage", {"text": "<b>x</i>", "parse_mode": "HTML"}, 'expected "</b>", found "</i>"'),
        ("sendMessage", {"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
        ("editMessageText", {"message_id": 77, "text": "x"}, "message to edit not found"),
        ("deleteMessage", {"message_id": 77}, "message to delete not found"),
        ("sendPhoto", {"photo": "nope"}, "wrong file identifier"),
        ("getFile", {"file_id": "nope"}, "wrong file_id"),
    ],
)
async def test_wrong_calls_are_refused(api: Caller, method: str, params: dict[str, Any], words: str) -> None:
    given = params if method == "getFile" else {"chat_id": RATNA, **params}
    code, description = await api.refused(method, **given)
    assert code == 400
    assert words in description


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "x", "callback_data": "y" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "y"}, "must be non-empty"),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "callback": "y"}, "reply_markup must be InlineKeyboardMarkup"),
    ],
)
async def test_wrong_buttons_are_refused(api: Caller, button: dict[str, Any], words: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    code, description = await api.refused("sendMessage", chat_id=RATNA, text="x", reply_markup=markup)
    assert code == 400
    assert words in description


async def test_the_longest_texts_are_taken(api: Caller, ratna: Person) -> None:
    await api.call("sendMessage", chat_id=RATNA, text="x" * 4096)
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "y" * 64}]]}
    await api.call(
        "sendMessage", chat_id=RATNA, text="<b>" + "y" * 4096 + "</b>", parse_mode="HTML", reply_markup=markup
    )
    assert len((await ratna.chat())[-1]["text"]) == 4096
    flags = "\U0001f3db" * 4096  # characters, whatever offsets are counted in
    await api.call("sendMessage", chat_id=RATNA, text=flags)
    code, words = await api.refused("sendMessage", chat_id=RATNA, text=flags + "x")
    assert (code, words) == (400, "Bad Request: message is too long")


async def test_edits_show_and_the_same_edit_twice_is_refused(api: Caller, ratna: Person) -> None:
    sent = await api.call("sendMessage", chat_id=RATNA, text="satu")
    where = {"chat_id": RATNA, "message_id": sent["message_id"]}
    edited = await api.call("editMessageText", **where, text="<b>dua</b>", parse_mode="HTML")
    assert edited["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    code, words = await api.refused("editMessageText", **where, text="<b>dua</b>", parse_mode="HTML")
    assert code == 400
    assert "message is not modified" in words
    shown = await ratna.hears("dua")
    assert (shown["edited"], shown["html"]) == (True, "<b>dua</b>")
    mine = (await ratna.chat())[0]
    code, words = await api.refused("editMessageText", chat_id=RATNA, message_id=mine["message_id"], text="x")
    assert words == "Bad Request: message can't be edited"


async def test_deleting_is_possible_for_48_hours(api: Caller, ratna: Person, clock: FixedClock) -> None:
    young = (await api.call("sendMessage", chat_id=RATNA, text="baru"))["message_id"]
    old = (await api.call("sendMessage", chat_id=RATNA, text="lama"))["message_id"]
    await api.call("deleteMessage", chat_id=RATNA, message_id=young)
    clock.advance(timedelta(hours=48, seconds=1))
    code, words = await api.refused("deleteMessage", chat_id=RATNA, message_id=old)
    assert (code, words) == (400, "Bad Request: message can't be deleted for everyone")
    assert [one["text"] for one in await ratna.chat()] == ["halo", "lama"]


async def test_deleting_many_is_all_or_nothing(api: Caller, ratna: Person, clock: FixedClock) -> None:
    """Source: TDLib, ``MessagesManager::delete_messages``."""
    old = (await api.call("sendMessage", chat_id=RATNA, text="lama"))["message_id"]
    clock.advance(timedelta(hours=48, seconds=1))
    young = (await api.call("sendMessage", chat_id=RATNA, text="baru"))["message_id"]
    refused = (400, "Bad Request: message can't be deleted for everyone")
    assert await api.refused("deleteMessages", chat_id=RATNA, message_ids=[old, young]) == refused
    assert [one["text"] for one in await ratna.chat()] == ["halo", "lama", "baru"]
    await api.call("deleteMessages", chat_id=RATNA, message_ids=[young, 999])  # unknown ones are passed over
    assert [one["text"] for one in await ratna.chat()] == ["halo", "lama"]


@pytest.mark.parametrize("emoji", ["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"])
async def test_dice_stay_for_a_day(emoji: str, api: Caller, ratna: Person, clock: FixedClock) -> None:
    """Source: Bot API, deleteMessage and Dice."""
    await ratna.says(f"{emoji} lagi")
    await ratna.says(emoji)
    words, dice = (one["message_id"] for one in (await ratna.chat())[-2:])
    updates = await api.call("getUpdates")
    assert updates[-1]["message"]["dice"]["emoji"] == emoji
    assert "text" not in updates[-1]["message"]
    refused = (400, "Bad Request: message can't be deleted for everyone")
    assert await api.refused("deleteMessage", chat_id=RATNA, message_id=dice) == refused
    assert await api.refused("deleteMessages", chat_id=RATNA, message_ids=[words, dice]) == refused
    clock.advance(timedelta(hours=24))
    await api.call("deleteMessages", chat_id=RATNA, message_ids=[words, dice])
    assert [one["text"] for one in await ratna.chat()] == ["halo"]


async def test_a_form_and_the_query_work_as_well_as_json(api: Caller, ratna: Person) -> None:
    url = f"{api.url}/bot{api.token}/sendMessage"
    markup = '{"inline_keyboard":[[{"text":"Ya","callback_data":"ya"}]]}'
    form = {"chat_id": str(RATNA), "text": "123", "reply_markup": markup}
    async with api.session.post(url, data=form) as response:
        assert (await response.json())["result"]["text"] == "123"
    async with api.session.get(url, params={"chat_id": str(RATNA), "text": "lewat query"}) as response:
        assert response.status == 200
    async with api.session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert [one["text"] for one in await ratna.chat()][1:] == ["123", "lewat query"]


async def test_unknown_methods_and_tokens(api: Caller) -> None:
    assert await api.refused("sendRocket") == (404, "Not Found")
    assert await Caller(api.session, api.url, "no-token").refused("getMe") == (401, "Unauthorized")
    me = await api.call("getMe")
    assert (me["id"], me["is_bot"]) == (123456, True)


async def test_menus_are_kept_by_scope(api: Caller, telegram: TelegramSide) -> None:
    plain = [{"command": "start", "description": "Mulai"}]
    mine = [{"command": "laporan", "description": "Laporan"}]
    await api.call("setMyCommands", commands=plain)
    await api.call("setMyCommands", commands=mine, scope={"type": "chat", "chat_id": RATNA})
    assert await api.call("getMyCommands") == plain
    assert await api.call("getMyCommands", scope={"type": "chat", "chat_id": RATNA}) == mine
    await api.call("deleteMyCommands", scope={"type": "chat", "chat_id": RATNA})
    assert await api.call("getMyCommands", scope={"type": "chat", "chat_id": RATNA}) == []
    scope = {"type": "galaxy"}
    assert (await api.refused("setMyCommands", commands=plain, scope=scope))[0] == 400


async def test_a_text_becomes_a_picture_and_a_picture_a_file(
    api: Caller, telegram: TelegramSide, ratna: Person
) -> None:
    sent = await api.call("sendMessage", chat_id=RATNA, text="Sebentar…", protect_content=True)
    await ratna.sends_file(b"%PDF-1.7", "a.pdf", kind="document", mime="application/pdf")
    known = (await ratna.chat())[-1]["document"]["file_id"]
    media = {"type": "document", "media": known, "caption": "<b>Berkas</b>", "parse_mode": "HTML"}
    where = {"chat_id": RATNA, "message_id": sent["message_id"]}
    edited = await api.call("editMessageMedia", **where, media=media)
    assert edited["document"]["file_id"] == known
    assert edited["caption"] == "Berkas"
    assert "text" not in edited
    shown = next(one for one in await ratna.chat() if one["message_id"] == sent["message_id"])
    assert shown["protected"], "what was protected stays so"
    code, words = await api.refused("editMessageMedia", **where, media=media)
    assert (code, words[:37]) == (400, "Bad Request: message is not modified:")
    for wrong in ({"type": "document"}, {"type": "sticker", "media": known}, {"type": "photo", "media": "x"}):
        code, _ = await api.refused("editMessageMedia", **where, media=wrong)
        assert code == 400
    gone = await api.refused("editMessageMedia", chat_id=RATNA, message_id=999, media=media)
    assert gone == (400, "Bad Request: message to edit not found")


async def picture_id(api: Caller, ratna: Person) -> str:
    """The id of a picture Telegram knows."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    await ratna.sends_file(out.getvalue(), "a.jpg")
    updates = await api.call("getUpdates", limit=100)
    return str(updates[-1]["message"]["photo"][-1]["file_id"])


async def test_an_album_is_bound_by_its_group(api: Caller, ratna: Person) -> None:
    file_id = await picture_id(api, ratna)
    media = [{"type": "photo", "media": file_id, "caption": "satu"}, {"type": "photo", "media": file_id}]
    sent = await api.call("sendMediaGroup", chat_id=RATNA, media=media)
    assert len({one["media_group_id"] for one in sent}) == 1
    assert [one.get("caption") for one in sent] == ["satu", None]
    assert [one["album"] for one in (await ratna.chat())[-2:]] == [sent[0]["media_group_id"]] * 2


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([{"type": "photo", "media": "x"}], "wrong number of messages"),
        ([{"type": "photo", "media": "x"}] * 11, "wrong number of messages"),
        ([{"type": "photo", "media": "x"}, {"type": "audio", "media": "y"}], "can't use the media"),
        ([{"type": "photo", "media": "x"}] * 2, "wrong file identifier"),
        ([{"type": "photo"}] * 2, "media must be"),
        ([{"type": "hologram", "media": "x"}] * 2, "can't use the media"),
    ],
)
@pytest.mark.usefixtures("ratna")
async def test_wrong_albums_are_refused(api: Caller, media: list[dict[str, str]], words: str) -> None:
    code, description = await api.refused("sendMediaGroup", chat_id=RATNA, media=media)
    assert code == 400
    assert words in description


async def test_an_album_of_a_person_comes_as_single_messages(api: Caller, ratna: Person) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    await ratna.sends_album([out.getvalue()] * 3, caption="tiga")
    messages = [one["message"] for one in (await api.call("getUpdates", limit=100))[-3:]]
    assert len({one["media_group_id"] for one in messages}) == 1
    assert [one.get("caption") for one in messages] == ["tiga", None, None]


async def test_messages_are_copied_and_places_sent(api: Caller, ratna: Person) -> None:
    await api.call("sendLocation", chat_id=RATNA, latitude=-6.2, longitude=106.8)
    await api.call(
        "sendVenue", chat_id=RATNA, latitude=-6.2, longitude=106.8, title="Kantor", address="Jl. A"
    )
    first = await api.call("sendMessage", chat_id=RATNA, text="halo")
    copied = await api.call("copyMessage", chat_id=RATNA, from_chat_id=RATNA, message_id=first["message_id"])
    assert set(copied) == {"message_id"}
    assert (await ratna.chat())[-1]["text"] == "halo"
    code, words = await api.refused("copyMessage", chat_id=RATNA, from_chat_id=RATNA, message_id=9999)
    assert (code, words) == (400, "Bad Request: message to copy not found")


async def test_the_channel_is_reached_by_name_and_number(api: Caller, telegram: TelegramSide) -> None:
    sent = await api.call("sendMessage", chat_id="@kanal_netra", text="untuk semua")
    assert sent["chat"]["type"] == "channel"
    again = await api.call("sendMessage", chat_id=sent["chat"]["id"], text="sekali lagi")
    assert again["message_id"] == sent["message_id"] + 1
    assert len(await telegram.person("kanal").chat()) == 2
    assert (await api.refused("sendMessage", chat_id="@tidak_ada", text="x"))[0] == 400
