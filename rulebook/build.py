"""Trains the question model from the rulebook. The only module that imports a training library.

``python -m bot rulebook build`` runs it in a process of its own (``python -m rulebook.build``); serving never
imports it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from rulebook.features import BLOCKS
from rulebook.loader import ROOT, load_rulebook
from rulebook.model import Voice
from rulebook.normaliser import Normaliser
from rulebook.outside import load_outside
from rulebook.question_model import (
    OUTSIDE_MARK,
    Floats,
    QuestionModel,
    known,
    model_path,
    outside_odds,
    softmax,
    weigh,
)
from rulebook.vocabulary import load_vocabulary

REGULARISATION = 0.5
"""C of the linear classifier; flat between 0.2 and 1 on held-out voices (benchmarks/README.md)."""
MIN_TEXTS = (2, 2)
"""In how many examples a term of each block must stand to be kept."""
FOLDS = 4
"""Voices fall into so many groups."""
HELD_OUT = (0, 1)
"""Groups held out in turn to fit probabilities; the others change the fit by less than a run does."""
LOWEST = -2.0
"""Score of a label that a group's model never saw."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Example:
    """One text with the label it teaches."""

    text: str
    label: str
    voice: Voice


def load_examples(root: Path = ROOT) -> list[Example]:
    """Every example of topics and of what lies outside them, in a fixed order."""
    examples = [
        Example(text, topic.slug, voice)
        for topic in load_rulebook(root)
        for voice, texts in topic.questions.items()
        for text in (*texts, *((topic.title,) if voice is Voice.SHORT else ()))
    ]
    examples += [
        Example(text, OUTSIDE_MARK + kind.value, voice)
        for kind, outside in load_outside(root / "outside").items()
        for voice, texts in outside.questions.items()
        for text in texts
    ]
    return examples


@dataclass(frozen=True)
class Vocabulary:
    """Terms kept, by block, and their weights."""

    terms: tuple[dict[str, int], ...]
    idf: Floats


def collect(texts: Sequence[Sequence[str]]) -> Vocabulary:
    """Terms of normalised texts that stand in enough of them."""
    blocks, idf, row = [], [], 0
    for block, least in zip(BLOCKS, MIN_TEXTS, strict=True):
        frequency = Counter(term for words in texts for term in block(words))
        kept = sorted(term for term, count in frequency.items() if count >= least)
        blocks.append({term: row + n for n, term in enumerate(kept)})
        idf += [np.log((1 + len(texts)) / (1 + frequency[term])) + 1 for term in kept]
        row += len(kept)
    return Vocabulary(tuple(blocks), np.array(idf, dtype=np.float32))


def matrix(texts: Sequence[Sequence[str]], vocabulary: Vocabulary) -> csr_matrix:
    """``(texts, terms)``, as the serving side would compute each row."""
    rows, ids, values = [], [], []
    for number, words in enumerate(texts):
        for block, terms in zip(BLOCKS, vocabulary.terms, strict=True):
            found, weights = weigh(known(block(words), terms), vocabulary.idf)
            rows.append(np.full(len(found), number))
            ids.append(found)
            values.append(weights)
    shape = (len(texts), len(vocabulary.idf))
    return csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(ids))), shape=shape)


def fit(
    texts: Sequence[Sequence[str]],
    labels: Sequence[str],
    *,
    sharpness: float = 1.0,
    gate: tuple[float, float, float] = (1.0, 0.0, 0.0),
) -> QuestionModel:
    """Trains one model: which label, and, in a last column, whether no topic answers."""
    vocabulary = collect(texts)
    features = matrix(texts, vocabulary)
    kinds, sides = _classifier(), _classifier()
    kinds.fit(features, np.array(labels))
    sides.fit(features, np.array([label.startswith(OUTSIDE_MARK) for label in labels]))
    weights = np.vstack([kinds.coef_, sides.coef_]).T
    return QuestionModel(
        labels=tuple(str(label) for label in kinds.classes_),
        terms=vocabulary.terms,
        idf=vocabulary.idf.astype(np.float16).astype(np.float32),
        weights=np.ascontiguousarray(weights.astype(np.float16).astype(np.float32)),
        bias=np.concatenate([kinds.intercept_, sides.intercept_]).astype(np.float32),
        sharpness=sharpness,
        gate=gate,
    )


