"""The queue knows no asker, counts what is asked again, and hides small numbers."""

from __future__ import annotations

from datetime import timedelta

from services.guidance.queue import MIN_CELL, Queue, Why
from storage.guidance.questions import Questions
from storage.platform.committer import GroupCommitter
from storage.platform.lifetimes import QUESTIONS
from storage.platform.unit import Unit
from storage.tidying import erase_overdue
from tests.conftest import BOT_ID
from tests.services.guidance.conftest import NOW

STRANGE = "pak Budi nyuruh gladi wayang potehi"


async def note(committer: GroupCommitter, queue: Queue, text: str, why: Why = Why.NOT_UNDERSTOOD) -> None:
    await committer.commit(Unit(writes=queue.note(text, ("hak-pilih",), why, NOW)))


async def test_the_same_question_counts_up_whoever_is_named(committer: GroupCommitter, queue: Queue) -> None:
    await note(committer, queue, STRANGE)
    await note(committer, queue, "Pak Hasan nyuruh gladi wayang potehi!!")
    (one,) = await queue.waiting()
    assert one.times == 2
    assert one.text == "pak [nama] nyuruh gladi wayang potehi"
    assert one.candidates == ("hak-pilih",)


async def test_what_says_nothing_is_not_queued(committer: GroupCommitter, queue: Queue) -> None:
    for text in ("halo", "???", "", "081234567890"):
        await note(committer, queue, text)
    assert await queue.waiting() == []


async def test_what_was_dismissed_does_not_come_back(committer: GroupCommitter, queue: Queue) -> None:
    await note(committer, queue, STRANGE)
    (one,) = await queue.waiting()
    await committer.commit(Unit(writes=queue.dismiss(one)))
    await note(committer, queue, STRANGE)
    assert await queue.waiting() == []


async def test_tapping_twice_links_once_and_a_link_can_be_taken_back(
    committer: GroupCommitter, queue: Queue, questions: Questions
) -> None:
    await note(committer, queue, STRANGE)
    (one,) = await queue.waiting()
    for _ in range(3):
        found = await queue.get(one.id)
        assert found is not None
        await committer.commit(Unit(writes=queue.link(found, "survei", NOW)))
    assert [overlay.topic for overlay in await questions.all_overlays()] == ["survei"]
    assert await queue.waiting() == []
    linked = await queue.get(one.id)
    assert linked is not None
    await committer.commit(Unit(writes=queue.unlink(linked, NOW)))
    assert [overlay.topic for overlay in await questions.all_overlays()] == ["survei", ""]
    assert len(await queue.waiting()) == 1


async def test_old_questions_are_erased(
    committer: GroupCommitter, queue: Queue, questions: Questions
) -> None:
    await note(committer, queue, STRANGE)
    await committer.commit(Unit(writes=[erase_overdue(NOW + QUESTIONS, BOT_ID)]))
    assert len(await queue.waiting()) == 1
    await committer.commit(Unit(writes=[erase_overdue(NOW + QUESTIONS + timedelta(days=1), BOT_ID)]))
    assert await questions.open_ones() == []


async def test_small_numbers_are_hidden(committer: GroupCommitter, queue: Queue) -> None:
    writes = [queue.count_asked("hak-pilih", NOW) for _ in range(MIN_CELL)]
    writes += [queue.count_asked("golput", NOW) for _ in range(MIN_CELL - 1)]
    writes += [queue.count_asked(None, NOW), queue.count_mark("hak-pilih", NOW, helped=True)]
    await committer.commit(Unit(writes=writes))
    week = await queue.week(NOW)
    assert week.shown == (("hak-pilih", MIN_CELL),)
    assert week.hidden_topics == 1
    assert (week.not_understood, week.helped, week.not_helped) == (None, None, None)
    assert (await queue.week(NOW, 1)).shown == ()
    assert week.monday.weekday() == 0
