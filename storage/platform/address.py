"""What DATABASE_URL says, in the words the drivers take."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.platform.errors import DatabaseAddressError, StorageError

CONNECT_SECONDS = 10.0
"""A server that does not answer a greeting for so long is away; ``?connect_timeout=`` says otherwise."""
ANSWER_SECONDS = 60.0
"""A reading statement without an answer for so long has lost it on the way."""

_OURS = frozenset({"host", "port", "prepared_statement_cache_size", "prepared_statement_name_func"})
"""Options of SQLAlchemy's own."""
_UNKNOWN = frozenset(
    {"channel_binding", "gssencmode", "require_auth", "sslcompression", "sslsni", "sslcertmode"}
)
"""Options of libpq that asyncpg lacks and would hand to the server as settings."""
_IDLE = frozenset({"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"})
"""Options of libpq that are of no use here: each statement has a limit of time of its own."""


def normalise_url(url: str) -> URL:
    """The async form of a database URL: ``sqlite:///x`` and ``postgresql://x`` are enough for people.

    Raises:
        StorageError: another kind of database, or no URL. Never quotes it: it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError from None
    if parsed.drivername in ("sqlite", "sqlite+aiosqlite"):
        if parsed.host or parsed.username or parsed.port:
            raise DatabaseAddressError(
                "DATABASE_URL of an SQLite file has three slashes before a path that begins in this folder, "
                "and four before one that begins at the root: sqlite:///data/netra.sqlite3"
            )
        return parsed.set(drivername="sqlite+aiosqlite")
    if parsed.drivername in ("postgres", "postgresql", "postgresql+asyncpg"):
        return parsed.set(drivername="postgresql+asyncpg")
    raise StorageError(f"unknown kind of database {parsed.drivername!r}; use sqlite:/// or postgresql://")


def connecting(url: URL) -> tuple[URL, dict[str, Any]]:
    """The URL without libpq's options (``sslmode`` and its like), and what asyncpg is called with for them.

    asyncpg itself reads such options in a DSN; SQLAlchemy would pass them as arguments it does not know.

    Raises:
        DatabaseAddressError: an option that can't be honoured.
    """
    options = {
        name: value if isinstance(value, str) else value[-1]
        for name, value in url.query.items()
        if name not in _OURS | _IDLE
    }
    args: dict[str, Any] = {"timeout": CONNECT_SECONDS}
    for name in sorted(options.keys() & _UNKNOWN):
        raise DatabaseAddressError(f"the option {name} of DATABASE_URL is not known here; take it out")
    if "ssl" in options:
        options.setdefault("sslmode", options.pop("ssl"))
    for name in ("connect_timeout", "timeout"):
        if name in options:
            args["timeout"] = _seconds(name, options.pop(name))
    if options:
        args["dsn"] = f"postgresql://?{urlencode(options)}"
    return url.difference_update_query([name for name in url.query if name not in _OURS]), args


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        raise DatabaseAddressError(f"the option {name} of DATABASE_URL is a number of seconds") from None
    return seconds if seconds > 0 else CONNECT_SECONDS
