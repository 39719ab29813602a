"""A recipient whose chat Telegram holds: the others and the rate go on."""

from __future__ import annotations

import asyncio

from services.announcements.model import ContentCall
from services.platform.pacing import RateLimiter
from tests.services.announcements.conftest import Stage, got
from tests.telegram_side import TelegramSide, until


async def test_a_429_of_one_recipient_holds_that_one_and_not_the_rate(
    stage: Stage, telegram: TelegramSide
) -> None:
    people = await stage.people(120)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=429, retry_after=4, times=2)
    limiter = RateLimiter(200.0)
    work = asyncio.create_task(stage.send(200.0, limiter=limiter))
    await until(lambda: sum(got(people)) == 118)
    assert sorted(got(people))[:3] == [0, 0, 1], "all others have it while two are held"
    assert (limiter.pauses, limiter.pacer.rate) == (0, 200.0)
    await work
    assert got(people) == [1] * 120
    progress = await stage.assert_counters_match(campaign)
    assert progress.possible_repeats == 0
    assert all(row.tries == 0 for row in await stage.ledger(campaign))


async def test_a_change_goes_on_while_one_recipient_is_held(stage: Stage, telegram: TelegramSide) -> None:
    people = await stage.people(60)
    campaign = await stage.campaign()
    await stage.send(200.0)
    await telegram.fault(method="editMessageText", status=429, retry_after=4, times=1)
    again = ContentCall("editMessageText", {"text": "Lagi"})
    await stage.change(stage.campaigns.edit, campaign, again, stage.clock.now())

    def heard() -> list[str]:
        return [one["text"] for person in people for one in person.messages.values()]

    limiter = RateLimiter(20.0)  # slices of forty: the second is begun while the first waits for one
    work = asyncio.create_task(stage.send(20.0, limiter=limiter))
    await until(lambda: heard().count("Lagi") == 59)
    assert (limiter.pauses, limiter.pacer.rate) == (0, 20.0)
    await work
    assert heard() == ["Lagi"] * 60
    progress = await stage.campaigns.progress(campaign)
    assert (progress.aftermath_done, progress.aftermath_failed) == (60, 0)
