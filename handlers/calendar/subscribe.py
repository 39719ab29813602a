"""The journey of a subscription: /pengingat, and what blocking the bot and coming back mean."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import CallbackQueryHandler, ChatMemberHandler

from core.numbers import page_number
from core.text import squeeze
from handlers.access.commands import Command, HelpSection
from handlers.calendar.texts import subscribe as texts
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, toast
from handlers.platform.provinces import province_rows
from handlers.platform.turn import NetraContext, Turn, tapped, text_of
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
            CallbackQueryHandler(self._on_button, r"^remind:"),
            ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._book.refresh()
        html, rows = await self._current(context.turn)
        context.turn.say(message(context.turn.chat_id, html, rows))

    async def _current(self, turn: Turn) -> tuple[str, Rows]:
        subscription = await self._subscriptions.of_chat(turn.chat_key)
        if subscription is None or not subscription.active:
            return texts.ASK_ROLE, _role_rows()
        return self._settings(turn, subscription)

    def _settings(self, turn: Turn, subscription: Subscription) -> tuple[str, Rows]:
        coming = self._reminders.coming(turn.now, subscription.time_zone, subscription.province, SHOWN_AHEAD)
        rows = [
            [Button(texts.DISTRICT, "remind:district"), Button(texts.AGENCY, "remind:agency")],
            [Button(texts.CHANGE, "remind:change"), Button(texts.STOP, "remind:stop")],
        ]
        return texts.settings(subscription, coming), rows

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        turn.say(toast(query_id))
        words = data.split(":")[1:]
        html, rows = await self._view(turn, words)
        if message_id is None or words[0] == "open":
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _view(self, turn: Turn, words: list[str]) -> tuple[str, Rows]:
        """The next step; what was chosen so far travels in the buttons."""
        action, chosen = words[0], words[1:]
        if action == "change":
            return texts.ASK_ROLE, _role_rows()
        if action == "stop":
            self._subscriptions.stop(turn.unit, turn.chat_key)
            if await self._is_asking(turn):
                turn.end_dialog()
            return texts.STOPPED, []
        if action in ("district", "agency"):
            return await self._ask_detail(turn, action)
        if action in ("keep", "other", "kind"):
            return await self._chosen_district(turn, action, chosen)
        role = SubscriberRole.of(chosen[0]) if chosen else None
        if action == "role" and role is not None:
            page = page_number(chosen[1]) if len(chosen) > 1 else 0
            pick, turn_to = f"remind:province:{role.value}:{{}}", f"remind:role:{role.value}:{{}}"
            return texts.ASK_PROVINCE, province_rows(page, pick.format, turn_to.format)
        province = province_of(chosen[1]) if len(chosen) > 1 else None
        if action == "province" and role is not None and province is not None:
            return texts.ASK_ZONE, _zone_rows(role, province.code, province.time_zone)
        zone = next((name for name, label in ZONE_LABELS.items() if chosen[2:] == [label]), None)
        if action == "zone" and role is not None and province is not None and zone is not None:
            return await self._subscribe(turn, Subscription(role, province.code, zone, True))
        if action == "open":
            return await self._current(turn)
        return texts.BEGIN_AGAIN, []

    async def _subscribe(self, turn: Turn, chosen: Subscription) -> tuple[str, Rows]:
        """A change keeps the agency, and the district while the province stays."""
        before = await self._subscriptions.of_chat(turn.chat_key)
        district = before.district if before and before.province == chosen.province else ""
        subscription = Subscription(
            chosen.role, chosen.province, chosen.time_zone, True, district, before.agency if before else ""
        )
        self._subscriptions.subscribe(turn.unit, turn.chat_id, subscription, turn.now)
        return self._settings(turn, subscription)

    # --- district and agency ---

    async def _is_asking(self, turn: Turn) -> bool:
        dialog = await turn.dialog()
        return dialog is not None and dialog.journey == self.name

    async def _ask_detail(self, turn: Turn, step: str) -> tuple[str, Rows]:
        if await self._subscriptions.of_chat(turn.chat_key) is None:
            return texts.BEGIN_AGAIN, []
        if await turn.stops_for_report():
            return await self._current(turn)
        turn.set_dialog(self.name, step)
        return (texts.ASK_DISTRICT if step == "district" else texts.ASK_AGENCY), []

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
            rows = [[Button(texts.REGENCY, "remind:kind:kab"), Button(texts.CITY, "remind:kind:kota")]]
            turn.say(message(turn.chat_id, texts.which_kind(name), rows))
        elif district is None:
            turn.say(message(turn.chat_id, texts.DISTRICT_UNCLEAR))
        else:
            html, rows_or_none = await self._offer(turn, district)
            turn.say(message(turn.chat_id, html, rows_or_none))

    async def _offer(self, turn: Turn, district: str) -> tuple[str, Rows]:
        """Keeps a district, or asks first where others of the province write it a little differently."""
        before = await self._subscriptions.of_chat(turn.chat_key)
        known = await self._subscriptions.known_districts(before.province) if before else []
        alike = near(district, known)
        if alike is None:
            return await self._kept(turn, district=district)
        turn.set_dialog(self.name, "choice", {"typed": district, "alike": alike})
        rows = [
            [Button(texts.YES, "remind:keep")],
            [Button(texts.as_typed(district), "remind:other")],
        ]
        return texts.did_you_mean(alike), rows

    async def _chosen_district(self, turn: Turn, action: str, chosen: list[str]) -> tuple[str, Rows]:
        dialog = await turn.dialog()
        data = dialog.data if dialog is not None and dialog.journey == self.name else {}
        if action == "kind" and "name" in data:
            prefix = texts.CITY if chosen == ["kota"] else texts.REGENCY
            return await self._offer(turn, f"{prefix} {data['name']}")
        if action in ("keep", "other") and "alike" in data:
            return await self._kept(turn, district=data["alike" if action == "keep" else "typed"])
        return texts.BEGIN_AGAIN, []

    async def _keep(self, turn: Turn, *, agency: str) -> None:
        html, rows = await self._kept(turn, agency=agency)
        turn.say(message(turn.chat_id, html, rows))

    async def _kept(
        self, turn: Turn, *, district: str | None = None, agency: str | None = None
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
            rows = [[Button(texts.SETTINGS, "remind:open")]]
            turn.say(message(turn.chat_id, texts.WELCOME_BACK, rows))


def _role_rows() -> Rows:
    buttons = [Button(SUBSCRIBER_LABELS[role], f"remind:role:{role.value}") for role in SubscriberRole]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _zone_rows(role: SubscriberRole, province: str, usual: str) -> Rows:
    ordered = sorted(ZONE_LABELS, key=lambda zone: zone != usual)
    return [
        [Button(ZONE_LABELS[zone], f"remind:zone:{role.value}:{province}:{ZONE_LABELS[zone]}")]
        for zone in ordered
    ]
