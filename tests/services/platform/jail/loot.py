"""Plays a decoder that was taken over: harmless stand-ins that reach for each kind of loot, and for nothing more.

They run in the worker. Each says what it got; an empty word means that it was refused.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
_MEMORY: list[str] = []


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with something of every kind in it."""

    words: str
    content: bytes
    number: int = 0


def prepare() -> None:
    """Whatever a stand-in imports late."""
    socket.getaddrinfo("127.0.0.1", 1)


def _tried(reach: Callable[[], object]) -> str:
    try:
        got = reach()
    except (OSError, RuntimeError, ValueError) as error:
        return "" if not isinstance(error, FileNotFoundError) else "not there"
    return f"got {got!r}"


def read(path: str) -> str:
    """A key file, the database, another process's memory or environment."""
    return _tried(lambda: Path(path).read_bytes()[:16])


def read_memory(path: str) -> str:
    """The memory of another process, as a file."""
    return _tried(lambda: os.open(path, os.O_RDWR))


def listing(path: str) -> str:
    """What files there are."""
    return _tried(lambda: next(Path(path).iterdir()))


def write(path: str) -> str:
    """A new file."""
    return _tried(lambda: Path(path).write_bytes(b"x"))


def environment() -> list[str]:
    """The names of everything in the environment."""
    return sorted(os.environ)


def connect(port: int) -> str:
    """A connection on the loopback."""
    return _tried(lambda: socket.create_connection(("127.0.0.1", port), 2).getpeername())


def send_packet(port: int) -> str:
    """A packet on the loopback."""
    return _tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)))


def listen() -> str:
    """A door for others."""
    return _tried(lambda: socket.create_server(("127.0.0.1", 0)).getsockname())


def run_program() -> str:
    """Another program; if it may, this process is one that says nothing."""
    return _tried(lambda: os.execv("/bin/true", ["true"])) + _tried(
        lambda: os.posix_spawn("/bin/true", ["true"], {})
    )


def fork() -> str:
    """Another process."""

    def once() -> int:
        child = os.fork()
        if not child:
            os._exit(0)
        return child

    return _tried(once)


def start_threads(most: int) -> int:
    """As many threads as there may be."""
    end, started = threading.Event(), 0
    threads = []
    with suppress(RuntimeError):
        for _ in range(most):
            thread = threading.Thread(target=end.wait, daemon=True)
            thread.start()
            threads.append(thread)
            started += 1
    end.set()
    for thread in threads:
        thread.join()
    return started


def attach(process: int) -> str:
    """Another process, as a debugger would; it is let go at once."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(PTRACE_ATTACH, process, None, None) == 0:
        os.waitpid(process, 0)
        libc.ptrace(PTRACE_DETACH, process, None, None)
        return "attached"
    return ""


def signal_to(process: int) -> str:
    """Whether a signal would reach another process; signal 0 only asks."""
    return _tried(lambda: os.kill(process, 0))


def executable_memory() -> str:
    """Memory that can be written and run."""
    return _tried(lambda: len(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)))


def raise_limit() -> str:
    """Its own limits, lifted."""
    import resource  # noqa: PLC0415 - only here, and imported by the warden before

    return _tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))


def identity() -> tuple[int, int]:
    """The worker's own process id and that of its parent, as far as it may know."""
    return os.getpid(), os.getppid()


def remember(words: str) -> int:
    """Leaves something behind for the next piece of work."""
    _MEMORY.append(words)
    return len(_MEMORY)


def recall() -> str:
    """What an earlier piece of work left behind."""
    return " ".join(_MEMORY)


def say(words: str, content: bytes) -> Said:
    """An honest answer."""
    return Said(words, content, len(content))


def sleep(seconds: float) -> int:
    """Does nothing for long."""
    time.sleep(seconds)
    return 1


def spin(seconds: float) -> int:
    """Is busy for long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return 1


def crash() -> int:
    """Ends its process."""
    os._exit(3)


def fail(secret: str) -> int:
    """Raises with a report's words in the message."""
    raise ValueError(secret)


def hog() -> int:
    """Wants more memory than it may have."""
    return len(bytearray(2 * 2**30))


