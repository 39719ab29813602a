"""The trained model: built from a small rulebook, saved, read back, and named after its sources."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ModelMissingError
from rulebook.build import build, build_file, load_examples
from rulebook.digest import sources_digest
from rulebook.loader import ROOT
from rulebook.model import Voice
from rulebook.normaliser import Normaliser
from rulebook.outside import OutsideKind
from rulebook.question_model import OUTSIDE_MARK, QuestionModel, load_model, model_path
from rulebook.vocabulary import load_vocabulary

TOPICS = ("golput", "kendaraan-dinas", "pose-jari")
KINDS = (OutsideKind.CHITCHAT, OutsideKind.OTHER)
WORDS = Normaliser(load_vocabulary().words)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rulebook of three topics and two kinds of outside messages."""
    root = tmp_path_factory.mktemp("rulebook")
    (root / "topics").mkdir()
    (root / "outside").mkdir()
    for slug in TOPICS:
        shutil.copy(ROOT / "topics" / f"{slug}.toml", root / "topics")
    for kind in KINDS:
        shutil.copy(ROOT / "outside" / f"{kind.value}.toml", root / "outside")
    shutil.copytree(ROOT / "calibration", root / "calibration")
    shutil.copy(ROOT / "vocabulary.toml", root)
    shutil.copy(ROOT / "instruments.toml", root)
    return root


@pytest.fixture(scope="module")
def model(small: Path) -> QuestionModel:
    said: list[str] = []
    built = build(said.append, small)
    assert len(said) >= 2, "long work says where it is"
    return built


def test_it_knows_each_topic_and_each_kind(model: QuestionModel) -> None:
    assert set(model.labels) == {*TOPICS, *(OUTSIDE_MARK + kind.value for kind in KINDS)}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("mobil plat merah dipakai ke lapangan orasi boleh?", "kendaraan-dinas"),
        ("foto acungkan dua jari itu kena sanksi?", "pose-jari"),
        ("kalau saya tidak ikut mencoblos apakah dihukum", "golput"),
        ("makasih banyak ya min", OUTSIDE_MARK + "basa-basi"),
    ],
)
def test_it_understands_texts_it_never_saw(model: QuestionModel, text: str, label: str) -> None:
    probabilities = model.probabilities(WORDS.words(text))
    assert model.labels[int(np.argmax(probabilities))] == label


def test_a_file_reads_back_as_it_was_written(model: QuestionModel, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "model.npz"
    model.save(path)
    words = WORDS.words("mobil dinas buat kampanye")
    again = QuestionModel.load(path)
    assert again.labels == model.labels
    np.testing.assert_array_equal(again.probabilities(words), model.probabilities(words))
    assert list(path.parent.iterdir()) == [path], "no half-written file stays"


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=700))
def test_probabilities_are_probabilities_whatever_is_written(model: QuestionModel, text: str) -> None:
    probabilities = model.probabilities(WORDS.words(text))
    assert probabilities.shape == (len(model.labels),)
    assert np.isclose(probabilities.sum(), 1.0, atol=1e-4)
    assert (probabilities >= 0).all()


WORDS_USED = st.sampled_from(
    ["mobil", "dinas", "foto", "jari", "golput", "boleh", "zzxq", "wkwkwk", "makasih", "plat"]
)


@settings(max_examples=100, deadline=None)
@given(words=st.lists(WORDS_USED, max_size=12), edges=st.lists(st.integers(0, 12), min_size=2, max_size=12))
def test_parts_read_together_are_read_as_by_themselves(
    model: QuestionModel, words: list[str], edges: list[int]
) -> None:
    inside = sorted(min(edge, len(words)) for edge in edges)
    parts = [(0, len(words)), *pairwise(inside)]
    together = model.shares(model.scores_of_parts(words, parts))
    alone = np.array([model.probabilities(words[start:end]) for start, end in parts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_file_is_named_after_what_it_was_trained_from(small: Path, tmp_path: Path) -> None:
    root = tmp_path / "rulebook"
    shutil.copytree(small, root)
    before = sources_digest(root)
    first = build_file(lambda _: None, root)
    assert first == model_path(root)
    assert load_model(root).labels
    topic = root / "topics" / "golput.toml"
    topic.write_text(topic.read_text("utf-8").replace("Tidak memilih", "Tidak mencoblos"), "utf-8")
    assert sources_digest(root) != before
    with pytest.raises(ModelMissingError, match="rulebook build"):
        load_model(root)
    second = build_file(lambda _: None, root)
    assert not first.exists(), "an outdated model goes"
    assert second.exists()


def test_a_broken_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(b"no model")
    with pytest.raises(ModelMissingError, match="rulebook build"):
        QuestionModel.load(path)


def test_examples_carry_label_and_voice(small: Path) -> None:
    examples = load_examples(small)
    assert {example.label for example in examples} == {
        *TOPICS,
        *(OUTSIDE_MARK + kind.value for kind in KINDS),
    }
    assert {example.voice for example in examples} == set(Voice)
