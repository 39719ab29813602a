"""Handlers of a subscription: /pengingat, and what blocking the bot and coming back mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler

from core.text import squeeze
from handlers.access.commands import Command, HelpSection
from handlers.calendar.buttons import (
    AlikeChoice,
    AskDetail,
    ChangeSubscription,
    Detail,
    PickAlike,
    PickProvince,
    PickRegencyKind,
    PickRole,
    PickZone,
    RegencyKind,
    StopSubscription,
)
from handlers.calendar.texts import subscribe as texts
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.buttons import OpenSubscription
from handlers.platform.callback_data import CallbackData
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.taps import TapHandler, each
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at, text_of
from services.calendar.book import ElectionBook
from services.calendar.districts import (
    MAX_AGENCY,
    MAX_TYPED_DISTRICT,
    near,
    needs_kind,
    tidy_agency,
    tidy_district,
)
from services.calendar.reminders import Reminders
from services.calendar.subscribers import SubscriberRole, Subscription, Subscriptions
from services.platform.places import ZONE_LABELS, province_of
from storage.platform.dialogs import Dialog

SHOWN_AHEAD = 3
REMINDERS = Command("pengingat", texts.COMMAND, rank=90, section=HelpSection.ELECTIONS, without_slash=True)


class Remind:
    """/pengingat: subscribe in three taps, add district and agency, change, stop with one."""

    name = "pengingat"

    def __init__(self, subscriptions: Subscriptions, reminders: Reminders, book: ElectionBook) -> None:
        self._subscriptions = subscriptions
        self._reminders = reminders
        self._book = book

    def handlers(self) -> Sequence[AnyHandler]:
        """/pengingat, its buttons, and news of being blocked."""
        return [
            REMINDERS.answered_by(self._on_command),
            TapHandler(
                *each(
                    self._on_button,
                    OpenSubscription,
                    ChangeSubscription,
                    StopSubscription,
                    AskDetail,
                    PickRole,
                    PickProvince,
                    PickZone,
                    PickAlike,
                    PickRegencyKind,
                )
            ),
            ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._book.refresh()
        html, rows = await self._current(context.turn)
        context.turn.say(message(context.turn.chat_id, html, rows))

    async def _current(self, turn: UpdateContext) -> tuple[str, Rows]:
        subscription = await self._subscriptions.of_chat(turn.chat_key)
        if subscription is None or not subscription.active:
            return texts.ASK_ROLE, _role_rows()
        return self._settings(turn, subscription)

    def _settings(self, turn: UpdateContext, subscription: Subscription) -> tuple[str, Rows]:
        coming = self._reminders.coming(turn.now, subscription.time_zone, subscription.province, SHOWN_AHEAD)
        rows = [
            [
                Button(texts.DISTRICT, AskDetail(Detail.DISTRICT)),
                Button(texts.AGENCY, AskDetail(Detail.AGENCY)),
            ],
            [Button(texts.CHANGE, ChangeSubscription()), Button(texts.STOP, StopSubscription())],
        ]
        return texts.settings(subscription, coming), rows

    async def _on_button(self, update: Update, context: NetraContext, pressed: CallbackData) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        turn.say(toast(query_id))
        html, rows = await self._view(turn, pressed)
        if message_id is None or isinstance(pressed, OpenSubscription):
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(self, turn: UpdateContext, pressed: CallbackData) -> tuple[str, Rows]:
        """The next step; what was chosen so far travels in the buttons."""
        match pressed:
            case ChangeSubscription():
                return texts.ASK_ROLE, _role_rows()
            case StopSubscription():
                self._subscriptions.stop(turn.unit, turn.chat_key)
                if await self._is_asking(turn):
                    turn.end_dialog()
                return texts.STOPPED, []
            case AskDetail():
                return await self._ask_detail(turn, pressed.detail)
            case PickAlike() | PickRegencyKind():
                return await self._chosen_district(turn, pressed)
            case PickRole() | PickProvince() | PickZone():
                return await self._chosen(turn, pressed)
            case _:
                return await self._current(turn)

    async def _chosen(
        self, turn: UpdateContext, pressed: PickRole | PickProvince | PickZone
    ) -> tuple[str, Rows]:
        """The three questions; what an old button offers may be none any more."""
        role = SubscriberRole.of(pressed.role)
        if role is None:
            return texts.BEGIN_AGAIN, []
        if isinstance(pressed, PickRole):
            pick, turn_to = partial(PickProvince, role.value), partial(PickRole, role.value)
            return texts.ASK_PROVINCE, province_rows(pressed.page or 0, pick, turn_to)
        province = province_of(pressed.province)
        if province is not None and isinstance(pressed, PickProvince):
            return texts.ASK_ZONE, _zone_rows(role, province.code, province.time_zone)
        zone = next(
            (
                name
                for name, label in ZONE_LABELS.items()
                if isinstance(pressed, PickZone) and pressed.zone == label
            ),
            None,
        )
        if province is None or zone is None:
            return texts.BEGIN_AGAIN, []
        return await self._subscribe(turn, Subscription(role, province.code, zone, True))

    async def _subscribe(self, turn: UpdateContext, chosen: Subscription) -> tuple[str, Rows]:
        """A change keeps the agency, and the district while the province stays."""
        before = await self._subscriptions.of_chat(turn.chat_key)
        district = before.district if before and before.province == chosen.province else ""
        subscription = Subscription(
            chosen.role, chosen.province, chosen.time_zone, True, district, before.agency if before else ""
        )
        self._subscriptions.subscribe(turn.unit, turn.chat_id, subscription, turn.now)
        return self._settings(turn, subscription)

    # --- district and agency ---

    async def _is_asking(self, turn: UpdateContext) -> bool:
        dialog = await turn.dialog()
        return dialog is not None and dialog.name == self.name

    async def _ask_detail(self, turn: UpdateContext, detail: Detail) -> tuple[str, Rows]:
        if await self._subscriptions.of_chat(turn.chat_key) is None:
            return texts.BEGIN_AGAIN, []
        if await turn.stops_for_report():
            return await self._current(turn)
        turn.set_dialog(self.name, detail.value)
        return (texts.ASK_DISTRICT if detail is Detail.DISTRICT else texts.ASK_AGENCY), []

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """A district or an agency, typed."""
        turn, typed = context.turn, text_of(update)
        most = MAX_AGENCY if dialog.step == "agency" else MAX_TYPED_DISTRICT
        if dialog.step != "choice" and len(squeeze(typed)) > most:
            turn.say(message(turn.chat_id, texts.too_long(most)))
            return
        if dialog.step == "agency":
            agency = tidy_agency(typed)
            if agency is None:
                turn.say(message(turn.chat_id, texts.AGENCY_UNCLEAR))
            else:
                await self._keep(turn, agency=agency)
            return
        if dialog.step == "choice":
            turn.say(message(turn.chat_id, texts.USE_BUTTONS))
            return
        name, district = needs_kind(typed), tidy_district(typed)
        if name is not None:
            turn.set_dialog(self.name, "choice", {"name": name})
            rows = [
                [
                    Button(texts.REGENCY, PickRegencyKind(RegencyKind.REGENCY)),
                    Button(texts.CITY, PickRegencyKind(RegencyKind.CITY)),
                ]
            ]
            turn.say(message(turn.chat_id, texts.which_kind(name), rows))
        elif district is None:
            turn.say(message(turn.chat_id, texts.DISTRICT_UNCLEAR))
        else:
            html, rows_or_none = await self._offer(turn, district)
            turn.say(message(turn.chat_id, html, rows_or_none))

    async def _offer(self, turn: UpdateContext, district: str) -> tuple[str, Rows]:
        """Keeps a district, or asks first where others of the province write it a little differently."""
        before = await self._subscriptions.of_chat(turn.chat_key)
        known = await self._subscriptions.known_districts(before.province) if before else []
        alike = near(district, known)
        if alike is None:
            return await self._kept(turn, district=district)
        turn.set_dialog(self.name, "choice", {"typed": district, "alike": alike})
        rows = [
            [Button(texts.YES, PickAlike(AlikeChoice.KNOWN))],
            [Button(texts.as_typed(district), PickAlike(AlikeChoice.TYPED))],
        ]
        return texts.did_you_mean(alike), rows

    async def _chosen_district(
        self, turn: UpdateContext, pressed: PickAlike | PickRegencyKind
    ) -> tuple[str, Rows]:
        dialog = await turn.dialog()
        data = dialog.data if dialog is not None and dialog.name == self.name else {}
        if isinstance(pressed, PickRegencyKind) and "name" in data:
            prefix = texts.CITY if pressed.kind is RegencyKind.CITY else texts.REGENCY
            return await self._offer(turn, f"{prefix} {data['name']}")
        if isinstance(pressed, PickAlike) and "alike" in data:
            known = pressed.choice is AlikeChoice.KNOWN
            return await self._kept(turn, district=data["alike" if known else "typed"])
        return texts.BEGIN_AGAIN, []

    async def _keep(self, turn: UpdateContext, *, agency: str) -> None:
        html, rows = await self._kept(turn, agency=agency)
        turn.say(message(turn.chat_id, html, rows))

    async def _kept(
        self, turn: UpdateContext, *, district: str | None = None, agency: str | None = None
    ) -> tuple[str, Rows]:
        turn.end_dialog()
        before = await self._subscriptions.of_chat(turn.chat_key)
        kept = await self._subscriptions.detail(turn.unit, turn.chat_key, district=district, agency=agency)
        if before is None or not kept:
            return texts.BEGIN_AGAIN, []
        after = Subscription(
            before.role,
            before.province,
            before.time_zone,
            before.active,
            before.district if district is None else district,
            before.agency if agency is None else agency,
        )
        return self._settings(turn, after)

    # --- coming and going ---

    async def _on_membership(self, update: Update, context: NetraContext) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != "private":
            return
        gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        turn = context.turn
        before = await self._subscriptions.of_chat(turn.chat_key)
        if before is None:
            return
        self._subscriptions.set_reachable(turn.unit, turn.chat_key, reachable=not gone)
        if not gone and not before.active:
            rows = [[Button(texts.SETTINGS, OpenSubscription())]]
            turn.say(message(turn.chat_id, texts.WELCOME_BACK, rows))


def _role_rows() -> Rows:
    buttons = [Button(SUBSCRIBER_LABELS[role], PickRole(role.value)) for role in SubscriberRole]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _zone_rows(role: SubscriberRole, province: str, usual: str) -> Rows:
    ordered = sorted(ZONE_LABELS, key=lambda zone: zone != usual)
    return [
        [Button(ZONE_LABELS[zone], PickZone(role.value, province, ZONE_LABELS[zone]))] for zone in ordered
    ]
