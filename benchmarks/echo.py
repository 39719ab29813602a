"""Echo behind the durable inbox beside a stock echo bot: each on a core of its own, the server on another."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

BOTS = {"Netra (kept on disk, then answered)": "benchmarks.netra_echo", "stock PTB": "benchmarks.stock_echo"}
ROUNDS = 5


@dataclass(frozen=True)
class Load:
    """What the server asks of the bots."""

    name: str
    updates: int
    rate: float = 0.0
    latency: float = 0.0
    texts: Path | None = None

    def arguments(self) -> list[str]:
        """For the stand-in's command line."""
        options = [f"--updates={self.updates}", f"--rate={self.rate}", f"--latency={self.latency}"]
        return [*options, f"--texts={self.texts}"] if self.texts else options


LOADS = (
    Load("all at once", 5_000),
    Load("all at once, 80 ms latency", 500, latency=0.08),
    Load("10 a second, 80 ms latency", 200, rate=10, latency=0.08),
    Load("100 a second, 80 ms latency", 500, rate=100, latency=0.08),
)
"""The stock bot answers one after the other, so that 80 ms a call leave it 12 a second at most; both can keep
up with 10 a second, only one with 100."""


def pin(core: int) -> None:
    """Keeps this process on one core, where the system lets it."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


@contextmanager
def program(module: str, core: int, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python module as a process on its own core; stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: pin(core),
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def peak_memory(process: subprocess.Popen[str]) -> float:
    """Most memory the process has held, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(module: str, load: Load, *arguments: str) -> dict[str, float]:
    """One run of one bot under one load."""
    with (
        tempfile.TemporaryDirectory() as data,
        program("benchmarks.stand_in", 1, *load.arguments()) as server,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with program(module, 0, *arguments, BOT_TOKEN="1:bench", BOT_API_URL=url, DATA_DIR=data) as bot:
            found = dict(orjson.loads(server.stdout.readline()))
            return {**found, "memory": peak_memory(bot)}


def run(console: Console) -> None:
    """All loads, bots in turn, medians of several rounds."""
    for load in LOADS:
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in BOTS}
        rounds = ROUNDS if not load.latency else 3
        for _ in range(rounds):
            for name, module in BOTS.items():
                seen[name].append(measure(module, load))
        table = Table(
            "bot", "replies/s", "p50", "p99", "replies", title=f"Echo, {load.name} (medians of {rounds})"
        )
        medians = {
            name: {key: statistics.median(one[key] for one in runs) for key in runs[0]}
            for name, runs in seen.items()
        }
        for name, one in medians.items():
            table.add_row(
                name,
                f"{one['per_second']:,.0f}",
                f"{one['p50'] * 1000:,.0f} ms",
                f"{one['p99'] * 1000:,.0f} ms",
                f"{one['replies']:,.0f} of {load.updates:,}",
            )
        console.print(table)
        netra, stock = medians.values()
        console.print(f"  Netra / stock: {netra['per_second'] / stock['per_second']:.1f} times\n")
