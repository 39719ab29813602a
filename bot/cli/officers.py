"""What an operator may do about officers on the command line."""

from __future__ import annotations

from bot.app.settings import Settings, bot_id_of
from core.clock import SystemClock
from core.sealing import Keyring
from services.access.audit import SYSTEM, AuditAction, AuditLog
from storage.access.audit import AuditChain
from storage.access.officers import OfficerStore
from storage.platform.engine import Database
from storage.platform.unit import Unit


async def reset_second_factor(
    settings: Settings, database: Database, keyring: Keyring, telegram_id: int
) -> bool:
    """Takes an officer's second factor away and closes the lock; False where there is no such officer.

    The audit log keeps that it was done, for whoever can do this can become that officer.
    """
    store = OfficerStore(database, keyring, bot_id_of(settings.token))
    officer = await store.of_chat(keyring.chat_key(telegram_id))
    if officer is None:
        return False
    unit = Unit()
    audit = AuditLog(AuditChain(database, keyring), keyring, SystemClock())
    audit.record(unit, SYSTEM, AuditAction.SECOND_FACTOR_RESET, subject=officer.id)
    async with database.write() as connection:
        for write in (store.set_secret(officer.id, ""), *unit.closing):
            await write(connection)
    return True
