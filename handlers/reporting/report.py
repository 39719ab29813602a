"""Handlers of an anonymous report: /lapor, step by step, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from telegram import Message, Update

from core.text import squeeze
from handlers.access.commands import Command, HelpSection
from handlers.access.texts import code_words as code_texts
from handlers.platform.buttons import StartReport, WipeTraces
from handlers.platform.conversation import Notes, wipe_row
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.steps import FormPlace, Move, MoveKind, Refused
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from handlers.platform.words import with_links
from handlers.reporting.buttons import (
    BackStep,
    BeginReport,
    CancelReport,
    ConfirmWipe,
    DropPicture,
    EditStep,
    FormButton,
    GoOnReporting,
    KeepHints,
    KeepOriginals,
    MaskHints,
    PickAnswer,
    RemoveEvidence,
    RewriteStep,
    SendReport,
    ShowCode,
    ShowPrivacy,
    SkipStep,
    StepButton,
    TurnChoices,
    TurnPrivacyPage,
)
from handlers.reporting.edits import ReportEdits
from handlers.reporting.evidence import EvidenceStep, has_file
from handlers.reporting.pictures import Pictures
from handlers.reporting.send import Sending, cancelled, how_to_report
from handlers.reporting.steps import CODE, DIALOG, EVIDENCE, HINTS, OPENING, move_of
from handlers.reporting.texts import privacy
from handlers.reporting.texts import report as texts
from handlers.reporting.texts import send as send_texts
from handlers.reporting.wizard import Wizard, mark_of
from services.access.spotter import Spotter
from services.platform.traces import Traces
from services.reporting import corrections
from services.reporting.corrections import without_codes
from services.reporting.draft import MAX_SHORT, Draft
from services.reporting.intake import Intake
from services.reporting.limits import AbuseLimits, Act
from services.reporting.own_identity import hints_of, without
from storage.platform.dialogs import Dialog

FROM_THE_CODE = (ShowCode, BackStep)
"""What may still be done once the code is shown, beside sending."""
REPORT_COMMAND = Command("lapor", texts.COMMAND, rank=30, section=HelpSection.REPORT)
PRIVACY = Command("privasi", privacy.COMMAND, rank=100, section=HelpSection.REPORT, without_slash=True)


class ReportHandlers:
    """The wizard. Its state lives in the dialog; each step may be skipped, gone back to, changed."""

    name = DIALOG

    def __init__(
        self, intake: Intake, limits: AbuseLimits, traces: Traces, wizard: Wizard, spotter: Spotter
    ) -> None:
        self._intake = intake
        self._spotter = spotter
        self._limits = limits
        self._notes = Notes(traces)
        self._wizard = wizard
        self._evidence = EvidenceStep(intake, limits, wizard)
        self._edits = ReportEdits(wizard, spotter)
        self._pictures = Pictures(intake, traces, wizard)
        self._sending = Sending(intake, limits, traces, wizard)

    def handlers(self) -> Sequence[AnyHandler]:
        """/lapor, /privasi, and the wizard's buttons."""
        return [
            REPORT_COMMAND.answered_by(self._on_command),
            PRIVACY.answered_by(self._on_privacy),
            TapHandler(
                on(StartReport, self._on_start),
                on(TurnPrivacyPage, self._on_privacy_page),
                on(WipeTraces, self._on_wipe),
                on(ConfirmWipe, self._on_wipe),
                on(GoOnReporting, self._on_go_on),
                on(SendReport, self._on_send),
                on(BeginReport, self._on_go),
                on(ShowPrivacy, self._on_show_privacy),
                on(CancelReport, self._on_cancel),
                on(PickAnswer, self._on_step),
                on(TurnChoices, self._on_step),
                on(SkipStep, self._on_step),
                on(BackStep, self._on_step),
                on(EditStep, self._on_step),
                on(RewriteStep, self._on_step),
                on(RemoveEvidence, self._on_step),
                on(KeepOriginals, self._on_step),
                on(ShowCode, self._on_step),
                on(MaskHints, self._on_step),
                on(KeepHints, self._on_step),
                on(DropPicture, self._on_step),
            ),
        ]

    async def _on_privacy(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        html, rows = self._privacy(turn, await turn.dialog(), 0)
        turn.say(message(turn.chat_id, html, rows))

    def _privacy(self, turn: UpdateContext, dialog: Dialog | None, number: int) -> tuple[str, Rows]:
        """A page of what is kept and what is not; the way on with the report where one just begins."""
        number = min(number, len(privacy.PAGES) - 1)
        turning = [
            Button(label, TurnPrivacyPage(to))
            for label, to in ((privacy.BEFORE, number - 1), (privacy.NEXT, number + 1))
            if 0 <= to < len(privacy.PAGES)
        ]
        rows = [turning] if number else [turning, how_to_report()]
        if dialog is not None and (dialog.name, dialog.step) == (self.name, OPENING):
            rows.append([Button(texts.BEGIN, BeginReport())])
        if turn.open_conversation:
            rows.append(wipe_row(turn))
        return privacy.PAGES[number], rows

    async def _on_command(self, update: Update, context: NetraContext) -> None:
        await self._notes.note(context.turn, update)
        await self._begin(context.turn)

    async def _begin(self, turn: UpdateContext) -> None:
        dialog = await turn.dialog()
        if dialog is not None and dialog.name == self.name and dialog.step != OPENING:
            self._wizard.tell(turn, texts.STILL_OPEN)
            self._wizard.ask(turn, self._wizard.form.resumed(dialog.step), self._wizard.load(dialog.data))
            await self._pictures.show(turn)
            return
        wait = self._limits.wait(Act.REPORT, turn.chat_key)
        if wait:
            self._wizard.tell(turn, texts.too_many_reports(wait), [how_to_report(), wipe_row(turn)])
            return
        turn.end_dialog()  # with files that an expired draft may have left
        turn.set_dialog(self.name, OPENING, Draft().to_json())
        rows = [
            [Button(texts.BEGIN, BeginReport())],
            [Button(texts.PRIVACY, ShowPrivacy())],
            [Button(texts.CANCEL, CancelReport())],
            wipe_row(turn),  # from the first message on: a draft may expire by itself
        ]
        self._wizard.tell(turn, privacy.SHORT, rows)

    # --- buttons ---

    async def _on_start(self, update: Update, context: NetraContext, pressed: StartReport) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        await turn.dialog()
        turn.say(toast(query_id))
        self._notes.led_here(turn, pressed.asked, update.callback_query)
        await self._begin(turn)

    async def _on_privacy_page(self, update: Update, context: NetraContext, pressed: TurnPrivacyPage) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        turn.say(toast(query_id))
        html, rows = self._privacy(turn, await turn.dialog(), pressed.page)
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _on_wipe(
        self, update: Update, context: NetraContext, pressed: WipeTraces | ConfirmWipe
    ) -> None:
        query_id, _ = tapped_at(update)
        dialog = await context.turn.dialog()
        await self._sending.on_wipe(context.turn, query_id, dialog, pressed)

    async def _on_go_on(self, update: Update, context: NetraContext, _pressed: GoOnReporting) -> None:
        query_id, _ = tapped_at(update)
        context.turn.say(toast(query_id, send_texts.KEPT_GOING))

    async def _mine(
        self, turn: UpdateContext, query_id: str, words: str = texts.ALREADY_SENT
    ) -> Dialog | None:
        """The open report; None when the person was told that there is none any more."""
        dialog = await turn.dialog()
        if dialog is not None and dialog.name == self.name:
            return dialog
        turn.say(toast(query_id, words, alert=True))
        return None

    async def _on_send(self, update: Update, context: NetraContext, pressed: SendReport) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        mine = await self._mine(turn, query_id, texts.SENT_OR_GIVEN_UP)
        if mine is None:
            return
        draft = without_codes(
            self._wizard.load(mine.data), self._spotter
        )  # also of a version that did not look
        draft = replace(draft, kept_words=(), shown=())
        self._notes.code_tapped(turn, update.callback_query)
        await self._sending.on_send(turn, mine.step, draft, pressed.key, query_id)

    async def _on_go(self, update: Update, context: NetraContext, _pressed: BeginReport) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        if (mine := await self._mine(turn, query_id)) is not None:
            turn.say(toast(query_id))
            if mine.step == OPENING:
                self._wizard.ask(turn, self._wizard.form.steps[0].name, self._wizard.load(mine.data))

    async def _on_show_privacy(self, update: Update, context: NetraContext, _pressed: ShowPrivacy) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        if (mine := await self._mine(turn, query_id)) is not None:
            turn.say(toast(query_id))
            self._wizard.tell(turn, *self._privacy(turn, mine, 0))

    async def _on_cancel(self, update: Update, context: NetraContext, _pressed: CancelReport) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        if await self._mine(turn, query_id) is not None:
            turn.say(toast(query_id))
            turn.end_dialog()
            turn.unit.truncate_log = True
            turn.say(*cancelled(turn))

    async def _on_step(self, update: Update, context: NetraContext, pressed: StepButton) -> None:
        """Buttons carry the step they belong to, so that an old one can't act on a newer step."""
        query_id, _ = tapped_at(update)
        turn = context.turn
        mine = await self._mine(turn, query_id)
        if mine is None:
            return
        draft, place = self._wizard.load(mine.data), None
        fits = pressed.step == mine.step and (mine.step != CODE or isinstance(pressed, FROM_THE_CODE))
        if fits and isinstance(pressed, FormButton):
            place = self._moved(move_of(pressed), draft, turn.now)
        if not fits or (place is None and isinstance(pressed, FormButton)):
            turn.say(toast(query_id, texts.OLD_STEP))
            return
        turn.say(toast(query_id))
        if place is not None:
            self._wizard.show(turn, place)
        else:
            await self._act(turn, draft, pressed)
        await self._get_ready(turn, mine.step)
        await self._pictures.show(turn)

    async def _act(self, turn: UpdateContext, draft: Draft, pressed: StepButton) -> None:
        match pressed:
            case RemoveEvidence():
                await self._evidence.on_remove(turn, draft, pressed.part)
            case KeepOriginals():
                await self._evidence.on_original(turn, draft, pressed.choice)
            case ShowCode():
                await self._sending.on_code(turn, draft, pressed.step)
            case MaskHints():
                self._mask(turn, draft, pressed.mark)
            case KeepHints():
                self._keep_hints(turn, draft)
            case DropPicture():
                await self._pictures.on_drop(turn, draft, pressed.mark)

    async def _get_ready(self, turn: UpdateContext, before: str) -> None:
        dialog = await turn.dialog()
        if before != EVIDENCE and dialog is not None and dialog.step == EVIDENCE:
            self._intake.expect_evidence()

    def _moved(self, move: Move, draft: Draft, now: datetime) -> FormPlace[Draft] | None:
        """Where a tap leads. No message stands for what a button said, nor for what it took away; who works
        elsewhere has no office to be corrected."""
        place = self._wizard.form.moved(move, draft, now)
        if place is None or move.kind not in (MoveKind.PICK, MoveKind.CLEAR):
            return place
        draft = corrections.forget(place.draft, move.step)
        return replace(place, draft=corrections.forget(draft, "agency") if move.step == "insider" else draft)

    def on_edit(self, turn: UpdateContext, dialog: Dialog, edited: Message) -> None:
        """A message that was changed while the report is open."""
        self._edits.on_edit(turn, dialog, edited)

    def _mask(self, turn: UpdateContext, draft: Draft, mark: str) -> None:
        """Takes words out that tell of the reporter: all, or those of one button."""
        found = hints_of(draft)
        chosen = tuple(one for one in found if mark in ("all", mark_of(one.words)))
        self._wizard.ask(turn, HINTS, corrections.forget_changed(without(draft, chosen)))

    def _keep_hints(self, turn: UpdateContext, draft: Draft) -> None:
        kept = (*draft.kept_words, *(one.words for one in hints_of(draft)))
        self._wizard.ask(turn, HINTS, replace(draft, kept_words=tuple(dict.fromkeys(kept))))

    # --- free input ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Text or a file sent at a step."""
        turn, draft = context.turn, self._wizard.load(dialog.data)
        content = update.effective_message
        if content is None:
            return
        await self._notes.note(turn, update)
        fresh: Mapping[str, bytes] = {}
        if dialog.step == CODE:
            self._wizard.tell(turn, texts.CODE_SHOWN)
        elif dialog.step == EVIDENCE or (has_file(content) and self._wizard.takes_files(dialog.step)):
            fresh = await self._evidence.on_content(turn, dialog.step, draft, content)
        elif not await self._on_words(turn, dialog.step, draft, content):
            self._wizard.tell(turn, texts.USE_BUTTONS)
            return
        await self._pictures.show(turn, fresh)

    async def _on_words(self, turn: UpdateContext, step: str, draft: Draft, content: Message) -> bool:
        """Words at a step; False where it takes none."""
        words = self._spotter.without(with_links(content))  # a code must never reach the officers
        answer = self._wizard.form.heard(step, draft, words, turn.now)
        if answer is None:
            return False
        if isinstance(answer, Refused):
            answer = FormPlace(step, draft, said=answer.words)
        told = answer.draft
        if told != draft:
            told = corrections.note(draft, told, step, content.message_id, squeeze(words)[:MAX_SHORT])
        clean = without_codes(told, self._spotter)
        if clean.story != told.story:
            self._wizard.tell(turn, code_texts.SPREAD_IN_REPORT)
        self._wizard.show(turn, replace(answer, draft=clean))
        await self._get_ready(turn, step)
        return True
