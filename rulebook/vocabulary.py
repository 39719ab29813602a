"""How people write: slang, short forms and regional words."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import Field

from rulebook.loader import ROOT
from rulebook.model import Strict


class VocabularyFile(Strict):
    """``vocabulary.toml``."""

    words: dict[str, str] = Field(description="short form -> standard words; empty for a filler")


def load_vocabulary(path: Path = ROOT / "vocabulary.toml") -> VocabularyFile:
    """The vocabulary.

    Raises:
        pydantic.ValidationError: the file is not as it should be.
    """
    return VocabularyFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
