"""The page's side of the server: people, events, and what they do. The contract is in ``README.md``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pyotp
from aiohttp import web
from aiohttp.multipart import BodyPartReader

from demo.faults import Faults
from demo.interactive import ask_inline, send_result, vote
from demo.markup import found_entities
from demo.methods import new_callback
from demo.world import Event, Person, World

STATIC = Path(__file__).parent / "static"
HEARTBEAT_SECONDS = 15
OTHER_KINDS = ("video", "animation", "audio", "voice", "video_note", "sticker")
"""Kinds of file people send that the demo keeps without looking into them."""
MAX_UPLOAD = 60 * 2**20
_START_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]{1,64})")
ALBUM_SIZES = (2, 10)
"""Files of an album. Source: Bot API, sendMediaGroup."""
NO_PICTURE = "Itu bukan gambar yang dikenal. Kirimlah sebagai berkas."


def _json(value: Any) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def _wrong(words: str, status: int = 400) -> web.Response:
    return web.Response(status=status, body=orjson.dumps({"error": words}), content_type="application/json")


class Page:
    """Routes of the page."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._closing = asyncio.Event()

    def routes(self) -> list[web.AbstractRouteDef]:
        """All of them."""
        routes: list[web.AbstractRouteDef] = [
            web.get("/", self._index),
            web.get("/demo/people", self._people),
            web.post("/demo/people", self._add_person),
            web.get("/demo/events", self._events),
            web.get("/demo/people/{key}/authenticator", self._authenticator),
            web.post("/demo/people/{key}/text", self._text),
            web.post("/demo/people/{key}/edit", self._edit),
            web.post("/demo/people/{key}/upload", self._upload),
            web.post("/demo/people/{key}/contact", self._contact),
            web.post("/demo/people/{key}/album", self._album),
            web.post("/demo/people/{key}/place", self._place),
            web.post("/demo/people/{key}/button", self._button),
            web.post("/demo/people/{key}/delete", self._delete),
            web.post("/demo/people/{key}/vote", self._vote),
            web.post("/demo/people/{key}/inline", self._ask_inline),
            web.get("/demo/people/{key}/inline", self._inline),
            web.post("/demo/people/{key}/inline/send", self._send_inline),
            web.post("/demo/people/{key}/block", self._block),
            web.post("/demo/people/{key}/unblock", self._unblock),
            web.get("/demo/people/{key}/messages", self._messages),
            web.get("/demo/files/{file_id}", self._file),
            web.post("/demo/faults", self._set_fault),
        ]
        if STATIC.is_dir():
            routes.append(web.static("/static", STATIC))
        return routes

    def close(self) -> None:
        """Ends all event streams."""
        self._closing.set()
        for person in self._world.people.values():
            for queue in person.pages:
                queue.put_nowait(None)

    def _person(self, request: web.Request) -> Person:
        key = request.match_info.get("key") or request.query.get("person", "")
        person = self._world.people.get(key)
        if person is None:
            raise web.HTTPNotFound(text="no such person")
        return person

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-store"})

    async def _people(self, _request: web.Request) -> web.Response:
        return _json(
            [
                {"key": one.key, "id": one.id, "name": one.name, "role": one.role, "hint": one.hint}
                for one in self._world.people.values()
                if one.role
            ]
        )

    async def _add_person(self, request: web.Request) -> web.Response:
        body = await request.json()
        person = Person(str(body["key"]), int(body["id"]), str(body["name"]), str(body.get("username", "")))
        self._world.add_person(person)
        return _json({"ok": True})

    # --- events ---

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        person.pages.append(queue)
        try:
            await response.write(_event("snapshot", self._snapshot(person)))
            async for chunk in self._stream(queue):
                await response.write(chunk)
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            with suppress(ValueError):
                person.pages.remove(queue)
        return response

    async def _stream(self, queue: asyncio.Queue[Event | None]) -> AsyncIterator[bytes]:
        while not self._closing.is_set():
            try:
                event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if event is None:
                return
            yield _event(*event)

    def _snapshot(self, person: Person) -> dict[str, Any]:
        return {
            "bot": self._world.bot_as_shown(),
            "blocked": person.blocked,
            "commands": self._world.commands_for(person),
            "messages": [self._world.as_page(one) for one in person.messages.values()],
        }

    async def _messages(self, request: web.Request) -> web.Response:
        return _json([self._world.as_page(one) for one in self._person(request).messages.values()])

    async def _authenticator(self, request: web.Request) -> web.Response:
        """What the authenticator app on this person's phone shows; null before a key was set up."""
        key = self._person(request).authenticator
        return _json({"code": pyotp.TOTP(key).at(int(self._world.now())) if key else None})

    # --- what people do ---

    async def _edit(self, request: web.Request) -> web.Response:
        """Somebody changes an own message: text, caption, or (``live``) the place of a live location."""
        person, body = self._person(request), await request.json()
        names = ("text", "caption", "location")
        changes = {name: body[name] for name in names if name in body}
        if "text" in changes:
            changes["entities"] = found_entities(changes["text"])
        number, by_telegram = int(body.get("message_id", 0)), bool(body.get("by_telegram"))
        if not self._world.edits(person, number, changes, by_telegram=by_telegram):
            return _wrong("Pesan itu tidak ada.", 404)
        return web.Response(status=204)

    async def _text(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await request.json()
        text = str(body.get("text", "")).strip()
        if not text:
            return _wrong("Pesan kosong.")
        if link := _START_LINK.fullmatch(text):  # following a start link sends its parameter
            text = f"/start {link[1]}"
        content: dict[str, Any] = {"text": text}
        if entities := body.get("entities") or found_entities(text):  # formatting the page itself lacks
            content["entities"] = entities
        original = person.messages.get(body.get("reply_to") or 0)
        if original is not None:
            content["reply_to_message"] = {k: v for k, v in original.items() if k != "reply_to_message"}
        if person.blocked:
            return _wrong("Anda memblokir bot ini.", 403)
        message = self._world.says(person, self._sender(person, body), **content)
        return _json({"message_id": message["message_id"]})

    def _sender(self, chat: Person, body: dict[str, Any]) -> Person | None:
        """Who writes into a group (``as``, a person's key); None in private chats."""
        if not chat.title:
            return None
        return self._world.people.get(str(body.get("as", ""))) or next(iter(self._world.people.values()))

    async def _vote(self, request: web.Request) -> web.Response:
        chat, body = self._person(request), await request.json()
        message = chat.messages.get(body.get("message_id", 0))
        if message is None:
            return _wrong("Pesannya sudah tidak ada.", 404)
        refusal = vote(self._world, chat, self._sender(chat, body) or chat, message, int(body["option"]))
        return _wrong(refusal) if refusal else _json({"ok": True})

    async def _ask_inline(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await request.json()
        ask_inline(self._world, person, str(body.get("query", "")), str(body.get("offset", "")))
        return _json({"ok": True})

    async def _inline(self, request: web.Request) -> web.Response:
        return _json(self._person(request).inline)

    async def _send_inline(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await request.json()
        chat = self._world.people.get(str(body.get("chat", person.key)))
        message = send_result(self._world, person, chat, str(body["id"])) if chat else None
        if message is None:
            return _wrong("Hasil itu sudah tidak ada.", 404)
        return _json({"message_id": message["message_id"]})

    async def _contact(self, request: web.Request) -> web.Response:
        """Somebody shares the own phone number, as the attachment menu offers."""
        person, body = self._person(request), await request.json()
        if person.blocked:
            return _wrong("Anda memblokir bot ini.", 403)
        contact = {
            "phone_number": str(body["phone_number"]),
            "first_name": person.name,
            "user_id": person.id,
        }
        message = self._world.says(person, contact=contact)
        return _json({"message_id": message["message_id"]})

    async def _upload(self, request: web.Request) -> web.Response:
        person = self._person(request)
        kind, caption, name, mime, raw = "document", "", "berkas", "application/octet-stream", b""
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                name = part.filename or name
                mime = part.headers.get("Content-Type", mime)
                raw = bytes(await part.read(decode=True))
            elif part.name == "kind":
                kind = await part.text()
            elif part.name == "caption":
                caption = await part.text()
        if not raw:
            return _wrong("Berkas kosong.")
        try:
            content = await self._content(kind, raw, name, mime)
        except OSError:
            return _wrong(NO_PICTURE)
        if person.blocked:
            return _wrong("Anda memblokir bot ini.", 403)
        if caption:
            content["caption"] = caption
        message = self._world.says(person, **content)
        return _json({"message_id": message["message_id"]})

    async def _content(self, kind: str, raw: bytes, name: str, mime: str) -> dict[str, Any]:
        """What a message holds for a file.

        Raises:
            OSError: a photo that is no picture.
        """
        if kind == "photo":
            return {"photo": await asyncio.to_thread(self._world.add_photo, raw)}
        file = self._world.add_file(raw, file_name=name, mime_type=mime)
        if kind in OTHER_KINDS:
            return {kind: self._world.media(kind, file)}
        return {"document": self._world.document(file)}

    async def _album(self, request: web.Request) -> web.Response:
        """Several files at once. ``order`` (``2,0,1``) is that of their updates; as sent without it."""
        person = self._person(request)
        kind, caption, order = "photo", "", ""
        files: list[tuple[bytes, str, str]] = []
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                mime = part.headers.get("Content-Type", "application/octet-stream")
                files.append((bytes(await part.read(decode=True)), part.filename or "berkas", mime))
            elif part.name == "kind":
                kind = await part.text()
            elif part.name == "caption":
                caption = await part.text()
            elif part.name == "order":
                order = await part.text()
        if not ALBUM_SIZES[0] <= len(files) <= ALBUM_SIZES[1]:
            return _wrong("Album berisi 2 sampai 10 berkas.")
        numbers = [int(one) for one in order.split(",")] if order else list(range(len(files)))
        if sorted(numbers) != list(range(len(files))):
            return _wrong("Urutan album keliru.")
        try:
            contents = [await self._content(kind, *file) for file in files]
        except OSError:
            return _wrong(NO_PICTURE)
        if person.blocked:
            return _wrong("Anda memblokir bot ini.", 403)
        if caption:
            contents[0]["caption"] = caption
        messages = self._world.says_album(person, contents, numbers)
        return _json({"message_ids": [one["message_id"] for one in messages]})

    async def _place(self, request: web.Request) -> web.Response:
        """A place on the map."""
        person, body = self._person(request), await request.json()
        place = {key: float(body[key]) for key in ("latitude", "longitude")}
        self._world.says(person, location=place)
        return _json({"ok": True})

    async def _button(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await request.json()
        message = person.messages.get(body.get("message_id", 0))
        if message is None:
            return _wrong("Pesannya sudah tidak ada.", 404)
        new_callback(self._world, person, message, str(body["data"]), self._sender(person, body))
        return _json({"ok": True})

    async def _delete(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await request.json()
        if person.messages.pop(body.get("message_id", 0), None) is not None:
            self._world.show(person, "deleted", {"message_id": body["message_id"]})
        return _json({"ok": True})

    async def _block(self, request: web.Request) -> web.Response:
        return self._membership(self._person(request), blocked=True)

    async def _unblock(self, request: web.Request) -> web.Response:
        return self._membership(self._person(request), blocked=False)

    def _membership(self, person: Person, *, blocked: bool) -> web.Response:
        if person.blocked != blocked:
            person.blocked = blocked
            states = ("member", "kicked") if blocked else ("kicked", "member")
            old, new = (self._member(status) for status in states)
            self._world.push_update(
                my_chat_member={
                    "chat": person.as_chat(),
                    "from": person.as_user(),
                    "date": int(self._world.now()),
                    "old_chat_member": old,
                    "new_chat_member": new,
                }
            )
            self._world.show(person, "blocked", {"blocked": blocked})
        return _json({"ok": True})

    def _member(self, status: str) -> dict[str, Any]:
        member = {"user": self._world.bot, "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound(text="no such file")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        if not file.mime_type.startswith("image/"):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, headers={**headers, "Content-Type": file.mime_type})

    async def _set_fault(self, request: web.Request) -> web.Response:
        self._faults.set(await request.json())
        return _json({"ok": True})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
