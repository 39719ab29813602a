"""Draws bar charts. Runs in a worker process, which alone imports it (:mod:`services.casework.chart`)."""

from __future__ import annotations

import io
from functools import lru_cache
from textwrap import fill

import matplotlib

matplotlib.use("Agg")

from matplotlib import font_manager
from matplotlib.figure import Figure

from core.text import dotted
from services.casework.chart import Chart

WIDTH = 9.0
LABEL_LETTERS = 32
"""Letters of a bar's label on one line."""
DPI = 120
BAR, HIDDEN, INK, SOFT = "#1f6f8b", "#d9dee3", "#22303a", "#66757f"


def prepare() -> None:
    """Draws once, so that fonts are open and everything is imported before the worker's walls close.

    matplotlib forgets its open fonts after a fork, for they can't be used in two processes at once. Here only
    the child uses them, and it could not open them again: they go into a cache that is not emptied.
    """
    inside = vars(font_manager)
    inside["_get_font"] = lru_cache(64)(inside["_get_font"].__wrapped__)
    for upright in (False, True):
        draw(Chart("A", "b", (("c", 1), ("d", None)), "e", "f", upright))


def draw(chart: Chart) -> bytes:
    """The chart as PNG, readable on a phone."""
    height = 6.4 if chart.upright else 2.4 + 0.5 * max(3, len(chart.bars))
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    top, bottom = 1 - 1.15 / height, 0.75 / height
    axes = (
        figure.add_axes((0.07, bottom + 0.6 / height, 0.89, top - bottom - 0.6 / height))
        if chart.upright
        else figure.add_axes((0.40, bottom, 0.52, top - bottom))
    )
    values = [value or 0 for _, value in chart.bars]
    most = max([*values, 1])
    stand_in = most * 0.06
    lengths = [stand_in if value is None else value for _, value in chart.bars]
    colours = [HIDDEN if value is None else BAR for _, value in chart.bars]
    places = list(range(len(chart.bars)))
    words = [chart.hidden_label if value is None else dotted(value) for _, value in chart.bars]
    if chart.upright:
        axes.bar(places, lengths, color=colours, width=0.72)
        axes.set_xticks(places, [label for label, _ in chart.bars], rotation=40, ha="right", fontsize=11)
        for place, length, text in zip(places, lengths, words, strict=True):
            axes.text(place, length + most * 0.015, text, ha="center", va="bottom", fontsize=12, color=INK)
        axes.set_ylim(0, most * 1.12)
        axes.set_yticks([])
    else:
        axes.barh(places, lengths, color=colours, height=0.68)
        axes.set_yticks(places, [fill(label, LABEL_LETTERS) for label, _ in chart.bars], fontsize=12)
        axes.invert_yaxis()
        for place, length, text in zip(places, lengths, words, strict=True):
            axes.text(length + most * 0.015, place, text, ha="left", va="center", fontsize=12, color=INK)
        axes.set_xlim(0, most * 1.15)
        axes.set_xticks([])
    axes.tick_params(length=0, colors=INK)
    for side in ("top", "right", "left" if chart.upright else "bottom"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(HIDDEN)
    figure.text(0.035, 1 - 0.42 / height, chart.title, fontsize=17, fontweight="bold", color=INK, va="center")
    figure.text(0.035, 1 - 0.78 / height, chart.subtitle, fontsize=11.5, color=SOFT, va="center")
    figure.text(0.035, 0.3 / height, chart.note, fontsize=10, color=SOFT, va="center")
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
