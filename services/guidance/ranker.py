"""Ranks topics for a question: TF-IDF over words and character n-grams, against each topic's examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rulebook.loader import Rulebook
from rulebook.model import Topic
from services.guidance.normaliser import Normaliser

WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.7
GRAM_WEIGHT = 0.35
GRAM_SIZES = (3, 4)
CENTROID_SHARE = 0.5
"""Share of the topic's centroid in the score; the rest is its nearest example."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its score from 0 to 1."""

    slug: str
    score: float


def features(words: Sequence[str]) -> dict[str, float]:
    """Weighted features of a text: words, neighbouring pairs, character n-grams inside words."""
    counts: Counter[str] = Counter()
    for word in words:
        counts[f"w {word}"] += 1
        padded = f"_{word}_"
        for size in GRAM_SIZES:
            for at in range(len(padded) - size + 1):
                counts[f"g {padded[at : at + size]}"] += 1
    for left, right in pairwise(words):
        counts[f"p {left} {right}"] += 1
    weights = {"w": WORD_WEIGHT, "p": PAIR_WEIGHT, "g": GRAM_WEIGHT}
    return {name: weights[name[0]] * (1.0 + float(np.log(count))) for name, count in counts.items()}


class Ranker:
    """Made once from the rulebook; asking it costs well under a millisecond per hundred examples."""

    def __init__(self, rulebook: Rulebook, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._slugs = tuple(topic.slug for topic in rulebook)
        texts = [(n, text) for n, topic in enumerate(rulebook) for text in _texts(topic)]
        rows = [features(normaliser.words(text)) for _, text in texts]
        documents = Counter(name for row in rows for name in row)
        self._vocabulary = {name: n for n, name in enumerate(documents)}
        frequency = np.fromiter(documents.values(), dtype=np.float32, count=len(documents))
        self._idf = np.log((1 + len(rows)) / (1 + frequency)) + 1
        self._owners = np.array([owner for owner, _ in texts], dtype=np.int32)
        vectors = [self._vector(row) for row in rows]
        self._lengths = np.array([len(ids) for ids, _ in vectors], dtype=np.int64)
        self._ends = np.cumsum(self._lengths)
        self._ids = np.concatenate([ids for ids, _ in vectors]) if vectors else np.zeros(0, np.int64)
        self._values = (
            np.concatenate([values for _, values in vectors]) if vectors else np.zeros(0, np.float32)
        )
        self._centroids = self._make_centroids(vectors)

    def _vector(self, row: dict[str, float]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        known = [(self._vocabulary[name], weight) for name, weight in row.items() if name in self._vocabulary]
        ids = np.array([n for n, _ in known], dtype=np.int64)
        values = np.array([weight for _, weight in known], dtype=np.float32)
        values = values * self._idf[ids].astype(np.float32)
        norm = float(np.linalg.norm(values)) or 1.0
        return ids, values / norm

    def _make_centroids(
        self, vectors: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]]
    ) -> NDArray[np.float32]:
        centroids = np.zeros((len(self._slugs), len(self._vocabulary)), dtype=np.float32)
        for owner, (ids, values) in zip(self._owners, vectors, strict=True):
            centroids[owner, ids] += values
        norms = np.linalg.norm(centroids, axis=1, keepdims=True)
        scaled: NDArray[np.float32] = centroids / np.maximum(norms, 1e-9)
        return scaled

    def rank(self, text: str, most: int = 5) -> list[Ranked]:
        """The best topics for a text, best first; empty when no word of it is known."""
        words = self._normaliser.words(text)
        ids, values = self._vector(features(words))
        if not len(ids):
            return []
        to_centroid = self._centroids[:, ids] @ values
        dense = np.zeros(len(self._vocabulary), dtype=np.float32)
        dense[ids] = values
        products = np.add.reduceat(dense[self._ids] * self._values, self._ends - self._lengths)
        nearest = np.zeros(len(self._slugs), dtype=np.float32)
        np.maximum.at(nearest, self._owners, products)
        scores = CENTROID_SHARE * to_centroid + (1 - CENTROID_SHARE) * nearest
        best = np.argsort(-scores)[:most]
        return [Ranked(self._slugs[n], float(min(1.0, scores[n]))) for n in best]


def _texts(topic: Topic) -> Iterable[str]:
    yield topic.title
    yield f"{topic.title} {topic.short}"
    yield from topic.examples
