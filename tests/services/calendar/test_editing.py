from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.elections import ElectionKind, PhaseKind, load_elections
from services.calendar.editing import ElectionDraft, ElectionProblem

TODAY = date(2026, 11, 25)
ELECTIONS = load_elections()


def sound() -> ElectionDraft:
    """A draft with nothing against it."""
    draft = ElectionDraft().with_title("Pilkada Contoh").with_basis("PKPU 9/2027")
    draft = draft.with_phase(PhaseKind.CANDIDATES_SET, date(2027, 2, 20), date(2027, 2, 20))
    draft = draft.with_phase(PhaseKind.CAMPAIGN, date(2027, 3, 1), date(2027, 4, 24))
    draft = draft.with_phase(PhaseKind.QUIET, date(2027, 4, 25), date(2027, 4, 27))
    return draft.with_phase(PhaseKind.VOTING, date(2027, 4, 28), date(2027, 4, 28))


def problems(draft: ElectionDraft) -> set[ElectionProblem]:
    return {finding.problem for finding in draft.findings(TODAY, ELECTIONS)}


def test_a_sound_draft_becomes_an_election() -> None:
    draft = sound()
    assert problems(draft) == set()
    election = draft.build(TODAY, ["pilkada-contoh"])
    assert election is not None
    assert election.slug == "pilkada-contoh-2"
    assert [phase.kind for phase in election.phases][:2] == [PhaseKind.CANDIDATES_SET, PhaseKind.CAMPAIGN]
    assert ElectionDraft.of(election).build(TODAY, ()) == election
    assert ElectionDraft.from_json(draft.to_json()) == draft


@pytest.mark.parametrize("election", ELECTIONS, ids=lambda one: one.slug)
def test_elections_of_the_rulebook_can_be_changed(election: object) -> None:
    draft = ElectionDraft.of(election)  # type: ignore[arg-type] # ids= needs the parameter untyped
    assert not any(problem.is_error for problem in problems(draft))
    assert draft.build(TODAY, ()) is not None


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "problem"),
    [
        (PhaseKind.QUIET, date(2027, 4, 24), date(2027, 4, 27), ElectionProblem.OVERLAP),
        (PhaseKind.CAMPAIGN, date(2027, 5, 1), date(2027, 5, 9), ElectionProblem.OVERLAP),
        (PhaseKind.QUIET, date(2027, 4, 26), date(2027, 4, 27), ElectionProblem.QUIET_LENGTH),
        (PhaseKind.QUIET, date(2027, 4, 26), date(2027, 4, 27), ElectionProblem.CAMPAIGN_GAP),
        (PhaseKind.VOTING, date(2027, 4, 29), date(2027, 4, 29), ElectionProblem.QUIET_GAP),
        (PhaseKind.VOTING, date(2027, 4, 28), date(2027, 4, 29), ElectionProblem.VOTING_LENGTH),
        (PhaseKind.CANDIDATES_SET, date(2027, 3, 2), date(2027, 3, 2), ElectionProblem.LATE_CANDIDATES),
    ],
)
def test_what_is_wrong_is_found(kind: PhaseKind, starts: date, ends: date, problem: ElectionProblem) -> None:
    draft = sound().with_phase(kind, starts, ends)
    assert problem in problems(draft)
    assert (draft.build(TODAY, ()) is None) == problem.is_error


def test_missing_fields_and_old_dates_are_found() -> None:
    assert problems(ElectionDraft()) == {
        ElectionProblem.NO_TITLE,
        ElectionProblem.NO_BASIS,
        ElectionProblem.NO_PHASES,
    }
    assert ElectionProblem.NO_VOTING in problems(sound().without(PhaseKind.VOTING))
    old = ElectionDraft.of(ELECTIONS[0])
    assert ElectionProblem.ALL_PAST in problems(old)


def test_two_elections_of_one_region_at_one_time_are_noticed() -> None:
    pilkada = next(one for one in ELECTIONS if one.slug == "pilkada-2024")
    copy = ElectionDraft.from_json({**ElectionDraft.of(pilkada).to_json(), "slug": ""})
    names = [f.names for f in copy.findings(TODAY, ELECTIONS) if f.problem is ElectionProblem.SAME_TIME]
    assert (pilkada.title,) in names
    village = ElectionDraft.from_json({**copy.to_json(), "kind": ElectionKind.VILLAGE.value})
    assert ElectionProblem.SAME_TIME not in problems(village)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(-30, 30), st.sampled_from(list(PhaseKind)))
def test_a_stage_is_taken_in_order_or_refused(starts: date, days: int, kind: PhaseKind) -> None:
    ends = starts + timedelta(days=days)
    if days < 0:
        with pytest.raises(ValueError, match="before it starts"):
            sound().with_phase(kind, starts, ends)
        return
    draft = sound().with_phase(kind, starts, ends)
    assert [phase.starts for phase in draft.phases] == sorted(phase.starts for phase in draft.phases)
    assert draft.without(kind).phase(kind) is None


@given(st.text(max_size=300))
def test_any_words_are_taken_tidily(text: str) -> None:
    draft = sound().with_title(text).with_basis(text).with_regions(text)
    assert len(draft.title) <= 60
    assert all(len(name) <= 60 for name in draft.regions)
    draft.findings(TODAY)
    assert ElectionDraft.from_json(draft.to_json()) == draft
