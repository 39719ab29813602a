"""What a journey is: handlers of its own, and, where it asks for free input, a place for that input."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeGuard

from telegram import Update
from telegram.ext import BaseHandler

from handlers.platform.turn import NetraContext
from storage.platform.dialogs import Dialog

Callback = Callable[[Update, NetraContext], Coroutine[Any, Any, None]]
AnyHandler = BaseHandler[Update, NetraContext, None]


class Journey(Protocol):
    """One journey of the bot, registered in ``handlers/routing/register.py``."""

    def handlers(self) -> Sequence[AnyHandler]:
        """Command and button handlers, in the order they are tried."""
        ...


class Asking(Journey, Protocol):
    """A journey that waits for free input while its dialog is open."""

    name: str
    """The journey's name in dialogs."""

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """Text, a picture, or a file sent while the dialog is at ``dialog.step``."""
        ...


def is_asking(journey: Journey) -> TypeGuard[Asking]:
    """Whether a journey waits for free input."""
    return hasattr(journey, "on_input")
