"""Hand-over as ZIP, and originals that two officers open together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from core.errors import ReportError
from handlers.casework.buttons import (
    ApproveOriginal,
    AskForWords,
    AskOriginal,
    ListOriginals,
    ListReports,
    MakeHandOver,
    ReadOriginal,
    ShowHandOver,
    ShowReport,
    WrittenWords,
)
from handlers.casework.officer_screen import OfficerScreen, Tap
from handlers.casework.report import CaseScreen
from handlers.casework.texts import handover as texts
from handlers.casework.texts import refusals
from handlers.casework.texts import report as report_texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext
from handlers.reporting.texts.report import day_in_words
from services.access.officers import Officers
from services.casework.approvals import Approvals
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.casework.handover import Picture, pack_handover
from services.casework.redacted import redacted
from services.platform.render_worker import RenderWorker
from storage.access.errors import AccessError
from storage.platform.unit import Outgoing


class HandOver:
    """Makes the files that leave the house."""

    name = "officer-handover"

    def __init__(
        self,
        officer_screen: OfficerScreen,
        work: Casework,
        screen: CaseScreen,
        approvals: Approvals,
        officers: Officers,
        render_worker: RenderWorker,
    ) -> None:
        self._officer_screen = officer_screen
        self._work = work
        self._screen = screen
        self._approvals = approvals
        self._officers = officers
        self._render_worker = render_worker

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons of the hand-over and of originals."""
        about = self._officer_screen.about
        return [
            TapHandler(
                on(ShowHandOver, about(self._menu)),
                on(MakeHandOver, about(self._make)),
                on(ListOriginals, self._on_list),
                on(ApproveOriginal, self._on_approve),
                on(AskOriginal, self._on_picture),
                on(ReadOriginal, self._on_picture),
            )
        ]

    # --- hand-over ---

    async def _menu(self, tap: Tap, _opened: OpenedCase, pressed: ShowHandOver) -> None:
        report = pressed.report
        rows = [
            [Button(texts.MASK_WORDS, AskForWords(WrittenWords.MASK, report))],
            [Button(texts.MAKE, MakeHandOver(report))],
            [Button(report_texts.BACK, ShowReport(report))],
        ]
        self._officer_screen.show(tap.turn, texts.MENU, rows, tap.message_id)

    async def _make(self, tap: Tap, opened: OpenedCase, _pressed: MakeHandOver) -> None:
        turn = tap.turn
        self._work.check(tap.officer, opened.case)
        turn.direct.typing(turn.chat_id, "upload_document")
        evidence = [await self._officer_screen.case_service.picture(opened, head.id) for head in opened.heads]
        report = redacted(opened, await self._work.thread(opened), day_in_words)
        document = texts.document(report, [one.about for one in evidence])
        pictures = [
            Picture(
                texts.PHOTO_FILE.format(number=number),
                one.content,
                opened.case.work.blurs.get(head.id.hex(), ()),
            )
            for number, (one, head) in enumerate(zip(evidence, opened.heads, strict=True), 1)
        ]
        parts = await self._render_worker.run(pack_handover, document, pictures)
        # only now: the audit log notes what was made, and no attempt that failed
        exported = self._work.exported(turn.unit, tap.officer, opened, self._officer_screen.today(turn))
        for number, content in enumerate(parts, 1):
            self._officer_screen.open_picture(
                turn,
                content,
                texts.zip_caption(number, len(parts)),
                [],
                kind="document",
                file_name=texts.ZIP_FILE.format(number=number),
                protect=False,  # it has to leave the chat: that is what it is for
            )
        await self._screen.show(turn, tap.officer, tap.state, exported, message_id=tap.message_id)

    # --- originals ---

    async def _on_list(self, update: Update, context: NetraContext, _pressed: ListOriginals) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is not None:
            await self._waiting(tap)
            tap.turn.say(toast(tap.query_id))

    async def _on_approve(self, update: Update, context: NetraContext, pressed: ApproveOriginal) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is None:
            return
        try:
            await self._approve(tap, pressed)
        except (ReportError, AccessError) as error:
            tap.turn.say(toast(tap.query_id, refusals.refusal(error), alert=True))

    async def _on_picture(
        self, update: Update, context: NetraContext, pressed: AskOriginal | ReadOriginal
    ) -> None:
        tap = await self._officer_screen.tap(update, context)
        opened = await self._officer_screen.case(tap, pressed.report) if tap is not None else None
        if tap is None or opened is None:
            return
        try:
            if pressed.place >= len(opened.heads):
                raise ReportError
            if isinstance(pressed, AskOriginal):
                await self._ask(tap, opened, pressed.place)
            else:
                await self._open(tap, opened, pressed.place)
        except (ReportError, AccessError) as error:
            tap.turn.say(toast(tap.query_id, refusals.refusal(error), alert=True))

    async def _open(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        found = await self._approvals.open(tap.turn.unit, tap.officer, opened, place, tap.turn.now)
        if found is None:
            tap.turn.say(toast(tap.query_id, texts.NO_APPROVAL, alert=True))
            return
        tap.turn.say(toast(tap.query_id))
        self._officer_screen.open_picture(
            tap.turn,
            found.content,
            texts.ORIGINAL_CAPTION,
            [],
            kind="document",
            file_name=texts.original_file(found.about.kind),
        )

    async def _ask(self, tap: Tap, opened: OpenedCase, place: int) -> None:
        head = opened.heads[place]
        if not await self._approvals.kept(opened.case.id, head.position):
            tap.turn.say(toast(tap.query_id, texts.NO_ORIGINAL, alert=True))
            return
        self._approvals.ask(tap.turn.unit, tap.officer, opened, head.id)
        tap.turn.say(toast(tap.query_id, texts.ASKED_ORIGINAL, alert=True))
        for officer in await self._officers.all():
            if not officer.confirmed or officer.id == tap.officer.id:
                continue
            if await self._approvals.may_approve(officer, opened.case.id):
                call = message(officer.chat_id, texts.REQUEST_NOTICE)
                tap.turn.unit.outgoing.append(Outgoing(officer.chat_key, call.encode()))

    async def _waiting(self, tap: Tap) -> None:
        state, rows = tap.state, []
        for number, one in enumerate(await self._approvals.waiting_for(tap.officer, tap.turn.now), 1):
            state, request = state.with_handle(one.id, self._officer_screen.randomness)
            state, report = state.with_handle(one.report_id, self._officer_screen.randomness)
            rows += [
                [
                    Button(texts.read_report(number), ShowReport(report)),
                    Button(texts.approve(number), ApproveOriginal(request)),
                ]
            ]
        self._officer_screen.keep(tap.turn, replace(state, at=""))
        html = texts.APPROVALS if rows else texts.NO_APPROVALS
        rows.append([Button(report_texts.TO_LIST, ListReports())])
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def _approve(self, tap: Tap, pressed: ApproveOriginal) -> None:
        request_id = tap.state.row(pressed.request)
        if request_id is None:
            raise AccessError
        found = await self._approvals.approve(tap.turn.unit, tap.officer, request_id, tap.turn.now)
        tap.turn.say(toast(tap.query_id, texts.APPROVED, alert=True))
        asker = next((one for one in await self._officers.all() if one.id == found.asked_by), None)
        if asker is not None and asker.has_chat:
            call = message(asker.chat_id, texts.APPROVED_NOTICE)
            tap.turn.unit.outgoing.append(Outgoing(asker.chat_key, call.encode()))
        rows = [[Button(report_texts.TO_LIST, ListReports())]]
        self._officer_screen.show(tap.turn, texts.APPROVED, rows, tap.message_id)
