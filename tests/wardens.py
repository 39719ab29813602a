"""The jail's processes as the system sees them; a session's database server is no business of theirs."""

from __future__ import annotations

from contextlib import suppress

import psutil


def wardens(*, workers: bool = False) -> list[psutil.Process]:
    """Living wardens of this process, and their workers if asked for."""
    living = []
    for one in psutil.Process().children(recursive=workers):
        with suppress(psutil.Error):  # gone between two looks, or a zombie
            if "services.platform.jail" in " ".join(one.cmdline()):
                living.append(one)
    return living
