"""What all officers' modules share: the open lock, where the officer stands, the officer's screen.

An officer works in one message, which is edited in place, and one beside it for pictures. Both are first sent
empty and remembered, and only then filled by an edit: so no message with a report in it is ever on a screen
without being written down for removal, whatever crashes when.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from telegram import Update

from core.errors import ReportError
from core.numbers import MOST_PAGES, integer
from core.randomness import Randomness
from handlers.access.gate import Gate
from handlers.access.texts import officer as texts
from handlers.casework.buttons import ReadNotes, ReadThread
from handlers.casework.texts import refusals
from handlers.casework.texts import report as report_texts
from handlers.platform.outgoing import Button, Rows, Sent, delete, edit, edit_media, message, toast
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from services.access.officers import Officer
from services.access.views import MEDIA_TAG, VIEW_TAG
from services.casework.case_service import CaseService, Filters, OpenedCase
from services.platform.errors import DrawingError
from services.reporting.thread import ThreadMessage
from storage.access.errors import AccessError
from storage.platform.dialogs import Dialog

READING, WRITING, MANAGING = "officer", "officer-input", "officer-roles-input"
"""Names of the dialog: looking around, or in the middle of typing something: about a report, or about
another officer."""
HANDLE_BYTES = 4
"""Buttons carry a short random handle; which report it means stands in the officer's sealed dialog only."""
MOST_HANDLES = 60


