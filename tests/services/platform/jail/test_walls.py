"""The walls themselves: what the filter lets through on each machine, and what is done where a kernel lacks some."""

from __future__ import annotations

import json
import platform
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import checkup
from services.platform.errors import WorkerError
from services.platform.jail import kernel
from services.platform.jail.kernel import _ARCHITECTURES, filter_program
from services.platform.jail.pool import Jail
from services.platform.jail.walls import Walls
from services.platform.jail.work import Lane

ROOT = Path(__file__).parents[4]
LANDLOCK = 444
ALLOW, REFUSE, KILL, LACKING = 0x7FFF0000, 0x00050001, 0x80000000, 0x00050026
"""SECCOMP_RET_ALLOW, ERRNO with EPERM, KILL_PROCESS, ERRNO with ENOSYS. Source: linux/seccomp.h."""
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""Source: linux/audit.h."""
OPEN, SOCKET, EXECVE, PTRACE, KILL_CALL, FORK = (
    {"x86_64": 257, "aarch64": 56},
    {"x86_64": 41, "aarch64": 198},
    {"x86_64": 59, "aarch64": 221},
    {"x86_64": 101, "aarch64": 117},
    {"x86_64": 62, "aarch64": 129},
    {"x86_64": 57, "aarch64": 1079},
)
READ, MMAP, MPROTECT, CLONE = (
    {"x86_64": 0, "aarch64": 63},
    {"x86_64": 9, "aarch64": 222},
    {"x86_64": 10, "aarch64": 226},
    {"x86_64": 56, "aarch64": 220},
)
CLONE3 = 435
AS_A_THREAD = 0x3D0F00
MACHINES = ("x86_64", "aarch64")


def judged(program: bytes, number: int, arguments: tuple[int, ...] = (), architecture: int = 0) -> int:
    """What classic BPF makes of a call; written from the kernel's description of it, filter.rst."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *padded)
    lines = list(struct.iter_unpack("=HBBI", program))
    at = value = 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        if code == 0x06:
            return int(operand)
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, operand)
            continue
        holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code]
        at += yes if holds else no


@pytest.fixture(params=[(machine, threads) for machine in MACHINES for threads in (False, True)], ids=str)
def judge(request: pytest.FixtureRequest) -> tuple[str, bool, Callable[..., int]]:
    machine, threads = request.param
    program = filter_program(machine, threads=threads)
    assert program is not None

    def judge(number: int, *arguments: int, architecture: int = AUDIT[machine]) -> int:
        return judged(program, number, arguments, architecture)

    return machine, threads, judge


def test_the_filter_lets_through_what_decoding_needs(judge: tuple[str, bool, Callable[..., int]]) -> None:
    machine, _, verdict = judge
    assert verdict(READ[machine]) == ALLOW
    for call in (MMAP, MPROTECT):
        assert verdict(call[machine], 0, 4096, 3) == ALLOW
        assert verdict(call[machine], 0, 4096, 7) == REFUSE
        assert verdict(call[machine], 0, 4096, 4) == REFUSE


def test_the_filter_refuses_every_kind_of_loot(judge: tuple[str, bool, Callable[..., int]]) -> None:
    machine, threads, verdict = judge
    for call in (OPEN, SOCKET, EXECVE, PTRACE, KILL_CALL, FORK):
        assert verdict(call[machine]) == REFUSE
    assert verdict(CLONE3) == LACKING
    assert verdict(CLONE[machine], 17) == REFUSE
    assert verdict(CLONE[machine], AS_A_THREAD) == (ALLOW if threads else REFUSE)
    assert verdict(CLONE[machine], AS_A_THREAD | 0x10000000) == REFUSE, "no new namespace with it"
    assert verdict(READ[machine] | 0x40000000) == REFUSE, "the second table of x86"
    assert verdict(READ[machine], architecture=0x40000003) == KILL, "the calls of 32 bits"


def test_the_filter_allows_few_calls(judge: tuple[str, bool, Callable[..., int]]) -> None:
    _, _, verdict = judge
    assert sum(verdict(number) == ALLOW for number in range(600)) == len(kernel._CALLS) + 2


def test_a_machine_of_another_kind_has_no_filter() -> None:
    assert filter_program("riscv64", threads=True) is None


@pytest.mark.parametrize(
    ("walls", "decodes", "lacking"),
    [
        (Walls(True, 7, True, True), True, ()),
        (Walls(True, 0, True, True), True, ("Landlock (files)",)),
        (Walls(True, 3, True, True), True, ("Landlock 4 (TCP)", "Landlock 6 (signals)")),
        (
            Walls(False, 1, True, True),
            True,
            ("seccomp (system calls)", "Landlock 4 (TCP)", "Landlock 6 (signals)"),
        ),
        (Walls(True, 6, False, False), True, ("another user or user namespace", "network namespace")),
        (
            Walls(False, 0, True, True),
            False,
            ("seccomp (system calls)", "Landlock (files)"),
        ),
    ],
)
def test_what_is_lacking_is_named(walls: Walls, decodes: bool, lacking: tuple[str, ...]) -> None:
    assert walls.may_decode is decodes
    assert walls.lacking == lacking


def on_a_kernel_without(*numbers: int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.platform.jail.lacking", *map(str, numbers)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_without_landlock_the_filter_still_refuses_files() -> None:
    got = on_a_kernel_without(LANDLOCK)
    assert got["lacking"] == ["Landlock (files)"]
    assert [got[name] for name in ("read", "write", "listing", "fork", "executable_memory")] == [""] * 5


def test_without_seccomp_landlock_still_refuses_files_and_limits_refuse_processes() -> None:
    got = on_a_kernel_without(_ARCHITECTURES[platform.machine()][2])
    assert got["lacking"] == ["seccomp (system calls)"]
    assert [got[name] for name in ("read", "write", "listing", "fork")] == [""] * 4
    assert got["executable_memory"], "the filter alone refuses it"


def test_without_both_nothing_of_strangers_is_opened() -> None:
    assert on_a_kernel_without(LANDLOCK, _ARCHITECTURES[platform.machine()][2]) == {"started": False}


async def test_check_says_which_walls_are_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await checkup._jail()).ok

    async def lacking(_jail: Jail, _lane: Lane) -> Walls:
        return Walls(True, 0, True, False)

    async def none(_jail: Jail, _lane: Lane) -> Walls:
        raise WorkerError

    monkeypatch.setattr(Jail, "ready", lacking)
    said = await checkup._jail()
    assert said.ok
    assert "Landlock (files), network namespace" in said.what
    monkeypatch.setattr(Jail, "ready", none)
    said = await checkup._jail()
    assert not said.ok
    assert "operations.md" in said.mend
