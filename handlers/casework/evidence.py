"""Evidence on the officers' screen: one picture after another, and parts of it blurred before a hand-over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from core.errors import ReportError
from handlers.casework.buttons import AskOriginal, OnPicture, PictureAct, ReadOriginal, ToggleCell
from handlers.casework.officer_screen import OfficerScreen, Tap, pairs
from handlers.casework.texts import handover as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, delete, edit_buttons
from handlers.platform.taps import TapHandler, on
from services.casework.approvals import Approvals
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.casework.redaction import draw_blurred, draw_numbered, grid_of
from services.platform.render_worker import RenderWorker
from services.reporting.report_encryption import Evidence

CELLS = "cells"
Act = Callable[[Tap, OpenedCase, OnPicture], Awaitable[None]]


class EvidenceHandlers:
    """Pictures of one report. A picture is named by its place, not by an id."""

    name = "officer-evidence"

    def __init__(
        self, officer_screen: OfficerScreen, work: Casework, approvals: Approvals, render_worker: RenderWorker
    ) -> None:
        self._officer_screen = officer_screen
        self._work = work
        self._approvals = approvals
        self._render_worker = render_worker
        self._acts: dict[PictureAct, Act] = {
            PictureAct.SHOW: self._show,
            PictureAct.TURN: self._turn,
            PictureAct.CLOSE: self._close,
            PictureAct.BLUR: self._blur,
            PictureAct.CLEAR: self._clear,
            PictureAct.SEE: self._see,
            PictureAct.SAVE: self._save,
        }

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons below a picture."""
        about = self._officer_screen.about
        return [TapHandler(on(OnPicture, about(self._on_picture)), on(ToggleCell, about(self._cell)))]

    async def _on_picture(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        if pressed.place >= len(opened.heads):
            raise ReportError
        await self._acts[pressed.act](tap, opened, pressed)

    async def _evidence(self, opened: OpenedCase, place: int) -> Evidence:
        return await self._officer_screen.case_service.picture(opened, opened.heads[place].id)

    def _cells_kept(self, opened: OpenedCase, place: int) -> tuple[int, ...]:
        return opened.case.work.blurs.get(opened.heads[place].id.hex(), ())

    # --- looking ---

    async def _show(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        evidence = await self._evidence(opened, pressed.place)
        caption, rows = await self._around(tap, opened, pressed)
        self._officer_screen.open_picture(tap.turn, evidence.content, caption, rows)

    async def _turn(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        evidence = await self._evidence(opened, pressed.place)
        self._officer_screen.keep(tap.turn, replace(tap.state, extra={}))
        caption, rows = await self._around(tap, opened, pressed)
        self._officer_screen.change_picture(tap.turn, tap.message_id, evidence.content, caption, rows)

    async def _around(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> tuple[str, Rows]:
        total, handle, place = len(opened.heads), pressed.report, pressed.place
        rows: list[list[Button]] = []
        if total > 1:
            rows.append(
                [
                    Button(texts.PREVIOUS, OnPicture(PictureAct.TURN, handle, (place - 1) % total)),
                    Button(texts.FOLLOWING, OnPicture(PictureAct.TURN, handle, (place + 1) % total)),
                ]
            )
        if tap.officer.role.may_work:
            rows.append([Button(texts.BLUR, OnPicture(PictureAct.BLUR, handle, place))])
            if await self._approvals.kept(opened.case.id, opened.heads[place].position):
                rows.append(
                    [
                        Button(texts.ORIGINAL, AskOriginal(handle, place)),
                        Button(texts.OPEN_ORIGINAL, ReadOriginal(handle, place)),
                    ]
                )
        rows.append([Button(texts.CLOSE, OnPicture(PictureAct.CLOSE, handle, place))])
        is_blurred = bool(self._cells_kept(opened, place))
        about = opened.heads[place].about
        return texts.picture(place + 1, total, about, blurred=is_blurred), rows

    async def _close(self, tap: Tap, _opened: OpenedCase, _pressed: OnPicture) -> None:
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
        self._officer_screen.keep(tap.turn, replace(tap.state, extra=extra))

    @staticmethod
    def _grid_rows(opened: OpenedCase, pressed: OnPicture | ToggleCell, cells: set[int]) -> Rows:
        about = opened.heads[pressed.place].about
        columns, rows = grid_of(about.width, about.height)
        buttons = [
            Button(
                f"▣{number}" if number in cells else str(number),
                ToggleCell(pressed.report, pressed.place, number),
            )
            for number in range(1, columns * rows + 1)
        ]
        return [
            *pairs(buttons, columns),
            [
                Button(texts.SEE, OnPicture(PictureAct.SEE, pressed.report, pressed.place)),
                Button(texts.CLEAR, OnPicture(PictureAct.CLEAR, pressed.report, pressed.place)),
            ],
            [
                Button(texts.DONE, OnPicture(PictureAct.SAVE, pressed.report, pressed.place)),
                Button(texts.CANCEL, OnPicture(PictureAct.TURN, pressed.report, pressed.place)),
            ],
        ]

    async def _blur(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        await self._draw(tap, opened, pressed, self._chosen(tap, opened, pressed.place))

    async def _draw(self, tap: Tap, opened: OpenedCase, pressed: OnPicture, cells: set[int]) -> None:
        evidence = await self._evidence(opened, pressed.place)
        preview = await self._render_worker.run(draw_numbered, evidence.content, sorted(cells))
        self._remember(tap, opened, pressed.place, cells)
        rows = self._grid_rows(opened, pressed, cells)
        self._officer_screen.change_picture(tap.turn, tap.message_id, preview, texts.BLUR_HELP, rows)

    async def _cell(self, tap: Tap, opened: OpenedCase, pressed: ToggleCell) -> None:
        if pressed.place >= len(opened.heads) or tap.message_id is None:
            raise ReportError
        cells = self._chosen(tap, opened, pressed.place) ^ {pressed.cell}
        self._remember(tap, opened, pressed.place, cells)
        rows = self._grid_rows(opened, pressed, cells)
        tap.turn.say(edit_buttons(tap.turn.chat_id, tap.message_id, rows))

    async def _clear(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        await self._draw(tap, opened, pressed, set())

    async def _see(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        await self._draw(tap, opened, pressed, self._chosen(tap, opened, pressed.place))

    async def _save(self, tap: Tap, opened: OpenedCase, pressed: OnPicture) -> None:
        place = pressed.place
        cells = self._chosen(tap, opened, place)
        evidence = await self._evidence(opened, place)
        shown = await self._render_worker.run(draw_blurred, evidence.content, sorted(cells))
        today = self._officer_screen.today(tap.turn)
        opened = self._work.blur(
            tap.turn.unit, tap.officer, opened, opened.heads[place].id, sorted(cells), today
        )
        self._officer_screen.keep(tap.turn, replace(tap.state, extra={}))
        caption, rows = await self._around(tap, opened, pressed)
        self._officer_screen.change_picture(
            tap.turn, tap.message_id, shown, f"{texts.SAVED}\n{caption}", rows
        )
