"""Stands between a bot and PostgreSQL on loopback, and cuts connections around a COMMIT."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

_COMMIT = b"COMMIT;\x00"
_COMMITTED = b"COMMIT\x00"


class CuttingProxy:
    """``answers`` COMMITs lose their answer (they are done), ``questions`` never reach the server."""

    def __init__(self, url: str) -> None:
        """``url`` as the test server gives it: by a socket's folder or by host and port."""
        parts = urlsplit(url)
        self._folder = parse_qs(parts.query).get("host", [""])[0]
        self._host, self._port = parts.hostname or "", parts.port or 5432
        self._user, self._name = parts.username or "postgres", parts.path
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.StreamWriter] = set()
        self._silenced: set[asyncio.StreamWriter] = set()
        self.answers = 0
        self.questions = 0
        self.silences = 0
        """At so many COMMITs (they are done) the network falls silent: nothing comes back, nothing is closed."""
        self.is_silent = False
        self.cut = 0
        self.is_open = True

    async def start(self) -> str:
        """The address to use instead."""
        self._server = await asyncio.start_server(self._link, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"postgresql://{self._user}@127.0.0.1:{port}{self._name}?sslmode=disable"

    async def stop(self) -> None:
        """Cuts all."""
        self.cut_all()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def cut_all(self) -> None:
        """Cuts every connection now."""
        for link in tuple(self._links):
            link.transport.abort()

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_silent:
            self._links.add(writer)
            while await reader.read(65536):
                pass  # nobody answers
            self._links.discard(writer)
            writer.transport.abort()
            return
        if not self.is_open:
            writer.transport.abort()
            return
        if self._folder:
            path = f"{self._folder}/.s.PGSQL.{self._port}"
            far_reader, far_writer = await asyncio.open_unix_connection(path)
        else:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._links |= {writer, far_writer}
        mute = asyncio.Event()
        there = asyncio.create_task(self._there(reader, far_writer, mute))
        back = asyncio.create_task(self._back(far_reader, writer, mute))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for task in (there, back):
            task.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        for one in (writer, far_writer):
            one.transport.abort()
            self._links.discard(one)

    async def _there(
        self, reader: asyncio.StreamReader, far: asyncio.StreamWriter, mute: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(65536):
                if _COMMIT in chunk and self.questions:
                    self.questions, self.cut = self.questions - 1, self.cut + 1
                    return
                if _COMMIT in chunk and self.silences:
                    self.silences, self.cut, self.is_silent = self.silences - 1, self.cut + 1, True
                if _COMMIT in chunk and self.answers:
                    self.answers, self.cut = self.answers - 1, self.cut + 1
                    mute.set()
                far.write(chunk)
                await far.drain()

    async def _back(
        self, far: asyncio.StreamReader, writer: asyncio.StreamWriter, mute: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while chunk := await far.read(65536):
                if self.is_silent or writer in self._silenced:
                    self._silenced.add(writer)
                    continue
                if mute.is_set():
                    if _COMMITTED in chunk:
                        return
                    continue
                writer.write(chunk)
                await writer.drain()
