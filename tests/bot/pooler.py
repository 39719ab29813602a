"""A stand-in for a pooler before PostgreSQL: as pgbouncer does, it names a process of its own making."""

from __future__ import annotations

import asyncio
import struct
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

_KEY_DATA, _READY, _TERMINATE = b"K", b"Z", b"X"


class SharingPooler:
    """``shared``: one session for all its connections, given back whenever no transaction is open
    (``pool_mode=transaction``). Otherwise each connection has a session of its own (``pool_mode=session``)."""

    def __init__(self, url: str, *, shared: bool) -> None:
        parts = urlsplit(url)
        self._path = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.{parts.port or 5432}"
        self._user, self._name = parts.username or "postgres", parts.path
        self._shared = shared
        self._turn = asyncio.Lock()
        self._session: tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes] | None = None
        self._server: asyncio.Server | None = None
        self._sessions: list[asyncio.StreamWriter] = []

    async def start(self) -> str:
        """The address to use instead."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"postgresql://{self._user}@127.0.0.1:{port}{self._name}?sslmode=disable"

    async def stop(self) -> None:
        """Ends all."""
        assert self._server is not None
        self._server.close()
        for one in self._sessions:
            one.transport.abort()
        await self._server.wait_closed()

    async def _open(self, startup: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
        if self._shared and self._session is not None:
            return self._session
        reader, writer = await asyncio.open_unix_connection(self._path)
        self._sessions.append(writer)
        writer.write(startup)
        greeting = b""
        while True:
            kind, message = await _message(reader)
            if kind == _KEY_DATA:
                process, secret = struct.unpack("!II", message[5:13])
                message = message[:5] + struct.pack("!II", process + 1, secret)
            greeting += message
            if kind == _READY:
                break
        self._session = (reader, writer, greeting)
        return self._session

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            length = await reader.readexactly(4)
            startup = length + await reader.readexactly(struct.unpack("!I", length)[0] - 4)
            far_reader, far_writer, greeting = await self._open(startup)
            writer.write(greeting)
            while True:
                chunk = await reader.read(65536)
                if not chunk or chunk[:1] == _TERMINATE:
                    break
                if not self._shared:
                    await self._exchange(chunk, reader, writer, far_reader, far_writer)
                    continue
                async with self._turn:
                    await self._exchange(chunk, reader, writer, far_reader, far_writer)
        if not self._shared:
            far_writer.transport.abort()
        writer.transport.abort()

    async def _exchange(
        self,
        chunk: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        """Passes on what is asked and answered until no transaction is open."""
        far_writer.write(chunk)
        asking = asyncio.create_task(self._ask(reader, far_writer))
        try:
            while True:
                kind, message = await _message(far_reader)
                writer.write(message)
                if kind == _READY and message[5:6] == b"I":
                    return
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _ask(self, reader: asyncio.StreamReader, far_writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            far_writer.write(chunk)


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)
