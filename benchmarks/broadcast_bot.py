"""Netra's engine alone over a database full of subscribers, run as a program by the benchmarks.

``fill`` makes the subscribers and one campaign that is under way; ``send`` works until nothing is due, and
prints one JSON line. ``send`` may be killed and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
from sqlalchemy import insert

from benchmarks.fake_server import FIRST_CHAT
from bot.app.logs import configure_logging
from bot.app.opening import open_database, prepare_keys
from bot.app.settings import Settings, load_settings
from bot.wire.broadcast import WireSender, holder_of
from bot.wire.transport import Transport
from core.clock import SystemClock
from core.randomness import SystemRandomness, row_id
from core.sealing import Keyring
from services.announcements.campaigns import Campaigns
from services.announcements.delivery import Patience, Tools
from services.announcements.engine import Engine
from services.announcements.model import Audience, Content, ContentCall, NewCampaign
from services.platform.pacing import RateLimiter
from storage.announcements.broadcasts import Broadcasts
from storage.announcements.ledger import Ledger
from storage.calendar.subscribers import pseudonym_of
from storage.calendar.tables import subscribers
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from tests.repeatable import SeededRandomness

BOT_ID = 1
SLICE = 5_000
TEXT = (
    "<b>Pengumuman</b>\nMasa kampanye dimulai besok. ASN wajib netral; baca aturannya lewat tombol di bawah."
)


def settings_for(data: Path) -> Settings:
    """Settings of the benchmark's bot."""
    return load_settings(_env_file=None, data_dir=data, bot_token=f"{BOT_ID}:bench")


def content() -> Content:
    """What is announced."""
    markup = {"inline_keyboard": [[{"text": "Baca aturan", "callback_data": "ask:open:masa-tenang"}]]}
    params = {"text": TEXT, "parse_mode": "HTML", "reply_markup": markup}
    return Content((ContentCall("sendMessage", params),))


async def fill_subscribers(database: Database, keyring: Keyring, number: int) -> None:
    """People with consecutive chat ids, in slices."""
    sealer, randomness = keyring.sealer("subscribers"), SeededRandomness(3)
    roles = ("pns", "pppk", "pejabat", "lurah-camat", "kepala-desa", "warga")
    for start in range(0, number, SLICE):
        rows = []
        for chat in range(FIRST_CHAT + start, FIRST_CHAT + min(start + SLICE, number)):
            row, raw = row_id(randomness), chat.to_bytes(8, "big", signed=True)
            rows.append(
                {
                    "id": row,
                    "bot_id": BOT_ID,
                    "chat_key": pseudonym_of(keyring, keyring.chat_key(chat)),
                    "chat": sealer.seal(raw, table="subscribers", column="chat", row=row),
                    "role": roles[chat % len(roles)],
                    "province": "32",
                    "time_zone": "Asia/Jakarta",
                    "active": True,
                    "since": date(2024, 1, 1),
                }
            )
        async with database.writer_engine.begin() as connection:
            await connection.execute(insert(subscribers), rows)


async def fill(options: argparse.Namespace) -> None:
    """Subscribers and a campaign that is under way."""
    settings = settings_for(options.data)
    database = await open_database(settings)
    keyring = Keyring((await prepare_keys(settings, database, SystemRandomness())).data)
    await fill_subscribers(database, keyring, options.number)
    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await committer.start()
    ledger = Ledger(database, keyring, BOT_ID)
    campaigns = Campaigns(
        Broadcasts(database, keyring, BOT_ID), ledger, SystemRandomness(), has_channel=False
    )
    unit, now = Unit(), datetime.now(UTC)
    campaign = campaigns.create(unit, NewCampaign("bench", content(), Audience()), b"a" * 16, now)
    await committer.commit(unit)
    unit = Unit()
    await campaigns.start(unit, campaign, now)
    await committer.commit(unit)
    await committer.close()
    await database.close()
    sys.stdout.write(orjson.dumps({"campaign": campaign}).decode() + "\n")


async def send(options: argparse.Namespace) -> None:
    """Works until nothing is due."""
    settings = settings_for(options.data)
    started = time.perf_counter()
    database = await open_database(settings)
    keyring = Keyring((await prepare_keys(settings, database, SystemRandomness())).data)
    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await committer.start()
    transport = Transport(settings.token, options.url)
    await transport.start()
    broadcasts, ledger = Broadcasts(database, keyring, BOT_ID), Ledger(database, keyring, BOT_ID)
    limiter = RateLimiter(options.rate or None)
    tools = Tools(
        broadcasts,
        ledger,
        committer.commit,
        WireSender(transport),
        limiter,
        SystemClock(),
        holder_of(options.data),
        None,
        Patience(first_wait=options.first_wait),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    memory: list[int] = []
    watching = asyncio.create_task(_watch(memory))
    begun, cpu = time.perf_counter(), time.process_time()
    campaigns = Campaigns(broadcasts, ledger, SystemRandomness(), has_channel=False)
    await Engine(tools, options.rate or None).work(stop)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    watching.cancel()
    (campaign,) = await campaigns.recent(1)
    progress = await campaigns.progress(campaign.id)
    await transport.close()
    await committer.close()
    await database.close()
    report = {
        "ready": begun - started,
        "seconds": seconds,
        "cpu": cpu,
        "state": progress.state.value,
        "total": progress.total,
        "sent": progress.sent,
        "blocked": progress.blocked,
        "failed": sum(progress.failed.values()),
        "unknown": progress.unknown,
        "repeats": progress.possible_repeats,
        "pauses": limiter.pauses,
        "memory": memory,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    sys.stdout.write(orjson.dumps(report).decode() + "\n")


async def _watch(memory: list[int]) -> None:
    """Resident bytes, once a second."""
    page = os.sysconf("SC_PAGE_SIZE")
    while True:
        memory.append(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * page)
        await asyncio.sleep(1)


def main() -> None:
    """One of the two jobs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=("fill", "send"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--number", type=int, default=50_000)
    parser.add_argument("--url", default="")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--first-wait", type=float, default=1.0)
    options = parser.parse_args()
    configure_logging("ERROR")
    asyncio.run(fill(options) if options.job == "fill" else send(options))


if __name__ == "__main__":
    main()
