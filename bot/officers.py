"""What an operator may do about officers on the command line."""

from __future__ import annotations

from bot.settings import Settings, bot_id_of
from core.sealing import Keyring
from storage.engine import Database
from storage.officers import OfficerStore


async def reset_second_factor(
    settings: Settings, database: Database, keyring: Keyring, telegram_id: int
) -> bool:
    """Takes an officer's second factor away and closes the lock; False where there is no such officer."""
    store = OfficerStore(database, keyring, bot_id_of(settings.token))
    officer = await store.of_chat(keyring.chat_key(telegram_id))
    if officer is None:
        return False
    async with database.writer_engine.begin() as connection:
        await store.set_secret(officer.id, "")(connection)
    return True
