"""Words of /lacak."""

from __future__ import annotations

from datetime import timedelta

from services.dates import format_date
from services.reporting.draft import Status
from services.reporting.tracking import Tracked

ASK = (
    "Tulis <b>enam kata</b> kode rahasia laporan Anda, dipisah spasi.\n\n"
    "Salah ketik kecil tidak apa-apa. Pesan berisi kode langsung kami hapus. /batal untuk berhenti."
)
MALFORMED = (
    "Itu belum terbaca sebagai kode. Kodenya <b>enam kata</b>, seperti yang ditampilkan saat melapor. "
    "Periksa ejaannya, lalu tulis lagi."
)
UNKNOWN = "Tidak ada laporan dengan kode itu. Periksa keenam katanya dan urutannya, lalu tulis lagi."

_MEANINGS = {
    Status.RECEIVED: "Laporan sudah masuk dan menunggu dibaca petugas.",
    Status.VERIFIED: "Petugas sedang memeriksa laporan Anda.",
    Status.QUESTION: "Petugas memerlukan keterangan tambahan.",
    Status.FORWARDED: "Laporan sudah diteruskan kepada lembaga yang berwenang.",
    Status.DONE: "Penanganan laporan sudah selesai.",
    Status.REJECTED: "Laporan tidak dapat ditindaklanjuti.",
}


def found(tracked: Tracked) -> str:
    """Status in the reporter's words."""
    pictures = f"{tracked.pictures} foto" if tracked.pictures else "tanpa foto"
    return (
        f"<b>Laporan Anda: {tracked.status.label}</b>\n\n{_MEANINGS[tracked.status]}\n\n"
        f"Diterima {format_date(tracked.received_on)}, {pictures}."
    )


def slow_down(wait: timedelta) -> str:
    """After too many wrong codes."""
    seconds = max(1, int(wait.total_seconds()))
    words = f"{seconds} detik" if seconds < 90 else f"{round(seconds / 60)} menit"
    return f"Terlalu banyak kode yang keliru. Silakan coba lagi dalam {words}."
