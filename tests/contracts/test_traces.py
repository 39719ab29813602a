"""The whole bot as a process: planted identities go through every journey, the process is killed in the middle,
backed up, watched and restored, and every byte that is left anywhere is searched for them."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stderr
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.app.keys import load_keys
from bot.app.logs import configure_logging
from bot.app.opening import key_paths
from bot.app.settings import Settings, load_settings
from core.clock import SystemClock
from core.errors import SealError
from core.sealing import CellSealer, Keyring
from demo import server
from demo.server import DemoServer
from services.reporting.report_encryption import OpenReport
from storage.platform.engine import Database
from storage.reporting.reports import Reports, SealedReport
from tests.bot.conftest import Saying, running
from tests.conftest import empty_postgres
from tests.contracts.acting import (
    ASKER,
    REPORTER,
    STORY,
    every_journey,
    film,
    photo,
    up_to_evidence,
    whole_report,
)
from tests.faults.conftest import ROOT, BotProcess
from tests.files import JPEG_HEAD
from tests.journeys.conftest import running_bot
from tests.repeatable import FixedClock
from tests.sentinels import files_below, traces
from tests.telegram_side import Person, TelegramSide, telegram_side

TOKEN = "1000021:traces-SECRETTOKEN"
WHO = [REPORTER, ASKER]


@pytest.fixture
async def live_demo() -> AsyncIterator[DemoServer]:
    """A demo server whose time goes on, as the bot's own process sees it."""
    clock = SystemClock()
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def side(live_demo: DemoServer) -> AsyncIterator[TelegramSide]:
    async with telegram_side(live_demo.url) as telegram:
        yield telegram


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@pytest.fixture
async def process(live_demo: DemoServer, tmp_path: Path, port: int) -> AsyncIterator[BotProcess]:
    (tmp_path / "tmp").mkdir()
    environment = {
        "BOT_TOKEN": TOKEN,
        "TMPDIR": str(tmp_path / "tmp"),
        "LISTEN": f"127.0.0.1:{port}",
        "LOG_LEVEL": "DEBUG",
        "EVIDENCE_VIDEO": "true",
    }
    bot = BotProcess(live_demo.url, tmp_path / "data", environment=environment)
    yield bot
    if bot.process is not None:
        await bot.kill()


async def netra(bot: BotProcess, *arguments: str) -> str:
    """A command of the command line on the bot's data; what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ROOT,
        env={
            "PATH": os.environ.get("PATH", ""),
            "DATA_DIR": str(bot.data_dir),
            "BOT_API_URL": bot.demo_url,
            "OWNER_IDS": "700000003",
            **bot.environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


async def answer_of(port: int, path: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{path}") as answer:
        return await answer.read()


async def half_a_report(person: Person) -> None:
    """A draft with everything somebody may carelessly bring along."""
    await up_to_evidence(person)
    await person.sends_file(photo(half=True), REPORTER.words[0], kind="photo", caption=REPORTER.words[1])
    await person.hears("2 foto diterima")
    await person.sends_file(film(), REPORTER.words[0], kind="video", caption=REPORTER.words[1])
    await person.hears("2 foto, 1 video (2 gambar) diterima")
    await person.shares_contact(REPORTER.phone)
    await person.sends_file(
        b"GIF89a" + REPORTER.name.encode(), REPORTER.words[0], kind="document", mime="image/gif"
    )
    await person.says(f"{REPORTER.words[1]}, {REPORTER.phone}")
    await person.says("/bantuan")
    await person.hears("Yang bisa Anda lakukan")


async def chat_of(officer: Person) -> list[tuple[str, bytes]]:
    """Everything an officer was shown, files and all."""
    chat = await officer.chat()
    found = [("the officer's chat", repr(chat).encode())]
    files = [one[kind]["file_id"] for one in chat for kind in ("photo", "document") if one[kind]]
    return found + [("an officer's file", await officer.file(file_id)) for file_id in files]


async def test_nothing_of_anybody_is_left_anywhere(
    side: TelegramSide, process: BotProcess, tmp_path: Path, port: int
) -> None:
    seen: list[tuple[str, bytes]] = []
    known: set[bytes] = set()

    def look(when: str) -> None:
        """Takes every file that changed since the last look."""
        for name, raw in files_below(tmp_path):
            digest = hashlib.blake2b(raw).digest()
            if digest not in known:
                known.add(digest)
                seen.append((f"{when}: {name}", raw))

    await process.start()
    reporter = await side.new_person("saksi", REPORTER.id, REPORTER.name, REPORTER.username)
    await half_a_report(reporter)
    look("a draft lies there")
    await process.kill()
    look("killed")
    await process.start()
    await reporter.says("/lapor")
    await reporter.hears("masih punya laporan yang belum dikirim")
    await reporter.says("/batal")
    await reporter.hears("dibatalkan")
    look("the draft was cancelled")
    code = await every_journey(side)
    look("all journeys done")
    seen += [(path, await answer_of(port, path)) for path in ("metrics", "health", "nowhere")]
    printed = [
        await netra(process, *command.split())
        for command in (
            f"db backup {tmp_path / 'backups'}",
            "keys show",
            "keys check",
            "audit verify",
            "audit show",
        )
    ]
    look("backed up")
    await process.kill()
    look("killed again")
    await process.start()
    await whole_report(await side.new_person("saksi lain", ASKER.id, ASKER.name, ASKER.username))
    officer = side.person("petugas")
    seen += await chat_of(officer)
    assert await process.stop() == 0
    printed.append(await netra(process, "check"))
    look("stopped")
    seen.append(("logs", process.log.encode()))
    seen += [("the command line", words.encode()) for words in printed]
    assert traces(seen, WHO) == []
    for name, raw in seen:
        assert b"SECRETTOKEN" not in raw, name
        assert code.encode() not in raw, name
        if "officer" not in name:
            assert STORY.encode() not in raw, name
    _assert_the_search_looked_at_something(seen, tmp_path)


def _assert_the_search_looked_at_something(seen: list[tuple[str, bytes]], tmp_path: Path) -> None:
    names = " ".join(name for name, _ in seen)
    for expected in ("netra.sqlite3-wal", "backups/netra-000001.sqlite3", "report-keys.backup", "audit.head"):
        assert expected in names
    assert any(b"netra_updates_total" in raw for name, raw in seen if name == "metrics")
    assert any(b"running" in raw for name, raw in seen if name == "logs")
    assert any(name == "an officer's file" for name, _ in seen)
    connection = sqlite3.connect(tmp_path / "data" / "netra.sqlite3")
    counts = [
        connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("reports", "subscribers")
    ]
    connection.close()
    assert counts == [2, 1]


async def test_pages_and_log_of_postgresql_hold_no_trace(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, postgres_url: str
) -> None:
    """The server's own files after every journey: tables, indexes, write-ahead log."""
    await empty_postgres(postgres_url)
    async with running_bot(settings.model_copy(update={"database_url": postgres_url}), clock):
        await every_journey(telegram)
    database = Database(postgres_url)
    async with database.writer_engine.connect() as connection:
        folder = Path(str(await connection.scalar(text("SHOW data_directory"))))
        kept = await connection.scalar(text("SELECT count(*) FROM reports"))
    async with database.writer_engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CHECKPOINT"))
    await database.close()
    assert kept == 1
    files = [*files_below(folder / "base"), *files_below(folder / "pg_wal")]
    assert sum(len(raw) for _, raw in files) > 2**20
    assert traces(files, WHO, unpack=False) == []
    for name, raw in files:
        assert STORY.encode() not in raw, name


