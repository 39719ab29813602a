"""What waits, waits no longer than it may."""

from __future__ import annotations

import asyncio

from bot.wire.retry import in_time


async def test_a_part_that_would_never_end_is_cut_off_and_one_that_ends_is_not() -> None:
    ended: list[str] = []

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cut off")

    async def soon() -> None:
        await asyncio.sleep(0)
        ended.append("by itself")

    await in_time(never(), 0.0, "a part")
    await in_time(soon(), 60.0, "another")
    assert ended == ["cut off", "by itself"]
