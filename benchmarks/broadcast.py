"""The engine beside its peers and its promises. The server has one core, whoever sends has the other."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks.broadcast_bot import BOT_ID, settings_for
from benchmarks.broadcast_programs import ROOT, bot, filled, report_of, send, sink, wait_for
from benchmarks.broadcast_speed import speed
from benchmarks.echo import pin
from benchmarks.fake_server import FIRST_CHAT
from bot.app.keys import load_keys
from bot.app.opening import key_paths
from core.sealing import Keyring
from services.announcements.delivery import IN_FLIGHT, LEASE_SECONDS
from storage.announcements.tables import broadcast_ledger, broadcasts
from storage.calendar.subscribers import Subscribers
from storage.calendar.tables import subscribers
from storage.platform.engine import Database

# --- a set rate ---


def paced(console: Console) -> None:
    """25/s and 30/s to 5,000 people, against a server that keeps Telegram's limits."""
    table = Table("rate", "reached", "share", "429", "sent", title="A set rate, 5,000 recipients, limits on")
    running = []
    for rate in (25, 30):
        server, folder = sink("--chats=5000", "--limits"), filled(5_000)
        running.append((rate, server, server.__enter__(), folder, folder.__enter__()))
    started = [
        bot("send", f"--data={path}", f"--url={one.url}", f"--rate={rate}")
        for rate, _, one, _, path in running
    ]
    for (rate, server, one, folder, _), process in zip(running, started, strict=True):
        report = report_of(process)
        seen = one.stats()
        reached = (seen["delivered"] - 1) / seen["seconds"]
        share, refused = reached / rate, seen["answers"].get("429", 0)
        table.add_row(f"{rate}/s", f"{reached:.2f}/s", f"{share:.1%}", str(refused), f"{report['sent']:,}")
        folder.__exit__(None, None, None)
        server.__exit__(None, None, None)
    console.print(table)


# --- people meanwhile ---


def questions(console: Console) -> None:
    """The whole bot: people ask while a broadcast runs as fast as it can."""
    table = Table(
        "broadcast", "latency", "questions", "p50", "p99", "broadcast/s", title="A question meanwhile"
    )
    for latency in (0.0, 0.08):
        for broadcasting in (False, True):
            number = 60_000 if broadcasting else 1
            arguments = (
                f"--chats={number}",
                "--questions=20",
                "--most-questions=200",
                f"--latency={latency}",
            )
            with sink(*arguments) as server, filled(number) as folder:
                whole = subprocess.Popen(
                    [sys.executable, "-m", "bot", "run"],
                    cwd=ROOT,
                    env={
                        **os.environ,
                        "BOT_TOKEN": f"{BOT_ID}:bench",
                        "BOT_API_URL": server.url,
                        "DATA_DIR": str(folder),
                        "BROADCAST_RATE": "0",
                        "LOG_LEVEL": "ERROR",
                    },
                    preexec_fn=lambda: pin(0),
                )
                wait_for(lambda one=server: one.stats()["delivered"] > 0, 60)
                server.reset()
                wait_for(lambda one=server: one.stats()["answered"] >= 200, 120)
                seen = server.stats()
                whole.terminate()
                whole.wait(60)
            own = [value * 1000 for value in (seen["p50"], seen["p99"])]
            rate = seen["delivered"] / seen["seconds"] if broadcasting and seen["seconds"] else 0.0
            table.add_row(
                "full speed" if broadcasting else "none",
                f"{latency * 1000:.0f} ms",
                str(seen["answered"]),
                f"{own[0]:.0f} ms",
                f"{own[1]:.0f} ms",
                f"{rate:,.0f}",
            )
    console.print(table)


# --- faults and kills ---


@dataclass
class Doubts:
    """What the ledger says beside what the server counted."""

    missed: int = 0
    repeated: int = 0
    uncounted: int = 0
    """Messages somebody got twice without the ledger saying that it may be so."""
    counted: int = 0
    states: dict[str, int] = field(default_factory=dict)


async def compare(folder: Path, counts: array[int]) -> Doubts:
    """Every recipient's row beside what this chat got."""
    settings = settings_for(folder)
    database = Database(settings.database)
    people = Subscribers(database, Keyring(load_keys(key_paths(settings)).data), BOT_ID)
    doubts = Doubts()
    query = select(broadcast_ledger, subscribers.c.chat).join(
        subscribers, subscribers.c.id == broadcast_ledger.c.subscriber
    )
    async with database.read() as connection:
        for row in (await connection.execute(query)).all():
            got = counts[people.open_chat(row.chat, row.subscriber) - FIRST_CHAT]
            doubts.states[row.state] = doubts.states.get(row.state, 0) + 1
            doubts.repeated += max(0, got - 1)
            doubts.counted += row.repeats
            doubts.uncounted += max(0, got - 1 - row.repeats)
            doubts.missed += row.state != "blocked" and got == 0
    await database.close()
    doubts.missed += len(counts) - sum(doubts.states.values())
    return doubts


