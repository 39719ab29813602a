"""Tables of subscribers, of reminders that went out, and of elections as administrators changed them.

What is said of an election is public, so nothing of it is sealed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)

from storage.platform.metadata import CHAT_KEY, ROW_ID, metadata

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("chat_key", CHAT_KEY, nullable=False),
    Column("chat", LargeBinary, nullable=False, comment="the chat id, sealed"),
    Column("role", String(20), nullable=False),
    Column("province", String(40), nullable=False),
    Column("time_zone", String(40), nullable=False),
    Column("district_key", LargeBinary(8), nullable=True, comment="keyed hash; empty where not named"),
    Column("agency_key", LargeBinary(8), nullable=True, comment="keyed hash; empty where not named"),
    Column("places", LargeBinary, nullable=True, comment="district and agency, sealed"),
    Column("active", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Index("uq_subscribers_chat", "bot_id", "chat_key", unique=True),
    Index("ix_subscribers_active", "bot_id", "active", "time_zone", "id"),
    Index(
        "ix_subscribers_audience",
        "bot_id",
        "active",
        "id",
        "role",
        "province",
        "district_key",
        "agency_key",
    ),
    sqlite_with_rowid=False,
)

reminders_sent = Table(
    "reminders_sent",
    metadata,
    Column("subscriber_id", ROW_ID, ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("reminder", String(120), primary_key=True, comment="election, kind and local date"),
    Column("outcome", String(10), nullable=False, comment="queued or skipped"),
    Column("noted_on", Date, nullable=False, index=True),
    sqlite_with_rowid=False,
)

reminders_closed = Table(
    "reminders_closed",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reminder", String(120), primary_key=True, comment="as in reminders_sent"),
    Column("time_zone", String(40), primary_key=True),
    Column("skipped", BigInteger, nullable=False, comment="how many lacked it when it was no longer true"),
    Column("noted_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

elections = Table(
    "elections",
    metadata,
    Column("slug", String(60), primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="the election as JSON"),
    Column("changed_at", BigInteger, nullable=False, comment="seconds since 1970"),
    sqlite_with_rowid=False,
)

elections_revision = Table(
    "elections_revision",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column("revision", BigInteger, nullable=False, comment="goes up with every change of the calendar"),
    sqlite_with_rowid=False,
)
