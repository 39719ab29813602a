"""What an operator may do about officers on the command line."""

from __future__ import annotations

from bot.cli.noting import log_of
from services.access.audit import SYSTEM, AuditAction
from services.platform.installation import Installation
from storage.access.officers import OfficerStore
from storage.platform.unit import Unit


async def reset_second_factor(installation: Installation, telegram_id: int) -> bool:
    """Takes an officer's second factor away and closes the lock; False where there is no such officer.

    The audit log keeps that it was done, for whoever can do this can become that officer.
    """
    keyring = installation.keyring
    store = OfficerStore(installation.database, keyring, installation.bot_id)
    officer = await store.of_chat(keyring.chat_key(telegram_id))
    if officer is None:
        return False
    unit = Unit(writes=[store.set_secret(officer.id, "")])
    log_of(installation).record(unit, SYSTEM, AuditAction.SECOND_FACTOR_RESET, subject=officer.id)
    await installation.commit(unit)
    return True
