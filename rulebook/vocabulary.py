"""How people write: slang and short forms, and phrases that are no question of law."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import Field

from rulebook.loader import ROOT
from rulebook.model import Strict


class Phrases(Strict):
    """Phrases of one kind, in lower case."""

    phrases: tuple[str, ...]


class Vocabulary(Strict):
    """``vocabulary.toml``."""

    words: dict[str, str] = Field(description="short form -> standard words; empty for a filler")
    chitchat: Phrases
    report: Phrases


def load_vocabulary(path: Path = ROOT / "vocabulary.toml") -> Vocabulary:
    """The vocabulary.

    Raises:
        pydantic.ValidationError: the file is not as it should be.
    """
    return Vocabulary.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
