"""The error tree. A class's docstring is its default message, one line of English for operators.

What people read in chat is written in ``handlers/*/texts``; handlers choose it by the error's class.
"""

from __future__ import annotations

import inspect
from typing import ClassVar


class NetraError(Exception):
    """Something in Netra went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((inspect.getdoc(type(self)) or "").split()))


class ConfigurationError(NetraError):
    """A setting is missing or wrong; `python -m bot check` says which and how to mend it."""


class KeyFileError(ConfigurationError):
    """A key file is missing, unreadable by its owner only, or not a key."""


class ModelMissingError(ConfigurationError):
    """The question model of this rulebook is not built; run `python -m bot rulebook build`."""


class SealError(NetraError):
    """Sealed data could not be opened: wrong key, wrong place, or changed data."""


class StorageError(NetraError):
    """The database refused."""


class DatabaseAddressError(StorageError, ConfigurationError):
    """DATABASE_URL can't be used; write sqlite:///path or postgresql://user:password@host/name"""


class DatabaseTroubleError(StorageError):
    """The database can't do its work at present. Nothing that was asked of it is at fault: it may be asked
    again, and no update is given up because of it."""

    reason: ClassVar[str] = "trouble"
    """One word for /health, metrics and the log."""


class DatabaseAwayError(DatabaseTroubleError):
    """The database can't be reached; start it, or correct host and port in DATABASE_URL"""

    reason = "away"


class DatabaseBusyError(DatabaseTroubleError):
    """Another program holds the database; stop it (a database browser, a copy under way), then try again"""

    reason = "busy"


class DatabaseFullError(DatabaseTroubleError):
    """The disk of the database is full; make room there. Nothing that was kept is lost"""

    reason = "full"


class DatabaseDiskError(DatabaseFullError):
    """The disk of the database fails, or a limit of the system (a quota, a file's size) is reached; look into
    the system's log and make room"""

    reason = "disk"


class DatabaseReadOnlyError(DatabaseTroubleError):
    """The database can't be written to; make its disk, its folder and its file writable for the bot's user
    (on PostgreSQL: name the primary server, not a replica)"""

    reason = "read-only"


class DatabaseDamagedError(DatabaseTroubleError):
    """The file is no database or is damaged; put it aside and run: python -m bot db restore DIR"""

    reason = "damaged"


class DatabaseRefusedError(DatabaseTroubleError):
    """The database lets the bot not in; correct user, password and name in DATABASE_URL"""

    reason = "refused"


class PoolerError(ConfigurationError):
    """A pooler that shares connections between transactions (pgbouncer with pool_mode=transaction) stands
    before PostgreSQL, so no lock holds; name PostgreSQL itself in DATABASE_URL, or use pool_mode=session"""


class MigrationError(StorageError):
    """The database could not be brought to the newest schema; nothing of it is lost."""


class AuditError(NetraError):
    """The audit log was cut off or changed; `python -m bot audit verify` says where."""


class AlreadyRunningError(NetraError):
    """Another process already runs this bot; stop it first, then start again."""


class BusyInstallationError(NetraError):
    """A bot of this installation is running; stop all of them first, then try again."""


class BackupError(NetraError):
    """A backup could not be made, read or restored."""


class EvidenceError(NetraError):
    """A piece of evidence was refused; the draft is untouched."""


class EvidenceTooLargeError(EvidenceError):
    """The file is larger than Telegram lets a bot download (20 MB)."""


class TooManyPixelsError(EvidenceError):
    """The picture has more pixels than the cleaner takes (40 megapixels)."""


class UnknownEvidenceKindError(EvidenceError):
    """The file's content is of no kind that is taken as evidence."""


class VideoEvidenceError(UnknownEvidenceKindError):
    """The file is a video, and this installation does not take videos."""


class LockedEvidenceError(EvidenceError):
    """The document is locked with a password."""


class RepeatedEvidenceError(EvidenceError):
    """The very same picture is in the draft already."""


class BrokenEvidenceError(EvidenceError):
    """The file could not be decoded."""


class EvidenceWorkerError(EvidenceError):
    """The cleaning worker crashed or took too long; the file may be sent again."""


class TooManyItemsError(EvidenceError):
    """The draft already holds as many items as a report takes."""


class EvidenceBusyError(EvidenceError):
    """Too many files wait for the cleaning worker; this one may be sent again in a minute."""


class EvidenceBudgetError(EvidenceBusyError):
    """Files of this chat took more than its share of the workers' time, and others wait."""


class FileNotGivenError(EvidenceError):
    """Telegram answered, but did not give the file, however often it was asked; it may be sent again."""


class ReportError(NetraError):
    """A report could not be taken in or found."""


class CodeMalformedError(ReportError):
    """The words are no code: not six known words, or the check bits do not fit."""


class CodeOrderError(CodeMalformedError):
    """Six words of the list, none misspelt, whose check bits do not fit: another order, or another word."""


class CodeUnknownError(ReportError):
    """No report answers to this code."""


class CodeOutdatedError(ReportError):
    """A newer code replaced this one."""


class RotationUnfinishedError(ConfigurationError):
    """The office's key is being exchanged and not all reports are done; run: python -m bot keys rotate"""


class OfficeKeyMissingError(ReportError):
    """This process holds no private office key, so it can't open reports (intake only)."""


class SecondOfficerMissingError(ReportError):
    """An original is opened by two officers together, and this is not two of them."""


class TelegramCallError(NetraError):
    """A call to the Bot API failed."""


class PollingEndedError(NetraError):
    """The bot stopped asking Telegram for updates though nobody told it to; start it again, report this."""


class UnreadableUpdateError(NetraError):
    """An update of the server is not as the Bot API writes them."""


class FileTooLargeError(TelegramCallError):
    """Telegram lets a bot download files of at most 20 MB."""


class CampaignError(NetraError):
    """An announcement could not be changed."""


class CampaignUnknownError(CampaignError):
    """No announcement has this id (any more)."""


class CampaignStateError(CampaignError):
    """The announcement's state does not allow this."""


class ApprovalMissingError(CampaignStateError):
    """A second administrator has to approve it first."""


class SameAdminError(CampaignStateError):
    """Whoever composed an announcement can't approve it."""


class TooLateError(CampaignStateError):
    """Telegram lets a bot take messages back for 48 hours only."""


class ChannelMissingError(CampaignError):
    """CHANNEL_ID is not set, so nothing can go to a channel."""


class ReportOnItsWayError(ReportError):
    """The report was sent a moment ago and is not among the others yet."""


class ReportChangedError(ReportError):
    """Somebody else changed the report in the meantime; read it again and decide anew."""


class StatusError(ReportError):
    """From this status a report can't be moved there."""


class AccessError(NetraError):
    """An officer's access was refused."""


class ReadOnlyError(AccessError):
    """This role only reads."""


class NotYoursError(AccessError):
    """Another officer works on this report."""


class InvitationError(AccessError):
    """The invitation is unknown, was used before, or has expired."""


class OtherOfficerError(InvitationError):
    """The invitation is for one officer, and was opened in the chat of another."""


class LastAdminError(AccessError):
    """Without this person nobody could manage the officers."""


class DrawingError(NetraError):
    """A picture or document could not be made: the worker crashed or took too long."""


class WorkerError(NetraError):
    """A worker of the jail gave no answer: it crashed, took too long, failed, or could not be started."""


class WorkerAnswerError(WorkerError):
    """A worker's answer is malformed, too large, or not what was asked for: it may have been taken over."""
