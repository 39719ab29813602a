"""The wire to the Bot API, over aiohttp. Neither a token nor a URL ever leaves this module in an error."""

from __future__ import annotations

import asyncio
import io
from asyncio import selector_events, sslproto
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.wire.answers import chat_id_of, parameters_of, pause_of
from bot.wire.retry import retry_after_error
from core.errors import FileTooLargeError
from core.numbers import integer
from handlers.platform.outgoing import Upload

MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bytes of a file a bot may download. Source: Bot API, getFile."""
MOST_ANSWER = 4 * 2**20
"""Bytes of an answer that are read. The longest that is asked for, ten messages of an album with 4,096
characters each and what they reply to, written as ``\\uXXXX``, stays below 1 MB."""
MOST_UPDATES = 16 * 2**20
"""Bytes of an answer to getUpdates: 100 updates of 160 KB. Longer ones are asked for in halves."""
HEAD = 64 * 1024
"""Bytes of an answer that can't be read that are looked at once more."""
DOWNLOADS_AT_ONCE = 16
"""So many leave connections for everything else; that they fit into memory, whoever asks for them sees to."""
STALL_SECONDS = 10.0
"""A download that brings nothing for so long has ended: it holds the place of somebody else's."""
DOWNLOAD_SECONDS = 60.0
PIECE = 32 * 1024
"""Bytes read from a socket at once."""
CONNECTIONS = 100
CONNECT_SECONDS = 10.0
CALL_SECONDS = 30.0
UPLOAD_SECONDS = 120.0

_JSON = {"Content-Type": "application/json"}
_CALL_TIMEOUT = aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS)

log = structlog.get_logger(__name__)


def read_answer(status: int, payload: bytes) -> Any:
    """The ``result`` of the server's answer.

    Raises:
        telegram.error.TelegramError: the subclass that fits, with Telegram's description.
    """
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # said by the web server in front, not always in JSON
        raise BadRequest("the file is too large")
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict) or (status == HTTPStatus.OK and "ok" not in answer):
        if status == HTTPStatus.OK:
            raise UnreadableAnswerError(payload)
        raise NetworkError(f"the server's answer is not JSON (status {status})")
    if status == HTTPStatus.OK and answer.get("ok"):
        return answer.get("result")
    description = str(answer.get("description") or f"status {status}")
    parameters = parameters_of(answer)
    if (new_chat := chat_id_of(parameters.get("migrate_to_chat_id"))) is not None:
        raise ChatMigrated(new_chat)
    if "retry_after" in parameters or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise retry_after_error(pause_of(parameters.get("retry_after")))
    kinds: dict[int, type[TelegramError]] = {
        HTTPStatus.BAD_REQUEST: BadRequest,
        HTTPStatus.UNAUTHORIZED: InvalidToken,
        HTTPStatus.FORBIDDEN: Forbidden,
        HTTPStatus.NOT_FOUND: InvalidToken,
        HTTPStatus.CONFLICT: Conflict,
    }
    raise kinds.get(status, NetworkError)(description)


def read_in_small_pieces() -> None:
    """Has asyncio read from sockets in pieces of some KB.

    For each read it allocates 256 KB, of which an update fills one. A C library that overwrites what is freed
    (:mod:`core.process`) would write the rest as well, twice a call.
    """
    for kind in (getattr(selector_events, "_SelectorTransport", None), sslproto.SSLProtocol):
        if kind is not None:
            kind.max_size = PIECE


class UnreadableAnswerError(NetworkError):
    """The server said 200, so the call was carried out, but what it said beside that can't be read."""

    def __init__(self, payload: bytes = b"") -> None:
        super().__init__("the server's answer can't be read")
        self.payload = payload
        """What came of it; its first 64 KB where it was too long or cut off."""


class UnreachedError(NetworkError):
    """No connection came about, so the call never left. Every other failure leaves that open."""


def proxy_for(url: str) -> str | None:
    """The proxy the environment names for a URL. Asked once: per call it costs as much as the call."""
    parts = urlsplit(url)
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


