"""The order in which handlers are tried is declared, and is the one it was before features declared it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo import server
from handlers.platform.feature import asking_of, in_order, jobs_of
from tests.handlers.access.doors_walk import Walk, walking

RECORDED = (
    "corrections.Corrections code_words.CodeWords gate.Gate text.OfficerText inbox.InboxHandlers "
    "report.CaseHandlers words.Words evidence.EvidenceHandlers handover.HandOver statistics.Statistics "
    "roles.OfficerRoles link.Links start.Start ask.Ask group.Groups inline.Inline quiz.QuizHandlers "
    "pledge.Pledge profile.Profile unanswered.QuestionHandlers report.ReportHandlers track.Track "
    "retention.RetentionHandlers calendar.Schedule subscribe.Remind compose.Announce "
    "broadcasts.BroadcastHandlers elections.ElectionsHandlers dialog.FreeInput"
)
"""Whose handlers they were, in their order, at 6d2494a: the build before features."""
ASKING = (
    "report track pledge pengingat pengumuman siaran kalender officer-door officer-input officer-roles-input"
)
"""Dialogs that waited for free input there."""


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    running = await server.start("127.0.0.1", 0, now=lambda: 0.0)
    async with walking(running.url, tmp_path) as one:
        yield one
    await running.stop()


async def test_handlers_are_tried_in_the_order_of_before(walk: Walk) -> None:
    handler_groups = in_order(walk.machine.features.all)
    found = [f"{type(one).__module__.rpartition('.')[2]}.{type(one).__name__}" for one in handler_groups]
    assert found == RECORDED.split()
    registered = walk.machine._application.handlers[0]
    assert [type(one) for one in registered[:-1]] == [
        type(handler) for group in handler_groups for handler in group.handlers()
    ], "and registered so; behind them, what nobody wants is left alone"


async def test_features_in_another_order_change_nothing_between_phases(walk: Walk) -> None:
    mixed = in_order(reversed(walk.machine.features.all))
    order = [type(one).__name__ for one in mixed]
    assert order[:2] == ["Corrections", "CodeWords"]
    assert order[-1] == "FreeInput"
    assert order.index("Gate") < order.index("Links") < order.index("Start") < order.index("Ask")


async def test_free_input_reaches_the_dialogs_of_before(walk: Walk) -> None:
    assert {one.name for one in asking_of(walk.machine.features.all)} == set(ASKING.split())


async def test_what_others_rely_on_catches_up_first(walk: Walk) -> None:
    """An officer's screen is cleared, and the calendar known, before anything else happens; a look through all
    reports comes last."""
    jobs = jobs_of(walk.machine.features.all)
    names = [job.name for job in jobs]
    assert {job.name for job in jobs if job.urgent} == {"officers' locks", "calendar"} == set(names[:2])
    assert names.index("pool") < names.index("sweep") == len(names) - 1
    assert len(set(names)) == len(names)
