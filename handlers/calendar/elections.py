"""The administrators' calendar: /kalender. A change counts at once; reminders follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from telegram import Update

from handlers.access.commands import Command
from handlers.calendar.buttons import (
    AskElectionDetail,
    AskPhaseDates,
    AskRemoval,
    DropElectionDraft,
    DropPhase,
    EditElection,
    ListElections,
    NewElection,
    OfferElectionChoice,
    OpenElection,
    PlanReminders,
    PreviewElection,
    PreviewElectionDraft,
    RemoveElection,
    SaveElection,
    SetElectionKind,
    SetElectionZone,
    ShowElectionDraft,
    ShowElectionProvinces,
    ToggleElectionProvince,
)
from handlers.calendar.election_steps import ELECTION_FORM, MENU, move_of
from handlers.calendar.texts import elections as texts
from handlers.platform.admission import Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.steps import FormPlace
from handlers.platform.taps import TapHandler, each
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at, text_of
from services.access.audit_hook import AuditAction, AuditHook
from services.calendar.book import ElectionBook
from services.calendar.editing import ElectionDraft
from services.calendar.reminders import Reminders
from storage.platform.dialogs import Dialog

PLAN_DAYS = 30
LISTED = 20
BACK: Rows = [[Button(texts.TO_DRAFT, ShowElectionDraft())]]
CALENDAR = Command("kalender", texts.COMMAND, Who.ADMIN, rank=80)


class ElectionsHandlers:
    """Adds, changes and removes elections in a draft that is kept when it is sound."""

    name = "kalender"

    def __init__(self, book: ElectionBook, reminders: Reminders, audit: AuditHook, zone: ZoneInfo) -> None:
        self._zone = zone
        self._book = book
        self._reminders = reminders
        self._audit = audit

    def handlers(self) -> Sequence[AnyHandler]:
        """/kalender and its buttons."""
        return [
            CALENDAR.answered_by(self._on_command),
            TapHandler(
                *each(
                    self._on_button,
                    NewElection,
                    EditElection,
                    ListElections,
                    PlanReminders,
                    OpenElection,
                    PreviewElection,
                    AskRemoval,
                    RemoveElection,
                    ShowElectionDraft,
                    AskElectionDetail,
                    OfferElectionChoice,
                    SetElectionKind,
                    SetElectionZone,
                    ShowElectionProvinces,
                    ToggleElectionProvince,
                    AskPhaseDates,
                    DropPhase,
                    PreviewElectionDraft,
                    SaveElection,
                    DropElectionDraft,
                )
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        await self._book.refresh()
        turn.say(message(turn.chat_id, self._list_html(), self._list_rows()))

    def _list_html(self) -> str:
        return texts.listing(self._book.unreadable)

    def _list_rows(self) -> Rows:
        elections = sorted(self._book.calendar.elections, key=lambda one: one.starts, reverse=True)
        return [
            *([Button(one.title, OpenElection(one.slug))] for one in elections[:LISTED]),
            [Button(texts.ADD, NewElection())],
            [Button(texts.PLAN, PlanReminders())],
        ]

    async def _on_button(self, update: Update, context: NetraContext, pressed: CallbackData) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        if isinstance(pressed, NewElection | EditElection) and await turn.has_report_draft():
            turn.say(toast(query_id, common.REPORT_OPEN_SHORT, alert=True))
            return
        await self._book.refresh()
        html, rows = await self._view(turn, pressed)
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(self, turn: UpdateContext, pressed: CallbackData) -> tuple[str, Rows]:
        if isinstance(pressed, ListElections):
            return self._list_html(), self._list_rows()
        if isinstance(pressed, PlanReminders):
            planned = await self._reminders.plan(turn.now, PLAN_DAYS)
            return texts.plan(planned), [[Button(texts.TO_LIST, ListElections())]]
        if isinstance(pressed, NewElection):
            return self._show(turn, FormPlace(MENU, ElectionDraft()))
        if isinstance(pressed, OpenElection | EditElection | AskRemoval | RemoveElection | PreviewElection):
            return self._of_election(turn, pressed)
        draft = await self._draft(turn)
        if draft is None:
            return texts.OLD, []
        return self._of_draft(turn, draft, pressed)

    # --- an election of the calendar ---

    def _of_election(
        self,
        turn: UpdateContext,
        pressed: OpenElection | EditElection | AskRemoval | RemoveElection | PreviewElection,
    ) -> tuple[str, Rows]:
        slug = pressed.election
        election = self._book.calendar.election(slug)
        if election is None:
            return texts.GONE, [[Button(texts.TO_LIST, ListElections())]]
        is_own, is_shipped = self._book.is_own(slug), self._book.is_shipped(slug)
        if isinstance(pressed, EditElection):
            return self._show(turn, FormPlace(MENU, ElectionDraft.of(election)))
        if isinstance(pressed, PreviewElection):
            html = texts.preview(election.title, self._reminders.of(election))
            return html, [[Button(texts.TO_DRAFT, OpenElection(slug))]]
        if isinstance(pressed, AskRemoval) and is_own:
            rows = [
                [Button(texts.RESTORE if is_shipped else texts.REMOVE_SURE, RemoveElection(slug))],
                [Button(texts.TO_DRAFT, OpenElection(slug))],
            ]
            return texts.sure(election, is_shipped=is_shipped), rows
        if isinstance(pressed, RemoveElection) and is_own:
            self._book.remove(turn.unit, slug)
            self._note(turn, slug, "dipulihkan" if is_shipped else "dihapus")
            return (texts.RESTORED if is_shipped else texts.REMOVED), [
                [Button(texts.TO_LIST, ListElections())]
            ]
        rows = [[Button(texts.EDIT, EditElection(slug)), Button(texts.PREVIEW, PreviewElection(slug))]]
        if is_own:
            rows.append([Button(texts.RESTORE if is_shipped else texts.REMOVE, AskRemoval(slug))])
        return texts.shown(election, is_own=is_own), [*rows, [Button(texts.TO_LIST, ListElections())]]

    def _note(self, turn: UpdateContext, slug: str, what: str) -> None:
        """Writes a change into the audit log, in the unit of the change."""
        self._audit.record(
            turn.unit, turn.actor_key, AuditAction.CALENDAR_CHANGED, slug.encode(), {"apa": what}
        )

    # --- the draft ---

    async def _draft(self, turn: UpdateContext) -> ElectionDraft | None:
        dialog = await turn.dialog()
        if dialog is None or dialog.name != self.name:
            return None
        return ElectionDraft.from_json(dialog.data)

    def _today(self, turn: UpdateContext) -> date:
        return turn.now.astimezone(self._zone).date()

    def _show(self, turn: UpdateContext, place: FormPlace[ElectionDraft]) -> tuple[str, Rows]:
        """The menu, or the question where the form stands; the dialog waits for words where it takes some."""
        draft, step = place.draft, ELECTION_FORM.step(place.step)
        waits = step is not None and step.accepts is not None
        turn.set_dialog(self.name, place.step if waits else MENU, draft.to_json())
        if step is None:
            return self._menu(turn, draft)
        html = ELECTION_FORM.question(place.step, draft)
        return html, ELECTION_FORM.rows(place.step, draft, place.page)

    def _menu(self, turn: UpdateContext, draft: ElectionDraft) -> tuple[str, Rows]:
        findings = draft.findings(self._today(turn), self._book.calendar.elections)
        edits = ELECTION_FORM.edits(draft)
        rows = [edits[at : at + 2] for at in range(0, len(edits), 2)]
        rows.append([Button(texts.PREVIEW, PreviewElectionDraft())])
        if not any(finding.problem.is_error for finding in findings):
            rows.append([Button(texts.SAVE, SaveElection())])
        return texts.draft(draft, findings), [*rows, [Button(texts.DROP, DropElectionDraft())]]

    def _of_draft(self, turn: UpdateContext, draft: ElectionDraft, pressed: CallbackData) -> tuple[str, Rows]:
        menu = FormPlace(MENU, draft)
        move = move_of(pressed)
        if move is not None:
            return self._show(turn, ELECTION_FORM.moved(move, draft, turn.now) or menu)
        if isinstance(pressed, PreviewElectionDraft):
            election = draft.build(self._today(turn), ())
            reminders = self._reminders.of(election) if election is not None else []
            return texts.preview(draft.title, reminders), BACK
        if isinstance(pressed, DropElectionDraft):
            turn.end_dialog()
            return texts.DROPPED, [[Button(texts.TO_LIST, ListElections())]]
        taken = [one.slug for one in self._book.calendar.elections]
        election = draft.build(self._today(turn), taken) if isinstance(pressed, SaveElection) else None
        if election is None:
            return self._show(turn, menu)
        self._book.save(turn.unit, election, turn.now)
        self._note(turn, election.slug, "disimpan")
        turn.end_dialog()
        preview = texts.preview(election.title, self._reminders.of(election))
        return f"{texts.saved(election.title)}\n\n{preview}", [[Button(texts.TO_LIST, ListElections())]]

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """A name, a basis, regions, or dates."""
        turn, draft = context.turn, ElectionDraft.from_json(dialog.data)
        answer = ELECTION_FORM.heard(dialog.step, draft, text_of(update), turn.now)
        if isinstance(answer, FormPlace):
            html, rows = self._show(turn, answer)
        else:
            html, rows = answer.words if answer is not None else texts.USE_BUTTONS, BACK
        turn.say(message(turn.chat_id, html, rows))
