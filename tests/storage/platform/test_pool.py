"""The pool of slots on both engines: what goes in comes out, places stay, what is erased is gone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.randomness import sample
from storage.migrations.migrate import upgrade
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.pool import BLOCK, SLOT_BYTES, Pool, Size, slots_for
from storage.platform.unit import Unit
from tests.repeatable import SeededRandomness


@pytest.fixture
def pool(database: Database) -> Pool:
    return Pool(database, SeededRandomness(3))


async def keep(committer: GroupCommitter, pool: Pool, content: bytes) -> tuple[int, ...]:
    numbers = await pool.pick(slots_for(len(content)))
    await committer.commit(Unit(writes=[pool.fill(numbers, content)], truncate_log=True))
    return numbers


def bytes_of(seed: int, size: int) -> bytes:
    return SeededRandomness(seed).bytes(size)


async def test_what_goes_in_comes_out(committer: GroupCommitter, pool: Pool) -> None:
    contents = [bytes_of(size, size) for size in (1, SLOT_BYTES - 1, SLOT_BYTES, SLOT_BYTES + 1, 300_000)]
    places = [await keep(committer, pool, one) for one in contents]
    for content, place in zip(contents, places, strict=True):
        assert await pool.read(place, len(content)) == content
    numbers = [number for place in places for number in place]
    assert len(set(numbers)) == len(numbers) == 1 + 1 + 1 + 2 + 5
    assert sorted(numbers) != numbers, "the places tell the order"
    assert await pool.size() == Size(BLOCK, len(numbers))
    assert await pool.read([BLOCK], 1) is None


async def test_a_content_larger_than_a_block_adds_blocks(committer: GroupCommitter, pool: Pool) -> None:
    content = bytes_of(1, BLOCK * SLOT_BYTES + 1)
    place = await keep(committer, pool, content)
    assert await pool.read(place, len(content)) == content
    assert await pool.size() == Size(2 * BLOCK, BLOCK + 1)
    assert max(place) >= BLOCK
    with pytest.raises(StorageError):
        pool.fill(place[:-1], content)


async def test_two_bots_never_fill_one_slot(committer: GroupCommitter, database: Database) -> None:
    one, other = Pool(database, SeededRandomness(5)), Pool(database, SeededRandomness(5))
    mine, theirs = await one.pick(4), await other.pick(4)
    assert mine == theirs, "the same randomness: both want the same"
    await committer.commit(Unit(writes=[one.fill(mine, bytes_of(1, 4 * SLOT_BYTES))]))
    with pytest.raises(StorageError):
        await committer.commit(Unit(writes=[other.fill(theirs, bytes_of(2, 4 * SLOT_BYTES))]))
    assert await one.read(mine, 4 * SLOT_BYTES) == bytes_of(1, 4 * SLOT_BYTES)
    again = await other.pick(4)
    assert not set(again) & set(mine)
    await committer.commit(Unit(writes=[other.fill(again, bytes_of(2, 4 * SLOT_BYTES))]))
    assert await one.size() == Size(BLOCK, 8)


async def test_two_processes_at_the_same_time(database_url: str, database: Database) -> None:
    """Each with a writer of its own, hundreds of contents, tried again as the dispatcher does."""
    kept: dict[int, bytes] = {}

    async def bot(seed: int) -> None:
        mine = Database(database_url)
        committer = GroupCommitter(mine, seed, _Plain())  # type: ignore[arg-type] # nothing is said here
        await committer.start()
        pool = Pool(mine, SeededRandomness(seed))
        for at in range(40):
            content = bytes_of(seed * 1_000 + at, 2 * SLOT_BYTES)
            for _ in range(5):
                numbers = await pool.pick(2)
                try:
                    await committer.commit(Unit(writes=[pool.fill(numbers, content)]))
                except StorageError:
                    continue
                for number, place in zip(numbers, (0, SLOT_BYTES), strict=True):
                    assert number not in kept
                    kept[number] = content[place : place + SLOT_BYTES]
                break
            if at % 4 == 3:
                gone = numbers
                await committer.commit(Unit(writes=[pool.free(gone)]))
                for number in gone:
                    del kept[number]
        await committer.close()
        await mine.close()

    await Pool(database, SeededRandomness(1)).pick(1)
    await asyncio.gather(bot(1), bot(2))
    pool = Pool(database, SeededRandomness(9))
    assert (await pool.size()).used == len(kept) == 120
    for number, content in kept.items():
        assert await pool.read([number], SLOT_BYTES) == content


class _Plain:
    def seal(self, plaintext: bytes, **_place: object) -> bytes:
        return plaintext


async def test_what_is_given_back_is_overwritten_in_file_and_log(
    committer: GroupCommitter, database: Database, pool: Pool, tmp_path: Path
) -> None:
    secret = b"jangan tertinggal" * 4_000
    place = await keep(committer, pool, secret)
    for _ in range(2):  # a second time changes nothing
        before = await pool.read(place, len(secret))
        await committer.commit(Unit(writes=[pool.free(place)], truncate_log=True))
        assert (await pool.size()).used == 0
    assert await pool.read(place, len(secret)) == before != secret
    await asyncio.sleep(0.2)  # the committer empties the log in a quiet moment
    if database.is_sqlite:
        for path in tmp_path.glob("netra.sqlite3*"):
            assert b"jangan tertinggal" not in path.read_bytes(), path.name


def _cells(path: Path) -> list[tuple[int, int, bytes]]:
    """Page, place within it and (of a slot) first bytes with the number of every cell.

    Read from the file as its format says: https://www.sqlite.org/fileformat2.html
    """
    raw = path.read_bytes()
    size = int.from_bytes(raw[16:18], "big")
    found = []
    for number in range(1, len(raw) // size + 1):
        page = raw[(number - 1) * size : number * size]
        head = 100 if number == 1 else 0
        if page[head] not in (2, 5, 10, 13):
            continue
        begin = head + (12 if page[head] in (2, 5) else 8)
        inner = 4 if page[head] == 2 else 0  # such a page's cells begin with a pointer
        for at in range(int.from_bytes(page[head + 3 : head + 5], "big")):
            cell = inner + int.from_bytes(page[begin + 2 * at : begin + 2 * at + 2], "big")
            is_slot = page[cell : cell + 2] >= b"\x83\x80"  # a payload of three bytes' length
            key = page[cell + 4] if page[cell + 4] < 8 else 0  # bytes of the slot's number; 0 and 1 take none
            found.append((number, cell, page[cell : cell + 8 + key] if is_slot else b""))
    return found


def _overflow(path: Path) -> dict[int, int]:
    """Page that follows each page that is none of a tree: a chain's next, or 0."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[16:18], "big")
    return {
        number: int.from_bytes(raw[(number - 1) * size : (number - 1) * size + 4], "big")
        for number in range(2, len(raw) // size + 1)
        if raw[(number - 1) * size] not in (2, 5, 10, 13)
    }


async def test_overwriting_moves_no_cell_and_no_page(tmp_path: Path) -> None:
    path = tmp_path / "netra.sqlite3"
    database = Database(f"sqlite:///{path}")
    await upgrade(database)
    committer = GroupCommitter(database, 1, _Plain())  # type: ignore[arg-type] # nothing is said here
    await committer.start()
    pool = Pool(database, SeededRandomness(3))
    first = await keep(committer, pool, bytes_of(1, 5 * SLOT_BYTES))
    await database.truncate_log()
    cells, chains, free = _cells(path), _overflow(path), _free_pages(path)
    places = [await keep(committer, pool, bytes_of(n, 300_000)) for n in range(2, 40)]
    await committer.commit(Unit(writes=[pool.free(first), pool.free(places[7]), pool.free(places[3])]))
    await database.truncate_log()
    assert sum(bool(head) for _, _, head in cells) >= BLOCK
    assert len(chains) > 7 * BLOCK
    assert _cells(path) == cells
    assert _overflow(path).keys() == chains.keys()
    assert sum(_overflow(path)[page] != following for page, following in chains.items()) == 0
    assert _free_pages(path) == free
    await committer.close()
    await database.close()


def _free_pages(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


async def test_the_pool_grows_before_it_is_full(committer: GroupCommitter, pool: Pool) -> None:
    assert await pool.grow(committer.commit) == 0, "nobody used it yet"
    await keep(committer, pool, b"x")
    assert await pool.size() == Size(BLOCK, 1)
    assert await pool.grow(committer.commit) == BLOCK, "less than a block is free"
    assert await pool.grow(committer.commit) == 0
    await keep(committer, pool, bytes_of(1, (BLOCK - 1) * SLOT_BYTES))
    assert await pool.grow(committer.commit) == 0
    await keep(committer, pool, b"x")
    assert await pool.grow(committer.commit) == BLOCK
    assert await pool.size() == Size(3 * BLOCK, BLOCK + 1)


async def test_growing_goes_on_where_it_was_killed(committer: GroupCommitter, pool: Pool) -> None:
    await keep(committer, pool, bytes_of(1, (BLOCK - 25) * SLOT_BYTES))
    done: list[Unit] = []

    async def dies(unit: Unit) -> None:
        if len(done) == 3:
            raise StorageError
        done.append(unit)
        await committer.commit(unit)

    with pytest.raises(StorageError):
        await pool.grow(dies)
    content = bytes_of(2, 100 * SLOT_BYTES)
    place = await keep(committer, pool, content)  # needs the block that is half there
    assert await pool.read(place, len(content)) == content
    assert (await pool.size()).total == 2 * BLOCK
    assert max(place) < 2 * BLOCK


async def transactions(database: Database, numbers: Sequence[int]) -> list[int]:
    """Number of the transaction that wrote each slot last, as any reader of the tables sees it."""
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT number, xmin::text::bigint AS x FROM slots"))
        found = {row.number: row.x for row in rows}
    return [found[number] for number in numbers]


async def test_mixing_hides_the_order_of_writing(fresh_postgres: str, keyring: object) -> None:
    database = Database(fresh_postgres)
    await upgrade(database)
    committer = GroupCommitter(database, 1, _Plain())  # type: ignore[arg-type] # nothing is said here
    await committer.start()
    pool = Pool(database, SeededRandomness(3))
    contents = [bytes_of(n, 3 * SLOT_BYTES) for n in range(20)]
    places = [await keep(committer, pool, one) for one in contents]
    firsts = [place[0] for place in places]
    before = await transactions(database, firsts)
    assert before == sorted(before)
    assert len(set(before)) == len(before)
    toasted = await _toasted(database)
    await committer.commit(Unit(writes=[pool.mix()]))
    changed = await transactions(database, range(BLOCK))
    assert len(set(await transactions(database, firsts))) == 1
    mixed = sum(one == changed[firsts[0]] for one in changed)
    assert mixed >= 2 * 60, "as many others were written with them"
    assert not toasted & await _toasted(database, places[0]), "large values were written anew as well"
    for content, place in zip(contents, places, strict=True):
        assert await pool.read(place, len(content)) == content
    await committer.commit(Unit(writes=[pool.mix()]))
    assert await transactions(database, range(BLOCK)) == changed, "nothing was left to mix"
    await committer.close()
    await database.close()


async def _toasted(database: Database, numbers: Sequence[int] = range(BLOCK)) -> set[int]:
    """Ids of the large values of slots."""
    async with database.read() as connection:
        rows = await connection.execute(
            text("SELECT pg_column_toast_chunk_id(content) FROM slots WHERE number = ANY(:n)"),
            {"n": list(numbers)},
        )
        return {int(row[0]) for row in rows}


@given(st.integers(0, 300), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_sample_is_of_different_numbers(limit: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, limit))
    found = sample(SeededRandomness(limit), limit, count)
    assert len(set(found)) == len(found) == count
    assert all(0 <= one < limit for one in found)
    with pytest.raises(ValueError, match="more numbers"):
        sample(SeededRandomness(1), limit, limit + 1)
