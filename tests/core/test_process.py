"""Dumps refused, freed memory overwritten: each tried in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.derivation import derive_pair, open_sealed
from core.process import TUNABLES, overwrites_what_is_freed, wipe
from core.sealing import key_pair_from_seed, seal_to

ROOT = Path(__file__).parents[2]

GUARDED = """
import ctypes, resource
from core.process import guard_process
guarded = guard_process()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), guarded.locked)
print(len(bytearray(64 * 2**20)), resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY)
"""

ANEW = """
from core.process import begin_anew_overwriting, guard_process
begin_anew_overwriting()
import os, sys
print(guard_process().overwrites, os.environ["GLIBC_TUNABLES"], sys.argv[1:])
"""

FILLED = """
import gc, os
from core.process import filling
from tests.memory import changed, found_in
def count():
    return sum(found_in(changed(os.getpid(), ()), {"it": [("rahasia" + "sentinel").encode()]}).values())
words = [f"{n:06d}" + "rahasia" + "sentinel" * (1 + n % 40) for n in range(40_000)]
every_other = words[::2]
words = [len(one) for one in words]
before = count()
every_other = [len(one) for one in every_other]
gc.collect()
left = count()
for _ in filling():
    pass
print(before, left, count())
"""


def output_of(program: str, *arguments: str, **environment: str) -> list[str]:
    """What a program prints, in lines."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_process_leaves_no_core_and_can_not_be_read_by_others() -> None:
    first, second = output_of(GUARDED)
    locked = first.rpartition(" ")[2]
    assert first == f"(0, 0) 0 {locked}"
    size, unlimited = second.split()
    assert size == str(64 * 2**20), "a limit on locked memory must not turn into a failing allocation"
    assert locked == unlimited


def test_the_program_begins_anew_with_the_c_library_overwriting_and_loses_nothing() -> None:
    (line,) = output_of(ANEW, "run", "--so", GLIBC_TUNABLES="glibc.malloc.mmap_max=3:glibc.malloc.perturb=0")
    told = ":".join(f"{name}={value}" for name, value in TUNABLES.items())
    assert line == f"True glibc.malloc.mmap_max=3:{told} ['run', '--so']"
    assert not overwrites_what_is_freed({"GLIBC_TUNABLES": "glibc.malloc.perturb=85"})


def test_what_is_free_in_the_interpreters_allocator_is_overwritten() -> None:
    told = ":".join(f"{name}={value}" for name, value in TUNABLES.items())
    (line,) = output_of(FILLED, GLIBC_TUNABLES=told)
    before, freed, filled = map(int, line.split())
    assert before > 20_000
    assert freed > 1_000, "freed, and still there"
    assert filled < freed / 100


def test_a_code_is_wiped_once_its_keys_are_derived_and_the_keys_when_they_have_served() -> None:
    code = bytearray(b"satu dua tiga")
    lookup, public, private = derive_pair(code, b"s" * 16, passes=1, memory=8 * 2**20)
    assert code == bytes(len(b"satu dua tiga"))
    again = derive_pair(bytearray(b"satu dua tiga"), b"s" * 16, passes=1, memory=8 * 2**20)
    assert again == (lookup, public, private)
    box = seal_to(public, b"kunci")
    assert bytes(open_sealed(private, box) or b"") == b"kunci"
    wipe(private)
    assert private == bytes(32)
    assert open_sealed(private, box) is None
    assert open_sealed(key_pair_from_seed(b"x" * 32)[1], box) is None
    assert open_sealed(private, box[:10]) is None
