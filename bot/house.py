"""The services and journeys of one running bot, built in one visible place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.keys import Keys
from bot.settings import Settings
from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.ask import Ask
from handlers.dialog import FreeInput
from handlers.journey import Journey
from handlers.start import Start
from rulebook.loader import load_rulebook
from rulebook.vocabulary import load_vocabulary
from services.access.roles import Roles
from services.guidance.answerer import Answerer
from storage.engine import Database
from storage.outbox import Outbox
from storage.unit import Unit

Commit = Callable[[Unit], Awaitable[None]]


@dataclass(frozen=True)
class House:
    """What lives in a running bot."""

    clock: Clock
    keyring: Keyring
    database: Database
    journeys: Sequence[Journey]
    reminder_job: Callable[[Commit], Awaitable[None]]
    close: Callable[[], Awaitable[None]]


async def build_house(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    keys: Keys,
    outbox: Outbox,
    clock: Clock,
    randomness: Randomness,
) -> House:
    """Builds every service and journey; whatever it starts, ``close`` ends."""
    rulebook = load_rulebook()
    answerer = Answerer(rulebook, load_vocabulary())
    roles = Roles(settings.owner_ids)

    def today_line(_now: datetime) -> str:
        return ""

    ask = Ask(answerer, rulebook, today_line)

    async def remind(_commit: Commit) -> None:
        return None

    async def close() -> None:
        return None

    journeys: list[Journey] = [Start(roles), ask, FreeInput([], ask)]
    return House(clock, keyring, database, journeys, remind, close)
