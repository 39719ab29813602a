"""The demo's Telegram: people, chats, messages, files, updates. In memory, bounded."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageOps

from demo.markup import found_entities, render

MAX_MESSAGES = 1_000
"""Newest messages kept per chat."""
MAX_FILE_BYTES = 500 * 2**20
"""All files together; the oldest go first."""
PHOTO_SIDES = (90, 320, 1280)
"""Longest sides Telegram recompresses a photo to."""
SLOW_PAGE = 500
"""Events waiting for a page that does not read; beyond that it is dropped and reconnects."""

DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
"""A message of one of these alone is a dice message; with the values it can have. Source: Bot API, Dice."""
_TOTP_KEY = re.compile(r"[A-Z2-7]{32}")
"""A key of one-time passwords as bots offer it for copying: base32 of 160 bits."""

Message = dict[str, Any]
Event = tuple[str, dict[str, Any]]


@dataclass
class File:
    """A stored file and what is known of it."""

    file_id: str
    content: bytes
    path: str
    file_name: str = ""
    mime_type: str = "image/jpeg"
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        """The same for the same bytes, as ``file_unique_id`` is."""
        return hashlib.blake2b(self.content, digest_size=9).hexdigest()


@dataclass
class Person:
    """One user of the demo's Telegram, with the private chat with the bot; or a channel it may post to."""

    key: str
    id: int
    name: str
    username: str = ""
    role: str = ""
    hint: str = ""
    title: str = ""
    """Set where this is no person but a group that the bot is a member of; its id is negative."""
    started: bool = False
    blocked: bool = False
    is_channel: bool = False
    deactivated: bool = False
    migrated_to: int | None = None
    """A group that has become a supergroup with this id."""
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    next_message: int = 1
    pages: list[asyncio.Queue[Event | None]] = field(default_factory=list)
    inline: dict[str, Any] | None = None
    """Newest answer to an inline query: query, offset, results, next_offset."""
    authenticator: str = ""
    """The newest key of one-time passwords this person was shown: what a phone's app would have scanned."""

    def as_user(self) -> dict[str, Any]:
        """The ``User`` of the Bot API."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "id"}
        return {**user, "username": self.username} if self.username else user

    def as_chat(self) -> dict[str, Any]:
        """The private ``Chat`` of the Bot API, or the group."""
        if self.title:
            return {"id": self.id, "type": "supergroup", "title": self.title}
        if self.is_channel:
            return {"id": self.id, "type": "channel", "title": self.name, "username": self.username}
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        return {**chat, "username": self.username} if self.username else chat


@dataclass
class InlineQuery:
    """What somebody types after the bot's name."""

    person: Person
    query: str
    offset: str


DEFAULT_PEOPLE = (
    ("asn", 700_000_001, "Bu Ratna", "ASN", "tanya aturan netralitas"),
    ("warga", 700_000_002, "Pak Joko", "Warga", "lapor tanpa nama"),
    ("petugas", 700_000_003, "Bu Sari", "Admin dan petugas", "baca laporan, atur pengumuman"),
    ("petugas2", 700_000_004, "Pak Budi", "Petugas kedua", "masuk dengan undangan dari Bu Sari"),
)
DEFAULT_GROUP = ("grup", -1_001_700_000_009, "Grup Dinas", "Grup", "panggil dengan /tanya atau @nama bot")


CHANNEL = ("kanal", -1_001_700_000_001, "Kanal Netra", "kanal_netra")
"""Key, id, title and user name of the channel the bot is administrator of."""


