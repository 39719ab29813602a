"""Jobs of no column: what is overdue is erased, what is idle forgotten, the office's key looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.app.office_key import OfficeKeyWatch
from handlers.platform.feature import Feature, Job
from handlers.platform.outgoing import end_trace
from services.access.views import TAGS as VIEW_TAGS
from services.platform.installation import Installation
from storage.platform.dialogs import Dialogs
from storage.platform.lifetimes import DELETABLE, TIDIED_EVERY
from storage.platform.outbox import Outbox
from storage.platform.unit import Commit, Outgoing, Unit
from storage.tidying import erase_overdue

FORGET_EVERY = timedelta(seconds=10)
"""So much longer than it has to be, at the most, lies in memory what a chat took."""
LOOK_FOR_KEY_EVERY = timedelta(hours=1)


def build(
    installation: Installation,
    outbox: Outbox,
    dialogs: Dialogs,
    office_key: OfficeKeyWatch,
    features: Sequence[Feature],
    idle: Sequence[Callable[[], None]],
) -> Feature:
    """The bot's own jobs; ``features`` are tidied with it, and forget what is idle as ``idle`` does."""
    forgetting = [*idle, *(one.forget_idle for one in features if one.forget_idle is not None)]

    async def tidy(commit: Commit) -> None:
        now = installation.clock.now()
        too_old = int((now - DELETABLE).timestamp())
        expired = await dialogs.expired(now)
        await commit(
            Unit(
                writes=[
                    dialogs.expire(now),
                    outbox.forget_older_than(too_old, but=VIEW_TAGS),
                    erase_overdue(now, installation.bot_id),
                ],
                outgoing=[
                    Outgoing(chat_key, end_trace(dialog.trace).encode())
                    for chat_key, dialog in expired
                    if dialog.trace
                ],
                truncate_log=True,  # what was deleted since the last time must not linger in the log
            )
        )
        for feature in features:
            await feature.tidy(commit)

    async def forget_idle(_commit: Commit) -> None:
        for forget in forgetting:
            forget()

    return Feature(
        name="bot",
        jobs=[
            Job("tidy", TIDIED_EVERY, tidy),
            Job("idle chats", FORGET_EVERY, forget_idle),
            Job("office key", LOOK_FOR_KEY_EVERY, office_key.look),
        ],
    )
