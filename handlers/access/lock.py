"""What officers read goes from the screen when their lock closes."""

from __future__ import annotations

import io

from PIL import Image

from core.clock import Clock
from handlers.access.texts import officer as texts
from handlers.platform.outgoing import Call, delete_many, edit, edit_media, message
from services.access.officers import Officers
from services.access.views import TAGS, Closing, Views
from storage.platform.unit import Commit, Outgoing, Unit

MOST_AT_ONCE = 100
"""Messages one call deletes. Source: Bot API, deleteMessages."""


def _blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8), 128).save(out, "PNG")
    return out.getvalue()


BLANK = _blank()


def close_views(closing: Closing) -> list[Call]:
    """Calls that take what an officer saw off the screen; what is too old to be deleted is blanked."""
    calls = []
    for tag in TAGS:  # what Telegram does not let go is looked at again by the sweep, and blanked
        ids = [message_id for message_id, of in closing.young if of == tag]
        calls += [
            delete_many(closing.chat_id, ids[at : at + MOST_AT_ONCE], else_keep=tag)
            for at in range(0, len(ids), MOST_AT_ONCE)
        ]
    for message_id, is_media in closing.too_old:
        if is_media:
            calls.append(edit_media(closing.chat_id, message_id, "photo", BLANK, "tutup.png", texts.BLANKED))
        else:
            calls.append(edit(closing.chat_id, message_id, texts.BLANKED, strict=True))
    return calls


class LockJob:
    """Sweeps at start and every few seconds: also what was sent late, or before a crash."""

    def __init__(self, views: Views, officers: Officers, clock: Clock) -> None:
        self._views = views
        self._officers = officers
        self._clock = clock

    async def run(self, commit: Commit) -> None:
        """Takes away whatever a closed lock left on a screen."""
        await self._officers.refresh()
        for closing in await self._views.due(self._clock.now()):
            calls = [*close_views(closing), message(closing.chat_id, texts.LOCKED, silent=True)]
            await commit(
                Unit(
                    writes=[self._views.forget(closing)],
                    outgoing=[Outgoing(closing.chat_key, call.encode()) for call in calls],
                )
            )
