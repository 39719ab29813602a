"""The end of reports: the job that warns and erases, and /retensi, where officers hold what they need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from core.clock import Clock
from core.errors import SealError
from core.sealing import Keyring
from handlers.access.commands import Command
from handlers.access.texts import officer as door_texts
from handlers.casework.buttons import HoldReport, LetReportGo, ListClosed, LockNow, TurnClosedPage
from handlers.casework.officer_screen import OfficerScreen, State, Tap
from handlers.casework.texts import retention as texts
from handlers.platform.admission import Lock, Who
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from services.access.officers import Officer
from services.casework.case import CLOSED
from services.casework.case_service import MOST, CaseService
from services.casework.retention import RetentionService
from storage.platform.errors import StorageError
from storage.platform.pool import Pool
from storage.platform.unit import Commit, Outgoing, Unit, Write

PAGE = 8
"""Reports on one page."""
LEAVE_TO_OFFICERS_BOT = timedelta(days=2)
"""A bot without the private key warns only if the officers' bot did not, say because it is switched off."""


class RetentionJob:
    """Rings at start and every hour; the database knows what is due."""

    def __init__(
        self,
        retention: RetentionService,
        refresh_key_backup: Callable[[], Awaitable[bool]],
        officers: Callable[[], Awaitable[Sequence[int]]],
        keyring: Keyring,
        clock: Clock,
        zone: ZoneInfo,
        case_service: CaseService | None,
        pool: Pool,
    ) -> None:
        """``case_service`` where this process can open reports."""
        self._retention = retention
        self._refresh = refresh_key_backup
        self._officers = officers
        self._keyring = keyring
        self._clock = clock
        self._zone = zone
        self._case_service = case_service
        self._pool = pool
        self._patience = timedelta() if case_service is not None else LEAVE_TO_OFFICERS_BOT

    async def run(self, commit: Commit) -> None:
        """Notes what was closed, warns of what will be erased, erases what is due, renews the key backup.

        Raises:
            StorageError: some of it was refused, say because another bot of the installation did it at this
                moment; the rest was done all the same, and the next ring looks again.
        """
        today = self._clock.now().astimezone(self._zone).date()
        sweep = Unit()
        self._retention.sweep(sweep, today)
        await commit(sweep)
        units = [await self._warning(today)]
        for report_id in await self._retention.due(today):
            unit = Unit()
            self._retention.erase(unit, report_id, today, await self._contents(report_id))
            units.append(unit)
        refused: StorageError | None = None
        for unit in units:
            try:
                await commit(unit)
            except StorageError as error:
                refused = error
        await self._refresh()
        if refused is not None:
            raise refused

    async def _contents(self, report_id: bytes) -> Write | None:
        if self._case_service is None:
            return None
        try:
            return self._pool.free(await self._case_service.slots(report_id))
        except SealError:  # nobody opens it any more; the sweep finds what it named
            return None

    async def _warning(self, today: date) -> Unit:
        unit = Unit()
        announcement = await self._retention.announcement(today, self._patience)
        if announcement is not None:
            self._retention.announced(unit, announcement, today)
            html = texts.warning(len(announcement.report_ids), announcement.erased_from)
            rows = [[Button(texts.SEE, ListClosed())]]
            unit.outgoing.extend(
                Outgoing(self._keyring.chat_key(chat_id), message(chat_id, html, rows).encode())
                for chat_id in await self._officers()
            )
        return unit


RETENTION = Command("retensi", texts.COMMAND, Who.ADMIN, Lock.OPEN, screen=True, reads_reports=True, rank=50)


