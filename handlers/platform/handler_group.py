"""What a group of handlers is: those of one conversation, with a place for free input where it asks."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeGuard

from telegram import Update
from telegram.ext import BaseHandler

from handlers.platform.update_context import NetraContext
from storage.platform.dialogs import Dialog

Callback = Callable[[Update, NetraContext], Coroutine[Any, Any, None]]
AnyHandler = BaseHandler[Update, NetraContext, None]


class HandlerGroup(Protocol):
    """Handlers that belong together, registered in ``handlers/routing/register.py``."""

    def handlers(self) -> Sequence[AnyHandler]:
        """Command and button handlers, in the order they are tried."""
        ...


class Asking(HandlerGroup, Protocol):
    """A group that waits for free input while its dialog is open."""

    name: str
    """The name of its dialogs."""

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Text, a picture, or a file sent while the dialog is at ``dialog.step``."""
        ...


def is_asking(group: HandlerGroup) -> TypeGuard[Asking]:
    """Whether a group waits for free input."""
    return hasattr(group, "on_input")