def faults(console: Console) -> None:
    """5 % blocked, 1 % 5xx, 1 % of connections cut; at 1,000/s, so that it meets storms of 429, 1 s in 10."""
    number = 20_000
    arguments = (f"--chats={number}", "--blocked=0.05", "--errors=0.01", "--drops=0.01")
    storms = ("--storm-every=10", "--storm-lasts=1")
    with sink(*arguments, *storms) as server, filled(number) as folder:
        report = send(folder, server, "--first-wait=0.2", "--rate=1000")
        seen = server.stats()
        doubts = asyncio.run(compare(folder, server.counts()))
    table = Table("what", "number", title=f"Faults, {number:,} recipients, {report['seconds']:.0f} s")
    for name, value in {
        "delivered to": doubts.states.get("sent", 0),
        "blocked": f"{report['blocked']:,} of {seen['blocked']:,}",
        "answers with 429": seen["answers"].get("429", 0),
        "answers with 5xx": seen["answers"].get("500", 0),
        "connections cut": seen["dropped"],
        "reachable and missed": doubts.missed,
        "repeated": doubts.repeated,
        "counted as possible repeats": report["repeats"],
        "repeated but not counted": doubts.uncounted,
        "unknown": report["unknown"],
        "failed": report["failed"],
    }.items():
        table.add_row(name, str(value))
    console.print(table)


def kills(console: Console, times: int = 200, number: int = 20_000) -> None:
    """kill -9 at random moments of one broadcast; the next process goes on by itself."""
    chance = random.Random(11)
    rate, killed, before_sending = 200, 0, 0
    with sink(f"--chats={number}") as server, filled(number) as folder:
        while killed < times:
            at = server.stats()["delivered"]
            process = bot("send", f"--data={folder}", f"--url={server.url}", f"--rate={rate}")
            if chance.random() < 0.1:  # also while it starts, before anything is sent
                time.sleep(chance.random() * 0.8)
                before_sending += server.stats()["delivered"] == at
            else:
                wait_for(lambda: server.stats()["delivered"] > at or process.poll() is not None, 60)  # noqa: B023 - used in this turn
                time.sleep(chance.random() * 0.2)
            if process.poll() is not None:
                break
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            killed += 1
        at = server.stats()["delivered"]
        report = send(folder, server)
        seen = server.stats()
        doubts = asyncio.run(compare(folder, server.counts()))
    table = Table("what", "number", title=f"{killed} kills of one broadcast to {number:,}")
    for name, value in {
        "delivered before the last start": f"{at:,}",
        "killed before anything was sent": before_sending,
        "state": report["state"],
        "missed": doubts.missed,
        "repeated": doubts.repeated,
        "counted as possible repeats": report["repeats"],
        "repeated but not counted": doubts.uncounted,
        "most that can be in doubt at a kill": int(rate * LEASE_SECONDS) + IN_FLIGHT,
        "sent by the report": f"{report['sent']:,}",
        "messages at the server": f"{seen['delivered']:,}",
    }.items():
        table.add_row(name, str(value))
    console.print(table)


# --- a million ---


def large(console: Console, number: int = 1_000_000) -> None:
    """A million recipients: memory, and how soon start, pause and resume take hold."""
    with sink(f"--chats={number}") as server, filled(number) as folder:
        begun = time.monotonic()
        process = bot("send", f"--data={folder}", f"--url={server.url}")
        wait_for(lambda: server.stats()["delivered"] > 0, 60)
        started = time.monotonic() - begun
        time.sleep(5)
        pausing = time.monotonic()
        asyncio.run(set_state(folder, "paused"))
        wait_for(lambda: process.poll() is not None, 30)
        paused = time.monotonic() - pausing
        still = server.stats()["delivered"]
        first = report_of(process)
        quiet = server.stats()["delivered"] == still
        asyncio.run(set_state(folder, "running"))
        begun = time.monotonic()
        process = bot("send", f"--data={folder}", f"--url={server.url}")
        wait_for(lambda: server.stats()["delivered"] > still, 60)
        resumed = time.monotonic() - begun
        report = report_of(process)
        seen = server.stats()
        size = (folder / "netra.sqlite3").stat().st_size
    memory = report["memory"]
    quarter = max(1, len(memory) // 4)
    table = Table("what", "figure", title=f"{number:,} recipients")
    for name, value in {
        "messages/s": f"{(report['sent'] - first['sent']) / report['seconds']:,.0f}",
        "peak memory": f"{report['peak'] / 2**20:.0f} MB",
        "memory, first quarter (mean)": f"{statistics.mean(memory[:quarter]) / 2**20:.0f} MB",
        "memory, last quarter (mean)": f"{statistics.mean(memory[-quarter:]) / 2**20:.0f} MB",
        "process start to first message": f"{started:.2f} s",
        "pause to the end of sending": f"{paused:.2f} s{'' if quiet else ' (MORE WAS SENT)'}",
        "resume to next message, process start included": f"{resumed:.2f} s",
        "missed": seen["missed"],
        "repeated": seen["repeated"],
        "database": f"{size / 2**20:,.0f} MB",
    }.items():
        table.add_row(name, str(value))
    console.print(table)


async def set_state(folder: Path, state: str) -> None:
    """What a tap on the button commits."""
    database = Database(settings_for(folder).database)
    async with database.writer_engine.begin() as connection:
        await connection.execute(broadcasts.update().values(state=state))
    await database.close()


def run(console: Console) -> None:
    """All but the million."""
    for part in (speed, questions, faults, kills, paced):
        part(console)
