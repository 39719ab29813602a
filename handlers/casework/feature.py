"""Casework, built: what officers do with reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.access.feature import AccessFeature
from handlers.access.shared import Shared
from handlers.casework.evidence import EvidenceHandlers
from handlers.casework.handover import HandOver
from handlers.casework.inbox import InboxHandlers
from handlers.casework.notice_jobs import giving_notice
from handlers.casework.officer_screen import OfficerScreen
from handlers.casework.report import CaseHandlers, CaseScreen
from handlers.casework.retention import RetentionHandlers, RetentionJob
from handlers.casework.roles import OfficerRoles
from handlers.casework.statistics import Statistics
from handlers.casework.text import OfficerText
from handlers.casework.texts.labels import REASON_LABELS
from handlers.casework.words import Words
from handlers.platform.feature import Feature, HandlerPhase, Job
from handlers.platform.handler_group import HandlerGroup
from handlers.reporting.feature import ReportParts
from services.casework.approvals import Approvals
from services.casework.case_service import CaseService
from services.casework.casework import Casework
from services.casework.retention import RetentionService
from services.platform.installation import Installation
from services.reporting.originals import OriginalsService
from storage.casework.retention import RetentionStore
from storage.platform.backup_note import BackupNote

NOTICES_EVERY = timedelta(minutes=10)
RETENTION_EVERY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class CaseworkFeature(Feature):
    """What officers do."""

    text: OfficerText
    """What officers write though no screen asked for it."""


def build(
    installation: Installation,
    shared: Shared,
    access: AccessFeature,
    parts: ReportParts,
    refresh_key_backup: Callable[[], Awaitable[bool]],
) -> CaseworkFeature:
    """Builds it on what reports are made of.

    Args:
        installation: What it works on.
        shared: What features share.
        access: The door before all of it.
        parts: What reports are made of.
        refresh_key_backup: Writes the backups of wrapped keys anew, after an erasure.
    """
    keyring, private = installation.keyring, installation.keys.office_private
    officers, cases = access.officers, parts.cases
    case_service = CaseService(
        parts.reports, cases, parts.threads, parts.pieces, private, keyring, parts.letterbox.post
    )
    officer_screen = OfficerScreen(access.gate, case_service, installation.randomness)
    work = Casework(case_service, cases, parts.threads, shared.audit, REASON_LABELS)
    originals = OriginalsService(parts.pieces, parts.reports, private)
    approvals = Approvals(originals, cases, case_service, officers, installation.randomness, shared.audit)
    screen = CaseScreen(officer_screen, work, officers)
    words = Words(officer_screen, work, screen)
    text = OfficerText(officer_screen, words, officers, shared.roles)
    retention = RetentionService(
        RetentionStore(installation.database),
        BackupNote(installation.database, keyring),
        shared.audit,
        installation.options.report_retention_days,
    )
    handler_groups: list[HandlerGroup] = [
        text,
        InboxHandlers(officer_screen, approvals),
        CaseHandlers(officer_screen, work, screen),
        words,
        EvidenceHandlers(officer_screen, work, approvals, shared.render_worker),
        HandOver(officer_screen, work, screen, approvals, officers, shared.render_worker),
        Statistics(officer_screen, shared.render_worker, shared.audit),
        OfficerRoles(officer_screen, officers, shared.roles, access.views),
    ]
    return CaseworkFeature(
        name="casework",
        handler_groups={
            HandlerPhase.INVITED: handler_groups,
            HandlerPhase.EVERYBODY: [RetentionHandlers(officer_screen, retention)],
        },
        jobs=_jobs(installation, access, case_service, parts, retention, refresh_key_backup),
        text=text,
    )


def _jobs(
    installation: Installation,
    access: AccessFeature,
    case_service: CaseService,
    parts: ReportParts,
    retention: RetentionService,
    refresh_key_backup: Callable[[], Awaitable[bool]],
) -> list[Job]:
    keyring, clock, options = installation.keyring, installation.clock, installation.options
    officers = access.officers
    notices = giving_notice(installation, case_service, parts.cases, officers)

    async def chats_of_officers() -> Sequence[int]:
        known = {officer.chat_id for officer in await officers.all() if officer.confirmed}
        return sorted(known | set(options.owner_ids))

    erasing = RetentionJob(
        retention,
        refresh_key_backup,
        chats_of_officers,
        keyring,
        clock,
        options.zone,
        case_service if case_service.can_open else None,
        parts.pool,
    )
    return [
        Job("officers' notices", NOTICES_EVERY, notices),
        Job("retention", RETENTION_EVERY, erasing.run),
    ]
