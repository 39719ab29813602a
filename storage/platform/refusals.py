"""The one place that knows how databases and their drivers say no: every error becomes one of ours.

Above the storage nobody sees SQLAlchemy's errors or a driver's. What they say never goes on (it may hold the
values of a row); kind and code do.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.platform.errors import (
    DatabaseAddressError,
    DatabaseAwayError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseDiskError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    DatabaseRefusedError,
    DatabaseTroubleError,
    StorageError,
)

_SQLITE: dict[int, type[DatabaseTroubleError]] = {
    sqlite3.SQLITE_PERM: DatabaseReadOnlyError,
    sqlite3.SQLITE_BUSY: DatabaseBusyError,
    sqlite3.SQLITE_LOCKED: DatabaseBusyError,
    sqlite3.SQLITE_PROTOCOL: DatabaseBusyError,
    sqlite3.SQLITE_NOMEM: DatabaseDiskError,
    sqlite3.SQLITE_READONLY: DatabaseReadOnlyError,
    sqlite3.SQLITE_IOERR: DatabaseDiskError,
    sqlite3.SQLITE_CORRUPT: DatabaseDamagedError,
    sqlite3.SQLITE_FULL: DatabaseFullError,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnlyError,
    sqlite3.SQLITE_NOTADB: DatabaseDamagedError,
}
"""By primary result code. Source: https://www.sqlite.org/rescode.html"""

_POSTGRESQL: dict[str, type[DatabaseTroubleError]] = {
    "08": DatabaseAwayError,  # connection exceptions
    "28": DatabaseRefusedError,  # no such user, wrong password
    "3D": DatabaseRefusedError,  # no such database
    "53": DatabaseDiskError,  # out of a resource
    "53100": DatabaseFullError,
    "53300": DatabaseBusyError,  # too many connections
    "57014": DatabaseBusyError,  # cancelled, by a limit of time say
    "57P": DatabaseAwayError,  # is shutting down, has crashed, is starting up
    "58": DatabaseDiskError,  # errors of the system
    "25006": DatabaseReadOnlyError,
    "25P03": DatabaseAwayError,  # the server ended a transaction nobody went on with
    "40001": DatabaseBusyError,  # serialization failure
    "40P01": DatabaseBusyError,  # deadlock
    "55P03": DatabaseBusyError,  # lock not available
    "XX001": DatabaseDamagedError,
    "XX002": DatabaseDamagedError,
    "42501": DatabaseRefusedError,  # this user may not do this
}
"""By SQLSTATE or what it begins with. Source: PostgreSQL manual, appendix A."""
_SYSTEM: dict[int | None, type[DatabaseTroubleError]] = {
    errno.ENOSPC: DatabaseFullError,
    errno.EDQUOT: DatabaseFullError,
    errno.EFBIG: DatabaseDiskError,
    errno.EIO: DatabaseDiskError,
    errno.EROFS: DatabaseReadOnlyError,
    errno.EACCES: DatabaseReadOnlyError,
    errno.EPERM: DatabaseReadOnlyError,
    errno.ENOTDIR: DatabaseReadOnlyError,
    errno.EEXIST: DatabaseReadOnlyError,
}
_CLOSED = ("connection is closed", "connection was closed", "no active connection")
"""Drivers say so without a code when the connection went before the statement did."""


@contextmanager
def translated() -> Iterator[None]:
    """Turns whatever a database or its driver raises inside into an error of ours.

    Raises:
        DatabaseTroubleError: the database can't do its work at present.
        StorageError: it refused what was asked.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise refusal(error) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "asyncpg":
            raise refusal(error) from None
        raise


def refusal(error: BaseException) -> StorageError:
    """Our error for one of a database, of its driver, or of the system's on the way there."""
    cause = _cause(error)
    if isinstance(cause, sqlite3.Error):
        kind = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        if kind is not None:
            return kind()
    state = str(getattr(cause, "sqlstate", None) or "")
    if state:
        return _by_state(state, connecting=not isinstance(error, DBAPIError) or error.statement is None)
    if isinstance(error, PoolTimeoutError):
        return DatabaseBusyError()
    if isinstance(cause, OSError) and cause.errno in _SYSTEM:
        return _SYSTEM[cause.errno]()
    if isinstance(cause, OSError) or _is_cut(error):
        return DatabaseAwayError()
    if type(cause).__name__ == "ClientConfigurationError":  # asyncpg's, about options; it quotes no secret
        return DatabaseAddressError(f"an option of DATABASE_URL can't be used: {cause}")
    return StorageError(f"the database refused: {type(cause).__name__}")


def _by_state(state: str, *, connecting: bool) -> StorageError:
    if connecting and state == "42704":
        return DatabaseAddressError("PostgreSQL does not know an option of DATABASE_URL; take it out")
    if connecting and state == "08P01":
        return DatabaseAddressError("what stands at DATABASE_URL refuses an option of it; take it out")
    if state == "3D000":
        return DatabaseRefusedError(
            "PostgreSQL has no database of the name in DATABASE_URL; correct it, or make it: createdb NAME"
        )
    if state == "42501":
        return DatabaseRefusedError(
            "the database's user may not do this; make it the database's owner, or grant it CREATE"
        )
    kind = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:3]) or _POSTGRESQL.get(state[:2])
    return kind() if kind is not None else StorageError(f"the database refused: {state}")


def _cause(error: BaseException) -> BaseException:
    """What the driver raised, inside SQLAlchemy's wrapping; what the system said is no wrapping (a limit of
    time comes "from" the cancelling it did, which says nothing)."""
    seen = error
    while True:
        if isinstance(seen, OSError):
            return seen
        inner = getattr(seen, "orig", None)
        if not isinstance(inner, BaseException):
            inner = seen.__cause__
        if inner is None or getattr(seen, "sqlstate", None) or hasattr(seen, "sqlite_errorcode"):
            return seen
        seen = inner


def _is_cut(error: BaseException) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = _cause(error)
    if isinstance(error, PendingRollbackError):  # its transaction ended with a connection that is gone
        return True
    return any(one in str(cause) for one in _CLOSED)
