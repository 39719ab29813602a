"""An opened installation: what every feature and every command of the command line works on.

It is opened in one place, ``bot/app/opening.py``. Whoever gets one may rely on it: the data key belongs to
the database, and the office's key was looked at as the command needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Commit


class Options(Protocol):
    """What features may ask of the settings; ``bot/app/settings.py`` says what each of them means."""

    @property
    def owner_ids(self) -> tuple[int, ...]:
        """Telegram ids of the administrators."""
        ...

    @property
    def data_dir(self) -> Path:
        """The bot's own folder."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        ...

    @property
    def broadcast_rate(self) -> float:
        """Messages a second of an announcement; 0 for no limit."""
        ...

    @property
    def channel_id(self) -> int | str | None:
        """Channel that announcements can go to."""
        ...

    @property
    def announcement_approval(self) -> bool:
        """Whether a second administrator approves each announcement."""
        ...

    @property
    def report_retention_days(self) -> int:
        """Days after closing when a report is erased."""
        ...

    @property
    def evidence_video(self) -> bool:
        """Whether videos are taken as evidence."""
        ...


@dataclass(frozen=True)
class Keys:
    """The keys this process holds. Without ``office_private`` it takes reports in and can't open them."""

    data: bytes
    office_public: bytes
    office_private: bytes | None

    def __repr__(self) -> str:
        return "Keys(...)"


@dataclass(frozen=True, slots=True)
class Installation:
    """Database, keys, clock, randomness, and the one way to write."""

    options: Options
    bot_id: int
    """0 for a command that needs no bot's token."""
    database: Database
    keys: Keys
    keyring: Keyring
    clock: Clock
    randomness: Randomness
    committer: GroupCommitter
    commit: Commit
    """Commits a unit, by the committer; what a job of a running bot says goes to its sender another way."""

    @property
    def can_open(self) -> bool:
        """Whether this process holds the office's private key."""
        return self.keys.office_private is not None
