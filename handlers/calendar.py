"""The journeys of the calendar: /jadwal and /pengingat, and what blocking the bot means."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, filters

from handlers.journey import AnyHandler
from handlers.outgoing import Button, Rows, edit, message, toast
from handlers.provinces import province_rows
from handlers.texts import calendar as texts
from handlers.turn import NetraContext, Turn, tapped
from rulebook.elections import Election
from services.campaign.calendar import Calendar
from services.campaign.reminders import Reminders
from services.campaign.subscribers import Role, Subscription, Subscriptions
from services.places import ZONE_LABELS, province_of

SHOWN_AHEAD = 3


class Schedule:
    """/jadwal: phases of the elections and where today stands."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def handlers(self) -> Sequence[AnyHandler]:
        """/jadwal and its buttons."""
        return [
            CommandHandler("jadwal", self._on_command, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^jadwal:"),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        election = self._calendar.newest(turn.now)
        if election is None:
            turn.say(message(turn.chat_id, texts.NO_ELECTIONS))
        else:
            turn.say(message(turn.chat_id, self._html(turn, election), self._rows(election)))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        turn.say(toast(query_id))
        election = self._calendar.election(data.partition(":")[2])
        if election is not None and message_id is not None:
            turn.say(edit(turn.chat_id, message_id, self._html(turn, election), self._rows(election)))

    def _html(self, turn: Turn, election: Election) -> str:
        now = self._calendar.stand(turn.now)
        return texts.schedule(
            election,
            self._calendar.stand(turn.now, election),
            is_under_way=now.election is not None and now.election.slug == election.slug,
        )

    def _rows(self, shown: Election) -> Rows:
        others = [one for one in self._calendar.elections if one.slug != shown.slug]
        return [[Button(texts.SWITCH + one.title, f"jadwal:{one.slug}")] for one in reversed(others)]


class Remind:
    """/pengingat: subscribe in three taps, change, stop with one."""

    def __init__(self, subscriptions: Subscriptions, reminders: Reminders) -> None:
        self._subscriptions = subscriptions
        self._reminders = reminders

    def handlers(self) -> Sequence[AnyHandler]:
        """/pengingat, its buttons, and news of being blocked."""
        return [
            CommandHandler("pengingat", self._on_command, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^remind:"),
            ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        html, rows = await self._current(context.turn)
        context.turn.say(message(context.turn.chat_id, html, rows))

    async def _current(self, turn: Turn) -> tuple[str, Rows]:
        subscription = await self._subscriptions.of_chat(turn.chat_key)
        if subscription is None or not subscription.active:
            return texts.ASK_ROLE, _role_rows()
        return self._settings(turn, subscription)

    def _settings(self, turn: Turn, subscription: Subscription) -> tuple[str, Rows]:
        coming = self._reminders.coming(turn.now, subscription.time_zone, subscription.province, SHOWN_AHEAD)
        rows = [[Button(texts.CHANGE, "remind:change"), Button(texts.STOP, "remind:stop")]]
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
            return texts.STOPPED, []
        role = Role.of(chosen[0]) if chosen else None
        if action == "role" and role is not None:
            page = int(chosen[1]) if len(chosen) > 1 and chosen[1].isdigit() else 0
            pick, turn_to = f"remind:province:{role.value}:{{}}", f"remind:role:{role.value}:{{}}"
            return texts.ASK_PROVINCE, province_rows(page, pick.format, turn_to.format)
        province = province_of(chosen[1]) if len(chosen) > 1 else None
        if action == "province" and role is not None and province is not None:
            return texts.ASK_ZONE, _zone_rows(role, province.code, province.time_zone)
        zone = next((name for name, label in ZONE_LABELS.items() if chosen[2:] == [label]), None)
        if action == "zone" and role is not None and province is not None and zone is not None:
            subscription = Subscription(role, province.code, zone, True)
            self._subscriptions.subscribe(turn.unit, turn.chat_id, subscription, turn.now)
            return self._settings(turn, subscription)
        if action == "open":
            return await self._current(turn)
        return texts.BEGIN_AGAIN, []

    async def _on_membership(self, update: Update, context: NetraContext) -> None:
        change = update.my_chat_member
        if change is not None:
            gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
            turn = context.turn
            self._subscriptions.set_reachable(turn.unit, turn.chat_key, reachable=not gone)


def _role_rows() -> Rows:
    buttons = [Button(role.label, f"remind:role:{role.value}") for role in Role]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _zone_rows(role: Role, province: str, usual: str) -> Rows:
    ordered = sorted(ZONE_LABELS, key=lambda zone: zone != usual)
    return [
        [Button(ZONE_LABELS[zone], f"remind:zone:{role.value}:{province}:{ZONE_LABELS[zone]}")]
        for zone in ordered
    ]
