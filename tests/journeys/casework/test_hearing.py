"""Officers hear at fixed times that something came, and nothing of what, where or when."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bot.app.settings import Settings
from services.reporting.draft import Draft
from tests.journeys.conftest import running_bot
from tests.journeys.officers import invite, join, plant, set_up
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STICKERS = Draft(
    "alat-peraga", "31", "Kec. Gambir", "2024-09-23", "Stiker calon di kantor camat.", "Camat Gambir"
)
NOON = datetime(2024, 9, 24, 5, 35, tzinfo=UTC)
QUIET = datetime(2024, 9, 24, 7, 0, tzinfo=UTC)
AFTERNOON = datetime(2024, 9, 24, 9, 5, tzinfo=UTC)
NEXT_MORNING = datetime(2024, 9, 25, 1, 5, tzinfo=UTC)


def heard(chat: list[Message]) -> list[str]:
    return [one["text"] for one in chat if one["from_bot"] and (one["text"] or "").startswith("🔔 Ada ")]


async def started(settings: Settings, clock: FixedClock, moment: datetime, *people: Person) -> list[int]:
    """How many messages of news each has after the bot ran at a moment."""
    clock.set(moment)
    async with running_bot(settings, clock):
        for person in people:
            await person.says("/bantuan")
            await person.hears("Yang bisa Anda lakukan")
    return [len(heard(await person.chat())) for person in people]


@pytest.mark.usefixtures("demo")
async def test_news_come_at_fixed_times_and_tell_nothing(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    async with running_bot(settings, clock):
        await set_up(petugas)
        link = await invite(petugas, "Petugas", "Pak Budi")
        await join(
            budi, link, office="Kecamatan Gambir", agency="Pemkot Jakarta Pusat", province="DKI Jakarta"
        )
        await plant(settings, STICKERS)
    assert await started(settings, clock, QUIET, petugas, budi) == [0, 0]
    assert await started(settings, clock, AFTERNOON, petugas, budi) == [1, 0], "budi is of that office"
    assert await started(settings, clock, AFTERNOON, petugas, budi) == [1, 0], "once"
    await plant(settings, STICKERS, received_on=date(2024, 9, 25))
    assert await started(settings, clock, NEXT_MORNING, petugas, budi) == [2, 0]
    first, second = heard(await petugas.chat())
    assert "Hari ini" not in first
    assert "Hari ini: 2 terbuka · 0 dekat batas · 0 jawaban belum dibaca." in second
    for text in (first, second):
        assert "Ada laporan baru" in text
        assert not re.search(r"Gambir|Stiker|Camat|Jakarta|September|2024", text, re.IGNORECASE)
