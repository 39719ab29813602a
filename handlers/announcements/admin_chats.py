"""The administrators' chats, for what one of them tells the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from handlers.platform.outgoing import Call
from handlers.platform.update_context import UpdateContext
from storage.platform.unit import Outgoing


class AdminChats:
    """The administrators' private chats, for what one tells the others: owners of the settings, and whoever
    was invited since."""

    def __init__(
        self,
        owner_ids: Sequence[int],
        invited: Callable[[], Awaitable[Sequence[int]]],
        chat_key: Callable[[int], bytes],
    ) -> None:
        self._owners = tuple(owner_ids)
        self._invited = invited
        self._chat_key = chat_key

    async def all(self) -> list[int]:
        """Everybody, once."""
        return list(dict.fromkeys((*self._owners, *await self._invited())))

    async def others(self, user_id: int) -> list[int]:
        """Everybody but this one."""
        return [admin for admin in await self.all() if admin != user_id]

    async def with_key(self, key: bytes) -> int | None:
        """Whose chat this is."""
        return next((admin for admin in await self.all() if self._chat_key(admin) == key), None)

    def tell(self, turn: UpdateContext, admin: int, *calls: Call) -> None:
        """Says something to another administrator, in the same commit."""
        key = self._chat_key(admin)
        turn.unit.outgoing.extend(Outgoing(key, call.encode()) for call in calls)