async def test_a_failure_logs_its_place_and_nothing_of_what_was_said(
    settings: Settings, clock: FixedClock, telegram: TelegramSide
) -> None:
    """The exception's own message holds the words of the person; the log must not."""
    words = f"{REPORTER.name} {REPORTER.phone} {REPORTER.username}"
    person = await telegram.new_person("saksi", REPORTER.id, REPORTER.name, REPORTER.username)
    for as_json in (False, True):
        stream = io.StringIO()
        with redirect_stderr(stream):
            configure_logging("DEBUG", as_json=as_json, stream=stream)
            async with running(settings, clock, Saying({words: None})):
                await person.says(words)
                await person.hears("gagal kami proses")
        log = stream.getvalue()
        assert "a handler failed" in log
        assert "KeyError at" in log
        assert traces([("log", log.encode())], WHO) == []


def windows(raw: bytes) -> Iterator[bytes]:
    """Every 32 bytes that lie next to each other."""
    for at in range(len(raw) - 31):
        yield raw[at : at + 32]


async def test_a_stolen_installation_without_the_private_key_opens_no_report(
    side: TelegramSide, process: BotProcess, tmp_path: Path
) -> None:
    """All files but ``office.key``, backups included. Every 32 bytes in the small ones are tried as a key."""
    await process.start()
    reporter = await side.new_person("saksi", REPORTER.id, REPORTER.name, REPORTER.username)
    code = await whole_report(reporter)
    await netra(process, "db", "backup", str(tmp_path / "backups"))
    assert await process.stop() == 0
    loot = tmp_path / "loot"
    shutil.copytree(process.data_dir, loot / "data", ignore=shutil.ignore_patterns("office.key*"))
    shutil.copytree(tmp_path / "backups", loot / "backups")
    settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=loot / "data")
    keys = load_keys(key_paths(settings))
    assert keys.office_private is None
    database = Database(settings.database)
    try:
        (sealed,) = await Reports(database).newest(5, ["diterima"])
    finally:
        await database.close()
    keyring = Keyring(keys.data)
    candidates = {keys.data, keys.office_public, keyring.code_salt() * 2}
    candidates |= {
        keyring.key_for(purpose) for purpose in ("inbox", "outbox", "dialogs", "draft-files", "code-salt")
    }
    for blob in (sealed.for_office, sealed.for_code, sealed.lookup, sealed.body[:200], sealed.id * 2):
        candidates |= set(windows(blob))
    for path in (loot / "data" / "audit.head", *(loot / "data" / "keys").iterdir()):
        candidates |= set(windows(path.read_bytes()))
    assert len(candidates) > 300
    for candidate in candidates:
        assert not _opens(sealed, candidate)
    for name, raw in files_below(loot):
        assert STORY.encode() not in raw, name
        assert JPEG_HEAD not in raw, f"{name} holds the head of a JPEG"
        assert code.split()[0].encode() + b" " + code.split()[1].encode() not in raw, name
    original = load_keys(key_paths(settings.model_copy(update={"data_dir": process.data_dir})))
    assert original.office_private is not None
    assert _opens(sealed, original.office_private), "the trial itself works with the right key"


def _opens(sealed: SealedReport, key: bytes) -> bool:
    for wrapped in (sealed.for_office, sealed.for_code):
        try:
            OpenReport(sealed, wrapped, key)
        except SealError:
            continue
        return True
    return _opens_cell(sealed.body, key, sealed.id, table="reports", column="body")


def _opens_cell(
    cell: bytes, key: bytes, row: bytes, table: str = "report_evidence", column: str = "content"
) -> bool:
    try:
        CellSealer(key).open(cell, table=table, column=column, row=row)
    except SealError:
        return False
    return True
