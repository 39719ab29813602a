"""Calls to the Bot API as plain data: what handlers say, what the outbox keeps, what the sender sends."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from handlers.platform.callback_data import CallbackData
from handlers.platform.photo_limits import is_photo

MAX_TEXT = 4096
"""Characters of a message after its markup is read. Source: Bot API, sendMessage."""
MAX_CAPTION = 1024
"""Characters of a caption after its markup is read. Source: Bot API, sendPhoto."""
MAX_ALBUM = 10
"""Pictures of an album. Source: Bot API, sendMediaGroup."""
MAX_CALLBACK_ANSWER = 200
"""Characters of a toast. Source: Bot API, answerCallbackQuery."""

POLL_TAG = "poll:"
"""Begins the tag of a poll's message, before the poll's id; kept for polls sent with ``remember``."""

_HEADER = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Sent:
    """Stands for the id of the newest message this chat was sent under ``tag``; known when it is sent."""

    tag: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes along with a call."""

    field: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: exactly one of ``data``, ``url``, ``copy``, ``share``."""

    text: str
    data: CallbackData | None = None
    url: str | None = None
    copy: str | None = None
    share: str | None = None
    """An inline query that the person takes along into a chat of their choice."""

    def as_json(self) -> dict[str, Any]:
        """The button as the Bot API takes it."""
        if self.data is not None:
            return {"text": self.text, "callback_data": self.data.pack()}
        if self.url is not None:
            return {"text": self.text, "url": self.url}
        if self.share is not None:
            return {"text": self.text, "switch_inline_query": self.share}
        return {"text": self.text, "copy_text": {"text": self.copy}}


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the Bot API.

    ``remember`` keeps the id of the message that was sent under a tag of its chat; ``target`` names the
    message to edit or delete by such a tag, where its id is not known yet. A ``strict`` edit whose message is
    gone is dropped; another becomes a new message. ``on_refused`` is what the person is told (in Telegram's
    HTML) where Telegram does not take the call in any form; None for the usual words, empty for none.
    """

    method: str
    params: Mapping[str, Any]
    uploads: tuple[Upload, ...] = ()
    remember: str | None = None
    target: str | None = None
    strict: bool = False
    on_refused: str | None = None

    def encode(self) -> bytes:
        """Bytes for the outbox."""
        header = orjson.dumps(
            {
                "m": self.method,
                "p": self.params,
                "r": self.remember,
                "t": self.target,
                "s": self.strict,
                "o": self.on_refused,
                "u": [[u.field, u.file_name, len(u.content)] for u in self.uploads],
            }
        )
        return b"".join([_HEADER.pack(len(header)), header, *(u.content for u in self.uploads)])

    @classmethod
    def decode(cls, raw: bytes) -> Call:
        """The call that :meth:`encode` wrote."""
        (length,) = _HEADER.unpack_from(raw)
        at = _HEADER.size + length
        header = orjson.loads(raw[_HEADER.size : at])
        uploads = []
        for name, file_name, size in header["u"]:
            uploads.append(Upload(name, file_name, raw[at : at + size]))
            at += size
        strict, on_refused = header.get("s", False), header.get("o")  # absent in what a former version wrote
        return cls(header["m"], header["p"], tuple(uploads), header["r"], header["t"], strict, on_refused)


@dataclass(slots=True)
class _Params:
    values: dict[str, Any] = field(default_factory=dict)
    target: str | None = None

    def markup(self, rows: Rows | None) -> None:
        if rows is not None:
            self.values["reply_markup"] = {
                "inline_keyboard": [[button.as_json() for button in row] for row in rows]
            }

    def message(self, message: int | Sent) -> None:
        if isinstance(message, Sent):
            self.target = message.tag
        else:
            self.values["message_id"] = message


