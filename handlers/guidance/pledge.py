"""/ikrar: a pledge with a certificate. The name is drawn, sent, and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import Update

from core.text import squeeze
from handlers.access.commands import Command, HelpSection
from handlers.access.gate import LOCKED_SCREEN
from handlers.guidance.buttons import BeginPledge
from handlers.guidance.texts import pictures
from handlers.guidance.texts import pledge as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, ZoneOf, tapped_at, text_of
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.errors import DrawingError
from storage.platform.dialogs import Dialog

_NAME = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .,'’\-()]{1,59}")
"""Latin letters with what stands in names and degrees; fonts shipped with the project draw all of them."""
PLEDGE = Command("ikrar", texts.COMMAND, rank=70, section=HelpSection.LEARN, without_slash=True)


class Pledge:
    """The pledge, in private chats."""

    name = "pledge"

    def __init__(self, guidance_pictures: GuidancePictures, zones: ZoneOf) -> None:
        self._zones = zones
        self._guidance_pictures = guidance_pictures

    def handlers(self) -> Sequence[AnyHandler]:
        """/ikrar and its button."""
        return [
            PLEDGE.answered_by(self._on_pledge),
            TapHandler(on(BeginPledge, self._on_button)),
        ]

    async def _on_pledge(self, _update: Update, context: NetraContext) -> None:
        rows = [[Button(texts.BUTTON_PLEDGE, BeginPledge())]]
        context.turn.say(message(context.turn.chat_id, texts.INTRO, rows))

    async def _on_button(self, update: Update, context: NetraContext, _pressed: BeginPledge) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        dialog = await turn.dialog()
        if dialog is not None and dialog.name not in (self.name, LOCKED_SCREEN):
            turn.say(toast(query_id, texts.BUSY, alert=True))  # a report under way is never thrown away
            return
        turn.say(toast(query_id), message(turn.chat_id, texts.ASK_NAME))
        turn.set_dialog(self.name, "name")

    async def on_input(self, update: Update, context: NetraContext, _dialog: Dialog) -> None:
        """The name."""
        turn = context.turn
        name = squeeze(text_of(update))
        if not _NAME.fullmatch(name):
            turn.say(message(turn.chat_id, texts.BAD_NAME))
            return
        turn.direct.typing(turn.chat_id, "upload_photo")
        day = turn.now.astimezone(await self._zones(turn.chat_key)).date()
        words = pictures.certificate(name, day, f"@{context.bot.username}")
        try:
            picture = await self._guidance_pictures.certificate(words)
        except DrawingError:
            turn.say(message(turn.chat_id, texts.FAILED))
            return
        turn.end_dialog()
        turn.unit.truncate_log = True
        turn.say(photo(turn.chat_id, picture, texts.CAPTION, file_name="ikrar-netralitas.png"))
