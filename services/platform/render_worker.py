"""Work that draws for officers: PDF, charts, redacted pictures. Each piece ends with its process.

What officers draw holds reports. A process that ends takes its memory along; and the libraries that draw
(matplotlib, fpdf2: 45 MB and half a second of imports) never enter the serving process: see
:class:`services.platform.jail.work.WorkerTask`.
"""

from __future__ import annotations

from typing import ParamSpec, TypeVar

from services.platform.errors import DrawingError, WorkerError
from services.platform.jail.pool import Jail
from services.platform.jail.work import WorkerTask

P = ParamSpec("P")
T = TypeVar("T")


class RenderWorker:
    """Runs drawing work."""

    def __init__(self, jail: Jail | None = None) -> None:
        self._jail = jail or Jail()

    async def run(self, work: WorkerTask[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work returns.

        Raises:
            DrawingError: the process crashed, failed, lied, or took too long.
        """
        try:
            return await self._jail.run(work, *args, **kwargs)
        except WorkerError as error:  # a library's own words may hold a report, and are not in it
            raise DrawingError(str(error)) from None

    async def close(self) -> None:
        """Ends what waits for work."""
        await self._jail.close()
