"""One chat's pace, and whom a 429 silences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.limits import Limits
from services.platform.chat_paces import (
    BUSY_SECONDS,
    LONGEST_HOLD_SECONDS,
    TELEGRAM,
    WINDOW_SECONDS,
    Chat,
    ChatLimits,
    ChatPaces,
    messages_in,
)
from services.platform.pacing import SEVERAL, SEVERAL_WITHIN, RateLimiter, Scope

PERSON, GROUP = Chat(b"orang", is_group=False), Chat(b"grup", is_group=True)


def sent_at(paces: ChatPaces, chat: Chat, number: int, start: float = 100.0) -> list[float]:
    """Moments of so many messages that are all there at once."""
    now, moments = start, []
    for _ in range(number):
        now += paces.wait(chat, now, 1)
        assert paces.wait(chat, now, 1) < 1e-6
        paces.take(chat, now, 1)
        moments.append(now)
    return moments


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0
        self.counted: list[Scope] = []

    def limiter(self, rate: float | None = 25.0, *, just_begun: bool = False) -> RateLimiter:
        """Of a run that goes on for a while, or has just begun."""
        limiter = RateLimiter(rate, monotonic=lambda: self.now, on_refused=self.counted.append)
        self.now += 0.0 if just_begun else BUSY_SECONDS
        return limiter


@pytest.fixture
def clock_of_lanes() -> Clock:
    return Clock()


def test_a_person_hears_a_burst_and_then_one_message_a_second() -> None:
    moments = sent_at(ChatPaces(), PERSON, 30)
    assert moments[: int(TELEGRAM.burst)] == [100.0] * int(TELEGRAM.burst)
    assert [round(b - a, 6) for a, b in pairwise(moments[int(TELEGRAM.burst) - 1 :])] == [1.0] * 20


def test_a_quiet_while_gives_the_burst_back() -> None:
    paces = ChatPaces()
    last = sent_at(paces, PERSON, 12)[-1]
    later = last + TELEGRAM.burst
    assert sent_at(paces, PERSON, 10, later) == [later] * 10


@given(st.lists(st.floats(0.0, 20.0), min_size=25, max_size=80))
def test_no_minute_holds_more_than_twenty_messages_to_a_group(gaps: list[float]) -> None:
    paces, limits, now = ChatPaces(), Limits(on=True), 100.0
    for gap in gaps:
        now += gap
        now += paces.wait(GROUP, now, 1)
        paces.take(GROUP, now, 1)
        assert limits.retry_after("sendMessage", -7, 1, now) is None


def test_an_album_goes_at_once_and_is_made_up_for() -> None:
    paces = ChatPaces()
    assert paces.wait(PERSON, 100.0, 10) == 0.0
    paces.take(PERSON, 100.0, 10)
    assert paces.wait(PERSON, 100.0, 1) == pytest.approx(1.0)
    assert paces.wait(PERSON, 100.0, 0) == 0.0, "an answer to a tap is no message"


@pytest.mark.parametrize(
    ("method", "media", "number"),
    [
        ("sendMessage", None, 1),
        ("editMessageText", None, 1),
        ("editMessageReplyMarkup", None, 1),
        ("copyMessage", None, 1),
        ("sendMediaGroup", [{}, {}, {}], 3),
        ("editMessageMedia", {"type": "photo"}, 1),
        ("sendChatAction", None, 0),
        ("answerCallbackQuery", None, 0),
        ("answerInlineQuery", None, 0),
        ("deleteMessage", None, 0),
        ("deleteMessages", None, 0),
        ("getFile", None, 0),
    ],
)
def test_what_counts_as_a_message(method: str, media: object, number: int) -> None:
    assert messages_in(method, media) == number


def test_the_idle_are_forgotten_and_who_is_held_is_not() -> None:
    paces, held = ChatPaces(), Chat(b"ditahan", is_group=False)
    now = 100.0
    paces.hold(held, now, LONGEST_HOLD_SECONDS)
    for number in range(50_000):
        now += 0.01
        paces.take(Chat(b"%d" % number, is_group=bool(number % 2)), now, 1)
    assert len(paces) < 50_000 * WINDOW_SECONDS * 2 / (50_000 * 0.01)
    for number in range(20_000):
        now += 1.0
        if paces.held(held, now) == 0.0:
            break
        paces.take(Chat(b"%d" % number, is_group=False), now, 1)
    assert now == pytest.approx(100.0 + LONGEST_HOLD_SECONDS, abs=2.0)


def test_a_429_holds_the_chat_it_came_for_and_nobody_else(clock_of_lanes: Clock) -> None:
    limiter = clock_of_lanes.limiter()
    group, person = limiter.chat(-5), limiter.chat(5)
    assert limiter.refused(group, 58.0) is Scope.CHAT
    assert limiter.reply_in(group) == pytest.approx(58.0)
    assert limiter.reply_in(person) == 0.0
    assert (limiter.pauses, limiter.pacer.rate, limiter.pacer.silent_until) == (0, 25.0, 0.0)
    clock_of_lanes.now += 58.0
    assert limiter.reply_in(group) == 0.0
    assert clock_of_lanes.counted == [Scope.CHAT]


def test_without_a_chat_it_is_the_whole_bots(clock_of_lanes: Clock) -> None:
    limiter = clock_of_lanes.limiter()
    assert limiter.refused(None, 9.0) is Scope.BOT
    assert limiter.reply_in(limiter.chat(5)) == pytest.approx(9.0)
    assert limiter.pacer.rate is not None
    assert limiter.pacer.rate < 25.0


def sends(limiter: RateLimiter, chat: Chat, times: int = 1) -> None:
    for _ in range(times):
        assert limiter.reply_in(chat) == 0.0


def test_several_people_at_once_who_were_sent_nothing_before_mean_the_whole_bot(
    clock_of_lanes: Clock,
) -> None:
    limiter = clock_of_lanes.limiter()
    people = [limiter.chat(number) for number in range(1, SEVERAL + 1)]
    for person in people:
        sends(limiter, person)
    scopes = [limiter.refused(person, 7.0) for person in people]
    assert scopes == [Scope.CHAT] * (SEVERAL - 1) + [Scope.BOT]
    assert limiter.reply_in(limiter.chat(99)) == pytest.approx(7.0)
    late = limiter.chat(77)
    assert limiter.refused(late, 7.0) is Scope.BOT, "it was under way when the others were refused"
    clock_of_lanes.now += 7.0
    assert limiter.reply_in(limiter.chat(99)) == 0.0


def over_a_long_time(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 9):
        person = limiter.chat(number)
        sends(limiter, person)
        scopes.append(limiter.refused(person, 1.0))
        clock.now += SEVERAL_WITHIN


def the_same_again_and_again(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    scopes.extend(limiter.refused(limiter.chat(1), 1.0) for _ in range(9))


def groups_of_one_owner(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 9):
        sends(limiter, limiter.chat(-number))
        scopes.append(limiter.refused(limiter.chat(-number), 3_600.0))


def people_who_write_a_lot(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 9):
        sends(limiter, limiter.chat(number), 5)
        scopes.append(limiter.refused(limiter.chat(number), 30.0))


def people_who_write_for_long(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 9):
        for _ in range(30):
            sends(limiter, limiter.chat(number))
            clock.now += 1.5
    clock.now += BUSY_SECONDS / 4
    for number in range(6, 9):
        sends(limiter, limiter.chat(number))
        scopes.append(limiter.refused(limiter.chat(number), 30.0))


def people_who_flooded_and_were_held(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 4):
        sends(limiter, limiter.chat(number), 5)
        scopes.append(limiter.refused(limiter.chat(number), 2 * BUSY_SECONDS))
    clock.now += 2 * BUSY_SECONDS + 1.0
    for number in range(1, 4):
        sends(limiter, limiter.chat(number))
        scopes.append(limiter.refused(limiter.chat(number), 30.0))


def people_who_tap(clock: Clock, limiter: RateLimiter, scopes: list[Scope]) -> None:
    for number in range(1, 9):
        assert limiter.reply_in(limiter.chat(number), 0) == 0.0
        scopes.append(limiter.refused(limiter.chat(number), 30.0, messages=0))


def test_after_a_restart_who_flooded_before_it_is_no_witness(clock_of_lanes: Clock) -> None:
    """Their 429 may be for what they were sent by the former run, which nobody remembers."""
    limiter = clock_of_lanes.limiter(just_begun=True)
    flooders = [limiter.chat(number) for number in range(1, 10)]
    for chat in flooders:
        assert limiter.reply_in(chat) == 0.0
    assert [limiter.refused(chat, 600.0) for chat in flooders] == [Scope.CHAT] * 9
    assert limiter.reply_in(limiter.chat(99)) == 0.0, "everybody else is answered"
    assert limiter.pauses == 0
    assert clock_of_lanes.now < limiter.pacer.held_until <= clock_of_lanes.now + BUSY_SECONDS, (
        "announcements wait, but for the minute alone: it may be the whole bot's"
    )
    clock_of_lanes.now += 600.0
    for chat in flooders:
        assert limiter.reply_in(chat) == 0.0
    assert [limiter.refused(chat, 600.0) for chat in flooders] == [Scope.CHAT] * 9, "nor those who were held"
    assert limiter.pacer.held_until <= clock_of_lanes.now


def test_who_was_refused_in_the_first_minute_is_no_witness_beside_later_ones(clock_of_lanes: Clock) -> None:
    limiter = clock_of_lanes.limiter(just_begun=True)
    clock_of_lanes.now += BUSY_SECONDS - 1.0
    early = [limiter.refused(limiter.chat(number), 9.0) for number in (1, 2)]
    clock_of_lanes.now += 2.0
    later = [limiter.refused(limiter.chat(number), 9.0) for number in (3, 4, 5)]
    assert early + later == [Scope.CHAT] * 4 + [Scope.BOT]


@pytest.mark.parametrize(
    "happens",
    [
        over_a_long_time,
        the_same_again_and_again,
        groups_of_one_owner,
        people_who_write_a_lot,
        people_who_write_for_long,
        people_who_flooded_and_were_held,
        people_who_tap,
    ],
)
def test_nobody_silences_the_bot_by_being_refused(
    clock_of_lanes: Clock, happens: Callable[[Clock, RateLimiter, list[Scope]], None]
) -> None:
    limiter, scopes = clock_of_lanes.limiter(), list[Scope]()
    happens(clock_of_lanes, limiter, scopes)
    assert scopes
    assert set(scopes) == {Scope.CHAT}
    assert limiter.reply_in(limiter.chat(10_000)) == 0.0


async def test_nobody_sleeps_through_a_silence_that_grew_meanwhile(clock_of_lanes: Clock) -> None:
    limiter = clock_of_lanes.limiter()
    limiter.refused(None, 0.01)
    waits = asyncio.create_task(limiter.reply(PERSON, at_most=5.0))
    await asyncio.sleep(0)
    limiter.refused(None, 3_600.0)
    clock_of_lanes.now += 0.01
    assert await asyncio.wait_for(waits, 5) is False
    assert len(limiter.paces) == 0, "nothing is counted"


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -5.0, 0.0, 1e12])
def test_no_retry_after_holds_for_ever(clock_of_lanes: Clock, seconds: float) -> None:
    limiter = clock_of_lanes.limiter()
    limiter.refused(limiter.chat(5), seconds)
    clock_of_lanes.now += LONGEST_HOLD_SECONDS
    assert limiter.reply_in(limiter.chat(5)) == 0.0


def test_where_telegram_takes_less_than_thought_the_burst_is_gone(clock_of_lanes: Clock) -> None:
    limiter = clock_of_lanes.limiter()
    person = limiter.chat(5)
    sends(limiter, person, 6)
    limiter.refused(person, 1.0)
    clock_of_lanes.now += 1.0
    sends(limiter, person)
    assert limiter.reply_in(person) == pytest.approx(1.0)


async def test_what_somebody_waits_for_in_front_of_a_screen_waits_for_no_pace() -> None:
    limiter = RateLimiter(25.0, monotonic=lambda: 100.0)
    person = limiter.chat(5)
    async with asyncio.timeout(5):
        for _ in range(3):
            await limiter.reply(person, 10)
    assert limiter.reply_in(person) > 20.0, "what follows makes up for it"


def test_without_anybody_elses_message_the_idle_are_gone_too() -> None:
    paces, now = ChatPaces(), 100.0
    held, busy, quiet = (Chat(name, is_group=False) for name in (b"ditahan", b"ramai", b"tenang"))
    paces.hold(held, now, LONGEST_HOLD_SECONDS)
    for chat in (busy, busy, quiet, GROUP):
        paces.take(chat, now, 1)
    for seconds, left in (
        (9.0, 4),
        (1.0, 3),
        (50.0, 2),
        (1.0, 1),
        (LONGEST_HOLD_SECONDS + BUSY_SECONDS - 61.0, 0),
    ):
        now += seconds
        paces.forget_idle(now)
        assert len(paces) == left, now


def test_neither_paces_nor_witnesses_hold_the_key_of_a_chat_and_none_outlives_its_use(
    clock_of_lanes: Clock,
) -> None:
    limiter = clock_of_lanes.limiter()
    chat = Chat(b"the key that stands in the database", is_group=False)
    assert limiter.reply_in(chat) == 0.0
    assert limiter.refused(chat, 1.0) is Scope.CHAT
    assert (len(limiter.paces), len(limiter._witnesses)) == (1, 1)
    known = {*limiter.paces._chats, *limiter._witnesses}
    assert chat.key not in known
    clock_of_lanes.now += 61.0
    limiter.forget_idle()
    assert (len(limiter.paces), len(limiter._witnesses)) == (0, 0)
    assert limiter.reply_in(chat) == 0.0
    assert not known & {*limiter.paces._chats}, "and then it has another alias"


def test_paces_that_are_given_are_used_also_while_they_remember_nobody() -> None:
    """Something empty is false: ``given or default`` took the default, and every test went at the real pace."""
    mine = ChatPaces(ChatLimits(burst=100_000.0))
    assert RateLimiter(None, paces=mine).paces is mine
