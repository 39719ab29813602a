"""/peran: admins invite officers, change their roles and workplaces, and take them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from telegram import Update

from core.text import squeeze
from handlers.access.commands import Command
from handlers.access.gate import START_PREFIX
from handlers.access.lock import close_views
from handlers.access.texts import officer as door_texts
from handlers.access.texts.labels import ROLE_LABELS
from handlers.casework.buttons import (
    AskDismissal,
    AskWorkplace,
    ChooseRole,
    DismissOfficer,
    InviteAgain,
    InviteAs,
    InviteOfficer,
    ListOfficers,
    LockNow,
    SetRole,
    ShowOfficer,
)
from handlers.casework.officer_screen import MANAGING, OfficerScreen, State, Tap, pairs
from handlers.casework.texts import roles as texts
from handlers.platform.admission import Lock, Who
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Call, Rows, delete, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, text_of
from services.access.officers import MAX_NAME, MAX_PLACE, Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.views import Views
from services.casework.conflict.placing import lacks_regency
from services.platform.places import PROVINCES
from storage.access.errors import LastAdminError
from storage.platform.dialogs import Dialog
from storage.platform.unit import Outgoing

LEAST_LETTERS = 3


class OfOfficer(Protocol):
    """What the button of one officer carries."""

    @property
    def officer(self) -> str:
        """The officer's handle."""
        ...


OneOfficer = TypeVar("OneOfficer", bound=OfOfficer)
ROLES = Command("peran", texts.COMMAND, Who.ADMIN, Lock.OPEN, screen=True, rank=40)


