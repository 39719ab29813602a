"""The end of a report: the code, the sending, and the deletion of the conversation's traces."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.platform.buttons import HOW_TO_REPORT, OpenTopic, WipeTraces
from handlers.platform.conversation import Notes, wipe_row, wipe_rows
from handlers.platform.outgoing import Button, Call, delete_all, delete_noted, message, toast, wipe
from handlers.platform.update_context import UpdateContext
from handlers.reporting.buttons import BackStep, ConfirmWipe, GoOnReporting, SendReport, ShowCode
from handlers.reporting.steps import CODE as STEP
from handlers.reporting.steps import DIALOG, OPENING
from handlers.reporting.texts import report as report_texts
from handlers.reporting.texts import send as texts
from handlers.reporting.wizard import Wizard
from services.platform.traces import CODE, TAGS, TRACE, ReportConversation, Traces
from services.reporting.code_lock import key_name, locked, unlocked
from services.reporting.draft import Draft
from services.reporting.intake import Intake
from services.reporting.limits import AbuseLimits, Act
from storage.platform.dialogs import Dialog


class Sending:
    """Shows the code, sends the report once, and forgets the conversation when asked to."""

    def __init__(self, intake: Intake, limits: AbuseLimits, traces: Traces, wizard: Wizard) -> None:
        self._intake = intake
        self._limits = limits
        self._traces = traces
        self._notes = Notes(traces)
        self._wizard = wizard

    async def on_code(self, turn: UpdateContext, draft: Draft, step: str) -> None:
        """A fresh code. The newest is the only one that sends; messages with earlier ones go.

        The message with the code takes no durable way: nothing of it is written down anywhere. If it is lost,
        the person asks for another; an earlier code on the screen stays good.
        """
        wait = max(self._limits.wait(act, turn.chat_key) for act in (Act.REPORT, Act.CODE))
        if wait > timedelta():
            self._wizard.tell(turn, report_texts.too_many_reports(wait), [how_to_report()])
            return
        self._limits.note(Act.CODE, turn.chat_key)
        draft, words, _ = await self._intake.new_code(replace(draft, editing=False))
        key, conversation = turn.fresh_key(), turn.conversation()
        rows = [
            [Button(texts.COPY, copy=" ".join(words))],
            [Button(texts.SAVED, SendReport(key_name(key)))],
            [
                Button(texts.NEW_CODE, ShowCode(STEP)),
                Button(report_texts.BACK, BackStep(STEP)),
            ],
        ]
        shown = await turn.direct.say(message(turn.chat_id, texts.code(words), rows))
        if shown is None:
            self._wizard.tell(turn, texts.CODE_LOST, [[Button(texts.NEW_CODE, ShowCode(step))]])
            return
        turn.set_dialog(DIALOG, STEP, locked(draft, key, turn.chat_key).to_json())
        self._notes.code(turn, shown)
        tag = conversation.tag(CODE)
        for earlier in await self._traces.lasting(turn.chat_key, [tag]):
            turn.say(delete_noted(turn.chat_id, earlier.message_id, tag))

    async def on_send(self, turn: UpdateContext, step: str, draft: Draft, key: str, query_id: str) -> None:
        """The person has saved the code: the draft becomes a report, in the same commit that ends it."""
        ready = unlocked(draft, key, turn.chat_key)
        if ready is None and draft.lookup and key == self._intake.fingerprint_of(draft):
            ready = draft  # of a version that did not lock it
        if step != STEP or ready is None:
            turn.say(toast(query_id, texts.OLD_CODE, alert=True))
            return
        draft = ready
        turn.say(toast(query_id))
        self._intake.submit(turn.unit, draft, turn.now)
        self._limits.note(Act.REPORT, turn.chat_key)
        turn.end_dialog(sent=True)
        received, today = self._wizard.today(turn), self._wizard.today(turn, draft)
        rows = [how_to_report(), wipe_row(turn)]
        html = texts.sent(received, report_texts.clock(draft, today))
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))
        turn.say(delete_all(turn.chat_id, CODE))  # after the good news: a deletion takes a second trip

    async def on_wipe(
        self, turn: UpdateContext, query_id: str, dialog: Dialog | None, pressed: WipeTraces | ConfirmWipe
    ) -> None:
        """Deletes both sides' messages of a conversation; an open draft too, if that is meant."""
        sure = isinstance(pressed, ConfirmWipe)
        under_way = turn.open_conversation
        meant = pressed.conversation or under_way
        if meant is None:
            await self._wipe_former(turn, query_id)
            return
        if under_way is not None and meant.key == under_way.key:
            meant = under_way
            if dialog is not None and dialog.name == DIALOG and dialog.step != OPENING and not sure:
                self._ask_whether(turn, query_id, meant)
                return
            turn.end_dialog()
            turn.unit.truncate_log = True
        turn.say(wipe(turn.chat_id, query_id, meant.in_dialog))

    def _ask_whether(self, turn: UpdateContext, query_id: str, conversation: ReportConversation) -> None:
        turn.say(toast(query_id))
        rows = [
            [Button(texts.WIPE_ALL, ConfirmWipe(conversation))],
            [Button(texts.WIPE_NOT, GoOnReporting())],
        ]
        self._wizard.tell(turn, texts.WIPE_ASK, rows)

    async def _wipe_former(self, turn: UpdateContext, query_id: str) -> None:
        """A button without a key: of a former version, whose messages are known for 48 hours."""
        if await self._traces.lasting(turn.chat_key, TAGS):
            turn.say(wipe(turn.chat_id, query_id, ""))
        else:
            turn.say(toast(query_id, texts.WIPE_WHERE, alert=True))


def how_to_report() -> list[Button]:
    """The button that opens the topic of formal reports."""
    return [Button(texts.HOW_TO_REPORT, OpenTopic(HOW_TO_REPORT))]


def cancelled(turn: UpdateContext) -> list[Call]:
    """What is said when a report is given up: the code goes at once, the rest when the person wants."""
    return [
        delete_all(turn.chat_id, CODE),
        message(turn.chat_id, texts.CANCELLED, wipe_rows(turn), remember=TRACE),
    ]
