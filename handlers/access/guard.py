"""Lets people through the doors of :mod:`handlers.access.doors`; tells others why not and what to do."""

from __future__ import annotations

from typing import Any

from handlers.access.commands import ChatScope, Command
from handlers.access.doors import typed_of
from handlers.access.gate import Gate, refusal
from handlers.access.texts import doors as texts
from handlers.access.texts import officer as officer_texts
from handlers.platform.admission import Lock, Who
from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import message, toast
from handlers.platform.texts import common
from handlers.platform.update_context import UpdateContext
from services.access.officers import Officers
from services.access.roles import Role, Roles


class AccessGuard:
    """Asked before each handler of a command or button, and before words go to an office dialog."""

    def __init__(self, officers: Officers, roles: Roles, gate: Gate, *, can_open: bool) -> None:
        """``can_open`` says whether this bot holds the key that opens reports."""
        self._officers = officers
        self._roles = roles
        self._gate = gate
        self._can_open = can_open

    async def admits_command(self, turn: UpdateContext, command: Command) -> bool:
        """Whether a command's handler may run. Who comes to a closed lock is led to it, and back."""
        if not turn.is_private:
            return ChatScope.GROUP in command.where
        if command.who == Who.ANYONE:
            return True
        if not command.who.includes(await self._role(turn)):
            turn.say(message(turn.chat_id, refusal(command.who)))
            return False
        if command.reads_reports and not self._can_open:
            turn.say(message(turn.chat_id, officer_texts.INTAKE_ONLY))
            return False
        way: dict[str, Any] = {"then": command.name} if command.screen else {"command": command.name}
        return await self._passes(turn, command.who, command.lock, way, screen=command.screen)

    async def admits_tap(self, turn: UpdateContext, pressed: CallbackData, query_id: str) -> bool:
        """Whether the handler of a button may run. In groups none does: a tap there is nobody's own."""
        access = pressed.access
        if not turn.is_private:
            turn.say(toast(query_id, texts.ONLY_PRIVATE, alert=True))
            return False
        if access.who == Who.ANYONE:
            return True
        if not access.who.includes(await self._role(turn)):
            turn.say(toast(query_id, refusal(access.who), alert=True))
            return False
        screen = self._gate.command_of_screen(access.screen)
        if access.screen and screen is None:  # nothing leads there in this bot, so nothing says who may
            turn.say(toast(query_id, common.OLD_BUTTON, alert=True))
            return False
        if screen is not None and screen.reads_reports and not self._can_open:
            turn.say(toast(query_id, officer_texts.INTAKE_ONLY, alert=True))
            return False
        if screen is not None and not access.enters:
            if self._is_open(turn, screen=True):
                return True
            turn.say(toast(query_id, texts.locked_tap(screen.name), alert=True))
            return False
        way = {"then": screen.name} if screen is not None else {"tap": pressed.pack()}
        return await self._passes(turn, access.who, access.lock, way, query_id, screen=screen is not None)

    async def hears(self, turn: UpdateContext, name: str) -> bool:
        """Whether words go to the dialog that is open: a role may have ended since it was opened."""
        door = typed_of(name)
        if door is None or door.who != Who.ADMIN or door.lock is Lock.OPEN:
            return (
                True  # people's own; and officers' screens, which delete the words whatever becomes of them
            )
        if door.who.includes(await self._role(turn)):
            return True
        turn.end_dialog()
        turn.say(message(turn.chat_id, texts.NO_LONGER_YOURS))
        return False

    async def _role(self, turn: UpdateContext) -> Role | None:
        """The role of who acts, in their own chat; ``turn.officer`` is set by the way."""
        turn.officer = await self._officers.find(turn.user_id, turn.chat_key)
        if turn.officer is not None:
            return turn.officer.role
        return Role.ADMIN if self._roles.is_owner(turn.user_id) else None

    @staticmethod
    def _is_open(turn: UpdateContext, *, screen: bool) -> bool:
        officer = turn.officer
        is_open = officer is not None and officer.is_unlocked(turn.now)
        return is_open and ((officer is not None and officer.workplace.known) or not screen)

    async def _passes(
        self,
        turn: UpdateContext,
        who: Who,
        lock: Lock,
        way: dict[str, Any],
        query_id: str = "",
        *,
        screen: bool,
    ) -> bool:
        if lock is Lock.OPEN:
            is_through = self._is_open(turn, screen=screen)
        else:  # a role counts once the second factor stands; owners are named by the settings
            invited = turn.officer is not None and not self._roles.is_owner(turn.user_id)
            special = who not in (Who.ANYONE, Who.OFFICER)
            is_through = not (special and invited and turn.officer and not turn.officer.confirmed)
        if not is_through:
            await self._gate.lead(turn, way, query_id)
        return is_through
