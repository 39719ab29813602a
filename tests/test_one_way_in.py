"""One way into an installation, one way to write: who opens a database, makes a keyring, or writes otherwise, is
named here with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "services", "storage")

OPENERS = {
    "bot/app/opening.py": "the one way in",
    "bot/app/upgrading.py": "holds the data key against a database before it is brought to the newest schema",
    "bot/cli/checkup.py": "looks without opening: it changes nothing, and says what is wrong instead of ending",
}
"""Who may open a database, load keys, or make a keyring."""

WRITERS = {
    "storage/platform/committer.py": "the committer itself",
    "storage/platform/doubt.py": "its mark: whether a transaction came through whose answer was lost",
    "storage/platform/installation.py": "the canary, before anything else is written; steps of an exchange of keys",
    "storage/migrations/migrate.py": "migrations, while nobody else works on the database",
    "storage/reporting/report_keys.py": "a batch of an exchange of keys, under maintenance, in one transaction",
    "storage/reporting/letterbox.py": "letters are posted apart from all rows that name a chat (decision 0050)",
    "bot/cli/backup.py": "a restore fills a database that has no tables for the committer yet",
}
"""Who may write beside the committer."""


def calls(*packages: str) -> Iterator[tuple[str, ast.Call]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Call):
                        yield str(path.relative_to(ROOT)), node


def test_nobody_else_opens_an_installation() -> None:
    opening = {"Database", "Keyring", "load_keys", "prepare_keys", "open_database"}
    found = {
        path
        for path, call in calls("bot", "handlers", "services")
        if isinstance(call.func, ast.Name) and call.func.id in opening
    }
    # the command that only brings the schema up to date needs no keys: it may run before there are any
    assert found - {"bot/cli/entry.py"} == set(OPENERS)


def test_nobody_else_writes_beside_the_committer() -> None:
    found = set()
    for path, call in calls(*PACKAGES):
        if not isinstance(call.func, ast.Attribute):
            continue
        owner = ast.unparse(call.func.value)
        is_engine = call.func.attr in ("begin", "connect") and "writer_engine" in owner
        if (call.func.attr == "write" and owner.endswith("database")) or is_engine:
            found.add(path)
    assert found - {"storage/platform/engine.py"} == set(WRITERS)
