"""What an operator did on the command line, written into the audit log."""

from __future__ import annotations

from core.clock import SystemClock
from core.sealing import Keyring
from services.access.audit import SYSTEM, AuditAction, AuditLog
from storage.access.audit import AuditChain
from storage.platform.engine import Database
from storage.platform.unit import Unit


async def note(database: Database, keyring: Keyring, action: AuditAction, details: dict[str, str]) -> None:
    """Adds an entry in a transaction of its own; ``details`` say what kind and how many, never whose."""
    unit = Unit()
    AuditLog(AuditChain(database, keyring), keyring, SystemClock()).record(
        unit, SYSTEM, action, details=details
    )
    async with database.write() as connection:
        for write in unit.closing:
            await write(connection)


async def note_export(database: Database, keyring: Keyring, what: str, count: int, **more: str) -> None:
    """Notes that data left the house: of what kind, and how many."""
    await note(database, keyring, AuditAction.EXPORTED_DATA, {"apa": what, "jumlah": str(count), **more})
