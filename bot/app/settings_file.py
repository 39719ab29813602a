"""What ``.env.example`` holds: every setting with what is said of it and its default, to be filled in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bot.app.settings import Settings

HEAD = "Copy to .env and fill in what you need. Every setting may also come from the environment, which wins."
WIDTH = 110


def settings_file() -> str:
    """The file. Copied as it is, it changes nothing."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield f"# {HEAD}"
    for name, field in Settings.model_fields.items():
        yield ""
        yield from (f"# {line}" for line in textwrap.wrap((field.description or "").rstrip("."), WIDTH - 2))
        yield f"{name.upper()}={_written(field.default)}"
    yield ""


def _written(default: object) -> str:
    """A default as people write it in such a file; empty where there is none."""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None or default == () else str(default)
