"""Backups, keys and the audit log as an operator meets them on the command line."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.app.opening import open_database, prepare_keys
from bot.app.settings import Settings, load_settings
from bot.cli.entry import app
from core.errors import NetraError
from core.randomness import SystemRandomness
from storage.platform.engine import Database
from tests.bot.cli.test_entry import netra
from tests.reports import Planted, plant


@pytest.fixture
async def planted(tmp_path: Path) -> list[Planted]:
    """An installation in DATA_DIR as a first run makes it, with three reports."""
    settings = load_settings(_env_file=None, data_dir=tmp_path / "data", database_url=None)
    database: Database = await open_database(settings)
    keys = await prepare_keys(settings, database, SystemRandomness())
    found = [await plant(database, number, keys.office_public) for number in (1, 2, 3)]
    await database.close()
    return found


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Away from any .env file, and logging as it was afterwards."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def run(tmp_path: Path, line: str, code: int = 0, **environment: str) -> str:
    """Runs a command in this process (a process of its own each time would take minutes); what it said."""
    done = CliRunner().invoke(app, line.split(), env={"DATA_DIR": str(tmp_path / "data"), **environment})
    error = done.exception
    said = done.output + (str(error) if isinstance(error, NetraError) else "")
    assert error is None or isinstance(error, (NetraError, SystemExit)), repr(error)
    assert (1 if isinstance(error, NetraError) else done.exit_code) == code, said
    return " ".join(said.split())


def test_from_a_backup_to_a_new_database(planted: list[Planted], tmp_path: Path) -> None:
    assert "no backup was made yet" in run(tmp_path, "check", 1)
    assert "netra-000001.sqlite3" in run(tmp_path, "db backup copies")
    said = run(tmp_path, "db backup copies --keep 1")
    assert "netra-000002.sqlite3" in said
    assert "1 older data backups were removed" in said
    assert "the backup of wrapped keys is fresh" in run(tmp_path, "check", 1)
    assert "database is in use" in run(tmp_path, "db restore copies", 1)
    elsewhere = f"sqlite:///{tmp_path / 'new' / 'netra.sqlite3'}"
    assert "3 reports" in run(tmp_path, "db restore copies", DATABASE_URL=elsewhere)
    assert "every report's key opens" in run(tmp_path, "keys check", DATABASE_URL=elsewhere)
    assert "Memulihkan cadangan" in run(tmp_path, "audit show", DATABASE_URL=elsewhere)
    assert "apa=cadangan jumlah=" in run(tmp_path, "audit show", DATABASE_URL=elsewhere)
    assert "the log is whole: 2 entries" in run(tmp_path, "audit verify", DATABASE_URL=elsewhere), (
        "the first backup, which the second one holds, and the restore"
    )
    assert "no data backup 1; there are 2" in run(tmp_path, "db restore copies --number 1", 1)
    assert "forgotten" in run(tmp_path, "db forget copies")
    assert "no backup was made there" in run(tmp_path, "db forget copies")


def test_a_backup_older_than_a_rotation_comes_back_under_the_present_key(
    planted: list[Planted], tmp_path: Path
) -> None:
    run(tmp_path, "db backup copies")
    assert "the old private key was wiped" in run(tmp_path, "keys rotate")
    elsewhere = f"sqlite:///{tmp_path / 'new' / 'netra.sqlite3'}"
    assert "3 reports" in run(tmp_path, "db restore copies", DATABASE_URL=elsewhere)
    assert "every report's key opens" in run(tmp_path, "keys check", DATABASE_URL=elsewhere)


def test_restore_wants_the_keys_first(planted: list[Planted], tmp_path: Path) -> None:
    run(tmp_path, "db backup copies")
    (tmp_path / "data").rename(tmp_path / "lost")
    done = netra(tmp_path, "db", "restore", "copies")  # as a process: one line, no traceback
    assert done.returncode == 1
    assert "data.key is missing" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "lost" / "keys").rename(tmp_path / "data" / "keys")
    assert "3 reports" in run(tmp_path, "db restore copies")
    assert "every report's key opens" in run(tmp_path, "keys check")


def test_the_office_key_is_exchanged_and_the_old_one_retired(planted: list[Planted], tmp_path: Path) -> None:
    shown = run(tmp_path, "keys show")
    match = re.search(r"3 reports are sealed to ([0-9a-f]{16})", shown)
    assert match is not None
    said = run(tmp_path, "keys rotate")
    assert f"it was {match[1]}" in said
    assert "3 reports were moved" in said
    assert "kept until: python -m bot db backup" in said
    assert f"office, set aside {match[1]}" in run(tmp_path, "keys show")
    assert "every report's key opens" in run(tmp_path, "keys check")
    assert f"{match[1]} stays" in run(tmp_path, "keys retire", 1)
    run(tmp_path, "db backup copies")
    assert f"{match[1]} was wiped" in run(tmp_path, "keys retire")
    assert "the old private key was wiped" in run(tmp_path, "keys rotate")
    assert "Mengganti kunci kantor" in run(tmp_path, "audit show")
    assert not list((tmp_path / "data" / "keys").glob("*.old"))
    (tmp_path / "data" / "keys" / "office.key").unlink()
    assert "intake only" in run(tmp_path, "keys check")
    assert "rotate where the office's private key is" in run(tmp_path, "keys rotate", 1)


def test_a_key_that_opens_nothing_is_noticed(planted: list[Planted], tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "data" / "netra.sqlite3")
    connection.execute(
        "UPDATE report_keys SET for_office = zeroblob(96) WHERE report_id = ?", (planted[0].id,)
    )
    connection.execute(
        "UPDATE report_keys SET office_key = 'ffffffffffffffff' WHERE report_id = ?", (planted[1].id,)
    )
    connection.commit()
    connection.close()
    said = run(tmp_path, "keys check", 1)
    assert "1 reports can't be opened" in said
    assert "1 reports are sealed to ffffffffffffffff, which is not the office key here" in said


def test_the_audit_log_tells_where_it_was_cut(planted: list[Planted], tmp_path: Path) -> None:
    for _ in range(3):
        run(tmp_path, "keys rotate")
    said = run(tmp_path, "audit verify")
    head = re.search(r"head (3:[0-9a-f]{64})", said)
    assert head is not None
    path = tmp_path / "data" / "netra.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM audit_log WHERE seq = 2")
    connection.commit()
    assert "entry 3: before it 2 is missing" in run(tmp_path, "audit verify", 1)
    connection.execute("DELETE FROM audit_log")
    connection.execute("DELETE FROM audit_head")  # as if there had never been one
    connection.commit()
    connection.close()
    assert "entry 3: was there when the head was noted" in run(tmp_path, "audit verify", 1)
    (tmp_path / "data" / "audit.head").unlink()
    assert "the log is whole: 0 entries" in run(tmp_path, "audit verify"), "nothing is left to compare with"
    assert "entry 3: was there" in run(tmp_path, f"audit verify --expect {head[1]}", 1), (
        "but paper is patient"
    )
    assert "number:hash" in run(tmp_path, "audit verify --expect nonsense", 1)
