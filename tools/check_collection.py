"""Collects the tests twice, under two clocks, two zones and two hash seeds, and compares what there is.

Workers of one run each collect for themselves and run nothing where they see different tests. So no test's
name, parameters or order may follow from the moment, from chance, or from the order of a set. Run as a
program it compares; as a pytest plugin (``-p tools.check_collection``) it writes one collection down.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import time_machine

ROOT = Path(__file__).parents[1]
AT, INTO = "COLLECT_AT", "COLLECT_INTO"
"""Seconds since 1970 the clock is set to, and the file one collection is written to."""
TWO = (
    {AT: "1727154000.25", "PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta"},
    {AT: "1898035199.75", "PYTHONHASHSEED": "2", "TZ": "America/New_York"},
)
SHOWN = 40
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def pytest_configure() -> None:
    """Sets the clock before any test file is read."""
    time_machine.travel(float(os.environ[AT]), tick=True).start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Writes down every test in order, with its parameters."""
    lines = []
    for item in session.items:
        call = getattr(item, "callspec", None)
        parameters = "" if call is None else _ADDRESS.sub("", shown(call.params))
        lines.append(f"{item.nodeid} {parameters}".replace("\n", " "))
    Path(os.environ[INTO]).write_text("\n".join(lines), encoding="utf-8", errors="backslashreplace")


def shown(value: object) -> str:
    """A value in words that are equal for equal values."""
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(shown, value)))}}}"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{shown(key)}: {shown(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"({', '.join(map(shown, value))})"
    return repr(value)


def collect(arguments: Sequence[str], folder: Path) -> list[list[str]]:
    """What is collected under each of the two, side by side.

    Raises:
        SystemExit: the tests can't be collected at all.
    """
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "tools.check_collection"]
    command += ["-p", "no:cacheprovider", *arguments]
    files = [folder / "first", folder / "second"]
    running = [
        subprocess.Popen(  # noqa: S603 - a fixed command
            command,
            cwd=ROOT,
            env={**os.environ, **settings, INTO: str(file)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for settings, file in zip(TWO, files, strict=True)
    ]
    ended = [(one.communicate()[1], one.returncode) for one in running]
    if not all(file.exists() for file in files):
        sys.exit("the tests can't be collected:\n" + "\n".join(errors for errors, _ in ended))
    return [file.read_text(encoding="utf-8").splitlines() for file in files]


def main(arguments: Sequence[str]) -> int:
    """Says which tests differ; 1 where any does. ``arguments`` are pytest's own (files, for instance)."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = collect(arguments, Path(folder))
    compared = difflib.unified_diff(first, second, lineterm="", n=0)
    differing = [line for line in list(compared)[2:] if line[:1] in "+-"]
    if not differing:
        sys.stdout.write(f"{len(first)} tests, whatever the clock and the hash seed\n")
        return 0
    sys.stderr.write("\n".join(line[:200] for line in differing[:SHOWN]))
    sys.stderr.write("\ntests whose name, parameters or place depend on time, chance or order\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
