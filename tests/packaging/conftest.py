"""A wheel of this checkout, and a Netra installed from it: its own place, the packages of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def built(root: Path, into: Path) -> Path:
    """The wheel of a checkout, built by what this environment has."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True)
class Installation:
    """An installed Netra, far from any checkout."""

    folder: Path

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.folder)}))

    @property
    def command(self) -> Path:
        return self.folder / "bin" / "netra"

    def environment(self, **more: str) -> dict[str, str]:
        """As a shell without any setting of ours gives it."""
        return {"PATH": os.environ.get("PATH", ""), **more}

    def run(self, where: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs ``netra`` in a folder."""
        return self._called(where, str(self.command), *arguments, **environment)

    def python(self, where: Path, program: str, **environment: str) -> str:
        """What a program says there."""
        done = self._called(where, str(self.folder / "bin" / "python"), "-c", program, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _called(self, where: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=where,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def files(self) -> dict[str, int]:
        """Every file of it, and when it was last written."""
        return {str(one): one.stat().st_mtime_ns for one in self.folder.rglob("*") if one.is_file()}


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What Netra needs is seen where this environment has it; Netra itself comes from the wheel alone."""
    one = Installation(tmp_path_factory.mktemp("installed") / "venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(one.folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(one.folder / "bin" / "python"), "install", "--quiet"]
    subprocess.run(
        [*pip, "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True,
        env={"PATH": os.environ.get("PATH", "")},
    )
    (one.packages / "seen.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return one
