"""Tables of officers, the way to originals, and the audit log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, LargeBinary, SmallInteger, String, Table

from storage.platform.metadata import CHAT_KEY, ROW_ID, metadata

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
