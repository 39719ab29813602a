"""Pictures of guidance, calendar and announcements, drawn in the jail for whoever needs one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from services.platform.errors import DrawingError, WorkerError
from services.platform.jail.pool import Jail
from services.platform.jail.work import PICTURES, WorkerTask

PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"

Words = TypeVar("Words")


def is_png(drawn: bytes) -> bool:
    """Whether bytes begin and end like a PNG."""
    return drawn.startswith(PNG_HEAD) and drawn.endswith(PNG_END)


class PictureRenderer:
    """Draws pictures one after another, each in a worker of its own.

    What is drawn is a function of one of the lane's modules that takes one frozen value and returns a PNG.
    """

    def __init__(self, jail: Jail | None = None) -> None:
        self._jail = jail or Jail()

    async def draw(self, function: Callable[[Words], bytes], words: Words) -> bytes:
        """The picture.

        Raises:
            services.platform.errors.DrawingError: the worker failed; it may be asked again.
        """
        work: WorkerTask[[Words], bytes] = WorkerTask(
            PICTURES, function.__module__, function.__name__, answer=bytes, holds=is_png
        )
        try:
            return await self._jail.run(work, words)
        except WorkerError:
            raise DrawingError from None

    async def close(self) -> None:
        """Ends the worker; nothing is drawn any more."""
        await self._jail.close()
