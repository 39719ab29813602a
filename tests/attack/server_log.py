"""Reads PostgreSQL's write-ahead log as bytes: which transaction wrote what, in which order.

``pg_waldump`` of the server's own wheel says where records lie; what is in them is looked at here.
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = 8_192
SHORT_HEAD, LONG_HEAD = 24, 40
_RECORD = re.compile(
    r"len \(rec/tot\):\s*\d+/\s*(?P<length>\d+), tx:\s*(?P<xid>\d+), "
    r"lsn: (?P<high>[0-9A-F]+)/(?P<low>[0-9A-F]+)"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the log."""

    xid: int
    at: int
    """Its place in the log."""
    raw: bytes


class ServerLog:
    """A server's log from some place on (as ``pg_current_wal_lsn()`` says it)."""

    def __init__(self, folder: Path, waldump: Path, since: str) -> None:
        self._files = {
            path.name: path.read_bytes()
            for path in sorted(folder.iterdir())
            if re.fullmatch("[0-9A-F]{24}", path.name)
        }
        self._size = len(next(iter(self._files.values())))
        done = subprocess.run(
            [str(waldump), "-p", str(folder), "-s", since],
            capture_output=True,
            text=True,
            check=False,  # it ends with an error where the log ends
        )
        self.records = list(self._parsed(done.stdout))
        assert self.records, done.stderr

    def _parsed(self, said: str) -> Iterator[Record]:
        for found in _RECORD.finditer(said):
            at = int(found["high"], 16) << 32 | int(found["low"], 16)
            yield Record(int(found["xid"]), at, self._read(at, int(found["length"])))

    def _read(self, at: int, length: int) -> bytes:
        """Bytes of the log from a place on, without the heads of its pages."""
        pieces = bytearray()
        while len(pieces) < length:
            number, offset = divmod(at, self._size)
            raw = self._files.get(self._name(number))
            if raw is None:
                break
            in_page = offset % PAGE
            head = LONG_HEAD if offset < PAGE else SHORT_HEAD
            if in_page < head:
                at += head - in_page
                continue
            piece = raw[offset : offset + min(PAGE - in_page, length - len(pieces))]
            pieces += piece
            at += len(piece)
        return bytes(pieces)

    def _name(self, number: int) -> str:
        per_id = 0x1_0000_0000 // self._size
        timeline = next(iter(self._files))[:8]
        return f"{timeline}{number // per_id:08X}{number % per_id:08X}"

    def transactions(self, names: Mapping[bytes, bytes]) -> dict[bytes, list[int]]:
        """Which transactions wrote something that names somebody, in the order of the log."""
        ends, whole = [], bytearray()
        for record in self.records:
            whole += record.raw
            ends.append(len(whole))
        found: dict[bytes, list[int]] = {who: [] for who in names.values()}
        for name, who in names.items():
            at = whole.find(name)
            while at >= 0:
                xid = self.records[bisect_right(ends, at)].xid
                if xid not in found[who]:
                    found[who].append(xid)
                at = whole.find(name, at + 1)
        return {who: sorted(xids) for who, xids in found.items() if xids}
