"""/profil: who the person is, asked once, so that answers fit. Nothing else is asked."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import Command, HelpSection
from handlers.guidance.buttons import ForgetProfile, OpenProfile, SetProfile
from handlers.guidance.texts import profile as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
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
            TapHandler(
                on(OpenProfile, self._on_open),
                on(SetProfile, self._on_set),
                on(ForgetProfile, self._on_forget),
            ),
        ]

    async def _on_profile(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        role = (await self._remembered.recall(turn.chat_key, turn.now)).role
        turn.say(message(turn.chat_id, texts.choose(role), _rows(role)))

    async def _on_open(self, update: Update, context: NetraContext, _pressed: OpenProfile) -> None:
        query_id, _ = tapped_at(update)
        context.turn.say(toast(query_id))
        await self._on_profile(update, context)

    async def _on_set(self, update: Update, context: NetraContext, pressed: SetProfile) -> None:
        turn, role = context.turn, pressed.role
        if role not in ROLES:  # a role of the rulebook that nobody is offered
            await self._on_open(update, context, OpenProfile())
            return
        turn.write(
            self._remembered.keep_role(turn.chat_key, role, turn.now),
            self._remembered.forget_said(turn.chat_key),
        )
        self._put(update, turn, texts.chosen(role))

    async def _on_forget(self, update: Update, context: NetraContext, _pressed: ForgetProfile) -> None:
        turn = context.turn
        turn.write(self._remembered.forget_role(turn.chat_key), self._remembered.forget_said(turn.chat_key))
        self._put(update, turn, texts.FORGOTTEN)

    @staticmethod
    def _put(update: Update, turn: UpdateContext, html: str) -> None:
        query_id, message_id = tapped_at(update)
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html))
        else:
            turn.say(edit(turn.chat_id, message_id, html))


def _rows(role: Actor | None) -> Rows:
    buttons = [Button(texts.LABELS[one], SetProfile(one)) for one in ROLES]
    rows = [list(pair) for pair in _pairs(buttons)]
    return [*rows, [Button(texts.FORGET, ForgetProfile())]] if role is not None else rows


def _pairs(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
