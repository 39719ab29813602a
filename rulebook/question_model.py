"""The trained question model: a linear classifier over words and character n-grams, served by numpy alone.

One file, named after the hash of everything it was trained from. The file holds weights as float16.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelMissingError
from rulebook.digest import model_name
from rulebook.features import grams, pair_terms, word_features, word_terms
from rulebook.loader import ROOT

COMPILED = ROOT / "compiled"
"""Where model files lie; nothing in it is kept under version control."""
OUTSIDE_MARK: Final = "~"
"""Labels that begin with it are kinds of :class:`rulebook.outside.OutsideKind`, the others are topics."""

Floats = NDArray[np.float32]
SUBLINEAR: Final[Floats] = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 1001))]).astype(np.float32)
"""Weight of a term by how often it stands in a text; none holds one oftener than it has characters."""
Part = tuple[int, int]
"""A stretch of a text: its first word, and the one behind its last."""
REMEMBERED_WORDS = 10_000
"""Words of the examples whose n-grams are kept at hand: people use the same few thousand again and again."""

UNKNOWN: Final = -1
"""Row of a term the model does not know."""
NO_ROWS: Final = np.empty(0, dtype=np.int64)
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
        counted = known(word_features(words), of_words)
        in_words = np.fromiter(counted, np.int64, len(counted)), np.fromiter(counted.values(), np.int64)
        grams_seen = np.concatenate([NO_ROWS, *map(self._gram_rows, words)])
        for ids, counts in (in_words, np.unique(grams_seen, return_counts=True)):
            if len(ids):
                total += scaled(counts, self.idf[ids]) @ self.weights[ids]
        return total

    def scores_of_parts(self, words: Sequence[str], parts: Sequence[Part]) -> Floats:
        """The same of parts of one text, ``(parts, labels + 1)``; their weights are fetched but once."""
        if list(parts) == [(0, len(words))]:
            return self.scores(words)[None]
        total = np.repeat(self.bias[None], len(parts), axis=0)
        of_words, _ = self.terms
        terms = [of_words.get(term, UNKNOWN) for term in (*word_terms(words), *pair_terms(words))]
        beyond = len(words)  # where the pairs begin
        in_words = [((start, end), (beyond + start, beyond + end - 1)) for start, end in parts]
        self._add(total, np.array(terms, dtype=np.int64), in_words)
        rows = [self._gram_rows(word) for word in words]
        starts = [0, *accumulate(map(len, rows))]
        self._add(total, np.concatenate([NO_ROWS, *rows]), [((starts[a], starts[b]),) for a, b in parts])
        return total

    def _add(self, total: Floats, rows: NDArray[np.int64], parts: Sequence[Sequence[Part]]) -> None:
        """Adds what one block says of each part: of these stretches of its rows."""
        ids, places = np.unique(rows, return_inverse=True)
        counts = np.zeros((len(parts), len(ids)), dtype=np.int64)
        for number, stretches in enumerate(parts):
            for start, end in stretches:
                counts[number] += np.bincount(places[start:end], minlength=len(ids))
        if len(ids) and ids[0] == UNKNOWN:  # sorted, so it stands first
            ids, counts = ids[1:], counts[:, 1:]
        if len(ids):
            values = SUBLINEAR[np.minimum(counts, len(SUBLINEAR) - 1)] * self.idf[ids]
            length = np.sqrt(np.einsum("ij,ij->i", values, values))[:, None]
            total += (values / np.maximum(length, TINY)) @ self.weights[ids]

    @cached_property
    def _gram_rows(self) -> Callable[[str], NDArray[np.int64]]:
        words, terms = self.terms

        def rows(word: str) -> NDArray[np.int64]:
            return np.array([terms[gram] for gram in grams(word) if gram in terms], dtype=np.int64)

        at_hand = lru_cache(maxsize=REMEMBERED_WORDS)(rows)

        def rows_of(word: str) -> NDArray[np.int64]:
            # a name that somebody once typed is not remembered
            return at_hand(word) if f"w {word}" in words else rows(word)

        return rows_of

    def probabilities(self, words: Sequence[str]) -> Floats:
        """Probability of each label."""
        return self.shares(self.scores(words))

    def shares(self, scores: Floats) -> Floats:
        """Probability of each label, from the scores and the last column; of one text or of several."""
        raw = softmax(scores[..., :-1] * self.sharpness)
        by_softmax, by_column, constant = self.gate
        outside, inside = (raw * which.astype(np.float64) for which in (self.is_outside, ~self.is_outside))
        both = outside.sum(axis=-1, keepdims=True), inside.sum(axis=-1, keepdims=True)
        odds = np.log(np.maximum(both[0], TINY) / np.maximum(1.0 - both[0], TINY))
        given = 1.0 / (1.0 + np.exp(-(by_softmax * odds + by_column * scores[..., -1:] + constant)))
        mixed: Floats = (
            given * outside / np.maximum(both[0], TINY) + (1.0 - given) * inside / np.maximum(both[1], TINY)
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
    return ids, scaled(np.fromiter(counts.values(), dtype=np.int64, count=len(counts)), idf[ids])


def scaled(counts: NDArray[np.int64], idf: Floats) -> Floats:
    """Values of one block: sublinear counts times idf, scaled to length one."""
    values: Floats = ((1.0 + np.log(counts.astype(np.float32))) * idf).astype(np.float32)
    length = math.sqrt(float(values @ values))
    return values / np.float32(length) if length else values


def outside_odds(probabilities: Floats, is_outside: NDArray[np.bool_]) -> float:
    """Log odds, by the softmax alone, that no topic answers; bounded."""
    outside = float(probabilities[is_outside].sum())
    return float(np.log(max(outside, TINY) / max(1.0 - outside, TINY)))


def log_odds(probability: float) -> float:
    """Natural logarithm of the odds; bounded."""
    bounded = min(max(probability, TINY), 1.0 - TINY)
    return math.log(bounded / (1.0 - bounded))


def softmax(scores: Floats) -> Floats:
    """Probabilities that sum to one, of one text or of several."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = (raised / raised.sum(axis=-1, keepdims=True)).astype(np.float32)
    return shares


def load_model(root: Path = ROOT) -> QuestionModel:
    """The model of the rulebook below ``root``.

    Raises:
        ModelMissingError: it is not built.
    """
    return QuestionModel.load(model_path(root))
