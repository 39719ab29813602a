"""Access, built: officers, their lock and their menus. Every column may use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers.access.gate import Gate
from handlers.access.guard import AccessGuard
from handlers.access.lock import LockJob
from handlers.access.menus import Menus
from handlers.access.shared import Shared
from handlers.platform.feature import Feature, HandlerPhase, Job
from services.access.audit import WITNESS_FILE, AuditWitness
from services.access.officers import Officers, Workplace
from services.access.roles import Role
from services.access.unlock import Unlocking
from services.access.views import Views
from services.platform.installation import Installation
from storage.access.audit import AuditChain
from storage.access.officers import OfficerStore
from storage.platform.unit import Commit, Outgoing, Write

LOCKS_EVERY = timedelta(seconds=5)
"""What an officer reads may stand on the screen for so long after the lock has closed."""
WITNESS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class AccessFeature(Feature):
    """Who may do what, and the lock before it."""

    officers: Officers
    views: Views
    gate: Gate
    guard: AccessGuard
    menus: Menus
    owners: tuple[int, ...]
    chat_key: Callable[[int], bytes]

    async def menus_of_officers(self) -> list[Outgoing]:
        """Calls that set the menu of everybody who has a role, or had one by the settings."""
        chats = {**await self.officers.chats(), **dict.fromkeys(self.owners, Role.ADMIN)}
        return [
            Outgoing(self.chat_key(chat_id), self.menus.of(chat_id, role).encode())
            for chat_id, role in chats.items()
        ]


def build(
    installation: Installation,
    shared: Shared,
    release: Callable[[bytes], Write],
    lacks_regency: Callable[[Workplace], bool],
) -> AccessFeature:
    """Builds it.

    Args:
        installation: What it works on.
        shared: What features share.
        release: Gives back what an officer who goes had taken on.
        lacks_regency: Whether a workplace has to name its regency.
    """
    options, keyring = installation.options, installation.keyring
    store = OfficerStore(installation.database, keyring, installation.bot_id)
    witness = AuditWitness(AuditChain(installation.database, keyring), options.data_dir / WITNESS_FILE)
    views, clock = Views(store), installation.clock
    officers = Officers(store, release, shared.roles, installation.randomness, shared.audit, options.zone)
    unlocking = Unlocking(store, installation.randomness, shared.audit, officers.relearn)
    menus = Menus(shared.commands, can_open=installation.can_open)
    gate = Gate(
        officers,
        unlocking,
        shared.roles,
        views,
        menus,
        options.zone,
        can_open=installation.can_open,
        lacks_regency=lacks_regency,
    )

    async def note_head(_commit: Commit) -> None:
        await witness.advance()

    return AccessFeature(
        name="access",
        handler_groups={HandlerPhase.INVITED: [gate]},
        jobs=[
            Job("officers' locks", LOCKS_EVERY, LockJob(views, officers, clock).run, urgent=True),
            Job("audit-witness", WITNESS_EVERY, note_head),
        ],
        prepare=officers.refresh,
        officers=officers,
        views=views,
        gate=gate,
        guard=AccessGuard(officers, shared.roles, gate, can_open=installation.can_open),
        menus=menus,
        owners=options.owner_ids,
        chat_key=keyring.chat_key,
    )
