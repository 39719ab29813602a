"""The administrators' calendar: /kalender. A change counts at once; reminders follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.numbers import page_number
from core.text import escape
from handlers.access.commands import Command
from handlers.access.doors import Who
from handlers.calendar.texts import elections as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.texts import common
from handlers.platform.turn import NetraContext, Turn, tapped, text_of
from rulebook.elections import ElectionKind, PhaseKind
from services.access.audit_hook import AuditAction, AuditHook
from services.calendar.book import ElectionBook
from services.calendar.editing import ElectionDraft
from services.calendar.reminders import Reminders, reminders_of
from services.calendar.spans import parse_span
from services.platform.places import ZONE_LABELS, province_of
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
            CallbackQueryHandler(self._on_button, r"^kal:"),
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
            *([Button(one.title, f"kal:open:{one.slug}")] for one in elections[:LISTED]),
            [Button(texts.ADD, "kal:new")],
            [Button(texts.PLAN, "kal:plan")],
        ]

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        _, action, argument = (*data.split(":", 2), "")[:3]
        if action in ("new", "edit") and await turn.has_report_draft():
            turn.say(toast(query_id, common.REPORT_OPEN_SHORT, alert=True))
            return
        await self._book.refresh()
        html, rows = await self._view(turn, action, argument)
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(self, turn: Turn, action: str, argument: str) -> tuple[str, Rows]:
        if action == "list":
            return self._list_html(), self._list_rows()
        if action == "plan":
            planned = await self._reminders.plan(turn.now, PLAN_DAYS)
            return texts.plan(planned), [[Button(texts.TO_LIST, "kal:list")]]
        if action == "new":
            return self._show(turn, ElectionDraft())
        if action in ("open", "edit", "ask", "remove", "pre"):
            return self._of_election(turn, action, argument)
        draft = await self._draft(turn)
        if draft is None:
            return texts.OLD, []
        return self._of_draft(turn, draft, action, argument)

    # --- an election of the calendar ---

    def _of_election(self, turn: Turn, action: str, slug: str) -> tuple[str, Rows]:
        election = self._book.calendar.election(slug)
        if election is None:
            return texts.GONE, [[Button(texts.TO_LIST, "kal:list")]]
        is_own, is_shipped = self._book.is_own(slug), self._book.is_shipped(slug)
        if action == "edit":
            return self._show(turn, ElectionDraft.of(election))
        if action == "pre":
            html = texts.preview(election.title, reminders_of(election))
            return html, [[Button(texts.TO_DRAFT, f"kal:open:{slug}")]]
        if action == "ask" and is_own:
            rows = [
                [Button(texts.RESTORE if is_shipped else texts.REMOVE_SURE, f"kal:remove:{slug}")],
                [Button(texts.TO_DRAFT, f"kal:open:{slug}")],
            ]
            return texts.sure(election, is_shipped=is_shipped), rows
        if action == "remove" and is_own:
            self._book.remove(turn.unit, slug)
            self._note(turn, slug, "dipulihkan" if is_shipped else "dihapus")
            return (texts.RESTORED if is_shipped else texts.REMOVED), [[Button(texts.TO_LIST, "kal:list")]]
        rows = [[Button(texts.EDIT, f"kal:edit:{slug}"), Button(texts.PREVIEW, f"kal:pre:{slug}")]]
        if is_own:
            rows.append([Button(texts.RESTORE if is_shipped else texts.REMOVE, f"kal:ask:{slug}")])
        return texts.shown(election, is_own=is_own), [*rows, [Button(texts.TO_LIST, "kal:list")]]

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
            [Button(texts.TITLE, "kal:ask-title"), Button(texts.KIND, "kal:kinds")],
            [Button(texts.REGION, "kal:provinces:0"), Button(texts.ZONE, "kal:zones")],
            [Button(texts.BASIS, "kal:ask-basis"), Button(texts.PHASES, "kal:phases")],
            [Button(texts.PREVIEW, "kal:preview")],
        ]
        if not any(finding.problem.is_error for finding in findings):
            rows.append([Button(texts.SAVE, "kal:save")])
        return texts.draft(draft, findings), [*rows, [Button(texts.DROP, "kal:drop")]]

    def _of_draft(self, turn: Turn, draft: ElectionDraft, action: str, argument: str) -> tuple[str, Rows]:
        back = [Button(texts.TO_DRAFT, "kal:menu")]
        if action in ("ask-title", "ask-basis", "ask-regions"):
            turn.set_dialog(self.name, action.removeprefix("ask-"), draft.to_json())
            words = {
                "ask-title": texts.ASK_TITLE,
                "ask-basis": texts.ASK_BASIS,
                "ask-regions": texts.ASK_REGIONS,
            }
            return words[action], [back]
        if action == "kinds":
            return texts.ASK_KIND, [*([Button(k.label, f"kal:kind:{k.value}")] for k in ElectionKind), back]
        if action == "zones":
            zones = [Button(label, f"kal:zone:{label}") for label in ZONE_LABELS.values()]
            return texts.ASK_ZONE, [zones, back]
        if action in ("provinces", "province"):
            return self._provinces(turn, draft, action, argument)
        if action == "phases":
            buttons = [Button(_marked(draft, k), f"kal:phase:{k.value}") for k in texts.EDITABLE_PHASES]
            return texts.ASK_PHASE, [*(buttons[at : at + 2] for at in range(0, len(buttons), 2)), back]
        kind = PhaseKind.of(argument)
        if action == "phase" and kind is not None:
            turn.set_dialog(self.name, f"dates:{kind.value}", draft.to_json())
            rows = [[Button(texts.REMOVE_PHASE, f"kal:unphase:{kind.value}")]] if draft.phase(kind) else []
            return texts.ask_dates(kind, draft), [*rows, back]
        if action == "unphase" and kind is not None:
            return self._show(turn, draft.without(kind))
        if action == "preview":
            election = draft.build(self._today(turn), ())
            reminders = reminders_of(election) if election is not None else []
            return texts.preview(draft.title, reminders), [back]
        return self._finish(turn, draft, action, argument)

    def _finish(self, turn: Turn, draft: ElectionDraft, action: str, argument: str) -> tuple[str, Rows]:
        if action == "drop":
            turn.end_dialog()
            return texts.DROPPED, [[Button(texts.TO_LIST, "kal:list")]]
        if action == "save":
            taken = [one.slug for one in self._book.calendar.elections]
            election = draft.build(self._today(turn), taken)
            if election is not None:
                self._book.save(turn.unit, election, turn.now)
                self._note(turn, election.slug, "disimpan")
                turn.end_dialog()
                preview = texts.preview(election.title, reminders_of(election))
                return f"{texts.saved(election.title)}\n\n{preview}", [[Button(texts.TO_LIST, "kal:list")]]
        kind = ElectionKind.of(argument)
        if action == "kind" and kind is not None:
            draft = ElectionDraft.from_json({**draft.to_json(), "kind": kind.value})
        zone = next((name for name, label in ZONE_LABELS.items() if label == argument), None)
        if action == "zone" and zone is not None:
            draft = ElectionDraft.from_json({**draft.to_json(), "time_zone": zone})
        return self._show(turn, draft)

    def _provinces(self, turn: Turn, draft: ElectionDraft, action: str, argument: str) -> tuple[str, Rows]:
        page, _, code = argument.partition(":")
        if action == "province" and province_of(code) is not None:
            draft = draft.toggled(code)
        turn.set_dialog(self.name, "menu", draft.to_json())
        number = page_number(page)
        found = province_rows(number, f"kal:province:{number}:{{}}".format, "kal:provinces:{}".format)
        chosen = {f"kal:province:{number}:{one}" for one in draft.provinces}
        rows = [
            [Button(MARK + one.text, one.data) if one.data in chosen else one for one in row] for row in found
        ]
        last = [Button(texts.REGION_NAMES, "kal:ask-regions"), Button(texts.DONE, "kal:menu")]
        return f"{texts.ASK_PROVINCES}\n\n{escape(texts.where(draft))}", [*rows, last]

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """A name, a basis, regions, or dates."""
        turn, typed = context.turn, text_of(update)
        draft = ElectionDraft.from_json(dialog.data)
        html, rows = self._typed(turn, draft, dialog.step, typed)
        turn.say(message(turn.chat_id, html, rows))

    def _typed(self, turn: Turn, draft: ElectionDraft, step: str, typed: str) -> tuple[str, Rows]:
        back = [[Button(texts.TO_DRAFT, "kal:menu")]]
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
