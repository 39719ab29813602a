"""One report on the officers' screen: reading, claiming, moving, sorting, linking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import ReportError
from handlers.access.texts import officer as door_texts
from handlers.casework.buttons import (
    AskForWords,
    ChooseCategory,
    ChoosePriority,
    ChooseStatus,
    ClaimReport,
    DecideReport,
    FindTwins,
    LinkTwin,
    ListReports,
    LockNow,
    MoveReport,
    NextReport,
    OnPicture,
    PictureAct,
    ReadNotes,
    ReadStory,
    ReadThread,
    ReleaseReport,
    SetCategory,
    SetPriority,
    ShowHandOver,
    ShowReport,
    WrittenWords,
)
from handlers.casework.officer_screen import OfficerScreen, OfReport, State, Tap, pairs, turn_pages
from handlers.casework.texts import inbox as inbox_texts
from handlers.casework.texts import report as texts
from handlers.casework.texts.labels import PRIORITY_LABELS, REASON_LABELS
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import UpdateContext
from handlers.reporting.texts.labels import CATEGORY_LABELS, STATUS_LABELS
from services.access.officers import Officer, Officers
from services.casework.case import CLOSED, PRIORITIES, REASONS, TRANSITIONS, DecisionReason
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.reporting.draft import Category, Status
from services.reporting.thread import FOR_REPORTER


class CaseScreen:
    """Draws one report; used by every module that changes one."""

    def __init__(self, officer_screen: OfficerScreen, work: Casework, officers: Officers) -> None:
        self._officer_screen = officer_screen
        self._work = work
        self._officers = officers

    async def show(
        self,
        turn: UpdateContext,
        officer: Officer,
        state: State,
        opened: OpenedCase,
        *,
        done: str = "",
        message_id: int | None = None,
    ) -> None:
        """The report on the officer's screen, with a line on top that says what was just done."""
        state, handle = state.with_handle(opened.case.id, self._officer_screen.randomness)
        self._officer_screen.keep(turn, replace(state, at=handle, extra={}))
        thread = await self._work.thread(opened)
        claimed_by = await self._name_of(opened.case.claimed_by, officer)
        html = texts.report(opened, self._officer_screen.today(turn), claimed_by, thread)
        rows = self._rows(officer, opened, handle, sum(one.kind in FOR_REPORTER for one in thread))
        self._officer_screen.show(turn, f"{done}\n\n{html}" if done else html, rows, message_id)

    async def _name_of(self, officer_id: bytes | None, reader: Officer) -> str:
        if officer_id is None:
            return ""
        if officer_id == reader.id:
            return "Anda"
        return next((one.name for one in await self._officers.all() if one.id == officer_id), "petugas lain")

    @staticmethod
    def _rows(officer: Officer, opened: OpenedCase, handle: str, talked: int) -> Rows:
        case, mine = opened.case, opened.case.claimed_by == officer.id
        free = case.claimed_by is None
        rows: list[list[Button]] = []
        if len(case.draft.story) > texts.STORY_SHOWN:
            rows.append([Button(texts.STORY, ReadStory(handle, 0))])
        looking = [Button(texts.with_count(texts.THREAD, talked), ReadThread(handle))]
        if opened.heads:
            looking.insert(
                0,
                Button(
                    texts.with_count(texts.EVIDENCE, len(opened.heads)), OnPicture(PictureAct.SHOW, handle, 0)
                ),
            )
        rows += [looking, [Button(texts.NOTES, ReadNotes(handle))]]
        if officer.role.may_work and (mine or free):
            rows[-1].append(Button(texts.ASK, AskForWords(WrittenWords.ASK, handle)))
            if case.status not in CLOSED or officer.role.may_lead:
                rows.append(
                    [
                        Button(texts.STATUS, ChooseStatus(handle)),
                        Button(texts.HAND_OVER, ShowHandOver(handle)),
                    ]
                )
            rows += [
                [
                    Button(texts.PRIORITY, ChoosePriority(handle)),
                    Button(texts.CATEGORY, ChooseCategory(handle)),
                ],
                [Button(texts.TWINS, FindTwins(handle))],
            ]
            release, claim = ReleaseReport(handle), ClaimReport(handle)
            rows.append([Button(texts.RELEASE, release) if mine else Button(texts.CLAIM, claim)])
        elif officer.role.may_lead:
            rows.append(
                [
                    Button(texts.TAKE_OVER, ClaimReport(handle)),
                    Button(texts.RELEASE, ReleaseReport(handle)),
                ]
            )
        last = [Button(texts.TO_LIST, ListReports()), Button(texts.NEXT, NextReport(handle))]
        return [*rows, last, [Button(door_texts.LOCK_NOW, LockNow())]]


