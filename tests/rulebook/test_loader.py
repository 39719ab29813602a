"""Serving reads topics without their examples; who needs examples reads the same files whole."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from rulebook.checker import check_rulebook
from rulebook.loader import EVERYDAY_TOPICS, ROOT, load_rulebook, load_topics
from tests.rulebook.test_checker import TODAY

TOPIC = Path("topics") / "golput.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the rulebook's topics to spoil."""
    folder = tmp_path / "rulebook"
    folder.mkdir()
    shutil.copytree(ROOT / "topics", folder / "topics")
    for name in ("instruments.toml", "quiz.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_everyday_words_are_those_of_the_examples() -> None:
    rulebook, written = load_rulebook(), load_topics()
    counted = Counter(
        word for topic in written for word in set(re.findall(r"\b[a-z]+\b", "\n".join(topic.examples)))
    )
    said = " ".join(f"{topic.title} {topic.short}" for topic in written)
    own = set(re.findall("[a-z]+", said.casefold()))
    assert rulebook.words == own | {word for word, topics in counted.items() if topics >= EVERYDAY_TOPICS}
    assert rulebook.examples == {topic.slug: topic.examples for topic in written}


def test_examples_may_stand_before_another_table(root: Path) -> None:
    before, path = load_rulebook(root), root / TOPIC
    head, _, examples = path.read_text("utf-8").partition("\n[questions]\n")
    start, table, rest = head.partition("\n[sanction]\n")
    assert table
    path.write_text(f"{start}\n[questions]\n{examples}\n[sanction]\n{rest}", "utf-8")
    after = load_rulebook(root)
    assert after["golput"] == before["golput"]
    assert after.words == before.words
    assert after.examples == before.examples


def test_a_mistake_in_an_example_stops_the_check_and_the_build_and_not_the_bot(root: Path) -> None:
    path = root / TOPIC
    path.write_text(path.read_text("utf-8").replace("\nformal = [", "\nresmi = [", 1), "utf-8")
    assert "golput" in load_rulebook(root).topics
    with pytest.raises(ValidationError):
        load_topics(root)
    assert any(one.file == str(TOPIC) for one in check_rulebook(TODAY, root))
