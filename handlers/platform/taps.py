"""Taps on buttons, routed by the class of what the button carries."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from handlers.platform.callback_data import CallbackData, unpack
from handlers.platform.update_context import IncompleteUpdateError, NetraContext

Pressed = TypeVar("Pressed", bound=CallbackData)
Act = Callable[[Update, NetraContext, Any], Coroutine[Any, Any, None]]


class TapHandler(CallbackQueryHandler[NetraContext, None]):
    """Takes the taps on some kinds of buttons, each for its own function."""

    def __init__(self, *acts: tuple[type[CallbackData], Act]) -> None:
        """``acts`` come from :func:`on`."""
        super().__init__(self._act)
        self.acts = dict(acts)
        self._begins = tuple({f"{kind.wire.partition(':')[0]}:" for kind in self.acts})

    def check_update(self, update: object) -> CallbackData | None:
        """What the button carries, if it is one of these kinds."""
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or query.data is None or not query.data.startswith(self._begins):
            return None
        pressed = unpack(query.data)
        return pressed if type(pressed) in self.acts else None

    def collect_additional_context(
        self,
        context: NetraContext,
        update: Update,  # noqa: ARG002
        application: Application[Any, NetraContext, Any, Any, Any, Any],  # noqa: ARG002
        check_result: Any,
    ) -> None:
        """Notes what the button carries, for the guard and for the function."""
        context.pressed = check_result

    async def _act(self, update: Update, context: NetraContext) -> None:
        if context.pressed is None:
            raise IncompleteUpdateError
        await self.acts[type(context.pressed)](update, context, context.pressed)


def each(
    act: Callable[[Update, NetraContext, CallbackData], Coroutine[Any, Any, None]], *kinds: type[CallbackData]
) -> list[tuple[type[CallbackData], Act]]:
    """One function for several kinds of buttons, which tells them apart itself."""
    return [(kind, act) for kind in kinds]


def on(
    kind: type[Pressed], act: Callable[[Update, NetraContext, Pressed], Coroutine[Any, Any, None]]
) -> tuple[type[CallbackData], Act]:
    """What is done when a button of this kind is tapped; the function gets what the button carries."""
    return kind, act
