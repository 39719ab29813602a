"""Messages with a report in them, which must not outlive the lock of the officer who reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.access.officers import OfficerStore, StoredView
from storage.platform.unit import Write

VIEW_TAG = "officer-view"
MEDIA_TAG = "officer-media"
SETUP_TAG = "officer-setup"
"""The QR picture of the second factor; it goes when a first password was right, not at lock."""
PROMPT_TAG = "officer-prompt"
"""The request for a one-time password: one at a time, and none once the lock is open."""
TAGS = (VIEW_TAG, MEDIA_TAG)
SAFELY_DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete messages for 48 hours (Bot API, deleteMessage); one is left for the way."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What has to vanish from one chat."""

    chat_id: int
    chat_key: bytes
    young: tuple[tuple[int, str], ...]
    """Id and tag of what is young enough to be deleted."""
    too_old: tuple[tuple[int, bool], ...]
    """Id, and whether it is a picture or file: these can only be blanked by an edit."""


class Views:
    """Finds what has to vanish."""

    def __init__(self, store: OfficerStore) -> None:
        self._store = store

    async def due(self, now: datetime) -> list[Closing]:
        """Chats that still show something to nobody whose lock is open: locked officers, and former ones."""
        return _by_chat(await self._store.views(TAGS, locked_at=int(now.timestamp())), now)

    async def of_chat(self, chat_key: bytes, now: datetime) -> list[Closing]:
        """What one officer sees."""
        return _by_chat(await self._store.views(TAGS, chat_key=chat_key), now)

    def forget(self, closing: Closing) -> Write:
        """Committed together with the deletions, so that each is queued once."""
        ids = [message_id for message_id, _ in (*closing.young, *closing.too_old)]
        return self._store.forget_views(closing.chat_key, ids, TAGS)


def _by_chat(views: Sequence[StoredView], now: datetime) -> list[Closing]:
    limit = int((now - SAFELY_DELETABLE).timestamp())
    chats: dict[bytes, list[StoredView]] = {}
    for view in views:
        chats.setdefault(view.chat_key, []).append(view)
    return [
        Closing(
            found[0].chat_id,
            chat_key,
            tuple({one.message_id: one.tag for one in found if one.kept_at > limit}.items()),
            tuple((one.message_id, one.tag == MEDIA_TAG) for one in found if one.kept_at <= limit),
        )
        for chat_key, found in chats.items()
    ]
