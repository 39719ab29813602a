"""Plays a kernel that lacks walls: system calls answered as by an older one, then the jail is tried there.

Run as a program: ``python -m tests.services.platform.jail.lacking NUMBER...`` prints what the stand-ins got, as JSON.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import sys
from dataclasses import asdict

from services.platform.errors import WorkerError
from services.platform.jail import kernel
from services.platform.jail.kernel import _Filter, _Line
from services.platform.jail.pool import Jail
from services.platform.jail.work import Lane, WorkerTask

LOOT = "tests.services.platform.jail.loot"
LANE = Lane("loot", (LOOT,), seconds=10, strangers=True)
PR_SET_SECCOMP, MODE_FILTER = 22, 2


def take_away(numbers: list[int]) -> None:
    """From here on these calls do not exist, for this process and its children."""
    program = kernel._assembled(
        [
            _Line(kernel._LOAD, kernel._NUMBER_AT),
            *(_Line(kernel._EQUAL, number, yes="lacking") for number in numbers),
            _Line(kernel._RETURN, kernel._ALLOW),
            _Line(name="lacking"),
            _Line(kernel._RETURN, kernel._NO_SUCH_CALL),
        ]
    )
    whole = _Filter(len(program) // 8, program)
    kernel.no_new_privileges()
    assert kernel._libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(whole), 0, 0) == 0


async def tried() -> dict[str, object]:
    """What stands, and what the stand-ins get."""
    jail = Jail()
    try:
        walls = await jail.ready(LANE)
        got: dict[str, object] = {"walls": asdict(walls), "lacking": walls.lacking}
        for name, given in (("read", "/etc/passwd"), ("write", "/tmp/netra-no"), ("listing", "/proc")):
            got[name] = await jail.run(WorkerTask(LANE, LOOT, name, answer=str), given)
        for name in ("fork", "executable_memory"):
            got[name] = await jail.run(WorkerTask(LANE, LOOT, name, answer=str))
        return got
    except WorkerError:
        return {"started": False}
    finally:
        await jail.close()


if __name__ == "__main__":
    take_away([int(one) for one in sys.argv[1:]])
    print(json.dumps(asyncio.run(tried())))
