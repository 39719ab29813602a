"""Faults that can be switched on: latency, error statuses, dropped connections."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any


class Dropped(Exception):  # noqa: N818 - what happens to the connection, not an error of the server
    """The connection is cut without an answer."""


@dataclass
class Fault:
    """One fault of one method (``*`` for all)."""

    method: str
    latency: float = 0.0
    status: int | None = None
    drop: bool = False
    times: int | None = None
    """How often it strikes; None for always."""


class Faults:
    """The faults that are on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def set(self, described: dict[str, Any]) -> None:
        """Adds a fault; an empty description clears all."""
        if not described:
            self._faults.clear()
            return
        self._faults.append(
            Fault(
                str(described.get("method", "*")),
                float(described.get("latency", 0.0)),
                described.get("status"),
                bool(described.get("drop", False)),
                described.get("times"),
            )
        )

    async def strike(self, method: str) -> int | None:
        """Waits out latency; returns an error status to answer with, if one is due.

        Raises:
            Dropped: the connection is to be cut.
        """
        if not self._faults:
            return None
        status = None
        for fault in list(self._faults):
            if fault.method not in ("*", method):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            if fault.latency:
                await asyncio.sleep(fault.latency)
            if fault.drop:
                raise Dropped
            status = fault.status or status
        return status
