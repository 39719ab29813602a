"""The journey of composing an announcement: /pengumuman. It ends with a draft that is kept, not sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from telegram import Message, Update

from handlers.access.commands import Command
from handlers.announcements.admin_chats import AdminChats
from handlers.announcements.buttons import (
    COMPOSE_BUTTONS,
    AskCompose,
    AudienceList,
    AudienceSwitch,
    ComposeStep,
    DropAnnouncement,
    EndAfter,
    KeepAnnouncement,
    NamedField,
    OpenCampaign,
    PreviewAnnouncement,
    SendTest,
    SetEnd,
    SetStart,
    ShowAudience,
    ShowAudienceList,
    ShowAudienceProvinces,
    ShowHub,
    StartAt,
    StartCampaign,
    SwitchAudience,
    ToggleAudienceProvince,
    ToggleName,
    ToggleRole,
)
from handlers.announcements.content import part_of
from handlers.announcements.texts import announce as texts
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.admission import Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Call, Rows, Sent, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.taps import TapHandler, each
from handlers.platform.turn import NetraContext, Turn, tapped_at, text_of
from services.access.audit_hook import AuditAction, AuditHook
from services.announcements.campaigns import Campaigns
from services.announcements.draft import MIXED, AnnouncementDraft, Part, parse_links
from services.announcements.errors import ChannelMissingError, UnsuitableError
from services.announcements.model import Audience
from services.calendar.spans import parse_moment
from services.calendar.subscribers import SubscriberRole, Subscriptions
from storage.platform.dialogs import Dialog

HUB_TAG = "pengumuman"
MARK = "✅ "
MORNING = time(7, 30)
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
        turn.set_dialog(self.name, "content", AnnouncementDraft().to_json())
        turn.say(message(turn.chat_id, texts.ASK_CONTENT))

    async def _draft(self, turn: Turn) -> AnnouncementDraft | None:
        dialog = await turn.dialog()
        if dialog is None or dialog.journey != self.name:
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

    async def _view(self, turn: Turn, draft: AnnouncementDraft, pressed: CallbackData) -> tuple[str, Rows]:
        match pressed:
            case DropAnnouncement():
                turn.end_dialog()
                return texts.DROPPED, []
            case AskCompose():
                turn.set_dialog(self.name, pressed.step.value, draft.to_json())
                return self._ask(pressed.step)
            case SetStart() | SetEnd():
                return await self._hub(turn, self._quick_moment(turn, draft, pressed))
            case ShowAudience():
                return await self._audience(turn, draft)
            case ShowAudienceList():
                return await self._choose(turn, draft, pressed.field.value)
            case ShowAudienceProvinces():
                return await self._choose_provinces(turn, draft, pressed.page)
            case ToggleRole():
                return await self._choose(turn, draft.toggled("roles", pressed.role.value), "roles")
            case ToggleAudienceProvince():
                toggled = draft.toggled("provinces", pressed.province)
                return await self._choose_provinces(turn, toggled, pressed.page)
            case ToggleName():
                name = await self._named(pressed)
                toggled = draft.toggled(pressed.field.value, name) if name else draft
                return await self._choose(turn, toggled, pressed.field.value)
            case SwitchAudience():
                return await self._audience(turn, self._switched(draft, pressed.switch))
            case _:
                return await self._hub(turn, draft)

    async def _hub(self, turn: Turn, draft: AnnouncementDraft) -> tuple[str, Rows]:
        turn.set_dialog(self.name, "hub", draft.to_json())
        people = await self._campaigns.audience_size(draft.audience)
        rows: list[list[Button]] = [
            [
                Button(texts.CONTENT, AskCompose(ComposeStep.CONTENT)),
                Button(texts.LINKS, AskCompose(ComposeStep.LINKS)),
            ],
            [Button(texts.AUDIENCE, ShowAudience())],
            [
                Button(texts.TIME, AskCompose(ComposeStep.TIME)),
                Button(texts.EXPIRY, AskCompose(ComposeStep.EXPIRY)),
            ],
            [Button(texts.PREVIEW, PreviewAnnouncement()), Button(texts.TEST, SendTest())],
            [Button(texts.DROP, DropAnnouncement()), Button(texts.NEXT, KeepAnnouncement())],
        ]
        anybody = bool(people or await self._campaigns.audience_size(Audience()))
        return texts.hub(draft, people, self._rate, self._zone, turn.now, anybody=anybody), rows

    # --- audience ---

    @staticmethod
    def _switched(draft: AnnouncementDraft, switch: AudienceSwitch) -> AnnouncementDraft:
        old = draft.audience
        if switch is AudienceSwitch.CHANNEL:
            return replace(draft, audience=replace(old, channel=not old.channel))
        return replace(draft, audience=replace(old, subscribers=not old.subscribers))

    async def _audience(self, turn: Turn, draft: AnnouncementDraft) -> tuple[str, Rows]:
        html, _ = await self._hub(turn, draft)
        rows = [
            [
                Button(texts.ROLES, ShowAudienceList(AudienceList.ROLES)),
                Button(texts.PROVINCES, ShowAudienceProvinces(0)),
            ],
            [
                Button(texts.DISTRICTS, ShowAudienceList(AudienceList.DISTRICTS)),
                Button(texts.AGENCIES, ShowAudienceList(AudienceList.AGENCIES)),
            ],
        ]
        if self._campaigns.has_channel or draft.audience.channel:
            people = texts.PEOPLE_ON if draft.audience.subscribers else texts.PEOPLE_OFF
            channel = texts.CHANNEL_ON if draft.audience.channel else texts.CHANNEL_OFF
            rows.append(
                [
                    Button(people, SwitchAudience(AudienceSwitch.PEOPLE)),
                    Button(channel, SwitchAudience(AudienceSwitch.CHANNEL)),
                ]
            )
        return html, [*rows, [Button(texts.DONE, ShowHub())]]

    async def _choose(self, turn: Turn, draft: AnnouncementDraft, field: str) -> tuple[str, Rows]:
        """Values of one field to tap on and off; the count follows each tap."""
        html, _ = await self._hub(turn, draft)
        chosen = set(getattr(draft.audience, field))
        back = [Button(texts.DONE, ShowAudience())]
        if field == "roles":
            buttons = [
                Button(_marked(SUBSCRIBER_LABELS[role], role.value in chosen), ToggleRole(role))
                for role in SubscriberRole
            ]
            rows: list[list[Button]] = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
            return f"{html}\n\n{texts.ASK_ROLES}", [*rows, back]
        names = await self._names(field)
        rows = [
            [Button(_marked(name, name in chosen), ToggleName(NamedField(field), _short(name)))]
            for name in names
        ]
        return f"{html}\n\n{texts.names_shown(field, names)}", [*rows, back]

    async def _choose_provinces(self, turn: Turn, draft: AnnouncementDraft, page: int) -> tuple[str, Rows]:
        html, _ = await self._hub(turn, draft)
        pick = partial(ToggleAudienceProvince, page)
        marked = {pick(code) for code in draft.audience.provinces}
        found = province_rows(page, pick, ShowAudienceProvinces)
        rows = [[Button(_marked(b.text, b.data in marked), b.data) for b in row] for row in found]
        back = [Button(texts.DONE, ShowAudience())]
        return f"{html}\n\n{texts.ASK_PROVINCES}", [*rows, back]

    async def _named(self, pressed: ToggleName) -> str:
        """The name a button stands for; empty where there is none such any more."""
        names = await self._names(pressed.field.value)
        return next((name for name in names if _short(name) == pressed.mark), "")

    async def _names(self, field: str) -> list[str]:
        column = "district" if field == "districts" else "agency"
        return await self._subscriptions.named(column, NAMES_SHOWN)

    # --- times ---

    @staticmethod
    def _ask(step: ComposeStep) -> tuple[str, Rows]:
        back = [Button(texts.BACK, ShowHub())]
        if step is ComposeStep.CONTENT:
            return texts.ASK_CONTENT, [back]
        if step is ComposeStep.LINKS:
            return texts.ASK_LINKS, [back]
        if step is ComposeStep.TIME:
            quick = [
                Button(texts.NOW, SetStart(StartAt.NOW)),
                Button(texts.TOMORROW, SetStart(StartAt.TOMORROW)),
            ]
            return texts.ASK_TIME, [quick, back]
        quick = [
            Button(texts.NO_EXPIRY, SetEnd(EndAfter.NEVER)),
            Button(texts.ONE_DAY, SetEnd(EndAfter.DAY)),
            Button(texts.THREE_DAYS, SetEnd(EndAfter.THREE_DAYS)),
        ]
        return texts.ASK_EXPIRY, [quick, back]

    def _quick_moment(
        self, turn: Turn, draft: AnnouncementDraft, pressed: SetStart | SetEnd
    ) -> AnnouncementDraft:
        if isinstance(pressed, SetStart):
            day = turn.now.astimezone(self._zone).date() + timedelta(days=1)
            tomorrow = datetime.combine(day, MORNING, self._zone)
            return replace(draft, start_at=tomorrow if pressed.when is StartAt.TOMORROW else None)
        if pressed.after is EndAfter.NEVER:
            return replace(draft, expires_at=None)
        begins = draft.start_at or turn.now
        return replace(draft, expires_at=begins + timedelta(hours=int(pressed.after.value)))

    # --- what is typed or sent ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Content, buttons, or a time."""
        turn, content = context.turn, update.effective_message
        if content is None:
            return
        draft = AnnouncementDraft.from_json(dialog.data)
        same_album = bool(content.media_group_id) and any(
            one.group == content.media_group_id for one in draft.parts
        )
        if dialog.step == "content" or same_album:
            await self._on_content(turn, draft, content, same_album=same_album)
            return
        if dialog.step == "hub":
            await self._on_more(turn, draft, content)
            return
        if dialog.step == "links":
            await self._on_links(turn, draft, text_of(update))
        elif dialog.step in ("time", "expiry"):
            await self._on_moment(turn, draft, dialog.step, text_of(update))
        else:
            turn.say(message(turn.chat_id, texts.USE_BUTTONS))

    async def _on_content(
        self, turn: Turn, draft: AnnouncementDraft, content: Message, *, same_album: bool
    ) -> None:
        try:
            part = part_of(content)
        except UnsuitableError as error:
            turn.say(message(turn.chat_id, texts.UNSUITABLE[error.reason]))
            return
        if same_album and not _go_together(draft.parts[0], part):
            turn.say(message(turn.chat_id, texts.MIXED_ALBUM))
            return
        html, rows = await self._hub(turn, draft.with_part(part))
        if same_album:  # an album comes as single messages: one hub that counts, not one each
            turn.say(edit(turn.chat_id, Sent(HUB_TAG), html, rows))
        else:
            turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))

    async def _on_more(self, turn: Turn, draft: AnnouncementDraft, content: Message) -> None:
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

    async def _on_links(self, turn: Turn, draft: AnnouncementDraft, typed: str) -> None:
        links = () if typed.strip() == "-" else parse_links(typed)
        if links is None:
            turn.say(message(turn.chat_id, texts.LINKS_UNCLEAR))
            return
        html, rows = await self._hub(turn, replace(draft, links=links))
        turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))

    async def _on_moment(self, turn: Turn, draft: AnnouncementDraft, step: str, typed: str) -> None:
        when = parse_moment(typed, turn.now, self._zone)
        if when is None or when <= turn.now:
            turn.say(message(turn.chat_id, texts.TIME_UNCLEAR if when is None else texts.TIME_PAST))
            return
        draft = replace(draft, start_at=when) if step == "time" else replace(draft, expires_at=when)
        html, rows = await self._hub(turn, draft)
        turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))

    # --- preview, test, keep ---

    async def _show_around(
        self, turn: Turn, draft: AnnouncementDraft, query_id: str, *, to_others: bool
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
        self, turn: Turn, draft: AnnouncementDraft, query_id: str, message_id: int | None
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


def _marked(label: str, chosen: object) -> str:
    return MARK + label if chosen else label


def _short(name: str) -> str:
    """Stands for a name in a button's data, which takes 64 bytes."""
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def _go_together(first: Part, other: Part) -> bool:
    return any(first.kind in kinds and other.kind in kinds for kinds in MIXED)
