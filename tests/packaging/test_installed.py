"""An installed Netra in an empty folder: every command finds what it reads, and writes into nothing of its own."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from core.clock import SystemClock
from demo import server
from demo.server import DemoServer
from rulebook.digest import model_name
from tests.packaging.conftest import Installation
from tests.telegram_side import telegram_side

TOKEN = "1000009:installed"
"""Of no bot."""


def test_it_runs_what_was_installed_and_says_its_version(installed: Installation, tmp_path: Path) -> None:
    for top in ("bot", "services", "rulebook"):
        found = installed.python(tmp_path, f"import {top}; print({top}.__file__)")
        assert Path(found).is_relative_to(installed.packages)
    assert installed.run(tmp_path, "--version").stdout.strip() == f"netra {__version__}"


def test_a_question_is_answered_with_its_source_and_nothing_is_written(
    installed: Installation, tmp_path: Path
) -> None:
    before = installed.files()
    done = installed.run(tmp_path, "ask", "bolehkah PNS menjadi anggota partai politik?")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Dilarang")
    assert "Pasal" in done.stdout
    assert installed.files() == before
    assert list(tmp_path.iterdir()) == []


def test_check_speaks_of_commands_that_are_there(installed: Installation, tmp_path: Path) -> None:
    said = installed.run(tmp_path, "check").stdout
    assert "rulebook is sound" in said
    assert "the worker's jail" in said
    assert "netra demo" in said
    assert "make demo" not in said


def test_settings_are_explained_without_the_projects_files(installed: Installation, tmp_path: Path) -> None:
    said = installed.run(tmp_path, "settings")
    assert said.returncode == 0, said.stderr
    (tmp_path / ".env").write_text(said.stdout, "utf-8")
    assert "settings can be read" in installed.run(tmp_path, "check").stdout


def test_the_database_comes_to_the_newest_schema(installed: Installation, tmp_path: Path) -> None:
    done = installed.run(tmp_path, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "netra.sqlite3").exists()


def test_what_admins_taught_is_not_written_where_the_next_version_would_erase_it(
    installed: Installation, tmp_path: Path
) -> None:
    for given in ((), ("--topics", "topics")):
        done = installed.run(tmp_path, "rulebook", "overlays", *given, BOT_TOKEN=TOKEN)
        assert done.returncode == 2
        assert "of a checkout" in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_where_the_rulebook_was_changed_the_model_is_the_data_folders(
    installed: Installation, tmp_path: Path
) -> None:
    """The first of these lies in the data folder already: training takes a minute."""
    copy = Installation(tmp_path / "venv")
    shutil.copytree(installed.folder, copy.folder, symlinks=True)
    topic = copy.packages / "rulebook" / "topics" / "golput.toml"
    topic.write_text(topic.read_text("utf-8").replace("Tidak memilih", "Tidak mencoblos"), "utf-8")
    place = "from bot.app.understanding import place_of_model; print(place_of_model())"
    asked = copy.python(tmp_path, place, DATA_DIR="kept")
    changed = model_name(copy.packages / "rulebook")
    assert asked == str(tmp_path / "kept" / "model" / changed)
    assert changed != model_name()
    Path(asked).parent.mkdir(parents=True)
    shutil.copy(installed.packages / "rulebook" / "compiled" / model_name(), asked)
    before = copy.files()
    for _ in range(2):
        done = copy.run(tmp_path, "ask", "bolehkah PNS menjadi anggota partai politik?", DATA_DIR="kept")
        assert done.stdout.startswith("Dilarang"), done.stderr
    assert copy.files() == before


async def test_the_bot_runs_on_a_token_and_keeps_its_data_where_it_was_started(
    installed: Installation, demo: DemoServer, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(str(installed.command), "run"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=installed.environment(BOT_TOKEN=TOKEN, BOT_API_URL=demo.url, OWNER_IDS="700000003"),
    )
    try:
        async with telegram_side(demo.url) as side:
            asn = side.person("asn")
            await asn.says("bolehkah PNS menjadi anggota partai politik?")
            assert "Pasal" in (await asn.hears("Dilarang"))["text"]
    finally:
        await stopped(process)
    assert {one.name for one in (tmp_path / "data").iterdir()} >= {"keys", "netra.sqlite3"}


async def stopped(process: asyncio.subprocess.Process) -> bytes:
    """What it said until it ended by SIGTERM."""
    process.send_signal(signal.SIGTERM)
    out, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, errors
    return out


async def test_the_demo_serves_its_page_answers_and_draws(installed: Installation, tmp_path: Path) -> None:
    before = installed.files()
    process = await asyncio.create_subprocess_exec(
        *(str(installed.command), "demo", "--port", "0", "--today", "2024-09-24"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=installed.environment(TMPDIR=str(tmp_path)),
    )
    assert process.stdout is not None
    try:
        url = None
        while url is None:
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert line, "the demo ended"
            url = re.search(r"http://127\.0\.0\.1:\d+", line)
        async with aiohttp.ClientSession() as session:
            for file in ("", "static/app.js", "static/style.css"):
                async with session.get(f"{url[0]}/{file}") as page:
                    assert page.status == 200, file
        async with telegram_side(url[0]) as side:
            asn = side.person("asn")
            await asn.says("/jadwal")
            shown = await asn.hears("Pilkada")
            assert "24 September 2024" in shown["text"]
            assert shown["photo"] is not None, "drawn in the jail, with the fonts that came along"
    finally:
        out = await stopped(process)
    assert b"stopped cleanly" in out
    assert list(tmp_path.iterdir()) == []
    assert installed.files() == before


@pytest.fixture
async def demo() -> AsyncIterator[DemoServer]:
    clock = SystemClock()
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()
