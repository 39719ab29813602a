"""The command line as an operator meets it: a process of its own, its words and its exit code."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import orjson
import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths, open_database, prepare_keys
from bot.app.settings import bot_id_of, load_settings
from core.clock import SystemClock
from core.process import has_glibc
from core.randomness import SystemRandomness
from core.sealing import Keyring
from core.text import Scrubbed
from demo.server import DemoServer
from rulebook.loader import TOPICS, load_topic
from services.access.audit import AuditLog
from storage.access.audit import AuditChain
from storage.access.officers import OfficerStore, StoredOfficer
from storage.guidance.questions import Questions
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from tests.officers import Joining, relearn_nothing
from tests.telegram_side import telegram_side

ROOT = Path(__file__).parents[3]
TOKEN = "1000004:SECRET-part-of-the-token"


def netra(
    tmp_path: Path, *arguments: str, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs ``python -m bot`` away from any .env file."""
    clean = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path / "data")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=tmp_path,
        env={**clean, **environment},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_question_is_answered_with_verdict_and_citation(tmp_path: Path) -> None:
    done = netra(tmp_path, "ask", "bolehkah PNS menjadi anggota partai politik?")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Dilarang")
    assert "Pasal" in done.stdout


def test_questions_by_line_give_one_object_each(tmp_path: Path) -> None:
    questions = "bolehkah PNS jadi anggota partai?\n\nresep rendang\n"
    done = netra(tmp_path, "ask", "--jsonl", given=questions)
    assert done.returncode == 0, done.stderr
    rows = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert (rows[0]["outcome"], rows[0]["topic"]) == ("answer", "anggota-partai")
    assert len(rows) == 2
    for row in rows:
        assert {"outcome", "topic", "verdict", "confidence", "candidates"} <= set(row)
        assert 0 <= row["confidence"] <= 1


def test_asking_nothing_says_how_to_ask(tmp_path: Path) -> None:
    done = netra(tmp_path, "ask")
    assert done.returncode == 2
    assert "give a question" in done.stderr


def test_the_rulebook_is_sound(tmp_path: Path) -> None:
    done = netra(tmp_path, "rulebook", "check")
    assert (done.returncode, done.stdout.strip()) == (0, "the rulebook is sound: 81 topics")


def test_the_database_comes_to_the_newest_schema_twice(tmp_path: Path) -> None:
    for _ in range(2):
        done = netra(tmp_path, "db", "upgrade")
        assert done.returncode == 0, done.stderr
        assert "newest schema" in done.stdout
    assert (tmp_path / "data" / "netra.sqlite3").exists()


def test_check_names_each_thing_that_is_missing_and_its_cure(tmp_path: Path) -> None:
    done = netra(tmp_path, "check")
    assert done.returncode == 1
    assert "BOT_TOKEN is not set" in done.stdout
    assert "@BotFather" in done.stdout
    assert "OWNER_IDS" in done.stdout


def test_every_start_has_the_c_library_overwrite_what_is_freed(tmp_path: Path) -> None:
    """The program itself, not only the one of the memory test: it begins anew with the tunables set."""
    done = netra(tmp_path, "check")
    assert "freed memory is overwritten" in done.stdout
    assert has_glibc() != ("in part only" in done.stdout)


def test_a_wrong_setting_is_named_without_a_traceback_and_without_the_token(tmp_path: Path) -> None:
    for command in ("run", "check"):
        done = netra(tmp_path, command, BOT_TOKEN=TOKEN, OWNER_IDS="abc")
        assert done.returncode == 1
        said = done.stdout + done.stderr
        assert "owner_ids" in said.lower()
        assert "Traceback" not in said
        assert "SECRET" not in said


def test_run_without_a_token_says_where_to_get_one(tmp_path: Path) -> None:
    done = netra(tmp_path, "run")
    assert done.returncode == 1
    assert "BOT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


