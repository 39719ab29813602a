"""What a group may ask in a minute, by a clock of the test's own."""

from __future__ import annotations

from itertools import pairwise

from services.platform.chat_paces import TELEGRAM, WINDOW_SECONDS
from services.platform.group_allowance import RESERVE, GroupAllowance, GroupReply

GROUP, OTHER = b"satu", b"dua"
ANSWERS = TELEGRAM.group_per_minute - RESERVE


def asked(allowance: GroupAllowance, now: float, key: bytes = GROUP) -> GroupReply:
    """A question, and what is said to it noted."""
    room = allowance.room(key, now, asks=True)
    if room in (GroupReply.ANSWER, GroupReply.WORD):
        allowance.note(key, now, 1, word=room is GroupReply.WORD)
    return room


def test_answers_then_one_word_then_silence_and_others_notice_nothing() -> None:
    allowance = GroupAllowance()
    rooms = [asked(allowance, 100.0 + number) for number in range(30)]
    assert rooms == [GroupReply.ANSWER] * ANSWERS + [GroupReply.WORD] + [GroupReply.SILENCE] * (
        30 - ANSWERS - 1
    )
    assert asked(allowance, 130.0, OTHER) is GroupReply.ANSWER


def test_answers_come_again_when_the_pace_allows_it() -> None:
    allowance = GroupAllowance()
    for number in range(30):
        asked(allowance, 100.0 + number / 100)
    assert asked(allowance, 100.0 + WINDOW_SECONDS - 1) is GroupReply.SILENCE
    assert asked(allowance, 101.0 + WINDOW_SECONDS) is GroupReply.ANSWER


def test_whoever_never_stops_hears_the_word_once_a_minute_and_no_minute_holds_more_than_telegram_takes() -> (
    None
):
    allowance, said = GroupAllowance(), list[tuple[float, GroupReply]]()
    for tick in range(6_000):
        now = 100.0 + tick / 10
        room = asked(allowance, now)
        if room is not GroupReply.SILENCE:
            said.append((now, room))
    words = [at for at, room in said if room is GroupReply.WORD]
    assert all(later - earlier >= WINDOW_SECONDS for earlier, later in pairwise(words))
    assert len(words) >= 8
    for at, _ in said:
        assert sum(at <= one < at + 60.0 for one, _ in said) <= TELEGRAM.group_per_minute


def test_what_nobody_asked_for_has_room_after_the_word_but_not_without_end() -> None:
    allowance = GroupAllowance()
    for _ in range(30):
        asked(allowance, 100.0)
    assert allowance.room(GROUP, 100.0, asks=False) is GroupReply.WARNING
    allowance.note(GROUP, 100.0, 1)
    assert allowance.room(GROUP, 100.0, asks=False) is GroupReply.SILENCE


def test_groups_are_forgotten() -> None:
    allowance = GroupAllowance()
    for number in range(10_000):
        asked(allowance, 100.0 + number, b"%d" % number)
    assert len(allowance) < 4 * WINDOW_SECONDS


def test_without_another_groups_question_the_quiet_are_gone_too() -> None:
    allowance = GroupAllowance()
    asked(allowance, 100.0)
    asked(allowance, 130.0, b"another")
    known = set(allowance._groups)
    assert GROUP not in known
    allowance.forget_idle(100.0 + WINDOW_SECONDS)
    assert len(allowance) == 1
    allowance.forget_idle(130.0 + WINDOW_SECONDS)
    assert len(allowance) == 0
    asked(allowance, 300.0)
    assert not known & set(allowance._groups), "and then it has another alias"
