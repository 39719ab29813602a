"""The whole schema: every column's tables, for migrations, copies and what looks at all of them.

One schema, two engines (SQLite, PostgreSQL). A table stands in ``tables.py`` of its column; how it came
to be, in ``storage/migrations/``; how long its rows are kept, in ``storage/platform/lifetimes.py``.
"""

from __future__ import annotations

from sqlalchemy import MetaData

from storage.access import tables as access
from storage.announcements import tables as announcements
from storage.calendar import tables as calendar
from storage.guidance import tables as guidance
from storage.platform import tables as platform
from storage.platform.metadata import metadata as _metadata
from storage.reporting import tables as reporting

__all__ = ["COLUMNS", "metadata"]

COLUMNS = (platform, access, guidance, reporting, announcements, calendar)
"""Modules with tables."""

metadata: MetaData = _metadata
"""With all tables in it, once this module is imported."""
