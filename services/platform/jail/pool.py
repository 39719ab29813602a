"""The bot's side of the jail: one pool, a warden for each lane, a process for each piece of work."""

from __future__ import annotations

import asyncio
import builtins
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from services.platform.errors import WorkerAnswerError, WorkerError
from services.platform.jail.frames import LENGTHS, lengths, packed, unpacked
from services.platform.jail.plain import put_together
from services.platform.jail.walls import Walls
from services.platform.jail.warden import HELLO, READY
from services.platform.jail.work import Lane, WorkerTask

START_SECONDS = 30
"""A slow machine imports for so long."""
END_SECONDS = 1
"""A worker that has answered and is still there after so long has no business to be."""
TRIES = 2
"""A warden killed while idle is no fault of the work."""
CHUNK = 2**20
ROOT = Path(__file__).parents[3]
WARDEN = "services.platform.jail.warden"
KEPT = ("LD_LIBRARY_PATH",)
"""What of the bot's environment a worker gets: Python itself may need it to start. No token, no path."""
SET = {
    "OMP_NUM_THREADS": "1",  # each thread would take 40 MB of the limit, and no wall would stand around it
    "OPENBLAS_NUM_THREADS": "1",
    # A worker's memory is fresh for every file: large pages save a seventh of the time a photo takes.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}

P = ParamSpec("P")
T = TypeVar("T")


class _NotStartedError(WorkerError):
    """The warden was gone before it had a worker: nothing was handed out."""


class _FailedError(WorkerError):
    """The worker is gone by itself, or said that the work failed."""


@dataclass
class _Warden:
    """A running warden and what it said."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    walls: Walls
    owes: bool = False
    """Whether its last worker is not known to be gone."""

    async def free(self) -> bool:
        """Whether it can be given work: its last worker is gone."""
        if not self.owes:
            return True
        try:
            said = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.control, 1), END_SECONDS)
        except (TimeoutError, OSError):
            return False
        self.owes = said != READY
        return not self.owes

    async def end(self) -> None:
        """Kills it and its worker."""
        self.control.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        try:
            await asyncio.to_thread(self.process.wait)
        except asyncio.CancelledError:
            self.process.wait()  # it was killed and ends within moments; else nobody would take its body away
            raise


class _Track:
    """One lane: its warden, started when first needed, and whose turn it is."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.turn = asyncio.Lock()
        self.warden: _Warden | None = None
        self.rest: asyncio.TimerHandle | None = None
        self.over = False
        """Whether the jail is closed: a warden that was on its way up then is ended at once."""

    async def standing(self) -> _Warden:
        """The warden, ready for work."""
        if self.rest is not None:
            self.rest.cancel()
        if self.warden is not None and not await self.warden.free():
            await self.end()
        if self.warden is None:
            warden = await _start(self.lane)
            if self.over:
                await warden.end()
                raise WorkerError
            self.warden = warden
        return self.warden

    async def end(self) -> None:
        """Ends the warden; the next piece of work starts a new one."""
        if self.rest is not None:
            self.rest.cancel()
        if self.warden is not None:
            warden, self.warden = self.warden, None
            await warden.end()


class Jail:
    """Runs work behind walls. Each lane does one piece at a time; lanes do not wait for each other."""

    def __init__(self) -> None:
        self._tracks: dict[str, _Track] = {}
        self._resting: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run(self, work: WorkerTask[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns; who waits, waits for the lane outside of the work's time.

        Raises:
            WorkerAnswerError: the answer was none, and the worker is gone.
            WorkerError: it crashed, failed, or took too long.
            TypeError: an argument can't be handed over: programming error.
        """
        if kwargs:
            raise TypeError("work is handed over by position")
        request = packed([f"{work.module}:{work.name}", list(args)])
        # in an empty context: timers, even cancelled ones, keep alive whoever's turn they were set in
        return await asyncio.create_task(self._served(work, request), name="jail", context=Context())

    async def _served(self, work: WorkerTask[P, T], request: list[bytes]) -> T:
        track = self._track(work.lane)
        async with track.turn:
            for _ in range(TRIES):
                if self._closed:
                    break
                try:
                    return await self._once(track, work, request)
                except _NotStartedError:
                    await track.end()
                except _FailedError as error:  # the warden is well
                    raise WorkerError(str(error)) from None
                except BaseException:  # also when nobody waits for it any more
                    await track.end()
                    raise
                finally:
                    self._let_rest(track)
        raise WorkerError

    async def ready(self, lane: Lane) -> Walls:
        """Has a lane's warden started before there is work, and says which walls stand around it.

        Raises:
            WorkerError: it could not be started.
        """
        track = self._track(lane)
        async with track.turn:
            if self._closed:
                raise WorkerError
            try:
                return (await track.standing()).walls
            finally:
                self._let_rest(track)

    async def close(self) -> None:
        """Ends every warden; no work is taken any more."""
        self._closed = True
        for track in self._tracks.values():
            track.over = True
            await track.end()
        await asyncio.gather(*self._resting)

    def _track(self, lane: Lane) -> _Track:
        return self._tracks.setdefault(lane.name, _Track(lane))

    async def _once(self, track: _Track, work: WorkerTask[P, T], request: list[bytes]) -> T:
        warden = await track.standing()
        ours, theirs = socket.socketpair()
        with ours:
            ours.setblocking(False)
            with theirs:
                try:
                    socket.send_fds(warden.control, [READY], [theirs.fileno()])
                except OSError:
                    raise _NotStartedError from None
            warden.owes = True
            await _greeted(ours)
            try:
                async with asyncio.timeout(work.lane.seconds):
                    value, failure = await _exchanged(ours, request, work.answer, work.most)
            except TimeoutError:
                raise WorkerError("the work took too long") from None
            except (OSError, EOFError):
                raise _FailedError("the worker ended") from None
        if failure:
            raise _FailedError(f"the work failed: {_known(failure)}")
        if value is None or not work.holds(value):
            raise WorkerAnswerError
        result: T = value
        return result

    def _let_rest(self, track: _Track) -> None:
        if track.lane.rests is not None and track.warden is not None:
            track.rest = asyncio.get_running_loop().call_later(track.lane.rests, self._send_home, track)

    def _send_home(self, track: _Track) -> None:
        async def end() -> None:
            async with track.turn:
                await track.end()

        task = asyncio.create_task(end(), name="jail-rests")
        self._resting.add(task)
        task.add_done_callback(self._resting.discard)


async def _start(lane: Lane) -> _Warden:
    """A warden whose walls stand.

    Raises:
        WorkerError: it did not start; `python -m bot check` says more.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | SET
    with theirs:
        handle = theirs.fileno()
        try:
            process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own interpreter; returns at once
                [sys.executable, "-E", "-s", "-m", WARDEN, lane.to_words(), str(handle)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # decoders print pieces of what they read
                cwd=ROOT,
                env=environment,
                pass_fds=(handle,),
                process_group=0,  # it and its worker are ended as one, and no Ctrl-C of a terminal meets them
            )
        except OSError:
            ours.close()
            raise WorkerError from None
    warden = _Warden(process, ours, Walls(False, 0, False, False))
    try:
        async with asyncio.timeout(START_SECONDS):
            said = json.loads(await asyncio.get_running_loop().sock_recv(ours, CHUNK))
        warden.walls = Walls(**said)
    except (TimeoutError, OSError, ValueError, TypeError):
        await warden.end()
        raise WorkerError from None
    except BaseException:
        await warden.end()
        raise
    return warden


async def _greeted(ours: socket.socket) -> None:
    """Waits for the worker's walls to stand; until then it has been given nothing."""
    try:
        async with asyncio.timeout(START_SECONDS):
            hello = await asyncio.get_running_loop().sock_recv(ours, len(HELLO))
    except (TimeoutError, OSError):
        hello = b""
    if hello != HELLO:
        raise _NotStartedError


async def _exchanged(ours: socket.socket, request: list[bytes], kind: Any, most: int) -> Any:
    """What the work returned, or None and the error's name."""
    loop = asyncio.get_running_loop()
    for piece in request:
        await loop.sock_sendall(ours, piece)
    head, body = lengths(await _read(ours, LENGTHS.size), most)
    frame = unpacked(await _read(ours, head), memoryview(await _read(ours, body)))
    return put_together(tuple[kind | None, str], frame.plain, frame.blobs)


async def _read(ours: socket.socket, size: int) -> bytearray:
    """So many bytes; memory is taken as they arrive, not as they are announced."""
    whole = bytearray()
    loop = asyncio.get_running_loop()
    while len(whole) < size:
        piece = await loop.sock_recv(ours, min(CHUNK, size - len(whole)))
        if not piece:
            raise EOFError
        whole += piece
    return whole


def _known(name: str) -> str:
    """The name of one of Python's own exceptions; what else a worker says does not go into a log."""
    found = getattr(builtins, name, None)
    return name if isinstance(found, type) and issubclass(found, BaseException) else "error"
