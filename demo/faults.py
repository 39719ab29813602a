"""Faults that can be switched on: latency, error statuses, 429, dropped connections, Telegram's limits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from demo.limits import Limits


class Dropped(Exception):  # noqa: N818 - what happens to the connection, not an error of the server
    """The connection is cut without an answer."""


@dataclass
class Fault:
    """One fault of one method (``*`` for all)."""

    method: str
    latency: float = 0.0
    status: int | None = None
    retry_after: int | None = None
    """With status 429: how long to wait."""
    drop: bool = False
    after: bool = False
    """The call is carried out first: the bot can't know that it was."""
    chance: float = 1.0
    """How likely it strikes a call, 0 to 1."""
    times: int | None = None
    """How often it strikes; None for always."""


@dataclass(frozen=True)
class Strike:
    """What befalls one call."""

    status: int | None = None
    retry_after: int | None = None
    drop_after: bool = False


class Faults:
    """The faults that are on."""

    def __init__(self, chance: Callable[[], float] | None = None) -> None:
        self._faults: list[Fault] = []
        self._chance = chance or random.Random(1).random  # noqa: S311 - which calls fail is no secret
        self.limits = Limits()

    def set(self, described: dict[str, Any]) -> None:
        """Adds a fault; an empty description clears all. ``{"limits": true}`` switches Telegram's limits."""
        if not described:
            self._faults.clear()
            self.limits = Limits()
            return
        if "limits" in described:
            self.limits = Limits(on=bool(described["limits"]))
            return
        self._faults.append(
            Fault(
                str(described.get("method", "*")),
                float(described.get("latency", 0.0)),
                described.get("status"),
                described.get("retry_after"),
                bool(described.get("drop", False)),
                bool(described.get("after", False)),
                float(described.get("chance", 1.0)),
                described.get("times"),
            )
        )

    async def strike(self, method: str) -> Strike:
        """Waits out latency; says what else befalls the call.

        Raises:
            Dropped: the connection is to be cut before the call is carried out.
        """
        if not self._faults:
            return NOTHING
        status, retry_after, drop_after = None, None, False
        for fault in list(self._faults):
            if fault.method not in ("*", method):
                continue
            if fault.chance < 1.0 and self._chance() >= fault.chance:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            if fault.latency:
                await asyncio.sleep(fault.latency)
            if fault.drop and not fault.after:
                raise Dropped
            drop_after = drop_after or fault.drop
            status = fault.status or status
            retry_after = fault.retry_after or retry_after
        return Strike(status, retry_after, drop_after)


NOTHING = Strike()
