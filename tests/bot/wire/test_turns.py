"""Whose turn it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from bot.wire.turns import (
    LONGEST_STANDING_BACK,
    MOST_SLOW,
    SLOW_SECONDS,
    TURNS_AT_ONCE,
    TURNS_WHILE_DRAINING,
    ChatQueue,
    Turns,
)
from tests.telegram_side import until


def key(number: int) -> bytes:
    return number.to_bytes(2, "big")


def test_a_newcomer_passes_all_who_flood() -> None:
    line = ChatQueue()
    for number in range(200):
        line.join(key(number), waiting=50, now=100.0)
    line.join(key(999), waiting=1, now=101.0)
    assert line.call() == key(999)


def test_a_newcomer_passes_those_who_had_many_turns() -> None:
    line = ChatQueue()
    for _ in range(30):
        line.join(key(1), waiting=1, now=100.0)
        line.call()
    line.join(key(1), waiting=1, now=100.0)
    line.join(key(2), waiting=1, now=101.0)
    assert [line.call(), line.call()] == [key(2), key(1)]


def test_those_who_talk_as_people_do_are_served_as_they_come() -> None:
    line = ChatQueue()
    for number in range(5):
        line.join(key(number), waiting=1, now=100.0 + number)
    assert [line.call() for _ in range(5)] == [key(number) for number in range(5)]


def test_nobody_stands_back_for_ever() -> None:
    line = ChatQueue()
    line.join(key(1), waiting=10_000, now=100.0)
    for number in range(2, 50):
        line.join(key(number), waiting=1, now=100.0 + LONGEST_STANDING_BACK + number)
    assert line.call() == key(1)


def test_a_flood_whose_first_messages_came_alone_stands_back_too() -> None:
    line, waiting = ChatQueue(), {key(1): 1, key(2): 1}
    line.join(key(1), waiting=1, now=100.0)
    line.join(key(2), waiting=1, now=101.0)
    waiting[key(1)] = 50  # by then the rest of its batch was fetched
    assert line.due(lambda chat: waiting[chat]) == 101.0
    assert line.call() == key(2)
    assert 100.0 < line.due(lambda chat: waiting[chat]) <= 100.0 + LONGEST_STANDING_BACK


def test_after_two_windows_nobody_is_remembered() -> None:
    line = ChatQueue()
    line.join(key(1), waiting=1, now=1.0)
    line.call()
    assert len(line._now) == 1
    assert key(1) not in line._now, "who waits no more is known by an alias"
    assert line.turn_over()
    assert not line.turn_over()
    assert not line._now
    assert not line._before


class Gates:
    """Turns that last until they are let go; chats have as many updates as were put down for them."""

    def __init__(self) -> None:
        self.now = 0.0
        self.left: Counter[bytes] = Counter()
        self.begun: list[bytes] = []
        self.gates: dict[bytes, asyncio.Event] = {}
        self.full: set[bytes] = set()
        self.later: dict[bytes, Callable[[], None]] = {}
        self.turns = Turns(self.take, lambda chat: self.left[chat], self.has_room, lambda: self.now)

    def has_room(self, chat: bytes, later: Callable[[], None]) -> bool:
        self.later[chat] = later
        return chat not in self.full

    def put(self, chat: bytes, number: int = 1, *, blocked: bool = False) -> None:
        self.left[chat] += number
        if blocked:
            self.gates[chat] = asyncio.Event()
        self.turns.want(chat)

    async def take(self, chat: bytes) -> bool:
        self.begun.append(chat)
        if chat in self.gates:
            await self.gates[chat].wait()
        self.left[chat] -= 1
        return self.left[chat] > 0


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_chat_has_one_turn_at_a_time_and_the_next_follows() -> None:
    gates = Gates()
    gates.put(b"a", 3, blocked=True)
    gates.turns.want(b"a")
    await settle()
    assert gates.begun == [b"a"]
    gates.gates[b"a"].set()
    await gates.turns.finish(5)
    assert gates.begun == [b"a"] * 3


async def test_what_comes_during_a_chats_turn_is_not_forgotten() -> None:
    gates = Gates()
    gates.put(b"a", blocked=True)
    await settle()
    gates.turns.want(b"a")
    gates.gates[b"a"].set()
    await gates.turns.finish(5)
    assert gates.begun == [b"a", b"a"]


async def test_so_many_at_once_and_no_more() -> None:
    gates = Gates()
    for number in range(TURNS_AT_ONCE + 5):
        gates.put(key(number), blocked=True)
    await settle()
    assert len(gates.begun) == TURNS_AT_ONCE
    for gate in gates.gates.values():
        gate.set()
    await gates.turns.finish(5)
    assert len(gates.begun) == TURNS_AT_ONCE + 5


async def test_while_telegram_has_more_only_few_begin() -> None:
    gates = Gates()
    gates.turns.drain_first(draining=True)
    for number in range(30):
        gates.put(key(number), blocked=True)
    await settle()
    assert len(gates.begun) == TURNS_WHILE_DRAINING
    gates.turns.drain_first(draining=False)
    await settle()
    assert len(gates.begun) == 30
    await gates.turns.close()


async def test_while_telegram_has_more_who_floods_waits_until_they_are_due() -> None:
    gates = Gates()
    gates.turns.drain_first(draining=True)
    gates.put(b"flood", 50)
    gates.put(b"a")
    await settle()
    assert gates.begun == [b"a"], (
        "each turn of a flood would slow down the fetching of whoever comes behind it"
    )
    gates.now = LONGEST_STANDING_BACK
    gates.put(b"b")
    await settle()
    assert gates.begun[1] == b"flood", "but nobody stands back for ever"
    assert gates.begun.count(b"b") == 1
    await gates.turns.finish(5)


async def test_once_nothing_waits_at_telegram_who_floods_goes_on_at_once() -> None:
    gates = Gates()
    gates.turns.drain_first(draining=True)
    gates.put(b"flood", 9)
    await settle()
    assert not gates.begun
    gates.turns.drain_first(draining=False)
    await settle()
    assert gates.begun
    await gates.turns.finish(5)
    assert len(gates.begun) == 9


async def test_a_stop_waits_for_nobody_to_be_due() -> None:
    gates = Gates()
    gates.turns.drain_first(draining=True)
    gates.put(b"flood", 50)
    await gates.turns.finish(5)
    assert len(gates.begun) == 50


async def test_who_is_due_late_does_not_keep_a_turn_that_hangs_from_stepping_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gates = Gates()
    monkeypatch.setattr("bot.wire.turns.SLOW_SECONDS", 0.01)
    gates.turns._monotonic = asyncio.get_running_loop().time
    gates.turns.drain_first(draining=True)
    gates.put(b"flood", 50)  # looked at again in eleven seconds
    for number in range(TURNS_WHILE_DRAINING):
        gates.put(key(number), blocked=True)
    gates.put(b"other")
    await until(lambda: b"other" in gates.begun, 5)
    await gates.turns.close()


async def test_chats_whose_turns_hang_keep_nobody_waiting() -> None:
    gates = Gates()
    for number in range(TURNS_AT_ONCE):
        gates.put(key(number), blocked=True)
    await settle()
    gates.now = SLOW_SECONDS
    gates.put(b"other")
    await settle()
    assert gates.begun[-1] == b"other"
    await gates.turns.close()


async def test_turns_that_hang_are_bounded_too() -> None:
    gates = Gates()
    for number in range(TURNS_AT_ONCE + MOST_SLOW + 9):
        gates.put(key(number), blocked=True)
        await settle()
        gates.now += SLOW_SECONDS
    assert len(gates.begun) == TURNS_AT_ONCE + MOST_SLOW
    await gates.turns.close()


async def test_who_does_not_take_the_answers_gets_no_turn_and_holds_up_nobody() -> None:
    gates = Gates()
    gates.full.add(b"a")
    gates.put(b"a", 2)
    gates.put(b"b")
    await gates.turns.finish(5)  # a stop does not wait for it either
    assert gates.begun == [b"b"]
    gates.full.clear()
    gates.later[b"a"]()
    await settle()
    assert gates.begun == [b"b", b"a", b"a"]
