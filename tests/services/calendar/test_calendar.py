from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rulebook.elections import load_elections
from rulebook.stages import Stage
from services.calendar.calendar import Calendar

CALENDAR = Calendar(load_elections())


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "election", "stage"),
    [
        ("2024-02-09", "pemilu-2024", Stage.CAMPAIGN),
        ("2024-02-12", "pemilu-2024", Stage.QUIET),
        ("2024-02-14", "pemilu-2024", Stage.VOTING),
        ("2024-02-15", "pemilu-2024", Stage.AFTERWARDS),
        ("2024-08-28", "pilkada-2024", Stage.BEFORE_CANDIDATES),
        ("2024-09-23", "pilkada-2024", Stage.AFTER_CANDIDATES),
        ("2024-09-25", "pilkada-2024", Stage.CAMPAIGN),
        ("2024-11-24", "pilkada-2024", Stage.QUIET),
        ("2024-11-27", "pilkada-2024", Stage.VOTING),
        ("2025-08-27", "pilkada-ulang-2025", Stage.VOTING),
    ],
)
def test_where_a_day_stands(day: str, election: str, stage: Stage) -> None:
    stand = CALENDAR.stand(noon(day))
    assert stand.election is not None
    assert stand.election.slug == election
    assert stand.stage is stage


def test_outside_any_stage_there_is_no_election() -> None:
    stand = CALENDAR.stand(noon("2026-11-24"))
    assert (stand.election, stand.stage, stand.following) == (None, Stage.OUTSIDE, None)
    newest = CALENDAR.newest(noon("2026-11-24"))
    assert newest is not None
    assert newest.slug == "pilkada-ulang-2025"


def test_the_day_turns_at_midnight_of_the_elections_zone() -> None:
    before = datetime(2024, 9, 24, 16, 59, tzinfo=UTC)
    after = datetime(2024, 9, 24, 17, 0, tzinfo=UTC)
    assert CALENDAR.stand(before).day == date(2024, 9, 24)
    assert CALENDAR.stand(after).stage is Stage.CAMPAIGN


def test_what_runs_and_what_follows_is_told() -> None:
    stand = CALENDAR.stand(noon("2024-09-24"))
    assert stand.following is not None
    assert stand.following.starts == date(2024, 9, 25)
    stand = CALENDAR.stand(noon("2024-10-01"))
    assert date(2024, 9, 25) in [phase.starts for phase in stand.running]


def test_an_empty_calendar_is_no_error() -> None:
    empty = Calendar([])
    assert empty.newest(noon("2024-09-24")) is None
    assert empty.stand(noon("2024-09-24")).stage is Stage.OUTSIDE
    assert empty.election("pemilu-2024") is None
