"""What a newcomer and a packager rely on: one version, hooks that are those of ``make check``, locks without an index."""

from __future__ import annotations

import re
import tomllib

import pytest

from bot import __version__
from tests.packaging.conftest import ROOT

ENTRY = re.compile(r"^ +entry: (.+)$", re.MULTILINE)
HEADING = re.compile(r"^## (\d+\.\d+\.\d+) – \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def check_commands() -> list[str]:
    """What ``make check`` runs, but for the tests it measures with."""
    recipe = re.search(r"^check:[^\n]*\n((?:\t[^\n]+\n)+)", read("Makefile"), re.MULTILINE)
    assert recipe
    commands = recipe[1].replace("$(VENV)", ".venv").replace("$(PY)", ".venv/bin/python")
    return [line.strip() for line in commands.splitlines() if "-m pytest" not in line]


def test_the_newest_release_of_the_changelog_is_this_version() -> None:
    assert HEADING.findall(read("CHANGELOG.md"))[0] == __version__


def test_the_version_is_written_once() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "bot/__init__.py"


def test_the_hooks_run_what_make_check_runs() -> None:
    hooks = ENTRY.findall(read(".pre-commit-config.yaml"))
    assert sorted(hooks) == sorted(check_commands())


def test_the_hooks_are_fetched_from_nowhere() -> None:
    assert re.findall(r"repo: (.+)", read(".pre-commit-config.yaml")) == ["local"]


@pytest.mark.parametrize("name", ["runtime", "train", "video", "dev", "compare", "uv"])
def test_locks_carry_hashes_and_name_no_index(name: str) -> None:
    lines = read(f"requirements/{name}.txt").splitlines()
    pinned = [at for at, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert pinned
    assert all("==" in lines[at] and "--hash=sha256:" in lines[at + 1] for at in pinned)
    assert not [line for line in lines if "://" in line or "index" in line]
