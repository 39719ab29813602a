"""What a message says and the buttons below it, as Telegram's server takes them of a bot."""

from __future__ import annotations

from typing import Any

from demo.errors import bad_request
from demo.html_parser import Entity, parse
from demo.links import WrongLinkError, read_link, user_of
from demo.sending import FOUND, sent

MAX_SOURCE = 2**15
"""Bytes of a text before its markup is read. Source: the Bot API server (get_formatted_text)."""
MAX_CALLBACK_DATA = 64
MAX_BUTTONS = 100
MAX_COPY_TEXT = 256
"""Limits as the Bot API documents them, at the method or type each belongs to."""
MOST_IN_ROW = 12
"""Buttons of a row; those beyond are dropped without a word. Source: TDLib (get_reply_markup)."""


def text(params: dict[str, Any], field: str, limit: int) -> dict[str, Any]:
    """Text or caption with its entities, within its limit, which counts characters.

    Raises:
        demo.errors.Refused: with Telegram's words.
    """
    source = params.get(field, "")
    if len(source.encode("utf-8", "surrogatepass")) > MAX_SOURCE:
        raise bad_request("text is too long")
    named = "entities" if field == "text" else "caption_entities"
    mode = params.get("parse_mode", "").lower()
    if source and mode == "html":
        words, entities = parse(source)
    elif source and mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    else:
        words, entities = source, [_tidied(one) for one in params.get(named, []) if one["type"] not in FOUND]
    words, entities = sent(words, entities)
    if field == "text" and not words:
        raise bad_request("text must be non-empty" if source else "message text is empty")
    if len(words) > limit:
        raise bad_request("message is too long" if field == "text" else "message caption is too long")
    if not words:
        return {}
    return {field: words, named: entities} if entities else {field: words}


def _tidied(entity: Entity) -> Entity:
    """An entity as a bot names it, its address as Telegram keeps it."""
    if entity["type"] != "text_link":
        return entity
    raw = entity.get("url", "").encode()
    user = user_of(raw)
    if user is not None:
        kept = {key: value for key, value in entity.items() if key != "url"}
        return {**kept, "type": "text_mention", "user": {"id": user}}
    return {**entity, "url": _address(raw, "entity")}


def _address(raw: bytes, where: str) -> str:
    try:
        return read_link(raw).decode("utf-8", "replace")
    except WrongLinkError as wrong:
        raise bad_request(f"{where} URL '{raw.decode()}' is invalid: {wrong}") from None


def markup(params: dict[str, Any]) -> dict[str, Any]:
    """The buttons below a message; nothing where there are none.

    Raises:
        demo.errors.Refused: with Telegram's words.
    """
    found = params.get("reply_markup")
    if not found or "inline_keyboard" not in found:
        return {}
    rows = [[_button(button) for button in row[:MOST_IN_ROW]] for row in found["inline_keyboard"] if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("too many buttons in the reply markup")
    return {"reply_markup": {**found, "inline_keyboard": rows}} if rows else {}


def _button(button: dict[str, Any]) -> dict[str, Any]:
    data = button.get("callback_data")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if not {"callback_data", "url", "copy_text", "switch_inline_query"} & set(button):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "url" in button and user_of(button["url"].encode()) is None:
        return {**button, "url": _address(button["url"].encode(), "inline keyboard button")}
    return button
