"""How long each thing is kept: one table, from which tidying, /privasi and a test derive.

A row of :data:`KEPT` says of one table which of its columns can hold a person's words, ids or a way to find
the person, until when the row stays, and who erases it. ``tests/storage/platform/test_lifetimes.py`` refuses
a column of the schema that stands neither there nor in :data:`FREE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

TIDIED_EVERY = timedelta(minutes=10)
"""How often what is over is erased."""
DRAFTS = timedelta(hours=23, minutes=30)
"""People are promised 24 hours; with the tidying's ten minutes and a grace of fifteen it is a little less."""
DELETABLE = timedelta(hours=48)
"""Telegram lets a bot delete messages for so long; their ids serve for nothing else. Source: Bot API,
deleteMessage."""
TRACES = DELETABLE
"""Of a conversation about a report, counted by days: a row stays a day longer at the most."""
LAST_TOPIC = timedelta(minutes=30)
ROLE = timedelta(days=365)
"""A role that was not used for a year is forgotten; each answer that uses it does not prolong it."""
QUIZ = timedelta(hours=24)
CODE_WAITS = timedelta(hours=1, seconds=1)
"""After wrong codes: the longest wait there is."""
CODE_WAIT_KEYS = timedelta(hours=25)
"""The key names chats for a day, and the waits that began on it may last an hour longer."""
QUESTIONS = timedelta(days=180)
INVITATIONS = timedelta(hours=24)
UNLOCKED = timedelta(minutes=15)
"""How long an officer's lock stays open, and with it the wish for an original."""
REMINDERS_SENT = timedelta(days=67)
"""A week longer than reminders look back."""
LEDGER = timedelta(hours=48)
"""After an announcement's end nothing can be taken back any more. Source: Bot API, deleteMessage."""


class Eraser(Enum):
    """Who erases a row whose time is over."""

    TIDY = "the tidying, from this table"
    DIALOGS = "the tidying, with the pictures of the draft"
    MESSAGES = "the tidying; on officers' screens the lock, at the latest"
    HANDLING = "the handler's transaction, or the third failure"
    SENDING = "the sender, once Telegram has it or refuses it"
    POSTING = "the postman, once it is among the reports"
    REMINDERS = "the reminders' job"
    BROADCASTS = "the announcements' engine"
    RETENTION = "the retention job, after REPORT_RETENTION_DAYS"
    PERSON = "whoever it is about, with a button"
    ADMIN = "an administrator"
    NOBODY = "nobody: it is kept for good"


@dataclass(frozen=True, slots=True)
class TableLifetime:
    """What may be known of people from one table, and how long."""

    table: str
    holds: tuple[str, ...]
    until: str
    eraser: Eraser
    at: str | None = None
    """The column that says when the row began or (``expires_at``) ends."""
    lifetime: timedelta | None = None
    """Counted from ``at``; where the row carries its own end, the longest any of them is given."""
    sorts: tuple[timedelta, ...] = ()
    """Other lifetimes rows of the table are given."""

    @property
    def carries_its_end(self) -> bool:
        """Whether ``at`` is the end itself."""
        return self.at == "expires_at"


_REPORT = "the report was closed for REPORT_RETENTION_DAYS and no officer holds it"

