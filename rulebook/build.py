"""Trains the question model from the rulebook. The only module that imports a training library.

``python -m bot rulebook build`` runs it in a process of its own (``python -m rulebook.build``); serving never
imports it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from rulebook.calibration import Asked, load_calibration
from rulebook.digest import model_name
from rulebook.features import BLOCKS
from rulebook.loader import ROOT, load_topics
from rulebook.model import Voice
from rulebook.normaliser import Normaliser
from rulebook.outside import load_outside
from rulebook.question_model import (
    OUTSIDE_MARK,
    TINY,
    Floats,
    QuestionModel,
    known,
    log_odds,
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
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Example:
    """One text with the label it teaches."""

    text: str
    label: str
    voice: Voice


def load_examples(root: Path = ROOT) -> list[Example]:
    """Every example, and what the topics themselves say, in a fixed order."""
    topics = load_topics(root)
    examples = [
        Example(text, topic.slug, voice)
        for topic in topics
        for voice, texts in topic.questions.items()
        for text in texts
    ]
    examples += [
        Example(text, topic.slug, Voice.FORMAL)
        for topic in topics
        for text in (topic.title, topic.button, topic.short, *topic.reasons, *topic.instead)
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


def fit(texts: Sequence[Sequence[str]], labels: Sequence[str]) -> QuestionModel:
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
        sharpness=1.0,
    )


def _classifier() -> LinearSVC:
    """Balanced: a topic with fewer examples is asked about no less."""
    return LinearSVC(C=REGULARISATION, class_weight="balanced", random_state=0)


@dataclass(frozen=True)
class Seen:
    """What a model says to one question it was not trained on.

    Attributes:
        scores: ``(labels,)``.
        side: The last column.
        right: Numbers of the labels that are right; none where no topic is.
    """

    scores: Floats
    side: float
    right: tuple[int, ...]


def seen_by(model: QuestionModel, normaliser: Normaliser, asked: Sequence[Asked]) -> list[Seen]:
    """Questions as a model sees them, but those whose topics it does not know."""
    number = {label: n for n, label in enumerate(model.labels)}
    found = []
    for one in asked:
        right = () if one.is_outside else tuple(number[slug] for slug in one.accept if slug in number)
        if right or one.is_outside:
            scores = model.scores(normaliser.words(one.text))
            found.append(Seen(scores[:-1], float(scores[-1]), right))
    return found


def fit_sharpness(seen: Sequence[Seen]) -> float:
    """The softmax factor under which the right labels of what is in scope are likeliest."""
    inside = [one for one in seen if one.right]
    if not inside:
        return 1.0

    def loss(log_factor: float) -> float:
        shares = (softmax(one.scores * np.exp(log_factor))[list(one.right)].sum() for one in inside)
        return -sum(float(np.log(max(share, TINY))) for share in shares) / len(inside)

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 4), method="bounded").x))


def fit_gate(
    seen: Sequence[Seen], sharpness: float, is_outside: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """How the softmax's odds and the last column together tell that no topic answers."""
    outside = np.array([not one.right for one in seen])
    if len(set(outside.tolist())) < 2:
        return 1.0, 0.0, 0.0
    odds = [outside_odds(softmax(one.scores * sharpness), is_outside) for one in seen]
    model = LogisticRegression().fit(np.column_stack([odds, [one.side for one in seen]]), outside)
    return float(model.coef_[0, 0]), float(model.coef_[0, 1]), float(model.intercept_[0])


def fit_trust(model: QuestionModel, seen: Sequence[Seen]) -> tuple[float, float]:
    """Slope and shift (Platt) that turn the best topic's probability into how often it is right."""
    topics = np.flatnonzero(~model.is_outside)
    odds, right = [], []
    for one in seen:
        shares = model.shares(np.append(one.scores, np.float32(one.side)))
        best = int(topics[np.argmax(shares[topics])])
        odds.append(log_odds(float(shares[best])))
        right.append(best in one.right)
    if len(set(right)) < 2:
        return 1.0, 0.0
    fitted = LogisticRegression().fit(np.array(odds)[:, None], np.array(right))
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def build(progress: Progress, root: Path = ROOT) -> QuestionModel:
    """Trains the model of the rulebook below ``root``; pure, apart from ``progress``."""
    return calibrated(load_examples(root), progress, root)


def calibrated(examples: Sequence[Example], progress: Progress, root: Path = ROOT) -> QuestionModel:
    """Trains a model of these examples, and fits how sure to be on the questions below ``root``."""
    normaliser = Normaliser(load_vocabulary(root / "vocabulary.toml").words)
    texts = [normaliser.words(example.text) for example in examples]
    labels = [example.label for example in examples]
    progress(f"{len(examples):,} examples of {len(set(labels))} kinds; about a minute or two")
    model = fit(texts, labels)
    asked = load_calibration(root)
    progress(f"how sure to be, from {len(asked):,} questions that are no examples")
    seen = seen_by(model, normaliser, asked)
    sharpness = fit_sharpness(seen)
    model = replace(model, sharpness=sharpness, gate=fit_gate(seen, sharpness, model.is_outside))
    return replace(model, trust=fit_trust(model, seen))


def build_file(progress: Progress, root: Path = ROOT, folder: Path | None = None) -> Path:
    """Builds the model file of the rulebook below ``root`` where it is missing, and removes outdated ones.

    It lies beside the rulebook, or in ``folder``.
    """
    path = model_path(root) if folder is None else folder / model_name(root)
    if not path.exists():
        build(progress, root).save(path)
    for other in path.parent.glob("questions-*.npz"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def main() -> None:
    """``python -m rulebook.build [FOLDER]``."""

    def progress(words: str) -> None:
        sys.stderr.write(f"question model: {words}\n")

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.stdout.write(f"{build_file(progress, folder=folder)}\n")


if __name__ == "__main__":
    main()
