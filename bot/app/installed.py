"""Whether this is a checkout or an installed Netra, and what an operator types in either."""

from __future__ import annotations

from bot import HOME


def is_checkout() -> bool:
    """Whether the program runs out of its project's folder, with make and documents beside it."""
    return (HOME / "pyproject.toml").is_file()


def typed(in_checkout: str, installed: str) -> str:
    """The command to tell an operator of: a target of make means nothing where there is no Makefile."""
    return in_checkout if is_checkout() else installed
