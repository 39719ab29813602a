"""What is left of a turn in the running process once its person has been answered: nothing."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Sequence
from contextvars import copy_context

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app.settings import Settings
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.update_context import NetraContext, UpdateContext, text_of
from storage.platform.engine import Database
from tests.bot.conftest import running
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide


class Watching:
    """Answers, opens a connection of its own meanwhile, and watches what becomes of the turn."""

    def __init__(self) -> None:
        self.turns: list[weakref.ref[UpdateContext]] = []
        self.contexts: list[list[str]] = []
        self.application: object = None

    def handlers(self) -> Sequence[AnyHandler]:
        return [MessageHandler(filters.TEXT, self._on_text)]

    async def _on_text(self, update: Update, context: NetraContext) -> None:
        turn, self.application = context.turn, context.application
        self.turns.append(weakref.ref(turn))
        self.contexts.append([variable.name for variable in copy_context()])
        turn.direct.typing(turn.chat_id)  # a socket is opened during the turn
        await asyncio.sleep(0.2)
        asyncio.get_running_loop().call_later(3_600, int)  # and a timer set, which lives for an hour
        if text_of(update) == "racun":
            raise KeyError
        turn.say(message(turn.chat_id, text_of(update)))


async def until(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within ten seconds."""
    for _ in range(500):
        gc.collect()
        if holds():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_no_turn_outlives_its_answer(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    group, asn = Watching(), telegram.person("asn")
    async with running(settings, clock, group):
        for text in ("halo", "racun", "sehat"):
            await asn.says(text)
        await asn.hears("sehat")
        assert len(group.turns) == 1 + 3 + 1
        assert await until(lambda: not any(turn() for turn in group.turns)), "something holds a turn"
    assert group.contexts == [[]] * 5, "what a turn starts would take these along"


async def test_nobodys_id_is_kept_by_ptb(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    group, asn = Watching(), telegram.person("asn")
    async with running(settings, clock, group):
        await asn.says("halo")
        await asn.hears("halo")
        held = vars_of(group.application)
    assert not any("700000001" in text for text in held), held


def vars_of(thing: object) -> list[str]:
    """What an object's own fields say, whether it has a ``__dict__`` or slots."""
    names = {name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())}
    names |= set(getattr(thing, "__dict__", ()))
    return [f"{name}: {getattr(thing, name, None)!r}" for name in sorted(names) if hasattr(thing, name)]
