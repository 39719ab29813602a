"""Pictures of guidance, and the folder that keeps the share cards."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from rulebook.loader import Rulebook
from services.platform.drawing.others import (
    ChartWords,
    PledgeWords,
    ScoreWords,
    draw_certificate,
    draw_chart,
    draw_score_card,
)
from services.platform.drawing.renderer import PictureRenderer
from services.platform.drawing.share_card import CardWords, draw_share_card


class GuidancePictures:
    """Draws pictures of topics, quizzes and pledges, and keeps share cards.

    Share cards hold nothing of a person, so they are kept below ``folder`` under the rulebook's hash.
    """

    def __init__(self, rulebook: Rulebook, folder: Path, renderer: PictureRenderer) -> None:
        self._folder = folder / rulebook.digest
        self._renderer = renderer

    async def share_card(self, slug: str, words: CardWords) -> bytes:
        """PNG of a topic's card.

        Raises:
            services.platform.errors.DrawingError: the worker failed; it may be asked again.
        """
        path = self._folder / f"{slug}.{words.bot_name.lstrip('@')}.png"
        kept = await asyncio.to_thread(_read, path)
        if kept is not None:
            return kept
        drawn = await self._renderer.draw(draw_share_card, words)
        await asyncio.to_thread(_keep, path, drawn)
        return drawn

    async def score_card(self, words: ScoreWords) -> bytes:
        """PNG of a quiz's result."""
        return await self._renderer.draw(draw_score_card, words)

    async def certificate(self, words: PledgeWords) -> bytes:
        """PNG of a pledge. It is never kept."""
        return await self._renderer.draw(draw_certificate, words)

    async def chart(self, words: ChartWords) -> bytes:
        """PNG of a bar chart."""
        return await self._renderer.draw(draw_chart, words)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _keep(path: Path, content: bytes) -> None:
    """Written beside and moved into place, so that a killed bot leaves no half picture."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
