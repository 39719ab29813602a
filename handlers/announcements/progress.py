"""Keeps the messages up to date that show how far an announcement is, and reports when it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from core.clock import Clock
from handlers.announcements.broadcasts import card_rows, note_report, report_calls, watch_tag
from handlers.announcements.texts import announce as texts
from handlers.platform.outgoing import Call, edit
from services.access.audit import SYSTEM
from services.access.audit_hook import AuditHook
from services.announcements.campaigns import Campaigns
from services.announcements.model import Campaign
from services.platform.drawing.renderer import PictureRenderer
from storage.platform.broadcast_states import CampaignState
from storage.platform.outbox import Outbox, RememberedMessage
from storage.platform.unit import Commit, Outgoing, Unit

LOOKED_AT = 50
"""Campaigns looked through, the newest first."""
OVER_FOR = timedelta(hours=48)
"""After this a message's id is forgotten anyway."""
RENEW_AFTER = timedelta(hours=24)
"""Remembered ids are forgotten after 48 hours; a broadcast to millions lasts longer."""

Quietly = Callable[[Call], Awaitable[None]]
"""Sends a call nobody misses if it fails; returns when it is through."""


class ProgressJob:
    """Rings every three seconds. What it shows on the way is fleeting; the last word is kept like a reply."""

    def __init__(
        self,
        campaigns: Campaigns,
        outbox: Outbox,
        renderer: PictureRenderer,
        clock: Clock,
        zone: ZoneInfo,
        audit: AuditHook,
        is_admin: Callable[[int], bool],
    ) -> None:
        """``is_admin`` says of a chat whether its person still is one: who was taken out follows nothing."""
        self._is_admin = is_admin
        self._audit = audit
        self._campaigns = campaigns
        self._outbox = outbox
        self._renderer = renderer
        self._clock = clock
        self._zone = zone
        self._shown: dict[str, str] = {}
        """What each campaign's messages say, so that nothing is sent that changes nothing."""

    async def run(self, commit: Commit, quietly: Quietly, chat_key: Callable[[int], bytes]) -> None:
        """Looks once."""
        for campaign in await self._campaigns.recent(LOOKED_AT):
            if campaign.state is CampaignState.DRAFT or self._is_history(campaign):
                self._shown.pop(campaign.id, None)
                continue
            watching = await self._watching(campaign, commit, chat_key)
            if not watching:
                continue
            if campaign.state.is_over and (campaign.aftermath is None or campaign.aftermath_done):
                await self._last_word(campaign, watching, commit, chat_key)
            else:
                await self._on_the_way(campaign, watching, commit, quietly, chat_key)

    async def _watching(
        self, campaign: Campaign, commit: Commit, chat_key: Callable[[int], bytes]
    ) -> list[RememberedMessage]:
        """Messages of admins that show it. Those of who is none any more are left as they stand."""
        tag = watch_tag(campaign.id)
        kept = await self._outbox.remembered(tag)
        watching = [one for one in kept if self._is_admin(one.chat_id)]
        former = {one.chat_id for one in kept} - {one.chat_id for one in watching}
        if former:
            await commit(Unit(writes=[self._outbox.forget(tag, chat_key(chat_id)) for chat_id in former]))
        return watching

    def _is_history(self, campaign: Campaign) -> bool:
        ended = campaign.finished_at
        busy = campaign.aftermath is not None and not campaign.aftermath_done
        return ended is not None and not busy and self._clock.now() - ended > OVER_FOR

    async def _on_the_way(
        self,
        campaign: Campaign,
        watching: list[RememberedMessage],
        commit: Commit,
        quietly: Quietly,
        chat_key: Callable[[int], bytes],
    ) -> None:
        html = texts.card(campaign, await self._campaigns.progress(campaign.id), self._zone)
        now = self._clock.now()
        for one in watching:
            if now.timestamp() - one.kept_at > RENEW_AFTER.total_seconds():
                await commit(Unit(writes=[self._outbox.remember(one.chat_id, one.tag, [one.message_id])]))
        if self._shown.get(campaign.id) == html:
            return
        for one in watching:
            actions = self._campaigns.allowed(campaign, chat_key(one.chat_id), now)
            await quietly(edit(one.chat_id, one.message_id, html, card_rows(campaign, actions)))
        self._shown[campaign.id] = html

    async def _last_word(
        self,
        campaign: Campaign,
        watching: list[RememberedMessage],
        commit: Commit,
        chat_key: Callable[[int], bytes],
    ) -> None:
        """The final card, the report where this was a delivery, and no more watching: in one piece."""
        report = await self._campaigns.report(campaign.id)
        html = texts.card(campaign, report.progress, self._zone)
        unit = Unit()
        reported: set[int] = set()
        for one in watching:
            key = chat_key(one.chat_id)
            actions = self._campaigns.allowed(campaign, key, self._clock.now())
            calls = [edit(one.chat_id, one.message_id, html, card_rows(campaign, actions))]
            if campaign.aftermath is None and one.chat_id not in reported and report.progress.total:
                reported.add(one.chat_id)
                calls += await report_calls(self._renderer, report, one.chat_id, self._zone)
                note_report(self._audit, unit, SYSTEM, report)
            unit.outgoing.extend(Outgoing(key, call.encode()) for call in calls)
            unit.write(self._outbox.forget(one.tag, key))
        await commit(unit)
        self._shown.pop(campaign.id, None)
