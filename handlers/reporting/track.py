"""Follow-up by code: /lacak. Reading, answering and adding evidence, always by pull."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import Message, Update

from core.errors import FileTooLargeError
from core.numbers import LARGEST_MESSAGE, integer
from core.text import tidy
from handlers.access.commands import Command, HelpSection
from handlers.access.texts import code_words as code_texts
from handlers.platform.buttons import AskForCode
from handlers.platform.conversation import Notes, wipe_row, wipe_rows
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at, text_of
from handlers.platform.words import rest_of, with_links
from handlers.reporting.buttons import (
    AnswerDecision,
    DecideAnswer,
    EndTracking,
    TrackAgain,
    TurnTrackPage,
    WriteAnswer,
)
from handlers.reporting.evidence import file_of, refuse_early, sender_of, what_telegram_did
from handlers.reporting.send import how_to_report
from handlers.reporting.texts import corrections as correction_texts
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import hints as hint_texts
from handlers.reporting.texts import track as texts
from handlers.reporting.texts.report import evidence_in_words
from services.access.errors import CodeMalformedError, CodeOrderError
from services.access.lost_code import says_code_is_lost
from services.access.spotter import Spotter
from services.platform.traces import TRACE, Traces
from services.reporting.draft import MAX_STORY, Status
from services.reporting.errors import CodeUnknownError, EvidenceError, ReportOnItsWayError, TooManyItemsError
from services.reporting.followup import OPEN_FOR, FollowUp, Session, Tracked
from services.reporting.limits import AbuseLimits, Act
from services.reporting.own_identity import hints_in, masked
from services.reporting.thread import MAX_MESSAGE
from services.reporting.tracking import Slowdown
from storage.platform.dialogs import TRACK, Dialog

CODE, READING, ANSWERING = "code", "reading", "answering"
CAPSULE = "capsule"
UNDECIDED = "undecided"
Parts = Sequence[tuple[int, str]]
"""Messages of an answer that waits for the reporter's decision: id and words."""
"""Words of an answer that tell of the reporter, until the reporter says what becomes of them."""
TRACK_COMMAND = Command("lacak", texts.COMMAND, rank=40, section=HelpSection.REPORT, without_slash=True)


