"""What a process holds in its memory, read from outside, and where in it something is found."""

from __future__ import annotations

import base64
import json
import struct
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

_PAGE = 4096
_CODECS = ("utf-8", "utf-16-le", "utf-32-le")
"""CPython keeps strings in 1, 2 or 4 bytes a character; what is sent is UTF-8."""
_DIGIT_BITS = 30
"""Of a Python integer. Source: CPython, longintrepr.h."""


def pages(pid: int) -> Iterator[tuple[str, list[bytes]]]:
    """The pages of every writable piece of a process's memory with its name (heap, stack, a library …).

    Pages that hold nothing are left out. What can't be written came from a file and holds nothing of anybody.

    Raises:
        PermissionError: the process may not be read.
    """
    empty = bytes(_PAGE)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            place, rights, *_, name = [*line.split(maxsplit=5), "anonymous"][:6]
            if not rights.startswith("rw"):
                continue
            begin, end = (int(one, 16) for one in place.split("-"))
            try:
                memory.seek(begin)
                raw = memory.read(end - begin)
            except (OSError, ValueError):  # it went meanwhile
                continue
            found = (raw[at : at + _PAGE] for at in range(0, len(raw), _PAGE))
            yield name.rsplit("/", 1)[-1], [page for page in found if page != empty]


def seen_before(pid: int) -> set[int]:
    """Hashes of the pages a process has now: what comes later can't be in them."""
    return {hash(page) for _, found in pages(pid) for page in found}


def changed(pid: int, before: Container[int]) -> Iterator[tuple[str, bytes]]:
    """What a process has in pages that are not as before, each with the page around it."""
    for place, found in pages(pid):
        fresh = [hash(page) not in before for page in found]
        near = zip(found, fresh, [False, *fresh], [*fresh[1:], False], strict=False)
        yield place, b"".join(page for page, *new in near if any(new))


def forms_of_words(words: str) -> set[bytes]:
    """Every way in which words may lie in memory."""
    found = set()
    for spelt in {words, words.lower(), json.dumps(words)[1:-1]}:
        found |= {spelt.encode(codec) for codec in _CODECS}
    return found | {words.encode().hex().encode(), *_base64(words.encode())}


def forms_of_number(number: int) -> set[bytes]:
    """Every way in which an id of more than 32 bits may lie in memory.

    Of CPython's integers the count of digits belongs to it: digits without it are what the threat model names,
    the end of a block that something else uses by now.
    """
    size = (number.bit_length() + 7) // 8
    digits = struct.pack("<QII", 2, number & ((1 << _DIGIT_BITS) - 1), number >> _DIGIT_BITS)
    raw = {number.to_bytes(size, "big"), number.to_bytes(size, "little"), digits}
    shortest = number.to_bytes(size, "big").hex()
    texts = {str(number).encode(), shortest.encode(), shortest.upper().encode()}
    return raw | texts | set(_base64(str(number).encode())) | set(_base64(number.to_bytes(8, "big")))


def forms_of_secret(secret: bytes) -> set[bytes]:
    """Every way in which a key may lie in memory."""
    return {secret, secret[::-1], secret.hex().encode(), base64.b64encode(secret).rstrip(b"=")}


def _base64(raw: bytes) -> Iterator[bytes]:
    """How bytes look inside a longer base64 text, at each of the three alignments."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw + bytes(3))
        yield encoded[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]


def found_in(
    memory: Iterable[tuple[str, bytes]], wanted: Mapping[str, Iterable[bytes]]
) -> Counter[tuple[str, str]]:
    """How often each thing wanted was found, by the thing's name and the piece of memory."""
    seen: Counter[tuple[str, str]] = Counter()
    for place, raw in memory:
        for name, forms in wanted.items():
            if count := sum(raw.count(form) for form in forms):
                seen[name, place] += count
    return seen