KEPT: tuple[TableLifetime, ...] = (
    TableLifetime("inbox", ("update_id", "chat_key", "payload"), "it was handled", Eraser.HANDLING),
    TableLifetime("outbox", ("chat_key", "payload"), "it was sent", Eraser.SENDING),
    TableLifetime(
        "chat_messages",
        ("chat_key", "tag", "message_id", "chat"),
        "Telegram lets nobody delete them any more",
        Eraser.MESSAGES,
        "kept_at",
        DELETABLE,
    ),
    TableLifetime(
        "traces", ("id", "body"), "they went, or are too old to go", Eraser.TIDY, "ended_on", TRACES
    ),
    TableLifetime(
        "dialogs", ("chat_key", "state"), "it was sent or left alone", Eraser.DIALOGS, "expires_at", DRAFTS
    ),
    TableLifetime("slots", ("content",), "the draft or report ends: overwritten", Eraser.RETENTION),
    TableLifetime(
        "chat_memory",
        ("chat_key", "kind", "body"),
        "its time is over",
        Eraser.TIDY,
        "expires_at",
        ROLE,
        (LAST_TOPIC, QUIZ),
    ),
    TableLifetime(
        "code_wait_keys", ("id", "key"), "its day is over", Eraser.TIDY, "expires_at", CODE_WAIT_KEYS
    ),
    TableLifetime("code_waits", ("who",), "the wait is over", Eraser.TIDY, "expires_at", CODE_WAITS),
    TableLifetime(
        "questions", ("digest", "body"), "nobody asked it again", Eraser.TIDY, "noted_on", QUESTIONS
    ),
    TableLifetime("topic_counts", (), "with the questions", Eraser.TIDY, "week", QUESTIONS),
    TableLifetime("overlays", ("body",), "an administrator takes it back", Eraser.ADMIN),
    TableLifetime("letterbox", ("id", "letter"), "it is among the reports, within a minute", Eraser.POSTING),
    TableLifetime("reports", ("id", "lookup", "body"), _REPORT, Eraser.RETENTION),
    TableLifetime("report_keys", ("report_id", "for_office", "for_code"), _REPORT, Eraser.RETENTION),
    TableLifetime("report_heirlooms", ("report_id", "body"), _REPORT, Eraser.RETENTION),
    TableLifetime("report_work", ("report_id", "claimed_by", "body"), _REPORT, Eraser.RETENTION),
    TableLifetime("report_messages", ("id", "report_id", "body"), _REPORT, Eraser.RETENTION),
    TableLifetime("report_notices", ("report_id",), _REPORT, Eraser.RETENTION),
    TableLifetime("report_retention", ("report_id",), _REPORT, Eraser.RETENTION),
    TableLifetime(
        "original_requests",
        ("id", "report_id", "evidence_id", "asked_by", "approved_by"),
        "it ran out",
        Eraser.TIDY,
        "expires_at",
        UNLOCKED,
    ),
    TableLifetime(
        "officer_invitations",
        ("token", "about", "officer_id"),
        "it was used or ran out",
        Eraser.TIDY,
        "expires_at",
        INVITATIONS,
    ),
    TableLifetime("officers", ("id", "chat_key", "chat", "about", "secret"), "they left", Eraser.ADMIN),
    TableLifetime("audit_log", ("entry",), "pseudonyms of officers and reports", Eraser.NOBODY),
    TableLifetime(
        "subscribers",
        ("id", "chat_key", "chat", "role", "province", "time_zone", "district_key", "agency_key", "places"),
        "“Berhenti” in /pengingat",
        Eraser.PERSON,
    ),
    TableLifetime(
        "reminders_sent",
        ("subscriber_id",),
        "nothing asks for it any more",
        Eraser.REMINDERS,
        "noted_on",
        REMINDERS_SENT,
    ),
    TableLifetime(
        "broadcasts",
        ("body", "author_key", "approver_key", "aftermath_body"),
        "what administrators announced officially",
        Eraser.NOBODY,
    ),
    TableLifetime(
        "broadcast_ledger",
        ("subscriber", "messages"),
        "48 hours after the announcement's end",
        Eraser.BROADCASTS,
    ),
)
"""Every table that can tell of people."""

FREE: dict[str, tuple[str, ...]] = {
    "installation": ("name", "value"),  # notes of the installation: keys, backups
    "inbox_mark": ("lowest", "highest"),
    "inbox_given_up": ("number",),
    "outbox": ("seq",),
    "reports": ("status",),
    "report_keys": ("office_key",),
    "report_work": ("version",),
    "report_messages": ("kind",),
    "report_notices": ("notice",),
    "slots": ("number",),
    "slot_use": ("block", "bits", "fresh"),
    "audit_log": ("seq", "mac"),
    "audit_head": ("seq", "mac", "seal"),
    "officers": ("role", "last_step"),
    "officer_invitations": ("role",),
    "elections": ("slug", "body"),  # public facts
    "elections_revision": ("revision",),
    "questions": ("id", "status", "times"),
    "overlays": ("seq", "topic"),
    "topic_counts": ("topic", "asked", "helped", "not_helped"),
    "reminders_sent": ("reminder", "outcome"),
    "reminders_closed": ("reminder", "time_zone", "skipped"),
    "broadcasts": ("id", "state", "total", "cursor", "halt", "aftermath", "aftermath_cursor"),
    "broadcast_counts": ("campaign", "outcome", "number"),
    "broadcast_ledger": ("campaign", "state", "reason"),
    "broadcast_sender": ("holder",),
}
"""Columns that hold neither: words of the program, counts, random names, public facts. Columns of days,
times, truth values and small numbers, and ``bot_id``, need no mention."""
