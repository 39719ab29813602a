"""Nobody else on the machine reads what the bot keeps, whatever the umask and whatever was there before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app.data_dir import is_private, make_private
from bot.app.opening import open_database
from bot.app.settings import Settings, load_settings
from core.errors import ConfigurationError
from storage.platform.engine import Database


@pytest.fixture(params=[0o022, 0o000], ids=["usual umask", "no umask"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def settings_of(folder: Path) -> Settings:
    return load_settings(
        _env_file=None, bot_token="1000001:x", bot_api_url="http://127.0.0.1:9", data_dir=folder
    )


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}


@pytest.mark.usefixtures("umask")
async def test_database_and_log_are_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "data"
    database = await open_database(settings_of(folder))
    async with database.writer_engine.begin() as connection:
        await connection.execute(text("DELETE FROM inbox"))
    found = modes(folder)
    assert {"netra.sqlite3", "netra.sqlite3-wal", "netra.sqlite3-shm"} <= set(found)
    assert set(found.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    await database.close()


@pytest.mark.usefixtures("umask")
async def test_what_was_open_to_others_is_closed_and_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    first = await open_database(settings_of(folder))
    async with first.writer_engine.begin() as connection:
        await connection.execute(text("DELETE FROM inbox"))
    for path in folder.iterdir():
        path.chmod(0o644)
    folder.chmod(0o755)
    capfd.readouterr()
    second = await open_database(settings_of(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(mode == 0o600 for name, mode in modes(folder).items() if "sqlite3" in name)
    out, err = capfd.readouterr()
    (line,) = [line for line in (out + err).splitlines() if "DATA_DIR" in line]
    assert "closed to them now" in line
    await second.close()
    async with first.read() as connection:  # its locks are still its own
        await connection.execute(text("SELECT 1 FROM inbox"))
    await first.close()


def test_a_folder_that_all_share_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert not is_private(tmp_path)
    with pytest.raises(ConfigurationError, match="folder of the bot's own"):
        make_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_folder_that_cannot_be_closed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)

    def refused(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refused)
    with pytest.raises(ConfigurationError, match="chmod 700"):
        make_private(tmp_path)


async def test_a_database_elsewhere_is_private_too(tmp_path: Path) -> None:
    """Its folder may be another one's; the files never are."""
    before = os.umask(0)
    try:
        database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
        async with database.writer_engine.begin() as connection:
            await connection.execute(text("CREATE TABLE t (a)"))
        assert set(modes(tmp_path).values()) == {0o600}
        await database.close()
    finally:
        os.umask(before)
