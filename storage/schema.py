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
    Index("ix_chat_messages_tag", "bot_id", "tag"),
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
    Column("active", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Index("uq_subscribers_chat", "bot_id", "chat_key", unique=True),
    Index("ix_subscribers_active", "bot_id", "active", "time_zone", "id"),
    sqlite_with_rowid=False,
)

reminders_sent = Table(
    "reminders_sent",
    metadata,
    Column("subscriber_id", ROW_ID, ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("reminder", String(120), primary_key=True, comment="election, kind and local date"),
    Column("outcome", String(10), nullable=False, comment="queued or skipped"),
    Column("noted_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

# --- officers: who they are, and what they do with reports ---

officers = Table(
    "officers",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("chat_key", CHAT_KEY, nullable=False),
    Column("chat", LargeBinary, nullable=False, comment="the chat id, sealed"),
    Column("role", String(20), nullable=False),
    Column("about", LargeBinary, nullable=False, comment="name, agency, office, place; sealed"),
    Column("secret", LargeBinary, nullable=True, comment="of the one-time passwords, sealed"),
    Column("confirmed", Boolean, nullable=False, comment="a first one-time password was right"),
    Column("last_step", BigInteger, nullable=False, comment="newest step of a password that was taken"),
    Column("wrong", SmallInteger, nullable=False, comment="wrong passwords in a row"),
    Column("wait_until", BigInteger, nullable=False, comment="seconds since 1970"),
    Column("unlocked_until", BigInteger, nullable=False, comment="seconds since 1970"),
    Column("since", Date, nullable=False),
    Index("uq_officers_chat", "bot_id", "chat_key", unique=True),
    sqlite_with_rowid=False,
)

officer_invitations = Table(
    "officer_invitations",
    metadata,
    Column("token", LargeBinary(32), primary_key=True, comment="hash of the link's token"),
    Column("bot_id", BigInteger, nullable=False),
    Column("role", String(20), nullable=False),
    Column("about", LargeBinary, nullable=False, comment="name of the invited, sealed"),
    Column("officer_id", ROW_ID, nullable=True, comment="whom it lets in again"),
    Column("expires_at", BigInteger, nullable=False, index=True, comment="seconds since 1970"),
    sqlite_with_rowid=False,
)

report_work = Table(
    "report_work",
    metadata,
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("version", BigInteger, nullable=False, comment="grows with every change; two never overwrite"),
    Column("claimed_by", ROW_ID, nullable=True, comment="an officer's random id"),
    Column("fresh", Boolean, nullable=False, comment="the reporter added something not yet read"),
    Column("opened_on", Date, nullable=True, comment="day it was first read"),
    Column("acted_on", Date, nullable=True, comment="day of the first action"),
    Column("body", LargeBinary, nullable=True, comment="priority, category, links, redactions; sealed"),
    sqlite_with_rowid=False,
)

report_messages = Table(
    "report_messages",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("told_on", Date, nullable=False, comment="the day, never the hour"),
    Column("body", LargeBinary, nullable=False, comment="sealed"),
    Index("uq_report_messages_position", "report_id", "position", unique=True),
    sqlite_with_rowid=False,
)

report_notices = Table(
    "report_notices",
    metadata,
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("notice", String(20), primary_key=True),
    Column("noted_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

original_requests = Table(
    "original_requests",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("report_id", ROW_ID, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("evidence_id", ROW_ID, nullable=False),
    Column("asked_by", ROW_ID, nullable=False, comment="an officer's random id"),
    Column("approved_by", ROW_ID, nullable=True, comment="another officer's random id"),
    Column("expires_at", BigInteger, nullable=False, comment="seconds since 1970"),
    sqlite_with_rowid=False,
)
