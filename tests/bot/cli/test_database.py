"""What a database that can't be used looks like to an operator: one line with the cure, and an exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.bot.cli.test_entry import TOKEN, netra

COMMANDS = (
    ("run",),
    ("db", "upgrade"),
    ("db", "backup", "copies"),
    ("db", "forget", "copies"),
    ("keys", "show"),
    ("keys", "check"),
    ("keys", "rotate"),
    ("keys", "retire"),
    ("audit", "verify"),
    ("audit", "show"),
    ("officers", "reset", "5"),
    ("subscribers", "export", "people.csv"),
    ("reminders", "preview", "--days", "3"),
    ("rulebook", "overlays"),
)


def one_line(tmp_path: Path, *command: str, **environment: str) -> str:
    """The only line a command said, and it failed."""
    done = netra(tmp_path, *command, BOT_TOKEN=TOKEN, BOT_API_URL="http://127.0.0.1:9", **environment)
    assert done.returncode == 1, (command, done.stdout, done.stderr)
    lines = (done.stdout + done.stderr).splitlines()
    assert len(lines) == 1, (command, lines)
    assert lines[0].startswith("error: ")
    assert "SECRET" not in lines[0]
    return lines[0]


def check(tmp_path: Path, **environment: str) -> str:
    """What ``check`` finds wrong with settings and database, with the cure."""
    done = netra(tmp_path, "check", BOT_TOKEN=TOKEN, BOT_API_URL="http://127.0.0.1:9", **environment)
    assert done.returncode == 1
    assert not done.stderr, done.stderr
    assert "SECRET" not in done.stdout
    lines = done.stdout.splitlines()
    wrong = [
        f"{what[5:]} {mend.strip()}"
        for what, mend in pairwise(lines)
        if what.startswith("FAIL") and any(one in what for one in ("database", "settings"))
    ]
    assert len(wrong) == 1, lines
    return wrong[0]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An installation with a database and keys, as a first run leaves it."""
    assert netra(tmp_path, "db", "upgrade", BOT_TOKEN=TOKEN).returncode == 0
    netra(tmp_path, "officers", "reset", "5", BOT_TOKEN=TOKEN)  # makes the keys; there is no such officer
    assert (tmp_path / "data" / "keys" / "data.key").exists()
    return tmp_path


def overwrite(file: Path) -> None:
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    file.write_bytes(b"no database, but long enough to be looked at " * 400)


def test_no_command_ends_in_a_traceback(installed: Path) -> None:
    """The build before said up to 224 lines."""
    overwrite(installed / "data" / "netra.sqlite3")
    for command in COMMANDS:
        assert "is no database" in one_line(installed, *command), command
    assert "db restore" in check(installed)


def newer(folder: Path) -> None:
    connection = sqlite3.connect(folder / "data" / "netra.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def a_file(folder: Path) -> None:
    (folder / "data").rename(folder / "elsewhere")
    (folder / "data").write_text("")


@pytest.mark.parametrize(
    ("spoil", "cure"), [(newer, "bring this program up to date"), (a_file, "name a folder")]
)
def test_what_lies_in_the_place_of_the_database(
    installed: Path, spoil: Callable[[Path], None], cure: str
) -> None:
    spoil(installed)
    for command in (("run",), ("db", "upgrade"), ("keys", "show")):
        assert cure in one_line(installed, *command)
    assert cure in check(installed)


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("what is this", "sqlite:///path or postgresql://"),
        ("postgresql://u:SECRET@h:port/d", "sqlite:///path or postgresql://"),
        ("mysql://u:SECRET@h/d", "use sqlite:/// or postgresql://"),
        ("postgresql://u:SECRET@h/d?channel_binding=require", "take it out"),
        ("postgresql://u:SECRET@127.0.0.1:1/d?sslmode=require", "start it, or correct host and port"),
        ("sqlite:////proc/version/netra.sqlite3", "its folder and its file writable"),
    ],
)
def test_an_address_that_leads_nowhere(tmp_path: Path, url: str, cure: str) -> None:
    assert cure in one_line(tmp_path, "run", DATABASE_URL=url)
    assert cure in check(tmp_path, DATABASE_URL=url)


def test_a_setting_is_named_once(tmp_path: Path) -> None:
    for url in (
        "what is this",
        "mysql://u:SECRET@h/d",
        "sqlite://data/netra.sqlite3",
        "postgresql://u:SECRET@h/d?channel_binding=require",
        "postgresql://u:SECRET@127.0.0.1:1/d?sslmode=nonsense",
    ):
        for said in (one_line(tmp_path, "run", DATABASE_URL=url), check(tmp_path, DATABASE_URL=url)):
            assert said.count("DATABASE_URL") == 1, said


def test_a_server_that_lets_nobody_in(tmp_path: Path, fresh_postgres: str) -> None:
    address = make_url(fresh_postgres)
    wrong = address.set(username="nobody", password="SECRET").render_as_string(hide_password=False)
    assert "correct user, password" in one_line(tmp_path, "run", DATABASE_URL=wrong)
    assert "correct user, password" in check(tmp_path, DATABASE_URL=wrong)
    unknown = address.set(database="nowhere").render_as_string(hide_password=False)
    assert "createdb" in one_line(tmp_path, "run", DATABASE_URL=unknown)
    assert "createdb" in check(tmp_path, DATABASE_URL=unknown)
