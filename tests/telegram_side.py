"""The other side of a conversation: people who write to the bot through the demo server, over real HTTP."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE = 60.0
"""Seconds a test waits for an answer before it gives up; no assertion depends on how fast one comes."""

Message = dict[str, Any]


async def until(there: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Looks until something is so, which gives no sign of its own."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not there():
        assert asyncio.get_running_loop().time() < deadline, "it did not come about"
        await asyncio.sleep(0.01)


class NoAnswerError(AssertionError):
    """The bot said nothing that fits in time."""


@dataclass
class Person:
    """One chat partner of the bot."""

    session: aiohttp.ClientSession
    url: str
    key: str
    read: set[tuple[int, bool, str]] = field(default_factory=set)
    """How each message looked that was heard already."""

    async def _post(self, path: str, **kwargs: Any) -> Any:
        async with self.session.post(f"{self.url}/demo/people/{self.key}/{path}", **kwargs) as response:
            body = await response.text()
            assert response.status < 300, f"{path}: {response.status} {body}"
            return await response.json() if body else None

    async def says(self, text: str, entities: list[dict[str, Any]] | None = None) -> None:
        """Writes a message, formatted where entities are given."""
        await self._post("text", json={"text": text, **({"entities": entities} if entities else {})})

    async def edits(self, old: str, new: str, *, field: str = "text", by_telegram: bool = False) -> None:
        """Changes the newest own message that holds these words."""
        own = [m for m in await self.chat() if not m["from_bot"] and old in (m["text"] or "")]
        await self._post(
            "edit", json={"message_id": own[-1]["message_id"], field: new, "by_telegram": by_telegram}
        )

    async def edits_place(self, message_id: int, latitude: float, longitude: float) -> None:
        """A live location moves on."""
        place = {"latitude": latitude, "longitude": longitude, "live_period": 900}
        await self._post("edit", json={"message_id": message_id, "location": place})

    async def sends_place(self, latitude: float, longitude: float) -> None:
        """Sends a location."""
        await self._post("place", json={"latitude": latitude, "longitude": longitude})

    async def sends_file(
        self, content: bytes, name: str, *, kind: str = "photo", mime: str = "image/jpeg", caption: str = ""
    ) -> None:
        """Sends a picture as Telegram's photo (recompressed) or as a document (bytes kept)."""
        form = aiohttp.FormData(quote_fields=False)  # names as browsers write them
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("file", io.BytesIO(content), filename=name, content_type=mime)
        await self._post("upload", data=form)

    async def shares_contact(self, phone_number: str) -> None:
        """Shares the own phone number."""
        await self._post("contact", json={"phone_number": phone_number})

    async def says_in(self, group: str, text: str, reply_to: int | None = None) -> None:
        """Writes into a group."""
        body = {"text": text, "as": self.key, "reply_to": reply_to}
        async with self.session.post(f"{self.url}/demo/people/{group}/text", json=body) as response:
            assert response.status < 300, await response.text()

    async def votes(self, message: Message, option: int) -> None:
        """Answers a poll."""
        await self._post("vote", json={"message_id": message["message_id"], "option": option})

    async def types_inline(self, query: str, offset: str = "") -> dict[str, Any]:
        """Types after the bot's name; what is offered.

        Raises:
            NoAnswerError: nothing came in time.
        """
        await self._post("inline", json={"query": query, "offset": offset})
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            async with self.session.get(f"{self.url}/demo/people/{self.key}/inline") as response:
                found: dict[str, Any] | None = await response.json()
            if found is not None:
                return found
            await asyncio.sleep(0.02)
        raise NoAnswerError(f"{self.key} typed {query!r} and was offered nothing")

    async def sends_result(self, result_id: str, chat: str | None = None) -> None:
        """Sends an offered result into a chat."""
        await self._post("inline/send", json={"id": result_id, "chat": chat or self.key})

    async def sends_album(
        self,
        contents: list[bytes],
        *,
        kind: str = "photo",
        mime: str = "image/jpeg",
        caption: str = "",
        order: list[int] | None = None,
    ) -> None:
        """Sends an album: one update for each file, in ``order``."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        if order is not None:
            form.add_field("order", ",".join(map(str, order)))
        for number, content in enumerate(contents):
            form.add_field("file", io.BytesIO(content), filename=f"foto-{number}.jpg", content_type=mime)
        await self._post("album", data=form)

    async def blocks(self) -> None:
        """Blocks the bot."""
        await self._post("block")

    async def unblocks(self) -> None:
        """Unblocks the bot."""
        await self._post("unblock")

    async def chat(self) -> list[Message]:
        """All messages as the page shows them."""
        async with self.session.get(f"{self.url}/demo/people/{self.key}/messages") as response:
            found: list[Message] = await response.json()
            return found

    async def hears(self, wanted: str | Callable[[Message], bool]) -> Message:
        """The next message of the bot (new or edited) that holds the words, or that the function likes.

        Raises:
            NoAnswerError: none came in time; the message shows the chat's end.
        """

        def likes(one: Message) -> bool:
            if callable(wanted):
                return wanted(one)
            return wanted.lower() in (one["text"] or "").lower()

        deadline = asyncio.get_running_loop().time() + PATIENCE
        messages: list[Message] = []
        while asyncio.get_running_loop().time() < deadline:
            messages = await self.chat()
            for one in messages:
                if one["from_bot"] and _looks(one) not in self.read and likes(one):
                    self.read.update(
                        _looks(m) for m in messages if m["from_bot"] and m["message_id"] <= one["message_id"]
                    )
                    return one
            await asyncio.sleep(0.02)
        tail = "\n---\n".join(f"{'bot' if m['from_bot'] else 'me'}: {m['text']}" for m in messages[-4:])
        raise NoAnswerError(f"{self.key} waited for {wanted!r}; the chat ends with:\n{tail}")

    async def sees_only(self, messages: list[Message]) -> None:
        """Waits until the chat holds these messages and no other.

        Raises:
            NoAnswerError: others are still there.
        """
        wanted = {one["message_id"] for one in messages}
        deadline = asyncio.get_running_loop().time() + PATIENCE
        left: set[int] = set()
        while asyncio.get_running_loop().time() < deadline:
            left = {one["message_id"] for one in await self.chat()}
            if left == wanted:
                return
            await asyncio.sleep(0.02)
        raise NoAnswerError(f"{self.key} still sees {sorted(left - wanted)}, misses {sorted(wanted - left)}")

    async def counts(self, words: str, times: int) -> Message:
        """Waits until so many messages of the bot begin with the words; the newest.

        Raises:
            NoAnswerError: fewer came in time.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        found: list[Message] = []
        while asyncio.get_running_loop().time() < deadline:
            found = [m for m in await self.chat() if m["from_bot"] and (m["text"] or "").startswith(words)]
            if len(found) >= times:
                return found[-1]
            await asyncio.sleep(0.02)
        raise NoAnswerError(f"{self.key} saw {words!r} {len(found)} times")

    async def sees_gone(self, message_id: int) -> None:
        """Waits until a message is no longer in the chat.

        Raises:
            NoAnswerError: it is still there.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            if message_id not in {one["message_id"] for one in await self.chat()}:
                return
            await asyncio.sleep(0.02)
        raise NoAnswerError(f"{self.key} still sees message {message_id}")

    async def taps(self, message: Message, label: str) -> None:
        """Taps the button whose label holds the words."""
        for row in message["keyboard"] or []:
            for button in row:
                if label.lower() in button["text"].lower() and "data" in button:
                    await self._post(
                        "button", json={"message_id": message["message_id"], "data": button["data"]}
                    )
                    return
        labels = [button["text"] for row in message["keyboard"] or [] for button in row]
        raise AssertionError(f"no button {label!r} among {labels}")

    async def taps_data(self, message: Message, data: str) -> None:
        """Taps a button that is no longer (or never was) below the message, as an old client may."""
        await self._post("button", json={"message_id": message["message_id"], "data": data})

    async def taps_in(self, group: str, message: Message, data: str) -> None:
        """Taps a button (forged, if it never was there) below a message in a group."""
        body = {"message_id": message["message_id"], "data": data, "as": self.key}
        async with self.session.post(f"{self.url}/demo/people/{group}/button", json=body) as response:
            assert response.status < 300, await response.text()

    async def taps_if_there(self, message_id: int, data: str) -> None:
        """Taps a button of a message that may be gone by now."""
        if message_id in {one["message_id"] for one in await self.chat()}:
            await self._post("button", json={"message_id": message_id, "data": data})

    async def file(self, file_id: str) -> bytes:
        """Bytes of a photo or document in the chat."""
        async with self.session.get(f"{self.url}/demo/files/{file_id}") as response:
            assert response.status == 200
            return await response.read()


def _looks(message: Message) -> tuple[int, bool, str]:
    """What a reader would notice of a message: an edit of its words or of its buttons makes it new."""
    return message["message_id"], bool(message["edited"]), f"{message['text']}\n{message['keyboard']}"


@dataclass
class TelegramSide:
    """The demo server with its people."""

    url: str
    session: aiohttp.ClientSession

    def person(self, key: str) -> Person:
        """One of the demo's people: asn, warga, petugas."""
        return Person(self.session, self.url, key)

    async def new_person(self, key: str, person_id: int, name: str, username: str = "") -> Person:
        """Somebody else."""
        body = {"key": key, "id": person_id, "name": name}
        if username:
            body["username"] = username
        async with self.session.post(f"{self.url}/demo/people", json=body) as response:
            assert response.status < 300, await response.text()
        return Person(self.session, self.url, key)

    async def fault(self, **fault: Any) -> None:
        """Switches a fault on; without arguments, all off."""
        async with self.session.post(f"{self.url}/demo/faults", json=fault) as response:
            assert response.status < 300, await response.text()


@asynccontextmanager
async def telegram_side(url: str) -> AsyncIterator[TelegramSide]:
    """A connection to a running demo server."""
    async with aiohttp.ClientSession() as session:
        yield TelegramSide(url, session)
