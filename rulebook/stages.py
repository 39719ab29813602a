"""Which rules matter most at each stage of an election: slugs, in the order they are shown."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.text import StoredEnum
from rulebook.elections import ElectionKind
from rulebook.loader import ROOT
from rulebook.model import LegalBasis, Slug, Strict, distinct


class Stage(StoredEnum):
    """What matters for a civil servant on a day."""

    OUTSIDE = "di-luar"
    BEFORE_CANDIDATES = "sebelum-penetapan"
    AFTER_CANDIDATES = "setelah-penetapan"
    CAMPAIGN = "kampanye"
    QUIET = "masa-tenang"
    VOTING = "pemungutan"
    AFTERWARDS = "sesudah"


class OnlyIn(Strict):
    """A rule that the laws on some kinds of election know, and no other."""

    topic: Slug
    kinds: tuple[ElectionKind, ...] = Field(min_length=1)
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class StageRules(Strict):
    """``stages.toml``."""

    rules: dict[Stage, Annotated[tuple[Slug, ...], Field(min_length=1)]]
    only_in: tuple[OnlyIn, ...] = ()

    @property
    def used_topics(self) -> tuple[str, ...]:
        """Every topic that is named."""
        named = [slug for slugs in self.rules.values() for slug in slugs]
        return (*named, *(one.topic for one in self.only_in))

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """Every legal basis that is cited."""
        return tuple(basis for one in self.only_in for basis in one.basis)

    def at(self, stage: Stage, kind: ElectionKind | None) -> tuple[str, ...]:
        """What matters at a stage of an election of a kind; ``None`` where there is no election."""
        elsewhere = {one.topic for one in self.only_in if kind not in one.kinds}
        return tuple(slug for slug in self.rules[stage] if slug not in elsewhere)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [stage.value for stage in Stage if stage not in self.rules]
        if missing:
            raise ValueError(f"a stage without rules: {missing[0]}")
        for slugs in self.rules.values():
            distinct(slugs)
        distinct(one.topic for one in self.only_in)
        return self


def load_stages(path: Path = ROOT / "stages.toml") -> StageRules:
    """What matters at each stage.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return StageRules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
