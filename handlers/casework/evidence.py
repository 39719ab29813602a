"""Evidence on the officers' desk: one picture after another, and parts of it blurred before a hand-over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.errors import ReportError
from core.numbers import whole
from handlers.access.texts import officer as door_texts
from handlers.casework.room import OfficerScreen, Tap, pairs
from handlers.casework.texts import handover as texts
from handlers.casework.texts import refusals
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, delete, edit_buttons, toast
from handlers.platform.turn import NetraContext
from services.casework.approvals import Approvals
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.casework.redaction import LONG_SIDE, SHORT_SIDE, draw_blurred, draw_numbered, grid_of
from services.platform.errors import DrawingError
from services.platform.render_worker import RenderWorker
from services.reporting.report_encryption import Evidence
from storage.access.errors import AccessError

CELLS = "cells"
Act = Callable[[Tap, OpenedCase, int], Awaitable[None]]


class EvidenceHandlers:
    """Pictures of one report. A picture is named by its place, not by an id."""

    name = "officer-evidence"

    def __init__(
        self, room: OfficerScreen, work: Casework, approvals: Approvals, render_worker: RenderWorker
    ) -> None:
        self._room = room
        self._work = work
        self._approvals = approvals
        self._render_worker = render_worker
        self._acts: dict[str, Act] = {
            "show": self._show,
            "turn": self._turn,
            "close": self._close,
            "blur": self._blur,
            "cell": self._cell,
            "clear": self._clear,
            "see": self._see,
            "save": self._save,
        }

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons below a picture."""
        return [CallbackQueryHandler(self._on_button, r"^bukti:")]

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        tap = await self._room.tap(update, context)
        if tap is None:
            return
        opened = await self._room.case(tap)
        if opened is None:
            return
        place = whole(tap.value.partition(":")[0], 0, len(opened.heads) - 1)
        act = self._acts.get(tap.action)
        if act is None or place is None:
            tap.turn.say(toast(tap.query_id, door_texts.OLD_LIST))
            return
        try:
            await act(tap, opened, place)
        except DrawingError:
            tap.turn.say(toast(tap.query_id, door_texts.DRAWING_FAILED, alert=True))
            return
        except (ReportError, AccessError) as error:
            tap.turn.say(toast(tap.query_id, refusals.refusal(error), alert=True))
            return
        tap.turn.say(toast(tap.query_id))

    async def _evidence(self, opened: OpenedCase, place: int) -> Evidence:
        return await self._room.desk.picture(opened, opened.heads[place].id)

    def _cells_kept(self, opened: OpenedCase, place: int) -> tuple[int, ...]:
        return opened.case.work.blurs.get(opened.heads[place].id.hex(), ())

    # --- looking ---

    async def _show(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        evidence = await self._evidence(opened, place)
        caption, rows = await self._around(tap, opened, place)
        self._room.open_picture(tap.turn, evidence.content, caption, rows)

    async def _turn(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        evidence = await self._evidence(opened, place)
        self._room.keep(tap.turn, replace(tap.state, extra={}))
        caption, rows = await self._around(tap, opened, place)
        self._room.change_picture(tap.turn, tap.message_id, evidence.content, caption, rows)

    async def _around(self, tap: Tap, opened: OpenedCase, place: int) -> tuple[str, Rows]:
        total, handle = len(opened.heads), tap.handle
        rows: list[list[Button]] = []
        if total > 1:
            rows.append(
                [
                    Button(texts.PREVIOUS, f"bukti:turn:{handle}:{(place - 1) % total}"),
                    Button(texts.FOLLOWING, f"bukti:turn:{handle}:{(place + 1) % total}"),
                ]
            )
        if tap.officer.role.may_work:
            rows.append([Button(texts.BLUR, f"bukti:blur:{handle}:{place}")])
            if await self._approvals.kept(opened.case.id, opened.heads[place].position):
                rows.append(
                    [
                        Button(texts.ORIGINAL, f"asli:ask:{handle}:{place}"),
                        Button(texts.OPEN_ORIGINAL, f"asli:open:{handle}:{place}"),
                    ]
                )
        rows.append([Button(texts.CLOSE, f"bukti:close:{handle}:{place}")])
        is_blurred = bool(self._cells_kept(opened, place))
        about = opened.heads[place].about
        return texts.picture(place + 1, total, about, blurred=is_blurred), rows

    async def _close(self, tap: Tap, _opened: OpenedCase, _place: int) -> None:
        if tap.message_id is not None:
            tap.turn.say(delete(tap.turn.chat_id, tap.message_id))

    # --- blurring ---

    def _chosen(self, tap: Tap, opened: OpenedCase, place: int) -> set[int]:
        """Cells chosen so far for this picture; at first those that were saved."""
        kept = tap.state.extra.get(CELLS)
        if kept and kept["picture"] == opened.heads[place].id.hex():
            return set(kept["cells"])
        return set(self._cells_kept(opened, place))

    def _remember(self, tap: Tap, opened: OpenedCase, place: int, cells: set[int]) -> None:
        extra = {CELLS: {"picture": opened.heads[place].id.hex(), "cells": sorted(cells)}}
        self._room.keep(tap.turn, replace(tap.state, extra=extra))

    def _grid_rows(self, opened: OpenedCase, place: int, handle: str, cells: set[int]) -> Rows:
        about = opened.heads[place].about
        columns, rows = grid_of(about.width, about.height)
        buttons = [
            Button(f"▣{number}" if number in cells else str(number), f"bukti:cell:{handle}:{place}:{number}")
            for number in range(1, columns * rows + 1)
        ]
        return [
            *pairs(buttons, columns),
            [
                Button(texts.SEE, f"bukti:see:{handle}:{place}"),
                Button(texts.CLEAR, f"bukti:clear:{handle}:{place}"),
            ],
            [
                Button(texts.DONE, f"bukti:save:{handle}:{place}"),
                Button(texts.CANCEL, f"bukti:turn:{handle}:{place}"),
            ],
        ]

    async def _blur(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        await self._draw(tap, opened, place, self._chosen(tap, opened, place))

    async def _draw(self, tap: Tap, opened: OpenedCase, place: int, cells: set[int]) -> None:
        evidence = await self._evidence(opened, place)
        preview = await self._render_worker.run(draw_numbered, evidence.content, sorted(cells))
        self._remember(tap, opened, place, cells)
        rows = self._grid_rows(opened, place, tap.handle, cells)
        self._room.change_picture(tap.turn, tap.message_id, preview, texts.BLUR_HELP, rows)

    async def _cell(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        number = whole(tap.value.partition(":")[2], 0, LONG_SIDE * SHORT_SIDE - 1)
        if number is None or tap.message_id is None:
            raise ReportError
        cells = self._chosen(tap, opened, place) ^ {number}
        self._remember(tap, opened, place, cells)
        rows = self._grid_rows(opened, place, tap.handle, cells)
        tap.turn.say(edit_buttons(tap.turn.chat_id, tap.message_id, rows))

    async def _clear(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        await self._draw(tap, opened, place, set())

    async def _see(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        await self._draw(tap, opened, place, self._chosen(tap, opened, place))

    async def _save(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        cells = self._chosen(tap, opened, place)
        evidence = await self._evidence(opened, place)
        shown = await self._render_worker.run(draw_blurred, evidence.content, sorted(cells))
        today = self._room.today(tap.turn)
        opened = self._work.blur(
            tap.turn.unit, tap.officer, opened, opened.heads[place].id, sorted(cells), today
        )
        self._room.keep(tap.turn, replace(tap.state, extra={}))
        caption, rows = await self._around(tap, opened, place)
        self._room.change_picture(tap.turn, tap.message_id, shown, f"{texts.SAVED}\n{caption}", rows)
