"""The tables. One schema, two engines (SQLite, PostgreSQL); migrations live beside it.

Chats are found by a keyed hash (``chat_key``) and their ids stand sealed; a report's tables hold neither.
Row ids that must not tell an order are 128 random bits, and such tables have no rowid in SQLite.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CHAT_KEY = LargeBinary(16)
ROW_ID = LargeBinary(16)

installation = Table(
    "installation",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# --- the way of an update; in no backup ---

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", CHAT_KEY, nullable=False),
    Column("payload", LargeBinary, nullable=False, comment="the update, sealed"),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("dead", Boolean, nullable=False, server_default=text("false")),
    Index("ix_inbox_chat", "bot_id", "chat_key", "update_id"),
    sqlite_with_rowid=False,
)

inbox_mark = Table(
    "inbox_mark",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lowest", BigInteger, nullable=False, comment="first update id of the newest batch kept"),
    Column("highest", BigInteger, nullable=False, comment="last update id of that batch"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="order of sending"),
    Column("chat_key", CHAT_KEY, nullable=False),
    Column("payload", LargeBinary, nullable=False, comment="the call to the Bot API, sealed"),
    sqlite_with_rowid=False,
)

chat_messages = Table(
    "chat_messages",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", CHAT_KEY, primary_key=True),
    Column("tag", String(40), primary_key=True, comment="why it is remembered"),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", LargeBinary, nullable=False, comment="the chat id, sealed"),
    Column("kept_at", BigInteger, nullable=False, comment="seconds since 1970, for Telegram's 48 hours"),
    sqlite_with_rowid=False,
)

dialogs = Table(
    "dialogs",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", CHAT_KEY, primary_key=True),
    Column("state", LargeBinary, nullable=False, comment="journey, step and draft, sealed"),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

draft_files = Table(
    "draft_files",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("chat_key", CHAT_KEY, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="a cleaned file of a draft, sealed"),
    Index("ix_draft_files_chat", "bot_id", "chat_key"),
    sqlite_with_rowid=False,
)

# --- reports: no identity, no exact time ---

reports = Table(
    "reports",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("lookup", LargeBinary(32), nullable=False, unique=True, comment="from the code, by Argon2id"),
    Column("status", String(20), nullable=False, index=True),
    Column("received_on", Date, nullable=False, comment="the day, never the hour"),
    Column("body", LargeBinary, nullable=False, comment="all answers of the reporter, sealed"),
    sqlite_with_rowid=False,
)

report_evidence = Table(
    "report_evidence",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", SmallInteger, nullable=False),
    Column("about", LargeBinary, nullable=False, comment="media type, size, hashes, notes; sealed"),
    Column("content", LargeBinary, nullable=False, comment="the cleaned copy, sealed"),
    sqlite_with_rowid=False,
)

report_keys = Table(
    "report_keys",
    metadata,
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("office_key", String(16), nullable=False, comment="fingerprint of the office's public key"),
    Column("for_office", LargeBinary, nullable=False, comment="the report's key, sealed to the office"),
    Column("for_code", LargeBinary, nullable=False, comment="the report's key, sealed to the code"),
    sqlite_with_rowid=False,
)

# --- reminders ---

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
    Column("district", String(60), nullable=False, server_default=text("''")),
    Column("agency", String(120), nullable=False, server_default=text("''")),
    Column("active", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Index("uq_subscribers_chat", "bot_id", "chat_key", unique=True),
    Index("ix_subscribers_active", "bot_id", "active", "time_zone", "id"),
    Index("ix_subscribers_audience", "bot_id", "active", "id", "role", "province"),
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

# --- the calendar, as administrators changed it; public facts, so nothing is sealed ---

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

# --- announcements ---

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
        sqlite_where=text("state IN ('pending', 'leased')"),
        postgresql_where=text("state IN ('pending', 'leased')"),
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
