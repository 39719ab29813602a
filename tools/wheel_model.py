"""Puts the trained question model into the wheel: the one that fits the rulebook, trained where missing.

A hook of the build (pyproject.toml, ``tool.hatch``). Training takes a minute or two and its libraries, which
are asked for only then. A model of another rulebook that lies about is left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "rulebook/compiled"
NEEDED_TO_TRAIN = frozenset({"numpy", "pydantic"})
"""What of the serving side's dependencies ``rulebook.build`` imports."""
_NAME = re.compile(r"[\w.-]+")


class ModelHook(BuildHookInterface[BuilderConfig]):
    """Called by hatchling while it builds a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What has to be installed for this build: nothing where the model is there."""
        if self._model().exists():
            return []
        served = [one for one in self.metadata.core.dependencies if _NAME.match(one)[0] in NEEDED_TO_TRAIN]  # type: ignore[index] # each has a name
        return served + self.metadata.core.optional_dependencies["train"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the model to what goes into the wheel.

        Raises:
            subprocess.CalledProcessError: training failed; its own words stand on standard error.
        """
        if version == "editable":
            return  # such an installation is the checkout itself, which trains by itself
        model = self._model()
        if not model.exists():
            self._python("rulebook.build")
        build_data["force_include"][str(model)] = f"{FOLDER}/{model.name}"

    def _model(self) -> Path:
        return Path(self.root, FOLDER, self._python("rulebook.digest"))

    def _python(self, module: str) -> str:
        """What a module of the checkout says, run by itself: there the checkout leads the path."""
        done = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", module], cwd=self.root, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout.strip()
