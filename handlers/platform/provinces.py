"""Buttons to choose a province from, page by page."""

from __future__ import annotations

from collections.abc import Callable

from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import Button
from handlers.platform.steps import Paging, StepChoice, page_of
from handlers.platform.texts import common
from services.platform.places import PROVINCES

_CHOICES = tuple(StepChoice(one.name, one.code) for one in PROVINCES)
PROVINCE_CHOICES = tuple(_CHOICES[at : at + 2] for at in range(0, len(_CHOICES), 2))
"""All provinces, two a row."""
PROVINCE_PAGES = Paging(7, common.MORE_PROVINCES, common.FIRST_PROVINCES)
"""Three pages for 38 provinces: each fits on a phone without scrolling."""


def province_rows(
    page: int, pick: Callable[[str], CallbackData], turn_to: Callable[[int], CallbackData]
) -> list[list[Button]]:
    """Rows of one page (a page that is not there shows the first).

    Args:
        page: Number of the page, from 0.
        pick: Button data for a province's code.
        turn_to: Button data for a page's number.
    """
    shown, to = page_of(PROVINCE_CHOICES, page, PROVINCE_PAGES.rows)
    rows = [[Button(one.label, pick(one.value)) for one in row] for row in shown]
    return [*rows, [Button(PROVINCE_PAGES.more if to else PROVINCE_PAGES.first, turn_to(to))]]
