"""What each chat may have waiting: on disk, so that nobody fills it, and in memory, so that all have room.

Polling never pauses because of one chat. What it sends beyond its share is dropped, and it is told so once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.wire.arrived import Arrived
from storage.platform.inbox import Backlog, UpdateInbox

MOST_KEPT = 200
"""Updates of one chat that wait on disk. A person who forwards a whole conversation sends 100 at once (as
many as Telegram lets one select); four albums of ten pictures with words between them are 50."""
MOST_KEPT_OF_FILES = 300
"""So many where the update carries a file, or tells that a person came or went: words can be written again,
but evidence may be gone. A report takes 40 pictures at the most."""
MOST_BYTES = 2**20
"""Bytes of one chat that wait on disk; an update has 0.5 to 2 KB, with the longest text 4 to 20."""
MOST_BYTES_OF_ALL = 2**30
"""Bytes that wait on disk in all, the last resort: beyond it polling pauses, and the rest waits at Telegram.
It takes a thousand accounts, each with its full share."""
HELD_OF_ONE = 8
"""Updates of one chat held in memory; the rest is fetched when the chat gets to it."""
HELD_OF_ALL = 32 * 2**20
"""Bytes held in memory in all; beyond it an update is fetched when it is its turn."""


@dataclass(slots=True)
class _Share:
    """What waits of one chat."""

    kept: int = 0
    """Updates in the inbox, and those of the batch that is being committed."""
    size: int = 0
    arriving: int = 0
    """Of ``kept``: counted, but not known to be on disk yet."""
    behind: bool = False
    """Whether some lie on disk only. Until they are fetched, what arrives must not get ahead of them."""
    held: deque[Arrived] = field(default_factory=deque)
    told: bool = False
    """Whether this chat knows that what comes now is dropped; until nothing of it waits any more."""

    @property
    def waits(self) -> bool:
        """Whether there is something to be handled."""
        return bool(self.held) or self.kept > self.arriving


@dataclass(slots=True)
class Admitted:
    """A batch, told apart."""

    kept: list[Arrived] = field(default_factory=list)
    dropped: list[Arrived] = field(default_factory=list)
    full: list[bytes] = field(default_factory=list)
    """Chats whose share is used up and who were not told yet."""


class Shares:
    """Counts what waits, by chat. Only one batch may be between :meth:`admit` and :meth:`accept`."""

    def __init__(self, inbox: UpdateInbox) -> None:
        self._inbox = inbox
        self._chats: dict[bytes, _Share] = {}
        self._left: set[int] = set()
        """Updates this run can't get rid of."""
        self.number = 0
        """Updates that wait, of all chats."""
        self.size = 0
        """Their bytes."""
        self._held = 0

    @property
    def full(self) -> bool:
        """Whether nothing more may be fetched from Telegram."""
        return self.size >= MOST_BYTES_OF_ALL

    def restore(self, backlogs: Iterable[Backlog]) -> list[bytes]:
        """Counts what a former run left; the chats it is of, in their order."""
        restored = []
        for one in backlogs:
            self._chats[one.chat_key] = _Share(one.number, one.size, behind=True)
            self.number += one.number
            self.size += one.size
            restored.append(one.chat_key)
        return restored

    def admit(self, batch: Iterable[Arrived], precious: Collection[int]) -> Admitted:
        """What is kept of a batch, counted; ``precious`` are ids of updates with a larger share."""
        admitted = Admitted()
        for one in batch:
            share = self._chats.setdefault(one.chat_key, _Share())
            most = MOST_KEPT_OF_FILES if one.update_id in precious else MOST_KEPT
            if share.kept >= most or (share.kept and share.size + len(one.payload) > MOST_BYTES):
                admitted.dropped.append(one)
                if not share.told:
                    share.told = True
                    admitted.full.append(one.chat_key)
                continue
            share.arriving += 1
            self._count(share, 1, len(one.payload))
            admitted.kept.append(one)
        return admitted

    def not_told(self, chats: Iterable[bytes]) -> None:
        """These could not be told (somebody types an inline query, say); perhaps the next time."""
        for chat_key in chats:
            self._chats[chat_key].told = False

    def withdraw(self, admitted: Admitted) -> None:
        """The batch did not get to the disk; it will come again."""
        for one in admitted.kept:
            share = self._chats[one.chat_key]
            share.arriving -= 1
            self._count(share, -1, -len(one.payload))
        for chat_key in admitted.full:
            self._chats[chat_key].told = False
        self._forget(one.chat_key for one in (*admitted.kept, *admitted.dropped))

    def accept(self, kept: Sequence[Arrived]) -> list[bytes]:
        """The batch is on disk: holds what there is room for; chats that have something to be handled."""
        for one in kept:
            share = self._chats[one.chat_key]
            share.arriving -= 1
            if share.behind:
                continue
            if len(share.held) < HELD_OF_ONE and self._held + len(one.payload) <= HELD_OF_ALL:
                self._hold(share, one)
            else:
                share.behind = True
        chats = dict.fromkeys(one.chat_key for one in kept)
        for chat_key in chats:
            share = self._chats[chat_key]
            share.behind = share.kept > len(share.held)
        self._forget(chats)
        return [chat_key for chat_key in chats if chat_key in self._chats]

    async def next(self, chat_key: bytes) -> Arrived | None:
        """The chat's oldest update; None where nothing waits.

        Raises:
            StorageError: it can't be fetched now.
        """
        share = self._chats[chat_key]
        if not share.held and share.waits:
            await self._fetch(chat_key, share)
        return share.held[0] if share.held else None

    async def _fetch(self, chat_key: bytes, share: _Share) -> None:
        share.behind = True
        most = HELD_OF_ONE if self._held < HELD_OF_ALL else 1
        rows = await self._inbox.next_of(chat_key, most, but=self._left)
        for row in rows:
            self._hold(share, Arrived(row.update_id, chat_key, row.payload, row.tries))
        if not rows:  # somebody else took them
            self._count(share, share.arriving - share.kept, 0)
        share.behind = share.arriving > 0 or share.kept > len(share.held)

    def done(self, arrived: Arrived, *, left: bool = False) -> bool:
        """The chat's oldest update is handled, or ``left`` on disk for another run; whether more waits."""
        share = self._chats[arrived.chat_key]
        share.held.popleft()
        self._held -= len(arrived.payload)
        self._count(share, -1, -len(arrived.payload))
        if left:
            self._left.add(arrived.update_id)
        waits = share.waits
        self._forget([arrived.chat_key])
        return waits

    def waiting(self, chat_key: bytes) -> int:
        """Updates of a chat that wait."""
        share = self._chats.get(chat_key)
        return share.kept if share is not None else 0

    def _hold(self, share: _Share, one: Arrived) -> None:
        share.held.append(one)
        self._held += len(one.payload)

    def _count(self, share: _Share, number: int, size: int) -> None:
        share.kept += number
        share.size += size
        self.number += number
        self.size += size

    def _forget(self, chats: Iterable[bytes]) -> None:
        """Nothing is known of a chat of which nothing waits."""
        for chat_key in chats:
            share = self._chats.get(chat_key)
            if share is not None and share.kept <= 0 and share.arriving <= 0 and not share.held:
                self.size -= share.size
                del self._chats[chat_key]
