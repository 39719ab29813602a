"""Tables of announcements."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    text,
)

from storage.platform.broadcast_states import open_only
from storage.platform.metadata import CHAT_KEY, ROW_ID, metadata

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", String(8), primary_key=True, comment="random, short enough for a button"),
    Column("bot_id", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False, comment="title, content and audience, sealed"),
    Column("author_key", CHAT_KEY, nullable=False),
    Column("approver_key", CHAT_KEY, nullable=True),
    Column("needs_approval", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False, comment="seconds since 1970, as all times here"),
    Column("start_at", BigInteger, nullable=True),
    Column("expires_at", BigInteger, nullable=True),
    Column("started_at", BigInteger, nullable=True),
    Column("finished_at", BigInteger, nullable=True),
    Column("rate", Float, nullable=True, comment="messages a second asked for; null for the setting"),
    Column("total", BigInteger, nullable=False, server_default=text("0")),
    Column("cursor", ROW_ID, nullable=True, comment="the last subscriber taken into the ledger"),
    Column("rate_now", Float, nullable=False, server_default=text("0")),
    Column("halt", String(20), nullable=True, comment="why the engine paused it"),
    Column("aftermath", String(8), nullable=True, comment="retract or edit"),
    Column("aftermath_body", LargeBinary, nullable=True, comment="the change, sealed"),
    Column("aftermath_cursor", ROW_ID, nullable=True),
    Column("aftermath_done", Boolean, nullable=False, server_default=text("false")),
    Index("ix_broadcasts_state", "bot_id", "state"),
    sqlite_with_rowid=False,
)

broadcast_counts = Table(
    "broadcast_counts",
    metadata,
    Column("campaign", String(8), primary_key=True),
    Column("outcome", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# No foreign keys: a lookup for each of a million rows buys nothing, and an id whose subscriber is gone
# leads nowhere. Rows go 48 hours after the end, when Telegram lets no message be taken back any more.
broadcast_ledger = Table(
    "broadcast_ledger",
    metadata,
    Column("campaign", String(8), primary_key=True),
    Column("subscriber", ROW_ID, primary_key=True, comment="subscribers.id; all zero for the channel"),
    Column("state", String(10), nullable=False),
    Column("reason", String(16), nullable=True),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("repeats", SmallInteger, nullable=False, server_default=text("0"), comment="possible repeats"),
    Column("part", SmallInteger, nullable=False, server_default=text("0"), comment="calls that are done"),
    Column("messages", LargeBinary, nullable=True, comment="message ids, 8 bytes each"),
    Index(
        "ix_broadcast_ledger_open",
        "campaign",
        "state",
        "subscriber",
        sqlite_where=text(open_only()),
        postgresql_where=text(open_only()),
    ),
    sqlite_with_rowid=False,
)

broadcast_sender = Table(
    "broadcast_sender",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", LargeBinary(16), nullable=False, comment="the one process that may send"),
    Column("until", BigInteger, nullable=False, comment="seconds since 1970; renewed while it sends"),
    sqlite_with_rowid=False,
)
