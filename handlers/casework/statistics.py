"""/statistik: pictures of counts, small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.numbers import page_number
from handlers.access.commands import Command
from handlers.access.doors import Lock, Who
from handlers.access.texts import officer as door_texts
from handlers.casework.room import OfficerScreen
from handlers.casework.texts import statistics as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, delete, message, toast
from handlers.platform.turn import NetraContext, Turn, tapped
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer
from services.casework.chart import draw_chart
from services.casework.statistics import figures
from services.platform.errors import DrawingError
from services.platform.render_worker import RenderWorker
from services.reporting.draft import Status

STATISTICS = Command(
    "statistik", texts.COMMAND, Who.OFFICER, Lock.OPEN, room=True, reads_reports=True, rank=20
)


class Statistics:
    """One picture at a time, drawn when it is asked for."""

    name = "officer-statistics"

    def __init__(self, room: OfficerScreen, render_worker: RenderWorker, audit: AuditHook) -> None:
        self._room = room
        self._render_worker = render_worker
        self._audit = audit
        room.gate.leads_to(STATISTICS, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/statistik and the buttons below a picture."""
        return [
            STATISTICS.answered_by(self._on_command),
            CallbackQueryHandler(self._on_button, r"^stat:"),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._room.gate.enter(context.turn, STATISTICS)

    async def arrive(self, turn: Turn, officer: Officer) -> None:
        """The first picture."""
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            picture = await self._picture(turn, 0)
        except DrawingError:
            turn.say(message(turn.chat_id, door_texts.DRAWING_FAILED))
            return
        if picture is None:
            turn.say(message(turn.chat_id, texts.EMPTY))
            return
        self._audit.record(turn.unit, officer.chat_key, AuditAction.STATISTICS_SEEN)
        self._room.open_picture(turn, picture, texts.caption(1), self._rows(0), file_name="statistik.png")

    async def _picture(self, turn: Turn, number: int) -> bytes | None:
        cases = await self._room.desk.all(tuple(Status))
        if not cases:
            return None
        today = self._room.today(turn)
        return await self._render_worker.run(draw_chart, texts.charts(figures(cases, today), today)[number])

    @staticmethod
    def _rows(number: int) -> Rows:
        before, after = (number - 1) % texts.COUNT, (number + 1) % texts.COUNT
        return [
            [Button(texts.PREVIOUS, f"stat:show:{before}"), Button(texts.FOLLOWING, f"stat:show:{after}")],
            [Button(texts.CLOSE, "stat:close")],
        ]

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        _, action, value = (*data.split(":", 2), "")[:3]
        if action == "close" and message_id is not None:
            turn.say(toast(query_id), delete(turn.chat_id, message_id))
            return
        number = page_number(value) % texts.COUNT
        try:
            picture = await self._picture(turn, number)
        except DrawingError:
            turn.say(toast(query_id, door_texts.DRAWING_FAILED, alert=True))
            return
        turn.say(toast(query_id))
        if picture is not None:
            self._room.change_picture(
                turn, message_id, picture, texts.caption(number + 1), self._rows(number)
            )
