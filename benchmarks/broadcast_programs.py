"""The programs of the measurements of announcements: a server that swallows, and who sends to it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.echo import pin

ROOT = Path(__file__).parents[1]
PATIENCE = 3_600
"""Seconds after which a program is given up."""


@dataclass
class Server:
    """A running sink."""

    url: str
    process: subprocess.Popen[str]

    def stats(self) -> dict[str, Any]:
        """What it saw."""
        with urllib.request.urlopen(f"{self.url}/stats", timeout=60) as answer:
            return dict(orjson.loads(answer.read()))

    def counts(self) -> array[int]:
        """What each chat got."""
        with urllib.request.urlopen(f"{self.url}/counts", timeout=60) as answer:
            found = array("H")
            found.frombytes(answer.read())
            return found

    def reset(self) -> None:
        """Forgets."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/reset", method="POST"), timeout=60).close()


@contextmanager
def sink(*arguments: str) -> Iterator[Server]:
    """The server on its core."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fake_server", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: pin(1),
    )
    try:
        assert process.stdout is not None
        yield Server(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        process.wait(30)


def bot(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """The sender on its core."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.broadcast_bot", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: pin(0),
    )


def report_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The JSON line a program ends with."""
    out, _ = process.communicate(timeout=PATIENCE)
    return dict(orjson.loads(out.strip().splitlines()[-1]))


@contextmanager
def filled(number: int) -> Iterator[Path]:
    """A folder with so many subscribers and one campaign that is under way."""
    with tempfile.TemporaryDirectory(prefix="netra-bench-") as folder:
        report_of(bot("fill", f"--data={folder}", f"--number={number}"))
        yield Path(folder)


def send(folder: Path, server: Server, *arguments: str) -> dict[str, Any]:
    """Netra sends to everybody in the folder."""
    return report_of(bot("send", f"--data={folder}", f"--url={server.url}", *arguments))


def wait_for(condition: Any, seconds: float) -> None:
    """Looks until something is so, at most so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
