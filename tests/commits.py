"""Writes into a database that no bot has open."""

from __future__ import annotations

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Commit, Unit
from tests.conftest import BOT_ID


def commit_to(database: Database, keyring: Keyring) -> Commit:
    """Commits each unit by a committer of its own, which leaves nothing running."""

    async def commit(unit: Unit) -> None:
        committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
        await committer.start()
        try:
            await committer.commit(unit)
        finally:
            await committer.close()

    return commit
