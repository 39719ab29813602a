"""The journey of composing an announcement: /pengumuman. It ends with a draft that is kept, not sent."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from core.numbers import page_number, whole
from handlers.access.commands import Command
from handlers.access.doors import Who
from handlers.announcements.content import part_of
from handlers.announcements.texts import announce as texts
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Call, Rows, Sent, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.turn import NetraContext, Turn, tapped, text_of
from services.access.audit_hook import AuditAction, AuditHook
from services.announcements.campaigns import Campaigns
from services.announcements.draft import MIXED, AnnouncementDraft, Part, parse_links
from services.announcements.errors import ChannelMissingError, UnsuitableError
from services.announcements.model import Audience
from services.calendar.spans import parse_moment
from services.calendar.subscribers import SubscriberRole, Subscriptions
from services.platform.places import province_of
from storage.platform.dialogs import Dialog
from storage.platform.unit import Outgoing

HUB_TAG = "pengumuman"
MARK = "✅ "
MORNING = time(7, 30)
NAMES_SHOWN = 12
FIELDS = ("roles", "provinces", "districts", "agencies")
"""What an audience is chosen by."""
LONGEST_HOURS = 24 * 31
"""Hours a button may set an end after the beginning."""


class AdminChats:
    """The administrators' private chats, for what one tells the others: owners of the settings, and whoever
    was invited since."""

    def __init__(
        self,
        owner_ids: Sequence[int],
        invited: Callable[[], Awaitable[Sequence[int]]],
        chat_key: Callable[[int], bytes],
    ) -> None:
        self._owners = tuple(owner_ids)
        self._invited = invited
        self._chat_key = chat_key

    async def all(self) -> list[int]:
        """Everybody, once."""
        return list(dict.fromkeys((*self._owners, *await self._invited())))

    async def others(self, user_id: int) -> list[int]:
        """Everybody but this one."""
        return [admin for admin in await self.all() if admin != user_id]

    async def with_key(self, key: bytes) -> int | None:
        """Whose chat this is."""
        return next((admin for admin in await self.all() if self._chat_key(admin) == key), None)

    def tell(self, turn: Turn, admin: int, *calls: Call) -> None:
        """Says something to another administrator, in the same commit."""
        key = self._chat_key(admin)
        turn.unit.outgoing.extend(Outgoing(key, call.encode()) for call in calls)


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
            CallbackQueryHandler(self._on_button, r"^umum:"),
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

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        draft = await self._draft(turn)
        if draft is None:
            turn.say(toast(query_id, texts.OLD, alert=True))
            return
        _, action, argument = (*data.split(":", 2), "")[:3]
        if action in ("preview", "test", "next") and not draft.parts:
            turn.say(toast(query_id, texts.NO_CONTENT, alert=True))
            return
        if action in ("preview", "test"):
            await self._show_around(turn, draft, query_id, action)
            return
        if action == "next":
            await self._keep(turn, draft, query_id, message_id)
            return
        turn.say(toast(query_id))
        html, rows = await self._view(turn, draft, action, argument)
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows, remember=HUB_TAG))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(
        self, turn: Turn, draft: AnnouncementDraft, action: str, argument: str
    ) -> tuple[str, Rows]:
        back = [Button(texts.BACK, "umum:hub")]
        if action == "drop":
            turn.end_dialog()
            return texts.DROPPED, []
        if action in ("content", "links"):
            turn.set_dialog(self.name, action, draft.to_json())
            return (texts.ASK_CONTENT if action == "content" else texts.ASK_LINKS), [back]
        if action in ("time", "expiry"):
            turn.set_dialog(self.name, action, draft.to_json())
            return self._ask_moment(action, back)
        if action in ("at", "until"):
            return await self._hub(turn, self._quick_moment(turn, draft, action, argument))
        if action == "audience":
            return await self._audience(turn, draft)
        if action in (*FIELDS, "toggle"):
            return await self._choose(turn, draft, action, argument)
        if action in ("channel", "people"):
            return await self._audience(turn, self._switched(draft, action))
        return await self._hub(turn, draft)

    async def _hub(self, turn: Turn, draft: AnnouncementDraft) -> tuple[str, Rows]:
        turn.set_dialog(self.name, "hub", draft.to_json())
        people = await self._campaigns.audience_size(draft.audience)
        rows: list[list[Button]] = [
            [Button(texts.CONTENT, "umum:content"), Button(texts.LINKS, "umum:links")],
            [Button(texts.AUDIENCE, "umum:audience")],
            [Button(texts.TIME, "umum:time"), Button(texts.EXPIRY, "umum:expiry")],
            [Button(texts.PREVIEW, "umum:preview"), Button(texts.TEST, "umum:test")],
            [Button(texts.DROP, "umum:drop"), Button(texts.NEXT, "umum:next")],
        ]
        anybody = bool(people or await self._campaigns.audience_size(Audience()))
        return texts.hub(draft, people, self._rate, self._zone, turn.now, anybody=anybody), rows

    # --- audience ---

    @staticmethod
    def _switched(draft: AnnouncementDraft, action: str) -> AnnouncementDraft:
        old = draft.audience
        if action == "channel":
            return replace(draft, audience=replace(old, channel=not old.channel))
        return replace(draft, audience=replace(old, subscribers=not old.subscribers))

    async def _audience(self, turn: Turn, draft: AnnouncementDraft) -> tuple[str, Rows]:
        html, _ = await self._hub(turn, draft)
        rows = [
            [Button(texts.ROLES, "umum:roles"), Button(texts.PROVINCES, "umum:provinces:0")],
            [Button(texts.DISTRICTS, "umum:districts"), Button(texts.AGENCIES, "umum:agencies")],
        ]
        if self._campaigns.has_channel or draft.audience.channel:
            people = texts.PEOPLE_ON if draft.audience.subscribers else texts.PEOPLE_OFF
            channel = texts.CHANNEL_ON if draft.audience.channel else texts.CHANNEL_OFF
            rows.append([Button(people, "umum:people"), Button(channel, "umum:channel")])
        return html, [*rows, [Button(texts.DONE, "umum:hub")]]

    async def _choose(
        self, turn: Turn, draft: AnnouncementDraft, action: str, argument: str
    ) -> tuple[str, Rows]:
        """Values of one field to tap on and off; the count follows each tap."""
        field, page = action, argument
        if action == "toggle":
            field, page, value = (*argument.split(":", 2), "", "")[:3]
            if field not in FIELDS:
                return await self._audience(turn, draft)
            if value := await self._known(field, value):
                draft = draft.toggled(field, value)
        html, _ = await self._hub(turn, draft)
        chosen = set(getattr(draft.audience, field))
        back = [Button(texts.DONE, "umum:audience")]
        if field == "roles":
            buttons = [
                Button(
                    _marked(SUBSCRIBER_LABELS[role], role.value in chosen),
                    f"umum:toggle:roles:0:{role.value}",
                )
                for role in SubscriberRole
            ]
            rows: list[list[Button]] = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
            return f"{html}\n\n{texts.ASK_ROLES}", [*rows, back]
        if field == "provinces":
            at = page_number(page)
            marked = {f"umum:toggle:provinces:{at}:{code}" for code in chosen}
            found = province_rows(at, f"umum:toggle:provinces:{at}:{{}}".format, "umum:provinces:{}".format)
            rows = [[Button(_marked(b.text, b.data in marked), b.data) for b in row] for row in found]
            return f"{html}\n\n{texts.ASK_PROVINCES}", [*rows, back]
        names = await self._names(field)
        rows = [
            [Button(_marked(name, name in chosen), f"umum:toggle:{field}:0:{_short(name)}")] for name in names
        ]
        return f"{html}\n\n{texts.names_shown(field, names)}", [*rows, back]

    async def _known(self, field: str, value: str) -> str:
        """The value a button names; empty where there is none such."""
        if field == "roles":
            return value if SubscriberRole.of(value) is not None else ""
        if field == "provinces":
            return value if province_of(value) is not None else ""
        return next((name for name in await self._names(field) if _short(name) == value), "")

    async def _names(self, field: str) -> list[str]:
        column = "district" if field == "districts" else "agency"
        return await self._subscriptions.named(column, NAMES_SHOWN)

    # --- times ---

    @staticmethod
    def _ask_moment(action: str, back: list[Button]) -> tuple[str, Rows]:
        if action == "time":
            quick = [Button(texts.NOW, "umum:at:now"), Button(texts.TOMORROW, "umum:at:tomorrow")]
            return texts.ASK_TIME, [quick, back]
        quick = [
            Button(texts.NO_EXPIRY, "umum:until:never"),
            Button(texts.ONE_DAY, "umum:until:24"),
            Button(texts.THREE_DAYS, "umum:until:72"),
        ]
        return texts.ASK_EXPIRY, [quick, back]

    def _quick_moment(
        self, turn: Turn, draft: AnnouncementDraft, action: str, argument: str
    ) -> AnnouncementDraft:
        if action == "at":
            day = turn.now.astimezone(self._zone).date() + timedelta(days=1)
            tomorrow = datetime.combine(day, MORNING, self._zone)
            return replace(draft, start_at=tomorrow if argument == "tomorrow" else None)
        begins = draft.start_at or turn.now
        hours = whole(argument, 1, LONGEST_HOURS)
        return replace(draft, expires_at=begins + timedelta(hours=hours) if hours else None)

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

    async def _show_around(self, turn: Turn, draft: AnnouncementDraft, query_id: str, action: str) -> None:
        content = draft.content(texts.ALBUM_LINE)
        if action == "preview":
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
        rows = [[Button(texts.OPEN, f"siar:open:{campaign}")]]
        if not self._approval:
            start = texts.START_LATER if draft.start_at else texts.START_NOW
            rows.insert(0, [Button(start, f"siar:start:{campaign}")])
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))
        if self._approval:
            for admin in others:
                words = texts.wants_approval(new.title, people)
                self._admins.tell(
                    turn, admin, message(admin, words, [[Button(texts.OPEN, f"siar:open:{campaign}")]])
                )


def _marked(label: str, chosen: object) -> str:
    return MARK + label if chosen else label


def _short(name: str) -> str:
    """Stands for a name in a button's data, which takes 64 bytes."""
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def _go_together(first: Part, other: Part) -> bool:
    return any(first.kind in kinds and other.kind in kinds for kinds in MIXED)
