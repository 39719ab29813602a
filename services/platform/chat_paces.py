"""The pace of single chats: what one of them is sent too fast waits for itself alone.

Arithmetic on moments; holds no clock, no ids and no keys of chats: these have aliases (:mod:`core.aliases`).
What is idle is forgotten, so that the memory it takes follows from how much goes out in a minute, not from
how many people there are.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

from core.aliases import Aliases

WINDOW_SECONDS = 61.0
"""A minute, and a second for messages that take their time on the way and arrive closer to each other."""
LONGEST_HOLD_SECONDS = 3_600.0
"""No 429 is believed for longer at once (slow mode in a group is an hour at the most); the next try tells."""
QUIET_SECONDS = 10.0
"""A chat that was sent nothing for so long is no reason for a 429."""
BUSY_SECONDS = 60.0
"""A chat that was sent two messages within less is one for so long: Telegram may count over longer times."""
LOOKED_AT = 2
"""Chats looked at, with each that is sent something, whether they can be forgotten."""


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """What Telegram takes for one chat. Source: Bots FAQ, "My bot is hitting limits, how do I avoid this?"

    "In a single chat, avoid sending more than one message per second. We may allow short bursts that go over
    this limit, but eventually you'll begin receiving 429 errors. In a group, bots are not able to send more
    than 20 messages per minute."
    """

    per_second: float = 1.0
    burst: float = 10.0
    """Ours to choose, for the FAQ gives no number: an album of ten goes at once, and so does what a person
    hears who taps a few buttons in a row. Where Telegram takes less, a 429 empties the chat's burst."""
    group_per_minute: int = 20


TELEGRAM = ChatLimits()


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat to be paced."""

    key: bytes
    """A keyed hash of its id."""
    is_group: bool
    """Also channels."""


_UNPACED = ("sendChatAction",)
_PACED = ("send", "copyMessage", "forwardMessage", "editMessage")


def messages_in(method: str, media: object = None) -> int:
    """How many messages Telegram counts for a call: each picture of an album, and edits; deletions, answers
    to taps and chat actions are none."""
    if not method.startswith(_PACED) or method in _UNPACED:
        return 0
    return max(1, len(media)) if isinstance(media, list | tuple) else 1


class _Pace:
    """One chat."""

    __slots__ = ("busy_until", "full_at", "held_until", "is_fresh", "newest", "sent")

    def __init__(self) -> None:
        self.full_at = 0.0
        """When the whole burst is there again."""
        self.held_until = 0.0
        self.newest = -QUIET_SECONDS
        self.busy_until = 0.0
        self.sent: deque[float] | None = None
        """Moments of a group's messages in the last minute."""
        self.is_fresh = True
        """Whether the newest message was the first for a while, so that its chat is no reason for a 429."""

    def is_idle(self, now: float) -> bool:
        if max(self.full_at, self.held_until, self.busy_until, self.newest + QUIET_SECONDS) > now:
            return False
        return not self.sent or self.sent[-1] <= now - WINDOW_SECONDS

    def note(self, now: float) -> None:
        was_quiet = now - self.newest >= QUIET_SECONDS
        self.is_fresh = was_quiet and now >= self.busy_until
        if not was_quiet:
            self.busy_until = now + BUSY_SECONDS
        self.newest = now


class ChatPaces:
    """The paces of all chats that were sent something lately. Moments are seconds of a clock that only goes
    forward."""

    def __init__(self, limits: ChatLimits = TELEGRAM) -> None:
        self._limits = limits
        self._aliases = Aliases()
        self._chats: OrderedDict[bytes, _Pace] = OrderedDict()

    def __len__(self) -> int:
        """Chats remembered."""
        return len(self._chats)

    def held(self, chat: Chat, now: float) -> float:
        """Seconds until a 429 for this chat is over; 0 when none is under way."""
        pace = self._chats.get(self._aliases.of(chat.key))
        return max(0.0, pace.held_until - now) if pace is not None else 0.0

    def wait(self, chat: Chat, now: float, messages: int) -> float:
        """Seconds until so many messages may go to the chat; 0 when they may now."""
        pace = self._chats.get(self._aliases.of(chat.key))
        if pace is None:
            return 0.0
        at = pace.held_until
        if messages:
            limits = self._limits
            room = min(float(messages), limits.burst)
            at = max(at, pace.full_at - (limits.burst - room) / limits.per_second)
            if chat.is_group and pace.sent:
                at = max(at, self._window_opens(pace.sent, now, messages))
        return max(0.0, at - now)

    def take(self, chat: Chat, now: float, messages: int) -> None:
        """Notes that so many messages go now."""
        self._forget_idle(now)
        if not messages:
            return
        pace = self._of(chat)
        pace.note(now)
        pace.full_at = max(pace.full_at, now) + messages / self._limits.per_second
        if chat.is_group:
            pace.sent = pace.sent if pace.sent is not None else deque(maxlen=self._limits.group_per_minute)
            pace.sent.extend([now] * min(messages, self._limits.group_per_minute))

    def hold(self, chat: Chat, now: float, seconds: float) -> bool:
        """Telegram said 429 for this chat. Whether it was sent so little that it can't be the reason."""
        self._forget_idle(now)
        pace = self._of(chat)
        fresh = pace.is_fresh and not chat.is_group
        pace.held_until = max(pace.held_until, now + min(seconds, LONGEST_HOLD_SECONDS))
        # for a while afterwards Telegram may still count what went before: no witness against the bot
        pace.busy_until = max(pace.busy_until, pace.held_until + BUSY_SECONDS)
        if not pace.is_fresh:  # its burst was smaller than thought: from here on one message a second
            pace.full_at = max(pace.full_at, now + self._limits.burst / self._limits.per_second)
        return fresh

    def forget_idle(self, now: float) -> None:
        """Forgets all that are idle; to be called now and then, for it may be long until somebody is sent
        something."""
        for alias in [alias for alias, pace in self._chats.items() if pace.is_idle(now)]:
            del self._chats[alias]
        if not self._chats:
            self._aliases.renew()

    def _of(self, chat: Chat) -> _Pace:
        alias = self._aliases.of(chat.key)
        pace = self._chats.get(alias)
        if pace is None:
            pace = self._chats[alias] = _Pace()
        else:
            self._chats.move_to_end(alias)
        return pace

    def _window_opens(self, sent: deque[float], now: float, messages: int) -> float:
        """When the minute holds so few messages that these fit in."""
        most = self._limits.group_per_minute
        while sent and sent[0] <= now - WINDOW_SECONDS:
            sent.popleft()
        too_many = len(sent) + min(messages, most) - most
        return sent[too_many - 1] + WINDOW_SECONDS if too_many > 0 else 0.0

    def _forget_idle(self, now: float) -> None:
        """Looks at those that were quiet longest; who is held is looked at again later."""
        for _ in range(min(LOOKED_AT, len(self._chats))):
            key, pace = next(iter(self._chats.items()))
            if pace.is_idle(now):
                del self._chats[key]
            else:
                self._chats.move_to_end(key)
