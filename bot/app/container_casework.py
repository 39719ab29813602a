"""The part of the container where officers work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.app.settings import Settings
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.access.commands import Commands
from handlers.access.gate import Gate
from handlers.access.guard import AccessGuard
from handlers.access.menus import Menus
from handlers.casework.evidence import EvidenceHandlers
from handlers.casework.handover import HandOver
from handlers.casework.inbox import InboxHandlers
from handlers.casework.report import CaseHandlers, CaseScreen
from handlers.casework.roles import OfficerRoles
from handlers.casework.room import OfficerScreen
from handlers.casework.statistics import Statistics
from handlers.casework.text import OfficerText
from handlers.casework.texts.labels import REASON_LABELS
from handlers.casework.words import Words
from handlers.platform.journey import Asking, Journey, is_asking
from services.access.audit_hook import AuditHook
from services.access.officers import Officers
from services.access.roles import Role, Roles
from services.access.unlock import Unlocking
from services.access.views import Views
from services.casework.approvals import Approvals, OriginalStore
from services.casework.case_service import CaseService
from services.casework.casework import Casework
from services.casework.conflict.placing import lacks_regency
from services.platform.render_worker import RenderWorker
from services.reporting.thread import ThreadSealer
from storage.access.officers import OfficerStore
from storage.platform.unit import Outgoing
from storage.reporting.cases import CaseStore


@dataclass(frozen=True)
class CaseworkFeature:
    """Journeys of officers and what others need of them."""

    journeys: Sequence[Journey]
    officers: Officers
    views: Views
    guard: AccessGuard
    menus: Callable[[], Awaitable[list[Outgoing]]]
    """Calls that set the menu of everybody who has a role, or had one by the settings."""
    text: OfficerText
    """What officers write though no screen asked for it."""
    room: OfficerScreen
    """Where other modules show what stands behind the officers' lock."""

    @property
    def asking(self) -> list[Asking]:
        """Those that wait for free input."""
        return [one for one in self.journeys if is_asking(one)]


def build_officers(
    settings: Settings,
    store: OfficerStore,
    roles: Roles,
    cases: CaseStore,
    desk: CaseService,
    threads: ThreadSealer,
    originals: OriginalStore,
    audit: AuditHook,
    randomness: Randomness,
    render_worker: RenderWorker,
    keyring: Keyring,
    commands: Commands,
) -> CaseworkFeature:
    """The door, the inbox, casework, hand-over, statistics, roles."""
    views = Views(store)
    officers = Officers(store, cases.release_all, roles, randomness, audit, settings.zone)
    unlocking = Unlocking(store, randomness, audit, officers.relearn)
    menus = Menus(commands, can_open=desk.can_open)
    gate = Gate(
        officers,
        unlocking,
        roles,
        views,
        menus,
        settings.zone,
        can_open=desk.can_open,
        lacks_regency=lacks_regency,
    )
    guard = AccessGuard(officers, roles, gate, can_open=desk.can_open)
    room = OfficerScreen(gate, desk, randomness)
    work = Casework(desk, cases, threads, audit, REASON_LABELS)
    approvals = Approvals(originals, cases, desk, officers, randomness, audit)
    screen = CaseScreen(room, work, officers)
    words = Words(room, work, screen)
    text = OfficerText(room, words, officers, roles)
    journeys: list[Journey] = [
        gate,
        text,
        InboxHandlers(room, approvals),
        CaseHandlers(room, work, screen),
        words,
        EvidenceHandlers(room, work, approvals, render_worker),
        HandOver(room, work, screen, approvals, officers, render_worker),
        Statistics(room, render_worker, audit),
        OfficerRoles(room, officers, roles, views),
    ]

    async def set_menus() -> list[Outgoing]:
        chats = {**await officers.chats(), **dict.fromkeys(settings.owner_ids, Role.ADMIN)}
        return [
            Outgoing(keyring.chat_key(chat_id), menus.of(chat_id, role).encode())
            for chat_id, role in chats.items()
        ]

    return CaseworkFeature(journeys, officers, views, guard, set_menus, text, room)