async def test_check_is_content_with_a_server_that_knows_the_token(tmp_path: Path, demo: DemoServer) -> None:
    done = await asyncio.to_thread(
        netra, tmp_path, "check", BOT_TOKEN=TOKEN, BOT_API_URL=demo.url, OWNER_IDS="5"
    )
    assert done.returncode == 0, done.stdout
    assert "Telegram knows the token" in done.stdout
    assert "the worker's jail" in done.stdout
    assert "SECRET" not in done.stdout + done.stderr
    assert not (tmp_path / "data").exists(), "check changes nothing"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_serves_its_page_travels_in_time_and_stops_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--today", "2024-09-24"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", ""), "TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    try:
        url = None
        while url is None:
            line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
            assert line, "the demo ended"
            url = re.search(r"http://127\.0\.0\.1:\d+", line)
        async with aiohttp.ClientSession() as session, session.get(url[0]) as page:
            assert "Netra" in await page.text()
        async with telegram_side(url[0]) as side:
            asn = side.person("asn")
            await asn.says("/jadwal")
            shown = await asn.hears("Pilkada")
            assert "24 September 2024" in shown["text"]
    finally:
        process.send_signal(number)
        out, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, errors
    assert b"stopped cleanly" in out
    assert list(tmp_path.iterdir()) == [], "the demo leaves nothing behind"


async def test_a_taken_port_is_said_with_another_to_take(tmp_path: Path, demo: DemoServer) -> None:
    done = await asyncio.to_thread(netra, tmp_path, "demo", "--port", str(demo.port))
    assert done.returncode == 1
    assert f"port {demo.port} is taken" in done.stderr
    assert f"PORT={demo.port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


async def teach(data_dir: Path) -> None:
    """An overlay in a fresh database, as an admin's tap leaves it."""
    settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=data_dir)
    database = await open_database(settings)
    keys = await prepare_keys(settings, database, SystemRandomness())
    keyring = Keyring(keys.data)
    bot_id = bot_id_of(settings.token)
    committer = GroupCommitter(database, bot_id, keyring.sealer("outbox"))
    await committer.start()
    link = Questions(database, keyring, bot_id).add_overlay(
        Scrubbed("gladi wayang potehi"), "survei", date(2026, 11, 25)
    )
    await committer.commit(Unit(writes=[link]))
    await committer.close()
    await database.close()


def test_what_admins_taught_is_written_into_the_rulebook_once(tmp_path: Path) -> None:
    asyncio.run(teach(tmp_path / "data"))
    shutil.copytree(TOPICS, tmp_path / "topics")
    arguments = ("rulebook", "overlays", "--topics", "topics", "--cases", "cases.jsonl")
    done = netra(tmp_path, *arguments, BOT_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    assert "+ survei.toml: gladi wayang potehi" in done.stdout
    assert "gladi wayang potehi" in load_topic(tmp_path / "topics" / "survei.toml").examples
    assert b"potehi" in (tmp_path / "cases.jsonl").read_bytes()
    again = netra(tmp_path, *arguments, BOT_TOKEN=TOKEN)
    assert "0 questions written" in again.stdout


def test_a_lost_second_factor_is_reset_by_the_operator(tmp_path: Path) -> None:
    nobody = netra(tmp_path, "officers", "reset", "700000003", BOT_TOKEN=TOKEN)
    assert nobody.returncode == 1
    assert "no officer of this bot" in nobody.stderr

    async def enrol() -> None:
        settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=tmp_path / "data")
        keyring = Keyring(load_keys(key_paths(settings)).data)
        database = Database(settings.database)
        committer = GroupCommitter(database, 1000004, keyring.sealer("outbox"))
        await committer.start()
        store = OfficerStore(database, keyring, 1000004)
        joining = Joining(store, keyring, committer.commit, CaseStore(database).release_all)
        now = datetime(2024, 9, 24, 5, tzinfo=UTC)
        await joining.confirmed(await joining.owner(700000003, now), now, relearn_nothing)
        await committer.close()
        await database.close()

    async def stored() -> StoredOfficer | None:
        settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=tmp_path / "data")
        keyring, database = Keyring(load_keys(key_paths(settings)).data), Database(settings.database)
        found = await OfficerStore(database, keyring, 1000004).of_chat(keyring.chat_key(700000003))
        await database.close()
        return found

    async def noted() -> list[str]:
        settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=tmp_path / "data")
        keyring, database = Keyring(load_keys(key_paths(settings)).data), Database(settings.database)
        log = AuditLog(AuditChain(database, keyring), keyring, SystemClock())
        found = [entry.action async for entry in log.entries()]
        await database.close()
        return found

    asyncio.run(enrol())
    done = netra(tmp_path, "officers", "reset", "700000003", BOT_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    officer = asyncio.run(stored())
    assert officer is not None
    assert (officer.secret, officer.confirmed, officer.unlocked_until) == ("", False, 0)
    assert "700000003" not in done.stdout + done.stderr
    assert asyncio.run(noted()) == ["mencabut-kunci-kedua"]
