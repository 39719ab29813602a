"""The administrators' calendar: /kalender. A change counts at once; reminders follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from telegram import Update

from core.text import escape
from handlers.access.commands import Command
from handlers.calendar.buttons import (
    AskElectionDetail,
    AskPhaseDates,
    AskRemoval,
    DropElectionDraft,
    DropPhase,
    EditElection,
    ElectionChoice,
    ElectionDetail,
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
from handlers.calendar.texts import elections as texts
from handlers.platform.admission import Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.taps import TapHandler, each
from handlers.platform.texts import common
from handlers.platform.turn import NetraContext, Turn, tapped_at, text_of
from rulebook.elections import ElectionKind, PhaseKind
from services.access.audit_hook import AuditAction, AuditHook
from services.calendar.book import ElectionBook
from services.calendar.editing import ElectionDraft
from services.calendar.reminders import Reminders, reminders_of
from services.calendar.spans import parse_span
from services.platform.places import ZONE_LABELS
from storage.platform.dialogs import Dialog

PLAN_DAYS = 30
LISTED = 20
MIN_TITLE = 3
MARK = "✅ "
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

    async def _view(self, turn: Turn, pressed: CallbackData) -> tuple[str, Rows]:
        if isinstance(pressed, ListElections):
            return self._list_html(), self._list_rows()
        if isinstance(pressed, PlanReminders):
            planned = await self._reminders.plan(turn.now, PLAN_DAYS)
            return texts.plan(planned), [[Button(texts.TO_LIST, ListElections())]]
        if isinstance(pressed, NewElection):
            return self._show(turn, ElectionDraft())
        if isinstance(pressed, OpenElection | EditElection | AskRemoval | RemoveElection | PreviewElection):
            return self._of_election(turn, pressed)
        draft = await self._draft(turn)
        if draft is None:
            return texts.OLD, []
        return self._of_draft(turn, draft, pressed)

    # --- an election of the calendar ---

    def _of_election(
        self,
        turn: Turn,
        pressed: OpenElection | EditElection | AskRemoval | RemoveElection | PreviewElection,
    ) -> tuple[str, Rows]:
        slug = pressed.election
        election = self._book.calendar.election(slug)
        if election is None:
            return texts.GONE, [[Button(texts.TO_LIST, ListElections())]]
        is_own, is_shipped = self._book.is_own(slug), self._book.is_shipped(slug)
        if isinstance(pressed, EditElection):
            return self._show(turn, ElectionDraft.of(election))
        if isinstance(pressed, PreviewElection):
            html = texts.preview(election.title, reminders_of(election))
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

    def _note(self, turn: Turn, slug: str, what: str) -> None:
        """Writes a change into the audit log, in the unit of the change."""
        self._audit.record(
            turn.unit, turn.actor_key, AuditAction.CALENDAR_CHANGED, slug.encode(), {"apa": what}
        )

    # --- the draft ---

    async def _draft(self, turn: Turn) -> ElectionDraft | None:
        dialog = await turn.dialog()
        if dialog is None or dialog.journey != self.name:
            return None
        return ElectionDraft.from_json(dialog.data)

    def _today(self, turn: Turn) -> date:
        return turn.now.astimezone(self._zone).date()

    def _show(self, turn: Turn, draft: ElectionDraft) -> tuple[str, Rows]:
        turn.set_dialog(self.name, "menu", draft.to_json())
        findings = draft.findings(self._today(turn), self._book.calendar.elections)
        rows = [
            [
                Button(texts.TITLE, AskElectionDetail(ElectionDetail.TITLE)),
                Button(texts.KIND, OfferElectionChoice(ElectionChoice.KIND)),
            ],
            [
                Button(texts.REGION, ShowElectionProvinces(0)),
                Button(texts.ZONE, OfferElectionChoice(ElectionChoice.ZONE)),
            ],
            [
                Button(texts.BASIS, AskElectionDetail(ElectionDetail.BASIS)),
                Button(texts.PHASES, OfferElectionChoice(ElectionChoice.PHASE)),
            ],
            [Button(texts.PREVIEW, PreviewElectionDraft())],
        ]
        if not any(finding.problem.is_error for finding in findings):
            rows.append([Button(texts.SAVE, SaveElection())])
        return texts.draft(draft, findings), [*rows, [Button(texts.DROP, DropElectionDraft())]]

    def _of_draft(self, turn: Turn, draft: ElectionDraft, pressed: CallbackData) -> tuple[str, Rows]:
        back = [Button(texts.TO_DRAFT, ShowElectionDraft())]
        if isinstance(pressed, AskElectionDetail):
            turn.set_dialog(self.name, pressed.detail.value, draft.to_json())
            words = {
                ElectionDetail.TITLE: texts.ASK_TITLE,
                ElectionDetail.BASIS: texts.ASK_BASIS,
                ElectionDetail.REGIONS: texts.ASK_REGIONS,
            }
            return words[pressed.detail], [back]
        if isinstance(pressed, OfferElectionChoice):
            return self._choices(draft, pressed.choice, back)
        if isinstance(pressed, ShowElectionProvinces | ToggleElectionProvince):
            return self._provinces(turn, draft, pressed)
        if isinstance(pressed, AskPhaseDates):
            kind = pressed.phase
            turn.set_dialog(self.name, f"dates:{kind.value}", draft.to_json())
            rows = [[Button(texts.REMOVE_PHASE, DropPhase(kind))]] if draft.phase(kind) else []
            return texts.ask_dates(kind, draft), [*rows, back]
        if isinstance(pressed, DropPhase):
            return self._show(turn, draft.without(pressed.phase))
        if isinstance(pressed, PreviewElectionDraft):
            election = draft.build(self._today(turn), ())
            reminders = reminders_of(election) if election is not None else []
            return texts.preview(draft.title, reminders), [back]
        return self._finish(turn, draft, pressed)

    @staticmethod
    def _choices(draft: ElectionDraft, choice: ElectionChoice, back: list[Button]) -> tuple[str, Rows]:
        if choice is ElectionChoice.KIND:
            return texts.ASK_KIND, [*([Button(k.label, SetElectionKind(k))] for k in ElectionKind), back]
        if choice is ElectionChoice.ZONE:
            zones = [Button(label, SetElectionZone(zone)) for zone, label in ZONE_LABELS.items()]
            return texts.ASK_ZONE, [zones, back]
        buttons = [Button(_marked(draft, k), AskPhaseDates(k)) for k in texts.EDITABLE_PHASES]
        return texts.ASK_PHASE, [*(buttons[at : at + 2] for at in range(0, len(buttons), 2)), back]

    def _finish(self, turn: Turn, draft: ElectionDraft, pressed: CallbackData) -> tuple[str, Rows]:
        if isinstance(pressed, DropElectionDraft):
            turn.end_dialog()
            return texts.DROPPED, [[Button(texts.TO_LIST, ListElections())]]
        if isinstance(pressed, SaveElection):
            taken = [one.slug for one in self._book.calendar.elections]
            election = draft.build(self._today(turn), taken)
            if election is not None:
                self._book.save(turn.unit, election, turn.now)
                self._note(turn, election.slug, "disimpan")
                turn.end_dialog()
                preview = texts.preview(election.title, reminders_of(election))
                return f"{texts.saved(election.title)}\n\n{preview}", [
                    [Button(texts.TO_LIST, ListElections())]
                ]
        if isinstance(pressed, SetElectionKind):
            draft = ElectionDraft.from_json({**draft.to_json(), "kind": pressed.kind.value})
        if isinstance(pressed, SetElectionZone):
            draft = ElectionDraft.from_json({**draft.to_json(), "time_zone": pressed.zone})
        return self._show(turn, draft)

    def _provinces(
        self, turn: Turn, draft: ElectionDraft, pressed: ShowElectionProvinces | ToggleElectionProvince
    ) -> tuple[str, Rows]:
        if isinstance(pressed, ToggleElectionProvince):
            draft = draft.toggled(pressed.province)
        turn.set_dialog(self.name, "menu", draft.to_json())
        pick = partial(ToggleElectionProvince, pressed.page)
        found = province_rows(pressed.page, pick, ShowElectionProvinces)
        chosen = {pick(one) for one in draft.provinces}
        rows = [
            [Button(MARK + one.text, one.data) if one.data in chosen else one for one in row] for row in found
        ]
        last = [
            Button(texts.REGION_NAMES, AskElectionDetail(ElectionDetail.REGIONS)),
            Button(texts.DONE, ShowElectionDraft()),
        ]
        return f"{texts.ASK_PROVINCES}\n\n{escape(texts.where(draft))}", [*rows, last]

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """A name, a basis, regions, or dates."""
        turn, typed = context.turn, text_of(update)
        draft = ElectionDraft.from_json(dialog.data)
        html, rows = self._typed(turn, draft, dialog.step, typed)
        turn.say(message(turn.chat_id, html, rows))

    def _typed(self, turn: Turn, draft: ElectionDraft, step: str, typed: str) -> tuple[str, Rows]:
        back = [[Button(texts.TO_DRAFT, ShowElectionDraft())]]
        if step in ("title", "basis") and len(typed.strip()) < MIN_TITLE:
            return texts.TITLE_UNCLEAR, back
        if refused := texts.too_long(step, typed):
            return refused, back
        if step == "title":
            return self._show(turn, draft.with_title(typed))
        if step == "basis":
            return self._show(turn, draft.with_basis(typed))
        if step == "regions":
            return self._show(turn, draft.with_regions("" if typed.strip() == "-" else typed))
        kind = PhaseKind.of(step.removeprefix("dates:"))
        if kind is None:
            return texts.USE_BUTTONS, back
        span = parse_span(typed)
        if span is None:
            return texts.SPAN_UNCLEAR, back
        if span[1] < span[0]:
            return texts.SPAN_BACKWARDS, back
        return self._show(turn, draft.with_phase(kind, *span))


def _marked(draft: ElectionDraft, kind: PhaseKind) -> str:
    return f"{MARK}{kind.label}" if draft.phase(kind) else kind.label
