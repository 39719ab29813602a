"""Words of /retensi and of the warning before closed reports are erased."""

from __future__ import annotations

from datetime import date

from core.text import cap, dotted
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_date
from handlers.reporting.texts.labels import CATEGORY_LABELS
from services.casework.case import Case
from services.casework.retention import ClosedReport
from services.platform.places import province_of

COMMAND = CommandWords("Tahan atau lepas laporan selesai", "/retensi mengatur penghapusan laporan selesai")

EMPTY = "Belum ada laporan yang selesai yang bisa Anda lihat."
SEE = "Lihat laporannya"
REFRESH = "Muat ulang"
NEXT = "Berikutnya ›"
FIRST = "‹ Awal"
HELD = "Ditahan: laporan ini tidak akan dihapus sampai Anda melepasnya."
RELEASED = "Dilepas: laporan ini akan dihapus pada waktunya, setelah peringatan."


def warning(count: int, erased_from: date) -> str:
    """What officers are told before reports are erased."""
    return (
        f"<b>{dotted(count)} laporan selesai akan dihapus mulai {format_date(erased_from)}.</b>\n\n"
        "Masa simpannya habis. Setelah dihapus, laporan tidak dapat dipulihkan, juga dari cadangan.\n\n"
        "Kalau masih diperlukan, tahan sebelum tanggal itu lewat /retensi."
    )


def listing(shown: int, total: int, days: int) -> str:
    """Closed reports and when they go."""
    of = dotted(total)
    part = f"{shown} dari {of}, yang terdekat lebih dulu" if shown < total else of
    return (
        f"<b>Laporan selesai</b> ({part})\n\n"
        f"Laporan dihapus {dotted(days)} hari setelah selesai. "
        "Tekan satu laporan untuk menahannya, tekan lagi untuk melepasnya."
    )


def line(number: int, closed: ClosedReport, case: Case) -> str:
    """One closed report on its button."""
    end = (
        "DITAHAN" if closed.erased_from is None else f"hapus {format_date(closed.erased_from, weekday=False)}"
    )
    province = province_of(case.draft.province or "")
    about = [
        CATEGORY_LABELS[case.category] if case.category else "Laporan",
        province.name if province else "",
    ]
    return cap(f"{number}. {end} · " + " · ".join(part for part in about if part), 60)
