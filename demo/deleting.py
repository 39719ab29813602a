"""Deleting messages, as strictly as Telegram does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.errors import bad_request
from demo.world import Message, Person, World

DELETABLE_SECONDS = 48 * 3600
"""Source: Bot API, deleteMessage."""
DICE_SECONDS = 24 * 3600
"""A dice message in a private chat stays at least so long. Source: Bot API, deleteMessage."""
MOST_AT_ONCE = 100
"""Source: Bot API, deleteMessages."""
REFUSED = "message can't be deleted for everyone"


class DeletingMethods:
    """deleteMessage and deleteMessages of one bot."""

    def __init__(self, world: World, person_of: Callable[[int | str], Person]) -> None:
        self._world = world
        self._person_of = person_of
        self.table: dict[str, Callable[[dict[str, Any], Mapping[str, Any]], Awaitable[Any]]] = {
            "deleteMessage": self._delete_message,
            "deleteMessages": self._delete_messages,
        }

    async def _delete_message(self, params: dict[str, Any], _uploads: Mapping[str, Any]) -> Any:
        person = self._person_of(params["chat_id"])
        message = person.messages.get(params["message_id"])
        if message is None:
            raise bad_request("message to delete not found")
        if not self._may_go(person, message):
            raise bad_request(REFUSED)
        self._remove(person, params["message_id"])
        return True

    async def _delete_messages(self, params: dict[str, Any], _uploads: Mapping[str, Any]) -> Any:
        """All or nothing: unknown ids are passed over, but one message that must stay keeps all others.

        Source: TDLib, ``MessagesManager::delete_messages``.
        """
        person = self._person_of(params["chat_id"])
        if not 1 <= len(params["message_ids"]) <= MOST_AT_ONCE:
            raise bad_request("message identifiers are not specified")
        found = {one: person.messages[one] for one in params["message_ids"] if one in person.messages}
        if not all(self._may_go(person, message) for message in found.values()):
            raise bad_request(REFUSED)
        for message_id in found:
            self._remove(person, message_id)
        return True

    def _may_go(self, person: Person, message: Message) -> bool:
        age = self._world.now() - int(message["date"])
        if "dice" in message and not person.title and age < DICE_SECONDS:
            return False
        return age <= DELETABLE_SECONDS

    def _remove(self, person: Person, message_id: int) -> None:
        del person.messages[message_id]
        self._world.show(person, "deleted", {"message_id": message_id})
