"""Asks the drawing worker for timelines, and keeps the newest in memory: nobody's data is in them."""

from __future__ import annotations

from collections import OrderedDict

from services.calendar.timeline import TimelineWords, draw_timeline
from services.platform.drawing.renderer import PictureRenderer

KEPT = 8


class Timelines:
    """Pictures of timelines, one drawing per election, day and change."""

    def __init__(self, renderer: PictureRenderer) -> None:
        self._renderer = renderer
        self._kept: OrderedDict[TimelineWords, bytes] = OrderedDict()

    async def picture(self, words: TimelineWords) -> bytes:
        """PNG of an election's timeline with the stand's day marked.

        Raises:
            services.platform.errors.DrawingError: the worker failed.
        """
        if words not in self._kept:
            self._kept[words] = await self._renderer.draw(draw_timeline, words)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(words)
        return self._kept[words]
