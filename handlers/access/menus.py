"""Command menus: everybody's, groups', and the longer ones of officers in their own chats.

Telegram keeps a menu until it is told otherwise: each change of a role tells it, each start tells all anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.access.commands import Command, Commands
from handlers.access.texts import menu as texts
from handlers.platform.outgoing import Call
from services.access.roles import Role


class Menus:
    """Menus of one bot."""

    def __init__(self, commands: Commands, *, can_open: bool) -> None:
        """``can_open`` says whether this bot holds the key that opens reports."""
        self._commands = commands
        self._can_open = can_open

    def of(self, chat_id: int, role: Role | None) -> Call:
        """The menu of one private chat: an officer's by role, or everybody's for whom has none (any more)."""
        scope = {"type": "chat", "chat_id": chat_id}
        if role is None:
            return Call("deleteMyCommands", {"scope": scope})
        return _menu(_words(self._commands.menu_of(role, can_open=self._can_open)), scope)


def menus_of_everybody(commands: Commands) -> list[Call]:
    """What applies where a chat has no menu of its own, and what Telegram shows of the bot."""
    in_groups = [(one.name, one.words.in_groups or one.words.menu) for one in commands.menu_of_groups()]
    return [
        _menu(_words(commands.menu_of(None, can_open=False)), {"type": "all_private_chats"}),
        _menu(in_groups, {"type": "all_group_chats"}),
        Call("setMyDescription", {"description": texts.DESCRIPTION}),
        Call("setMyShortDescription", {"short_description": texts.SHORT_DESCRIPTION}),
    ]


def _words(commands: Sequence[Command]) -> list[tuple[str, str]]:
    return [(one.name, one.words.menu) for one in commands]


def _menu(commands: Sequence[tuple[str, str]], scope: dict[str, Any]) -> Call:
    listed = [{"command": name, "description": words} for name, words in commands]
    return Call("setMyCommands", {"commands": listed, "scope": scope})
