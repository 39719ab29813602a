"""What officers and those who manage them are told unasked, as one job: each look asks all three in turn."""

from __future__ import annotations

from handlers.casework.hearing import HearingJob
from handlers.casework.notices import NoticeJob
from handlers.casework.unattended import UnattendedJob
from handlers.platform.feature import Work
from services.access.officers import Officers
from services.casework.case_service import CaseService
from services.casework.hearing import NOTE as HEARING_NOTE
from services.casework.hearing import Hearing
from services.casework.notices import Notices
from services.casework.unattended import NOTE as UNATTENDED_NOTE
from services.casework.unattended import Unattended
from services.platform.installation import Installation
from storage.platform.installation import DayNote, SlotNote
from storage.platform.unit import Commit
from storage.reporting.cases import CaseStore


def giving_notice(
    installation: Installation, case_service: CaseService, cases: CaseStore, officers: Officers
) -> Work:
    """Reminders of limits, news of what came, and word of what no officer may work on."""
    database, keyring = installation.database, installation.keyring
    clock, options = installation.clock, installation.options
    telling = NoticeJob(Notices(case_service, cases, officers), officers, clock, options.zone)
    slots = SlotNote(database, keyring, HEARING_NOTE)
    hearing = HearingJob(Hearing(case_service, cases, officers, slots), clock, options.zone)
    unattended = Unattended(case_service, officers, DayNote(database, keyring, UNATTENDED_NOTE))
    alarming = UnattendedJob(unattended, options.owner_ids, keyring, clock, options.zone)

    async def give_notice(commit: Commit) -> None:
        await telling.run(commit)
        await hearing.run(commit)
        await alarming.run(commit)

    return give_notice
