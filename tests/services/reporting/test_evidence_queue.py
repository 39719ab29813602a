from __future__ import annotations

import asyncio

import pytest

from services.reporting import evidence_queue as module
from services.reporting.errors import EvidenceBudgetError, EvidenceBusyError
from services.reporting.evidence_queue import (
    BUDGET_SECONDS,
    CROWDED,
    LEAK,
    MAX_WAITING,
    REMEMBERED_SECONDS,
    TRIED_WAITS_SECONDS,
    EvidenceQueue,
    IncomingFile,
    Ticket,
    Usage,
)


class Clock:
    """A monotonic clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Served:
    """Who got a place, in order; each gives it back at once."""

    def __init__(self, line: EvidenceQueue) -> None:
        self.line = line
        self.order: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.go = asyncio.Event()

    def comes(self, name: str, ticket: Ticket) -> None:
        """Somebody gets in line."""
        self.tasks[name] = asyncio.create_task(self._wait(name, ticket))

    async def _wait(self, name: str, ticket: Ticket) -> None:
        async with self.line.place(ticket):
            self.order.append(name)
            await self.go.wait()

    async def all(self) -> list[str]:
        """Everybody had a turn."""
        self.go.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        return self.order


def of(who: str, size: int = 10, **more: bool) -> Ticket:
    """A ticket."""
    return Ticket(IncomingFile(who.encode(), size), weight=size, **more)


async def settle() -> None:
    """Everybody who can has a place."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_took_least_is_next_and_of_equals_the_smaller_file() -> None:
    usage = Usage(Clock())
    usage.add(b"some", 5)
    usage.add(b"much", BUDGET_SECONDS + 1)
    served = Served(EvidenceQueue(usage, 1))
    served.comes("holder", of("holder"))
    await settle()
    for name, ticket in (
        ("much", of("much", 1)),
        ("slow", of("slow", 1, tried=True)),
        ("some", of("some", 1)),
        ("large", of("new", 1000)),
        ("small", of("other", 10)),
        ("small, later", of("third", 10)),
    ):
        served.comes(name, ticket)
        await settle()
    assert await served.all() == ["holder", "small", "small, later", "large", "some", "slow", "much"]


async def test_who_is_beyond_the_budget_never_passes_what_gave_way_once() -> None:
    usage = Usage(Clock())
    served = Served(EvidenceQueue(usage, 1))
    attackers = [str(number) for number in range(4)]
    for name in attackers:
        usage.add(name.encode(), BUDGET_SECONDS + 1)
    served.comes("holder", of("holder"))
    served.comes("gave way", of("honest", 1000, tried=True))
    await settle()
    for name in attackers:
        served.comes(name, of(name, 1))
    await settle()
    assert await served.all() == ["holder", "gave way", *attackers]


@pytest.mark.parametrize(
    ("waited", "order"),
    [
        (TRIED_WAITS_SECONDS - 1, ["holder", "busy", "gave way"]),
        (TRIED_WAITS_SECONDS, ["holder", "gave way", "busy"]),
    ],
)
async def test_what_gave_way_stands_back_for_a_while_and_no_longer(waited: float, order: list[str]) -> None:
    clock = Clock()
    usage = Usage(clock)
    served = Served(EvidenceQueue(usage, 1))
    served.comes("holder", of("holder"))
    await settle()
    served.comes("gave way", of("honest", tried=True))
    await settle()
    clock.now += waited
    usage.add(b"honest", 2)
    usage.add(b"busy", 5)
    served.comes("busy", of("busy"))
    await settle()
    assert await served.all() == order


async def test_what_a_chat_took_while_it_waits_counts() -> None:
    usage = Usage(Clock())
    served = Served(EvidenceQueue(usage, 1))
    for name in ("holder", "first", "second"):
        served.comes(name, of(name))
        await settle()
    usage.add(b"first", 3)
    assert await served.all() == ["holder", "second", "first"]


