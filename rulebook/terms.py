"""Terms of law: within how many days something has to be done."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.text import StoredEnum
from rulebook.elections import ElectionKind
from rulebook.loader import ROOT
from rulebook.model import LegalBasis, Strict, distinct


class CountedDays(StoredEnum):
    """Which days a term counts."""

    WORKING = "hari-kerja"
    CALENDAR = "hari-kalender"


class Term(Strict):
    """A term under the law of some kinds of election."""

    kinds: tuple[ElectionKind, ...] = Field(min_length=1)
    days: Annotated[int, Field(ge=1, le=366)]
    counted: CountedDays
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class Terms(Strict):
    """``terms.toml``."""

    formal_report: tuple[Term, ...] = Field(min_length=1)
    """From the day something became known to a formal report to the supervisors."""

    @property
    def formal_report_days(self) -> int:
        """Calendar days that are never too late: so many working days are at least as many calendar days."""
        return min(term.days for term in self.formal_report)

    @property
    def used_topics(self) -> tuple[str, ...]:
        """No topic is named."""
        return ()

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """Every legal basis that is cited."""
        return tuple(basis for term in self.formal_report for basis in term.basis)

    @model_validator(mode="after")
    def _one_for_each(self) -> Self:
        distinct(kind.value for term in self.formal_report for kind in term.kinds)
        return self


def load_terms(path: Path = ROOT / "terms.toml") -> Terms:
    """The terms.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return Terms.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
