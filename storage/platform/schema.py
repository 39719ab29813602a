"""The tables. One schema, two engines (SQLite, PostgreSQL); migrations live beside it.

Chats are found by a keyed hash (``chat_key``) and their ids stand sealed; a report's tables hold neither.
Row ids that must not tell an order are 128 random bits, and such tables have no rowid in SQLite. A report's
tables have no foreign keys: they are written anew in the order of ids (``storage/reporting/heads.py``), which
a cascade would turn into an erasure.
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
    text,
)

from storage.platform.metadata import CHAT_KEY, ROW_ID, metadata
from storage.platform.schema_broadcasts import (
    broadcast_counts,
    broadcast_ledger,
    broadcast_sender,
    broadcasts,
)

__all__ = ["broadcast_counts", "broadcast_ledger", "broadcast_sender", "broadcasts", "metadata"]
"""Besides the tables below: whoever wants a table finds it here, whichever module makes it."""

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
    Index("ix_inbox_chat", "bot_id", "chat_key", "update_id"),
    sqlite_with_rowid=False,
)

inbox_given_up = Table(
    "inbox_given_up",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True, comment="on which updates were given up"),
    Column("number", BigInteger, nullable=False, comment="how many; nothing else of them is kept"),
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

traces = Table(
    "traces",
    metadata,
    Column("id", ROW_ID, primary_key=True, comment="hash of a key that only a button in the chat carries"),
    Column("body", LargeBinary, nullable=False, comment="message ids, sealed by that key, always as long"),
    Column("ended_on", Date, nullable=False, comment="the day the conversation ended, never the hour"),
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

# --- reports: no identity, no exact time ---

letterbox = Table(
    "letterbox",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("letter", LargeBinary, nullable=False, comment="a sealed report on its way in; sealed once more"),
    sqlite_with_rowid=False,
)

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

report_keys = Table(
    "report_keys",
    metadata,
    Column("report_id", ROW_ID, primary_key=True),
    Column("office_key", String(16), nullable=False, comment="fingerprint of the office's public key"),
    Column("for_office", LargeBinary, nullable=False, comment="the report's key, sealed to the office"),
    Column("for_code", LargeBinary, nullable=False, comment="the report's key, sealed to the code"),
    sqlite_with_rowid=False,
)

# --- contents: pictures and originals, in slots that tell nothing (storage/platform/pool.py) ---

slots = Table(
    "slots",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False, comment="65,536 bytes: sealed, or random"),
    sqlite_with_rowid=False,
)

slot_use = Table(
    "slot_use",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False, comment="of 256 slots: 0, 1, 2 ..."),
    Column("bits", LargeBinary(32), nullable=False, comment="which of them are in use"),
    Column("fresh", LargeBinary(32), nullable=False, comment="which are still to be mixed with others"),
    sqlite_with_rowid=False,
)

report_heirlooms = Table(
    "report_heirlooms",
    metadata,
    Column("report_id", ROW_ID, primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="slots of a report from before the pool, sealed"),
    sqlite_with_rowid=False,
)

# --- keeping: audit, retention ---

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 ... without a gap"),
    Column("entry", LargeBinary, nullable=False, comment="who (a pseudonym) did what when, sealed"),
    Column("mac", LargeBinary(32), nullable=False, comment="keyed hash of the entry and the mac before it"),
    sqlite_with_rowid=False,
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column("seq", BigInteger, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    Column("seal", LargeBinary(32), nullable=False, comment="keyed hash of seq and mac"),
    sqlite_with_rowid=False,
)

report_retention = Table(
    "report_retention",
    metadata,
    Column("report_id", ROW_ID, primary_key=True),
    Column("closed_on", Date, nullable=True, comment="the day it was seen closed; empty while open"),
    Column("warned_on", Date, nullable=True, comment="the day officers were told of the coming erasure"),
    Column("held_on", Date, nullable=True, comment="the day an officer put a hold on it; empty without"),
    Index("ix_report_retention_closed_on", "closed_on"),
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

# --- questions: what a chat was talking about, what was not understood, what an admin taught ---

chat_memory = Table(
    "chat_memory",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", CHAT_KEY, primary_key=True),
    Column("kind", String(10), primary_key=True, comment="topic, role or quiz"),
    Column("body", LargeBinary, nullable=False, comment="sealed"),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

code_wait_keys = Table(
    "code_wait_keys",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", LargeBinary(8), primary_key=True, comment="random"),
    Column("key", LargeBinary, nullable=False, comment="names chats for a day; sealed"),
    Column("expires_at", BigInteger, nullable=False, index=True, comment="seconds since 1970"),
    sqlite_with_rowid=False,
)

code_waits = Table(
    "code_waits",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("who", LargeBinary(16), primary_key=True, comment="hash of the chat under the day's key"),
    Column("wrong", SmallInteger, nullable=False, comment="wrong codes that led to the wait"),
    Column("expires_at", BigInteger, nullable=False, index=True, comment="end of the wait"),
    sqlite_with_rowid=False,
)

questions = Table(
    "questions",
    metadata,
    Column("id", LargeBinary(8), primary_key=True, comment="random: tells neither order nor person"),
    Column("bot_id", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False, comment="keyed hash of the normalised words"),
    Column("body", LargeBinary, nullable=False, comment="scrubbed words and candidates, sealed"),
    Column("status", String(10), nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("noted_on", Date, nullable=False, comment="the day, never the hour"),
    Index("uq_questions_digest", "bot_id", "digest", unique=True),
    Index("ix_questions_status", "bot_id", "status", "times"),
    sqlite_with_rowid=False,
)

overlays = Table(
    "overlays",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="newest wins"),
    Column("body", LargeBinary, nullable=False, comment="scrubbed words, sealed"),
    Column("topic", String(50), nullable=False, comment="empty: the link was taken back"),
    Column("made_on", Date, nullable=False),
    Column("exported", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

topic_counts = Table(
    "topic_counts",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("week", Date, primary_key=True, comment="its Monday"),
    Column("topic", String(50), primary_key=True),
    Column("asked", BigInteger, nullable=False),
    Column("helped", BigInteger, nullable=False),
    Column("not_helped", BigInteger, nullable=False),
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
    Column("report_id", ROW_ID, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="grows with every change; two never overwrite"),
    Column("claimed_by", ROW_ID, nullable=True, comment="an officer's random id"),
    Column("fresh", Boolean, nullable=False, comment="the reporter added something not yet read"),
    Column("opened_on", Date, nullable=True, comment="day it was first read"),
    Column("acted_on", Date, nullable=True, comment="day of the first action"),
    Column("body", LargeBinary, nullable=True, comment="priority, category, links, redactions; sealed"),
    Column("seen", SmallInteger, nullable=True, comment="position of the thread up to which officers saw it"),
    sqlite_with_rowid=False,
)

report_messages = Table(
    "report_messages",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("report_id", ROW_ID, nullable=False),
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
    Column("report_id", ROW_ID, primary_key=True),
    Column("notice", String(20), primary_key=True),
    Column("noted_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

original_requests = Table(
    "original_requests",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("report_id", ROW_ID, nullable=False, index=True),
    Column("evidence_id", ROW_ID, nullable=False),
    Column("asked_by", ROW_ID, nullable=False, comment="an officer's random id"),
    Column("approved_by", ROW_ID, nullable=True, comment="another officer's random id"),
    Column("expires_at", BigInteger, nullable=False, comment="seconds since 1970"),
    sqlite_with_rowid=False,
)
