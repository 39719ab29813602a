"""Messages a second without a limit, beside the peers."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.broadcast_programs import PATIENCE, ROOT, filled, report_of, send, sink
from benchmarks.echo import pin
from services.announcements.delivery import IN_FLIGHT

PEERS = Path(__file__).parent / "peers"
ENVIRONMENTS = ROOT / "build" / "peers"
ROUNDS = 3
RECIPIENTS = 50_000


@dataclass(frozen=True)
class Peer:
    """Another way to send to many people."""

    name: str
    program: str
    in_flight: tuple[int, ...] = (1,)
    number: int = 1_500
    """Messages a run: fewer than for Netra, so that a round stays short; all of them are slower."""


PEER_LIST = (
    Peer("python-telegram-bot, own transport", "stock_ptb", (1, 2, 4, 8, 64)),
    Peer("aiogram, bare", "bare_aiogram", (1, 8, 64), 3_000),
    Peer("aiogram-broadcaster", "aiogram_broadcaster_peer"),
    Peer("python-telegram-broadcast", "telegram_broadcast_peer"),
    Peer("tgcast", "tgcast_peer", (8, 64), 600),
)


def environment_of(peer: Peer) -> Path | str:
    """The peer's own Python, made on first use; words when it can't be made."""
    folder = ENVIRONMENTS / peer.program
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists():
        return python
    lock = PEERS / f"{peer.program}.txt"
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)],
    )
    for command in commands:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if ran.returncode:
            return (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
    done.touch()
    return python


def measure_peer(peer: Peer, python: Path, in_flight: int) -> dict[str, float]:
    """One run of a peer."""
    with sink(f"--chats={peer.number}") as server:
        process = subprocess.Popen(
            [str(python), f"{peer.program}.py"],
            cwd=PEERS,
            env={
                "PATH": os.environ.get("PATH", ""),
                "PEER_URL": server.url,
                "PEER_NUMBER": str(peer.number),
                "PEER_IN_FLIGHT": str(in_flight),
            },
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: pin(0),
        )
        report = report_of(process)
        seen = server.stats()
    return {
        "per_second": seen["delivered"] / report["seconds"],
        "cpu": report["cpu"] / seen["delivered"] * 1e6,
        "delivered": seen["delivered"],
    }


def measure_netra(number: int = RECIPIENTS) -> dict[str, float]:
    """One run of Netra with its ledger."""
    with sink(f"--chats={number}") as server, filled(number) as folder:
        report = send(folder, server)
        seen = server.stats()
    assert seen["missed"] == 0, seen
    assert report["sent"] == number, report
    return {
        "per_second": number / report["seconds"],
        "cpu": report["cpu"] / number * 1e6,
        "delivered": seen["delivered"],
        "peak": report["peak"],
    }


def speed(console: Console) -> None:
    """No limit: Netra with its ledger beside every peer, in turns, medians."""
    seen: dict[tuple[str, int], list[dict[str, float]]] = {}
    left_out: dict[str, str] = {}
    for _ in range(ROUNDS):
        seen.setdefault(("Netra, ledger on", IN_FLIGHT), []).append(measure_netra())
        for peer in PEER_LIST:
            python = environment_of(peer)
            if isinstance(python, str):
                left_out[peer.name] = python
                continue
            for in_flight in peer.in_flight:
                seen.setdefault((peer.name, in_flight), []).append(measure_peer(peer, python, in_flight))
    table = Table(
        "sender",
        "in flight",
        "messages/s",
        "µs of processor a message",
        title=f"No limit ({ROUNDS} rounds, medians)",
    )
    rates: dict[str, float] = {}
    work: dict[str, float] = {}
    for (name, in_flight), runs in seen.items():
        rate = statistics.median(run["per_second"] for run in runs)
        cpu = statistics.median(run["cpu"] for run in runs)
        rates[name], work[name] = max(rates.get(name, 0.0), rate), min(work.get(name, 1e9), cpu)
        table.add_row(name, str(in_flight), f"{rate:,.0f}", f"{cpu:,.0f}")
    console.print(table)
    for name, why in left_out.items():
        console.print(f"  {name}: could not be installed ({why})")
    ours = "Netra, ledger on"
    for name, rate in rates.items():
        if name != ours:
            console.print(
                f"  Netra / {name} at its best: {rates[ours] / rate:.1f} times in messages/s, "
                f"{work[name] / work[ours]:.1f} times in processor time"
            )