class Transport:
    """Calls of one bot to one Bot API server, over kept-alive connections."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        connections: int = CONNECTIONS,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self._stall_seconds = stall_seconds
        self._methods = f"{api_url}/bot{token}/"
        self._addresses: dict[str, URL] = {}
        self._proxy = proxy_for(api_url)
        self._files = f"{api_url}/file/bot{token}/"
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._downloads = asyncio.Semaphore(DOWNLOADS_AT_ONCE)

    def __repr__(self) -> str:
        return "Transport(...)"

    async def start(self) -> None:
        """Opens the connection pool; call inside the running loop."""
        read_in_small_pieces()
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30),
                timeout=_CALL_TIMEOUT,
                proxy=self._proxy,
                cookie_jar=aiohttp.DummyCookieJar(),  # the Bot API sets none
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )

    async def close(self) -> None:
        """Closes the pool; safe to call twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(
        self,
        url: str | URL,
        data: bytes | aiohttp.FormData | None,
        *,
        seconds: float = CALL_SECONDS,
        most: int = MOST_ANSWER,
    ) -> tuple[int, bytes]:
        """One POST; status and body, of ``most`` bytes.

        Raises:
            UnreadableAnswerError: it said 200, and the rest was longer, or broke off.
            UnreachedError: the server could not be reached.
            telegram.error.NetworkError: it hung up.
            telegram.error.TimedOut: no answer within ``seconds``.
        """
        session = self._open_session()
        timeout = _CALL_TIMEOUT
        if seconds != CALL_SECONDS:
            timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        headers = _JSON if isinstance(data, bytes) else None
        try:
            async with session.post(url, data=data, headers=headers, timeout=timeout) as response:
                return response.status, await _body(response, most)
        except UnreadableAnswerError:
            raise
        except aiohttp.ClientConnectorError as error:
            raise UnreachedError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NetworkError("the transport is closed")
        return self._session

    async def call(
        self,
        method: str,
        params: Mapping[str, Any],
        uploads: Sequence[Upload] = (),
        *,
        seconds: float | None = None,
        most: int = MOST_ANSWER,
    ) -> Any:
        """One call to the Bot API; its result as plain JSON.

        A call that does something and whose answer is 200, but can't be read, was carried out: it has no
        result (None), and trying it again would do it twice. One that only asks has failed.

        Raises:
            UnreadableAnswerError: ``getSomething`` was answered with 200 and what can't be read.
            telegram.error.TelegramError: as :func:`read_answer` and :meth:`post` say.
        """
        body: bytes | aiohttp.FormData
        if uploads:
            body = _form(params, uploads)
            seconds = seconds or UPLOAD_SECONDS
        else:
            body = orjson.dumps(params)
        address = self._methods + method
        try:
            return read_answer(*await self.post(address, body, seconds=seconds or CALL_SECONDS, most=most))
        except UnreadableAnswerError:
            if method.startswith("get"):
                raise
            log.warning("a call was carried out, but its answer can't be read", method=method)
            return None

    async def exchange(self, method: str, body: bytes) -> tuple[int, bytes]:
        """Like :meth:`call`, with parameters that are JSON bytes already, and the answer as it came.

        Raises:
            telegram.error.TelegramError: as :meth:`post` says.
        """
        address = self._addresses.get(method)
        if address is None:  # reading a URL takes longer than sending it
            address = self._addresses[method] = URL(self._methods + method)
        return await self.post(address, body)

    async def fetch(self, file_id: str) -> bytes:
        """A file a person sent, whole, in memory.

        Raises:
            core.errors.FileTooLargeError: more than 20 MB.
            telegram.error.TelegramError: Telegram did not give it.
        """
        try:
            file = await self.call("getFile", {"file_id": file_id})
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise FileTooLargeError from None
            raise
        path = file.get("file_path") if isinstance(file, dict) else None
        if not isinstance(path, str):
            raise UnreadableAnswerError
        if integer(file.get("file_size", 0), 0, MAX_DOWNLOAD) is None:
            raise FileTooLargeError
        async with self._downloads:
            return await self.download(self._files + path)

    async def download(self, url: str) -> bytes:
        """Bytes at a URL, at most 20 MB.

        Raises:
            core.errors.FileTooLargeError: it is longer, whatever its header said.
            UnreachedError: the server could not be reached.
            telegram.error.TimedOut: nothing came for a while, or too little in all that time.
            telegram.error.NetworkError: it could not be read.
        """
        session = self._open_session()
        timeout = aiohttp.ClientTimeout(
            total=DOWNLOAD_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=self._stall_seconds
        )
        buffer = io.BytesIO()
        try:
            async with session.get(url, timeout=timeout) as response:
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"download failed with status {response.status}")
                async for chunk in response.content.iter_chunked(64 * 1024):
                    if buffer.tell() + len(chunk) > MAX_DOWNLOAD:
                        raise FileTooLargeError
                    buffer.write(chunk)
        except aiohttp.ClientConnectorError as error:
            raise UnreachedError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        return buffer.getvalue()


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, at most so many bytes; whatever its header said, no more is ever held."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= most:
            piece = await response.content.readany()
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
    except (aiohttp.ClientError, OSError):  # TimeoutError is one
        if response.status != HTTPStatus.OK:
            raise
    response.close()
    if response.status != HTTPStatus.OK:
        raise NetworkError(f"the server's answer is too long (status {response.status})")
    raise UnreadableAnswerError(b"".join(pieces)[:HEAD]) from None


def _form(params: Mapping[str, Any], uploads: Sequence[Upload]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    for upload in uploads:
        # BytesIO, so that aiohttp streams it instead of warning about large bytes bodies
        form.add_field(upload.field, io.BytesIO(upload.content), filename=upload.file_name)
    return form


class PtbRequest(BaseRequest):
    """PTB's own calls (getMe, setMyCommands) over the same transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def read_timeout(self) -> float | None:
        """Seconds PTB assumes a call may take."""
        return CALL_SECONDS

    async def initialize(self) -> None:
        """Opens the transport."""
        await self._transport.start()

    async def shutdown(self) -> None:
        """The transport is closed by whoever made it, after the outbox is done with it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """JSON of an answer, without PTB's habit of logging the payload when it is none."""
        try:
            return dict(orjson.loads(payload))
        except (orjson.JSONDecodeError, TypeError, ValueError):
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,  # noqa: ARG002 - the signature is PTB's
        write_timeout: Any = None,  # noqa: ARG002 - the signature is PTB's
        connect_timeout: Any = None,  # noqa: ARG002 - the signature is PTB's
        pool_timeout: Any = None,  # noqa: ARG002 - the signature is PTB's
    ) -> tuple[int, bytes]:
        """One request of PTB's; its own time-outs are replaced by the transport's."""
        if method == "GET":
            return HTTPStatus.OK, await self._transport.download(url)
        if request_data is None:
            return await self._transport.post(url, None)
        if request_data.contains_files:
            uploads = [
                Upload(name, str(file_name), content if isinstance(content, bytes) else content.read())
                for name, (file_name, content, *_) in request_data.multipart_data.items()
            ]
            form = _form(request_data.parameters, uploads)
            return await self._transport.post(url, form, seconds=UPLOAD_SECONDS)
        return await self._transport.post(url, orjson.dumps(request_data.parameters))
