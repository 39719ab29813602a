"""Many accounts with files that use the worker's whole time, and one person with a photo."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from services.reporting import evidence
from services.reporting.errors import EvidenceError
from services.reporting.evidence import EvidenceCleaner
from services.reporting.evidence_queue import IncomingFile
from tests.files import pdf
from tests.services.conftest import jpeg
from tests.services.slowly import SLOW

ACCOUNTS = 9
"""More than may be in hand at once."""
_SLOWLY = "tests.services.slowly"


@pytest.fixture
async def cleaner(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EvidenceCleaner]:
    """The cleaner with the stand-in in its lanes, and less time for all."""
    for name in ("_CLEAN", "_CLEAN_AT_LEISURE"):
        work = getattr(evidence, name)
        lane = replace(work.lane, modules=(_SLOWLY,), prepare=f"{_SLOWLY}:prepare", seconds=0.5)
        monkeypatch.setattr(evidence, name, replace(work, lane=lane, module=_SLOWLY))
    monkeypatch.setattr(evidence, "QUICK_SECONDS", dict.fromkeys(evidence.QUICK_SECONDS, 0.2))
    monkeypatch.setattr(evidence, "LOOKED_AT_SECONDS", 0.05)
    cleaner = EvidenceCleaner()
    yield cleaner
    await cleaner.close()


@pytest.mark.parametrize(
    ("slow", "picture"), [(jpeg() + SLOW, True), (pdf(1) + SLOW, False)], ids=["pictures", "documents"]
)
async def test_a_photo_comes_before_the_third_file_of_any_account_and_is_never_refused(
    cleaner: EvidenceCleaner, slow: bytes, picture: bool
) -> None:
    ended: Counter[bytes] = Counter()

    async def fetch_slow() -> bytes:
        return slow

    async def fetch_photo() -> bytes:
        return jpeg()

    async def attack(who: bytes) -> None:
        while True:
            with suppress(EvidenceError):
                await cleaner.receive(fetch_slow, sender=IncomingFile(who, len(slow), picture))
            ended[who] += 1
            await asyncio.sleep(0)

    attacks = [asyncio.create_task(attack(bytes([number]))) for number in range(ACCOUNTS)]
    while not ended:  # noqa: ASYNC110 - all of them wait, and one had its turn
        await asyncio.sleep(0.01)
    for _ in range(2):  # the second one has had a turn itself
        before = Counter(ended)
        received = await cleaner.receive(fetch_photo, sender=IncomingFile(b"person", len(jpeg()) * 2))
        assert received.file.pictures[0].width == 320
        assert max((ended - before).values(), default=0) < 3
    for one in attacks:
        one.cancel()
    await asyncio.gather(*attacks, return_exceptions=True)


async def test_who_waits_for_nobody_has_the_whole_time(cleaner: EvidenceCleaner) -> None:
    """Giving way is for others' sake; alone a long file ends when its time is over, and is asked for once."""
    fetched = 0

    async def fetch() -> bytes:
        nonlocal fetched
        fetched += 1
        return jpeg() + SLOW

    with pytest.raises(EvidenceError):
        await cleaner.receive(fetch, sender=IncomingFile(b"person", 1000))
    assert fetched == 1
