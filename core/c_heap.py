"""Free memory of the C library, zeroed: what its own overwriting leaves.

Told to overwrite what is freed (``core/process.py``), the GNU C library spares the last eight bytes of each
block, where it may keep a size of its own: an id that a database's record ended with was read there two
days later. So what is free is taken, zeroed by the library itself, and given back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

SIZES = (65_528, 4_088, 1_016, 504, 248, 120, 104, 88, 72, 56, 40, 24)
"""Bytes asked for, the largest first (they also join what lies in the lists of small pieces); the last is the
smallest block there is. Source: The GNU C Library, malloc/malloc.c, "Chunk representation"."""
SLICE_BYTES, SLICE_BLOCKS = 1 << 18, 512
"""Taken in one go: below a millisecond; between slices others may work."""
MOST_BYTES = 512 * 2**20
"""Taken at most of each size, should the end not be recognised."""
_LEFT_AT_THE_TOP = 4_096


class _Figures(ctypes.Structure):
    """``struct mallinfo2``. Source: mallinfo(3)."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def filling_c_heap() -> Iterator[None]:
    """Zeroes what is free in the C library's first arena, a slice at each step.

    The first arena is the only one where ``core.process.TUNABLES`` hold. Does nothing where it is not glibc.
    """
    try:
        heap = _Heap(ctypes.PyDLL(None))  # holds the interpreter's lock: the calls are many and short
    except AttributeError:  # another C library, or glibc before 2.33
        return
    try:
        for size in SIZES:
            yield from _take_all_of(size, heap)
        yield from _take_the_top(heap)
        while heap.gives_back(SLICE_BLOCKS):
            yield
    finally:
        while heap.gives_back(SLICE_BLOCKS):  # also when nobody goes on with it
            pass


class _Heap:
    """Blocks taken from the C library; each holds the address of the one before, so that no memory is
    needed to know them."""

    def __init__(self, library: ctypes.PyDLL) -> None:
        self._figures, self._break = library.mallinfo2, library.sbrk
        self._calloc, self._free = library.calloc, library.free
        self._figures.restype = _Figures
        self._break.restype, self._break.argtypes = ctypes.c_void_p, (ctypes.c_ssize_t,)
        self._calloc.restype, self._calloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t, ctypes.c_size_t)
        self._free.restype, self._free.argtypes = None, (ctypes.c_void_p,)
        self._last = 0

    @property
    def top_bytes(self) -> int:
        """Free bytes at the end of the heap."""
        return int(self._figures().keepcost)

    @property
    def top(self) -> int:
        """Where the free end of the heap begins."""
        return int(self._break(0)) - self.top_bytes

    def take(self, size: int, count: int) -> int:
        """Takes zeroed blocks; the address of the last, 0 if there is no memory for it."""
        for _ in range(count):
            place = self._calloc(1, size)
            if place is None:
                return 0
            ctypes.c_size_t.from_address(place).value = self._last
            self._last = place
        return self._last

    def gives_back(self, count: int) -> bool:
        """Frees the blocks taken last; whether there are more."""
        for _ in range(count):
            if not self._last:
                return False
            place = self._last
            self._last = ctypes.c_size_t.from_address(place).value
            self._free(place)
        return bool(self._last)


def _take_all_of(size: int, heap: _Heap) -> Iterator[None]:
    """Takes blocks of a size until one comes from the untouched end of the heap: no free one is left."""
    count = max(1, min(SLICE_BLOCKS, SLICE_BYTES // size))
    for _ in range(MOST_BYTES // (size * count)):
        top = heap.top
        place = heap.take(size, count)
        if not place or place >= top:
            return
        yield


def _take_the_top(heap: _Heap) -> Iterator[None]:
    """Takes what lies at the end of the heap, but for a page, so that the heap need not grow."""
    size = SIZES[0]
    for _ in range(MOST_BYTES // size):
        if heap.top_bytes < size + _LEFT_AT_THE_TOP:
            break
        heap.take(size, 1)
        yield
    if (left := heap.top_bytes - _LEFT_AT_THE_TOP) > _LEFT_AT_THE_TOP:
        heap.take(left, 1)
