"""Elections as data: phases with dates, checked for order."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, field_validator, model_validator

from core.text import LabelledEnum
from rulebook.loader import ROOT
from rulebook.model import LegalBasis, Slug, Strict, Text

ELECTIONS = ROOT / "elections"


class ElectionKind(LabelledEnum):
    """Which law an election follows."""

    GENERAL = "pemilu", "Pemilu"
    REGIONAL = "pilkada", "Pilkada"
    REPEATED = "pilkada-ulang", "Pilkada ulang"
    REVOTE = "psu", "Pemungutan suara ulang"
    VILLAGE = "pilkades", "Pemilihan kepala desa"

    @property
    def is_election_law(self) -> bool:
        """Whether the laws on Pemilu and Pilkada apply. Village heads are elected under UU Desa and local
        regulations, so nothing of those laws (stages, sanctions by stage) is said of them."""
        return self is not ElectionKind.VILLAGE


class PhaseKind(LabelledEnum):
    """Stages of an election, in the usual order."""

    PREPARATION = "persiapan", "Persiapan"
    VOTERS = "daftar-pemilih", "Daftar pemilih"
    INDEPENDENT = "dukungan-perseorangan", "Dukungan calon perseorangan"
    CANDIDACY = "pencalonan", "Pencalonan"
    REGISTRATION = "pendaftaran", "Pendaftaran"
    CANDIDATES_SET = "penetapan", "Penetapan calon"
    NUMBERS = "nomor-urut", "Nomor urut"
    CAMPAIGN = "kampanye", "Masa kampanye"
    QUIET = "masa-tenang", "Masa tenang"
    VOTING = "pemungutan", "Pemungutan suara"
    COUNTING = "rekapitulasi", "Rekapitulasi"
    INAUGURATION = "pelantikan", "Pelantikan"


class ElectionPhase(Strict):
    """One stage; both days belong to it."""

    kind: PhaseKind
    title: Annotated[str, StringConstraints(min_length=3, max_length=90)]
    starts: date
    ends: date
    certain: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> ElectionPhase:
        if self.ends < self.starts:
            raise ValueError(f"{self.title}: ends before it starts")
        return self


class Election(Strict):
    """One election with its stages."""

    slug: Slug
    title: Text
    kind: ElectionKind
    time_zone: str = "Asia/Jakarta"
    regions: tuple[str, ...] = ()
    """Names of regencies and cities; empty for all of Indonesia."""
    provinces: tuple[str, ...] = ()
    """Codes of the provinces whose people are reminded; empty for all."""
    checked_on: date
    basis: tuple[LegalBasis, ...] = Field(min_length=1)
    phases: tuple[ElectionPhase, ...] = Field(min_length=1)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @model_validator(mode="after")
    def _sequence(self) -> Election:
        ordered = [self.first(kind) for kind in (PhaseKind.CAMPAIGN, PhaseKind.QUIET, PhaseKind.VOTING)]
        present = [phase for phase in ordered if phase is not None]
        for before, after in pairwise(present):
            if after.starts <= before.ends:
                raise ValueError(f"{before.title} and {after.title} overlap or stand in the wrong order")
        return self

    def first(self, kind: PhaseKind) -> ElectionPhase | None:
        """The first stage of a kind."""
        return next((phase for phase in self.phases if phase.kind is kind), None)

    @property
    def starts(self) -> date:
        """First day of the first stage."""
        return min(phase.starts for phase in self.phases)

    @property
    def ends(self) -> date:
        """Last day of the last stage."""
        return max(phase.ends for phase in self.phases)


def load_elections(folder: Path = ELECTIONS) -> tuple[Election, ...]:
    """All elections, oldest first.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        pydantic.ValidationError: a file is not as it should be.
    """
    found = [
        Election.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.toml"))
    ]
    return tuple(sorted(found, key=lambda election: election.starts))
