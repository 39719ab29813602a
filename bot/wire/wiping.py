"""The end of a conversation about a report: its messages' ids leave the chat's rows, or the messages go."""

from __future__ import annotations

from datetime import datetime

from bot.wire.answers import sent_message
from bot.wire.deleting import CallOutcome, Send, delete_for_certain
from core.clock import Clock
from handlers.platform.buttons import WipeTraces
from handlers.platform.outgoing import WIPE, Button, Call, message, toast
from handlers.reporting.texts import send as texts
from services.platform.traces import TAGS, TRACE, Mark, ReportConversation, Traces
from storage.platform.outbox import Outbox
from storage.platform.unit import Unit


class Wiper:
    """Does what the calls ``end_trace`` and ``wipe`` ask for, when their turn to be sent has come."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._traces = Traces(outbox)
        self._clock = clock

    async def carry_out(self, call: Call, chat_key: bytes, send: Send) -> Unit:
        """What is to be committed afterwards. Carried out twice (after a crash), it comes to the same."""
        conversation = ReportConversation.named(str(call.params["conversation"]))
        now = self._clock.now()
        if call.method == WIPE:
            return await self._wipe(call, chat_key, conversation, send, now)
        unit = Unit()
        if conversation is not None:
            unit.write_all(await self._traces.end(chat_key, conversation, now))
            unit.truncate_log = bool(unit.writes)
        return unit

    async def _wipe(
        self, call: Call, chat_key: bytes, conversation: ReportConversation | None, send: Send, now: datetime
    ) -> Unit:
        chat_id = int(call.params["chat_id"])
        if conversation is None:
            marks = await self._traces.lasting(chat_key, TAGS)
        else:
            marks = await self._traces.all_of(chat_key, conversation)
        old = [one for one in marks if one.is_too_old(now)]
        dice = [one for one in marks if one.is_young_dice(now)]
        rest = [one.message_id for one in marks if one not in old and one not in dice]
        went = await delete_for_certain(send, chat_id, rest)
        stays = [one for one in marks if one.message_id not in went and one not in old]
        words = texts.wiped(len(went), len(old), len(dice), len(stays) - len(dice))
        told = await self._tell(call, conversation, words, send, again=bool(stays))
        unit = Unit(truncate_log=True)
        if not marks:  # nothing known here; another chat's rows stay as they are
            return unit
        if conversation is not None:
            kept = [*stays, told] if told else stays
            unit.write_all(self._traces.keep(chat_key, conversation, kept, now))
        else:
            unit.write_all(self._traces.forget_former(chat_key, [one for one in marks if one not in stays]))
            if told:
                unit.write(self._outbox.remember(chat_id, TRACE, [told.message_id], told.sent_at))
        return unit

    async def _tell(
        self, call: Call, conversation: ReportConversation | None, words: str, send: Send, *, again: bool
    ) -> Mark | None:
        """An alert leaves nothing behind; a message is needed where it comes late or something is left."""
        chat_id, query_id = int(call.params["chat_id"]), str(call.params["query_id"])
        outcome = await send(toast(query_id) if again else toast(query_id, words, alert=True))
        if outcome.gone or (outcome.result is True and not again):
            return None
        rows = [[Button(texts.WIPE_REST if again else texts.WIPE_THIS, WipeTraces(conversation))]]
        return _mark_of(await send(message(chat_id, words, rows)))


def _mark_of(outcome: CallOutcome) -> Mark | None:
    sent = sent_message(outcome.result)
    return Mark(sent.message_id, sent.date) if sent is not None else None
