"""Reads the rulebook's TOML files into checked models."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rulebook.model import Group, Instrument, Topic, WrittenTopic
from rulebook.speech import Speech, load_speech

ROOT = Path(__file__).parent
TOPICS = ROOT / "topics"
INSTRUMENTS = ROOT / "instruments.toml"
_WORD = re.compile(r"[a-z]+")
_LOWER = re.compile(r"\b[a-z]+\b")
_EXAMPLES = "\n[questions]\n"
_TABLE = re.compile(r"\n[ \t]*\[")
_KEY = re.compile(r"(?:^|\n)[ \t]*\w+ *= *\[")
EVERYDAY_TOPICS = 3
"""A word stands in the examples of so many topics before it counts as an everyday one."""


@dataclass(frozen=True)
class Rulebook:
    """All topics by slug, the instruments they cite, and the hash that names a model built from them.

    Example questions are nine tenths of the files and of the time to read them; serving needs none of them,
    so they are read when they are asked for (:attr:`examples`).
    """

    topics: Mapping[str, Topic]
    instruments: Mapping[str, Instrument]
    digest: str
    root: Path = ROOT

    def __getitem__(self, slug: str) -> Topic:
        return self.topics[slug]

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics.values())

    @cached_property
    def examples(self) -> Mapping[str, tuple[str, ...]]:
        """The example questions of each topic, every voice; read from the files."""
        return {topic.slug: topic.examples for topic in load_topics(self.root)}

    @cached_property
    def speech(self) -> Speech:
        """How people speak beside their questions; read from the files."""
        return load_speech(self.root)

    @cached_property
    def words(self) -> frozenset[str]:
        """Everyday words of such questions, in lower case.

        Words of titles and answers, and those that the examples of several topics write in lower case: an
        invented name of one example is no everyday word.
        """
        own = {word for topic in self for word in _WORD.findall(f"{topic.title} {topic.short}".casefold())}
        common = Counter(word for path in _topic_files(self.root) for word in _words_of_examples(path))
        return frozenset(own | {word for word, topics in common.items() if topics >= EVERYDAY_TOPICS})

    def in_group(self, group: Group) -> tuple[Topic, ...]:
        """Topics of one shelf of /topik, by title."""
        return tuple(sorted((t for t in self if t.group is group), key=lambda t: t.title))


def load_instruments(path: Path = INSTRUMENTS) -> dict[str, Instrument]:
    """Instruments by the short name topics cite them with."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Instrument.model_validate(fields) for name, fields in data.items()}


def load_topic(path: Path) -> WrittenTopic:
    """One topic file, examples and all.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: a field is missing, unknown or wrong.
    """
    return WrittenTopic.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def load_topics(root: Path = ROOT) -> list[WrittenTopic]:
    """Every topic file below ``root``, in name order.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        pydantic.ValidationError: a field is missing, unknown or wrong.
    """
    return [load_topic(path) for path in _topic_files(root)]


def load_rulebook(root: Path = ROOT) -> Rulebook:
    """What serving needs of the rulebook. Its digest covers every byte of the files read, in name order.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        pydantic.ValidationError: a field is missing, unknown or wrong. Mistakes in example questions are
            found where they are read: by the check of the rulebook and by the build of the model.
    """
    digest = hashlib.sha256()
    topics: dict[str, Topic] = {}
    for path in _topic_files(root):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content + b"\0")
        topic = _served(content.decode())
        topics[topic.slug] = topic
    instruments = root / "instruments.toml"
    digest.update(instruments.read_bytes())
    return Rulebook(topics, load_instruments(instruments), digest.hexdigest()[:16], root)


def _topic_files(root: Path) -> list[Path]:
    return sorted((root / "topics").glob("*.toml"))


def _served(text: str) -> Topic:
    head, examples = _parts(text)
    fields = tomllib.loads(head)
    if not examples:
        fields.pop("questions", None)
    return Topic.model_validate(fields)


def _parts(text: str) -> tuple[str, str]:
    """A topic file up to its examples, and these; where another table follows them, the whole and nothing."""
    head, _, examples = text.partition(_EXAMPLES)
    return (text, "") if _TABLE.search(examples) else (head, examples)


def _words_of_examples(path: Path) -> frozenset[str]:
    """Words that the examples of a file write in lower case."""
    _, examples = _parts(path.read_text(encoding="utf-8"))
    if not examples:
        examples = "\n".join(load_topic(path).examples)
    return frozenset(_LOWER.findall(_KEY.sub("", examples)))
