"""Hand-over as ZIP, and originals that two officers open together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.errors import NetraError, ReportError
from core.numbers import whole
from handlers.access.texts import officer as door_texts
from handlers.casework.report import CaseScreen
from handlers.casework.room import OfficerScreen, Tap
from handlers.casework.texts import handover as texts
from handlers.casework.texts import refusals
from handlers.casework.texts import report as report_texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, message, toast
from handlers.platform.turn import NetraContext
from handlers.reporting.texts.report import day_in_words
from services.access.officers import Officers
from services.casework.approvals import Approvals
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.casework.handover import Picture, pack_handover
from services.casework.redacted import redacted
from services.platform.errors import DrawingError
from services.platform.render_worker import RenderWorker
from storage.access.errors import AccessError
from storage.platform.unit import Outgoing


class HandOver:
    """Makes the files that leave the house."""

    name = "officer-handover"

    def __init__(
        self,
        room: OfficerScreen,
        work: Casework,
        screen: CaseScreen,
        approvals: Approvals,
        officers: Officers,
        render_worker: RenderWorker,
    ) -> None:
        self._room = room
        self._work = work
        self._screen = screen
        self._approvals = approvals
        self._officers = officers
        self._render_worker = render_worker

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons of the hand-over and of originals."""
        return [
            CallbackQueryHandler(self._on_button, r"^serah:"),
            CallbackQueryHandler(self._on_original, r"^asli:"),
        ]

    # --- hand-over ---

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        tap = await self._room.tap(update, context)
        if tap is None:
            return
        opened = await self._room.case(tap)
        if opened is None:
            return
        try:
            if tap.action == "make":
                await self._make(tap, opened)
            else:
                self._menu(tap)
        except (ReportError, AccessError, DrawingError) as error:
            tap.turn.say(toast(tap.query_id, _words(error), alert=True))
            return
        tap.turn.say(toast(tap.query_id))

    def _menu(self, tap: Tap) -> None:
        rows = [
            [Button(texts.MASK_WORDS, f"rep:mask:{tap.handle}")],
            [Button(texts.MAKE, f"serah:make:{tap.handle}")],
            [Button(report_texts.BACK, f"rep:open:{tap.handle}")],
        ]
        self._room.show(tap.turn, texts.MENU, rows, tap.message_id)

    async def _make(self, tap: Tap, opened: OpenedCase) -> None:
        turn = tap.turn
        self._work.check(tap.officer, opened.case)
        turn.direct.typing(turn.chat_id, "upload_document")
        evidence = [await self._room.desk.picture(opened, head.id) for head in opened.heads]
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
        exported = self._work.exported(turn.unit, tap.officer, opened, self._room.today(turn))
        for number, content in enumerate(parts, 1):
            self._room.open_picture(
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

    async def _on_original(self, update: Update, context: NetraContext) -> None:
        tap = await self._room.tap(update, context)
        if tap is None:
            return
        try:
            if tap.action == "list":
                await self._waiting(tap)
            elif tap.action == "yes":
                await self._approve(tap)
                return
            else:
                await self._of_picture(tap)
                return
        except (ReportError, AccessError) as error:
            tap.turn.say(toast(tap.query_id, _words(error), alert=True))
            return
        tap.turn.say(toast(tap.query_id))

    async def _of_picture(self, tap: Tap) -> None:
        opened = await self._room.case(tap)
        if opened is None:
            return
        place = whole(tap.value, 0, len(opened.heads) - 1)
        if place is None:
            raise ReportError
        if tap.action == "ask":
            await self._ask(tap, opened, place)
            return
        found = await self._approvals.open(tap.turn.unit, tap.officer, opened, place, tap.turn.now)
        if found is None:
            tap.turn.say(toast(tap.query_id, texts.NO_APPROVAL, alert=True))
            return
        tap.turn.say(toast(tap.query_id))
        self._room.open_picture(
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
            state, request = state.with_handle(one.id, self._room.randomness)
            state, report = state.with_handle(one.report_id, self._room.randomness)
            rows += [
                [
                    Button(texts.read_report(number), f"rep:open:{report}"),
                    Button(texts.approve(number), f"asli:yes:{request}"),
                ]
            ]
        self._room.keep(tap.turn, replace(state, at=""))
        html = texts.APPROVALS if rows else texts.NO_APPROVALS
        rows.append([Button(report_texts.TO_LIST, "inbox:list")])
        self._room.show(tap.turn, html, rows, tap.message_id)

    async def _approve(self, tap: Tap) -> None:
        request_id = tap.state.row(tap.handle)
        if request_id is None:
            raise AccessError
        found = await self._approvals.approve(tap.turn.unit, tap.officer, request_id, tap.turn.now)
        tap.turn.say(toast(tap.query_id, texts.APPROVED, alert=True))
        asker = next((one for one in await self._officers.all() if one.id == found.asked_by), None)
        if asker is not None and asker.has_chat:
            call = message(asker.chat_id, texts.APPROVED_NOTICE)
            tap.turn.unit.outgoing.append(Outgoing(asker.chat_key, call.encode()))
        rows = [[Button(report_texts.TO_LIST, "inbox:list")]]
        self._room.show(tap.turn, texts.APPROVED, rows, tap.message_id)


def _words(error: NetraError) -> str:
    return door_texts.DRAWING_FAILED if isinstance(error, DrawingError) else refusals.refusal(error)