class RetentionHandlers:
    """/retensi: closed reports an admin may see, when each goes, and holds; behind the officers' door."""

    name = "retention"

    def __init__(self, officer_screen: OfficerScreen, retention: RetentionService) -> None:
        self._officer_screen = officer_screen
        self._retention = retention
        officer_screen.gate.leads_to(RETENTION, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/retensi and its buttons."""
        return [
            RETENTION.answered_by(self._on_command),
            TapHandler(
                on(ListClosed, self._on_see),
                on(TurnClosedPage, self._on_page),
                on(HoldReport, self._on_toggle),
                on(LetReportGo, self._on_toggle),
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._officer_screen.gate.enter(context.turn, RETENTION)

    async def _on_see(self, update: Update, context: NetraContext, _pressed: ListClosed) -> None:
        """The button below a warning: the list comes in the officer's screen, the warning stays as it is."""
        query_id, _ = tapped_at(update)
        context.turn.say(toast(query_id))
        await self._officer_screen.gate.enter(context.turn, RETENTION)

    async def arrive(self, turn: UpdateContext, officer: Officer) -> None:
        """The list in a fresh message."""
        html, rows, state = await self._page(turn, officer, State.of(await turn.dialog()) or State(), 0)
        self._officer_screen.keep(turn, state)
        self._officer_screen.open_screen(turn, html, rows)

    async def _on_page(self, update: Update, context: NetraContext, pressed: TurnClosedPage) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is not None:
            tap.turn.say(toast(tap.query_id))
            await self._show(tap, pressed.page)

    async def _on_toggle(
        self, update: Update, context: NetraContext, pressed: HoldReport | LetReportGo
    ) -> None:
        """Holds a report or lets it go, as the button says: a second tap changes nothing."""
        tap = await self._officer_screen.tap(update, context)
        opened = await self._officer_screen.case(tap, pressed.report) if tap is not None else None
        if tap is None or opened is None:
            return
        turn, report_id, wanted = tap.turn, opened.case.id, isinstance(pressed, HoldReport)
        changes = await self._retention.is_held(report_id) is not wanted
        if changes and wanted:
            self._retention.hold(turn.unit, turn.actor_key, report_id, self._officer_screen.today(turn))
        elif changes:
            self._retention.release(turn.unit, turn.actor_key, report_id)
        turn.say(toast(tap.query_id, texts.HELD if wanted else texts.RELEASED, alert=True))
        await self._show(tap, pressed.page or 0, report_id if changes else None)

    async def _show(self, tap: Tap, number: int, toggled: bytes | None = None) -> None:
        html, rows, state = await self._page(tap.turn, tap.officer, tap.state, number, toggled)
        self._officer_screen.keep(tap.turn, state)
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def _page(
        self, turn: UpdateContext, officer: Officer, state: State, number: int, toggled: bytes | None = None
    ) -> tuple[str, Rows, State]:
        """One page; ``toggled`` names a report whose hold changes in this very unit."""
        today, state = self._officer_screen.today(turn), replace(state, at="", extra={})
        visible = {case.id: case for case in await self._officer_screen.case_service.visible(officer, CLOSED)}
        closed = [one for one in await self._retention.closed(today, MOST) if one.report_id in visible]
        number = min(number, max(0, len(closed) - 1) // PAGE)
        page = closed[number * PAGE : (number + 1) * PAGE]
        rows: list[list[Button]] = []
        for at, one in enumerate(page, number * PAGE + 1):
            shown = self._retention.toggled(one, today) if one.report_id == toggled else one
            state, handle = state.with_handle(one.report_id, self._officer_screen.randomness)
            toggle = LetReportGo(handle, number) if shown.held else HoldReport(handle, number)
            words = texts.line(at, shown, visible[one.report_id])
            rows.append([Button(words, toggle)])
        rows += [_turning(number, len(closed)), [Button(door_texts.LOCK_NOW, LockNow())]]
        html = texts.listing(len(page), len(closed), self._retention.days) if page else texts.EMPTY
        return html, rows, state


def _turning(number: int, total: int) -> list[Button]:
    buttons = [Button(texts.REFRESH, TurnClosedPage(number))]
    if number:
        buttons.append(Button(texts.FIRST, TurnClosedPage(0)))
    if (number + 1) * PAGE < total:
        buttons.append(Button(texts.NEXT, TurnClosedPage(number + 1)))
    return buttons
