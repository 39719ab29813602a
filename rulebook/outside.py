"""Messages that are no question of neutrality law, by kind: from them the model learns what not to answer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from core.text import LabelledEnum
from rulebook.loader import ROOT
from rulebook.model import Strict, Voice

OUTSIDE = ROOT / "outside"


class OutsideKind(LabelledEnum):
    """What a message is that no topic answers; each kind is a file in ``outside/`` and one class."""

    CIVIL_SERVICE = "kepegawaian", "Urusan kepegawaian lain"
    NEAR_WORDS = "kata-dekat", "Kata yang mirip, maksud lain"
    ELECTIONS = "pemilu-umum", "Pemilu, tetapi bukan netralitas"
    OPINION = "pendapat", "Minta pendapat, dukungan, atau cara menghindar"
    OTHER = "lain", "Di luar semuanya"
    CHITCHAT = "basa-basi", "Sapaan dan obrolan"
    REPORT = "ingin-melapor", "Ingin melaporkan kejadian"


class Outside(Strict):
    """One file of ``outside/``."""

    kind: OutsideKind
    questions: Mapping[Voice, tuple[str, ...]]

    @property
    def examples(self) -> tuple[str, ...]:
        """All messages, every voice."""
        return tuple(text for texts in self.questions.values() for text in texts)


def load_outside(folder: Path = OUTSIDE) -> dict[OutsideKind, Outside]:
    """All kinds.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        pydantic.ValidationError: a file is not as it should be.
    """
    loaded = (
        Outside.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.toml"))
    )
    return {one.kind: one for one in loaded}
