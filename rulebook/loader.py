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

from rulebook.model import Group, Instrument, Topic

ROOT = Path(__file__).parent
TOPICS = ROOT / "topics"
INSTRUMENTS = ROOT / "instruments.toml"
_WORD = re.compile(r"[a-z]+")
_LOWER = re.compile(r"\b[a-z]+\b")
EVERYDAY_TOPICS = 3
"""A word stands in the examples of so many topics before it counts as an everyday one."""


@dataclass(frozen=True)
class Rulebook:
    """All topics by slug, the instruments they cite, and the hash that names a model built from them."""

    topics: Mapping[str, Topic]
    instruments: Mapping[str, Instrument]
    digest: str

    def __getitem__(self, slug: str) -> Topic:
        return self.topics[slug]

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics.values())

    @cached_property
    def words(self) -> frozenset[str]:
        """Everyday words of such questions, in lower case.

        Words of titles and answers, and those that the examples of several topics write in lower case: an
        invented name of one example is no everyday word.
        """
        own = {word for topic in self for word in _WORD.findall(f"{topic.title} {topic.short}".casefold())}
        common = Counter(word for topic in self for word in set(_LOWER.findall("\n".join(topic.examples))))
        return frozenset(own | {word for word, topics in common.items() if topics >= EVERYDAY_TOPICS})

    def in_group(self, group: Group) -> tuple[Topic, ...]:
        """Topics of one shelf of /topik, by title."""
        return tuple(sorted((t for t in self if t.group is group), key=lambda t: t.title))


def load_instruments(path: Path = INSTRUMENTS) -> dict[str, Instrument]:
    """Instruments by the short name topics cite them with."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Instrument.model_validate(fields) for name, fields in data.items()}


def load_topic(path: Path) -> Topic:
    """One topic file.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: a field is missing, unknown or wrong.
    """
    return Topic.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def load_rulebook(root: Path = ROOT) -> Rulebook:
    """The whole rulebook. Its digest covers every byte of the files read, in name order."""
    digest = hashlib.sha256()
    topics: dict[str, Topic] = {}
    for path in sorted((root / "topics").glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        topic = load_topic(path)
        topics[topic.slug] = topic
    instruments = root / "instruments.toml"
    digest.update(instruments.read_bytes())
    return Rulebook(topics=topics, instruments=load_instruments(instruments), digest=digest.hexdigest()[:16])
