"""``make bench``."""

from __future__ import annotations

import sys

from rich.console import Console

from benchmarks import (
    answers,
    broadcast,
    broadcast_picture,
    broadcast_scale,
    broadcast_speed,
    case_lists,
    echo,
    evidence,
    flood,
    keeping,
    memory,
    thresholds,
    understanding,
)

PARTS = {
    "echo": echo.run,
    "answers": answers.run,
    "evidence": evidence.run,
    "keeping": keeping.run,
    "cases": case_lists.run,
    "flood": flood.run,
    "broadcast": broadcast.run,
}
MORE = {
    "broadcast-speed": broadcast_speed.speed,
    "broadcast-questions": broadcast.questions,
    "broadcast-faults": broadcast.faults,
    "broadcast-kills": broadcast.kills,
    "broadcast-paced": broadcast.paced,
    "broadcast-large": broadcast.large,
    "broadcast-picture": broadcast_picture.run,
    "broadcast-scale": broadcast_scale.run,
    "thresholds": thresholds.run,
    "memory": memory.run,
    "understanding": understanding.run,
    "learning": understanding.learning,
}
"""Parts of parts, and what takes long: only when they are named."""


def main() -> None:
    """Runs the parts named on the command line, or all."""
    console = Console(width=110)
    for name in sys.argv[1:] or PARTS:
        {**PARTS, **MORE}[name](console)


if __name__ == "__main__":
    main()
