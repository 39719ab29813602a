"""Every kind of button there is."""

from __future__ import annotations

import importlib
from pathlib import Path

from handlers.platform.callback_data import CallbackData, declared

ROOT = Path(__file__).parents[2]


def _all() -> list[type[CallbackData]]:
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return sorted(
        (kind for kind in declared() if kind.__module__.startswith("handlers.")), key=lambda one: one.wire
    )


KINDS = _all()
