"""Inline mode: @bot and some words, in any chat, offers rule cards to send there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import InlineQueryHandler

from core.numbers import page_number
from handlers.guidance.ask import topic_link
from handlers.guidance.texts import ask as ask_texts
from handlers.guidance.texts import inline as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Call
from handlers.platform.update_context import NetraContext
from rulebook.loader import Rulebook
from rulebook.model import Topic
from services.access.spotter import Spotter
from services.guidance.search import TopicSearch

PAGE = 10
"""Results at once; Telegram takes up to 50."""
CACHE_SECONDS = 600
"""Telegram answers the same words itself for so long. Not personal: a role shapes private answers only."""
MAX_QUERY = 256
"""Source: Bot API, InlineQuery.query."""


class Inline:
    """Answers inline queries."""

    def __init__(self, search: TopicSearch, rulebook: Rulebook, spotter: Spotter) -> None:
        self._search = search
        self._spotter = spotter
        self._rulebook = rulebook

    def handlers(self) -> Sequence[AnyHandler]:
        """Inline queries."""
        return [InlineQueryHandler(self._on_query)]

    async def _on_query(self, update: Update, context: NetraContext) -> None:
        query = update.inline_query
        if query is None:
            return
        has_code = self._spotter.has_code(query.query)
        slugs = [] if has_code else self._search.ranked(query.query[:MAX_QUERY])
        start = page_number(query.offset)
        page = slugs[start : start + PAGE]
        more = start + PAGE < len(slugs)
        name = context.bot.username
        context.turn.say(
            Call(
                "answerInlineQuery",
                {
                    "inline_query_id": query.id,
                    "results": [article(self._rulebook[slug], name) for slug in page],
                    "cache_time": 0 if has_code else CACHE_SECONDS,
                    "is_personal": False,
                    "next_offset": str(start + PAGE) if more else "",
                    "button": {"text": texts.ASK_DIRECTLY, "start_parameter": "inline"},
                },
            )
        )


def article(topic: Topic, bot_name: str) -> dict[str, Any]:
    """``InlineQueryResultArticle`` of a topic."""
    button = Button(texts.ASK_YOURSELF, url=topic_link(bot_name, topic.slug))
    return {
        "type": "article",
        "id": topic.slug,
        "title": texts.title(topic),
        "description": texts.description(topic),
        "input_message_content": {
            "message_text": ask_texts.short_card(topic),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": [[button.as_json()]]},
    }
