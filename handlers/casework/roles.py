"""/peran: admins invite officers, change their roles and workplaces, and take them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.text import squeeze
from handlers.access.commands import Command
from handlers.access.doors import Lock, Who
from handlers.access.gate import START_PREFIX
from handlers.access.lock import close_views
from handlers.access.texts import officer as door_texts
from handlers.access.texts.labels import ROLE_LABELS
from handlers.casework.room import MANAGING, OfficerScreen, State, Tap, pairs
from handlers.casework.texts import roles as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Call, Rows, delete, message, toast
from handlers.platform.turn import NetraContext, Turn, text_of
from services.access.officers import MAX_NAME, MAX_PLACE, Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.views import Views
from services.casework.conflict.placing import lacks_regency
from services.platform.places import PROVINCES
from storage.access.errors import LastAdminError
from storage.platform.dialogs import Dialog
from storage.platform.unit import Outgoing

LEAST_LETTERS = 3
Act = Callable[[Tap, Officer], Awaitable[None]]
ROLES = Command("peran", texts.COMMAND, Who.ADMIN, Lock.OPEN, room=True, rank=40)


class OfficerRoles:
    """Manages officers, behind the same lock as reports."""

    name = MANAGING

    def __init__(self, room: OfficerScreen, officers: Officers, roles: Roles, views: Views) -> None:
        self._room = room
        self._officers = officers
        self._roles = roles
        self._views = views
        self._root = ""
        """Start of invitation links; the bot's name is known once Telegram told it."""
        self._acts: dict[str, Act] = {
            "open": self._open,
            "role": self._pick_role,
            "setrole": self._set_role,
            "place": self._ask_place,
            "again": self._again,
            "remove": self._really,
            "out": self._remove,
        }
        room.gate.leads_to(ROLES, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/peran and its buttons."""
        return [
            ROLES.answered_by(self._on_command),
            CallbackQueryHandler(self._on_button, r"^peran:"),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._room.gate.enter(context.turn, ROLES)

    async def arrive(self, turn: Turn, officer: Officer) -> None:
        """The list in a fresh message, with the officer as this turn leaves them."""
        html, rows, state = await self._listing(State.of(await turn.dialog()) or State(), officer)
        self._room.keep(turn, state)
        self._room.open_screen(turn, html, rows)

    async def _listing(self, state: State, just_now: Officer | None = None) -> tuple[str, Rows, State]:
        everyone, rows = await self._officers.all(), []
        if just_now is not None:
            everyone = [just_now if one.id == just_now.id else one for one in everyone]
        for officer in everyone:
            state, handle = state.with_handle(officer.id, self._room.randomness)
            rows.append([Button(texts.line(officer), f"peran:open:{handle}")])
        rows += [[Button(texts.INVITE, "peran:invite")], [Button(door_texts.LOCK_NOW, "inbox:lock")]]
        return texts.listing(everyone), rows, state

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        tap = await self._room.tap(update, context)
        if tap is None:
            return
        self._learn_root(context)
        if tap.action in self._acts:
            await self._about_officer(tap)
        else:
            tap.turn.say(toast(tap.query_id))
            await self._elsewhere(tap)

    async def _elsewhere(self, tap: Tap) -> None:
        role = Role.of(tap.value)
        if tap.action == "invite":
            buttons = [Button(ROLE_LABELS[one], f"peran:as::{one.value}") for one in Role]
            rows = [*pairs(buttons), [Button(texts.BACK, "peran:list")]]
            self._room.show(tap.turn, texts.PICK_ROLE, rows, tap.message_id)
        elif tap.action == "as" and role is not None:
            self._expect(tap, "name", {"role": role.value})
            rows = [[Button(texts.CANCEL, "peran:list")], [Button(door_texts.LOCK_NOW, "inbox:lock")]]
            self._room.show(tap.turn, texts.ask_name(role), rows, tap.message_id)
        else:
            html, rows_of_all, state = await self._listing(replace(tap.state, extra={}))
            self._room.keep(tap.turn, state)
            self._room.show(tap.turn, html, rows_of_all, tap.message_id)

    def _expect(self, tap: Tap, step: str, extra: dict[str, str]) -> None:
        tap.turn.set_dialog(MANAGING, step, replace(tap.state, extra=extra).to_json())

    # --- one officer ---

    async def _of(self, row: bytes | None) -> Officer | None:
        return next((one for one in await self._officers.all() if one.id == row), None)

    async def _about_officer(self, tap: Tap) -> None:
        officer = await self._of(tap.state.row(tap.handle))
        if officer is None:
            tap.turn.say(toast(tap.query_id, texts.NOT_THERE, alert=True))
            return
        try:
            await self._acts[tap.action](tap, officer)
        except LastAdminError:
            tap.turn.say(toast(tap.query_id, texts.LAST_ADMIN, alert=True))
            return
        tap.turn.say(toast(tap.query_id))

    async def _open(self, tap: Tap, officer: Officer) -> None:
        self._show_officer(tap.turn, tap.state, officer, message_id=tap.message_id)

    def _show_officer(
        self, turn: Turn, state: State, officer: Officer, *, done: str = "", message_id: int | None = None
    ) -> None:
        state, handle = state.with_handle(officer.id, self._room.randomness)
        self._room.keep(turn, replace(state, extra={}))
        rows = [[Button(texts.WORKPLACE, f"peran:place:{handle}")], [Button(texts.BACK, "peran:list")]]
        owner = self._roles.is_owner(officer.chat_id)
        if officer.chat_key != turn.chat_key and not owner:
            rows.insert(1, [Button(texts.AGAIN, f"peran:again:{handle}")])
        if not owner:
            change = [Button(texts.CHANGE_ROLE, f"peran:role:{handle}")]
            rows.insert(0, [*change, Button(texts.REMOVE, f"peran:remove:{handle}")])
        html = texts.one(officer)
        if owner:
            html += f"\n\n<i>{texts.OWNER_STAYS}</i>"
        self._room.show(turn, f"{done}\n\n{html}" if done else html, rows, message_id)

    async def _pick_role(self, tap: Tap, _officer: Officer) -> None:
        buttons = [Button(ROLE_LABELS[one], f"peran:setrole:{tap.handle}:{one.value}") for one in Role]
        rows = [*pairs(buttons), [Button(texts.CANCEL, f"peran:open:{tap.handle}")]]
        self._room.show(tap.turn, texts.CHANGE_ROLE, rows, tap.message_id)

    async def _set_role(self, tap: Tap, officer: Officer) -> None:
        role = Role.of(tap.value)
        if role is None or self._roles.is_owner(officer.chat_id):
            return
        await self._officers.change_role(tap.turn.unit, tap.officer, officer, role)
        fewer = officer.role.may_manage and not role.may_manage
        changed = replace(officer, role=role)
        self._tell(
            tap.turn,
            officer,
            [message(officer.chat_id, texts.your_role_changed(role)), self._room.gate.menu_call(changed)],
        )
        self._show_officer(
            tap.turn, tap.state, changed, done=texts.role_changed(withdrawn=fewer), message_id=tap.message_id
        )

    async def _again(self, tap: Tap, officer: Officer) -> None:
        """Lets an officer in anew: the old access ends at once, whatever was on that screen goes."""
        if officer.id == tap.officer.id:  # it would end the admin's own access before the link was used
            return
        if self._roles.is_owner(officer.chat_id):  # the settings let this account in whatever is done here
            return
        invitation = self._officers.invite(
            tap.turn.unit, tap.officer, officer.role, officer.name, tap.turn.now, again=officer
        )
        await self._clear_screen(tap.turn, officer)
        self._tell(
            tap.turn, officer, [message(officer.chat_id, texts.YOUR_ACCESS_RENEWED), self._no_menu(officer)]
        )
        link = f"{self._root}{invitation.token}"
        html = texts.invitation(officer.name, officer.role, link, invitation.expires_at, self._room.gate.zone)
        rows = [[Button(texts.COPY_LINK, copy=link)], [Button(texts.BACK, "peran:list")]]
        self._room.show(tap.turn, html, rows, tap.message_id)

    async def _really(self, tap: Tap, officer: Officer) -> None:
        rows = [
            [Button(texts.REALLY_REMOVE, f"peran:out:{tap.handle}")],
            [Button(texts.CANCEL, f"peran:open:{tap.handle}")],
        ]
        self._room.show(tap.turn, texts.really(officer), rows, tap.message_id)

    async def _remove(self, tap: Tap, officer: Officer) -> None:
        if self._roles.is_owner(officer.chat_id):
            return
        await self._officers.remove(tap.turn.unit, tap.officer, officer)
        await self._clear_screen(tap.turn, officer)
        self._tell(
            tap.turn, officer, [message(officer.chat_id, texts.YOU_WERE_REMOVED), self._no_menu(officer)]
        )
        html = texts.removed(withdrawn=officer.role.may_manage)
        self._room.show(tap.turn, html, [[Button(texts.BACK, "peran:list")]], tap.message_id)

    async def _clear_screen(self, turn: Turn, officer: Officer) -> None:
        for closing in await self._views.of_chat(officer.chat_key, turn.now):
            self._tell(turn, officer, close_views(closing))
            turn.write(self._views.forget(closing))

    def _no_menu(self, officer: Officer) -> Call:
        return self._room.gate.no_menu_call(officer)

    @staticmethod
    def _tell(turn: Turn, officer: Officer, calls: Sequence[Call]) -> None:
        if officer.has_chat:
            turn.unit.outgoing.extend(Outgoing(officer.chat_key, call.encode()) for call in calls)

    async def _ask_place(self, tap: Tap, officer: Officer) -> None:
        self._expect(tap, "office", {"officer": officer.id.hex()})
        cancel = Button(texts.CANCEL, f"peran:open:{tap.handle}")
        rows = [[cancel], [Button(door_texts.LOCK_NOW, "inbox:lock")]]
        self._room.show(tap.turn, texts.ask_office(officer), rows, tap.message_id)

    # --- words ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """The name of who is invited, or an officer's workplace."""
        turn = context.turn
        if update.effective_message is not None:
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        officer = await self._room.gate.writing(turn, self.name)
        state = State(handles=dict(dialog.data.get("handles", {})), extra=dict(dialog.data.get("extra", {})))
        if officer is None:
            return
        if dialog.step == "name":
            self._learn_root(context)
            self._invite(turn, officer, state, text_of(update))
        else:
            await self._set_place(turn, officer, state, text_of(update))

    def _invite(self, turn: Turn, officer: Officer, state: State, text: str) -> None:
        role, name = Role.of(str(state.extra.get("role", ""))), squeeze(text)
        if role is None or sum(letter.isalpha() for letter in name) < LEAST_LETTERS:
            turn.say(message(turn.chat_id, texts.WANT_NAME))
            return
        if len(name) > MAX_NAME:
            turn.say(message(turn.chat_id, texts.NAME_TOO_LONG))
            return
        invitation = self._officers.invite(turn.unit, officer, role, name, turn.now)
        self._room.keep(turn, replace(state, extra={}))
        link = f"{self._root}{invitation.token}"
        html = texts.invitation(name, role, link, invitation.expires_at, self._room.gate.zone)
        rows = [[Button(texts.COPY_LINK, copy=link)], [Button(texts.BACK, "peran:list")]]
        self._room.show(turn, html, rows)

    async def _set_place(self, turn: Turn, by: Officer, state: State, text: str) -> None:
        lines = [squeeze(line) for line in text.splitlines() if squeeze(line)]
        officer = await self._of(bytes.fromhex(str(state.extra.get("officer", ""))))
        if officer is None:
            turn.end_dialog()
            turn.say(message(turn.chat_id, texts.NOT_THERE))
            return
        province, district, agency, office = ("" if line == "-" else line for line in [*lines, *[""] * 4][:4])
        found = next((one for one in PROVINCES if one.name.casefold() == province.casefold()), None)
        if len(lines) != 4 or not office or (province and found is None):
            turn.say(message(turn.chat_id, texts.BAD_OFFICE))
            return
        if any(len(line) > MAX_PLACE for line in lines):
            turn.say(message(turn.chat_id, texts.OFFICE_TOO_LONG))
            return
        higher = district.casefold() in texts.HIGHER
        workplace = Workplace(agency, office, found.code if found else "", "" if higher else district)
        if not higher and lacks_regency(workplace):
            turn.say(message(turn.chat_id, texts.WANT_REGENCY))
            return
        changed = self._officers.set_workplace(turn.unit, by, officer, workplace)
        self._show_officer(turn, state, changed, done=texts.OFFICE_CHANGED)

    def _learn_root(self, context: NetraContext) -> None:
        self._root = f"https://t.me/{context.bot.username}?start={START_PREFIX}"
