"""The end of a report: the code, the sending, and the deletion of the conversation's traces."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.outgoing import Button, Call, Rows, delete_all, message, toast
from handlers.report_steps import JOURNEY, Steps
from handlers.texts import report as report_texts
from handlers.texts import report_send as texts
from handlers.turn import Turn
from services.reporting.draft import Draft
from services.reporting.intake import Intake
from services.reporting.limits import Act, Limits
from services.reporting.traces import CODE, TAGS, TRACE, Traces

WIPE_ROWS: Rows = [[Button(texts.WIPE, "report:wipe")]]


class Sending:
    """Shows the code, sends the report once, and forgets the conversation when asked to."""

    def __init__(self, intake: Intake, limits: Limits, traces: Traces, steps: Steps) -> None:
        self._intake = intake
        self._limits = limits
        self._traces = traces
        self._steps = steps

    async def on_code(self, turn: Turn, draft: Draft, _value: str) -> None:
        """A fresh code. The newest is the only one that sends; messages with earlier ones go."""
        wait = max(self._limits.wait(act, turn.chat_key) for act in (Act.REPORT, Act.CODE))
        if wait > timedelta():
            self._steps.tell(turn, report_texts.too_many_reports(wait))
            return
        self._limits.note(Act.CODE, turn.chat_key)
        draft, words, derived = await self._intake.new_code(replace(draft, editing=False))
        turn.set_dialog(JOURNEY, "code", draft.to_json())
        rows = [
            [Button(texts.COPY, copy=" ".join(words))],
            [Button(texts.SAVED, f"report:send:{derived.fingerprint}")],
            [
                Button(texts.NEW_CODE, "report:code:code"),
                Button(report_texts.BACK, "report:back:code"),
            ],
        ]
        turn.say(delete_all(turn.chat_id, CODE))
        turn.say(message(turn.chat_id, texts.code(words), rows, remember=CODE))

    async def on_send(self, turn: Turn, step: str, draft: Draft, fingerprint: str, query_id: str) -> None:
        """The person has saved the code: the draft becomes a report, in the same commit that ends it."""
        if step != "code" or fingerprint != self._intake.fingerprint_of(draft):
            turn.say(toast(query_id, texts.OLD_CODE, alert=True))
            return
        turn.say(toast(query_id))
        self._intake.submit(turn.unit, draft, turn.now)
        self._limits.note(Act.REPORT, turn.chat_key)
        turn.end_dialog(sent=True)
        today = self._steps.today(turn)
        rows = [[Button(texts.HOW_TO_REPORT, "ask:open:cara-melapor")], *WIPE_ROWS]
        html = texts.sent(today, report_texts.clock(draft, today))
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))
        turn.say(delete_all(turn.chat_id, CODE))  # after the good news: a deletion takes a second trip

    async def on_wipe(self, turn: Turn, query_id: str, *, has_draft: bool, sure: bool) -> None:
        """Deletes both sides' messages of the report conversation; an open draft too, if that is meant."""
        if has_draft and not sure:
            turn.say(toast(query_id))
            rows = [
                [Button(texts.WIPE_ALL, "report:wipe:sure")],
                [Button(texts.WIPE_NOT, "report:wipe:not")],
            ]
            self._steps.tell(turn, texts.WIPE_ASK, rows)
            return
        if has_draft:
            turn.end_dialog()
        turn.unit.truncate_log = True
        turn.say(toast(query_id, texts.WIPED, alert=True))
        for _ in range(await self._traces.calls_needed(turn.chat_key)):
            turn.say(delete_all(turn.chat_id, TRACE))
        turn.say(*(delete_all(turn.chat_id, tag) for tag in TAGS if tag != TRACE))


def cancelled(turn: Turn) -> list[Call]:
    """What is said when a report is given up: the code goes at once, the rest when the person wants."""
    return [
        delete_all(turn.chat_id, CODE),
        message(turn.chat_id, texts.CANCELLED, WIPE_ROWS, remember=TRACE),
    ]