def _classifier() -> LinearSVC:
    """Balanced: a topic with fewer examples is asked about no less."""
    return LinearSVC(C=REGULARISATION, class_weight="balanced", random_state=0)


@dataclass(frozen=True)
class HeldOut:
    """Scores of held-out texts by a model that saw none of their group.

    Attributes:
        scores: ``(texts, labels)``.
        sides: ``(texts,)``, the last column.
        right: Number of each text's right label.
        names: The labels.
    """

    scores: Floats
    sides: Floats
    right: NDArray[np.int64]
    names: tuple[str, ...]


def held_out(
    texts: Sequence[Sequence[str]], labels: Sequence[str], groups: Sequence[int], progress: Progress
) -> HeldOut:
    """Trains once for each group of :data:`HELD_OUT`, on all the others."""
    names = tuple(sorted(set(labels)))
    number = {label: n for n, label in enumerate(names)}
    scores: list[Floats] = []
    sides: list[float] = []
    right: list[int] = []
    for done, group in enumerate(HELD_OUT, 1):
        progress(f"held-out voices {done} of {len(HELD_OUT)}")
        others = [n for n, one in enumerate(groups) if one != group]
        model = fit([texts[n] for n in others], [labels[n] for n in others])
        columns = [number[label] for label in model.labels]
        for n, one in enumerate(groups):
            if one == group:
                found = model.scores(texts[n])
                row = np.full(len(names), LOWEST, dtype=np.float32)
                row[columns] = found[:-1]
                scores.append(row)
                sides.append(float(found[-1]))
                right.append(number[labels[n]])
    return HeldOut(np.array(scores), np.array(sides, dtype=np.float32), np.array(right), names)


def fit_sharpness(scores: Floats, right: NDArray[np.int64]) -> float:
    """The softmax factor under which held-out labels are likeliest."""

    def loss(log_factor: float) -> float:
        scaled = scores * np.exp(log_factor)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        likelihood = scaled[np.arange(len(right)), right] - np.log(np.exp(scaled).sum(axis=1))
        return -float(likelihood.mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 4), method="bounded").x))


def fit_gate(found: HeldOut, sharpness: float) -> tuple[float, float, float]:
    """How the softmax's odds and the last column together tell that no topic answers."""
    is_outside = np.array([name.startswith(OUTSIDE_MARK) for name in found.names])
    odds = [outside_odds(softmax(row * sharpness), is_outside) for row in found.scores]
    clues = np.column_stack([odds, found.sides])
    model = LogisticRegression(class_weight="balanced").fit(clues, is_outside[found.right])
    return float(model.coef_[0, 0]), float(model.coef_[0, 1]), float(model.intercept_[0])


def voice_groups(examples: Sequence[Example]) -> list[int]:
    """Whole voices together, in :data:`FOLDS` groups."""
    order = {voice: n % FOLDS for n, voice in enumerate(Voice)}
    return [order[example.voice] for example in examples]


def build(progress: Progress, root: Path = ROOT) -> QuestionModel:
    """Trains the model of the rulebook below ``root``; pure, apart from ``progress``."""
    examples = load_examples(root)
    normaliser = Normaliser(load_vocabulary(root / "vocabulary.toml").words)
    texts = [normaliser.words(example.text) for example in examples]
    labels = [example.label for example in examples]
    progress(f"{len(examples):,} examples of {len(set(labels))} kinds")
    found = held_out(texts, labels, voice_groups(examples), progress)
    sharpness = fit_sharpness(found.scores, found.right)
    progress("training on all of them")
    return fit(texts, labels, sharpness=sharpness, gate=fit_gate(found, sharpness))


def build_file(progress: Progress, root: Path = ROOT) -> Path:
    """Builds the model file of the rulebook below ``root`` where it is missing, and removes outdated ones."""
    path = model_path(root)
    if not path.exists():
        build(progress, root).save(path)
    for other in path.parent.glob("questions-*.npz"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def main() -> None:
    """``python -m rulebook.build``."""

    def progress(words: str) -> None:
        sys.stderr.write(f"question model: {words}\n")

    sys.stdout.write(f"{build_file(progress)}\n")


if __name__ == "__main__":
    main()