class World:
    """Everything the server knows."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.people: dict[str, Person] = {}
        self.by_id: dict[int, Person] = {}
        self.channels: dict[str, Person] = {}
        """By user name."""
        self.files: OrderedDict[str, File] = OrderedDict()
        self._file_bytes = 0
        self.updates: deque[dict[str, Any]] = deque()
        self.next_update = 100_000_000 + secrets.randbelow(800_000_000)
        self.news = asyncio.Event()
        self.allowed_updates: tuple[str, ...] | None = None
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.callbacks: OrderedDict[str, int] = OrderedDict()
        self.polls: dict[str, Message] = {}
        self.votes: dict[tuple[str, int], int] = {}
        """Option chosen, by poll and person."""
        self.inline: dict[str, InlineQuery] = {}
        self.inline_cache: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
        self.bot: dict[str, Any] = {}
        for key, person_id, name, role, hint in DEFAULT_PEOPLE:
            self.add_person(Person(key, person_id, name, "", role, hint))
        key, group_id, title, role, hint = DEFAULT_GROUP
        self.add_person(Person(key, group_id, title, "", role, hint, title=title, started=True))
        key, channel_id, name, username = CHANNEL
        self.add_person(Person(key, channel_id, name, username, started=True, is_channel=True))

    def add_person(self, person: Person) -> None:
        """Adds somebody, or replaces the one with this key."""
        self.people[person.key] = person
        self.by_id[person.id] = person
        if person.is_channel:
            self.channels[person.username] = person

    def bot_user(self, bot_id: int) -> dict[str, Any]:
        """The bot as ``User``; pages that were open before it came learn its name."""
        if self.bot.get("id") != bot_id:
            self.bot = {"id": bot_id, "is_bot": True, "first_name": "Netra", "username": "NetraDemoBot"}
            for person in self.people.values():
                self.show(person, "bot", self.bot_as_shown())
        return self.bot

    def bot_as_shown(self) -> dict[str, Any]:
        """The bot as the page names it; without a username while none has come."""
        return {
            "id": self.bot.get("id", 0),
            "name": self.bot.get("first_name", "Netra"),
            "username": self.bot.get("username", ""),
        }

    # --- files ---

    def add_file(self, content: bytes, **known: Any) -> File:
        """Stores bytes."""
        file_id = secrets.token_urlsafe(24)
        suffix = "jpg" if known.get("mime_type", "image/jpeg") == "image/jpeg" else "bin"
        file = File(file_id, content, f"files/{len(self.files)}_{file_id[:6]}.{suffix}", **known)
        self.files[file_id] = file
        self._file_bytes += len(content)
        while self._file_bytes > MAX_FILE_BYTES and len(self.files) > 1:
            _, oldest = self.files.popitem(last=False)
            self._file_bytes -= len(oldest.content)
        return file

    @staticmethod
    def size_of(content: bytes) -> tuple[int, int]:
        """Width and height of a picture.

        Raises:
            OSError: it is no picture.
        """
        with Image.open(io.BytesIO(content)) as opened:
            return opened.size

    def add_photo(self, content: bytes) -> list[dict[str, Any]]:
        """Recompresses a picture to Telegram's sizes; metadata goes.

        Raises:
            OSError: it is no picture.
        """
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        longest = max(picture.size)
        sides = [side for side in PHOTO_SIDES if side < longest]
        sides.append(min(longest, PHOTO_SIDES[-1]))
        sizes = []
        for side in dict.fromkeys(sides):
            copy = picture.copy()
            copy.thumbnail((side, side))
            out = io.BytesIO()
            copy.save(out, "JPEG", quality=87)
            file = self.add_file(out.getvalue(), width=copy.width, height=copy.height)
            sizes.append(self.photo_size(file))
        return sizes

    @staticmethod
    def photo_size(file: File) -> dict[str, Any]:
        """``PhotoSize`` of the Bot API."""
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "width": file.width,
            "height": file.height,
            "file_size": len(file.content),
        }

    @staticmethod
    def document(file: File) -> dict[str, Any]:
        """``Document`` of the Bot API."""
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_name": file.file_name,
            "mime_type": file.mime_type,
            "file_size": len(file.content),
        }

    @staticmethod
    def media(kind: str, file: File) -> dict[str, Any]:
        """``Video``, ``Audio``, ``Voice`` and their like, with the fields the Bot API demands."""
        found: dict[str, Any] = {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.content),
        }
        if kind in ("document", "video", "animation", "audio"):
            found |= {"file_name": file.file_name, "mime_type": file.mime_type}
        if kind in ("video", "animation", "sticker"):
            found |= {"width": file.width or 320, "height": file.height or 320}
        if kind in ("video", "animation", "audio", "voice", "video_note"):
            found["duration"] = 1
        if kind == "video_note":
            found["length"] = 240
        if kind == "sticker":
            found |= {"type": "regular", "is_animated": False, "is_video": False}
        return found

    # --- messages ---

    def new_message(self, person: Person, sender: dict[str, Any], **content: Any) -> Message:
        """Puts a message into a person's chat and shows it on the page."""
        message = {
            "message_id": person.next_message,
            "from": sender,
            "chat": person.as_chat(),
            "date": int(self.now()),
            **content,
        }
        person.next_message += 1
        person.messages[message["message_id"]] = message
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                key = button.get("copy_text", {}).get("text", "")
                if _TOTP_KEY.fullmatch(key):
                    person.authenticator = key
        if len(person.messages) > MAX_MESSAGES:
            person.messages.popitem(last=False)
        if person.pages:
            self.show(person, "message", self.as_page(message))
        return message

    def push_update(self, **content: Any) -> None:
        """Queues an update for the bot, if it wants that kind."""
        kind = next(iter(content))
        if self.allowed_updates is not None and kind not in self.allowed_updates:
            return
        self.updates.append({"update_id": self.next_update, **content})
        self.next_update += 1
        self.news.set()

    def says(self, person: Person, sender: Person | None = None, **content: Any) -> Message:
        """A person writes to the bot, or (``sender``) into a group that the bot is in."""
        person.started = True
        faces = DICE.get(content.get("text", ""))
        if faces and "entities" not in content:
            content["dice"] = {"emoji": content.pop("text"), "value": 1 + secrets.randbelow(faces)}
        message = self.new_message(person, (sender or person).as_user(), **content)
        if not person.title or self._sees(message):
            self.push_update(message=message)
        return message

    def edits(self, person: Person, message_id: int, changes: dict[str, Any], *, by_telegram: bool) -> bool:
        """Changes a message somebody wrote; False where there is none.

        ``by_telegram``: not the person did it (a link got its preview, a reaction came): no date of an edit
        is told then. Source: Bot API, Update.edited_message and Message.edit_date.
        """
        message = person.messages.get(message_id)
        if message is None or message["from"]["is_bot"]:
            return False
        changed = (
            {**message, **changes} if by_telegram else {**message, **changes, "edit_date": int(self.now())}
        )
        person.messages[message_id] = changed  # the message itself may still wait to be fetched
        if not person.title or self._sees(changed):
            self.push_update(edited_message=changed)
        self.show(person, "edited", self.as_page(changed))
        return True

    def _sees(self, message: Message) -> bool:
        """Whether a bot in privacy mode gets a group's message: commands, mentions, replies, its own results.

        Source: core.telegram.org/bots/features, privacy mode.
        """
        name = f"@{self.bot.get('username', '')}".casefold()
        text = message.get("text", "")
        if text.startswith("/"):
            command = text.split()[0]
            return "@" not in command or command.casefold().endswith(name)
        replied = message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.get("id")
        return replied or "via_bot" in message or name in text.casefold()

    def says_album(
        self, person: Person, contents: Sequence[dict[str, Any]], order: Sequence[int]
    ) -> list[Message]:
        """A person sends an album: a message for each file, and their updates in whatever order."""
        person.started = True
        group = str(secrets.randbits(53))
        messages = [
            self.new_message(person, person.as_user(), media_group_id=group, **content)
            for content in contents
        ]
        for number in order:
            self.push_update(message=messages[number])
        return messages

    def commands_for(self, person: Person) -> list[dict[str, str]]:
        """The command menu: the chat's own, else that of private chats, else the default."""
        for scope in (f"chat:{person.id}", "all_private_chats", "default"):
            if scope in self.commands:
                return self.commands[scope]
        return []

    # --- the page ---

    def show(self, person: Person, event: str, data: dict[str, Any]) -> None:
        """Sends an event to every page that shows this person."""
        for page in list(person.pages):
            if page.qsize() >= SLOW_PAGE:
                person.pages.remove(page)
                page.put_nowait(None)
            else:
                page.put_nowait((event, data))

    def as_page(self, message: Message) -> dict[str, Any]:
        """A message as the page draws it."""
        text = message.get("text") or message.get("caption") or message.get("dice", {}).get("emoji", "")
        entities = message.get("entities") or message.get("caption_entities") or []
        keyboard = message.get("reply_markup", {}).get("inline_keyboard")
        photo = message["photo"][-1] if message.get("photo") else None
        reply = message.get("reply_to_message")
        return {
            "message_id": message["message_id"],
            "from_bot": message["from"]["is_bot"],
            "date": message["date"],
            "edited": "edit_date" in message,
            "html": render(
                text, [*entities, *found_entities(text)] if message["from"]["is_bot"] else entities
            ),
            "text": text,
            "photo": {key: photo[key] for key in ("file_id", "width", "height")} if photo else None,
            "document": message.get("document") or _other_file(message),
            "album": message.get("media_group_id"),
            "poll": self._poll_as_page(message),
            "sender": message["from"]["first_name"] if "title" in message["chat"] else None,
            "keyboard": [[_button(one) for one in row] for row in keyboard] if keyboard else None,
            "protected": bool(message.get("has_protected_content")),
            "reply_to": reply["message_id"] if reply else None,
        }

    def _poll_as_page(self, message: Message) -> dict[str, Any] | None:
        """A poll with what the chat's person chose; the right option shows once they did."""
        poll = message.get("poll")
        if poll is None:
            return None
        chosen = self.votes.get((poll["id"], message["chat"]["id"]))
        told = chosen is not None or poll["is_closed"]
        return {
            "question": poll["question"],
            "options": [option["text"] for option in poll["options"]],
            "quiz": poll["type"] == "quiz",
            "chosen": chosen,
            "right": poll.get("correct_option_ids", [None])[0] if told else None,
            "explanation": poll.get("explanation", "") if told else "",
        }


def _other_file(message: Message) -> dict[str, Any] | None:
    """A video, a voice message or the like, which the page shows as a file."""
    for kind in ("video", "animation", "audio", "voice", "video_note", "sticker"):
        if kind in message:
            return {"file_name": kind, "mime_type": "application/octet-stream", **message[kind]}
    if "location" in message:
        place = message["location"]
        name = f"lokasi {place['latitude']}, {place['longitude']}"
        return {"file_id": "", "file_name": name, "mime_type": "text/plain", "file_size": 0}
    return None


def _button(button: dict[str, Any]) -> dict[str, Any]:
    shown = {"text": button["text"]}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "switch_inline_query" in button:
        shown["switch"] = button["switch_inline_query"]
    if "url" in button:
        shown["url"] = button["url"]
    if "copy_text" in button:
        shown["copy_text"] = button["copy_text"]["text"]
    return shown