def threads_before() -> int:
    """Threads there are when no library was asked for anything."""
    return len(sys._current_frames())


# --- answers that are none ---


def _pipe() -> int:
    """The worker's way to the bot, found where its own code holds it."""
    frame = sys._getframe()
    while "pipe" not in frame.f_locals:
        assert frame.f_back is not None
        frame = frame.f_back
    return int(frame.f_locals["pipe"].fileno())


def _frame(plain: object, body: bytes, sizes: object) -> bytes:
    head = json.dumps([sizes, plain]).encode()
    return struct.pack("!IQ", len(head), len(body)) + head + body


LIES: dict[str, bytes] = {
    "nothing": b"",
    "noise": b"\x80\x04\x95 not a frame at all, only noise" * 4,
    "a head too long": struct.pack("!IQ", 2**31, 0),
    "a body too large": struct.pack("!IQ", 10, 2**40),
    "no json": struct.pack("!IQ", 4, 0) + b"}}}}",
    "not utf-8": struct.pack("!IQ", 4, 0) + b"\xff\xfe\xff\xfe",
    "deep": struct.pack("!IQ", 200_000, 0) + b"[" * 200_000,
    "sizes that are no list": _frame([None, ""], b"", "x"),
    "sizes that lie": _frame([{"Said": ["a", {"bytes": 3}, 0]}, ""], b"abc", [2]),
    "sizes below zero": _frame([{"Said": ["a", {"bytes": 3}, 0]}, ""], b"abc", [5, -2]),
    "sizes that are truth": _frame([{"Said": ["a", {"bytes": 1}, 0]}, ""], b"a", [True]),
    "too many sizes": _frame([None, ""], b"", [0] * 100_000),
    "bytes left over": _frame([{"Said": ["a", {"bytes": 1}, 0]}, ""], b"ab", [1, 1]),
    "bytes of another length": _frame([{"Said": ["a", {"bytes": 9}, 0]}, ""], b"a", [1]),
    "bytes missing": _frame([{"Said": ["a", {"bytes": 1}, 0]}, ""], b"", []),
    "a field missing": _frame([{"Said": ["a", {"bytes": 1}]}, ""], b"a", [1]),
    "another type": _frame([{"Other": ["a", {"bytes": 1}, 0]}, ""], b"a", [1]),
    "a number as text": _frame([{"Said": ["a", {"bytes": 1}, "0"]}, ""], b"a", [1]),
    "truth as a number": _frame([{"Said": ["a", {"bytes": 1}, True]}, ""], b"a", [1]),
    "no answer at all": _frame([None, ""], b"", []),
    "a bare value": _frame(7, b"", []),
    "half": _frame([{"Said": ["a", {"bytes": 100}, 0]}, ""], b"a" * 100, [100])[:-50],
}


def lie(name: str) -> Said:
    """Writes an answer of its own and is gone."""
    os.write(_pipe(), LIES[name])
    os._exit(0)


def never_end() -> Said:
    """Begins an answer and never ends it."""
    os.write(_pipe(), LIES["half"])
    time.sleep(600)
    raise AssertionError


def trickle() -> Said:
    """An answer that comes a byte a time, for ever."""
    os.write(_pipe(), struct.pack("!IQ", 10_000, 0))
    while True:
        os.write(_pipe(), b" ")
        time.sleep(0.05)


def flood() -> Said:
    """A sound answer, and behind it bytes without end."""
    honest = _frame([{"Said": ["a", {"bytes": 1}, 0]}, ""], b"a", [1])
    os.write(_pipe(), honest)
    while True:
        os.write(_pipe(), honest * 100)


def stay() -> Said:
    """A sound answer from a process that does not go."""
    os.write(_pipe(), _frame([{"Said": ["stays", {"bytes": 1}, 0]}, ""], b"a", [1]))
    time.sleep(600)
    raise AssertionError


def name_of_error() -> Said:
    """An error whose name is somebody's."""
    os.write(_pipe(), _frame([None, "Budi Santoso, 081234567890"], b"", []))
    os._exit(0)
