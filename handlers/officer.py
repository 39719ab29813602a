"""The officers' journey: /laporan."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from core.errors import ReportError
from core.randomness import Randomness
from handlers.journey import AnyHandler
from handlers.outgoing import Button, Rows, message, photo, toast
from handlers.texts import officer as texts
from handlers.turn import NetraContext, Turn, tapped
from services.access.roles import Roles
from services.reporting.desk import Desk
from services.reporting.draft import Status
from services.reporting.vault import Report

HANDLE_BYTES = 4
"""Buttons carry a short random handle; which report it means stands in the officer's dialog only."""


class Officer:
    """Reads and moves reports. Pictures and texts are sent protected against forwarding."""

    name = "officer"

    def __init__(self, desk: Desk, roles: Roles, randomness: Randomness) -> None:
        self._desk = desk
        self._roles = roles
        self._randomness = randomness

    def handlers(self) -> Sequence[AnyHandler]:
        """/laporan and its buttons."""
        return [
            CommandHandler("laporan", self._on_command, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^officer:"),
        ]

    def _refusal(self, turn: Turn) -> str | None:
        if not self._roles.is_admin(turn.user_id):
            return texts.NOT_FOR_YOU
        return None if self._desk.can_open else texts.INTAKE_ONLY

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        refusal = self._refusal(context.turn)
        if refusal:
            context.turn.say(message(context.turn.chat_id, refusal))
        else:
            await self._list(context.turn)

    async def _list(self, turn: Turn) -> None:
        reports = await self._desk.inbox()
        if not reports:
            turn.say(message(turn.chat_id, texts.EMPTY))
            return
        handles = {self._randomness.bytes(HANDLE_BYTES).hex(): one for one in reports}
        turn.set_dialog(self.name, "list", {handle: one.id.hex() for handle, one in handles.items()})
        rows = [
            [Button(texts.line(number, one), f"officer:open:{handle}")]
            for number, (handle, one) in enumerate(handles.items(), 1)
        ]
        rows.append([Button(texts.REFRESH, "officer:list")])
        turn.say(message(turn.chat_id, texts.listing(reports), rows, protect=True))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, _ = tapped(update)
        turn = context.turn
        refusal = self._refusal(turn)
        if refusal:
            turn.say(toast(query_id, refusal, alert=True))
            return
        _, action, handle, value = (*data.split(":", 3), "", "")[:4]
        if action == "list":
            turn.say(toast(query_id))
            await self._list(turn)
            return
        dialog = await turn.dialog()
        known = dialog.data.get(handle) if dialog and dialog.journey == self.name else None
        status = Status.of(value)
        if known is None:
            turn.say(toast(query_id, texts.OLD_LIST, alert=True))
        elif action == "move" and status is not None:
            self._desk.move(turn.unit, bytes.fromhex(known), status)
            turn.say(toast(query_id, f"{texts.MOVED}: {status.label}"))
        else:
            turn.say(toast(query_id))
            await self._open(turn, handle, bytes.fromhex(known))

    async def _open(self, turn: Turn, handle: str, report_id: bytes) -> None:
        try:
            report, evidence = await self._desk.read(report_id)
        except ReportError:
            turn.say(message(turn.chat_id, texts.GONE))
            return
        for number, item in enumerate(evidence, 1):
            caption = texts.picture(number, len(evidence), item.about)
            name = f"bukti-{number}.jpg"
            turn.say(photo(turn.chat_id, item.content, caption, file_name=name, protect=True))
        html = texts.opened(report, len(evidence))
        turn.say(message(turn.chat_id, html, self._rows(handle, report), protect=True))

    def _rows(self, handle: str, report: Report) -> Rows:
        buttons = [
            Button(texts.status_button(one), f"officer:move:{handle}:{one.value}")
            for one in Status
            if one is not report.status and one is not Status.RECEIVED
        ]
        pairs = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        return [*pairs, [Button(texts.TO_LIST, "officer:list")]]
