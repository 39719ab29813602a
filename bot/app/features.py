"""The features of a bot: the one list that the program knows, and which of them works with which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.metrics import CountingCleaner, Metrics
from bot.app.understanding import answerer_of
from bot.app.videos import cleaner_of_videos
from bot.cli.backup import Backups
from bot.wire.direct import DirectCalls
from handlers.access import feature as access
from handlers.access.feature import AccessFeature
from handlers.access.shared import Shared, build_shared
from handlers.announcements import feature as announcements
from handlers.announcements.feature import AnnouncementsFeature
from handlers.calendar import feature as calendar
from handlers.calendar.feature import CalendarFeature
from handlers.casework import feature as casework
from handlers.guidance import feature as guidance
from handlers.platform.feature import Feature
from handlers.reporting import feature as reporting
from handlers.reporting.feature import ReportingFeature
from handlers.routing import feature as routing
from services.casework.conflict.placing import lacks_regency
from services.platform.installation import Installation
from services.platform.jail.pool import Jail
from storage.platform.outbox import Outbox
from storage.platform.unit import Commit


@dataclass(frozen=True, slots=True)
class Features:
    """All of them, and those of which the wire needs more than every feature has."""

    all: Sequence[Feature]
    shared: Shared
    access: AccessFeature
    reporting: ReportingFeature
    announcements: AnnouncementsFeature
    calendar: CalendarFeature
    direct: DirectCalls
    jail: Jail

    async def prepare(self, commit: Commit) -> None:
        """Learns what has to be known, and takes over what an earlier version stored; before any update."""
        for feature in self.all:
            await feature.prepare()
        for feature in self.all:
            await feature.take_over(commit)

    async def close(self) -> None:
        """Ends what they started."""
        for feature in self.all:
            await feature.close()
        await self.jail.close()


def build_features(installation: Installation, direct: DirectCalls, metrics: Metrics) -> Features:
    """Builds every feature; whatever they start, ``close`` ends.

    What one takes from another stands here and nowhere else: casework works on what reporting keeps,
    announcements go to the calendar's subscribers; what else crosses columns is handed over as a function.
    """
    options, keyring = installation.options, installation.keyring
    jail = Jail()
    outbox = Outbox(installation.database, keyring, installation.bot_id, installation.clock)
    shared = build_shared(installation, outbox, direct.quietly, jail)
    video = cleaner_of_videos() if options.evidence_video else None
    backups = Backups(installation.database, keyring, installation.clock, installation.commit)

    reports = reporting.build(installation, shared, CountingCleaner(metrics, video, jail))
    officers = access.build(installation, shared, reports.parts.cases.release_all, lacks_regency)
    cases = casework.build(installation, shared, officers, reports.parts, backups.refresh_keys)
    elections = calendar.build(installation, shared)
    sent = announcements.build(installation, shared, officers, elections.subscriptions)
    answerer = answerer_of(shared.rulebook, options.data_dir)
    answers = guidance.build(installation, shared, answerer, elections.today_line, elections.zone_of)

    columns = [officers, answers, reports, cases, sent, elections]
    around = routing.build(installation, shared, columns, officers, answers, reports, cases)
    return Features([*columns, around], shared, officers, reports, sent, elections, direct, jail)
