"""Announcements, built: what administrators send to many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.access.feature import AccessFeature
from handlers.access.shared import Shared
from handlers.announcements.admin_chats import AdminChats
from handlers.announcements.broadcasts import BroadcastHandlers
from handlers.announcements.compose import Announce
from handlers.announcements.progress import ProgressJob
from handlers.platform.feature import Feature, HandlerPhase, Job
from services.access.roles import Role
from services.announcements.campaigns import Campaigns
from services.calendar.subscribers import Subscriptions
from services.platform.installation import Installation
from storage.announcements.broadcasts import Broadcasts
from storage.announcements.ledger import Ledger
from storage.platform.unit import Commit

SHOW_PROGRESS_EVERY = timedelta(seconds=3)


@dataclass(frozen=True, kw_only=True)
class AnnouncementsFeature(Feature):
    """What administrators send; the engine that does so is built in ``bot/app/sending.py``."""

    campaigns: Campaigns
    broadcasts: Broadcasts
    ledger: Ledger


def build(
    installation: Installation, shared: Shared, access: AccessFeature, subscriptions: Subscriptions
) -> AnnouncementsFeature:
    """Builds it; ``subscriptions`` are those of the calendar, of which an audience is a part."""
    database, keyring, options = installation.database, installation.keyring, installation.options
    broadcasts = Broadcasts(database, keyring, installation.bot_id)
    ledger = Ledger(database, keyring, installation.bot_id)
    has_channel = options.channel_id is not None
    campaigns = Campaigns(broadcasts, ledger, installation.randomness, has_channel=has_channel)

    async def invited_admins() -> Sequence[int]:
        everybody = await access.officers.all()
        return [one.chat_id for one in everybody if one.role is Role.ADMIN and one.confirmed]

    admins = AdminChats(options.owner_ids, invited_admins, keyring.chat_key)
    announce = Announce(
        campaigns,
        subscriptions,
        admins,
        options.zone,
        options.broadcast_rate,
        shared.audit,
        approval=options.announcement_approval,
    )
    siaran = BroadcastHandlers(campaigns, admins, shared.renderer, options.zone, shared.audit, access.gate)
    cards = ProgressJob(
        campaigns,
        shared.outbox,
        shared.renderer,
        installation.clock,
        options.zone,
        shared.audit,
        shared.roles.is_admin,
    )

    async def show_progress(commit: Commit) -> None:
        await cards.run(commit, shared.quietly, keyring.chat_key)

    return AnnouncementsFeature(
        name="announcements",
        handler_groups={HandlerPhase.ADMINS: [announce, siaran]},
        jobs=[Job("progress", SHOW_PROGRESS_EVERY, show_progress)],
        campaigns=campaigns,
        broadcasts=broadcasts,
        ledger=ledger,
    )
