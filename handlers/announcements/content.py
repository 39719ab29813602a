"""A message of an administrator as content of an announcement: formatting and media kept, by file id."""

from __future__ import annotations

from typing import Any

from telegram import Message

from handlers.platform.outgoing import MAX_CAPTION, MAX_TEXT
from services.announcements.draft import CAPTIONED, Part
from services.announcements.errors import UnsuitableError

_METHODS = {
    "animation": "sendAnimation",  # before document: Telegram sends both for a GIF
    "photo": "sendPhoto",
    "video": "sendVideo",
    "audio": "sendAudio",
    "voice": "sendVoice",
    "video_note": "sendVideoNote",
    "sticker": "sendSticker",
    "document": "sendDocument",
}
"""Field of a Message to the method that sends the same. Source: Bot API, Message."""


def part_of(message: Message) -> Part:
    """What sends the same again.

    Raises:
        UnsuitableError: a kind a bot can't send by file id, or longer than a bot may send (people with
            Telegram Premium may write longer captions than bots).
    """
    raw = message.to_dict()
    group = str(raw.get("media_group_id") or "")
    if "text" in raw:
        if len(raw["text"]) > MAX_TEXT:  # characters, as Telegram counts: an emoji is one
            raise UnsuitableError("length")
        params: dict[str, Any] = {"text": raw["text"]}
        if raw.get("entities"):
            params["entities"] = raw["entities"]
        if raw.get("link_preview_options"):
            params["link_preview_options"] = raw["link_preview_options"]
        return Part("sendMessage", params, "text")
    if "venue" in raw:
        venue = raw["venue"]
        kept = ("title", "address", "foursquare_id", "foursquare_type")
        place = {key: venue["location"][key] for key in ("latitude", "longitude")}
        return Part("sendVenue", {**place, **{k: venue[k] for k in kept if k in venue}}, "venue")
    if "location" in raw:
        place = {key: raw["location"][key] for key in ("latitude", "longitude")}
        return Part("sendLocation", place, "location")
    for kind, method in _METHODS.items():
        if kind in raw:
            return Part(method, _media(raw, kind, method), kind, group)
    raise UnsuitableError("kind")


def _media(raw: dict[str, Any], kind: str, method: str) -> dict[str, Any]:
    file = raw[kind][-1] if kind == "photo" else raw[kind]
    params: dict[str, Any] = {kind: file["file_id"]}
    if method in CAPTIONED and raw.get("caption"):
        if len(raw["caption"]) > MAX_CAPTION:
            raise UnsuitableError("length")
        params["caption"] = raw["caption"]
        if raw.get("caption_entities"):
            params["caption_entities"] = raw["caption_entities"]
    if raw.get("has_media_spoiler"):
        params["has_spoiler"] = True
    if raw.get("show_caption_above_media"):
        params["show_caption_above_media"] = True
    return params
