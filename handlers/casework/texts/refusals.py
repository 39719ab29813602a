"""Why an officer's step was not done, in words short enough for an alert."""

from __future__ import annotations

from core.errors import NetraError, ReportError
from services.casework.errors import NotYoursError, ReadOnlyError, StatusError
from storage.access.errors import AccessError
from storage.reporting.errors import ReportChangedError

GONE = "Laporan itu sudah tidak ada, atau bukan untuk Anda."

_REFUSALS: dict[type[NetraError], str] = {
    ReadOnlyError: "Peran Anda hanya membaca.",
    NotYoursError: "Sedang dikerjakan petugas lain. Minta ia melepasnya, atau hubungi pimpinan.",
    ReportChangedError: "Laporan ini baru saja diubah petugas lain. Buka lagi dari daftar.",
    StatusError: "Dari status sekarang langkah itu tidak bisa. Buka lagi laporannya.",
    ReportError: GONE,
    AccessError: "Permintaan itu sudah tidak berlaku.",
}


def refusal(error: NetraError) -> str:
    """Why an action was not done, short enough for an alert."""
    return next((words for kind, words in _REFUSALS.items() if isinstance(error, kind)), GONE)
