from __future__ import annotations

from pathlib import Path

import pytest

from bot.lock import SingleInstance
from core.errors import AlreadyRunningError
from storage.engine import Database


async def test_one_process_per_bot(database: Database, tmp_path: Path) -> None:
    async with SingleInstance(database, tmp_path / "one", 1):
        with pytest.raises(AlreadyRunningError, match="stop it first"):
            async with SingleInstance(database, tmp_path / "one", 1):
                pass
        async with SingleInstance(database, tmp_path / "one", 2):
            pass
    async with SingleInstance(database, tmp_path / "one", 1):
        pass


async def test_processes_with_data_folders_of_their_own_notice_each_other(
    database: Database, tmp_path: Path
) -> None:
    """Two machines on one PostgreSQL, or two data folders on one SQLite file, share only the database."""
    async with SingleInstance(database, tmp_path / "here", 1):
        with pytest.raises(AlreadyRunningError):
            async with SingleInstance(database, tmp_path / "there", 1):
                pass
