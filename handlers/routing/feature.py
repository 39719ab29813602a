"""What stands before and behind all columns: edits, codes, /start, and whatever nobody else wanted."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.access.code_words import CodeWords
from handlers.access.feature import AccessFeature
from handlers.access.shared import Shared
from handlers.casework.feature import CaseworkFeature
from handlers.guidance.feature import GuidanceFeature
from handlers.platform.feature import Feature, HandlerPhase, asking_of
from handlers.reporting.feature import ReportingFeature
from handlers.routing.corrections import Corrections
from handlers.routing.dialog import FreeInput
from handlers.routing.start import Start
from services.platform.installation import Installation


def build(
    installation: Installation,
    shared: Shared,
    features: Sequence[Feature],
    access: AccessFeature,
    guidance: GuidanceFeature,
    reporting: ReportingFeature,
    casework: CaseworkFeature,
) -> Feature:
    """Builds it last: free input goes to whoever of the ``features`` waits for it, and else is a question."""
    report, track, ask = reporting.report, reporting.track, guidance.ask
    code_words = CodeWords(shared.spotter, shared.traces, report, track)
    start = Start(shared.roles, shared.traces, shared.commands, can_open=installation.can_open)
    rest = FreeInput(asking_of(features), ask, code_words, casework.text, access.guard, start)
    return Feature(
        name="routing",
        handler_groups={
            HandlerPhase.EDITED: [Corrections(shared.spotter, code_words, report, track, ask)],
            HandlerPhase.CODES: [code_words],
            HandlerPhase.STARTED: [start],
            HandlerPhase.REST: [rest],
        },
    )
