"""Names: one public class has one name, the glossary tells the truth, and no file is called after a forgotten picture."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from storage.platform.tables import inbox
from storage.schema import metadata

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "services", "storage", "rulebook", "core")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
_WORDS = (
    "attic barn cellar crowd desk door doorman doors drawer easel garden gate heirlooms heirs house jail journey "
    "journeys kitchen lane lanes leap letterbox line mill nest pool postman room shelf sink studio tower turn turns "
    "vault walls warden workshop"
)
PICTURES_OF_SPEECH = frozenset(_WORDS.split())
"""Words that say what something is like, not what it is."""
SAME = {"doors": "door", "journeys": "journey", "lanes": "lane", "turns": "turn"}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (one for one in (ROOT / folder).rglob("*.py") if "versions" not in one.parts)


def public_classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*PACKAGES):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def rows(title: str) -> list[list[str]]:
    """Cells of the table below a title of the glossary, without its head."""
    part = GLOSSARY.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def strings() -> frozenset[str]:
    """Every string of the packages."""
    found = set()
    for path in modules(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


def test_no_two_public_classes_have_one_name() -> None:
    twice = {name: where for name, where in public_classes().items() if len(where) > 1}
    assert twice == {}


def test_the_classes_of_the_glossary_exist() -> None:
    named = {name for row in rows("Terms") for name in quoted(row[2])}
    assert len(named) > 50
    assert named - set(public_classes()) == set()


def test_the_tables_of_the_glossary_exist() -> None:
    named = {name for row in rows("Terms") for name in quoted(row[3])}
    assert inbox.name in named
    assert named - set(metadata.tables) == set()


def test_each_term_of_the_glossary_stands_once() -> None:
    terms = [row[0] for row in rows("Terms")]
    assert sorted(terms) == sorted(set(terms))
    assert all(len(row) == 4 and row[1] for row in rows("Terms"))


def test_no_file_is_named_after_a_picture_that_the_glossary_does_not_know() -> None:
    known = {word.strip() for row in rows("Pictures of speech that stay") for word in row[0].split(",")}
    unknown = {
        str(path.relative_to(ROOT))
        for path in modules(*PACKAGES, "benchmarks")
        for part in path.relative_to(ROOT).with_suffix("").parts
        for word in part.split("_")
        if word in PICTURES_OF_SPEECH and SAME.get(word, word) not in known
    }
    assert unknown == set()


@pytest.mark.parametrize(
    "name", sorted(name for row in rows("Names that are frozen") for name in quoted(row[0]))
)
def test_what_is_frozen_still_stands(name: str) -> None:
    assert name in strings()
