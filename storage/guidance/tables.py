"""Tables of what was not understood, and of what an administrator taught."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, LargeBinary, String, Table

from storage.platform.metadata import metadata

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
