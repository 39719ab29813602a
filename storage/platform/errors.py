"""What goes wrong with the database: its address, its state, its schema, its copies.

Nobody above ``Database`` knows an error of a driver: ``refusals.py`` turns them into these.
"""

from __future__ import annotations

from typing import ClassVar

from core.errors import ConfigurationError, NetraError


class StorageError(NetraError):
    """The database refused."""


class DatabaseAddressError(StorageError, ConfigurationError):
    """DATABASE_URL can't be used; write sqlite:///path or postgresql://user:password@host/name"""


class DatabaseTroubleError(StorageError):
    """The database can't do its work at present. Nothing that was asked of it is at fault: it may be asked
    again, and no update is given up because of it."""

    reason: ClassVar[str] = "trouble"
    """One word for /health, metrics and the log."""


class DatabaseAwayError(DatabaseTroubleError):
    """The database can't be reached; start it, or correct host and port in DATABASE_URL"""

    reason = "away"


class DatabaseBusyError(DatabaseTroubleError):
    """Another program holds the database; stop it (a database browser, a copy under way), then try again"""

    reason = "busy"


class DatabaseFullError(DatabaseTroubleError):
    """The disk of the database is full; make room there. Nothing that was kept is lost"""

    reason = "full"


class DatabaseDiskError(DatabaseFullError):
    """The disk of the database fails, or a limit of the system (a quota, a file's size) is reached; look into
    the system's log and make room"""

    reason = "disk"


class DatabaseReadOnlyError(DatabaseTroubleError):
    """The database can't be written to; make its disk, its folder and its file writable for the bot's user
    (on PostgreSQL: name the primary server, not a replica)"""

    reason = "read-only"


class DatabaseDamagedError(DatabaseTroubleError):
    """The file is no database or is damaged; put it aside and run: python -m bot db restore DIR"""

    reason = "damaged"


class DatabaseRefusedError(DatabaseTroubleError):
    """The database lets the bot not in; correct user, password and name in DATABASE_URL"""

    reason = "refused"


class PoolerError(ConfigurationError):
    """A pooler that shares connections between transactions (pgbouncer with pool_mode=transaction) stands
    before PostgreSQL, so no lock holds; name PostgreSQL itself in DATABASE_URL, or use pool_mode=session"""


class MigrationError(StorageError):
    """The database could not be brought to the newest schema; nothing of it is lost."""


class BackupError(NetraError):
    """A backup could not be made, read or restored."""


class RotationUnfinishedError(ConfigurationError):
    """The office's key is being exchanged and not all reports are done; run: python -m bot keys rotate"""
