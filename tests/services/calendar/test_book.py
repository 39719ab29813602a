"""Elections written in chat, on both databases, seen by every process at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import update

from rulebook.elections import load_elections
from services.calendar.book import ElectionBook
from services.calendar.editing import ElectionDraft
from storage.calendar.elections import ElectionStore
from storage.calendar.tables import elections
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database, dumps
from storage.platform.unit import Unit
from tests.services.calendar.test_editing import sound

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


async def test_a_change_is_seen_by_another_process_without_restart(
    database: Database, committer: GroupCommitter
) -> None:
    here, there = (ElectionBook(load_elections(), ElectionStore(database)) for _ in range(2))
    election = sound().build(NOW.date(), ())
    assert election is not None
    generation = there.calendar.generation
    unit = Unit()
    here.save(unit, election, NOW)
    await committer.commit(unit)
    assert (await here.refresh()).election(election.slug) == election
    assert (await there.refresh()).election(election.slug) == election
    assert there.calendar.generation == generation + 1
    await there.refresh()
    assert there.calendar.generation == generation + 1, "nothing is read again while nothing changed"
    unit = Unit()
    there.remove(unit, election.slug)
    await committer.commit(unit)
    assert (await here.refresh()).election(election.slug) is None


async def test_a_shipped_election_can_be_changed_and_restored(
    database: Database, committer: GroupCommitter
) -> None:
    shipped = load_elections()
    book = ElectionBook(shipped, ElectionStore(database))
    pilkada = next(one for one in shipped if one.slug == "pilkada-2024")
    changed = ElectionDraft.of(pilkada).with_title("Pilkada lain").build(date(2026, 11, 25), ())
    assert changed is not None
    unit = Unit()
    book.save(unit, changed, NOW)
    await committer.commit(unit)
    await book.refresh()
    found = book.calendar.election("pilkada-2024")
    assert found is not None
    assert found.title == "Pilkada lain"
    assert book.is_own("pilkada-2024")
    unit = Unit()
    book.remove(unit, "pilkada-2024")
    await committer.commit(unit)
    await book.refresh()
    assert book.calendar.election("pilkada-2024") == pilkada
    assert not book.is_own("pilkada-2024")


async def test_an_election_that_no_longer_fits_the_model_is_left_out(
    database: Database, committer: GroupCommitter
) -> None:
    book = ElectionBook(load_elections(), ElectionStore(database))
    election = sound().build(NOW.date(), ())
    assert election is not None
    unit = Unit()
    book.save(unit, election, NOW)

    async def spoil(connection: object) -> None:
        await connection.execute(update(elections).values(body=dumps({"slug": "x"})))  # type: ignore[attr-defined]

    unit.write(spoil)
    await committer.commit(unit)
    await book.refresh()
    assert book.calendar.election(election.slug) is None
    assert book.unreadable == (election.slug,)
    assert len(book.calendar.elections) == len(load_elections())
