"""No action of the audit log is a name that nothing writes."""

from __future__ import annotations

import ast
from pathlib import Path

from services.access.audit import AuditAction

PLACES = ("bot", "handlers", "services")


def _named(tree: ast.AST) -> set[str]:
    """Members of :class:`AuditAction` that a module names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "AuditAction"
    }


def test_every_action_is_written_by_something() -> None:
    written: set[str] = set()
    for place in PLACES:
        for source in Path(place).rglob("*.py"):
            written |= _named(ast.parse(source.read_text(encoding="utf-8")))
    assert {action.name for action in AuditAction} - written == set()
