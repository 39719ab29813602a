"""A state is named by its enum: no word equal to a state's value stands in a comparison, a change or SQL beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.text import StoredEnum
from services.access.roles import Role
from services.announcements.model import Aftermath, HaltReason
from services.casework.case import DecisionReason, Priority
from services.reporting.draft import Category, Status
from services.reporting.thread import MessageKind
from storage.platform.broadcast_states import CampaignState, DeliveryState, UndeliveredReason
from tests.test_names import ROOT

STATES: tuple[type[StoredEnum], ...] = (
    CampaignState,
    DeliveryState,
    UndeliveredReason,
    HaltReason,
    Aftermath,
    Status,
    Role,
    Priority,
    DecisionReason,
    Category,
    MessageKind,
)
VALUES = frozenset(member.value for kind in STATES for member in kind)
_NAMED = re.compile(r"\b(?:state|status|role|priority|reason|halt|aftermath|outcome|category|kind)s?\b")
_KEYS = frozenset(("state", "status", "st", "role", "priority", "reason", "halt", "aftermath", "category"))
_SQL = re.compile(r"'(" + "|".join(sorted(map(re.escape, VALUES))) + r")'")


def words(node: ast.AST) -> Iterator[str]:
    """Strings that stand in an expression, those of a tuple, list or set among them."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def literals(tree: ast.AST) -> Iterator[str]:
    """Places where a state's value is written out."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            about = any(_NAMED.search(ast.unparse(side)) for side in sides if not list(words(side)))
            if about and any(word in VALUES for side in sides for word in words(side)):
                yield ast.unparse(node)
        elif isinstance(node, ast.keyword):
            if node.arg in _KEYS and any(word in VALUES for word in words(node.value)):
                yield f"{node.arg}={ast.unparse(node.value)}"
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                named = key is not None and any(word in _KEYS for word in words(key))
                if named and any(word in VALUES for word in words(value)):
                    yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "in_":
            about = _NAMED.search(ast.unparse(node.func.value)) is not None
            if about and any(word in VALUES for given in node.args for word in words(given)):
                yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and id(node) not in alone and _SQL.search(str(node.value)):
            yield repr(node.value)


def written_out(root: Path) -> list[tuple[str, str]]:
    """Every such place of the program; migrations tell of their own time and stay as they are."""
    return [
        (str(path.relative_to(root)), found)
        for folder in ("bot", "handlers", "services", "storage")
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for found in literals(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_no_states_value_is_written_out_beside_its_enum() -> None:
    assert written_out(ROOT) == []


@pytest.mark.parametrize(
    "code",
    [
        'row.state == "running"',
        'if row.state in ("running", "scheduled"): pass',
        'values = {"state": "done"}',
        'update(broadcasts).values(state="cancelled")',
        "text(\"state IN ('pending', 'leased')\")",
        'select(reports).where(reports.c.status.in_(("diterima", "selesai")))',
        'officer.role != "auditor"',
    ],
)
def test_each_way_of_writing_one_out_is_found(code: str) -> None:
    assert list(literals(ast.parse(code)))


@pytest.mark.parametrize("code", ['action == "edit"', '"""Runs while \'running\'."""', 'log.info("running")'])
def test_other_words_are_left_alone(code: str) -> None:
    assert not list(literals(ast.parse(code)))
