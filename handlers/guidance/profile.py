"""/profil: who the person is, asked once, so that answers fit. Nothing else is asked."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.access.commands import Command, HelpSection
from handlers.guidance.texts import profile as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.turn import NetraContext, tapped
from rulebook.model import Actor
from services.guidance.remembered import ROLES, GuidanceMemory

PROFILE = Command("profil", texts.COMMAND, rank=80, section=HelpSection.ASK, without_slash=True)


class Profile:
    """The role chooser."""

    def __init__(self, remembered: GuidanceMemory) -> None:
        self._remembered = remembered

    def handlers(self) -> Sequence[AnyHandler]:
        """/profil and its buttons."""
        return [
            PROFILE.answered_by(self._on_profile),
            CallbackQueryHandler(self._on_button, r"^role:"),
        ]

    async def _on_profile(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        role = (await self._remembered.recall(turn.chat_key, turn.now)).role
        turn.say(message(turn.chat_id, texts.choose(role), _rows(role)))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        turn.say(toast(query_id))
        _, action, value = (*data.split(":", 2), "")[:3]
        role = Actor.of(value)
        if action == "set" and role in ROLES and role is not None:
            turn.write(
                self._remembered.keep_role(turn.chat_key, role, turn.now),
                self._remembered.forget_said(turn.chat_key),
            )
            html, rows = texts.chosen(role), None
        elif action == "forget":
            turn.write(
                self._remembered.forget_role(turn.chat_key), self._remembered.forget_said(turn.chat_key)
            )
            html, rows = texts.FORGOTTEN, None
        else:
            known = (await self._remembered.recall(turn.chat_key, turn.now)).role
            html, rows = texts.choose(known), _rows(known)
        if message_id is None or action == "open":
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))


def _rows(role: Actor | None) -> Rows:
    buttons = [Button(texts.LABELS[one], f"role:set:{one.value}") for one in ROLES]
    rows = [list(pair) for pair in _pairs(buttons)]
    return [*rows, [Button(texts.FORGET, "role:forget")]] if role is not None else rows


def _pairs(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
