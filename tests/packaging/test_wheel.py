"""What ``pip install .`` gives: everything the bot reads, nothing of the workshop, the model that fits."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot import __version__
from rulebook.digest import model_name
from tests.packaging.conftest import ROOT, built

FOLDERS = ("bot", "core", "demo", "handlers", "rulebook", "services", "storage")
MODELS = "rulebook/compiled/"
ASK_NEEDS = "import hatchling.build; print(hatchling.build.get_requires_for_build_wheel())"


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as file:
        return set(file.namelist())


def test_everything_the_folders_hold_goes_along(wheel: Path) -> None:
    held = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "compiled" not in path.parts
    }
    assert held <= names(wheel), sorted(held - names(wheel))[:5]


def test_nothing_of_the_workshop_goes_along(wheel: Path) -> None:
    about = f"netra-{__version__}"
    tops = {name.split("/")[0] for name in names(wheel)}
    assert tops == {*FOLDERS, f"{about}.dist-info", f"{about}.data"}


def test_of_the_models_that_lie_about_only_the_one_that_fits_goes_along(wheel: Path) -> None:
    assert {name for name in names(wheel) if name.startswith(MODELS)} == {MODELS + model_name()}


@pytest.fixture
def small_checkout(tmp_path: Path) -> Path:
    """What a wheel is built from, with a rulebook of two topics, and no model."""
    root = tmp_path / "checkout"
    ours = shutil.ignore_patterns("compiled", "__pycache__", "topics", "outside")
    for folder in ("rulebook", "core"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ours)
    for folder in ("docs", "tools"):
        shutil.copytree(ROOT / folder, root / folder)
    for folder in FOLDERS:
        (root / folder).mkdir(exist_ok=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "bot/__init__.py"):
        shutil.copy(ROOT / name, root / name)
    for name in ("topics/golput", "topics/pose-jari", "outside/basa-basi"):
        (root / "rulebook" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "rulebook" / f"{name}.toml", root / "rulebook" / f"{name}.toml")
    return root


def needs(root: Path) -> str:
    """What has to be installed before the wheel can be built."""
    done = subprocess.run(
        [sys.executable, "-c", ASK_NEEDS], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_model_that_is_missing_is_trained_by_the_build_and_only_then_training_is_needed(
    small_checkout: Path, tmp_path: Path
) -> None:
    assert all(one in needs(small_checkout) for one in ("scikit-learn", "numpy", "pydantic"))
    wheel = built(small_checkout, tmp_path / "wheel")
    fits = model_name(small_checkout / "rulebook")
    assert {name for name in names(wheel) if name.startswith(MODELS)} == {MODELS + fits}
    assert needs(small_checkout).strip() == "[]"
