"""Ranks topics for a text, and says how likely the text is no question of law at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rulebook.normaliser import Normaliser
from rulebook.outside import OutsideKind
from rulebook.question_model import OUTSIDE_MARK, Floats, Part, QuestionModel


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its probability, from 0 to 1."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """How a text was understood.

    Attributes:
        topics: The likeliest topics, best first.
        outside: Probability of each kind of message that no topic answers.
        words: Normalised words of the text.
    """

    topics: tuple[Ranked, ...]
    outside: Mapping[OutsideKind, float]
    words: tuple[str, ...]

    @property
    def likeliest_outside(self) -> OutsideKind:
        """The likeliest kind of message that no topic answers."""
        return max(self.outside, key=self.outside.__getitem__)


class Ranker:
    """Understands texts by the question model; well under a millisecond each."""

    def __init__(self, model: QuestionModel, normaliser: Normaliser) -> None:
        self._model = model
        self._normaliser = normaliser
        self._topics = tuple(
            (n, label) for n, label in enumerate(model.labels) if not label.startswith(OUTSIDE_MARK)
        )
        self._columns = np.array([n for n, _ in self._topics])
        self._outside = {
            kind: model.labels.index(OUTSIDE_MARK + kind.value)
            for kind in OutsideKind
            if OUTSIDE_MARK + kind.value in model.labels
        }

    def rank(self, text: str, most: int = 5) -> Ranking:
        """The likeliest topics of a text."""
        return self.rank_words(self._normaliser.words(text), most)

    def rank_words(self, words: list[str], most: int = 5) -> Ranking:
        """The likeliest topics of a normalised text."""
        return self._ranking(words, self._model.probabilities(words), most)

    def rank_parts(self, pieces: Sequence[str], parts: Sequence[Part], most: int = 5) -> list[Ranking]:
        """The likeliest topics of several parts of one text, each from one of its pieces up to another."""
        words: list[str] = []
        starts = [0]
        for piece in pieces:
            words += self._normaliser.words(piece)
            starts.append(len(words))
        limits = [(starts[start], starts[end]) for start, end in parts]
        shares = self._model.shares(self._model.scores_of_parts(words, limits))
        return [
            self._ranking(words[start:end], one, most)
            for (start, end), one in zip(limits, shares, strict=True)
        ]

    def _ranking(self, words: Sequence[str], probabilities: Floats, most: int) -> Ranking:
        return Ranking(
            topics=self._best(probabilities, most),
            outside={kind: float(probabilities[n]) for kind, n in self._outside.items()},
            words=tuple(words),
        )

    def _best(self, probabilities: Floats, most: int) -> tuple[Ranked, ...]:
        among = probabilities[self._columns]
        return tuple(
            Ranked(self._topics[n][1], float(among[n])) for n in np.argsort(-among, kind="stable")[:most]
        )
