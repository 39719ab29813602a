"""Handlers of composing an announcement: /pengumuman. It ends with a draft that is kept, not sent."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from telegram import Message, Update

from handlers.access.commands import Command
from handlers.announcements.admin_chats import AdminChats
from handlers.announcements.buttons import (
    COMPOSE_BUTTONS,
    DropAnnouncement,
    KeepAnnouncement,
    NamedField,
    OpenCampaign,
    PreviewAnnouncement,
    SendTest,
    StartCampaign,
)
from handlers.announcements.compose_steps import (
    CONTENT,
    HUB,
    NAMED,
    AnnouncementForm,
    compose_form,
    in_same_album,
    move_of,
)
from handlers.announcements.content import part_of
from handlers.announcements.texts import announce as texts
from handlers.platform.admission import Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Call, Rows, Sent, edit, message, toast
from handlers.platform.steps import FormPlace
from handlers.platform.taps import TapHandler, each
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from services.access.audit_hook import AuditAction, AuditHook
from services.announcements.campaigns import Campaigns
from services.announcements.draft import AnnouncementDraft
from services.announcements.errors import ChannelMissingError, UnsuitableError
from services.announcements.model import Audience
from services.calendar.subscribers import Subscriptions
from storage.platform.dialogs import Dialog

HUB_TAG = "pengumuman"
NAMES_SHOWN = 12
COMPOSE = Command("pengumuman", texts.COMMAND_COMPOSE, Who.ADMIN, rank=60)
"""Composing and looking need no open lock: what leaves the chat is a button."""


class Announce:
    """Composes an announcement: content, buttons, audience, times, preview, test."""

    name = "pengumuman"

    def __init__(
        self,
        campaigns: Campaigns,
        subscriptions: Subscriptions,
        admins: AdminChats,
        zone: ZoneInfo,
        rate: float,
        audit: AuditHook,
        *,
        approval: bool,
    ) -> None:
        self._campaigns = campaigns
        self._subscriptions = subscriptions
        self._admins = admins
        self._zone = zone
        self._rate = rate
        self._audit = audit
        self._approval = approval

    def handlers(self) -> Sequence[AnyHandler]:
        """/pengumuman and its buttons."""
        return [
            COMPOSE.answered_by(self._on_command),
            TapHandler(*each(self._on_button, *COMPOSE_BUTTONS)),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        if await turn.stops_for_report():
            return
        turn.set_dialog(self.name, CONTENT, AnnouncementDraft().to_json())
        turn.say(message(turn.chat_id, texts.ASK_CONTENT))

    async def _draft(self, turn: UpdateContext) -> AnnouncementDraft | None:
        dialog = await turn.dialog()
        if dialog is None or dialog.name != self.name:
            return None
        return AnnouncementDraft.from_json(dialog.data)

    # --- buttons ---

    async def _on_button(self, update: Update, context: NetraContext, pressed: CallbackData) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        draft = await self._draft(turn)
        if draft is None:
            turn.say(toast(query_id, texts.OLD, alert=True))
            return
        if isinstance(pressed, PreviewAnnouncement | SendTest | KeepAnnouncement) and not draft.parts:
            turn.say(toast(query_id, texts.NO_CONTENT, alert=True))
            return
        if isinstance(pressed, PreviewAnnouncement | SendTest):
            await self._show_around(turn, draft, query_id, to_others=isinstance(pressed, SendTest))
            return
        if isinstance(pressed, KeepAnnouncement):
            await self._keep(turn, draft, query_id, message_id)
            return
        turn.say(toast(query_id))
        html, rows = await self._view(turn, draft, pressed)
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(
        self, turn: UpdateContext, draft: AnnouncementDraft, pressed: CallbackData
    ) -> tuple[str, Rows]:
        if isinstance(pressed, DropAnnouncement):
            turn.end_dialog()
            return texts.DROPPED, []
        move = move_of(pressed)
        if move is None:
            return await self._hub(turn, draft)
        form = await self._form(move.step)
        place = form.moved(move, draft, turn.now)
        # a name that is none any more: its list is shown as it is now
        return await self._show(turn, form, place or FormPlace(move.step, draft))

    async def _form(self, step: str) -> AnnouncementForm:
        names: Sequence[str] = ()
        if step in NAMED:
            column = "district" if step == NamedField.DISTRICTS else "agency"
            names = await self._subscriptions.named(column, NAMES_SHOWN)
        return compose_form(self._zone, names, has_channel=self._campaigns.has_channel)

    async def _show(
        self, turn: UpdateContext, form: AnnouncementForm, place: FormPlace[AnnouncementDraft]
    ) -> tuple[str, Rows]:
        """The announcement as it stands, or what is asked; the count follows each tap on the audience."""
        step, rows = form.step(place.step), form.rows(place.step, place.draft, place.page)
        if step is not None and step.accepts is not None:
            turn.set_dialog(self.name, step.name, place.draft.to_json())
            return form.question(step.name, place.draft), rows
        html, menu = await self._hub(turn, place.draft)
        if step is None:
            return html, menu
        return "\n\n".join(filter(None, (html, form.question(step.name, place.draft)))), rows

    async def _hub(self, turn: UpdateContext, draft: AnnouncementDraft) -> tuple[str, Rows]:
        turn.set_dialog(self.name, HUB, draft.to_json())
        people = await self._campaigns.audience_size(draft.audience)
        content, links, audience, *times = compose_form(self._zone).edits(draft)
        rows: list[list[Button]] = [
            [content, links],
            [audience],
            *(times[at : at + 2] for at in range(0, len(times), 2)),
            [Button(texts.PREVIEW, PreviewAnnouncement()), Button(texts.TEST, SendTest())],
            [Button(texts.DROP, DropAnnouncement()), Button(texts.NEXT, KeepAnnouncement())],
        ]
        anybody = bool(people or await self._campaigns.audience_size(Audience()))
        return texts.hub(draft, people, self._rate, self._zone, turn.now, anybody=anybody), rows

    # --- what is typed or sent ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Content, buttons, or a time."""
        turn, content = context.turn, update.effective_message
        if content is None:
            return
        draft = AnnouncementDraft.from_json(dialog.data)
        same_album = in_same_album(draft, content)
        if dialog.step == HUB and not same_album:
            await self._on_more(turn, draft, content)
            return
        form = compose_form(self._zone)
        answer = form.heard(CONTENT if same_album else dialog.step, draft, content, turn.now)
        if not isinstance(answer, FormPlace):
            words = answer.words if answer is not None else texts.USE_BUTTONS
            turn.say(message(turn.chat_id, words))
            return
        html, rows = await self._show(turn, form, answer)
        if same_album:  # an album comes as single messages: one hub that counts, not one each
            turn.say(edit(turn.chat_id, Sent(HUB_TAG), html, rows))
        else:
            turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))

    async def _on_more(self, turn: UpdateContext, draft: AnnouncementDraft, content: Message) -> None:
        """A message nobody asked for: the rest of a text that Telegram split, else left out and told so."""
        try:
            part = part_of(content)
        except UnsuitableError:
            part = None
        if part is None or not draft.is_continued_by(part):
            turn.say(message(turn.chat_id, texts.NOT_TAKEN))
            return
        longer = draft.continued(part)
        if longer is None:
            turn.say(message(turn.chat_id, texts.TEXT_FULL))
            return
        html, rows = await self._hub(turn, longer)
        turn.say(edit(turn.chat_id, Sent(HUB_TAG), html, rows))

    # --- preview, test, keep ---

    async def _show_around(
        self, turn: UpdateContext, draft: AnnouncementDraft, query_id: str, *, to_others: bool
    ) -> None:
        content = draft.content(texts.ALBUM_LINE)
        if not to_others:
            turn.say(toast(query_id), message(turn.chat_id, texts.PREVIEW_HEAD))
            turn.say(*(Call(one.method, one.params) for one in content.addressed(turn.chat_id)))
            return
        others = await self._admins.others(turn.user_id)
        turn.say(toast(query_id, texts.TESTED if others else texts.NO_OTHER_ADMIN, alert=not others))
        for admin in others:
            self._admins.tell(turn, admin, message(admin, texts.TEST_HEAD))
            self._admins.tell(
                turn, admin, *(Call(one.method, one.params) for one in content.addressed(admin))
            )

    async def _keep(
        self, turn: UpdateContext, draft: AnnouncementDraft, query_id: str, message_id: int | None
    ) -> None:
        people = await self._campaigns.audience_size(draft.audience)
        if not people:
            anybody = await self._campaigns.audience_size(Audience())
            words = texts.NOBODY if anybody else texts.NO_SUBSCRIBERS
            turn.say(toast(query_id, words, alert=True))
            return
        if (draft.start_at is not None and draft.start_at <= turn.now) or (
            draft.expires_at is not None and draft.expires_at <= (draft.start_at or turn.now)
        ):
            turn.say(toast(query_id, texts.TIME_PAST, alert=True))
            return
        label = texts.KINDS.get(draft.kind, "")
        new = draft.as_new(label, texts.ALBUM_LINE, needs_approval=self._approval)
        try:
            campaign = self._campaigns.create(turn.unit, new, turn.actor_key, turn.now)
        except ChannelMissingError:  # it was set when the draft was begun, or the button was never shown
            turn.say(toast(query_id, texts.NO_CHANNEL, alert=True))
            return
        self._audit.record(
            turn.unit, turn.actor_key, AuditAction.ANNOUNCED, campaign.encode(), {"apa": "disusun"}
        )
        turn.end_dialog()
        others = await self._admins.others(turn.user_id)
        html = texts.kept(draft, people, self._zone, needs_approval=self._approval, others=len(others))
        rows = [[Button(texts.OPEN, OpenCampaign(campaign))]]
        if not self._approval:
            start = texts.START_LATER if draft.start_at else texts.START_NOW
            rows.insert(0, [Button(start, StartCampaign(campaign))])
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))
        if self._approval:
            for admin in others:
                words = texts.wants_approval(new.title, people)
                self._admins.tell(
                    turn, admin, message(admin, words, [[Button(texts.OPEN, OpenCampaign(campaign))]])
                )
