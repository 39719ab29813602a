"""The job that sends reminders: what is due is noted and queued in one piece, so that each goes out once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.clock import Clock
from core.sealing import Keyring
from handlers.outgoing import Button, message
from handlers.texts import remind as texts
from rulebook.loader import Rulebook
from services.campaign.reminders import DueBatch, Reminders
from storage.unit import Outgoing, Unit

Commit = Callable[[Unit], Awaitable[None]]


class ReminderJob:
    """Rings at start and every minute; the database knows what is due and what was sent."""

    def __init__(self, reminders: Reminders, rulebook: Rulebook, keyring: Keyring, clock: Clock) -> None:
        self._reminders = reminders
        self._rulebook = rulebook
        self._keyring = keyring
        self._clock = clock

    async def run(self, commit: Commit) -> None:
        """Sends everything that is due now."""
        async for batch in self._reminders.due(self._clock.now()):
            unit = Unit(writes=[self._reminders.note(batch)])
            if batch.still_true:
                unit.outgoing.extend(self._messages(batch))
            await commit(unit)

    def _messages(self, batch: DueBatch) -> list[Outgoing]:
        reminder = batch.reminder
        topic = self._rulebook.topics.get(reminder.topic)
        html = texts.reminder(reminder, topic, batch.local_day)
        rows = [[Button(texts.SETTINGS, "remind:open")]]
        if topic is not None:
            rows.insert(0, [Button(texts.READ, f"ask:open:{topic.slug}")])
        return [
            Outgoing(self._keyring.chat_key(one.chat_id), message(one.chat_id, html, rows).encode())
            for one in batch.subscribers
        ]
