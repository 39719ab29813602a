"""The journey of an anonymous report: /lapor, step by step, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from core.errors import EvidenceError, EvidenceTooLargeError, FileTooLargeError
from core.text import squeeze, tidy
from handlers.journey import AnyHandler
from handlers.outgoing import Button, Call, Rows, Sent, delete, edit, message, toast
from handlers.provinces import province_rows
from handlers.texts import common, privacy
from handlers.texts import report as texts
from handlers.turn import NetraContext, Turn, tapped
from services.dates import parse_date
from services.places import province_of
from services.reporting.draft import MAX_SHORT, MAX_STORY, Category, Draft
from services.reporting.evidence import MAX_BYTES
from services.reporting.intake import Intake
from storage.dialogs import Dialog

STEPS = ("category", "province", "place", "when", "story", "accused", "evidence", "review")
FIELD_LABELS = {
    "category": "Kejadian",
    "province": "Provinsi",
    "place": "Tempat",
    "when": "Waktu",
    "story": "Cerita",
    "accused": "Yang dilaporkan",
    "evidence": "Foto",
}
EVIDENCE_TAG = "report-evidence"
CODE_TAG = "report-code"

Action = Callable[[Turn, Draft, str], Awaitable[None]]


class Report:
    """The wizard. Its state lives in the dialog; each step may be skipped, gone back to, changed."""

    name = "report"

    def __init__(self, intake: Intake, zone: ZoneInfo) -> None:
        self._intake = intake
        self._zone = zone
        self._actions: dict[str, Action] = {
            "pick": self._on_pick,
            "page": self._on_page,
            "skip": self._on_skip,
            "back": self._on_back,
            "done": self._on_skip,
            "clear": self._on_clear,
            "edit": self._on_edit,
            "code": self._on_code,
        }

    def handlers(self) -> Sequence[AnyHandler]:
        """/lapor, /privasi, and the wizard's buttons."""
        return [
            CommandHandler("lapor", self._on_command, filters.ChatType.PRIVATE),
            CommandHandler("privasi", self._on_privacy, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^report:"),
        ]

    async def _on_privacy(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, privacy.PAGE))

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._begin(context.turn)

    async def _begin(self, turn: Turn) -> None:
        dialog = await turn.dialog()
        if dialog is not None and dialog.journey == self.name and dialog.step != "privacy":
            turn.say(message(turn.chat_id, texts.STILL_OPEN))
            step = dialog.step if dialog.step in STEPS else "review"
            self._ask(turn, step, Draft.from_json(dialog.data))
            return
        turn.set_dialog(self.name, "privacy", Draft().to_json())
        rows = [[Button(texts.BEGIN, "report:go")], [Button(texts.CANCEL, "report:cancel")]]
        turn.say(message(turn.chat_id, privacy.SHORT, rows))

    # --- buttons ---

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, _ = tapped(update)
        turn = context.turn
        _, action, argument = (*data.split(":", 2), "")[:3]
        if action == "start":
            turn.say(toast(query_id))
            await self._begin(turn)
            return
        dialog = await turn.dialog()
        if dialog is None or dialog.journey != self.name:
            turn.say(toast(query_id, texts.ALREADY_SENT, alert=True))
            return
        draft = Draft.from_json(dialog.data)
        if action == "cancel":
            turn.say(toast(query_id))
            self._cancel(turn)
        elif action == "go":
            turn.say(toast(query_id))
            if dialog.step == "privacy":
                self._ask(turn, "category", draft)
        elif action == "send":
            await self._on_send(turn, dialog.step, draft, argument, query_id)
        else:
            await self._on_step_button(turn, dialog.step, draft, action, argument, query_id)

    async def _on_step_button(
        self, turn: Turn, step: str, draft: Draft, action: str, argument: str, query_id: str
    ) -> None:
        """Buttons carry the step they belong to, so that an old one can't act on a newer step."""
        belongs_to, _, value = argument.partition(":")
        handler = self._actions.get(action)
        fits = belongs_to == step or (step == "code" and action in ("code", "back"))
        if handler is None or not fits:
            turn.say(toast(query_id, texts.OLD_STEP, alert=True))
            return
        turn.say(toast(query_id))
        await handler(turn, draft, value or belongs_to)

    def _cancel(self, turn: Turn) -> None:
        turn.end_dialog()
        turn.unit.truncate_log = True
        turn.say(message(turn.chat_id, common.CANCELLED))

    async def _on_pick(self, turn: Turn, draft: Draft, value: str) -> None:
        dialog = await turn.dialog()
        step = dialog.step if dialog else ""
        if step == "category" and Category.of(value):
            self._advance(turn, step, replace(draft, category=value))
        elif step == "province" and province_of(value):
            self._advance(turn, step, replace(draft, province=value))
        elif step == "when":
            days_ago = 1 if value == "yesterday" else 0
            day = turn.now.astimezone(self._zone).date() - timedelta(days=days_ago)
            self._advance(turn, step, replace(draft, when=day.isoformat()))

    async def _on_page(self, turn: Turn, draft: Draft, value: str) -> None:
        self._ask(turn, "province", draft, page=int(value) if value.isdigit() else 0)

    async def _on_skip(self, turn: Turn, draft: Draft, _value: str) -> None:
        dialog = await turn.dialog()
        if dialog is not None:
            self._advance(turn, dialog.step, draft)

    async def _on_back(self, turn: Turn, draft: Draft, _value: str) -> None:
        dialog = await turn.dialog()
        step = dialog.step if dialog else "category"
        at = STEPS.index(step) if step in STEPS else len(STEPS)
        self._ask(turn, STEPS[max(0, at - 1)], draft)

    async def _on_clear(self, turn: Turn, draft: Draft, _value: str) -> None:
        self._ask(turn, "evidence", self._intake.detach_all(turn.unit, turn.chat_key, draft))

    async def _on_edit(self, turn: Turn, draft: Draft, value: str) -> None:
        if value in FIELD_LABELS:
            cleared = replace(draft, editing=True, story="" if value == "story" else draft.story)
            self._ask(turn, value, cleared)

    async def _on_code(self, turn: Turn, draft: Draft, _value: str) -> None:
        draft, words, derived = await self._intake.new_code(replace(draft, editing=False))
        turn.set_dialog(self.name, "code", draft.to_json())
        spoken = " ".join(words)
        rows = [
            [Button(texts.COPY, copy=spoken)],
            [Button(texts.SAVED, f"report:send:{derived.fingerprint}")],
            [Button(texts.NEW_CODE, "report:code:code"), Button(texts.BACK, "report:back:code")],
        ]
        turn.say(message(turn.chat_id, texts.code(words), rows, protect=False, remember=CODE_TAG))

    async def _on_send(self, turn: Turn, step: str, draft: Draft, fingerprint: str, query_id: str) -> None:
        if step != "code" or fingerprint != self._intake.fingerprint_of(draft):
            turn.say(toast(query_id, texts.OLD_CODE, alert=True))
            return
        turn.say(toast(query_id))
        await self._intake.submit(turn.unit, turn.chat_key, draft, turn.now)
        turn.end_dialog()
        turn.say(delete(turn.chat_id, Sent(CODE_TAG)))
        turn.say(message(turn.chat_id, texts.sent(turn.now.astimezone(self._zone).date())))

    # --- free input ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Text or a picture sent at a step."""
        turn, draft = context.turn, Draft.from_json(dialog.data)
        content = update.effective_message
        if content is None:
            return
        if dialog.step == "evidence":
            await self._on_evidence(turn, draft, content)
        elif dialog.step in ("place", "when", "story", "accused"):
            self._on_text(turn, dialog.step, draft, content.text or content.caption or "")
        else:
            turn.say(message(turn.chat_id, texts.USE_BUTTONS))

    def _on_text(self, turn: Turn, step: str, draft: Draft, raw: str) -> None:
        if not raw.strip():
            turn.say(message(turn.chat_id, texts.WANT_TEXT))
        elif step == "story":
            full = len(draft.story) >= MAX_STORY
            turn.set_dialog(self.name, step, draft.with_story(tidy(raw)).to_json())
            rows = self._rows(step, draft)
            turn.say(message(turn.chat_id, texts.STORY_FULL if full else texts.STORY_KEPT, rows))
        elif step == "when":
            day = parse_date(squeeze(raw), turn.now.astimezone(self._zone).date())
            when = day.isoformat() if day else squeeze(raw)[:MAX_SHORT]
            self._advance(turn, step, replace(draft, when=when))
        elif step == "place":
            self._advance(turn, step, replace(draft, place=squeeze(raw)[:MAX_SHORT]))
        else:
            self._advance(turn, step, replace(draft, accused=squeeze(raw)[:MAX_SHORT]))

    async def _on_evidence(self, turn: Turn, draft: Draft, content: Message) -> None:
        found = _file_of(content)
        if found is None:
            turn.say(message(turn.chat_id, texts.WANT_PICTURE))
            return
        file_id, size = found
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            if size > MAX_BYTES:
                raise EvidenceTooLargeError
            picture = await self._intake.clean(await turn.files.fetch(file_id))
            draft = self._intake.attach(turn.unit, turn.chat_key, draft, picture)
        except (EvidenceError, FileTooLargeError) as error:
            turn.say(message(turn.chat_id, texts.refusal(error), self._rows("evidence", draft)))
            return
        turn.set_dialog(self.name, "evidence", draft.to_json())
        html, rows = texts.received(len(draft.attachments)), self._rows("evidence", draft)
        if len(draft.attachments) == 1:
            turn.say(message(turn.chat_id, html, rows, remember=EVIDENCE_TAG))
        else:
            turn.say(edit(turn.chat_id, Sent(EVIDENCE_TAG), html, rows))

    # --- steps ---

    def _advance(self, turn: Turn, step: str, draft: Draft) -> None:
        """To the next step, or back to the review where the person came from there."""
        if draft.editing or step not in STEPS[:-1]:
            self._ask(turn, "review", replace(draft, editing=False))
        else:
            self._ask(turn, STEPS[STEPS.index(step) + 1], draft)

    def _ask(self, turn: Turn, step: str, draft: Draft, *, page: int = 0) -> None:
        turn.set_dialog(self.name, step, draft.to_json())
        turn.say(self._question(turn.chat_id, step, draft, page))

    def _question(self, chat_id: int, step: str, draft: Draft, page: int) -> Call:
        if step == "review":
            return message(chat_id, texts.review(draft), self._review_rows())
        words = {
            "category": texts.CATEGORY,
            "province": texts.PROVINCE,
            "place": texts.PLACE,
            "when": texts.WHEN,
            "story": texts.STORY,
            "accused": texts.ACCUSED,
            "evidence": texts.EVIDENCE,
        }[step]
        return message(chat_id, words, self._rows(step, draft, page))

    def _rows(self, step: str, draft: Draft, page: int = 0) -> Rows:
        last = [
            Button(texts.BACK, f"report:back:{step}"),
            Button(texts.DONE, f"report:done:{step}")
            if step in ("story", "evidence")
            else Button(texts.SKIP, f"report:skip:{step}"),
        ]
        if step == "category":
            last = [Button(texts.CANCEL, "report:cancel"), last[1]]
            return [[Button(one.label, f"report:pick:category:{one.value}")] for one in Category] + [last]
        if step == "province":
            rows = province_rows(page, "report:pick:province:{}".format, "report:page:province:{}".format)
            return [*rows, last]
        if step == "when":
            today = Button(texts.TODAY, "report:pick:when:today")
            return [[today, Button(texts.YESTERDAY, "report:pick:when:yesterday")], last]
        if step == "evidence" and draft.attachments:
            return [[Button(texts.REMOVE_PICTURES, "report:clear:evidence")], last]
        return [last]

    def _review_rows(self) -> Rows:
        buttons = [
            Button(f"{texts.CHANGE}: {label}", f"report:edit:review:{field}")
            for field, label in FIELD_LABELS.items()
        ]
        pairs = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        return [
            [Button(texts.TO_CODE, "report:code:review")],
            *pairs,
            [Button(texts.CANCEL, "report:cancel")],
        ]


def _file_of(content: Message) -> tuple[str, int] | None:
    """File id and announced size of a picture or document."""
    if content.photo:
        best = content.photo[-1]
        return best.file_id, best.file_size or 0
    if content.document:
        return content.document.file_id, content.document.file_size or 0
    return None
