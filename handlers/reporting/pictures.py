"""The pictures of a report before it is sent: shown as officers will see them; each can be taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import NetraError
from handlers.platform.conversation import Notes
from handlers.platform.outgoing import MAX_ALBUM, albums, delete_noted
from handlers.platform.update_context import UpdateContext
from handlers.reporting.steps import DIALOG, REVIEW
from handlers.reporting.texts import evidence as texts
from handlers.reporting.wizard import Wizard, mark_of
from services.platform.traces import TRACE, Mark, Traces
from services.reporting.draft import Attachment, Draft
from services.reporting.intake import Intake


class Pictures:
    """Shows cleaned pictures beside the review, once each.

    They go straight to Telegram and past the outbox, so that nothing as large as them lies beside a chat on
    the disk. Their messages are traces.
    """

    def __init__(self, intake: Intake, traces: Traces, wizard: Wizard) -> None:
        self._intake = intake
        self._notes = Notes(traces)
        self._wizard = wizard

    async def show(self, turn: UpdateContext, fresh: Mapping[str, bytes] | None = None) -> None:
        """Shows what the review has not shown yet; does nothing at another step.

        ``fresh`` are pictures, by their file, that came with this very message and can't be read yet.
        """
        dialog = await turn.dialog()
        if dialog is None or dialog.name != DIALOG or dialog.step != REVIEW:
            return
        draft = self._wizard.load(dialog.data)
        seen = {file for file, _ in draft.shown}
        unseen = [one for one in draft.attachments if one.file not in seen]
        for first in range(0, len(unseen), MAX_ALBUM):
            told = await self._show(turn, unseen[first : first + MAX_ALBUM], fresh or {})
            draft = replace(draft, shown=(*draft.shown, *told))
            if len(told) < len(unseen[first : first + MAX_ALBUM]):
                self._wizard.tell(turn, texts.NOT_SHOWN)
                break
        turn.set_dialog(DIALOG, REVIEW, draft.to_json())

    async def _show(
        self, turn: UpdateContext, together: Sequence[Attachment], fresh: Mapping[str, bytes]
    ) -> list[tuple[str, int]]:
        """Files of the pictures that were shown, and their messages."""
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            contents = [fresh.get(one.file) or await self._intake.picture(one) for one in together]
        except NetraError:
            return []
        told: list[tuple[str, int]] = []
        for places, call in albums(turn.chat_id, contents):
            sent = await turn.direct.show(call)
            self._notes.shown(turn, [Mark(message, date) for message, date in sent])
            if len(sent) == len(places):
                told += [(together[at].file, number) for at, (number, _) in zip(places, sent, strict=True)]
        return told

    async def on_drop(self, turn: UpdateContext, draft: Draft, mark: str) -> None:
        """Takes one picture out, from the draft and from the chat."""
        gone = next((one.file for one in draft.attachments if mark_of(one.file) == mark), None)
        if gone is None:  # tapped twice, or below an older review: the whole page again would only confuse
            self._wizard.tell(turn, texts.DROPPED)
            return
        tag = turn.conversation().tag(TRACE)
        messages = [message for file, message in draft.shown if file == gone]
        turn.say(*(delete_noted(turn.chat_id, one, tag) for one in messages))
        draft = self._intake.detach(turn.unit, draft, gone)
        draft = replace(draft, shown=tuple(one for one in draft.shown if one[0] != gone))
        self._wizard.ask(turn, REVIEW, draft)