class OfficerRoles:
    """Manages officers, behind the same lock as reports."""

    name = MANAGING

    def __init__(self, officer_screen: OfficerScreen, officers: Officers, roles: Roles, views: Views) -> None:
        self._officer_screen = officer_screen
        self._officers = officers
        self._roles = roles
        self._views = views
        self._root = ""
        """Start of invitation links; the bot's name is known once Telegram told it."""
        officer_screen.gate.leads_to(ROLES, self.arrive)

    def handlers(self) -> Sequence[AnyHandler]:
        """/peran and its buttons."""
        return [
            ROLES.answered_by(self._on_command),
            TapHandler(
                on(ListOfficers, self._on_list),
                on(InviteOfficer, self._on_invite),
                on(InviteAs, self._on_invite_as),
                on(ShowOfficer, self._about(self._open)),
                on(ChooseRole, self._about(self._pick_role)),
                on(SetRole, self._about(self._set_role)),
                on(AskWorkplace, self._about(self._ask_place)),
                on(InviteAgain, self._about(self._again)),
                on(AskDismissal, self._about(self._really)),
                on(DismissOfficer, self._about(self._remove)),
            ),
        ]

    async def _on_command(self, _update: Update, context: NetraContext) -> None:
        await self._officer_screen.gate.enter(context.turn, ROLES)

    async def arrive(self, turn: UpdateContext, officer: Officer) -> None:
        """The list in a fresh message, with the officer as this turn leaves them."""
        html, rows, state = await self._listing(State.of(await turn.dialog()) or State(), officer)
        self._officer_screen.keep(turn, state)
        self._officer_screen.open_screen(turn, html, rows)

    async def _listing(self, state: State, just_now: Officer | None = None) -> tuple[str, Rows, State]:
        everyone, rows = await self._officers.all(), []
        if just_now is not None:
            everyone = [just_now if one.id == just_now.id else one for one in everyone]
        for officer in everyone:
            state, handle = state.with_handle(officer.id, self._officer_screen.randomness)
            rows.append([Button(texts.line(officer), ShowOfficer(handle))])
        rows += [[Button(texts.INVITE, InviteOfficer())], [Button(door_texts.LOCK_NOW, LockNow())]]
        return texts.listing(everyone), rows, state

    async def _on_list(self, update: Update, context: NetraContext, _pressed: ListOfficers) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is not None:
            tap.turn.say(toast(tap.query_id))
            html, rows, state = await self._listing(replace(tap.state, extra={}))
            self._officer_screen.keep(tap.turn, state)
            self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def _on_invite(self, update: Update, context: NetraContext, _pressed: InviteOfficer) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is not None:
            tap.turn.say(toast(tap.query_id))
            buttons = [Button(ROLE_LABELS[one], InviteAs(one)) for one in Role]
            rows = [*pairs(buttons), [Button(texts.BACK, ListOfficers())]]
            self._officer_screen.show(tap.turn, texts.PICK_ROLE, rows, tap.message_id)

    async def _on_invite_as(self, update: Update, context: NetraContext, pressed: InviteAs) -> None:
        tap = await self._officer_screen.tap(update, context)
        if tap is not None:
            tap.turn.say(toast(tap.query_id))
            self._expect(tap, "name", {"role": pressed.role.value})
            rows = [[Button(texts.CANCEL, ListOfficers())], [Button(door_texts.LOCK_NOW, LockNow())]]
            self._officer_screen.show(tap.turn, texts.ask_name(pressed.role), rows, tap.message_id)

    def _expect(self, tap: Tap, step: str, extra: dict[str, str]) -> None:
        tap.turn.set_dialog(MANAGING, step, replace(tap.state, extra=extra).to_json())

    # --- one officer ---

    async def _of(self, row: bytes | None) -> Officer | None:
        return next((one for one in await self._officers.all() if one.id == row), None)

    def _about(
        self, act: Callable[[Tap, Officer, OneOfficer], Awaitable[None]]
    ) -> Callable[[Update, NetraContext, OneOfficer], Coroutine[Any, Any, None]]:
        """What is done with one officer, from a tap on a button that names one."""

        async def tapped(update: Update, context: NetraContext, pressed: OneOfficer) -> None:
            tap = await self._officer_screen.tap(update, context)
            if tap is None:
                return
            self._learn_root(context)
            officer = await self._of(tap.state.row(pressed.officer))
            if officer is None:
                tap.turn.say(toast(tap.query_id, texts.NOT_THERE, alert=True))
                return
            try:
                await act(tap, officer, pressed)
            except LastAdminError:
                tap.turn.say(toast(tap.query_id, texts.LAST_ADMIN, alert=True))
            else:
                tap.turn.say(toast(tap.query_id))

        return tapped

    async def _open(self, tap: Tap, officer: Officer, _pressed: ShowOfficer) -> None:
        self._show_officer(tap.turn, tap.state, officer, message_id=tap.message_id)

    def _show_officer(
        self,
        turn: UpdateContext,
        state: State,
        officer: Officer,
        *,
        done: str = "",
        message_id: int | None = None,
    ) -> None:
        state, handle = state.with_handle(officer.id, self._officer_screen.randomness)
        self._officer_screen.keep(turn, replace(state, extra={}))
        rows = [[Button(texts.WORKPLACE, AskWorkplace(handle))], [Button(texts.BACK, ListOfficers())]]
        owner = self._roles.is_owner(officer.chat_id)
        if officer.chat_key != turn.chat_key and not owner:
            rows.insert(1, [Button(texts.AGAIN, InviteAgain(handle))])
        if not owner:
            change = [Button(texts.CHANGE_ROLE, ChooseRole(handle))]
            rows.insert(0, [*change, Button(texts.REMOVE, AskDismissal(handle))])
        html = texts.one(officer)
        if owner:
            html += f"\n\n<i>{texts.OWNER_STAYS}</i>"
        self._officer_screen.show(turn, f"{done}\n\n{html}" if done else html, rows, message_id)

    async def _pick_role(self, tap: Tap, _officer: Officer, pressed: ChooseRole) -> None:
        buttons = [Button(ROLE_LABELS[one], SetRole(pressed.officer, one)) for one in Role]
        rows = [*pairs(buttons), [Button(texts.CANCEL, ShowOfficer(pressed.officer))]]
        self._officer_screen.show(tap.turn, texts.CHANGE_ROLE, rows, tap.message_id)

    async def _set_role(self, tap: Tap, officer: Officer, pressed: SetRole) -> None:
        role = pressed.role
        if self._roles.is_owner(officer.chat_id):
            return
        await self._officers.change_role(tap.turn.unit, tap.officer, officer, role)
        fewer = officer.role.may_manage and not role.may_manage
        changed = replace(officer, role=role)
        self._tell(
            tap.turn,
            officer,
            [
                message(officer.chat_id, texts.your_role_changed(role)),
                self._officer_screen.gate.menu_call(changed),
            ],
        )
        self._show_officer(
            tap.turn, tap.state, changed, done=texts.role_changed(withdrawn=fewer), message_id=tap.message_id
        )

    async def _again(self, tap: Tap, officer: Officer, _pressed: InviteAgain) -> None:
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
        html = texts.invitation(
            officer.name, officer.role, link, invitation.expires_at, self._officer_screen.gate.zone
        )
        rows = [[Button(texts.COPY_LINK, copy=link)], [Button(texts.BACK, ListOfficers())]]
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def _really(self, tap: Tap, officer: Officer, pressed: AskDismissal) -> None:
        rows = [
            [Button(texts.REALLY_REMOVE, DismissOfficer(pressed.officer))],
            [Button(texts.CANCEL, ShowOfficer(pressed.officer))],
        ]
        self._officer_screen.show(tap.turn, texts.really(officer), rows, tap.message_id)

    async def _remove(self, tap: Tap, officer: Officer, _pressed: DismissOfficer) -> None:
        if self._roles.is_owner(officer.chat_id):
            return
        await self._officers.remove(tap.turn.unit, tap.officer, officer)
        await self._clear_screen(tap.turn, officer)
        self._tell(
            tap.turn, officer, [message(officer.chat_id, texts.YOU_WERE_REMOVED), self._no_menu(officer)]
        )
        html = texts.removed(withdrawn=officer.role.may_manage)
        self._officer_screen.show(tap.turn, html, [[Button(texts.BACK, ListOfficers())]], tap.message_id)

    async def _clear_screen(self, turn: UpdateContext, officer: Officer) -> None:
        for closing in await self._views.of_chat(officer.chat_key, turn.now):
            self._tell(turn, officer, close_views(closing))
            turn.write(self._views.forget(closing))

    def _no_menu(self, officer: Officer) -> Call:
        return self._officer_screen.gate.no_menu_call(officer)

    @staticmethod
    def _tell(turn: UpdateContext, officer: Officer, calls: Sequence[Call]) -> None:
        if officer.has_chat:
            turn.unit.outgoing.extend(Outgoing(officer.chat_key, call.encode()) for call in calls)

    async def _ask_place(self, tap: Tap, officer: Officer, pressed: AskWorkplace) -> None:
        self._expect(tap, "office", {"officer": officer.id.hex()})
        cancel = Button(texts.CANCEL, ShowOfficer(pressed.officer))
        rows = [[cancel], [Button(door_texts.LOCK_NOW, LockNow())]]
        self._officer_screen.show(tap.turn, texts.ask_office(officer), rows, tap.message_id)

    # --- words ---

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """The name of who is invited, or an officer's workplace."""
        turn = context.turn
        if update.effective_message is not None:
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        officer = await self._officer_screen.gate.writing(turn, self.name)
        state = State(handles=dict(dialog.data.get("handles", {})), extra=dict(dialog.data.get("extra", {})))
        if officer is None:
            return
        if dialog.step == "name":
            self._learn_root(context)
            self._invite(turn, officer, state, text_of(update))
        else:
            await self._set_place(turn, officer, state, text_of(update))

    def _invite(self, turn: UpdateContext, officer: Officer, state: State, text: str) -> None:
        role, name = Role.of(str(state.extra.get("role", ""))), squeeze(text)
        if role is None or sum(letter.isalpha() for letter in name) < LEAST_LETTERS:
            turn.say(message(turn.chat_id, texts.WANT_NAME))
            return
        if len(name) > MAX_NAME:
            turn.say(message(turn.chat_id, texts.NAME_TOO_LONG))
            return
        invitation = self._officers.invite(turn.unit, officer, role, name, turn.now)
        self._officer_screen.keep(turn, replace(state, extra={}))
        link = f"{self._root}{invitation.token}"
        html = texts.invitation(name, role, link, invitation.expires_at, self._officer_screen.gate.zone)
        rows = [[Button(texts.COPY_LINK, copy=link)], [Button(texts.BACK, ListOfficers())]]
        self._officer_screen.show(turn, html, rows)

    async def _set_place(self, turn: UpdateContext, by: Officer, state: State, text: str) -> None:
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