@dataclass(frozen=True)
class State:
    """Where an officer stands."""

    filters: Filters = field(default_factory=Filters)
    page: int = 0
    handles: dict[str, str] = field(default_factory=dict)
    """Hex id of a row by its handle, oldest first."""
    at: str = ""
    """Handle of the report on the screen."""
    extra: dict[str, Any] = field(default_factory=dict)
    """What one module keeps while it works: cells chosen so far, and the like."""

    @classmethod
    def of(cls, dialog: Dialog | None) -> State | None:
        """The state in a dialog of an officer."""
        if dialog is None or dialog.name not in (READING, WRITING, MANAGING):
            return None
        data = dialog.data
        return cls(
            Filters.from_json(data.get("filters", {})),
            integer(data.get("page"), 0, MOST_PAGES) or 0,
            dict(data.get("handles", {})),
            str(data.get("at", "")),
            dict(data.get("extra", {})),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the dialog."""
        return {
            "filters": self.filters.to_json(),
            "page": self.page,
            "handles": self.handles,
            "at": self.at,
            "extra": self.extra,
        }

    def row(self, handle: str) -> bytes | None:
        """The id a handle stands for."""
        found = self.handles.get(handle)
        return bytes.fromhex(found) if found else None

    def with_handle(self, row: bytes, randomness: Randomness) -> tuple[State, str]:
        """A handle for a row: the one it has, else a fresh one."""
        wanted = row.hex()
        for handle, known in self.handles.items():
            if known == wanted:
                return self, handle
        handle = randomness.bytes(HANDLE_BYTES).hex()
        kept = dict(list(self.handles.items())[-MOST_HANDLES + 1 :])
        if self.at in self.handles:
            kept.setdefault(self.at, self.handles[self.at])
        return replace(self, handles={**kept, handle: wanted}), handle


@dataclass(frozen=True)
class Tap:
    """A tap of an officer whose lock is open."""

    turn: UpdateContext
    officer: Officer
    state: State
    query_id: str
    message_id: int | None


class OfReport(Protocol):
    """What the button of one report carries."""

    @property
    def report(self) -> str:
        """The report's handle."""
        ...


OneReport = TypeVar("OneReport", bound=OfReport)


def turn_pages(
    pressed: ReadThread | ReadNotes, thread: Sequence[ThreadMessage]
) -> tuple[int, list[list[Button]]]:
    """The page of a thread that a tap asks for, and the buttons to those beside it."""
    pages = len(report_texts.conversation_pages(thread))
    page = min(pressed.page or 0, pages - 1)
    turning = [
        Button(label, replace(pressed, page=to))
        for label, to in ((report_texts.OLDER, page + 1), (report_texts.NEWER, page - 1))
        if 0 <= to < pages
    ]
    return page, [turning] if turning else []


class OfficerScreen:
    """The officers' screen."""

    def __init__(self, gate: Gate, case_service: CaseService, randomness: Randomness) -> None:
        self.gate = gate
        self.case_service = case_service
        self.randomness = randomness

    def today(self, turn: UpdateContext) -> date:
        """Today at the agency."""
        return turn.now.astimezone(self.gate.zone).date()

    async def tap(self, update: Update, context: NetraContext) -> Tap | None:
        """Who tapped, and where they stand; None when the tap was answered already."""
        query_id, message_id = tapped_at(update)
        turn = context.turn
        officer = turn.officer
        if officer is None:  # nobody was let in
            return None
        state = State.of(await turn.dialog())
        if state is None:
            turn.say(toast(query_id, texts.OLD_LIST))
            return None
        return Tap(turn, officer, state, query_id, message_id)

    def about(
        self, act: Callable[[Tap, OpenedCase, OneReport], Awaitable[None]]
    ) -> Callable[[Update, NetraContext, OneReport], Coroutine[Any, Any, None]]:
        """What is done with one report, from a tap on its button: opened before, refusals told after."""

        async def tapped(update: Update, context: NetraContext, pressed: OneReport) -> None:
            tap = await self.tap(update, context)
            opened = await self.case(tap, pressed.report) if tap is not None else None
            if tap is None or opened is None:
                return
            try:
                await act(tap, opened, pressed)
            except DrawingError:
                tap.turn.say(toast(tap.query_id, texts.DRAWING_FAILED, alert=True))
            except (ReportError, AccessError) as error:
                tap.turn.say(toast(tap.query_id, refusals.refusal(error), alert=True))
            else:
                tap.turn.say(toast(tap.query_id))

        return tapped

    async def case(self, tap: Tap, handle: str) -> OpenedCase | None:
        """The report a tap is about; None when the officer was told that it is not there."""
        row = tap.state.row(handle)
        if row is None:
            tap.turn.say(toast(tap.query_id, texts.OLD_LIST))
            return None
        try:
            return await self.case_service.open(tap.officer, row)
        except ReportError:
            tap.turn.say(toast(tap.query_id, refusals.GONE, alert=True))
            return None

    def keep(self, turn: UpdateContext, state: State, step: str = "desk") -> None:
        """Notes where the officer stands; ``step`` names a screen on which words are taken."""
        turn.set_dialog(READING, step, state.to_json())

    def expect(self, turn: UpdateContext, state: State, step: str) -> None:
        """Notes what the officer is about to type."""
        turn.set_dialog(WRITING, step, state.to_json())

    def open_screen(self, turn: UpdateContext, html: str, rows: Rows) -> None:
        """A fresh screen in place of the one before."""
        turn.say(
            delete(turn.chat_id, Sent(VIEW_TAG)),
            message(turn.chat_id, texts.LOADING, protect=True, remember=VIEW_TAG),
        )
        self.show(turn, html, rows)

    def show(self, turn: UpdateContext, html: str, rows: Rows, message_id: int | None = None) -> None:
        """Puts something on the officer's screen: the message that was tapped, else the newest."""
        screen = message_id or Sent(VIEW_TAG)
        turn.say(edit(turn.chat_id, screen, html, rows, strict=True, on_refused=texts.SCREEN_REFUSED))

    def open_picture(
        self,
        turn: UpdateContext,
        content: bytes,
        caption: str,
        rows: Rows,
        *,
        kind: str = "photo",
        file_name: str = "bukti.jpg",
        protect: bool = True,
    ) -> None:
        """A picture or file in a message of its own, which goes at lock as well."""
        turn.say(
            message(turn.chat_id, texts.LOADING_FILE, protect=protect, remember=MEDIA_TAG),
            edit_media(
                turn.chat_id,
                Sent(MEDIA_TAG),
                kind,
                content,
                file_name,
                caption,
                rows,
                on_refused=texts.FILE_REFUSED,
            ),
        )

    def change_picture(
        self, turn: UpdateContext, message_id: int | None, content: bytes, caption: str, rows: Rows
    ) -> None:
        """Another picture in the place of the one on the screen."""
        turn.say(
            edit_media(
                turn.chat_id,
                message_id or Sent(MEDIA_TAG),
                "photo",
                content,
                "bukti.jpg",
                caption,
                rows,
                on_refused=texts.FILE_REFUSED,
            )
        )


def pairs(buttons: Sequence[Any], width: int = 2) -> list[list[Any]]:
    """Buttons in rows of two (or more)."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]
