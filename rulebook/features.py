"""What the question model sees of a text.

Training and serving share these functions, so they can't drift apart.

Pure Python: no training library is needed to understand a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise

FEATURES_VERSION = 3
"""Raised whenever the features change, so that an older model file is built anew."""

GRAM_SIZES = (2, 3, 4, 5)
"""Lengths of character n-grams inside words; they see through typos, affixes and clippings."""


def word_features(words: Sequence[str]) -> Counter[str]:
    """Words and neighbouring pairs, counted."""
    return Counter((*word_terms(words), *pair_terms(words)))


def word_terms(words: Sequence[str]) -> list[str]:
    """One term for each word."""
    return [f"w {word}" for word in words]


def pair_terms(words: Sequence[str]) -> list[str]:
    """One term for each word and the next."""
    return [f"p {left} {right}" for left, right in pairwise(words)]


def gram_features(words: Sequence[str]) -> Counter[str]:
    """Character n-grams inside words (each word between two spaces), counted."""
    return Counter(chain.from_iterable(map(grams, words)))


def grams(word: str) -> tuple[str, ...]:
    """Character n-grams of one word between two spaces, in order."""
    padded = f" {word} "
    length = len(padded)
    return tuple(padded[at : at + size] for size in GRAM_SIZES for at in range(length - size + 1))


BLOCKS = (word_features, gram_features)
"""Each block is weighted and scaled to length one by itself, so that many n-grams do not drown few words."""
