"""Tables that every column uses: the way of an update, dialogs, what is remembered of a chat, contents.

Chats are found by a keyed hash (``chat_key``) and their ids stand sealed. Row ids that must not tell an order
are 128 random bits, and such tables have no rowid in SQLite.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, LargeBinary, SmallInteger, String, Table, text

from storage.platform.metadata import CHAT_KEY, ROW_ID, metadata

installation = Table(
    "installation",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

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
