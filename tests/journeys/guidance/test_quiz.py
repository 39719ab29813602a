"""The quiz: five polls, a score card, a restart in the middle, polls of an older round."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from rulebook.loader import load_rulebook
from rulebook.quiz import load_quiz
from tests.journeys.conftest import running_bot
from tests.pictures import opened
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

BOOK, RULEBOOK = load_quiz(), load_rulebook()


def right_option(poll: Message) -> int:
    """What somebody who knows the rulebook answers."""
    asked = poll["poll"]["question"].partition(". ")[2]
    for slug, behaviour in BOOK.perbuatan.items():
        if asked.startswith(behaviour):
            return int(poll["poll"]["options"].index(RULEBOOK[slug].verdict.label))
    choice = next(one for one in BOOK.pilihan if one.ask == asked)
    return int(poll["poll"]["options"].index(choice.right))


async def next_poll(person: Person, number: int) -> Message:
    return await person.hears(
        lambda m: (
            m["poll"] is not None
            and m["poll"]["question"].startswith(f"{number}/5.")
            and m["poll"]["chosen"] is None
        )
    )


async def test_five_questions_then_a_score_card_through_a_restart(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        await asn.says("/kuis")
        for number in (1, 2):
            poll = await next_poll(asn, number)
            assert poll["poll"]["quiz"]
            await asn.votes(poll, right_option(poll))
        third = await next_poll(asn, 3)
    await asn.votes(third, (right_option(third) + 1) % len(third["poll"]["options"]))
    async with running_bot(settings, clock):
        for number in (4, 5):
            poll = await next_poll(asn, number)
            await asn.votes(poll, right_option(poll))
        card = await asn.hears(lambda m: m["photo"] is not None)
        assert card["text"].startswith("4 dari 5 benar")
        with opened(await asn.file(card["photo"]["file_id"])) as picture:
            assert picture.height > picture.width
        await asn.taps(card, "Baca: ")
        await asn.hears("Dasar:")
        answered = [one for one in await asn.chat() if one["poll"]]
        assert len(answered) == 5
        assert all(one["poll"]["explanation"] for one in answered)


@pytest.mark.usefixtures("bot")
async def test_a_poll_of_an_older_round_changes_nothing(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/kuis")
    old = await next_poll(asn, 1)
    await asn.says("/kuis")
    new = await next_poll(asn, 1)
    await asn.votes(old, 0)
    await asn.votes(new, right_option(new))
    await next_poll(asn, 2)
    await asn.says("/bantuan")
    await asn.hears("Yang bisa Anda lakukan")
    polls = [one["poll"]["question"].partition(".")[0] for one in await asn.chat() if one["poll"]]
    assert polls == ["1/5", "1/5", "2/5"]


@pytest.mark.usefixtures("bot")
async def test_a_question_in_the_middle_is_answered_and_the_quiz_goes_on(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/kuis")
    poll = await next_poll(asn, 1)
    await asn.says("boleh ga like postingan calon bupati?")
    await asn.hears("Like, komentar")
    await asn.votes(poll, 0)
    await next_poll(asn, 2)
