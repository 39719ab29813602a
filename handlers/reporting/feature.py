"""Reporting, built: the anonymous report and the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handlers.access.shared import Shared
from handlers.platform.feature import Feature, HandlerPhase, Job
from handlers.reporting.report import ReportHandlers
from handlers.reporting.steps import report_form, report_steps
from handlers.reporting.track import Track
from handlers.reporting.wizard import Wizard
from services.platform.installation import Installation
from services.reporting.evidence import EvidenceCleaner
from services.reporting.followup import FollowUp
from services.reporting.heirs import Heirs
from services.reporting.intake import Intake
from services.reporting.limits import AbuseLimits
from services.reporting.pieces import Pieces
from services.reporting.sweep import Sweep
from services.reporting.thread import ThreadSealer
from services.reporting.tracking import Slowdown
from storage.platform.dialogs import Dialogs
from storage.platform.pool import Pool
from storage.platform.unit import Commit, Unit
from storage.reporting.cases import CaseStore
from storage.reporting.code_waits import CodeWaits
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Letterbox
from storage.reporting.reports import Reports

GROW_EVERY = timedelta(seconds=5)
SWEEP_EVERY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ReportParts:
    """What reports are made of; casework works on the same."""

    reports: Reports
    cases: CaseStore
    letterbox: Letterbox
    threads: ThreadSealer
    pool: Pool
    pieces: Pieces
    heirlooms: Heirlooms


@dataclass(frozen=True, kw_only=True)
class ReportingFeature(Feature):
    """What citizens do."""

    report: ReportHandlers
    track: Track
    parts: ReportParts


def build(installation: Installation, shared: Shared, cleaner: EvidenceCleaner) -> ReportingFeature:
    """Builds it; ``cleaner`` cleans what people send, and is closed with the feature."""
    database, keyring, randomness = installation.database, installation.keyring, installation.randomness
    zone, private = installation.options.zone, installation.keys.office_private
    pool = Pool(database, randomness)
    parts = ReportParts(
        reports=Reports(database),
        cases=CaseStore(database),
        letterbox=Letterbox(database, keyring, randomness),
        threads=ThreadSealer(keyring, randomness),
        pool=pool,
        pieces=Pieces(pool, randomness),
        heirlooms=Heirlooms(database, keyring),
    )
    intake = Intake(
        shared.codes,
        cleaner,
        parts.pieces,
        installation.keys.office_public,
        randomness,
        zone,
        parts.letterbox,
    )
    followup = FollowUp(
        parts.reports,
        parts.cases,
        shared.codes,
        cleaner,
        parts.pieces,
        parts.heirlooms,
        parts.threads,
        randomness,
        zone,
        parts.letterbox,
    )
    limits = AbuseLimits(installation.clock, randomness)  # one for both ways a file may come
    questions = report_form(report_steps(zone, takes_videos=installation.options.evidence_video))
    wizard = Wizard(questions, shared.rulebook, zone)
    report = ReportHandlers(intake, limits, shared.traces, wizard, shared.spotter)
    waits = CodeWaits(database, keyring, installation.bot_id)
    slowdown = Slowdown(installation.clock, randomness, waits)
    track = Track(followup, slowdown, limits, shared.traces, shared.spotter)

    async def take_over(commit: Commit) -> None:
        if private is not None:
            await Heirs(parts.heirlooms, parts.reports, private).take_over(commit)

    async def grow(commit: Commit) -> None:
        """Keeps room in the pool of contents."""
        await pool.grow(commit)

    async def sweep(commit: Commit) -> None:
        """Gives back what nothing names in the pool, where this process can tell."""
        if private is not None:
            dialogs = Dialogs(database, keyring, installation.bot_id, randomness)
            await Sweep(
                database,
                pool,
                dialogs,
                parts.letterbox,
                parts.reports,
                parts.cases,
                parts.heirlooms,
                parts.threads,
                private,
            ).run(commit)

    async def mix(commit: Commit) -> None:
        """Hides in which order contents were written, beside no row of a chat."""
        await commit(Unit(writes=[pool.mix()]))

    return ReportingFeature(
        name="reporting",
        handler_groups={HandlerPhase.EVERYBODY: [report, track]},
        jobs=[Job("pool", GROW_EVERY, grow), Job("sweep", SWEEP_EVERY, sweep)],
        prepare=slowdown.restore,
        take_over=take_over,
        tidy=mix,
        forget_idle=cleaner.usage.forget_idle,
        close=cleaner.close,
        report=report,
        track=track,
        parts=parts,
    )
