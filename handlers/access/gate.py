"""The officers' door: invitation, workplace, second factor, and a lock that opens for fifteen minutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update

from handlers.access.buttons import HigherOffice, PickWorkplaceProvince, SkipDistrict, TurnWorkplacePage
from handlers.access.code_words import OFFICE
from handlers.access.commands import Command, StartLink
from handlers.access.doors import typed_of
from handlers.access.lock import close_views
from handlers.access.menus import Menus
from handlers.access.texts import doors as door_texts
from handlers.access.texts import officer as texts
from handlers.access.workplace_steps import DONE, PROVINCE, Answers, move_of, workplace_form, workplace_of
from handlers.platform.admission import Who
from handlers.platform.callback_data import CallbackData, unpack
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Call, Sent, delete, delete_all, message, photo, toast
from handlers.platform.steps import FormPlace
from handlers.platform.taps import TapHandler, each
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at, text_of
from services.access.officers import Officer, Officers, Workplace
from services.access.roles import Role, Roles
from services.access.unlock import UNLOCKED_FOR, Entry, Unlocking
from services.access.views import PROMPT_TAG, SETUP_TAG, Views
from services.platform.traces import TRACED
from storage.access.errors import InvitationError, LastAdminError
from storage.platform.dialogs import Dialog

START_PREFIX = "petugas-"
LOCKED_SCREEN = "officer-locked"
"""Dialog of a chat whose screen has closed: what is typed now was meant for the screen."""
AFTER_LOCK = timedelta(hours=1)
"""So long after the lock closed, free text is taken for words that came too late."""

LOCK = Command("kunci", texts.COMMAND_LOCK, Who.OFFICER, rank=30)

ScreenOpener = Callable[[UpdateContext, Officer], Awaitable[None]]
"""What is shown once the lock is open."""


class Gate:
    """Lets officers in, and everybody else know the way."""

    name = "officer-door"

    def __init__(
        self,
        officers: Officers,
        unlocking: Unlocking,
        roles: Roles,
        views: Views,
        menus: Menus,
        zone: ZoneInfo,
        *,
        can_open: bool,
        lacks_regency: Callable[[Workplace], bool],
    ) -> None:
        """
        Args:
            can_open: Whether this bot holds the key that opens reports.
            lacks_regency: Whether a workplace is an office of a regency, and nobody said of which.
        """
        self._officers = officers
        self._unlocking = unlocking
        self._roles = roles
        self._can_open = can_open
        self._workplace = workplace_form(lacks_regency)
        self._views = views
        self._menus = menus
        self._zone = zone
        self._screens: dict[str, tuple[Command, ScreenOpener]] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return self._zone

    def leads_to(self, command: Command, opens: ScreenOpener) -> None:
        """Registers what is shown behind the door to whom gave a command."""
        self._screens[command.name] = command, opens

    def command_of_screen(self, name: str) -> Command | None:
        """The command that leads to the screen of this name."""
        return self._screens[name][0] if name in self._screens else None

    def handlers(self) -> Sequence[AnyHandler]:
        """The start link of an invitation, /kunci, and buttons at the door."""
        return [
            StartLink(START_PREFIX, self._on_invitation),
            LOCK.answered_by(self._on_lock),
            TapHandler(
                *each(self._on_button, PickWorkplaceProvince, TurnWorkplacePage, SkipDistrict, HigherOffice)
            ),
        ]

    # --- who may pass ---

    async def enter(self, turn: UpdateContext, command: Command) -> None:
        """Shows the screen of a command to an officer who was let in; their own open report comes first."""
        if turn.officer is not None and not await turn.stops_for_report():
            await self._pass(turn, turn.officer, {"then": command.name})

    async def lead(self, turn: UpdateContext, data: dict[str, Any], query_id: str = "") -> None:
        """Leads somebody with a role to the lock, and on to what was wanted once it is open.

        ``data`` names a screen (``then``), a tapped button (``tap``) or a command (``command``). What
        the chat was in the middle of is kept, and given back then.
        """
        if query_id and await turn.has_report_draft():
            turn.say(toast(query_id, common.REPORT_OPEN_SHORT, alert=True))
            return
        if await turn.stops_for_report():
            return
        if query_id:
            turn.say(toast(query_id))
        officer = turn.officer or self._officers.enrol_owner(
            turn.unit, turn.chat_id, turn.chat_key, texts.OWNER_NAME, turn.now
        )
        held = await self._held(turn)
        await self._pass(turn, officer, {"then": "", **data, **({"held": held} if held else {})})

    async def _held(self, turn: UpdateContext) -> dict[str, Any] | None:
        dialog = await turn.dialog()
        if dialog is None or dialog.name in (LOCKED_SCREEN, *TRACED):
            return None
        if dialog.name == self.name:
            return dialog.data.get("held")
        return {"journey": dialog.name, "step": dialog.step, "data": dialog.data}

    async def _pass(self, turn: UpdateContext, officer: Officer, data: dict[str, Any]) -> None:
        """Asks for what is missing, in order; with the lock open it goes on to what was wanted."""
        screen = data["then"]
        if screen and not officer.workplace.known:
            self._ask_workplace(turn, FormPlace(PROVINCE, data))
        elif not officer.confirmed:
            if not screen:
                turn.say(message(turn.chat_id, door_texts.set_up_first(has_draft="held" in data)))
            self._set_up(turn, officer, data)
        elif not officer.is_unlocked(turn.now):
            turn.set_dialog(self.name, "code", data)
            words = texts.ASK_CODE if screen else door_texts.ask_code(has_draft="held" in data)
            self._prompt(turn, words)
        elif screen:
            await self._show_room(turn, officer, screen)
        else:
            self._go_on(turn, officer, data)

    async def _show_room(self, turn: UpdateContext, officer: Officer, screen: str) -> None:
        command, show = self._screens.get(screen, (None, None))
        if command is None or show is None or not command.who.includes(officer.role):
            turn.say(message(turn.chat_id, refusal(command.who if command else Who.ADMIN)))
        elif command.reads_reports and not self._can_open:
            turn.say(message(turn.chat_id, texts.INTAKE_ONLY))
        else:
            await show(turn, officer)

    def _go_on(self, turn: UpdateContext, officer: Officer, data: dict[str, Any]) -> None:
        """What was tapped before the lock was open takes a fresh tap, on a button that says what it does."""
        if held := data.get("held"):
            turn.set_dialog(held["journey"], held["step"], held["data"])
        if tap := data.get("tap"):
            pressed = unpack(tap)
            if pressed is None:  # of a former version, and no button any more
                turn.say(
                    message(turn.chat_id, door_texts.opened_for_nothing(officer.unlocked_until, self._zone))
                )
                return
            words = door_texts.opened_for(officer.unlocked_until, self._zone)
            turn.say(message(turn.chat_id, words, [[Button(pressed.again or door_texts.GO_ON, pressed)]]))
        else:
            command = str(data.get("command", ""))
            words = door_texts.opened_for_command(officer.unlocked_until, self._zone, command)
            turn.say(message(turn.chat_id, words))

    async def writing(self, turn: UpdateContext, name: str) -> Officer | None:
        """The officer who writes in this dialog, if the lock is open; else words say what to do."""
        officer, door = await self._officers.find(turn.user_id, turn.chat_key), typed_of(name)
        if officer is not None and (door is None or not door.who.includes(officer.role)):
            turn.end_dialog()
            turn.say(message(turn.chat_id, door_texts.ADMINS_ONLY))
            return None
        if officer is not None and officer.is_unlocked(turn.now):
            return officer
        self.closed(turn, officer)
        return None

    def closed(self, turn: UpdateContext, officer: Officer | None) -> None:
        """Tells somebody whose words came too late; more of them are refused for a while."""
        if officer is None:
            turn.end_dialog()
            turn.say(message(turn.chat_id, texts.NOT_FOR_YOU))
            return
        turn.set_dialog(LOCKED_SCREEN, "closed", lifetime=AFTER_LOCK)
        turn.say(message(turn.chat_id, texts.TOO_LATE))

    # --- invitation ---

    async def _on_invitation(self, update: Update, context: NetraContext) -> None:
        turn = context.turn
        if update.effective_message is not None:  # the link is spent, and must not be tried by others
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        token = text_of(update).partition(START_PREFIX)[2].strip()
        try:
            officer = await self._officers.accept(turn.unit, token, turn.chat_id, turn.chat_key, turn.now)
        except (InvitationError, LastAdminError) as error:
            turn.say(message(turn.chat_id, texts.no_entry(error, owner=self._roles.is_owner(turn.user_id))))
            return
        turn.say(message(turn.chat_id, texts.welcome(officer)), self.menu_call(officer))
        if not await turn.stops_for_report():
            await self._pass(turn, officer, {"then": self._first_room(officer)})

    def _first_room(self, officer: Officer) -> str:
        """Where an invitation leads: the first screen of use to the officer; where none is, the first of all,
        which says why not."""
        role = Role.ADMIN if self._roles.is_owner(officer.chat_id) else officer.role
        rooms = sorted((command for command, _ in self._screens.values()), key=lambda one: one.rank)
        useful = (one for one in rooms if one.is_for(role, can_open=self._can_open))
        return next(useful, rooms[0]).name

    # --- workplace ---

    def _ask_workplace(self, turn: UpdateContext, place: FormPlace[Answers]) -> None:
        turn.set_dialog(self.name, place.step, place.draft)
        rows = self._workplace.rows(place.step, place.draft, place.page)
        turn.say(message(turn.chat_id, self._workplace.question(place.step, place.draft), rows or None))

    async def _on_button(self, update: Update, context: NetraContext, pressed: CallbackData) -> None:
        query_id, _ = tapped_at(update)
        turn, move = context.turn, move_of(pressed)
        dialog = await turn.dialog()
        step = dialog.step if dialog and dialog.name == self.name else ""
        if dialog is None or move is None or move.step != step:
            turn.say(toast(query_id, texts.OLD_STEP))
            return
        turn.say(toast(query_id))
        place = self._workplace.moved(move, dialog.data, turn.now)
        if place is None:
            return
        if place.step != DONE:
            self._ask_workplace(turn, place)
            return
        officer = await self._officers.find(turn.user_id, turn.chat_key)
        if officer is None:
            turn.end_dialog()
        elif officer.workplace.known:
            await self._told_meanwhile(turn, officer, dialog)
        else:
            await self._keep_workplace(turn, officer, dialog, workplace_of(place.draft))

    async def _told_meanwhile(self, turn: UpdateContext, officer: Officer, dialog: Dialog) -> None:
        """An admin has said where the officer works: it is no longer the officer's own to say."""
        turn.end_dialog()
        await self._pass(turn, officer, self._wanted(dialog, officer))

    async def _on_workplace_words(
        self, turn: UpdateContext, officer: Officer, dialog: Dialog, text: str
    ) -> None:
        answer = self._workplace.heard(dialog.step, dialog.data, text, turn.now)
        if not isinstance(answer, FormPlace):
            turn.say(message(turn.chat_id, answer.words if answer is not None else texts.WANT_WORDS))
        elif answer.step != DONE:
            self._ask_workplace(turn, answer)
        else:
            await self._keep_workplace(turn, officer, dialog, workplace_of(answer.draft))

    async def _keep_workplace(
        self, turn: UpdateContext, officer: Officer, dialog: Dialog, workplace: Workplace
    ) -> None:
        turn.end_dialog()
        officer = self._officers.set_workplace(turn.unit, officer, officer, workplace)
        await self._pass(turn, officer, self._wanted(dialog, officer))

    def _wanted(self, dialog: Dialog, officer: Officer) -> dict[str, Any]:
        """What the door leads to, without the answers given on the way."""
        kept: dict[str, Any] = {"then": dialog.data.get("then", self._first_room(officer))}
        return kept | {name: dialog.data[name] for name in ("tap", "command", "held") if name in dialog.data}

    # --- second factor ---

    def _set_up(self, turn: UpdateContext, officer: Officer, data: dict[str, Any]) -> None:
        setup = self._unlocking.set_up(turn.unit, officer)
        turn.set_dialog(self.name, "code", data)
        rows = [[Button(texts.COPY_SETUP, copy=setup.secret)]]
        turn.say(
            delete(turn.chat_id, Sent(SETUP_TAG)),
            photo(
                turn.chat_id,
                setup.qr,
                texts.SETUP_ANEW if officer.secret else texts.SETUP,
                rows,
                file_name="kunci.png",
                protect=True,
                remember=SETUP_TAG,
            ),
        )

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Words about the workplace, or a one-time password."""
        turn = context.turn
        officer = await self._officers.find(turn.user_id, turn.chat_key)
        if officer is None:
            turn.end_dialog()
            turn.say(message(turn.chat_id, texts.NOT_FOR_YOU))
            return
        if dialog.step != "code":
            if officer.workplace.known:
                await self._told_meanwhile(turn, officer, dialog)
                return
            await self._on_workplace_words(turn, officer, dialog, text_of(update))
            return
        if update.effective_message is not None:
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        entry = self._unlocking.enter(turn.unit, officer, text_of(update), turn.now)
        if entry is not Entry.OPENED:
            self._prompt(turn, self._refusal(entry, officer, turn))
            return
        turn.end_dialog()
        turn.say(delete_all(turn.chat_id, PROMPT_TAG))
        if not officer.confirmed:
            turn.say(delete(turn.chat_id, Sent(SETUP_TAG)), self.menu_call(officer))
        opened = replace(officer, confirmed=True, unlocked_until=turn.now + UNLOCKED_FOR)
        await self._pass(turn, opened, self._wanted(dialog, officer))

    @staticmethod
    def _prompt(turn: UpdateContext, words: str) -> None:
        """Asks for the one-time password, in place of what asked before: however often a tap leads here."""
        turn.say(delete_all(turn.chat_id, PROMPT_TAG), message(turn.chat_id, words, remember=PROMPT_TAG))

    def _refusal(self, entry: Entry, officer: Officer, turn: UpdateContext) -> str:
        if entry is Entry.WAIT:
            return texts.slow_down(officer.wait_until - turn.now)
        wrong = texts.WRONG_OF_OWNER if self._roles.is_owner(turn.user_id) else texts.WRONG
        return {Entry.WRONG: wrong, Entry.USED: texts.USED}.get(entry, texts.UNREADABLE)

    # --- lock ---

    async def _on_lock(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        if turn.officer is None or not turn.officer.is_unlocked(turn.now):
            turn.say(message(turn.chat_id, texts.NOTHING_OPEN))
        else:
            await self.lock(turn, turn.officer)

    async def lock(self, turn: UpdateContext, officer: Officer) -> None:
        """Closes the lock and takes everything off the screen. A draft that is no part of it stays."""
        self._unlocking.close(turn.unit, officer)
        for closing in await self._views.of_chat(turn.chat_key, turn.now):
            turn.say(*close_views(closing))
            turn.write(self._views.forget(closing))
        dialog = await turn.dialog()
        if dialog is None or dialog.name in (self.name, *OFFICE):
            turn.set_dialog(LOCKED_SCREEN, "closed", lifetime=AFTER_LOCK)
        turn.say(message(turn.chat_id, texts.LOCKED))

    # --- menus ---

    def menu_call(self, officer: Officer) -> Call:
        """Puts an officer's commands into the chat's menu; owners are admins whatever their row says."""
        role = Role.ADMIN if self._roles.is_owner(officer.chat_id) else officer.role
        return self._menus.of(officer.chat_id, role)

    def no_menu_call(self, officer: Officer) -> Call:
        """Gives a former officer everybody's menu back."""
        return self._menus.of(officer.chat_id, None)


def refusal(who: Who) -> str:
    """What somebody is told who may not pass a door that opens to others."""
    return {Who.ADMIN: door_texts.ADMINS_ONLY, Who.OFFICER: door_texts.OFFICERS_ONLY}.get(
        who, door_texts.OTHER_ROLE
    )
