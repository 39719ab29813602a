"""Where a day stands in the elections, those that ship with the rulebook and those of administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rulebook.elections import Election, ElectionPhase, PhaseKind
from rulebook.stages import Stage
from services.platform.places import WIB


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a day stands: the election under way (if any), its stage, what runs now, what comes next."""

    day: date
    election: Election | None
    stage: Stage
    running: tuple[ElectionPhase, ...]
    following: ElectionPhase | None


class Calendar:
    """All elections known. What administrators change is taken over by :meth:`replace`, without a restart."""

    def __init__(self, elections: Sequence[Election]) -> None:
        self.elections = tuple(elections)
        self.generation = 0
        """Goes up whenever the elections change, for whoever derives something from them."""

    def replace(self, elections: Sequence[Election]) -> None:
        """Other elections from now on."""
        self.elections = tuple(elections)
        self.generation += 1

    def election(self, slug: str) -> Election | None:
        """The election with this slug."""
        return next((one for one in self.elections if one.slug == slug), None)

    def stand(self, now: datetime, election: Election | None = None) -> Stand:
        """Where ``now`` stands, in the election given or in the one that matters most at the moment."""
        chosen = election or self._under_way(now)
        if chosen is None:
            day = now.astimezone(ZoneInfo(WIB)).date()
            return Stand(day, None, Stage.OUTSIDE, (), None)
        day = now.astimezone(ZoneInfo(chosen.time_zone)).date()
        running = tuple(phase for phase in chosen.phases if phase.starts <= day <= phase.ends)
        coming = sorted((p for p in chosen.phases if p.starts > day), key=lambda phase: phase.starts)
        return Stand(day, chosen, stage_of(chosen, day), running, coming[0] if coming else None)

    def _under_way(self, now: datetime) -> Election | None:
        """The election that matters most among those under way: one of the whole country before one of a
        region, then the one whose voting day is nearest. Elections of village heads follow other law and
        are shown only when they are asked for."""
        under_way = []
        for election in self.elections:
            if not election.kind.is_election_law:
                continue
            day = now.astimezone(ZoneInfo(election.time_zone)).date()
            if election.starts <= day <= election.ends:
                voting = election.first(PhaseKind.VOTING)
                distance = abs((voting.starts - day).days) if voting else 10_000
                under_way.append((bool(election.provinces), distance, election.slug, election))
        return min(under_way, key=lambda row: row[:3])[3] if under_way else None

    def newest(self, now: datetime) -> Election | None:
        """The election under way, else the next, else the last one held."""
        chosen = self._under_way(now)
        if chosen is not None or not self.elections:
            return chosen
        today = now.astimezone(ZoneInfo(WIB)).date()
        lawful = [one for one in self.elections if one.kind.is_election_law] or list(self.elections)
        coming = [one for one in lawful if one.starts > today]
        if coming:
            return min(coming, key=lambda one: one.starts)
        return max(lawful, key=lambda one: one.starts)


def stage_of(election: Election, day: date) -> Stage:
    """The stage of an election on a day."""
    if not election.starts <= day <= election.ends:
        return Stage.OUTSIDE
    for kind, stage in (
        (PhaseKind.VOTING, Stage.VOTING),
        (PhaseKind.QUIET, Stage.QUIET),
        (PhaseKind.CAMPAIGN, Stage.CAMPAIGN),
    ):
        if any(one.kind is kind and one.starts <= day <= one.ends for one in election.phases):
            return stage
    voting = election.first(PhaseKind.VOTING)
    if voting is not None and day > voting.ends:
        return Stage.AFTERWARDS
    candidates_set = election.first(PhaseKind.CANDIDATES_SET)
    if candidates_set is not None and day >= candidates_set.starts:
        return Stage.AFTER_CANDIDATES
    return Stage.BEFORE_CANDIDATES
