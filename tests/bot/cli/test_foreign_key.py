"""Every command that opens a database refuses a data key that is not the database's own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner

from bot.app.keys import DATA_KEY, write_key
from bot.app.opening import RUNNING, open_installation
from bot.app.settings import Settings, load_settings
from bot.cli.entry import app
from core.clock import SystemClock
from core.errors import KeyFileError
from core.randomness import SystemRandomness

TOKEN = "1000004:test"
REFUSAL = "the data key does not belong to this database"

LINES = {
    "run": "run",
    "check": "check",
    "db upgrade": "db upgrade",
    "db backup": "db backup backups",
    "db restore": "db restore backups",
    "db forget": "db forget backups",
    "keys show": "keys show",
    "keys check": "keys check",
    "keys rotate": "keys rotate",
    "keys retire": "keys retire",
    "audit verify": "audit verify",
    "audit show": "audit show",
    "officers reset": "officers reset 700000003",
    "subscribers export": "subscribers export out.csv",
    "subscribers import": "subscribers import in.csv",
    "reminders preview": "reminders preview",
    "rulebook overlays": "rulebook overlays --topics topics --cases cases.jsonl",
}
WITHOUT_DATABASE = {"settings", "ask", "rulebook check", "rulebook build"}
WITH_ONE_OF_ITS_OWN = {"demo"}
"""Its database is made with its keys, by the same way as that of ``run``."""
ROSTER = "chat_id,role,province,district,agency,time_zone,active,since\n"


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


@pytest.fixture
async def foreign(tmp_path: Path) -> Path:
    """An installation in use, whose data key somebody replaced by another's."""
    settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=tmp_path / "data")
    async with open_installation(settings, SystemClock(), SystemRandomness(), RUNNING):
        pass
    settings.data_key_path.unlink()
    write_key(settings.data_key_path, DATA_KEY, bytes(range(32)), private=True)
    return tmp_path


def names_of(commands: typer.Typer) -> set[str]:
    """Every command as one types it."""
    found = set()
    for one in commands.registered_commands:
        assert one.callback is not None
        found.add(one.name or one.callback.__name__.replace("_", "-"))
    for group in commands.registered_groups:
        assert group.typer_instance is not None
        prefix = f"{group.name} " if group.name else ""
        found |= {prefix + name for name in names_of(group.typer_instance)}
    return found


def test_every_command_is_looked_at_here() -> None:
    assert names_of(app) == set(LINES) | WITHOUT_DATABASE | WITH_ONE_OF_ITS_OWN


@pytest.mark.parametrize("command", LINES)
def test_a_foreign_data_key_is_refused(foreign: Path, command: str) -> None:
    (foreign / "in.csv").write_text(ROSTER, encoding="utf-8")
    (foreign / "topics").mkdir()
    # the bot is kept from Telegram: a command that opened the database would wait for it
    environment = {
        "DATA_DIR": str(foreign / "data"),
        "BOT_TOKEN": TOKEN,
        "OWNER_IDS": "1",
        "BOT_API_URL": "http://127.0.0.1:9",
    }
    before = {path: path.read_bytes() for path in (foreign / "data").rglob("*.sqlite3")}
    done = CliRunner().invoke(app, LINES[command].split(), env=environment)
    if command == "check":
        assert done.exit_code == 1
        assert f"keys: {REFUSAL}" in " ".join(done.output.split())
    else:
        assert isinstance(done.exception, KeyFileError), (done.exception, done.output)
        assert REFUSAL in str(done.exception)
    assert not (foreign / "out.csv").exists()
    assert {path: path.read_bytes() for path in (foreign / "data").rglob("*.sqlite3")} == before
