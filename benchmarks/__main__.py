"""``make bench``."""

from __future__ import annotations

import sys

from rich.console import Console

from benchmarks import answers, echo, evidence

PARTS = {"echo": echo.run, "answers": answers.run, "evidence": evidence.run}


def main() -> None:
    """Runs the parts named on the command line, or all."""
    console = Console(width=110)
    for name in sys.argv[1:] or PARTS:
        PARTS[name](console)


if __name__ == "__main__":
    main()
