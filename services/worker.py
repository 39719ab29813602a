"""Work that draws: PDF, charts, redacted pictures. Each piece runs in a process of its own that ends with it.

What officers draw holds reports. A process that ends takes its memory along; and the libraries that draw
(matplotlib, fpdf2: 45 MB and half a second of imports) never enter the serving process: see :class:`ByName`.
"""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Generic, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from core.errors import DrawingError

MEMORY_LIMIT = 1_500 * 2**20
"""Bytes of address space, as for the cleaner of evidence."""
NICENESS = 10
SECONDS = 60
GRACE_SECONDS = 5

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ByName(Generic[P, T]):
    """A function named by where it is, so that only the worker which calls it imports its module."""

    module: str
    name: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls it."""
        function: Callable[P, T] = getattr(import_module(self.module), self.name)
        return function(*args, **kwargs)


def prepare() -> None:
    """Limits of the process: memory, no core dumps, behind everything else, one thread for arithmetic."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


class Drawer:
    """Runs drawing functions, one at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._turn = asyncio.Lock()
        self._seconds = seconds

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns; it and its arguments must be picklable.

        Raises:
            DrawingError: the process crashed, failed, or took too long.
        """
        async with self._turn:
            pool = ProcessPool(max_workers=1, initializer=prepare, context=get_context("spawn"))
            try:
                future = pool.schedule(function, args=list(args), kwargs=dict(kwargs), timeout=self._seconds)
                return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds + GRACE_SECONDS)
            except ProcessExpired as error:
                raise DrawingError(f"the worker ended: {type(error).__name__}") from None
            except TimeoutError:
                raise DrawingError("the worker took too long") from None
            except Exception as error:  # noqa: BLE001 - whatever a library raised; its text may hold a report
                raise DrawingError(f"drawing failed: {type(error).__name__}") from None
            finally:
                pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
                await asyncio.to_thread(pool.join)
