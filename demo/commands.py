"""Command menus: what each scope was told, shown to whoever has it open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.errors import bad_request
from demo.world import World


class CommandMethods:
    """setMyCommands, getMyCommands and deleteMyCommands of one bot."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.table: dict[str, Callable[[dict[str, Any], Mapping[str, Any]], Awaitable[Any]]] = {
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "deleteMyCommands": self._delete_commands,
        }

    @staticmethod
    def _scope(params: dict[str, Any]) -> str:
        scope = params.get("scope", {"type": "default"})
        return f"chat:{scope['chat_id']}" if scope["type"] == "chat" else str(scope["type"])

    async def _set_commands(self, params: dict[str, Any], _uploads: Mapping[str, Any]) -> Any:
        if len(params["commands"]) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._world.commands[self._scope(params)] = params["commands"]
        self._show_commands()
        return True

    async def _get_commands(self, params: dict[str, Any], _uploads: Mapping[str, Any]) -> Any:
        return self._world.commands.get(self._scope(params), [])

    async def _delete_commands(self, params: dict[str, Any], _uploads: Mapping[str, Any]) -> Any:
        self._world.commands.pop(self._scope(params), None)
        self._show_commands()
        return True

    def _show_commands(self) -> None:
        for person in self._world.people.values():
            if person.pages:
                commands = self._world.commands_for(person)
                self._world.show(person, "commands", {"commands": commands})
