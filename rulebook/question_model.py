"""The trained question model: a linear classifier over words and character n-grams, served by numpy alone.

One file, named after the hash of everything it was trained from. The file holds weights as float16.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelMissingError
from rulebook.digest import model_name
from rulebook.features import grams, word_features
from rulebook.loader import ROOT

COMPILED = ROOT / "compiled"
"""Where model files lie; nothing in it is kept under version control."""
OUTSIDE_MARK: Final = "~"
"""Labels that begin with it are kinds of :class:`rulebook.outside.OutsideKind`, the others are topics."""

Floats = NDArray[np.float32]
REMEMBERED_WORDS = 10_000
"""Words of the examples whose n-grams are kept at hand: people use the same few thousand again and again."""

TINY = 1e-6
"""Keeps logarithms and quotients finite."""


def model_path(root: Path = ROOT) -> Path:
    """Where the model of the rulebook below ``root`` lies, or would lie."""
    return root / "compiled" / model_name(root)


@dataclass(frozen=True)
class QuestionModel:
    """Scores a text for every label.

    Attributes:
        labels: Topics, then kinds of messages that are no question of law (marked).
        terms: For each block of features (words and pairs, n-grams), term to row.
        idf: Inverse document frequency of each row.
        weights: ``(rows, labels + 1)``; the last column tells what no topic answers from what one does.
        bias: ``(labels + 1,)``.
        sharpness: Factor that turns scores into probabilities by softmax.
        gate: Weights of the softmax's own odds, of the last column, and a constant, from which the
            probability follows that no topic answers.
        trust: Slope and shift that turn the best topic's probability into how often it is right. These three
            are fitted on questions that are no examples (:mod:`rulebook.calibration`).
    """

    labels: tuple[str, ...]
    terms: tuple[dict[str, int], ...]
    idf: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    gate: tuple[float, float, float] = (1.0, 0.0, 0.0)
    trust: tuple[float, float] = (1.0, 0.0)

    def scores(self, words: Sequence[str]) -> Floats:
        """Decision values of a normalised text: one for each label, and that of the last column."""
        total = self.bias.copy()
        of_words, _ = self.terms
        of_grams = Counter(chain.from_iterable(map(self._gram_rows, words)))
        for counts in (known(word_features(words), of_words), of_grams):
            ids, values = weigh(counts, self.idf)
            if len(ids):
                total += values @ self.weights[ids]
        return total

    @cached_property
    def _gram_rows(self) -> Callable[[str], tuple[int, ...]]:
        words, terms = self.terms

        def rows(word: str) -> tuple[int, ...]:
            return tuple(terms[gram] for gram in grams(word) if gram in terms)

        at_hand = lru_cache(maxsize=REMEMBERED_WORDS)(rows)

        def rows_of(word: str) -> tuple[int, ...]:
            # a name that somebody once typed is not remembered
            return at_hand(word) if f"w {word}" in words else rows(word)

        return rows_of

    def probabilities(self, words: Sequence[str]) -> Floats:
        """Probability of each label."""
        scores = self.scores(words)
        return self.shares(scores[:-1], float(scores[-1]))

    def shares(self, scores: Floats, side: float) -> Floats:
        """Probability of each label, from its score and the last column."""
        raw = softmax(scores * self.sharpness)
        by_softmax, by_column, constant = self.gate
        odds = outside_odds(raw, self.is_outside)
        outside = 1.0 / (1.0 + np.exp(-(by_softmax * odds + by_column * side + constant)))
        shares = np.where(self.is_outside, raw, 0.0), np.where(self.is_outside, 0.0, raw)
        mixed: Floats = (
            outside * shares[0] / max(shares[0].sum(), TINY)
            + (1.0 - outside) * shares[1] / max(shares[1].sum(), TINY)
        ).astype(np.float32)
        return mixed

    def confidence(self, probability: float) -> float:
        """The share of messages with this probability of their best topic whose best topic is right."""
        slope, shift = self.trust
        return 1.0 / (1.0 + math.exp(-(slope * log_odds(probability) + shift)))

    @cached_property
    def is_outside(self) -> NDArray[np.bool_]:
        """Which labels are kinds of messages that no topic answers."""
        return np.array([label.startswith(OUTSIDE_MARK) for label in self.labels])

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half_written = path.with_suffix(".part")
        with half_written.open("wb") as file:
            np.savez(
                file,
                labels=np.array("\n".join(self.labels)),
                terms=np.array("\f".join("\n".join(terms) for terms in self.terms)),
                idf=self.idf.astype(np.float16),
                weights=self.weights.astype(np.float16),
                bias=self.bias,
                sharpness=np.array(self.sharpness),
                gate=np.array(self.gate),
                trust=np.array(self.trust),
            )
        half_written.replace(path)

    @classmethod
    def load(cls, path: Path) -> QuestionModel:
        """Reads a model file.

        Raises:
            ModelMissingError: there is none, or it can't be read.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                blocks = str(data["terms"]).split("\f")
                terms, row = [], 0
                for block in blocks:
                    names = block.split("\n")
                    terms.append(dict(zip(names, range(row, row + len(names)), strict=True)))
                    row += len(names)
                return cls(
                    labels=tuple(str(data["labels"]).split("\n")),
                    terms=tuple(terms),
                    idf=data["idf"].astype(np.float32),
                    weights=data["weights"].astype(np.float32),  # halves would be widened for every question
                    bias=data["bias"].astype(np.float32),
                    sharpness=float(data["sharpness"]),
                    gate=(float(data["gate"][0]), float(data["gate"][1]), float(data["gate"][2])),
                    trust=(float(data["trust"][0]), float(data["trust"][1])),
                )
        except (OSError, ValueError, KeyError) as error:
            raise ModelMissingError from error


def known(counts: Mapping[str, int], terms: Mapping[str, int]) -> dict[int, int]:
    """Counts by row; terms the model does not know fall out."""
    return {row: count for term, count in counts.items() if (row := terms.get(term)) is not None}


def weigh(counts: Mapping[int, int], idf: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Rows and values of one block, from counts by row: sublinear counts times idf, scaled to length one."""
    ids = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values: Floats = ((1.0 + np.log(times)) * idf[ids]).astype(np.float32)
    length = math.sqrt(float(values @ values))
    return ids, values / np.float32(length) if length else values


def outside_odds(probabilities: Floats, is_outside: NDArray[np.bool_]) -> float:
    """Log odds, by the softmax alone, that no topic answers; bounded."""
    outside = float(probabilities[is_outside].sum())
    return float(np.log(max(outside, TINY) / max(1.0 - outside, TINY)))


def log_odds(probability: float) -> float:
    """Natural logarithm of the odds; bounded."""
    bounded = min(max(probability, TINY), 1.0 - TINY)
    return math.log(bounded / (1.0 - bounded))


def softmax(scores: Floats) -> Floats:
    """Probabilities that sum to one."""
    raised = np.exp(scores - scores.max())
    shares: Floats = (raised / raised.sum()).astype(np.float32)
    return shares


def load_model(root: Path = ROOT) -> QuestionModel:
    """The model of the rulebook below ``root``.

    Raises:
        ModelMissingError: it is not built.
    """
    return QuestionModel.load(model_path(root))
