from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core.sealing import Keyring
from storage.calendar.subscribers import StoredSubscriber, Subscribers, pseudonym_of
from storage.calendar.tables import subscribers as table
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Unit
from tests.conftest import BOT_ID

DAY = date(2026, 11, 25)


def person(number: int, **given: str) -> StoredSubscriber:
    return StoredSubscriber(
        number.to_bytes(16, "big"),
        700_000_000 + number,
        "pns",
        given.get("province", "31"),
        "Asia/Jakarta",
        True,
        DAY,
        given.get("district", ""),
        given.get("agency", ""),
    )


async def test_many_are_added_and_changed_in_one_go(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[subscribers.save_many([person(n) for n in range(1, 4)])]))
    changed = StoredSubscriber(
        b"n" * 16, 700_000_002, "pppk", "19", "Asia/Makassar", False, DAY, "Kota A", "Dinas"
    )
    await committer.commit(Unit(writes=[subscribers.save_many([changed, person(9)])]))
    assert await subscribers.count() == 4
    found = await subscribers.of_chat(keyring.chat_key(700_000_002))
    assert found is not None
    assert (found.role, found.province, found.active) == ("pppk", "19", False)
    assert found.id == (2).to_bytes(16, "big"), "the id stays, and with it the ledger"
    assert found.chat_id == 700_000_002


async def test_a_chat_is_known_here_under_another_key_than_elsewhere(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[subscribers.save(person(1)), subscribers.save_many([person(2)])]))
    await committer.commit(Unit(writes=[subscribers.move((2).to_bytes(16, "big"), 700_000_022)]))
    chats = [keyring.chat_key(chat) for chat in (700_000_001, 700_000_022)]
    async with database.read() as connection:
        stored = set((await connection.execute(select(table.c.chat_key))).scalars())
    assert stored == {pseudonym_of(keyring, chat) for chat in chats}
    assert stored.isdisjoint(chats)
    await committer.commit(Unit(writes=[subscribers.set_active(chats[0], active=False)]))
    await committer.commit(Unit(writes=[subscribers.remove(chats[1])]))
    found = await subscribers.of_chat(chats[0])
    assert found is not None
    assert not found.active
    assert await subscribers.count() == 1


async def test_pages_reach_everybody_once(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[subscribers.save_many([person(n) for n in range(1, 24)])]))
    seen: list[int] = []
    after = bytes(16)
    while page := await subscribers.page(after, 5):
        seen += [one.chat_id for one in page]
        after = page[-1].id
    assert seen == [700_000_000 + n for n in range(1, 24)]


async def test_values_people_named_come_the_most_frequent_first(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    people = [
        person(1, agency="Dinas B"),
        person(2, agency="Dinas A"),
        person(3, agency="Dinas B", province="19"),
        person(4),
    ]
    await committer.commit(Unit(writes=[subscribers.save_many(people)]))
    assert await subscribers.values("agency") == ["Dinas B", "Dinas A"]
    assert await subscribers.values("agency", "19") == ["Dinas B"]
    assert await subscribers.active_in(("19",)) == 1
    with pytest.raises(StorageError):
        await subscribers.values("chat")


async def test_places_are_sealed_and_found_by_keyed_hashes(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    """Somebody who steals the table learns of two only that they named the same, and no length of a name."""
    subscribers = Subscribers(database, keyring, BOT_ID)
    one, other = person(1, district="Kota A", agency="Dinas A"), person(2, agency="Dinas A")
    await committer.commit(Unit(writes=[subscribers.save(one), subscribers.save_many([other, person(3)])]))
    async with database.read() as connection:
        rows = (await connection.execute(select(table).order_by(table.c.id))).all()
    assert "Dinas" not in repr(rows)
    assert "Kota" not in repr(rows)
    assert rows[0].agency_key == rows[1].agency_key != keyring.digest("district", b"Dinas A")[:8]
    assert rows[1].district_key is None
    assert (rows[2].district_key, rows[2].agency_key, rows[2].places) == (None, None, None)
    assert len(rows[0].places) == len(rows[1].places)
    again = replace(one, id=b"z" * 16, agency="Dinas B")  # a new id, as whoever subscribes again has
    await committer.commit(
        Unit(writes=[subscribers.save(again), subscribers.save_many([replace(other, id=b"y" * 16)])])
    )
    found = [await subscribers.of_chat(keyring.chat_key(700_000_000 + n)) for n in (1, 2, 3)]
    assert [(one.district, one.agency) for one in found if one] == [
        ("Kota A", "Dinas B"),
        ("", "Dinas A"),
        ("", ""),
    ]
    await committer.commit(Unit(writes=[subscribers.save(replace(again, district="", agency=""))]))
    cleared = await subscribers.of_chat(keyring.chat_key(700_000_001))
    assert cleared is not None
    assert (cleared.district, cleared.agency) == ("", "")


async def test_the_longest_names_come_back(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    names = [("K" * 60, "ä" * 120), ("", "x" * 62), ("x" * 60, ""), ("Kota  dua", "Badan “A” & B")]
    people = [person(n, district=d, agency=a) for n, (d, a) in enumerate(names, 1)]
    await committer.commit(Unit(writes=[subscribers.save_many(people)]))
    assert [(one.district, one.agency) for one in await subscribers.page(bytes(16), 9)] == names
