"""Tables of reports: no identity, no exact time.

They have no foreign keys: they are written anew in the order of ids (``storage/reporting/heads.py``), which a
cascade would turn into an erasure.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, LargeBinary, SmallInteger, String, Table

from storage.platform.metadata import ROW_ID, metadata

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

report_heirlooms = Table(
    "report_heirlooms",
    metadata,
    Column("report_id", ROW_ID, primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="slots of a report from before the pool, sealed"),
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
