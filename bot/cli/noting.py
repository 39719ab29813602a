"""What an operator did on the command line, written into the audit log."""

from __future__ import annotations

from services.access.audit import SYSTEM, AuditAction, AuditLog
from services.platform.installation import Installation
from storage.access.audit import AuditChain
from storage.platform.unit import Unit


def log_of(installation: Installation) -> AuditLog:
    """The audit log."""
    chain = AuditChain(installation.database, installation.keyring)
    return AuditLog(chain, installation.keyring, installation.clock)


async def note(installation: Installation, action: AuditAction, details: dict[str, str]) -> None:
    """Adds an entry by itself; ``details`` say what kind and how many, never whose."""
    unit = Unit()
    log_of(installation).record(unit, SYSTEM, action, details=details)
    await installation.commit(unit)


async def note_export(installation: Installation, what: str, count: int, **more: str) -> None:
    """Notes that data left the house: of what kind, and how many."""
    await note(installation, AuditAction.EXPORTED_DATA, {"apa": what, "jumlah": str(count), **more})
