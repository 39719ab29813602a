"""Nothing knows everything: how much a module imports, and how many fields a class of the program has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "services", "storage", "rulebook", "core", "demo")
MOST_IMPORTS = 30
"""Modules of ours that one module imports."""
MOST_FIELDS = 12
"""Fields of a class that holds parts of the program. (Of what people write there may be more.)"""
HOLDS_PARTS = ("bot/", "services/platform/installation.py", "handlers/access/shared.py")
SETTINGS = "Settings"
"""One field for each setting."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_imports_half_the_house() -> None:
    many = {}
    for path, tree in trees():
        ours = {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in PACKAGES
        }
        if len(ours) > MOST_IMPORTS:
            many[path] = len(ours)
    assert many == {}


def test_no_class_holds_everything() -> None:
    many = {}
    for path, tree in trees():
        if not path.startswith(HOLDS_PARTS) and not path.endswith("/feature.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name != SETTINGS:
                fields = sum(isinstance(one, ast.AnnAssign) for one in node.body)
                if fields > MOST_FIELDS:
                    many[f"{path}: {node.name}"] = fields
    assert many == {}
