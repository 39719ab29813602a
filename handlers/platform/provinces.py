"""Buttons to choose a province from, page by page."""

from __future__ import annotations

from collections.abc import Callable

from handlers.platform.outgoing import Button
from handlers.platform.texts import common
from services.platform.places import PROVINCES

PROVINCES_A_PAGE = 14
"""Three pages for 38 provinces, two a row: each fits on a phone without scrolling."""


def province_rows(page: int, pick: Callable[[str], str], turn_to: Callable[[int], str]) -> list[list[Button]]:
    """Rows of one page (a page that is not there shows the first).

    Args:
        page: Number of the page, from 0.
        pick: Button data for a province's code.
        turn_to: Button data for a page's number.
    """
    start = page * PROVINCES_A_PAGE
    shown = PROVINCES[start : start + PROVINCES_A_PAGE] or PROVINCES[:PROVINCES_A_PAGE]
    buttons = [Button(one.name, pick(one.code)) for one in shown]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    if start + PROVINCES_A_PAGE < len(PROVINCES):
        return [*rows, [Button(common.MORE_PROVINCES, turn_to(page + 1))]]
    return [*rows, [Button(common.FIRST_PROVINCES, turn_to(0))]]