async def test_equals_come_in_rounds_whatever_the_size_of_their_files() -> None:
    clock = Clock()
    usage = Usage(clock)
    for name in ("often", "seldom"):
        clock.now += 1
        usage.add(b"seldom" if name == "seldom" else b"often", 0.1)
    clock.now += 1
    usage.add(b"often", 0.1)
    served = Served(EvidenceQueue(usage, 1))
    for name, size in (("holder", 1), ("often", 1), ("seldom", 1000), ("new", 9000)):
        served.comes(name, of(name, size))
        await settle()
    assert await served.all() == ["holder", "new", "seldom", "often"]


async def test_a_full_line_loses_whoever_had_most_and_takes_the_newcomer() -> None:
    usage = Usage(Clock())
    usage.add(b"7", 3)
    served = Served(EvidenceQueue(usage, 1))
    for number in range(MAX_WAITING + 1):
        served.comes(str(number), of(str(number)))
        await settle()
    served.comes("newcomer", of("newcomer"))
    await settle()
    with pytest.raises(EvidenceBusyError):
        await served.tasks["7"]
    order = await served.all()
    assert "newcomer" in order
    assert len(order) == MAX_WAITING + 1


async def test_beyond_the_budget_nobody_waits_in_a_crowd_and_time_heals() -> None:
    clock = Clock()
    usage = Usage(clock)
    usage.add(b"much", BUDGET_SECONDS + 1)
    served = Served(EvidenceQueue(usage, 1))
    for number in range(CROWDED + 1):
        served.comes(str(number), of(str(number)))
    await settle()
    served.comes("much", of("much"))
    with pytest.raises(EvidenceBudgetError):
        await served.tasks["much"]
    clock.now += 2 / LEAK
    served.comes("much again", of("much"))
    assert (await served.all())[-1] == "much again"


async def test_places_are_bounded_by_bytes_too_and_come_back_from_who_leaves() -> None:
    line = EvidenceQueue(Usage(Clock()), 5, room=20)
    served = Served(line)
    for name in "abc":
        served.comes(name, of(name))
    await settle()
    assert served.order == ["a", "b"]
    served.comes("d", of("d"))
    await settle()
    served.tasks["c"].cancel()
    served.tasks["a"].cancel()
    await settle()
    assert served.order == ["a", "b", "d"]
    assert (await served.all(), line.waiting) == (["a", "b", "d"], 0)


async def test_one_that_runs_knows_whether_somebody_better_waits() -> None:
    usage = Usage(Clock())
    line = EvidenceQueue(usage, 1)
    running = of("running")
    async with line.place(running):
        assert not line.is_behind(running, 2)
        served = Served(line)
        served.comes("slow", of("slow", tried=True))
        await settle()
        assert not line.is_behind(running, 2)
        served.comes("new", of("new"))
        await settle()
        assert not line.is_behind(running)
        assert line.is_behind(running, 2)
    assert await served.all() == ["new", "slow"]


def test_what_a_chat_took_is_forgotten_when_it_leaked_away_and_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    usage = Usage(clock)
    usage.add(b"a", 1)
    clock.now += 1 / LEAK
    assert usage.of(b"a") == 0
    usage.add(b"b", 1)
    assert len(usage) == 2
    clock.now += REMEMBERED_SECONDS + 1
    usage.add(b"c", 1)
    assert len(usage) == 1
    monkeypatch.setattr(module, "REMEMBERED", 3)
    for number in range(9):
        usage.add(bytes([number]), 1)
    assert len(usage) == 3
    assert usage.of(bytes([8])) == 1


def test_without_anybody_elses_file_the_idle_are_gone_too() -> None:
    clock = Clock()
    usage = Usage(clock)
    usage.add(b"the key of a chat", 1)
    known = set(usage._took)
    assert b"the key of a chat" not in known
    clock.now += REMEMBERED_SECONDS
    usage.forget_idle()
    assert len(usage) == 1
    clock.now += 1
    usage.forget_idle()
    assert len(usage) == 0
    usage.add(b"the key of a chat", 1)
    assert not known & set(usage._took), "and then it has another alias"
