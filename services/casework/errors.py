"""Why an officer's step on a report is refused."""

from __future__ import annotations

from core.errors import ReportError
from storage.access.errors import AccessError


class StatusError(ReportError):
    """From this status a report can't be moved there."""


class ReadOnlyError(AccessError):
    """This role only reads."""


class NotYoursError(AccessError):
    """Another officer works on this report."""
