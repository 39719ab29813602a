"""PTB's application, taught to forget."""

from __future__ import annotations

from typing import Any

from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot

from bot.wire.transport import PtbRequest, Transport
from handlers.platform.update_context import NetraContext, OpenTurns

PtbApplication = Application[Any, NetraContext, Any, Any, OpenTurns, Any]


class ForgettingApplication(PtbApplication):
    """Notes nobody.

    PTB keeps the id of every chat and person that ever wrote, for the next run of a persistence, also where
    there is none: for as long as the process lives. (Seen in python-telegram-bot 22.8, ``_application.py``.)
    """

    def _mark_for_persistence_update(
        self, *, update: object | None = None, job: object | None = None
    ) -> None:
        """Nothing is persisted by PTB."""


def build_bot(token: str, root: str, transport: Transport) -> ExtBot[None]:
    """PTB's bot over the bot's own transport; ``root`` is the address of the Bot API server."""
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=PtbRequest(transport),
        get_updates_request=PtbRequest(transport),
    )
    return bot


def build_application(bot: ExtBot[None]) -> PtbApplication:
    """An application without updater, persistence and job queue, whose contexts carry the turn."""
    application: PtbApplication = (
        ApplicationBuilder()
        .application_class(ForgettingApplication)
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=NetraContext, bot_data=OpenTurns))
        .build()
    )
    return application
