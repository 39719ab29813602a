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


async def test_on_postgresql_machines_notice_each_other(database: Database, tmp_path: Path) -> None:
    """Two machines share no folder, only the database."""
    async with SingleInstance(database, tmp_path / "here", 1):
        if database.is_sqlite:
            return
        with pytest.raises(AlreadyRunningError):
            async with SingleInstance(database, tmp_path / "there", 1):
                pass
