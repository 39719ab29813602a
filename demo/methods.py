"""The Bot API's methods, true to Telegram where the demo goes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.commands import CommandMethods
from demo.contents import markup, text
from demo.deleting import DeletingMethods
from demo.errors import Refused, bad_request, forbidden
from demo.interactive import InlineMethods, PollMethods
from demo.photos import added_photo
from demo.world import File, Message, Person, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_ANSWER = 200
MAX_DOCUMENT_BYTES = 50 * 2**20
MAX_DOWNLOAD_BYTES = 20 * 2**20
"""Limits as the Bot API documents them, at the method or type each belongs to."""

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"

MIN_ALBUM, MAX_ALBUM = 2, 10
ALBUM_KINDS: tuple[set[str], ...] = ({"photo", "video"}, {"document"}, {"audio"})
"""What goes together in an album. Source: Bot API, sendMediaGroup."""
COPIED = (
    *("text", "entities", "caption", "caption_entities", "photo", "document", "video", "animation"),
    *("audio", "voice", "video_note", "sticker", "location", "venue"),
)
"""Fields of a message that are its content."""

Uploads = Mapping[str, tuple[str, str, bytes]]
"""Files of a multipart call by field: name, media type, bytes."""
Method = Callable[[dict[str, Any], Uploads], Awaitable[Any]]


class Methods:
    """One bot's calls."""

    def __init__(self, world: World, bot_id: int) -> None:
        self._world = world
        self._bot = world.bot_user(bot_id)
        self._poller: asyncio.Event | None = None
        polls, inline = PollMethods(world, self), InlineMethods(world, self)
        self.table: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendPoll": polls.send,
            "answerInlineQuery": inline.answer,
            "sendMediaGroup": self._send_media_group,
            "sendVideo": self._send_media("video"),
            "sendAnimation": self._send_media("animation"),
            "sendAudio": self._send_media("audio"),
            "sendVoice": self._send_media("voice"),
            "sendVideoNote": self._send_media("video_note"),
            "sendSticker": self._send_media("sticker"),
            "sendLocation": self._send_location,
            "sendVenue": self._send_venue,
            "copyMessage": self._copy_message,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "editMessageReplyMarkup": self._edit_markup,
            "answerCallbackQuery": self._answer_callback,
            "getFile": self._get_file,
            "setMyDescription": self._accept,
            "setMyShortDescription": self._accept,
            "setMyName": self._accept,
            "deleteWebhook": self._accept,
            "getWebhookInfo": self._webhook_info,
            "getChat": self._get_chat,
            **DeletingMethods(world, self.person).table,
            **CommandMethods(world).table,
        }

    async def _get_me(self, _params: dict[str, Any], _uploads: Uploads) -> Any:
        return {**self._bot, "can_join_groups": True, "supports_inline_queries": True}

    async def _accept(self, _params: dict[str, Any], _uploads: Uploads) -> Any:
        return True

    async def _webhook_info(self, _params: dict[str, Any], _uploads: Uploads) -> Any:
        return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self._world.updates)}

    # --- updates ---

    async def _get_updates(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        """Long poll. A second poller ends the first with 409, as Telegram does."""
        world = self._world
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        if "allowed_updates" in params:
            world.allowed_updates = tuple(params["allowed_updates"]) or None
        self._confirm(params.get("offset"))
        limit = params.get("limit", 100)
        if not 1 <= limit <= 100:
            raise bad_request("limit must be between 1 and 100")
        if not world.updates and params.get("timeout", 0) > 0:
            await self._wait(mine, params["timeout"])
        if mine.is_set():
            raise Refused(409, CONFLICT)
        self._poller = None
        return [world.updates[n] for n in range(min(limit, len(world.updates)))]

    def _confirm(self, offset: int | None) -> None:
        updates = self._world.updates
        if offset is None or offset == 0:
            return
        if offset < 0:  # only the last -offset updates are of interest; earlier ones are forgotten
            while len(updates) > -offset:
                updates.popleft()
            return
        while updates and updates[0]["update_id"] < offset:
            updates.popleft()

    async def _wait(self, mine: asyncio.Event, seconds: float) -> None:
        self._world.news.clear()
        waits = [asyncio.create_task(event.wait()) for event in (self._world.news, mine)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    # --- sending ---

    def person(self, chat_id: int | str) -> Person:
        if isinstance(chat_id, str):
            person = self._world.channels.get(chat_id.removeprefix("@"))
        else:
            person = self._world.by_id.get(chat_id)
        if person is None:
            raise bad_request("chat not found")
        if person.migrated_to is not None:
            words = "group chat was upgraded to a supergroup chat"
            raise Refused(400, f"Bad Request: {words}", migrate_to_chat_id=person.migrated_to)
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return person

    text = staticmethod(text)
    markup = staticmethod(markup)

    def common(self, params: dict[str, Any], person: Person) -> dict[str, Any]:
        common = self.markup(params)
        if params.get("protect_content"):
            common["has_protected_content"] = True
        reply = params.get("reply_parameters")
        if reply:
            original = person.messages.get(reply["message_id"])
            if original is None and not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
            if original is not None:
                common["reply_to_message"] = {k: v for k, v in original.items() if k != "reply_to_message"}
        return common

    async def _send_message(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        content = self.text(params, "text", MAX_TEXT)
        return self._world.new_message(person, self._bot, **content, **self.common(params, person))

    async def _send_photo(self, params: dict[str, Any], uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        content = self.text(params, "caption", MAX_CAPTION)
        sizes = self._photo(*self._upload(params["photo"], "photo", uploads))
        common = self.common(params, person)
        return self._world.new_message(person, self._bot, photo=sizes, **content, **common)

    def _photo(self, name: str, raw: bytes | None) -> list[dict[str, Any]]:
        """Sizes of an uploaded picture, or of one known by its file id."""
        if raw is None:
            return [self._world.photo_size(self._known(name))]
        return added_photo(self._world, raw)

    async def _send_document(self, params: dict[str, Any], uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        content = self.text(params, "caption", MAX_CAPTION)
        name, raw = self._upload(params["document"], "document", uploads)
        document = self._document(name, raw, uploads)
        common = self.common(params, person)
        return self._world.new_message(person, self._bot, document=document, **content, **common)

    def _document(self, name: str, raw: bytes | None, uploads: Uploads) -> dict[str, Any]:
        """An uploaded file, or one known by its file id."""
        if raw is None:
            return self._world.document(self._known(name))
        if len(raw) > MAX_DOCUMENT_BYTES:
            raise Refused(413, "Request Entity Too Large")
        mime = next((m for n, m, c in uploads.values() if c is raw), "application/octet-stream")
        return self._world.document(self._world.add_file(raw, file_name=name, mime_type=mime))

    def _send_media(self, kind: str) -> Method:
        """The method that sends a file already known, of a kind the demo keeps no more of than its bytes."""

        async def send(params: dict[str, Any], _uploads: Uploads) -> Any:
            person = self.person(params["chat_id"])
            content = self.text(params, "caption", MAX_CAPTION)
            found: dict[str, Any] = {kind: self._world.media(kind, self._known(params[kind]))}
            if params.get("has_spoiler"):
                found["has_media_spoiler"] = True
            common = self.common(params, person)
            return self._world.new_message(person, self._bot, **found, **content, **common)

        return send

    async def _send_media_group(self, params: dict[str, Any], uploads: Uploads) -> Any:
        """An album of files already known, or of pictures that come along: bound by ``media_group_id``."""
        person = self.person(params["chat_id"])
        media = params["media"]
        if not MIN_ALBUM <= len(media) <= MAX_ALBUM:
            raise bad_request("wrong number of messages to send")
        kinds = {one["type"] for one in media}
        if not any(kinds <= together for together in ALBUM_KINDS):
            raise bad_request("can't use the media of the specified type in the album")
        prepared = []
        for one in media:
            name, raw = self._upload(one["media"], "media", uploads)
            shown: dict[str, Any]
            if one["type"] == "photo":
                shown = {"photo": self._photo(name, raw)}
            elif one["type"] == "document":
                shown = {"document": self._document(name, raw, uploads)}
            else:
                shown = {one["type"]: self._world.media(one["type"], self._known(one["media"]))}
            prepared.append({**shown, **self.text(one, "caption", MAX_CAPTION)})
        group = str(secrets.randbits(60))
        common = self.common(params, person)
        return [
            self._world.new_message(person, self._bot, media_group_id=group, **content, **common)
            for content in prepared
        ]

    async def _send_location(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        place = {key: params[key] for key in ("latitude", "longitude")}
        return self._world.new_message(person, self._bot, location=place, **self.common(params, person))

    async def _send_venue(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        place = {key: params[key] for key in ("latitude", "longitude")}
        venue = {"location": place, "title": params["title"], "address": params["address"]}
        common = self.common(params, person)
        return self._world.new_message(person, self._bot, venue=venue, location=place, **common)

    async def _copy_message(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        """The same content as a message of the bot; a new caption replaces the old one."""
        person, source = self.person(params["chat_id"]), self.person(params["from_chat_id"])
        original = source.messages.get(params["message_id"])
        if original is None:
            raise bad_request("message to copy not found")
        kept = {key: value for key, value in original.items() if key in COPIED}
        if "caption" in params:
            kept = {k: v for k, v in kept.items() if not k.startswith("caption")}
            kept |= self.text(params, "caption", MAX_CAPTION)
        sent = self._world.new_message(person, self._bot, **kept, **self.common(params, person))
        return {"message_id": sent["message_id"]}

    @staticmethod
    def _upload(value: str, field: str, uploads: Uploads) -> tuple[str, bytes | None]:
        """Name and bytes of an uploaded file, or a file id and None."""
        key = value.removeprefix("attach://") if value.startswith("attach://") else field
        if key in uploads and (value.startswith("attach://") or value == ""):
            name, _, raw = uploads[key]
            return name, raw
        if value.startswith("attach://"):
            raise bad_request(f"file {key!r} is missing")
        return value, None

    def _known(self, file_id: str) -> File:
        file = self._world.files.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return file

    async def _send_chat_action(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person = self.person(params["chat_id"])
        self._world.show(person, "typing", {"action": params["action"]})
        return True

    # --- editing ---

    def _mine(self, params: dict[str, Any]) -> tuple[Person, Message]:
        if "chat_id" not in params or "message_id" not in params:
            raise bad_request("message identifier is not specified")
        person = self.person(params["chat_id"])
        message = person.messages.get(params["message_id"])
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self._bot["id"]:
            raise bad_request("message can't be edited")
        return person, message

    def _change(
        self, person: Person, message: Message, gone: tuple[str, ...], new: dict[str, Any]
    ) -> Message:
        before = {key: message.get(key) for key in gone}
        if before == {key: new.get(key) for key in gone}:
            raise bad_request(SAME)
        for key in gone:
            message.pop(key, None)
        message.update(new)
        message["edit_date"] = int(self._world.now())
        self._world.show(person, "edited", self._world.as_page(message))
        return message

    async def _edit_text(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person, message = self._mine(params)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        new = {**self.text(params, "text", MAX_TEXT), **self.markup(params)}
        return self._change(person, message, ("text", "entities", "reply_markup"), new)

    async def _edit_caption(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person, message = self._mine(params)
        new = {**self.text(params, "caption", MAX_CAPTION), **self.markup(params)}
        return self._change(person, message, ("caption", "caption_entities", "reply_markup"), new)

    async def _edit_media(self, params: dict[str, Any], uploads: Uploads) -> Any:
        """Puts a photo or document in the place of a text or of another one."""
        person, message = self._mine(params)
        media = params["media"]
        if not {"text", "photo", "document"} & set(message):
            raise bad_request("there is no media in the message to edit")
        new = {**self.text(media, "caption", MAX_CAPTION), **self.markup(params)}
        name, raw = self._upload(media["media"], "media", uploads)
        if media["type"] == "photo":
            new["photo"] = self._photo(name, raw)
        elif media["type"] == "document":
            new["document"] = self._document(name, raw, uploads)
        else:
            raise bad_request("the demo shows photos and documents only")
        gone = ("text", "entities", "photo", "document", "caption", "caption_entities", "reply_markup")
        return self._change(person, message, gone, new)

    async def _edit_markup(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        person, message = self._mine(params)
        return self._change(person, message, ("reply_markup",), self.markup(params))

    # --- the rest ---

    async def _answer_callback(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        if len(params.get("text", "")) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        found = self._world.callbacks.pop(params["callback_query_id"], None)
        if found is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        person_id, message_id = divmod(found, 2**32)
        answer = {
            "text": params.get("text", ""),
            "show_alert": bool(params.get("show_alert")),
            "message_id": message_id,
        }
        self._world.show(self._world.by_id[person_id], "callback_answer", answer)
        return True

    async def _get_file(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        file = self._world.files.get(params["file_id"])
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.content),
            "file_path": file.path,
        }

    async def _get_chat(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        return self.person(params["chat_id"]).as_chat()


def new_callback(
    world: World, person: Person, message: Message, data: str, sender: Person | None = None
) -> None:
    """A person (``sender`` in a group) taps a button: the update, and what is needed to answer it later."""
    query_id = str(secrets.randbits(62))
    world.callbacks[query_id] = person.id * 2**32 + message["message_id"]
    while len(world.callbacks) > 10_000:
        world.callbacks.popitem(last=False)
    world.push_update(
        callback_query={
            "id": query_id,
            "from": (sender or person).as_user(),
            "message": message,
            "chat_instance": str(person.id),
            "data": data,
        }
    )
