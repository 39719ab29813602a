"""Asks the drawing worker for timelines, and keeps the newest in memory: nobody's data is in them."""

from __future__ import annotations

from collections import OrderedDict

from services.calendar.calendar import Stand
from services.calendar.timeline import Row, TimelineWords, draw_timeline
from services.platform.dates import format_date, format_span
from services.platform.drawing.renderer import PictureRenderer

KEPT = 8


class Timelines:
    """Pictures of timelines, one drawing per election, day and change."""

    def __init__(self, renderer: PictureRenderer) -> None:
        self._renderer = renderer
        self._kept: OrderedDict[TimelineWords, bytes] = OrderedDict()

    async def picture(self, stand: Stand, headline: str, left: str, foot: str, bot_name: str) -> bytes | None:
        """PNG of an election's timeline with the stand's day marked; None where there is no election.

        Raises:
            services.platform.errors.DrawingError: the worker failed.
        """
        election = stand.election
        if election is None:
            return None
        phases = sorted(election.phases, key=lambda one: (one.starts, one.ends))
        words = TimelineWords(
            election.title,
            ", ".join(election.regions),
            headline,
            left,
            stand.day,
            format_date(stand.day),
            tuple(Row(one.title, format_span(one.starts, one.ends), one.starts, one.ends) for one in phases),
            foot,
            bot_name,
        )
        if words not in self._kept:
            self._kept[words] = await self._renderer.draw(draw_timeline, words)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(words)
        return self._kept[words]
