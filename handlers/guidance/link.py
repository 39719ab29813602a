"""Links into the bot: ``/start t_<topic>`` opens a topic's card."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.guidance.ask import TOPIC_PAYLOAD, Ask
from handlers.guidance.texts import ask as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.turn import NetraContext, text_of


class Links:
    """Tried before the greeting."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def handlers(self) -> Sequence[AnyHandler]:
        """/start with a topic."""
        linked = filters.ChatType.PRIVATE & filters.Regex(rf"^/start {TOPIC_PAYLOAD}[a-z0-9-]+$")
        return [CommandHandler("start", self._on_link, linked)]

    async def _on_link(self, update: Update, context: NetraContext) -> None:
        slug = text_of(update).partition(TOPIC_PAYLOAD)[2]
        if not await self._ask.say_topic(context.turn, slug):
            context.turn.say(message(context.turn.chat_id, texts.TOPIC_GONE))
