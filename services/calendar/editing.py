"""An election while an administrator composes it: a draft, what stands against it, what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from core.text import StoredEnum, cap, squeeze
from rulebook.elections import Election, ElectionKind, ElectionPhase, PhaseKind
from rulebook.model import LegalBasis

MAX_TITLE = 60
MAX_BASIS = 160
MAX_REGIONS = 12
MAX_REGION = 60
QUIET_DAYS = 3
"""Source: UU 8/2015 Pasal 67 (Pilkada); the schedule of Pemilu 2024 (PKPU 3/2022) has as many."""
SLUG_ROOM = 40
"""A slug travels in button data, of which Telegram takes 64 bytes."""


class ElectionProblem(StoredEnum):
    """What is wrong or odd. Its handlers have the whole sentence; the label names it in short."""

    NO_TITLE = "tanpa-nama"
    NO_BASIS = "tanpa-dasar"
    NO_PHASES = "tanpa-tahapan"
    OVERLAP = "tumpang-tindih"
    INVALID = "tidak-sah"
    NO_VOTING = "tanpa-pemungutan"
    QUIET_LENGTH = "panjang-tenang"
    QUIET_GAP = "celah-tenang"
    CAMPAIGN_GAP = "celah-kampanye"
    LATE_CANDIDATES = "penetapan-terlambat"
    VOTING_LENGTH = "pemungutan-panjang"
    ALL_PAST = "sudah-lewat"
    SAME_TIME = "bersamaan"

    @property
    def is_error(self) -> bool:
        """Whether it keeps the election from being saved."""
        return self in (
            ElectionProblem.NO_TITLE,
            ElectionProblem.NO_BASIS,
            ElectionProblem.NO_PHASES,
            ElectionProblem.OVERLAP,
            ElectionProblem.INVALID,
        )


@dataclass(frozen=True, slots=True)
class ElectionFinding:
    """A problem and the names it is about."""

    problem: ElectionProblem
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElectionDraft:
    """What was filled in so far; plain JSON in the dialog."""

    slug: str = ""
    """Of the election that is changed; empty for a new one."""
    title: str = ""
    kind: ElectionKind = ElectionKind.REGIONAL
    time_zone: str = "Asia/Jakarta"
    provinces: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    basis: tuple[dict[str, Any], ...] = ()
    phases: tuple[ElectionPhase, ...] = ()

    @classmethod
    def of(cls, election: Election) -> ElectionDraft:
        """An election to change."""
        return cls(
            election.slug,
            election.title,
            election.kind,
            election.time_zone,
            election.provinces,
            election.regions,
            tuple(basis.model_dump(mode="json") for basis in election.basis),
            election.phases,
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ElectionDraft:
        """The draft :meth:`to_json` wrote."""
        return cls(
            data["slug"],
            data["title"],
            ElectionKind.of(data["kind"]) or ElectionKind.REGIONAL,
            data["time_zone"],
            tuple(data["provinces"]),
            tuple(data["regions"]),
            tuple(data["basis"]),
            tuple(ElectionPhase.model_validate(phase) for phase in data["phases"]),
        )

    def to_json(self) -> dict[str, Any]:
        """For the dialog."""
        return {
            "slug": self.slug,
            "title": self.title,
            "kind": self.kind.value,
            "time_zone": self.time_zone,
            "provinces": list(self.provinces),
            "regions": list(self.regions),
            "basis": list(self.basis),
            "phases": [phase.model_dump(mode="json") for phase in self.phases],
        }

    # --- filling in ---

    def with_title(self, text: str) -> ElectionDraft:
        """Another name."""
        return replace(self, title=cap(squeeze(text), MAX_TITLE))

    def with_basis(self, text: str) -> ElectionDraft:
        """Another basis, as typed; marked as not read by the rulebook's editors."""
        named = cap(squeeze(text), MAX_BASIS)
        return replace(self, basis=({"instrument": named, "secondary": True},) if named else ())

    def with_regions(self, text: str) -> ElectionDraft:
        """Names of regencies and cities, separated by commas or lines."""
        names = [cap(squeeze(part), MAX_REGION) for part in re.split(r"[,\n;]", text)]
        return replace(self, regions=tuple(name for name in names if name)[:MAX_REGIONS])

    def toggled(self, province: str) -> ElectionDraft:
        """A province more or less."""
        chosen = set(self.provinces) ^ {province}
        return replace(self, provinces=tuple(sorted(chosen)))

    def with_phase(self, kind: PhaseKind, starts: date, ends: date) -> ElectionDraft:
        """A stage with new dates: the first of its kind moves, or one is added.

        Raises:
            ValueError: it ends before it starts.
        """
        old = next((phase for phase in self.phases if phase.kind is kind), None)
        new = ElectionPhase(kind=kind, title=old.title if old else kind.label, starts=starts, ends=ends)
        others = tuple(phase for phase in self.phases if phase is not old)
        order = list(PhaseKind)
        return replace(
            self,
            phases=tuple(
                sorted((*others, new), key=lambda one: (one.starts, order.index(one.kind), one.ends))
            ),
        )

    def without(self, kind: PhaseKind) -> ElectionDraft:
        """Without the stages of a kind."""
        return replace(self, phases=tuple(phase for phase in self.phases if phase.kind is not kind))

    def phase(self, kind: PhaseKind) -> ElectionPhase | None:
        """The first stage of a kind."""
        return next((phase for phase in self.phases if phase.kind is kind), None)

    # --- checking ---

    def findings(self, today: date, others: Sequence[Election] = ()) -> tuple[ElectionFinding, ...]:
        """What stands against saving it, then what is odd."""
        found = [*self._errors(), *self._oddities(today)]
        found += [
            ElectionFinding(ElectionProblem.SAME_TIME, (other.title,))
            for other in others
            if other.slug != self.slug and self._collides(other)
        ]
        return tuple(found)

    def _errors(self) -> list[ElectionFinding]:
        found = []
        if not self.title:
            found.append(ElectionFinding(ElectionProblem.NO_TITLE))
        if not self.basis:
            found.append(ElectionFinding(ElectionProblem.NO_BASIS))
        if not self.phases:
            found.append(ElectionFinding(ElectionProblem.NO_PHASES))
        in_order = (PhaseKind.CAMPAIGN, PhaseKind.QUIET, PhaseKind.VOTING)
        present = [phase for phase in map(self.phase, in_order) if phase is not None]
        found += [
            ElectionFinding(ElectionProblem.OVERLAP, (before.title, after.title))
            for n, before in enumerate(present)
            for after in present[n + 1 :]
            if after.starts <= before.ends
        ]
        if not found and self._model(date(2000, 1, 1), "x") is None:
            found.append(ElectionFinding(ElectionProblem.INVALID))
        return found

    def _oddities(self, today: date) -> list[ElectionFinding]:
        found: list[ElectionFinding] = []
        campaign, quiet, voting, candidates = (
            self.phase(kind)
            for kind in (PhaseKind.CAMPAIGN, PhaseKind.QUIET, PhaseKind.VOTING, PhaseKind.CANDIDATES_SET)
        )
        one_day = timedelta(days=1)
        if self.phases and voting is None:
            found.append(ElectionFinding(ElectionProblem.NO_VOTING))
        if voting is not None and voting.ends != voting.starts:
            found.append(ElectionFinding(ElectionProblem.VOTING_LENGTH))
        if (
            quiet is not None
            and self.kind.is_election_law
            and (quiet.ends - quiet.starts).days + 1 != QUIET_DAYS
        ):
            found.append(ElectionFinding(ElectionProblem.QUIET_LENGTH))
        if quiet is not None and voting is not None and quiet.ends < voting.starts - one_day:
            found.append(ElectionFinding(ElectionProblem.QUIET_GAP))
        if campaign is not None and quiet is not None and campaign.ends < quiet.starts - one_day:
            found.append(ElectionFinding(ElectionProblem.CAMPAIGN_GAP))
        if campaign is not None and candidates is not None and candidates.starts >= campaign.starts:
            found.append(ElectionFinding(ElectionProblem.LATE_CANDIDATES))
        if self.phases and all(phase.ends < today for phase in self.phases):
            found.append(ElectionFinding(ElectionProblem.ALL_PAST))
        return found

    def _collides(self, other: Election) -> bool:
        """Whether another election of a shared region is under way at the same time."""
        if not self.phases or not other.kind.is_election_law or not self.kind.is_election_law:
            return False
        apart = self.provinces and other.provinces and not set(self.provinces) & set(other.provinces)
        starts = min(phase.starts for phase in self.phases)
        ends = max(phase.ends for phase in self.phases)
        return not apart and starts <= other.ends and other.starts <= ends

    # --- finishing ---

    def build(self, today: date, taken: Sequence[str]) -> Election | None:
        """The election; None while an error stands against it. A new one gets a slug not in ``taken``."""
        if self._errors():
            return None
        return self._model(today, self.slug or _slug(self.title, taken))

    def _model(self, today: date, slug: str) -> Election | None:
        try:
            return Election(
                slug=slug,
                title=self.title,
                kind=self.kind,
                time_zone=self.time_zone,
                regions=self.regions,
                provinces=self.provinces,
                checked_on=today,
                basis=tuple(LegalBasis.model_validate(one) for one in self.basis),
                phases=self.phases,
            )
        except ValidationError:
            return None


def _slug(title: str, taken: Sequence[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold())[:SLUG_ROOM].strip("-") or "pemilihan"
    number, slug = 1, words
    while slug in taken:
        number += 1
        slug = f"{words}-{number}"
    return slug
