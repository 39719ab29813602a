"""The engine: works through what is due, one campaign at a time, for as long as there is something."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.announcements.aftermath import AftermathRun
from services.announcements.delivery import LOOK_EVERY, Delivery, Task, Tools
from services.announcements.model import Aftermath, Audience
from services.announcements.order import Order
from services.announcements.sender import Encoded
from services.platform.pacing import set_within
from storage.announcements.broadcasts import AudienceFilter, StoredCampaign
from storage.platform.lifetimes import LEDGER
from storage.platform.unit import Unit

FORGET_SLICE = 5_000
FORGET_SLICES = 400
"""Slices erased in one go at the most; the next ring goes on."""


def audience_filter(audience: Audience) -> AudienceFilter:
    """The audience as storage understands it."""
    return {
        "role": audience.roles,
        "province": audience.provinces,
        "district": audience.districts,
        "agency": audience.agencies,
    }


def audience_as_json(audience: Audience) -> dict[str, Any]:
    """The audience as kept in a campaign's body."""
    return {
        **{name: list(values) for name, values in audience_filter(audience).items()},
        "subscribers": audience.subscribers,
        "channel": audience.channel,
    }


def audience_of(body: Mapping[str, Any]) -> Audience:
    """The audience :func:`audience_as_json` wrote."""
    return Audience(
        roles=tuple(body["role"]),
        provinces=tuple(body["province"]),
        districts=tuple(body["district"]),
        agencies=tuple(body["agency"]),
        subscribers=bool(body["subscribers"]),
        channel=bool(body["channel"]),
    )


@dataclass(frozen=True)
class Engine:
    """Sends whatever is due. Ask :meth:`work` as often as you like: the database knows what is left."""

    tools: Tools
    rate: float | None
    """Messages a second where a campaign names none; None for no limit."""

    async def due(self) -> bool:
        """Whether there is anything to send, take back or change."""
        return bool(await self.tools.broadcasts.due(self.tools.now()))

    async def work(self, stop: asyncio.Event) -> None:
        """Works until nothing is due, ``stop`` is set, or another process turns out to be the sender.

        Raises:
            storage.platform.errors.StorageError: the database refuses again and again.
        """
        order = Order(lambda: self.tools.broadcasts.due(self.tools.now()), self.tools.limiter.now)
        changes: dict[str, AftermathRun] = {}
        while not stop.is_set():
            first = await order.first()
            if first is not None and (rest := order.rests(first)):  # so do all others
                await set_within(stop, min(rest, LOOK_EVERY))
                continue
            campaign = await self.tools.broadcasts.get(first) if first is not None else None
            if campaign is None or not await self._run(campaign, stop, order, changes):
                return

    async def _run(
        self,
        campaign: StoredCampaign,
        stop: asyncio.Event,
        order: Order,
        changes: dict[str, AftermathRun],
    ) -> bool:
        wanted = campaign.rate or self.rate
        if self.tools.limiter.pacer.wanted != wanted:
            self.tools.limiter.pacer.want(wanted)
        kind = Aftermath.of(campaign.aftermath or "")
        if kind is not None and not campaign.aftermath_done:
            run, before = self._aftermath(campaign, kind, order), changes.pop(campaign.id, None)
            if before is not None and before.goes_on(run):
                run = before  # it knows who is done already
            mine = await run.run(stop)
            if order.rests(campaign.id):
                changes[campaign.id] = run
            return mine
        audience = audience_of(campaign.body["audience"])
        task = Task(
            campaign.id,
            tuple(Encoded.of(method, params) for method, params in campaign.body["calls"]),
            audience_filter(audience) if audience.subscribers else None,
            audience.channel,
            campaign.cursor,
        )
        return await Delivery(self.tools, task, order).run(stop)

    def _aftermath(self, campaign: StoredCampaign, kind: Aftermath, order: Order) -> AftermathRun:
        edit, part = None, 0
        if kind is Aftermath.EDIT and campaign.aftermath_body is not None:
            edit = Encoded.of(campaign.aftermath_body["method"], campaign.aftermath_body["params"])
            part = int(campaign.aftermath_body["part"])
        return AftermathRun(self.tools, campaign.id, kind, edit, part, campaign.aftermath_cursor, order)

    async def forget(self) -> None:
        """Erases ledgers nobody can use any more, slice by slice."""
        before = self.tools.now() - int(LEDGER.total_seconds())
        slices = 0
        for campaign in await self.tools.broadcasts.forgettable(before):
            while slices < FORGET_SLICES and await self.tools.ledger.has_rows(campaign):
                await self.tools.commit(Unit(writes=[self.tools.ledger.forget(campaign, FORGET_SLICE)]))
                slices += 1
