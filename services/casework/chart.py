"""What a bar chart shows, and the way to have it drawn in a worker."""

from __future__ import annotations

from dataclasses import dataclass

from services.platform.jail.work import CHARTS, WorkerTask


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; a bar without a value is hidden."""

    title: str
    subtitle: str
    bars: tuple[tuple[str, int | None], ...]
    hidden_label: str
    note: str
    upright: bool = False
    """Columns side by side (for weeks) in place of bars below one another."""


draw_chart: WorkerTask[[Chart], bytes] = WorkerTask(CHARTS, "services.casework.charts", "draw", answer=bytes)
"""The chart as PNG."""
