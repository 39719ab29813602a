"""Why evidence is refused, and a report not found or not opened."""

from __future__ import annotations

from core.errors import NetraError, ReportError


class EvidenceError(NetraError):
    """A piece of evidence was refused; the draft is untouched."""


class EvidenceTooLargeError(EvidenceError):
    """The file is larger than Telegram lets a bot download (20 MB)."""


class TooManyPixelsError(EvidenceError):
    """The picture has more pixels than the cleaner takes (40 megapixels)."""


class UnknownEvidenceKindError(EvidenceError):
    """The file's content is of no kind that is taken as evidence."""


class SoundEvidenceError(UnknownEvidenceKindError):
    """The file is sound, which is not taken: a voice tells whose it is."""


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


class CodeUnknownError(ReportError):
    """No report answers to this code."""


class ReportOnItsWayError(ReportError):
    """The report was sent a moment ago and is not among the others yet."""


class OfficeKeyMissingError(ReportError):
    """This process holds no private office key, so it can't open reports (intake only)."""


class SecondOfficerMissingError(ReportError):
    """An original is opened by two officers together, and this is not two of them."""
