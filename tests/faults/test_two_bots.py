"""Two bots, two processes, one database: the public one takes reports in and can't open them, the officers' can."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app.keys import KeyPaths, load_keys, make_missing_keys
from bot.app.opening import key_paths
from bot.app.settings import load_settings
from core.clock import SystemClock
from core.errors import SealError
from core.randomness import SystemRandomness
from core.sealing import Keyring
from demo import server
from demo.server import DemoServer
from services.access.audit import AuditLog
from services.casework.case_service import CaseService
from services.reporting.draft import OPEN_STATUSES
from services.reporting.errors import OfficeKeyMissingError
from services.reporting.report_encryption import OpenReport
from services.reporting.thread import ThreadSealer
from storage.access.audit import AuditChain
from storage.platform.engine import Database
from storage.reporting.cases import CaseStore
from storage.reporting.reports import Reports
from tests.contents import pieces_of
from tests.faults.conftest import BotProcess
from tests.faults.test_kill import PROGRAM
from tests.journeys.officers import set_up
from tests.journeys.reporting.test_report import STORY, fill_in
from tests.telegram_side import Person, TelegramSide, telegram_side

PUBLIC_TOKEN, OFFICERS_TOKEN = "1000011:public", "1000012:officers"
OFFICER_ID = 700_000_003
CHATS, EACH = 40, 5


@dataclass
class Side:
    """A bot and the Telegram it talks to."""

    bot: BotProcess
    telegram: TelegramSide


@dataclass
class Office:
    """Both bots on one database."""

    public: Side
    officers: Side
    database_url: str


async def _side(token: str, data_dir: Path, database_url: str) -> tuple[DemoServer, BotProcess]:
    clock = SystemClock()
    demo = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    environment = {"BOT_TOKEN": token, "DATABASE_URL": database_url}
    return demo, BotProcess(demo.url, data_dir, environment=environment)


def _keys(tmp_path: Path) -> None:
    """The officers hold all keys, the public bot all but the private one."""
    private = tmp_path / "officers" / "keys"
    paths = KeyPaths(private / "data.key", private / "office.pub", private / "office.key")
    make_missing_keys(paths, SystemRandomness(), data_exists=False)
    public = tmp_path / "public" / "keys"
    public.mkdir(mode=0o700, parents=True)
    for path in (paths.data, paths.office_public):
        shutil.copy2(path, public)


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[Office]:
    _keys(tmp_path)
    demo_one, public = await _side(PUBLIC_TOKEN, tmp_path / "public", database_url)
    demo_two, officers = await _side(OFFICERS_TOKEN, tmp_path / "officers", database_url)
    async with telegram_side(demo_one.url) as one, telegram_side(demo_two.url) as two:
        yield Office(Side(public, one), Side(officers, two), database_url)
    for bot in (public, officers):
        if bot.process is not None:
            await bot.kill()
    for demo in (demo_one, demo_two):
        await demo.stop()


async def report(warga: Person) -> str:
    """A report with two pictures; its code."""
    review = await fill_in(warga)
    await warga.taps(review, "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    code = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
    await warga.taps(shown, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    return str(code)


async def test_the_public_bot_takes_in_what_only_the_officers_bot_opens(
    office: Office, tmp_path: Path
) -> None:
    await asyncio.gather(
        office.public.bot.start(), office.officers.bot.start()
    )  # on an empty database, at once
    warga = office.public.telegram.person("warga")
    code = await report(warga)
    curious, petugas = office.public.telegram.person("petugas"), office.officers.telegram.person("petugas")
    await curious.says("/laporan")
    await curious.hears("hanya menerima laporan")
    await petugas.taps(await set_up(petugas), "Memasang stiker")
    opened = await petugas.hears(STORY)
    await petugas.taps(opened, "Bukti (2)")
    await petugas.hears("Bukti 1 dari 2")
    await petugas.taps(opened, "Ubah status")
    await petugas.taps(await petugas.hears("Ke mana"), "Diverifikasi")
    await petugas.hears("Laporan · Diverifikasi")
    for _ in range(100):
        await warga.says(f"/lacak {code}")
        shown = await warga.hears("Laporan Anda")
        if "Diverifikasi" in shown["text"]:
            break
    assert "Diverifikasi" in shown["text"]
    assert await office.public.bot.stop() == 0
    assert await office.officers.bot.stop() == 0
    await _intake_can_not_open(office, tmp_path / "public")


async def _intake_can_not_open(office: Office, data_dir: Path) -> None:
    """Everything the intake process holds: its folder, its settings, the database."""
    settings = load_settings(
        _env_file=None, bot_token=PUBLIC_TOKEN, data_dir=data_dir, database_url=office.database_url
    )
    keys = load_keys(key_paths(settings))
    assert keys.office_private is None
    database = Database(settings.database)
    try:
        store = Reports(database)
        keyring = Keyring(keys.data)
        threads = ThreadSealer(keyring, SystemRandomness())
        case_service = CaseService(
            store, CaseStore(database), threads, pieces_of(database), keys.office_private, keyring
        )
        with pytest.raises(OfficeKeyMissingError):
            await case_service.all(OPEN_STATUSES)
        (sealed,) = await store.newest(5, ["diverifikasi"])
        purposes = ("inbox", "outbox", "dialogs", "draft-files", "audit-chain", "installation", "code-salt")
        held = [keys.data, keys.office_public, *(keyring.key_for(purpose) for purpose in purposes)]
        held += [path.read_bytes()[-33:-1] for path in data_dir.rglob("*") if path.is_file()]
        for key in held:
            for wrapped in (sealed.for_office, sealed.for_code):
                with pytest.raises(SealError):
                    OpenReport(sealed, wrapped, key.ljust(32, b"\0")[:32])
        assert not (await AuditLog(AuditChain(database, keyring), keyring, SystemClock()).verify()).problems
    finally:
        await database.close()


async def test_either_bot_starts_with_the_other_running_and_no_bot_twice(office: Office) -> None:
    await office.public.bot.start()
    warga = office.public.telegram.person("warga")
    await warga.says("/start")
    await warga.hears("Netra")
    again = BotProcess(
        office.public.telegram.url,
        office.public.bot.data_dir.parent / "third",
        environment=office.public.bot.environment,
    )
    shutil.copytree(office.public.bot.data_dir / "keys", again.data_dir / "keys")
    await again.start()
    assert again.process is not None
    assert await asyncio.wait_for(again.process.wait(), 60) == 1
    await again.stop()
    assert "already runs this bot" in " ".join(again.log.split())
    await office.officers.bot.start()
    petugas = office.officers.telegram.person("petugas")
    await petugas.says("/start")
    await petugas.hears("Netra")
    assert await office.public.bot.stop() == 0
    assert await office.officers.bot.stop() == 0


def crowd_texts(side: str) -> set[str]:
    return {f"{side}{n}-{turn}" for n in range(CHATS) for turn in range(EACH)}


async def crowd(telegram: TelegramSide, side: str) -> list[Person]:
    return [await telegram.new_person(f"{side}{n}", 900_000_000 + n, f"Orang {n}") for n in range(CHATS)]


async def talk(people: list[Person]) -> None:
    for turn in range(EACH):
        await asyncio.gather(*(one.says(f"{one.key}-{turn}") for one in people))


async def until_answered(people: list[Person], expected: set[str]) -> None:
    deadline = asyncio.get_running_loop().time() + 90
    while True:
        chats = await asyncio.gather(*(one.chat() for one in people))
        heard = {m["text"].removeprefix("kept ") for chat in chats for m in chat if m["from_bot"]}
        if heard >= expected:
            return
        assert asyncio.get_running_loop().time() < deadline, f"{len(expected - heard)} replies are missing"
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_processes_write_one_sqlite_file_and_one_is_killed(office: Office, tmp_path: Path) -> None:
    """Both crowds at once, the public bot killed in the middle: every effect exactly once, in both."""
    sides = {"a": office.public, "b": office.officers}
    people = {name: await crowd(side.telegram, name) for name, side in sides.items()}
    for side in sides.values():
        side.bot.program = PROGRAM
        await side.bot.start()
    talking = asyncio.gather(*(talk(crowd) for crowd in people.values()))
    await until_answered(people["a"][:3], {"a0-0"})
    await office.public.bot.kill()
    await talking
    await office.public.bot.start()
    await asyncio.gather(*(until_answered(crowd, crowd_texts(name)) for name, crowd in people.items()))
    for side in sides.values():
        assert await side.bot.stop() == 0
        assert "locked" not in side.bot.log
        assert "commit failed" not in side.bot.log
    connection = sqlite3.connect(tmp_path / "netra.sqlite3")
    kept = Counter(row[0] for row in connection.execute("SELECT text FROM test_effects"))
    left = [
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inbox", "outbox")
    ]
    connection.close()
    assert set(kept) == crowd_texts("a") | crowd_texts("b")
    assert set(kept.values()) == {1}
    assert left == [0, 0]
