"""/statistik: pictures of counts, small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import Command
from handlers.access.texts import officer as door_texts
from handlers.casework.buttons import CloseChart, ShowChart
from handlers.casework.officer_screen import OfficerScreen
from handlers.casework.texts import statistics as texts
from handlers.platform.admission import Lock, Who
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, delete, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer
from services.casework.chart import draw_chart
from services.casework.statistics import figures
from services.platform.errors import DrawingError
from services.platform.render_worker import RenderWorker
from services.reporting.draft import Status

STATISTICS = Command(
    "statistik", texts.COMMAND, Who.OFFICER, Lock.OPEN, screen=True, reads_reports=True, rank=20
)


class Statistics:
    """One picture at a time, drawn when it is asked for."""

    name = "officer-statistics"

    def __init__(self, officer_screen: OfficerScreen, render_worker: RenderWorker, audit: AuditHook) -> None:
        self._officer_screen = officer_screen
        self._render_worker = render_worker
        self._audit = audit
        officer_screen.gate.leads_to(STATISTICS, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/statistik and the buttons below a picture."""
        return [
            STATISTICS.answered_by(self._on_command),
            TapHandler(on(ShowChart, self._on_show), on(CloseChart, self._on_close)),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._officer_screen.gate.enter(context.turn, STATISTICS)

    async def arrive(self, turn: UpdateContext, officer: Officer) -> None:
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
        self._officer_screen.open_picture(
            turn, picture, texts.caption(1), self._rows(0), file_name="statistik.png"
        )

    async def _picture(self, turn: UpdateContext, number: int) -> bytes | None:
        cases = await self._officer_screen.case_service.all(tuple(Status))
        if not cases:
            return None
        today = self._officer_screen.today(turn)
        return await self._render_worker.run(draw_chart, texts.charts(figures(cases, today), today)[number])

    @staticmethod
    def _rows(number: int) -> Rows:
        before, after = (number - 1) % texts.COUNT, (number + 1) % texts.COUNT
        return [
            [Button(texts.PREVIOUS, ShowChart(before)), Button(texts.FOLLOWING, ShowChart(after))],
            [Button(texts.CLOSE, CloseChart())],
        ]

    async def _on_close(self, update: Update, context: NetraContext, _pressed: CloseChart) -> None:
        query_id, message_id = tapped_at(update)
        context.turn.say(toast(query_id))
        if message_id is not None:
            context.turn.say(delete(context.turn.chat_id, message_id))

    async def _on_show(self, update: Update, context: NetraContext, pressed: ShowChart) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        number = pressed.number % texts.COUNT
        try:
            picture = await self._picture(turn, number)
        except DrawingError:
            turn.say(toast(query_id, door_texts.DRAWING_FAILED, alert=True))
            return
        turn.say(toast(query_id))
        if picture is not None:
            self._officer_screen.change_picture(
                turn, message_id, picture, texts.caption(number + 1), self._rows(number)
            )
