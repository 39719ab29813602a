"""What the question model sees of a text.

Training and serving share these functions, so they can't drift apart.

Pure Python: no training library is needed to understand a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

FEATURES_VERSION = 2
"""Raised whenever the features change, so that an older model file is built anew."""

GRAM_SIZES = (2, 3, 4, 5)
"""Lengths of character n-grams inside words; they see through typos, affixes and clippings."""


def word_features(words: Sequence[str]) -> Counter[str]:
    """Words and neighbouring pairs, counted."""
    counts = Counter(f"w {word}" for word in words)
    counts.update(f"p {left} {right}" for left, right in pairwise(words))
    return counts


def gram_features(words: Sequence[str]) -> Counter[str]:
    """Character n-grams inside words (each word between two spaces), counted."""
    return Counter(_grams(words))


def _grams(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        length = len(padded)
        for size in GRAM_SIZES:
            for at in range(length - size + 1):
                yield padded[at : at + size]


BLOCKS = (word_features, gram_features)
"""Each block is weighted and scaled to length one by itself, so that many n-grams do not drown few words."""
