"""One report on the officers' desk: reading, claiming, moving, sorting, linking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.errors import ReportError
from core.numbers import page_number
from handlers.access.texts import officer as door_texts
from handlers.casework.room import OfficerScreen, State, Tap, pairs, turn_pages
from handlers.casework.texts import inbox as inbox_texts
from handlers.casework.texts import refusals
from handlers.casework.texts import report as texts
from handlers.casework.texts.labels import PRIORITY_LABELS, REASON_LABELS
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, toast
from handlers.platform.turn import NetraContext, Turn
from handlers.reporting.texts.labels import CATEGORY_LABELS, STATUS_LABELS
from services.access.officers import Officer, Officers
from services.casework.case import CLOSED, PRIORITIES, REASONS, TRANSITIONS, DecisionReason, Priority
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.reporting.draft import Category, Status
from services.reporting.thread import FOR_REPORTER
from storage.access.errors import AccessError

Act = Callable[[Tap, OpenedCase], Awaitable[None]]


class CaseScreen:
    """Draws one report; used by every module that changes one."""

    def __init__(self, room: OfficerScreen, work: Casework, officers: Officers) -> None:
        self._room = room
        self._work = work
        self._officers = officers

    async def show(
        self,
        turn: Turn,
        officer: Officer,
        state: State,
        opened: OpenedCase,
        *,
        done: str = "",
        message_id: int | None = None,
    ) -> None:
        """The report on the desk, with a line on top that says what was just done."""
        state, handle = state.with_handle(opened.case.id, self._room.randomness)
        self._room.keep(turn, replace(state, at=handle, extra={}))
        thread = await self._work.thread(opened)
        claimed_by = await self._name_of(opened.case.claimed_by, officer)
        html = texts.report(opened, self._room.today(turn), claimed_by, thread)
        rows = self._rows(officer, opened, handle, sum(one.kind in FOR_REPORTER for one in thread))
        self._room.show(turn, f"{done}\n\n{html}" if done else html, rows, message_id)

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
            rows.append([Button(texts.STORY, f"rep:story:{handle}:0")])
        looking = [Button(texts.with_count(texts.THREAD, talked), f"rep:talk:{handle}")]
        if opened.heads:
            looking.insert(
                0, Button(texts.with_count(texts.EVIDENCE, len(opened.heads)), f"bukti:show:{handle}:0")
            )
        rows += [looking, [Button(texts.NOTES, f"rep:notes:{handle}")]]
        if officer.role.may_work and (mine or free):
            rows[-1].append(Button(texts.ASK, f"rep:ask:{handle}"))
            if case.status not in CLOSED or officer.role.may_lead:
                rows.append(
                    [
                        Button(texts.STATUS, f"rep:status:{handle}"),
                        Button(texts.HAND_OVER, f"serah:menu:{handle}"),
                    ]
                )
            rows += [
                [Button(texts.PRIORITY, f"rep:prio:{handle}"), Button(texts.CATEGORY, f"rep:cat:{handle}")],
                [Button(texts.TWINS, f"rep:twins:{handle}")],
            ]
            word = texts.RELEASE if mine else texts.CLAIM
            rows.append([Button(word, f"rep:{'release' if mine else 'claim'}:{handle}")])
        elif officer.role.may_lead:
            rows.append(
                [
                    Button(texts.TAKE_OVER, f"rep:claim:{handle}"),
                    Button(texts.RELEASE, f"rep:release:{handle}"),
                ]
            )
        last = [Button(texts.TO_LIST, "inbox:list"), Button(texts.NEXT, f"rep:next:{handle}")]
        return [*rows, last, [Button(door_texts.LOCK_NOW, "inbox:lock")]]


class CaseHandlers:
    """Taps on one report."""

    name = "officer-report"

    def __init__(self, room: OfficerScreen, work: Casework, screen: CaseScreen) -> None:
        self._room = room
        self._work = work
        self._screen = screen
        self._acts: dict[str, Act] = {
            "open": self._open,
            "next": self._next,
            "story": self._story,
            "talk": self._talk,
            "claim": self._claim,
            "release": self._release,
            "status": self._statuses,
            "to": self._move,
            "why": self._move_with_reason,
            "prio": self._priorities,
            "setprio": self._set_priority,
            "cat": self._categories,
            "setcat": self._set_category,
            "twins": self._twins,
            "link": self._link,
        }

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons of a report."""
        actions = "|".join(self._acts)
        return [CallbackQueryHandler(self._on_button, rf"^rep:({actions}):")]

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        tap = await self._room.tap(update, context)
        if tap is None:
            return
        opened = await self._room.case(tap)
        if opened is None:
            return
        try:
            await self._acts[tap.action](tap, opened)
        except (ReportError, AccessError) as error:
            tap.turn.say(toast(tap.query_id, refusals.refusal(error), alert=True))
            return
        tap.turn.say(toast(tap.query_id))

    async def _show(self, tap: Tap, opened: OpenedCase, done: str = "") -> None:
        await self._screen.show(
            tap.turn, tap.officer, tap.state, opened, done=done, message_id=tap.message_id
        )

    def _menu(self, tap: Tap, html: str, rows: list[list[Button]]) -> None:
        rows.append([Button(texts.BACK, f"rep:open:{tap.handle}")])
        self._room.show(tap.turn, html, rows, tap.message_id)

    # --- reading ---

    async def _open(self, tap: Tap, opened: OpenedCase) -> None:
        today = self._room.today(tap.turn)
        await self._show(tap, self._work.read(tap.turn.unit, tap.officer, opened, today))

    async def _next(self, tap: Tap, opened: OpenedCase) -> None:
        today = self._room.today(tap.turn)
        found = await self._room.desk.next_after(tap.officer, tap.state.filters, today, opened.case.id)
        if found is None:
            tap.turn.say(toast(tap.query_id, inbox_texts.NO_MORE, alert=True))
            return
        await self._open(tap, await self._room.desk.open(tap.officer, found.id))

    async def _story(self, tap: Tap, opened: OpenedCase) -> None:
        pages = texts.pages_of_story(opened.case)
        page = min(page_number(tap.value), pages - 1)
        turning = [
            Button(label, f"rep:story:{tap.handle}:{to}")
            for label, to in ((inbox_texts.PREVIOUS_PAGE, page - 1), (inbox_texts.NEXT_PAGE, page + 1))
            if 0 <= to < pages
        ]
        self._menu(tap, texts.story(opened.case, page), [turning] if turning else [])

    async def _talk(self, tap: Tap, opened: OpenedCase) -> None:
        thread = await self._work.thread(opened, FOR_REPORTER)
        if opened.case.stored.fresh:  # an answer came since the report was opened: now it is read
            self._work.read(tap.turn.unit, tap.officer, opened, self._room.today(tap.turn))
        page, turning = turn_pages(tap, "talk", thread)
        html = texts.conversation(thread, "Percakapan dengan pelapor", page) if thread else texts.NO_THREAD
        self._menu(tap, html, turning)

    # --- claiming and moving ---

    async def _claim(self, tap: Tap, opened: OpenedCase) -> None:
        today = self._room.today(tap.turn)
        await self._show(tap, self._work.claim(tap.turn.unit, tap.officer, opened, today), texts.DONE_CLAIM)

    async def _release(self, tap: Tap, opened: OpenedCase) -> None:
        await self._show(tap, self._work.release(tap.turn.unit, tap.officer, opened), texts.DONE_RELEASE)

    async def _statuses(self, tap: Tap, opened: OpenedCase) -> None:
        # "butuh keterangan" is reached by asking the reporter something, never without a question
        ways = [one for one in TRANSITIONS[opened.case.status] if one is not Status.QUESTION]
        buttons = [Button(f"→ {STATUS_LABELS[one]}", f"rep:to:{tap.handle}:{one.value}") for one in ways]
        self._menu(tap, texts.PICK_STATUS, pairs(buttons))

    async def _move(self, tap: Tap, opened: OpenedCase) -> None:
        status = Status.of(tap.value)
        if status is None or status not in TRANSITIONS[opened.case.status]:
            raise ReportError
        if status in REASONS:
            buttons = [
                [Button(REASON_LABELS[reason], f"rep:why:{tap.handle}:{status.value}:{reason.value}")]
                for reason in REASONS[status]
            ]
            self._menu(tap, texts.reason_question(status), buttons)
            return
        reason = DecisionReason.AGAIN if opened.case.status in CLOSED else None
        await self._moved(tap, opened, status, reason)

    async def _move_with_reason(self, tap: Tap, opened: OpenedCase) -> None:
        to, _, why = tap.value.partition(":")
        status, reason = Status.of(to), DecisionReason.of(why)
        if status is None or reason not in REASONS.get(status, ()):
            raise ReportError
        await self._moved(tap, opened, status, reason)

    async def _moved(
        self, tap: Tap, opened: OpenedCase, status: Status, reason: DecisionReason | None
    ) -> None:
        today = self._room.today(tap.turn)
        moved = self._work.move(tap.turn.unit, tap.officer, opened, status, today, reason)
        await self._show(tap, moved, texts.DONE_STATUS)

    # --- sorting and linking ---

    async def _priorities(self, tap: Tap, _opened: OpenedCase) -> None:
        buttons = [
            [Button(PRIORITY_LABELS[one], f"rep:setprio:{tap.handle}:{one.value}")] for one in PRIORITIES
        ]
        self._menu(tap, texts.PICK_PRIORITY, buttons)

    async def _set_priority(self, tap: Tap, opened: OpenedCase) -> None:
        priority = Priority.of(tap.value)
        if priority is None:
            raise ReportError
        today = self._room.today(tap.turn)
        changed = self._work.prioritise(tap.turn.unit, tap.officer, opened, priority, today)
        await self._show(tap, changed, texts.DONE_PRIORITY)

    async def _categories(self, tap: Tap, _opened: OpenedCase) -> None:
        buttons = [[Button(CATEGORY_LABELS[one], f"rep:setcat:{tap.handle}:{one.value}")] for one in Category]
        self._menu(tap, texts.PICK_CATEGORY, buttons)

    async def _set_category(self, tap: Tap, opened: OpenedCase) -> None:
        category = Category.of(tap.value)
        if category is None:
            raise ReportError
        today = self._room.today(tap.turn)
        changed = self._work.categorise(tap.turn.unit, tap.officer, opened, category, today)
        await self._show(tap, changed, texts.DONE_CATEGORY)

    async def _twins(self, tap: Tap, opened: OpenedCase) -> None:
        state, rows = tap.state, []
        for found in await self._work.twins(tap.officer, opened):
            state, handle = state.with_handle(found.case.id, self._room.randomness)
            rows.append([Button(texts.twin(found), f"rep:link:{tap.handle}:{handle}")])
        html = texts.SOME_TWINS if rows else texts.NO_TWINS
        if opened.case.is_twin_of() is not None:
            rows.append([Button(texts.UNLINK, f"rep:link:{tap.handle}:")])
        self._room.keep(tap.turn, state)
        self._menu(tap, html, rows)

    async def _link(self, tap: Tap, opened: OpenedCase) -> None:
        twin = tap.state.row(tap.value) if tap.value else None
        if tap.value and (twin is None or twin == opened.case.id):
            raise ReportError
        if twin is not None:
            await self._room.desk.open(tap.officer, twin)  # raises where the officer may not see it
        today = self._room.today(tap.turn)
        changed = self._work.link(tap.turn.unit, tap.officer, opened, twin, today)
        await self._show(tap, changed, texts.DONE_LINK)
