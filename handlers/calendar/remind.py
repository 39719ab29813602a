"""The job that sends reminders: what is due is noted and queued in one piece, so that each goes out once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.clock import Clock
from core.sealing import Keyring
from handlers.calendar.texts import remind as texts
from handlers.platform.buttons import OpenSubscription, OpenTopic
from handlers.platform.outgoing import Button, message
from rulebook.loader import Rulebook
from services.calendar.book import ElectionBook
from services.calendar.reminders import DueBatch, Reminders
from storage.platform.unit import Commit, Outgoing, Unit

Pace = Callable[[int], Awaitable[bool]]
"""Waits until so many messages may go; False when the program stops."""


async def at_once(_messages: int) -> bool:
    """No pacing."""
    return True


class ReminderJob:
    """Looks at start and every minute; the database knows what is due and what was sent."""

    def __init__(
        self, book: ElectionBook, reminders: Reminders, rulebook: Rulebook, keyring: Keyring, clock: Clock
    ) -> None:
        self._book = book
        self._reminders = reminders
        self._rulebook = rulebook
        self._keyring = keyring
        self._clock = clock

    async def run(self, commit: Commit, pace: Pace = at_once) -> None:
        """Sends everything that is due now, a batch at a time.

        Raises:
            storage.platform.errors.StorageError: the database refused a batch, perhaps because another
                process noted it first; the next look asks again.
        """
        await self._book.refresh()
        async for batch in self._reminders.due(self._clock.now()):
            if batch.still_true and not await pace(len(batch.subscribers)):
                return
            unit = Unit(writes=[self._reminders.note(batch)])
            if batch.still_true:
                unit.outgoing.extend(self._messages(batch))
            await commit(unit)

    async def forget(self, commit: Commit) -> None:
        """Erases rows of the ledger nothing asks for any more."""
        await commit(Unit(writes=[self._reminders.forget(self._clock.now())]))

    def _messages(self, batch: DueBatch) -> list[Outgoing]:
        reminder = batch.reminder
        topic = self._rulebook.topics.get(reminder.topic)
        html = texts.reminder(reminder, topic, batch.local_day)
        rows = [[Button(texts.SETTINGS, OpenSubscription())]]
        if topic is not None:
            rows.insert(0, [Button(texts.READ, OpenTopic(topic.slug))])
        return [
            Outgoing(self._keyring.chat_key(one.chat_id), message(one.chat_id, html, rows).encode())
            for one in batch.subscribers
        ]
