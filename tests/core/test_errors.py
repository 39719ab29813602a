from __future__ import annotations

import ast
import inspect
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from core.errors import NetraError

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "services", "storage", "rulebook", "core")
BASES = {"Exception", "BaseException"}
OF_THE_LIBRARY = {"UnreadableAnswerError", "UnreachedError"}
"""What our transport raises inside python-telegram-bot, which knows its own errors only."""


def _classes() -> list[tuple[str, ast.ClassDef]]:
    """Module and class, for every class that is written in the packages."""
    return [
        (".".join(path.relative_to(ROOT).with_suffix("").parts), node)
        for folder in OURS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "versions" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]


CLASSES = _classes()
ERRORS = [
    (module, node.name)
    for module, node in CLASSES
    if node.name.endswith("Error") and not node.name.startswith("_") and node.name not in OF_THE_LIBRARY
]
TREE: list[type[NetraError]] = [getattr(import_module(module), name) for module, name in ERRORS]


def test_one_tree() -> None:
    assert all(issubclass(kind, NetraError) for kind in TREE)
    assert len(TREE) > 60
    below_python = {
        node.name for _, node in CLASSES if BASES & {ast.unparse(base).split(".")[-1] for base in node.bases}
    }
    assert {name for name in below_python if not name.startswith("_")} == {"NetraError"}


def test_no_two_errors_have_one_name() -> None:
    assert [name for name, times in Counter(name for _, name in ERRORS).items() if times > 1] == []


@pytest.mark.parametrize("kind", TREE)
def test_the_docstring_is_the_default_message(kind: type[NetraError]) -> None:
    assert str(kind()) == " ".join((inspect.getdoc(kind) or "").split())
    assert "\n" not in str(kind())
    assert len(str(kind())) > 10
    if kind.__init__ is NetraError.__init__:
        assert str(kind("said otherwise")) == "said otherwise"


def test_the_root_keeps_alone_what_is_used_in_several_places() -> None:
    """What one column or one folder of a floor uses belongs to it; bases of other shared errors count as used."""
    users: dict[str, set[str]] = {name: set() for module, name in ERRORS if module == "core.errors"}
    for module, node in CLASSES:
        if module == "core.errors":
            for base in map(ast.unparse, node.bases):
                if base in users:
                    users[base].add("core")
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for found in ast.walk(ast.parse(path.read_text())):
                if isinstance(found, ast.ImportFrom) and found.module == "core.errors":
                    for one in found.names:
                        users[one.name].add("/".join(path.relative_to(ROOT).parts[:2]))
    assert {name for name, places in users.items() if len(places) < 2} == set()
