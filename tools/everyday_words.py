"""Writes ``services/access/everyday.txt``: how ordinary each word of the code's list is.

    python -m tools.everyday_words

The weight of a word is log2 of how much more often it stands in ordinary messages (the example questions and
texts of the rulebook) than in a random code, 0 to 6; words of weight 0 are left out. The file is an input of
which codes are given out and recognised, and ``tests/services/access/test_spotter.py`` measures with it.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.access.code import EVERYDAY_FILE, WORD_COUNT, load_words
from services.access.spotter import words_of

MOST = 6
TOPICS = Path(__file__).parent.parent / "rulebook" / "topics"


def texts(value: Any) -> Iterator[str]:
    """All strings in a TOML document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def weights() -> dict[str, int]:
    """Weight by word."""
    known = set(load_words())
    counts: Counter[str] = Counter()
    for file in sorted(TOPICS.glob("*.toml")):
        for text in texts(tomllib.loads(file.read_text(encoding="utf-8"))):
            counts.update(word for word in words_of(text) if word in known)
    total = sum(counts.values())
    found = {word: round(math.log2((counts[word] + 0.5) / total * WORD_COUNT)) for word in counts}
    return {word: min(MOST, weight) for word, weight in found.items() if weight > 0}


def main() -> None:
    """Writes the file."""
    lines = [f"{word} {weight}\n" for word, weight in sorted(weights().items())]
    EVERYDAY_FILE.write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
