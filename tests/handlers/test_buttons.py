"""Every button: somebody answers it, somebody shows it, its wire form is the one in people's chats."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from demo import server
from handlers.platform.callback_data import CallbackData, unpack
from handlers.platform.taps import TapHandler
from tests.handlers.access.doors_walk import Walk, walking
from tests.handlers.buttons import KINDS, ROOT
from tests.repeatable import FixedClock

RECORDED = (ROOT / "tests" / "data" / "buttons.txt").read_text(encoding="utf-8").splitlines()
"""Data of buttons as the build before typed values sent it: each way each kind can look."""
MODULES = sorted(
    path
    for folder in ("handlers", "bot")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "__init__.py"
)
READS_DATA = {"handlers/platform/taps.py", "handlers/routing/register.py"}
"""Modules that look at what Telegram brought: one unpacks it, one refuses what is no text."""
TAKES_THE_REST = "handlers/routing/dialog.py"


@pytest.fixture
async def walk(clock: FixedClock, tmp_path: Path) -> AsyncIterator[Walk]:
    demo = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    async with walking(demo.url, tmp_path) as one:
        yield one
    await demo.stop()


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_each_kind_of_button_is_answered_by_one_handler(walk: Walk) -> None:
    handlers = [one for group in walk.machine._application.handlers.values() for one in group]
    answered = Counter(kind for one in handlers if isinstance(one, TapHandler) for kind in one.acts)
    assert set(answered) == set(KINDS)
    assert answered.total() == len(KINDS), "by one, not by two"


def names_made(tree: ast.Module) -> Iterator[str]:
    """Names of what a module makes, or hands on to be made: ``Kind(...)``, ``partial(Kind, ...)``,
    ``province_rows(page, Kind, ...)``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        yield node.func.id
        if node.func.id in ("partial", "province_rows"):
            yield from (one.id for one in node.args if isinstance(one, ast.Name))


def test_each_kind_of_button_is_shown_by_somebody() -> None:
    made = {name for _, tree in trees() for name in names_made(tree)}
    assert {kind.__name__ for kind in KINDS} - made == set()


@pytest.mark.parametrize("data", RECORDED)
def test_what_stands_in_chats_is_read_and_written_as_before(data: str) -> None:
    found = unpack(data)
    assert found is not None
    assert found.pack() == data


def test_each_kind_stands_among_what_was_recorded() -> None:
    recorded = {type(unpack(data)) for data in RECORDED}
    assert [kind.wire for kind in KINDS if kind not in recorded] == []


def test_nobody_else_reads_the_data_of_buttons() -> None:
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "data" and name not in READS_DATA:
                assert "query" not in ast.unparse(node.value), f"{name}:{node.lineno}"
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CallbackQueryHandler"):
                assert name == TAKES_THE_REST, f"{name}:{node.lineno} routes by a pattern of its own"
                assert len(node.args) == 1


def test_nobody_writes_the_data_of_buttons_by_hand() -> None:
    prefixes = tuple(f"{kind.wire.partition(':')[0]}:" for kind in KINDS)
    for name, tree in trees():
        wires = {
            id(word.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            for word in node.keywords
            if word.arg == "wire"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Button" and len(node.args) > 1:
                assert not isinstance(node.args[1], ast.JoinedStr | ast.Constant), f"{name}:{node.lineno}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in wires:
                assert not node.value.startswith(prefixes) or name in NO_BUTTONS, f"{name}:{node.lineno}"


NO_BUTTONS = {"handlers/announcements/broadcasts.py"}
"""Keeps messages under tags that begin like a button."""


def test_a_kind_stands_in_the_column_that_answers_it() -> None:
    for kind in KINDS:
        assert kind.__module__.endswith(".buttons"), kind


def test_what_is_recorded_is_nobodys() -> None:
    assert len(RECORDED) == len(set(RECORDED))
    assert all(isinstance(unpack(data), CallbackData) for data in RECORDED)
