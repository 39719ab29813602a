"""What a group may ask: as much as Telegram lets a bot answer there, then one kind word, then silence.

Decided before a question is read, so that no group gets more of the bot than its answers need, and none can
fill the outbox with what Telegram will not take. In memory only, under aliases (:mod:`core.aliases`), for a
minute.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import Enum, auto

from core.aliases import Aliases
from services.platform.chat_paces import LOOKED_AT, TELEGRAM, WINDOW_SECONDS

RESERVE = 2
"""Messages of a minute that answer no question: the word, and a warning that a secret code stands there."""


class GroupReply(Enum):
    """What a group is told now."""

    ANSWER = auto()
    WORD = auto()
    """No answer: one word that the group has to wait."""
    WARNING = auto()
    """Only what nobody asked for and somebody needs to hear."""
    SILENCE = auto()


class _Group:
    __slots__ = ("said", "told_at")

    def __init__(self) -> None:
        self.said: deque[float] = deque()
        self.told_at = -WINDOW_SECONDS

    def tidy(self, now: float) -> None:
        while self.said and self.said[0] <= now - WINDOW_SECONDS:
            self.said.popleft()


class GroupAllowance:
    """Counts what groups were told in the last minute, by a clock that only goes forward."""

    def __init__(self, per_minute: int = TELEGRAM.group_per_minute) -> None:
        self._most = per_minute
        self._aliases = Aliases()
        self._groups: OrderedDict[bytes, _Group] = OrderedDict()

    def __len__(self) -> int:
        """Groups remembered."""
        return len(self._groups)

    def room(self, key: bytes, now: float, *, asks: bool) -> GroupReply:
        """What a group is told; ``asks``: somebody speaks to the bot."""
        group = self._groups.get(self._aliases.of(key))
        if group is None:
            return GroupReply.ANSWER
        group.tidy(now)
        if len(group.said) < self._most - RESERVE:
            return GroupReply.ANSWER
        if len(group.said) >= self._most:
            return GroupReply.SILENCE
        if not asks:
            return GroupReply.WARNING
        return GroupReply.WORD if now - group.told_at >= WINDOW_SECONDS else GroupReply.SILENCE

    def note(self, key: bytes, now: float, messages: int, *, word: bool = False) -> None:
        """So many messages were said to the group; ``word``: that it has to wait."""
        self._forget_idle(now)
        if not messages:
            return
        alias = self._aliases.of(key)
        group = self._groups.setdefault(alias, _Group())
        self._groups.move_to_end(alias)
        group.said.extend([now] * messages)
        if word:
            group.told_at = now

    def forget_idle(self, now: float) -> None:
        """Forgets all that were told nothing in the last minute; to be called now and then."""
        for alias, group in list(self._groups.items()):
            group.tidy(now)
            if not group.said:
                del self._groups[alias]
        if not self._groups:
            self._aliases.renew()

    def _forget_idle(self, now: float) -> None:
        for _ in range(min(LOOKED_AT, len(self._groups))):
            key, group = next(iter(self._groups.items()))
            group.tidy(now)
            if group.said:
                self._groups.move_to_end(key)
            else:
                del self._groups[key]
