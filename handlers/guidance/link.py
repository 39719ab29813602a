"""Links into the bot: ``/start t_<topic>`` opens a topic's card."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import StartLink
from handlers.guidance.ask import TOPIC_PAYLOAD, Ask
from handlers.guidance.texts import ask as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.update_context import NetraContext, text_of
from handlers.platform.words import rest_of


class Links:
    """Tried before the greeting."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def handlers(self) -> Sequence[AnyHandler]:
        """/start with a topic."""
        return [StartLink(rf"{TOPIC_PAYLOAD}[a-z0-9-]+$", self._on_link)]

    async def _on_link(self, update: Update, context: NetraContext) -> None:
        slug = rest_of(text_of(update)).removeprefix(TOPIC_PAYLOAD)
        if not await self._ask.say_topic(context.turn, slug):
            context.turn.say(message(context.turn.chat_id, texts.TOPIC_GONE))
