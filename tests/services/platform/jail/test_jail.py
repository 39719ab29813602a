"""What a decoder that was taken over can do behind the walls: nothing but answer, and lies are noticed."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import weakref
from collections.abc import AsyncIterator
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

import psutil
import pytest

from services.platform.errors import WorkerAnswerError, WorkerError
from services.platform.jail.pool import KEPT, SET, Jail
from services.platform.jail.work import Lane, WorkerTask
from tests.services.platform.jail.loot import LIES, Said
from tests.telegram_side import until
from tests.wardens import wardens

LOOT = "tests.services.platform.jail.loot"
LANE = Lane("loot", (LOOT,), f"{LOOT}:prepare", seconds=10, strangers=True)
THREADS = Lane("loot-threads", (LOOT,), f"{LOOT}:prepare", seconds=10, strangers=True, threads=True)
HASTY = Lane("loot-hasty", (LOOT,), seconds=1)


def text(name: str, lane: Lane = LANE) -> WorkerTask[..., str]:
    """A stand-in that says what it got."""
    return WorkerTask(lane, LOOT, name, answer=str)


def number(name: str, lane: Lane = LANE) -> WorkerTask[..., int]:
    """A stand-in that gives a number."""
    return WorkerTask(lane, LOOT, name, answer=int)


def said(name: str, lane: Lane = LANE) -> WorkerTask[..., Said]:
    """A stand-in that answers with everything."""
    return WorkerTask(lane, LOOT, name, answer=Said, most=2**20)


@pytest.fixture
async def jail() -> AsyncIterator[Jail]:
    one = Jail()
    yield one
    await one.close()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file that everybody may read: no right of the file system stands in the way, only the jail."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to("/tmp/pytest-of-root"):
            folder.chmod(0o755)
    path = tmp_path / "data.key"
    path.write_bytes(b"a key of nobody's")
    path.chmod(0o666)
    return path


def lives(one: psutil.Process) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return bool(one.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def test_files_are_out_of_reach(jail: Jail, key_file: Path) -> None:
    for path in (key_file, Path(__file__), Path("/etc/passwd"), key_file.parent / "netra.db"):
        assert await jail.run(text("read"), str(path)) == "", path
    assert await jail.run(text("listing"), str(key_file.parent)) == ""
    assert await jail.run(text("listing"), "/proc") == ""
    for path in (key_file, key_file.parent / "new"):
        assert await jail.run(text("write"), str(path)) == ""
    assert key_file.read_bytes() == b"a key of nobody's"
    assert not (key_file.parent / "new").exists()


async def test_the_environment_holds_no_token(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:not-a-token")
    work: WorkerTask[[], list[str]] = WorkerTask(LANE, LOOT, "environment", answer=list[str])
    names = await jail.run(work)
    assert set(names) <= {"LC_CTYPE", *KEPT, *SET}
    (warden,) = wardens()
    with suppress(psutil.AccessDenied):  # none but root may look, not even its own user
        assert "BOT_TOKEN" not in warden.environ()
    for path in (f"/proc/{os.getpid()}/environ", f"/proc/{warden.pid}/environ", "/proc/self/environ"):
        assert await jail.run(text("read"), path) == ""


async def test_the_memory_of_bot_and_warden_is_out_of_reach(jail: Jail) -> None:
    await jail.ready(LANE)
    (warden,) = wardens()
    for process in (os.getpid(), warden.pid):
        assert await jail.run(text("read_memory"), f"/proc/{process}/mem") == ""
        assert await jail.run(text("attach"), process) == ""
        assert await jail.run(text("signal_to"), process) == ""
    assert await jail.run(text("executable_memory")) == ""
    assert await jail.run(text("raise_limit")) == ""


async def test_there_is_no_network(jail: Jail) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, socket.socket(type=socket.SOCK_DGRAM) as box:
        box.bind(("127.0.0.1", 0))
        assert await jail.run(text("connect"), door.getsockname()[1]) == ""
        assert await jail.run(text("send_packet"), box.getsockname()[1]) == ""
    assert await jail.run(text("listen")) == ""


async def test_no_program_and_no_process_is_started(jail: Jail) -> None:
    assert await jail.run(text("run_program")) == ""
    assert await jail.run(text("fork")) == ""
    assert await jail.run(text("fork", THREADS)) == ""


async def test_threads_are_few_where_a_library_needs_them_and_none_elsewhere(jail: Jail) -> None:
    assert await jail.run(number("start_threads"), 500) == 0
    walls = await jail.ready(THREADS)
    started = await jail.run(number("start_threads", THREADS), 500)
    assert 1 <= started <= walls.tasks
    assert await jail.run(number("threads_before", THREADS)) == 1


async def test_nothing_is_left_for_the_next_piece_of_work(jail: Jail) -> None:
    assert await jail.run(number("remember"), "another reporter's words") == 1
    assert await jail.run(text("recall")) == ""


async def test_an_honest_answer_arrives_whole(jail: Jail) -> None:
    content = os.urandom(300_000)
    assert await jail.run(said("say"), "kata é", content) == Said("kata é", content, 300_000)


@pytest.mark.parametrize("name", sorted(LIES))
async def test_a_lie_is_no_answer(jail: Jail, name: str) -> None:
    with pytest.raises(WorkerError) as caught:
        await jail.run(said("lie"), name)
    gone = name in ("nothing", "half")
    assert type(caught.value) is (WorkerError if gone else WorkerAnswerError)
    assert not gone or "ended" in str(caught.value)
    assert (await jail.run(said("say"), "a", b"b")).number == 1, "the lane goes on"


async def test_an_answer_beyond_its_bound_is_refused(jail: Jail) -> None:
    with pytest.raises(WorkerAnswerError):
        await jail.run(said("say"), "large", bytes(2**20 + 1))
    with pytest.raises(WorkerAnswerError):
        await jail.run(
            WorkerTask(LANE, LOOT, "say", answer=Said, holds=lambda one: one.number < 3), "a", b"four"
        )


@pytest.mark.parametrize("name", ["never_end", "trickle"])
async def test_an_answer_that_never_ends_is_cut_off(jail: Jail, name: str) -> None:
    with pytest.raises(WorkerError):
        await jail.run(said(name, HASTY))
    assert await jail.run(text("recall", HASTY)) == ""


@pytest.mark.parametrize("name", ["stay", "flood"])
async def test_who_answers_and_stays_is_ended_before_the_next(jail: Jail, name: str) -> None:
    assert (await jail.run(said(name))).content == b"a"
    (warden,) = wardens()
    workers = set(wardens(workers=True)) - {warden}
    assert workers or name == "flood", "it stays"
    assert await jail.run(text("recall")) == ""
    assert not workers & set(wardens(workers=True))


async def test_an_errors_name_carries_no_words(jail: Jail) -> None:
    with pytest.raises(WorkerError) as caught:
        await jail.run(said("name_of_error"))
    assert str(caught.value) == "the work failed: error"
    with pytest.raises(WorkerError) as caught:
        await jail.run(number("fail"), "rahasia pelapor")
    assert str(caught.value) == "the work failed: ValueError"
    assert caught.value.__cause__ is None


async def test_crashes_and_greed_cost_one_piece(jail: Jail) -> None:
    for name in ("crash", "hog"):
        with pytest.raises(WorkerError):
            await jail.run(number(name))
        assert await jail.run(text("recall")) == ""


@pytest.mark.parametrize("name", ["sleep", "spin"])
async def test_time_is_bounded(jail: Jail, name: str) -> None:
    with pytest.raises(WorkerError):
        await jail.run(number(name, HASTY), 600.0)
    assert wardens(workers=True) == []


async def test_who_no_longer_waits_leaves_nothing_running(jail: Jail) -> None:
    task = asyncio.create_task(jail.run(number("sleep"), 600.0))
    await until(lambda: len(wardens(workers=True)) >= 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert wardens(workers=True) == []


async def test_a_lane_that_rests_ends_its_process() -> None:
    jail = Jail()
    await jail.run(text("recall", Lane("resting", (LOOT,), rests=0.1)))
    await until(lambda: not wardens(workers=True))
    assert await jail.run(text("recall", Lane("resting", (LOOT,), rests=0.1))) == ""
    await jail.close()
    with pytest.raises(WorkerError):
        await jail.run(text("recall"))
    assert wardens(workers=True) == [], "a closed jail starts nothing"


async def test_a_resting_lane_keeps_nobodys_turn_alive(jail: Jail) -> None:
    class UpdateContext:
        """Stands for all that a person said."""

    turn: ContextVar[UpdateContext] = ContextVar("turn")
    gone = weakref.ref(now := UpdateContext())

    async def serve(mine: UpdateContext) -> None:
        turn.set(mine)
        await jail.run(text("recall", Lane("resting", (LOOT,), rests=600)))

    task = asyncio.create_task(serve(now))
    await task
    del task, now
    await asyncio.sleep(0)  # the task that woke this one up is let go
    gc.collect()
    assert gone() is None


PROGRAM = """
import asyncio
from services.platform.jail.pool import KEPT, SET, Jail
from services.platform.jail.work import Lane, WorkerTask
LANE = Lane("loot", ("tests.services.platform.jail.loot",), seconds=600)
asyncio.run(Jail().run(WorkerTask(LANE, "tests.services.platform.jail.loot", "{name}", answer=int), 600.0))
"""


@pytest.mark.parametrize("name", ["sleep", "spin"])
async def test_no_worker_outlives_a_killed_bot(name: str) -> None:
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM.format(name=name))
    there = psutil.Process(bot.pid)
    await until(lambda: len(there.children(recursive=True)) >= 2)
    left = there.children(recursive=True)
    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    await until(lambda: not any(lives(one) for one in left))
