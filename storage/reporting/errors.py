"""Why the tables of reports refuse."""

from __future__ import annotations

from core.errors import ReportError


class ReportChangedError(ReportError):
    """Somebody else changed the report in the meantime; read it again and decide anew."""
