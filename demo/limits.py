"""Telegram's limits on sending, as far as they are known: a 429 with ``retry_after`` beyond them.

Telegram documents them only roughly (Bots FAQ, "My bot is hitting limits"): about 30 messages a second in
all, one a second to one chat with short bursts let through ("eventually you'll begin receiving 429 errors"),
"In a group, bots are not able to send more than 20 messages per minute". Buckets fit the first two; a group's
minute is taken at its word: whoever sends the 21st within one waits until the first of them is a minute old.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque

ALL_PER_SECOND = 30.0
CHAT_PER_SECOND = 1.0
CHAT_BURST = 5.0
GROUP_PER_MINUTE = 20
MINUTE = 60.0
MOST_CHATS = 100_000
"""Chats remembered at the most; the one that was quiet longest goes first."""
LIMITED = ("send", "copyMessage", "forwardMessage", "editMessage")
"""Beginnings of the methods that count."""
FREE = ("sendChatAction",)


class Bucket:
    """So many tokens at most, so many back a second."""

    __slots__ = ("_at", "_capacity", "_level", "_rate")

    def __init__(self, capacity: float, rate: float, now: float) -> None:
        self._capacity = self._level = capacity
        self._rate = rate
        self._at = now

    def lacks(self, now: float, tokens: float) -> float:
        """Seconds until so many tokens are there; 0 when they are."""
        self._level = min(self._capacity, self._level + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)
        missing = min(tokens, self._capacity) - self._level
        return missing / self._rate if missing > 1e-9 else 0.0

    def take(self, tokens: float) -> None:
        """Takes tokens that :meth:`lacks` found to be there."""
        self._level -= tokens


class Minute:
    """So many in any minute."""

    __slots__ = ("_most", "_now", "_sent")

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = 0.0
        self._sent: deque[float] = deque()

    def lacks(self, now: float, tokens: float) -> float:
        """Seconds until so many fit in; 0 when they do."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        too_many = len(self._sent) + min(int(tokens), self._most) - self._most
        self._now = now
        return self._sent[too_many - 1] + MINUTE - now if too_many > 0 else 0.0

    def take(self, tokens: float) -> None:
        """Notes what :meth:`lacks` found to fit in."""
        self._sent.extend([self._now] * int(tokens))


class Limits:
    """The limits of one bot. ``on`` switches them."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self.refused = 0
        """How many calls got a 429."""
        self._all = Bucket(ALL_PER_SECOND, ALL_PER_SECOND, 0.0)
        self._chats: OrderedDict[object, Bucket | Minute] = OrderedDict()

    def retry_after(self, method: str, chat: object, messages: int, now: float) -> int | None:
        """Whole seconds to wait, as Telegram says them; None when the call may go. ``now`` is monotonic."""
        if not self.on or not method.startswith(LIMITED) or method in FREE:
            return None
        bucket = self._chat(chat, now)
        wait = max(self._all.lacks(now, messages), bucket.lacks(now, messages))
        if wait:
            self.refused += 1
            return math.ceil(wait)
        self._all.take(messages)
        bucket.take(messages)
        return None

    def _chat(self, chat: object, now: float) -> Bucket | Minute:
        bucket = self._chats.get(chat)
        if bucket is None:
            is_group = isinstance(chat, int) and chat < 0
            bucket = Minute(GROUP_PER_MINUTE) if is_group else Bucket(CHAT_BURST, CHAT_PER_SECOND, now)
            self._chats[chat] = bucket
            if len(self._chats) > MOST_CHATS:
                self._chats.popitem(last=False)
        else:
            self._chats.move_to_end(chat)
        return bucket
