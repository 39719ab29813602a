from __future__ import annotations

import inspect

import pytest

import core.errors
from core.errors import NetraError

TREE = [kind for _, kind in inspect.getmembers(core.errors, inspect.isclass) if issubclass(kind, NetraError)]


@pytest.mark.parametrize("kind", TREE)
def test_the_docstring_is_the_default_message(kind: type[NetraError]) -> None:
    assert str(kind()) == " ".join((inspect.getdoc(kind) or "").split())
    assert "\n" not in str(kind())
    assert len(str(kind())) > 10
    assert str(kind("said otherwise")) == "said otherwise"


def test_one_tree() -> None:
    assert all(issubclass(kind, NetraError) for kind in TREE)
    assert len(TREE) > 10
