"""Words of /retensi and of the warning before closed reports are erased."""

from __future__ import annotations

from datetime import date

from core.text import cap
from services.dates import format_date
from services.places import province_of
from services.reporting.draft import Category
from services.reporting.retention import ClosedReport
from services.reporting.vault import Report

NOT_FOR_YOU = "Perintah ini hanya untuk petugas."
EMPTY = "Belum ada laporan yang selesai. Tidak ada yang akan dihapus."
SEE = "Lihat laporannya"
REFRESH = "Muat ulang"
NEXT = "Berikutnya ›"
FIRST = "‹ Awal"
OLD_LIST = "Daftar itu sudah lama. Ketik /retensi untuk yang terbaru."
HELD = "Ditahan: laporan ini tidak akan dihapus sampai Anda melepasnya."
RELEASED = "Dilepas: laporan ini akan dihapus pada waktunya, setelah peringatan."


def warning(count: int, erased_from: date) -> str:
    """What officers are told before reports are erased."""
    return (
        f"<b>{count} laporan selesai akan dihapus mulai {format_date(erased_from)}.</b>\n\n"
        "Masa simpannya habis. Setelah dihapus, laporan tidak dapat dipulihkan, juga dari cadangan.\n\n"
        "Kalau masih diperlukan, tahan sebelum tanggal itu lewat /retensi."
    )


def listing(shown: int, total: int, days: int) -> str:
    """Closed reports and when they go."""
    part = f"{shown} dari {total}, yang terdekat lebih dulu" if shown < total else f"{total}"
    return (
        f"<b>Laporan selesai</b> ({part})\n\n"
        f"Laporan dihapus {days} hari setelah selesai. "
        "Tekan satu laporan untuk menahannya, tekan lagi untuk melepasnya. "
        "Isi singkatnya terlihat selama kunci Anda terbuka (/laporan)."
    )


def line(number: int, closed: ClosedReport, report: Report | None) -> str:
    """One closed report on its button; what it is about only where it can be opened."""
    end = (
        "DITAHAN" if closed.erased_from is None else f"hapus {format_date(closed.erased_from, weekday=False)}"
    )
    category = Category.of(report.draft.category or "") if report else None
    province = province_of(report.draft.province or "") if report else None
    about = [category.label if category else "Laporan", province.name if province else ""]
    return cap(f"{number}. {end} · " + " · ".join(part for part in about if part), 60)
