"""The warden: ``python -m services.platform.jail.warden LANE``, started with an empty environment.

It imports what its lane needs, puts up the walls, and then forks a process for every single piece of work.
The warden itself never reads a byte of what strangers sent. What takes a worker over dies with that one
piece: it sees no other reporter's file, and no later answer comes from it.

Between pool and warden is one socket. The warden says once which walls stand, then ``.`` whenever its worker
is gone; the pool sends a socket of its own for each piece of work.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, get_type_hints

from services.platform.jail import walls
from services.platform.jail.frames import LENGTHS, lengths, packed, unpacked
from services.platform.jail.plain import put_together
from services.platform.jail.work import ADDRESSES, NICENESS, Lane

READY = b"."
HELLO = b"!"
"""A worker says so when its walls stand; only then is it given anything."""
KILL_SECONDS = 2
"""Beyond a worker's time: the pool gives up earlier, and kills warden and worker together."""
MAX_REQUEST = 2**30
"""Bytes of what the bot hands in: the pictures of a hand-over. The bot is believed."""


@dataclass(frozen=True, slots=True)
class _Callable:
    """A function that may be called, with what it is to be given."""

    call: Callable[..., object]
    arguments: tuple[object, ...]


def main(words: str, pool: int) -> None:
    """Serves a lane until the pool is gone."""
    parent = os.getppid()
    lane = Lane.from_words(words)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_DATA, (lane.memory, lane.memory))
    functions = _imported(lane)
    standing = walls.close()
    if lane.strangers and not standing.may_decode:
        raise SystemExit("neither seccomp nor Landlock: files of strangers are not opened")
    walls.die_with(parent)
    gc.collect()
    gc.freeze()  # a worker that collects would copy every page it looks at
    with socket.socket(fileno=os.dup(pool)) as control:
        os.close(pool)
        control.sendall(json.dumps(asdict(standing)).encode())
        _serve(control, functions, standing, lane)


def _imported(lane: Lane) -> dict[str, _Callable]:
    """Every function of the lane's modules, by ``module:name``."""
    known = {}
    for name in lane.modules:
        module = import_module(name)
        for what, found in vars(module).items():
            if callable(found) and getattr(found, "__module__", "") == name and not isinstance(found, type):
                hints = get_type_hints(found)
                hints.pop("return", None)
                known[f"{name}:{what}"] = _Callable(found, tuple(hints.values()))
    if lane.prepare:
        where, _, name = lane.prepare.partition(":")
        getattr(import_module(where), name)()
    return known


def _serve(
    control: socket.socket, functions: dict[str, _Callable], standing: walls.Walls, lane: Lane
) -> None:
    warden = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    while True:
        said, handed, _, _ = socket.recv_fds(control, 1, 1)
        if not said or not handed:
            return
        worker = os.fork()
        if not worker:
            control.close()
            _work(handed[0], functions, standing, lane, warden)
        os.close(handed[0])
        _see_off(worker, lane.seconds + KILL_SECONDS)
        control.sendall(READY)


def _see_off(worker: int, seconds: float) -> None:
    """Waits until the worker is gone; one that stays beyond its time is killed."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if os.waitpid(worker, os.WNOHANG)[0]:
            return
        signal.sigtimedwait([signal.SIGCHLD], left)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def _work(bot: int, functions: dict[str, _Callable], standing: walls.Walls, lane: Lane, warden: int) -> None:
    """One piece of work, in a process of its own. Never returns."""
    with suppress(BaseException):
        walls.close_for_one(standing, warden, lane.seconds, threads=lane.threads)
        pipe = io.FileIO(bot, "r+", closefd=False)
        _write(pipe, HELLO)
        for piece in packed(_answer(pipe, functions)):
            _write(pipe, piece)
    os._exit(0)


def _answer(pipe: io.FileIO, functions: dict[str, _Callable]) -> list[object]:
    """``[value, error]``: an error by its type only, its words may hold what was sent."""
    head, body = lengths(_read(pipe, LENGTHS.size), MAX_REQUEST)
    frame = unpacked(_read(pipe, head), memoryview(_read(pipe, body)))
    try:
        value: object = _called(functions, frame.plain, frame.blobs)
    except Exception as error:  # noqa: BLE001 - whatever a library raises
        return [None, type(error).__name__]
    return [value, ""]


def _called(functions: dict[str, _Callable], plain: Any, blobs: tuple[bytes, ...]) -> object:
    name, given = plain
    known = functions[name]
    wanted = tuple[known.arguments[: len(given)]]  # type: ignore[valid-type, misc] # a type made at run time
    return known.call(*put_together(wanted, given, blobs))


def _read(pipe: io.FileIO, size: int) -> bytearray:
    whole = bytearray(size)
    rest = memoryview(whole)
    while rest:
        count = pipe.readinto(rest)
        if not count:
            os._exit(0)  # the bot has lost interest, or is gone
        rest = rest[count:]
    return whole


def _write(pipe: io.FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[pipe.write(rest) or 0 :]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(sys.argv[1], int(sys.argv[2]))
