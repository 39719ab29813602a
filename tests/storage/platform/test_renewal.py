"""Connections are opened anew without keeping anybody from reading."""

from __future__ import annotations

import asyncio

import pytest

from storage.platform.engine import Database

PATIENCE = 10
"""Seconds; the pool of connections itself gives up after thirty."""


async def test_nobody_waits_for_a_renewal_that_waits_for_a_long_reader(database: Database) -> None:
    async with database.snapshot():
        renewal = asyncio.create_task(database.renew())
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            await database.ping()
            with pytest.raises(TimeoutError):
                await renewal
    await database.renew()
    await database.ping()
