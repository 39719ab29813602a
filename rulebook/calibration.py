"""Questions that teach nothing but how sure to be: none of them is an example.

They were written by people who had seen no example, so they are as far from the examples as what people ask.
How likely a topic is right, and from when on it is answered, is fitted on them and on nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulebook.loader import ROOT


@dataclass(frozen=True, slots=True)
class Asked:
    """One message, and the topics whose answers serve it."""

    text: str
    accept: tuple[str, ...]
    kind: str
    """in, real or multi (in scope), report, oos, near, harmful or chitchat."""

    @property
    def is_outside(self) -> bool:
        """Whether no topic is to be answered: a wish to report leads to the report itself."""
        return not self.accept or self.kind == "report"


def load_calibration(root: Path = ROOT) -> list[Asked]:
    """Every question of ``calibration/``, in a fixed order; none where there is no such folder."""
    lines = (
        line
        for path in sorted((root / "calibration").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    rows: list[Mapping[str, Any]] = [json.loads(line) for line in lines]
    return [Asked(row["text"], tuple(row["accept"]), row["kind"]) for row in rows]
