"""What is sent in place of a call that Telegram refused: whoever waits gets it another way, or words.

A refusal is final for the call as it was. A text with broken markup goes plain, a picture that is no photo
for Telegram goes as a file, an edit of a message that is gone becomes a new message. Where nothing helps, the
person is told: no screen is left at "Menyiapkan…".
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import structlog
from telegram.error import BadRequest

from handlers.platform.outgoing import Call, as_files, message
from handlers.platform.texts import common

_HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
"""Refusals after which the world is as wanted."""
_GONE = ("message to edit not found", "message_id_invalid")
_NOT_EDITABLE = (*_GONE, "message can't be edited")
_OF_ANOTHER_KIND = ("there is no text in the message to edit", "there is no media in the message to edit")
"""Only a forged button stands below a message of another kind than its handler edits."""
_BAD_MARKUP = "can't parse entities"
_SHOWN = ("send", "edit", "copy", "forward")
"""Beginnings of the methods that put something on a screen; nobody misses what the others do."""
_UNSEEN = ("sendChatAction",)
_TAG = re.compile(r"<[^>]*>")

log = structlog.get_logger(__name__)


class Mending:
    """The ways of one call, tried one after the other."""

    def __init__(self, call: Call) -> None:
        self._wanted = call
        self._told = False

    def after(self, refused: Call, error: BadRequest) -> Call | None:
        """What to send after a refusal; None when there is nothing left to do."""
        reason = error.message.lower()
        if is_harmless(error):
            return None
        if self._told:
            return None if refused.method == "sendMessage" else words_for(self._wanted)
        if any(text in reason for text in _NOT_EDITABLE) and refused.method.startswith("editMessage"):
            if not refused.strict:
                return as_new_message(refused)
            if any(text in reason for text in _GONE):
                return None  # the screen itself was taken away: at lock, or by its owner
        if any(text in reason for text in _OF_ANOTHER_KIND):
            log.warning("a message of another kind was to be edited", method=refused.method)
            return (None if refused.strict else as_new_message(refused)) or self._words(refused)
        if _BAD_MARKUP in reason and (mended := _plain(refused)) is not None:
            log.error("a text had broken markup and is sent plain", method=refused.method)
            return mended
        if not refused.method.startswith("deleteMessage"):  # what must stay is told by whoever wanted it gone
            log.error("a call was refused as wrong", method=refused.method)
        files = as_files(refused)
        return files if files is not None else self._words(refused)

    def _words(self, refused: Call) -> Call | None:
        self._told = True
        words = words_for(self._wanted)
        if words is None or refused.method == "editMessageReplyMarkup":
            return words
        if refused.method.startswith("editMessage") and "message_id" in refused.params:
            params = {**words.params, "message_id": refused.params["message_id"]}
            return Call("editMessageText", params, strict=True)
        return words


def words_for(call: Call) -> Call | None:
    """A message that says that a call can't be shown; None where nobody waits for it."""
    if call.on_refused == "" or not call.method.startswith(_SHOWN) or call.method in _UNSEEN:
        return None
    words = common.REFUSED if call.on_refused is None else call.on_refused
    return message(call.params["chat_id"], words, remember=call.remember or call.target)


def as_new_message(call: Call) -> Call | None:
    """An edited text as a message of its own."""
    if call.method != "editMessageText":
        return None
    params = {name: value for name, value in call.params.items() if name != "message_id"}
    remember = call.remember or call.target
    return Call("sendMessage", params, remember=remember, on_refused=call.on_refused)


def is_harmless(error: BadRequest) -> bool:
    """Whether the world is as wanted in spite of the refusal."""
    return any(harmless in error.message.lower() for harmless in _HARMLESS)


def _plain(call: Call) -> Call | None:
    """The call without markup; None where it has none."""
    if "parse_mode" in call.params:
        return replace(call, params=_without_markup(call.params))
    media = call.params.get("media")
    if isinstance(media, dict) and "parse_mode" in media:
        return replace(call, params={**call.params, "media": _without_markup(media)})
    return None


def _without_markup(params: Any) -> dict[str, Any]:
    plain = {name: value for name, value in params.items() if name != "parse_mode"}
    for name in ("text", "caption"):
        if name in plain:
            plain[name] = unescape(_TAG.sub("", plain[name]))
    return plain
