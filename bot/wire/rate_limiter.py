"""The rate limiter of one bot, built: what is sent goes at the pace that Telegram takes."""

from __future__ import annotations

from bot.app.metrics import Metrics
from bot.app.settings import Settings
from core.sealing import Keyring
from services.platform.chat_paces import ChatLimits, ChatPaces
from services.platform.pacing import RateLimiter


def build_rate_limiter(
    settings: Settings, keyring: Keyring, metrics: Metrics, limits: ChatLimits
) -> RateLimiter:
    """A limiter that knows chats by their keyed hash and counts each 429 by whom it silences."""
    return RateLimiter(
        settings.broadcast_rate or None,
        paces=ChatPaces(limits),
        chat_key=keyring.chat_key,
        on_refused=lambda scope: metrics.refused(scope.value),
    )
