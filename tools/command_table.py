"""Writes the README's table of commands anew, from what the features declare.

    python -m tools.command_table

``tests/handlers/access/test_commands.py`` holds the README to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import handlers
from handlers.access.commands import ChatScope, Command, by_place
from handlers.platform.admission import Lock, Who

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- commands: written by `python -m tools.command_table` -->\n"
END = "<!-- end of the commands -->\n"


def declared() -> Mapping[Command, frozenset[str]]:
    """Every command of the packages in the order of the menus, with the modules that know it by a name."""
    found: dict[Command, set[str]] = {}
    for one in walk_packages(handlers.__path__, "handlers."):
        for value in vars(import_module(one.name)).values():
            if isinstance(value, Command):
                found.setdefault(value, set()).add(one.name)
    return {one: frozenset(found[one]) for one in sorted(found, key=by_place)}


def table(commands: Iterable[Command]) -> str:
    """The table in Markdown."""
    rows = ["| Command | For | What the menu says |", "|---|---|---|"]
    for one in commands:
        names = ", ".join(f"`/{name}`" for name in one.names)
        for_whom = _who(one.who) + (", lock open" if one.lock is Lock.OPEN else "")
        for_whom += ", also in groups" if ChatScope.GROUP in one.where else ""
        rows.append(f"| {names} | {for_whom} | {one.words.menu if one.listed else '(in no menu)'} |")
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    """The README's text with the table as it is to be.

    Raises:
        ValueError: the marks around the table are gone.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md lacks the marks around the table of commands")
    return before + begin + table(declared()) + end + after


def _who(who: Who) -> str:
    named = {Who.ANYONE: "everyone", Who.OFFICER: "officers", Who.ADMIN: "admins"}
    return named.get(who) or ", ".join(sorted(role.value for role in who.roles or ()))


def main() -> int:
    """Writes the README; 0."""
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
