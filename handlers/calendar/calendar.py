"""Handlers of the calendar: /jadwal, its picture, its list, its file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import Command, HelpSection
from handlers.calendar.buttons import ListPhases, SendCalendarFile, ShowElection
from handlers.calendar.texts import calendar as texts
from handlers.platform.buttons import OpenTopic
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, document, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from rulebook.elections import Election
from rulebook.loader import Rulebook
from rulebook.model import Topic
from rulebook.stages import Stage, StageRules
from services.calendar.book import ElectionBook
from services.calendar.calendar import Stand
from services.calendar.ics import calendar_file
from services.calendar.pictures import Timelines
from services.calendar.stages import forbidden_now
from services.platform.errors import DrawingError

OTHERS_SHOWN = 5
SCHEDULE = Command("jadwal", texts.COMMAND, rank=50, section=HelpSection.ELECTIONS, without_slash=True)


class Schedule:
    """/jadwal: phases of the elections and where today stands."""

    def __init__(
        self, book: ElectionBook, timelines: Timelines, rulebook: Rulebook, stages: StageRules
    ) -> None:
        self._book = book
        self._timelines = timelines
        self._rulebook = rulebook
        self._stages = stages

    def handlers(self) -> Sequence[AnyHandler]:
        """/jadwal and its buttons."""
        return [
            SCHEDULE.answered_by(self._on_command),
            TapHandler(
                on(ShowElection, self._on_button),
                on(ListPhases, self._on_button),
                on(SendCalendarFile, self._on_button),
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        calendar = await self._book.refresh()
        election = calendar.newest(turn.now)
        if election is None:
            turn.say(message(turn.chat_id, texts.NO_ELECTIONS))
        else:
            await self._show(turn, election)

    async def _on_button(
        self, update: Update, context: NetraContext, pressed: ShowElection | ListPhases | SendCalendarFile
    ) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        turn.say(toast(query_id))
        calendar = await self._book.refresh()
        election = calendar.election(pressed.election)
        if election is None:
            turn.say(message(turn.chat_id, texts.GONE))
        elif isinstance(pressed, SendCalendarFile):
            name, caption = f"{election.slug}.ics", texts.file_caption(election)
            # The first one imports for long.
            file = await asyncio.to_thread(calendar_file, election, turn.now, texts.event)
            turn.say(document(turn.chat_id, file, name, caption))
        elif isinstance(pressed, ListPhases):
            stand, is_under_way = self._stand(turn, election)
            html = texts.schedule(election, stand, is_under_way=is_under_way)
            turn.say(message(turn.chat_id, html, self._rows(election, ())))
        else:
            await self._show(turn, election)

    def _stand(self, turn: UpdateContext, election: Election) -> tuple[Stand, bool]:
        """Where the day stands in this election, and whether the election is under way."""
        stand = self._book.calendar.stand(turn.now, election)
        return stand, stand.stage is not Stage.OUTSIDE

    async def _show(self, turn: UpdateContext, election: Election) -> None:
        """The picture with what matters below it; the words alone where it can't be drawn."""
        stand, is_under_way = self._stand(turn, election)
        rules = forbidden_now(stand.stage, election, self._rulebook, self._stages)
        html = texts.caption(stand, rules, is_under_way=is_under_way)
        rows = self._rows(election, rules)
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            words = texts.timeline(election, stand, is_under_way=is_under_way)
            picture = await self._timelines.picture(words)
        except DrawingError:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(photo(turn.chat_id, picture, html, rows, file_name="jadwal.png"))

    def _rows(self, shown: Election, rules: Sequence[Topic]) -> Rows:
        topics = [Button(one.title, OpenTopic(one.slug)) for one in rules[:2]]
        others = [one for one in self._book.calendar.elections if one.slug != shown.slug]
        newest = sorted(others, key=lambda one: one.starts, reverse=True)[:OTHERS_SHOWN]
        return [
            *([one] for one in topics),
            [
                Button(texts.ALL_PHASES, ListPhases(shown.slug)),
                Button(texts.CALENDAR_FILE, SendCalendarFile(shown.slug)),
            ],
            *([Button(texts.SWITCH + one.title, ShowElection(one.slug))] for one in newest),
        ]