def message(
    chat_id: int,
    html: str,
    rows: Rows | None = None,
    *,
    protect: bool = False,
    silent: bool = False,
    remember: str | None = None,
    reply_to: int | None = None,
) -> Call:
    """A text message in Telegram's HTML, without link preview."""
    params = _Params({"chat_id": chat_id, "text": html, "parse_mode": "HTML"})
    params.values["link_preview_options"] = {"is_disabled": True}
    if protect:
        params.values["protect_content"] = True
    if silent:
        params.values["disable_notification"] = True
    if reply_to is not None:
        params.values["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    params.markup(rows)
    return Call("sendMessage", params.values, remember=remember)


def edit(
    chat_id: int,
    message: int | Sent,
    html: str,
    rows: Rows | None = None,
    *,
    strict: bool = False,
    on_refused: str | None = None,
) -> Call:
    """Replaces a text message of ours; without ``rows`` its buttons go."""
    params = _Params({"chat_id": chat_id, "text": html, "parse_mode": "HTML"})
    params.values["link_preview_options"] = {"is_disabled": True}
    params.message(message)
    params.markup(rows)
    return Call("editMessageText", params.values, target=params.target, strict=strict, on_refused=on_refused)


def edit_media(
    chat_id: int,
    message: int | Sent,
    kind: str,
    content: bytes,
    file_name: str,
    caption: str = "",
    rows: Rows | None = None,
    *,
    on_refused: str | None = None,
) -> Call:
    """Puts a picture or file (``kind`` ``photo`` or ``document``) in the place of a message of ours.

    The message may be a text so far. Where it is gone, nothing is sent. What Telegram takes for no photo is
    a file.
    """
    if kind == "photo" and not is_photo(content):
        kind = "document"
    media = {"type": kind, "media": "attach://file"}
    if caption:
        media |= {"caption": caption, "parse_mode": "HTML"}
    params = _Params({"chat_id": chat_id, "media": media})
    params.message(message)
    params.markup(rows)
    upload = Upload("file", file_name, content)
    return Call(
        "editMessageMedia", params.values, (upload,), target=params.target, strict=True, on_refused=on_refused
    )


def edit_buttons(chat_id: int, message: int | Sent, rows: Rows | None) -> Call:
    """Replaces only the buttons under a message of ours."""
    params = _Params({"chat_id": chat_id})
    params.message(message)
    params.markup(rows)
    return Call("editMessageReplyMarkup", params.values, target=params.target)


def delete(chat_id: int, message: int | Sent) -> Call:
    """Deletes a message (Telegram allows it for 48 hours)."""
    params = _Params({"chat_id": chat_id})
    params.message(message)
    return Call("deleteMessage", params.values, target=params.target)


def delete_many(chat_id: int, messages: Sequence[int], *, else_keep: str | None = None) -> Call:
    """Deletes up to 100 messages; ids that are gone already are passed over.

    What can't be deleted is kept under the tag ``else_keep`` as a message that is too old for it.
    """
    return Call("deleteMessages", {"chat_id": chat_id, "message_ids": list(messages)}, remember=else_keep)


def delete_all(chat_id: int, tag: str) -> Call:
    """Deletes up to a hundred messages kept under a tag of the chat, and forgets them.

    Which ones is decided when the call's turn to be sent has come: whatever was said before is known by then.
    """
    return Call("deleteMessages", {"chat_id": chat_id}, target=tag)


def photo(
    chat_id: int,
    content: bytes,
    caption: str = "",
    rows: Rows | None = None,
    *,
    file_name: str = "foto.jpg",
    protect: bool = False,
    remember: str | None = None,
) -> Call:
    """A picture with an HTML caption; a file where Telegram does not take it as a photo."""
    method, kind = ("sendPhoto", "photo") if is_photo(content) else ("sendDocument", "document")
    return _upload(method, kind, chat_id, content, caption, rows, file_name, protect, remember)


def albums(chat_id: int, pictures: Sequence[bytes]) -> list[tuple[tuple[int, ...], Call]]:
    """Pictures that belong together, protected against forwarding: as few calls as Telegram allows.

    Each call comes with the places of its pictures. What is no photo goes as a file: an album holds photos or
    files, never both.
    """
    kinds: tuple[list[int], list[int]] = ([], [])
    for at, one in enumerate(pictures):
        kinds[0 if is_photo(one) else 1].append(at)
    together = [
        tuple(places[first : first + MAX_ALBUM])
        for places in kinds
        for first in range(0, len(places), MAX_ALBUM)
    ]
    return [(places, _album(chat_id, {at: pictures[at] for at in places})) for places in together]


def _album(chat_id: int, pictures: Mapping[int, bytes]) -> Call:
    """Two to ten pictures of one kind, by their places; one alone is a picture."""
    contents = list(pictures.values())
    if len(contents) == 1:
        return photo(chat_id, contents[0], protect=True)
    kind = "photo" if is_photo(contents[0]) else "document"
    uploads = tuple(
        Upload(f"file{n}", f"foto{at + 1}.jpg", one) for n, (at, one) in enumerate(pictures.items())
    )
    media = [{"type": kind, "media": f"attach://{one.field}"} for one in uploads]
    return Call("sendMediaGroup", {"chat_id": chat_id, "media": media, "protect_content": True}, uploads)


def as_files(call: Call) -> Call | None:
    """The same pictures as files, which have no limits but 50 MB; None where a call brings no photo along."""
    if not call.uploads:
        return None
    if call.method == "sendPhoto":
        params = {name: value for name, value in call.params.items() if name != "photo"}
        return replace(call, method="sendDocument", params={**params, "document": call.params["photo"]})
    media = call.params.get("media")
    if isinstance(media, dict) and media["type"] == "photo":
        return replace(call, params={**call.params, "media": {**media, "type": "document"}})
    if isinstance(media, list) and all(one["type"] == "photo" for one in media):
        files = [{**one, "type": "document"} for one in media]
        return replace(call, params={**call.params, "media": files})
    return None


def document(
    chat_id: int,
    content: bytes,
    file_name: str,
    caption: str = "",
    rows: Rows | None = None,
    *,
    protect: bool = False,
    remember: str | None = None,
) -> Call:
    """A file with an HTML caption."""
    return _upload("sendDocument", "document", chat_id, content, caption, rows, file_name, protect, remember)


def delete_noted(chat_id: int, message_id: int, tag: str) -> Call:
    """Deletes a message that is kept under a tag of the chat, and forgets it if it went."""
    return Call("deleteMessages", {"chat_id": chat_id, "message_ids": [message_id]}, target=tag)


END_TRACE = "netra:end-trace"
WIPE = "netra:wipe"
"""Calls to the sender itself, which have their turn in the order of what is said."""


def end_trace(conversation: str) -> Call:
    """Puts the messages of a conversation that is over where only its button finds them."""
    return Call(END_TRACE, {"conversation": conversation})


def wipe(chat_id: int, query_id: str, conversation: str) -> Call:
    """Deletes a conversation's messages and tells, as an answer to the tap, what went and what did not.

    Without a conversation: the messages that a former version kept.
    """
    return Call(WIPE, {"chat_id": chat_id, "query_id": query_id, "conversation": conversation})


def _upload(
    method: str,
    kind: str,
    chat_id: int,
    content: bytes,
    caption: str,
    rows: Rows | None,
    file_name: str,
    protect: bool,
    remember: str | None,
) -> Call:
    params = _Params({"chat_id": chat_id, kind: "attach://file"})
    if caption:
        params.values |= {"caption": caption, "parse_mode": "HTML"}
    if protect:
        params.values["protect_content"] = True
    params.markup(rows)
    return Call(method, params.values, (Upload("file", file_name, content),), remember)


def toast(callback_query_id: str, text: str = "", *, alert: bool = False) -> Call:
    """Answers a tap on a button, so that its spinner stops."""
    params: dict[str, Any] = {"callback_query_id": callback_query_id}
    if text:
        params["text"] = text[:MAX_CALLBACK_ANSWER]
    if alert:
        params["show_alert"] = True
    return Call("answerCallbackQuery", params)
