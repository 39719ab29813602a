"""Officers' workplaces and reports with hand-written labels, for judging the rule of conflicts of interest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Pair:
    """One officer's workplace, one report, and whether the report is about that office."""

    own: bool
    workplace: Workplace
    draft: Draft
    line: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule makes of pairs."""

    own: int
    others: int
    missed: tuple[str, ...]
    needless: tuple[str, ...]


def pairs(half: str) -> list[Pair]:
    """The pairs of one file, by what stands behind ``conflict_pairs_`` in its name."""
    lines = (DATA / f"conflict_pairs_{half}.txt").read_text(encoding="utf-8").splitlines()
    return [_pair(line) for line in lines if line and not line.startswith("#")]


def _pair(line: str) -> Pair:
    own, office, agency, district, province, *report = line.split("|")
    accused, place, where, code, story, employer = report
    draft = Draft(
        province=code or None,
        district=where,
        place=place,
        accused=accused,
        story=story,
        agency=employer,
        insider=True if employer else None,
    )
    return Pair(own == "1", Workplace(agency, office, province, district), draft, line)


def judge(judged: list[Pair]) -> Judged:
    """Runs the rule over pairs."""
    own = [one for one in judged if one.own]
    others = [one for one in judged if not one.own]
    return Judged(
        len(own),
        len(others),
        tuple(one.line for one in own if not conflicts(one.workplace, one.draft)),
        tuple(one.line for one in others if conflicts(one.workplace, one.draft)),
    )
