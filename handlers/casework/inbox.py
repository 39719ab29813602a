"""The officers' inbox: /laporan, filters with counts, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from telegram import Update

from handlers.access.commands import Command
from handlers.access.texts import officer as door_texts
from handlers.casework.buttons import (
    ChooseFilter,
    ClearFilters,
    FilterField,
    ListOriginals,
    ListReports,
    LockNow,
    SetFilter,
    ShowFilters,
    ShowReport,
    TurnInboxPage,
)
from handlers.casework.officer_screen import OfficerScreen, State, Tap, pairs
from handlers.casework.texts import inbox as texts
from handlers.platform.admission import Lock, Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, toast
from handlers.platform.provinces import province_rows
from handlers.platform.taps import TapHandler, each
from handlers.platform.update_context import NetraContext, UpdateContext
from services.access.officers import Officer
from services.casework.approvals import Approvals
from services.casework.case_service import Board
from services.platform.places import province_of

INBOX = Command("laporan", texts.COMMAND, Who.OFFICER, Lock.OPEN, screen=True, reads_reports=True, rank=10)


class InboxHandlers:
    """Shows what there is to do."""

    name = "officer-inbox"

    def __init__(self, officer_screen: OfficerScreen, approvals: Approvals) -> None:
        self._officer_screen = officer_screen
        self._approvals = approvals
        officer_screen.gate.leads_to(INBOX, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/laporan and the inbox's buttons."""
        return [
            INBOX.answered_by(self._on_command),
            TapHandler(
                *each(
                    self._on_button,
                    ChooseFilter,
                    ClearFilters,
                    ListReports,
                    LockNow,
                    SetFilter,
                    ShowFilters,
                    TurnInboxPage,
                )
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._officer_screen.gate.enter(context.turn, INBOX)

    async def arrive(self, turn: UpdateContext, officer: Officer) -> None:
        """The inbox in a fresh message; filters stay as they were."""
        state = State.of(await turn.dialog()) or State()
        html, rows, state = await self._page(turn, officer, replace(state, page=0, at="", extra={}))
        self._officer_screen.keep(turn, state)
        self._officer_screen.open_screen(turn, html, rows)

    async def _page(self, turn: UpdateContext, officer: Officer, state: State) -> tuple[str, Rows, State]:
        today = self._officer_screen.today(turn)
        board = await self._officer_screen.case_service.board(officer, state.filters, state.page, today)
        state = replace(state, page=board.page)
        rows: list[list[Button]] = []
        for case in board.cases:
            state, handle = state.with_handle(case.id, self._officer_screen.randomness)
            rows.append([Button(texts.line(case, today), ShowReport(handle))])
        rows += self._turning(board)
        last = [Button(texts.FILTER, ShowFilters()), Button(texts.REFRESH, ListReports())]
        if state.filters.any:
            rows.append([Button(texts.CLEAR, ClearFilters())])
        if await self._approvals.waiting_for(officer, turn.now):
            rows.append([Button(texts.APPROVALS, ListOriginals())])
        rows += [last, [Button(door_texts.LOCK_NOW, LockNow())]]
        html = texts.board(
            board, state.filters, door_texts.unlocked(officer.unlocked_until, self._officer_screen.gate.zone)
        )
        return html, rows, state

    @staticmethod
    def _turning(board: Board) -> list[list[Button]]:
        row = []
        if board.page > 0:
            row.append(Button(texts.PREVIOUS_PAGE, TurnInboxPage(board.page - 1)))
        if board.page + 1 < board.pages:
            row.append(Button(texts.NEXT_PAGE, TurnInboxPage(board.page + 1)))
        return [row] if row else []

    async def _on_button(self, update: Update, context: NetraContext, pressed: CallbackData) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is None:
            return
        tap.turn.say(toast(tap.query_id))
        if isinstance(pressed, LockNow):
            await self._officer_screen.gate.lock(tap.turn, tap.officer)
        elif isinstance(pressed, ShowFilters):
            self._officer_screen.keep(tap.turn, tap.state)
            self._filter_menu(tap)
        elif isinstance(pressed, ChooseFilter):
            self._choices(tap, pressed.field, pressed.page or 0)
        else:
            await self.show(tap, self._changed(tap.state, pressed))

    @staticmethod
    def _changed(state: State, pressed: CallbackData) -> State:
        """The state after a tap that changes what is listed."""
        if isinstance(pressed, ClearFilters):
            return State(handles=state.handles)
        if isinstance(pressed, TurnInboxPage):
            return replace(state, page=pressed.page)
        if isinstance(pressed, SetFilter) and _known(pressed.field, value := pressed.value or ""):
            return replace(state, page=0, filters=replace(state.filters, **{pressed.field.value: value}))
        return state

    async def show(self, tap: Tap, state: State) -> None:
        """The inbox on the officer's screen."""
        html, rows, state = await self._page(tap.turn, tap.officer, replace(state, at="", extra={}))
        self._officer_screen.keep(tap.turn, state)
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    # --- filters ---

    def _filter_menu(self, tap: Tap) -> None:
        values = tap.state.filters.to_json()
        buttons = [
            Button(f"{label}: {texts.value_label(name, values[name])}", ChooseFilter(FilterField(name)))
            for name, label in texts.FIELDS.items()
        ]
        rows = [*([one] for one in buttons), [Button(texts.BACK, ListReports())]]
        self._officer_screen.show(tap.turn, texts.FILTER_MENU, rows, tap.message_id)

    def _choices(self, tap: Tap, field: FilterField, page: int) -> None:
        pick = partial(SetFilter, field)
        if field is FilterField.PROVINCE:
            rows = province_rows(page, pick, partial(ChooseFilter, field))
        else:
            rows = pairs([Button(label, pick(value)) for value, label in texts.choices(field.value)])
        rows.append([Button(texts.ANY, pick(None)), Button(texts.BACK, ShowFilters())])
        self._officer_screen.show(tap.turn, texts.pick(field.value), rows, tap.message_id)


def _known(field: FilterField, value: str) -> bool:
    if not value:
        return True
    if field is FilterField.PROVINCE:
        return province_of(value) is not None
    return value in texts.LABELS[field.value]