class CaseHandlers:
    """Taps on one report."""

    name = "officer-report"

    def __init__(self, officer_screen: OfficerScreen, work: Casework, screen: CaseScreen) -> None:
        self._officer_screen = officer_screen
        self._work = work
        self._screen = screen

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons of a report."""
        about = self._officer_screen.about
        return [
            TapHandler(
                on(ShowReport, about(self._open)),
                on(NextReport, about(self._next)),
                on(ReadStory, about(self._story)),
                on(ReadThread, about(self._talk)),
                on(ClaimReport, about(self._claim)),
                on(ReleaseReport, about(self._release)),
                on(ChooseStatus, about(self._statuses)),
                on(MoveReport, about(self._move)),
                on(DecideReport, about(self._decide)),
                on(ChoosePriority, about(self._priorities)),
                on(SetPriority, about(self._set_priority)),
                on(ChooseCategory, about(self._categories)),
                on(SetCategory, about(self._set_category)),
                on(FindTwins, about(self._twins)),
                on(LinkTwin, about(self._link)),
            )
        ]

    async def _show(self, tap: Tap, opened: OpenedCase, done: str = "") -> None:
        await self._screen.show(
            tap.turn, tap.officer, tap.state, opened, done=done, message_id=tap.message_id
        )

    def _menu(self, tap: Tap, pressed: OfReport, html: str, rows: list[list[Button]]) -> None:
        rows.append([Button(texts.BACK, ShowReport(pressed.report))])
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    # --- reading ---

    async def _open(self, tap: Tap, opened: OpenedCase, _pressed: ShowReport) -> None:
        await self._read(tap, opened)

    async def _read(self, tap: Tap, opened: OpenedCase) -> None:
        today = self._officer_screen.today(tap.turn)
        await self._show(tap, self._work.read(tap.turn.unit, tap.officer, opened, today))

    async def _next(self, tap: Tap, opened: OpenedCase, _pressed: NextReport) -> None:
        today = self._officer_screen.today(tap.turn)
        found = await self._officer_screen.case_service.next_after(
            tap.officer, tap.state.filters, today, opened.case.id
        )
        if found is None:
            tap.turn.say(toast(tap.query_id, inbox_texts.NO_MORE, alert=True))
            return
        await self._read(tap, await self._officer_screen.case_service.open(tap.officer, found.id))

    async def _story(self, tap: Tap, opened: OpenedCase, pressed: ReadStory) -> None:
        pages = texts.pages_of_story(opened.case)
        page = min(pressed.page, pages - 1)
        turning = [
            Button(label, replace(pressed, page=to))
            for label, to in ((inbox_texts.PREVIOUS_PAGE, page - 1), (inbox_texts.NEXT_PAGE, page + 1))
            if 0 <= to < pages
        ]
        self._menu(tap, pressed, texts.story(opened.case, page), [turning] if turning else [])

    async def _talk(self, tap: Tap, opened: OpenedCase, pressed: ReadThread) -> None:
        thread = await self._work.thread(opened, FOR_REPORTER)
        if opened.case.stored.fresh:  # an answer came since the report was opened: now it is read
            self._work.read(tap.turn.unit, tap.officer, opened, self._officer_screen.today(tap.turn))
        page, turning = turn_pages(pressed, thread)
        html = texts.conversation(thread, "Percakapan dengan pelapor", page) if thread else texts.NO_THREAD
        self._menu(tap, pressed, html, turning)

    # --- claiming and moving ---

    async def _claim(self, tap: Tap, opened: OpenedCase, _pressed: ClaimReport) -> None:
        today = self._officer_screen.today(tap.turn)
        await self._show(tap, self._work.claim(tap.turn.unit, tap.officer, opened, today), texts.DONE_CLAIM)

    async def _release(self, tap: Tap, opened: OpenedCase, _pressed: ReleaseReport) -> None:
        await self._show(tap, self._work.release(tap.turn.unit, tap.officer, opened), texts.DONE_RELEASE)

    async def _statuses(self, tap: Tap, opened: OpenedCase, pressed: ChooseStatus) -> None:
        # "butuh keterangan" is reached by asking the reporter something, never without a question
        ways = [one for one in TRANSITIONS[opened.case.status] if one is not Status.QUESTION]
        buttons = [Button(f"→ {STATUS_LABELS[one]}", MoveReport(pressed.report, one)) for one in ways]
        self._menu(tap, pressed, texts.PICK_STATUS, pairs(buttons))

    async def _move(self, tap: Tap, opened: OpenedCase, pressed: MoveReport) -> None:
        status = pressed.status
        if status not in TRANSITIONS[opened.case.status]:
            raise ReportError
        if status in REASONS:
            buttons = [
                [Button(REASON_LABELS[reason], DecideReport(pressed.report, status, reason))]
                for reason in REASONS[status]
            ]
            self._menu(tap, pressed, texts.reason_question(status), buttons)
            return
        reason = DecisionReason.AGAIN if opened.case.status in CLOSED else None
        await self._moved(tap, opened, status, reason)

    async def _decide(self, tap: Tap, opened: OpenedCase, pressed: DecideReport) -> None:
        if pressed.reason not in REASONS.get(pressed.status, ()):
            raise ReportError
        await self._moved(tap, opened, pressed.status, pressed.reason)

    async def _moved(
        self, tap: Tap, opened: OpenedCase, status: Status, reason: DecisionReason | None
    ) -> None:
        today = self._officer_screen.today(tap.turn)
        moved = self._work.move(tap.turn.unit, tap.officer, opened, status, today, reason)
        await self._show(tap, moved, texts.DONE_STATUS)

    # --- sorting and linking ---

    async def _priorities(self, tap: Tap, _opened: OpenedCase, pressed: ChoosePriority) -> None:
        buttons = [[Button(PRIORITY_LABELS[one], SetPriority(pressed.report, one))] for one in PRIORITIES]
        self._menu(tap, pressed, texts.PICK_PRIORITY, buttons)

    async def _set_priority(self, tap: Tap, opened: OpenedCase, pressed: SetPriority) -> None:
        today = self._officer_screen.today(tap.turn)
        changed = self._work.prioritise(tap.turn.unit, tap.officer, opened, pressed.priority, today)
        await self._show(tap, changed, texts.DONE_PRIORITY)

    async def _categories(self, tap: Tap, _opened: OpenedCase, pressed: ChooseCategory) -> None:
        buttons = [[Button(CATEGORY_LABELS[one], SetCategory(pressed.report, one))] for one in Category]
        self._menu(tap, pressed, texts.PICK_CATEGORY, buttons)

    async def _set_category(self, tap: Tap, opened: OpenedCase, pressed: SetCategory) -> None:
        today = self._officer_screen.today(tap.turn)
        changed = self._work.categorise(tap.turn.unit, tap.officer, opened, pressed.category, today)
        await self._show(tap, changed, texts.DONE_CATEGORY)

    async def _twins(self, tap: Tap, opened: OpenedCase, pressed: FindTwins) -> None:
        state, rows = tap.state, []
        for found in await self._work.twins(tap.officer, opened):
            state, handle = state.with_handle(found.case.id, self._officer_screen.randomness)
            rows.append([Button(texts.twin(found), LinkTwin(pressed.report, handle))])
        html = texts.SOME_TWINS if rows else texts.NO_TWINS
        if opened.case.is_twin_of() is not None:
            rows.append([Button(texts.UNLINK, LinkTwin(pressed.report, None))])
        self._officer_screen.keep(tap.turn, state)
        self._menu(tap, pressed, html, rows)

    async def _link(self, tap: Tap, opened: OpenedCase, pressed: LinkTwin) -> None:
        twin = tap.state.row(pressed.twin) if pressed.twin is not None else None
        if pressed.twin is not None and (twin is None or twin == opened.case.id):
            raise ReportError
        if twin is not None:
            await self._officer_screen.case_service.open(
                tap.officer, twin
            )  # raises where the officer may not see it
        today = self._officer_screen.today(tap.turn)
        changed = self._work.link(tap.turn.unit, tap.officer, opened, twin, today)
        await self._show(tap, changed, texts.DONE_LINK)
