"""Exchange of the office's key: every report's key is opened with the old one and sealed to the new one.

Bodies and evidence stay as they are; only the small wrapped keys change, so a large database takes seconds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from core.errors import SealError
from core.sealing import open_box, seal_to
from storage.reporting.report_keys import ReportKeys, WrappedKey

BATCH = 200
"""Keys of one transaction."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What an exchange did."""

    done: int
    unreadable: int
    """Keys the old office key did not open; they stay as they were."""


class Rotation:
    """Works on the wrapped keys of all reports."""

    def __init__(self, keys: ReportKeys) -> None:
        self._keys = keys

    async def rewrap(
        self,
        *,
        old: str,
        old_private: bytes,
        new: str,
        new_public: bytes,
        progress: Progress | None = None,
    ) -> Rewrapped:
        """Moves every key from one office key to another; a second call goes on where the first ended.

        ``old`` and ``new`` are fingerprints.
        """
        total = (await self._keys.counts()).get(old, 0)
        done = unreadable = 0
        async for page in self._pages(old):
            fresh = []
            for key in page:
                try:
                    opened = open_box(old_private, key.for_office)
                except SealError:
                    unreadable += 1
                else:
                    fresh.append(WrappedKey(key.report_id, seal_to(new_public, opened)))
            await self._keys.exchange(fresh, old=old, new=new)
            done += len(fresh)
            if progress is not None:
                progress(done + unreadable, total)
        return Rewrapped(done, unreadable)

    async def check(self, fingerprint: str, private: bytes, progress: Progress | None = None) -> int:
        """How many reports sealed to this office key its private key does not open; none, if all is well."""
        total = (await self._keys.counts()).get(fingerprint, 0)
        seen = broken = 0
        async for page in self._pages(fingerprint):
            for key in page:
                seen += 1
                try:
                    bound_to = open_box(private, key.for_office)[: len(key.report_id)]
                except SealError:
                    broken += 1
                else:
                    broken += bound_to != key.report_id
            if progress is not None:
                progress(seen, total)
        return broken

    async def _pages(self, fingerprint: str) -> AsyncIterator[list[WrappedKey]]:
        after = b""
        while page := await self._keys.page(fingerprint, after, BATCH):
            yield page
            after = page[-1].report_id
