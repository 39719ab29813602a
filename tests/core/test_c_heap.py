"""What the C library leaves of freed blocks: looked for in a process of its own."""

from __future__ import annotations

from core.process import TUNABLES
from tests.core.test_process import output_of

LEFT = """
import ctypes, os
from core.c_heap import filling_c_heap
from tests.memory import changed, found_in
library = ctypes.PyDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
library.free.argtypes = (ctypes.c_void_p,)
MARK = (0x53454E54).to_bytes(4, "big") + (0x494E454C).to_bytes(4, "big")
def count():
    return sum(found_in(changed(os.getpid(), ()), {"it": [MARK]}).values())
base, blocks = count(), []
for n in range(20_000):
    size = 24 + n % 60 * 16
    place = library.malloc(size)
    ctypes.memmove(place + size - 8, MARK, 8)
    blocks.append(place)
kept = count() - base
for place in blocks[::2] + blocks[1:4_000:2]:
    library.free(place)
freed = count() - base
steps = sum(1 for _ in filling_c_heap())
print(kept, freed, count() - base, steps)
"""


def test_the_last_bytes_of_freed_blocks_are_zeroed_and_no_others() -> None:
    told = ":".join(f"{name}={value}" for name, value in TUNABLES.items())
    (line,) = output_of(LEFT, GLIBC_TUNABLES=told)
    kept, freed, left, steps = map(int, line.split())
    assert kept == 20_000
    assert freed > 8_000 + 1_000, "freed, and their last eight bytes still there"
    assert left == 8_000, "those that are in use, and nothing else"
    assert steps > 10, "others may work between slices"


def test_given_up_half_way_it_gives_back_what_it_took() -> None:
    (line,) = output_of("""
from core.c_heap import _Figures, filling_c_heap
import ctypes
library = ctypes.PyDLL(None)
library.mallinfo2.restype = _Figures
blocks = [bytes(600 + n % 7 * 100) for n in range(20_000)]
del blocks[::2]
before = library.mallinfo2().uordblks
going = filling_c_heap()
for _ in range(20):
    next(going)
during = library.mallinfo2().uordblks
going.close()
print(before, during, library.mallinfo2().uordblks)
""")
    before, during, after = map(int, line.split())
    assert during > before + 2**20
    assert after < before + 2**16