class Track:
    """Shows a reporter how the report fares, and takes what the reporter adds."""

    name = TRACK

    def __init__(
        self, followup: FollowUp, slowdown: Slowdown, limits: AbuseLimits, traces: Traces, spotter: Spotter
    ) -> None:
        self._followup = followup
        self._spotter = spotter
        self._notes = Notes(traces)
        self._limits = limits
        self._slowdown = slowdown

    def handlers(self) -> Sequence[AnyHandler]:
        """/lacak, with or without the code behind it, and the buttons of an opened report."""
        return [
            TRACK_COMMAND.answered_by(self._on_command),
            TapHandler(
                on(WriteAnswer, self._on_button),
                on(DecideAnswer, self._on_button),
                on(TurnTrackPage, self._on_button),
                on(TrackAgain, self._on_button),
                on(AskForCode, self._on_ask_code),
                on(EndTracking, self._on_end),
            ),
        ]

    async def _on_command(self, update: Update, context: NetraContext) -> None:
        turn, given = context.turn, rest_of(text_of(update))
        if await turn.has_report_draft():
            if given:  # the code must not linger in the chat
                await self._notes.delete(turn, update)
            else:
                await self._notes.note(turn, update)
            await turn.stops_for_report()
            return
        if given:
            await self._look_up(update, turn, given)
            return
        await self._notes.note(turn, update)
        self._ask_code(turn, texts.ASK)

    def _ask_code(self, turn: UpdateContext, words: str) -> None:
        turn.set_dialog(self.name, CODE)
        self._tell(turn, words, wipe_rows(turn))

    @staticmethod
    def _tell(turn: UpdateContext, html: str, rows: Rows | None = None) -> None:
        """Says something that goes when the person has the traces deleted."""
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))

    # --- the code ---

    async def _look_up(self, update: Update, turn: UpdateContext, text: str) -> None:
        await self._notes.delete(turn, update)  # the code must not linger in the chat
        wait = self._slowdown.wait(turn.chat_key)
        if wait > timedelta():
            self._tell(turn, texts.slow_down(wait), wipe_rows(turn))
            return
        turn.direct.typing(turn.chat_id)
        try:
            session = await self._followup.find(text, turn.now)
        except CodeOrderError:
            self._ask_code(turn, texts.ORDER)
        except CodeMalformedError:
            self._ask_code(turn, code_texts.LOST if says_code_is_lost(text) else texts.MALFORMED)
        except ReportOnItsWayError:
            self._ask_code(turn, texts.ON_ITS_WAY)
        except CodeUnknownError:
            turn.write(*self._slowdown.wrong(turn.chat_key))
            self._ask_code(turn, texts.UNKNOWN)
        else:
            await self._show(turn, session)

    async def _show(self, turn: UpdateContext, session: Session) -> None:
        self._keep(turn, session, READING)
        tracked = await self._followup.look(session)
        self._tell(turn, texts.found(tracked), self._rows(turn, tracked))

    async def _turn_page(
        self, turn: UpdateContext, session: Session, page: int, message_id: int | None
    ) -> None:
        """Another page of what was said, in the place of the one on the screen."""
        self._keep(turn, session, READING)
        tracked = await self._followup.look(session)
        html, rows = texts.found(tracked, page), self._rows(turn, tracked, page)
        if message_id is None:
            self._tell(turn, html, rows)
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    def _keep(self, turn: UpdateContext, session: Session, step: str, parts: Parts = ()) -> None:
        """The dialog goes when the quarter of an hour is over, whether anybody comes back or not."""
        data: dict[str, Any] = {CAPSULE: self._followup.capsule(session, turn.chat_key)}
        if parts:
            data[UNDECIDED] = [list(part) for part in parts]
        turn.set_dialog(self.name, step, data, lifetime=min(OPEN_FOR, session.until - turn.now))
        turn.unit.truncate_log = True

    @staticmethod
    def _rows(turn: UpdateContext, tracked: Tracked, page: int = 0) -> Rows:
        pages = len(texts.thread_pages(tracked.thread))
        turning = [
            Button(label, TurnTrackPage(to, turn.conversation()))
            for label, to in ((texts.OLDER, page + 1), (texts.NEWER, page - 1))
            if 0 <= to < pages
        ]
        rows = [turning] if turning else []
        if tracked.status is Status.REJECTED:
            rows.append(how_to_report())
        if tracked.status not in (Status.DONE, Status.REJECTED):
            word = texts.ANSWER if texts.asks_something(tracked) else texts.ADD
            rows.append([Button(word, WriteAnswer(turn.conversation()))])
        last = [
            Button(texts.REFRESH, TurnTrackPage(0, turn.conversation())),
            Button(texts.FINISH, EndTracking(turn.conversation())),
        ]
        return [*rows, last, wipe_row(turn)]

    async def _session(self, turn: UpdateContext, dialog: Dialog | None) -> Session | None:
        """The report opened a moment ago; None when the code was asked for again."""
        if dialog is not None and dialog.name == self.name and CAPSULE in dialog.data:
            session = await self._followup.reopen(str(dialog.data[CAPSULE]), turn.chat_key, turn.now)
            if session is not None:
                return session
        if dialog is None or dialog.name == self.name:  # another dialog's draft stays untouched
            turn.set_dialog(self.name, CODE)
        self._tell(turn, texts.ASK_AGAIN, wipe_rows(turn))
        return None

    # --- buttons ---

    async def _on_end(self, update: Update, context: NetraContext, pressed: EndTracking) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        dialog = await turn.dialog()
        turn.resume(pressed.conversation)
        turn.say(toast(query_id))
        if dialog is not None and dialog.name == self.name:
            turn.end_dialog()
            turn.unit.truncate_log = True
        rows = [wipe_row(turn, pressed.conversation)]  # a report may have begun since
        if message_id is None:
            self._tell(turn, texts.FINISHED, rows)
        else:  # in the place of what was read: a second tap changes nothing
            turn.say(edit(turn.chat_id, message_id, texts.FINISHED, rows))
        if _undecided(dialog):
            self._tell(turn, hint_texts.WAS_NOT_SENT)

    async def _on_ask_code(self, update: Update, context: NetraContext, pressed: AskForCode) -> None:
        """From the words about a code that was typed in the wrong place."""
        query_id, _ = tapped_at(update)
        turn = context.turn
        await turn.dialog()
        turn.resume(pressed.conversation)
        turn.say(toast(query_id))
        if not await turn.stops_for_report():  # a code typed now would end up in the report's story
            self._ask_code(turn, texts.ASK)

    async def _on_button(
        self,
        update: Update,
        context: NetraContext,
        pressed: WriteAnswer | DecideAnswer | TurnTrackPage | TrackAgain,
    ) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        dialog = await turn.dialog()
        turn.resume(pressed.conversation)
        reading = dialog is not None and (dialog.name, dialog.step) == (self.name, READING)
        if isinstance(pressed, TrackAgain) and reading:
            turn.say(toast(query_id, texts.SHOWN_ALREADY))  # the second of a double tap
            return
        turn.say(toast(query_id))
        if await turn.stops_for_report():
            return
        session = await self._session(turn, dialog)
        if session is None:
            return
        if isinstance(pressed, DecideAnswer):
            await self._decide(turn, session, dialog, pressed.decision)
            return
        if _undecided(dialog):
            self._tell(turn, hint_texts.WAS_NOT_SENT)
        if isinstance(pressed, WriteAnswer):
            self._keep(turn, session, ANSWERING)
            how = texts.how_to_answer(videos=self._followup.takes_videos)
            words = texts.WRITE_NOW if _waits_for_answer(dialog) else how
            self._tell(turn, words, self._answering_rows(turn))
        elif isinstance(pressed, TurnTrackPage):
            await self._turn_page(turn, session, pressed.page, message_id)
        else:
            await self._show(turn, session)

    async def _decide(
        self, turn: UpdateContext, session: Session, dialog: Dialog | None, decision: AnswerDecision
    ) -> None:
        """What becomes of an answer that waits; of none, where a button is tapped twice."""
        if _undecided(dialog) and decision is not AnswerDecision.DROP:
            mask = decision is AnswerDecision.MASK
            session = await self._send_decided(turn, session, _parts(dialog), mask=mask)
        self._keep(turn, session, ANSWERING)
        if decision is AnswerDecision.DROP:
            self._tell(turn, hint_texts.NOT_SENT, self._answering_rows(turn))

    @staticmethod
    def _answering_rows(turn: UpdateContext) -> Rows:
        return [[Button(texts.FINISH, TrackAgain(turn.conversation()))]]

    # --- what the reporter sends ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """The code, or an answer."""
        turn, content = context.turn, update.effective_message
        if dialog.step == CODE or content is None:
            await self._look_up(update, turn, text_of(update))
            return
        await self._notes.note(turn, update)
        session = await self._session(turn, dialog)
        if session is None:
            return
        if dialog.step != ANSWERING:
            self._tell(turn, texts.PRESS_ANSWER)
            return
        words_sent = tidy(self._spotter.without(_words_of(content)))
        parts = [*_parts(dialog), (content.message_id, words_sent)]
        if words_sent and self._ask_about(turn, session, parts):
            return
        try:
            words = await self._take(turn, session, content)
        except TooManyItemsError:
            words = texts.FULL
        except (EvidenceError, FileTooLargeError) as error:
            words = evidence_texts.why_refused(error, videos=self._followup.takes_videos)
        self._tell(turn, words, self._answering_rows(turn))

    async def _send_decided(
        self, turn: UpdateContext, session: Session, parts: Parts, *, mask: bool
    ) -> Session:
        """Hands an answer on, as the reporter decided. One that several messages gave has no one message."""
        words, message_id = _joined(parts), parts[0][0] if len(parts) == 1 else 0
        try:
            words = masked(words, hints_in(words)) if mask else words
            session = await self._followup.answer(turn.unit, session, words, turn.now, message_id)
        except TooManyItemsError:
            self._tell(turn, texts.FULL, self._answering_rows(turn))
        else:
            self._tell(turn, texts.ANSWER_KEPT, self._answering_rows(turn))
        return session

    def _ask_about(self, turn: UpdateContext, session: Session, parts: Parts) -> bool:
        """Asks before words that tell of the reporter go to the officers; several messages are one."""
        joined = _joined(parts)
        found = hints_in(joined)
        if not found:
            return False
        if len(joined) > MAX_STORY:
            self._tell(turn, hint_texts.TOO_LONG)
            return True
        self._keep(turn, session, ANSWERING, parts)
        rows = [
            [Button(label, DecideAnswer(decision, turn.conversation()))]
            for label, decision in (
                (hint_texts.MASK_AND_SEND, AnswerDecision.MASK),
                (hint_texts.SEND_AS_IS, AnswerDecision.AS_IS),
                (hint_texts.DO_NOT_SEND, AnswerDecision.DROP),
            )
        ]
        self._tell(turn, hint_texts.answer_question(found), rows)
        return True

    async def on_edit(self, turn: UpdateContext, dialog: Dialog, edited: Message) -> None:
        """A message that was changed while the report is open."""
        if dialog.step == CODE:
            self._tell(turn, correction_texts.TOO_LATE)
            return
        self._notes.keep(turn, edited)
        session = await self._session(turn, dialog)
        if session is None:
            return
        text, parts = tidy(self._spotter.without(_words_of(edited))), _parts(dialog)
        if any(message_id == edited.message_id for message_id, _ in parts):
            changed = [(one, text if one == edited.message_id else words) for one, words in parts]
            await self._decide_anew(turn, session, [part for part in changed if part[1]])
        elif len(text) > MAX_MESSAGE:  # an answer of several messages is not put in the place of one
            self._tell(turn, correction_texts.ANSWER_TOO_LONG, self._answering_rows(turn))
        elif hints_in(text):
            self._tell(turn, correction_texts.ANSWER_WITH_HINTS, self._answering_rows(turn))
        else:
            await self._correct(turn, session, dialog.step, text, edited.message_id)

    async def _decide_anew(self, turn: UpdateContext, session: Session, parts: Parts) -> None:
        """An answer that waits for a decision was changed; without telling words it is not held back."""
        if not parts:
            self._keep(turn, session, ANSWERING)
            self._tell(turn, correction_texts.ANSWER_EMPTY, self._answering_rows(turn))
        elif not self._ask_about(turn, session, parts):
            self._keep(turn, await self._send_decided(turn, session, parts, mask=False), ANSWERING)

    async def _correct(
        self, turn: UpdateContext, session: Session, step: str, text: str, message_id: int
    ) -> None:
        changed = None
        if text:
            changed = await self._followup.correct(turn.unit, session, text, turn.now, message_id)
        if changed is None:
            self._tell(turn, correction_texts.ANSWER_READ, self._answering_rows(turn))
            return
        dialog = await turn.dialog()
        self._keep(turn, changed, step, _parts(dialog))
        self._tell(turn, correction_texts.ANSWER_TAKEN, self._answering_rows(turn))

    async def _take(self, turn: UpdateContext, session: Session, content: Message) -> str:
        """Keeps an answer or a file. A caption stays behind: a forwarded picture brings a stranger's."""
        text = tidy(self._spotter.without(_words_of(content)))
        file = file_of(content)
        if file is None:
            if not text:
                return texts.want_answer(videos=self._followup.takes_videos)
            known = await self._followup.answer(turn.unit, session, text, turn.now, content.message_id)
            self._keep(turn, known, ANSWERING)
            return texts.ANSWER_KEPT
        file_id, size = file
        wait = self._limits.wait(Act.FILE, turn.chat_key)
        if wait > timedelta():
            return evidence_texts.too_many_files(wait)
        turn.direct.typing(turn.chat_id, "upload_photo")
        refuse_early(content, size, videos=self._followup.takes_videos)
        fetch = partial(turn.files.fetch, file_id)
        added = await self._followup.add_file(
            turn.unit, session, fetch, evidence_in_words, turn.now, sender_of(turn, content, size)
        )
        self._limits.note(Act.FILE, turn.chat_key)  # only what was taken counts
        words = texts.evidence_kept(added) + (texts.NO_CAPTIONS if content.caption else "")
        return "\n\n".join([words, *what_telegram_did(content)])


def _words_of(content: Message) -> str:
    """The words of an answer; a caption is none."""
    return with_links(content) if content.text else ""


def _waits_for_answer(dialog: Dialog | None) -> bool:
    """Whether an answer was asked for and none waits for a decision."""
    return (
        dialog is not None and dialog.name == Track.name and dialog.step == ANSWERING and not _parts(dialog)
    )


def _parts(dialog: Dialog | None) -> list[tuple[int, str]]:
    """Messages of an answer that wait for the reporter's decision."""
    if dialog is None or dialog.name != Track.name:
        return []
    kept = dialog.data.get(UNDECIDED, [])
    if isinstance(kept, str):  # of a version that did not know which message said what
        return [(0, kept)]
    return [(integer(message_id, 0, LARGEST_MESSAGE) or 0, str(words)) for message_id, words in kept]


def _joined(parts: Parts) -> str:
    return "\n".join(words for _, words in parts).strip()


def _undecided(dialog: Dialog | None) -> str:
    """Words of an answer that wait for the reporter's decision."""
    return _joined(_parts(dialog))
