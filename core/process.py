"""No dumps, no swap where that can be had, and free memory that tells nothing.

Python can't overwrite a string, and neither the interpreter's allocator nor the C library clears what is
freed: hours later a process still holds whole updates. The C library can be told to overwrite what is freed.
The interpreter's own allocator, for all that is small, can not without costing 20 % of the processor; so what
is free there is *filled* from time to time: every free block is taken, zeroed, and given back.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SLICE = 1_024
"""Blocks taken in one go: about a millisecond; between slices others may work."""
MOST_FILLED = 512 * 2**20
"""Bytes taken at most, should the end not be recognised."""

POOL_BITS, POOL_HEAD, SMALLEST, LARGEST, ENDS = 14, 48, 32, 512, 4
"""The interpreter's allocator: pools of 16 KB with a head, for blocks of one size each, up to 512 bytes.
Source: CPython 3.11, Objects/obmalloc.c. Where another version differs, less is filled and nothing breaks."""
BYTES_HEAD = sys.getsizeof(b"")
WHOLE_POOL = 480
"""Blocks of this size leave 16 bytes of a pool over, as few as any size an id or a word can lie in."""

TUNABLES = {
    "glibc.malloc.perturb": "85",
    "glibc.malloc.tcache_count": "0",
    "glibc.malloc.arena_max": "1",
}
"""Have the GNU C library overwrite what is freed, put none of it aside where it would not be, and keep all in
one arena, where what it leaves is found (``core/c_heap.py``). Read only when a program starts.
Source: The GNU C Library manual, Memory Allocation Tunables."""
_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


def wipe(secret: bytearray) -> None:
    """Overwrites a secret of our own."""
    secret[:] = bytes(len(secret))


# --- dumps and swap ---


@dataclass(frozen=True, slots=True)
class Guarded:
    """What holds of this process."""

    no_core: bool
    """The kernel writes no core file (RLIMIT_CORE)."""
    not_dumpable: bool
    """No core, and other processes of the same user can't read its memory (PR_SET_DUMPABLE)."""
    locked: bool
    """Nothing of it goes to swap (mlockall)."""
    overwrites: bool
    """The C library overwrites what is freed."""


def refuse_dumps() -> tuple[bool, bool]:
    """No core files, no reading by others of the same user; whether each holds. For every process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        refused = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    except AttributeError:
        refused = False
    return True, refused


def lock_memory() -> bool:
    """Keeps all of the process out of swap, where the limit lets it; whether it holds.

    Only where RLIMIT_MEMLOCK is unlimited: with less, the allocation that meets the limit fails.
    """
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY:
        return False
    try:
        locked: int = ctypes.CDLL(None).mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)
    except AttributeError:
        return False
    return locked == 0


def guard_process() -> Guarded:
    """Everything of the above, at the start of the bot."""
    no_core, not_dumpable = refuse_dumps()
    return Guarded(no_core, not_dumpable, lock_memory(), overwrites_what_is_freed())


# --- the C library's allocator ---


def overwrites_what_is_freed(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the C library is glibc, started so that it overwrites what is freed."""
    told = environment.get("GLIBC_TUNABLES", "").split(":")
    return has_glibc() and all(f"{name}={value}" in told for name, value in TUNABLES.items())


def has_glibc() -> bool:
    """Whether the C library is the GNU one."""
    return hasattr(ctypes.CDLL(None), "gnu_get_libc_version")


def begin_anew_overwriting() -> None:
    """Starts this program once more in its own place, with the C library told to overwrite what is freed.

    Does nothing where it is told already, or is another C library: call it before anything else.
    """
    if not has_glibc() or overwrites_what_is_freed():
        return
    kept = [
        one
        for one in os.environ.get("GLIBC_TUNABLES", "").split(":")
        if one.partition("=")[0] not in TUNABLES
    ]
    told = [*filter(None, kept), *(f"{name}={value}" for name, value in TUNABLES.items())]
    os.execve(  # noqa: S606 - the same program again
        sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "GLIBC_TUNABLES": ":".join(told)}
    )


# --- free memory ---


def filling() -> Iterator[None]:
    """Zeroes what is free in the interpreter's allocator, a slice at each step."""
    taken: list[list[object]] = []
    for size in range(SMALLEST, LARGEST + 1, 16):
        yield from _fill_pools_of(size, taken)
    yield from _fill_empty_pools(taken)
    while taken:
        taken.pop()
        yield


def _blocks(size: int, count: int) -> list[object]:
    """Objects that take a block of this size each, with nothing in it."""
    if size > BYTES_HEAD:
        empty = size - BYTES_HEAD
        return [bytes(empty) for _ in range(count)]
    return list(range(1 << 40, (1 << 40) + count))  # integers of two digits, as ids are: 32 bytes


def _fill_pools_of(size: int, taken: list[list[object]]) -> Iterator[None]:
    """Takes all free blocks of a size: they are given out before a fresh pool is begun.

    Enough is taken once a slice lies in pools that it fills by itself, but for a few (its first and its last,
    and where something came and went meanwhile).
    """
    import numpy as np  # noqa: PLC0415 - not at the first start, which only begins anew

    capacity = ((1 << POOL_BITS) - POOL_HEAD) // size
    count = max(SLICE, 2 * ENDS * capacity)
    for _ in range(MOST_FILLED // (size * count)):
        taken.append(_blocks(size, count))
        # no integer of ours may live among the blocks that are counted: it would be one of their size
        places = np.frombuffer(array("Q", map(id, taken[-1])), dtype=np.uint64) >> np.uint64(POOL_BITS)
        if int((np.unique(places, return_counts=True)[1] < capacity).sum()) <= ENDS:
            return
        yield


def _fill_empty_pools(taken: list[list[object]]) -> Iterator[None]:
    """Takes all pools that no size uses, until the process has to grow."""
    before = _pages()
    for _ in range(MOST_FILLED // (WHOLE_POOL * SLICE)):
        taken.append(_blocks(WHOLE_POOL, SLICE))
        yield
        if _pages() - before >= (1 << 20) // resource.getpagesize():
            return


def _pages() -> int:
    """Pages of address space the process has; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - as cheap as can be
            return int(file.read().split()[0])
    except OSError:
        return 0
