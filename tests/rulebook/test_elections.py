from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from rulebook.elections import Election, PhaseKind, load_elections

ELECTIONS = {election.slug: election for election in load_elections()}
MINIMAL = {
    "slug": "contoh",
    "title": "Contoh",
    "kind": "pilkada",
    "checked_on": date(2026, 1, 1),
    "basis": [{"instrument": "PKPU 2/2024"}],
}


def phase(kind: str, first: str, last: str) -> dict[str, object]:
    return {
        "kind": kind,
        "title": kind,
        "starts": date.fromisoformat(first),
        "ends": date.fromisoformat(last),
    }


@pytest.mark.parametrize(
    ("slug", "kind", "first", "last"),
    [
        ("pemilu-2024", PhaseKind.CAMPAIGN, "2023-11-28", "2024-02-10"),
        ("pemilu-2024", PhaseKind.QUIET, "2024-02-11", "2024-02-13"),
        ("pemilu-2024", PhaseKind.VOTING, "2024-02-14", "2024-02-14"),
        ("pilkada-2024", PhaseKind.CAMPAIGN, "2024-09-25", "2024-11-23"),
        ("pilkada-2024", PhaseKind.QUIET, "2024-11-24", "2024-11-26"),
        ("pilkada-2024", PhaseKind.VOTING, "2024-11-27", "2024-11-27"),
        ("pilkada-ulang-2025", PhaseKind.VOTING, "2025-08-27", "2025-08-27"),
    ],
)
def test_the_dates_that_matter(slug: str, kind: PhaseKind, first: str, last: str) -> None:
    found = ELECTIONS[slug].first(kind)
    assert found is not None
    assert (found.starts, found.ends) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("election", ELECTIONS.values(), ids=lambda one: one.slug)
def test_quiet_days_end_on_the_eve_of_voting(election: Election) -> None:
    quiet, voting = election.first(PhaseKind.QUIET), election.first(PhaseKind.VOTING)
    assert voting is not None
    if quiet is not None:
        assert quiet.ends + timedelta(days=1) == voting.starts


def test_phases_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="ends before"):
        Election.model_validate(
            {**MINIMAL, "phases": [phase("kampanye", "2026-02-01", "2026-01-01")]}, strict=False
        )
    with pytest.raises(ValidationError, match="overlap"):
        Election.model_validate(
            {
                **MINIMAL,
                "phases": [
                    phase("kampanye", "2026-01-01", "2026-02-01"),
                    phase("pemungutan", "2026-01-20", "2026-01-20"),
                ],
            }
        )


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises((ValidationError, KeyError)):
        Election.model_validate(
            {
                **MINIMAL,
                "time_zone": "Asia/Nowhere",
                "phases": [phase("pemungutan", "2026-01-20", "2026-01-20")],
            }
        )
