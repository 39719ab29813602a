"""Words of /laporan."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, escape
from handlers.texts.report import day_in_words, fields, note_in_words
from services.dates import format_date
from services.places import province_of
from services.reporting.draft import Attachment, Category, Status
from services.reporting.vault import Report

NOT_FOR_YOU = "Perintah ini hanya untuk petugas. Untuk melapor ketik /lapor."
INTAKE_ONLY = (
    "Bot ini hanya menerima laporan dan tidak memegang kunci untuk membukanya. Bukalah lewat bot petugas."
)
EMPTY = "Belum ada laporan yang terbuka."
GONE = "Laporan itu sudah tidak ada."
REFRESH = "Muat ulang"
TO_LIST = "‹ Semua laporan"
OLD_LIST = "Daftar itu sudah lama. Ketik /laporan untuk yang terbaru."
MOVED = "Status diubah"


def listing(reports: Sequence[Report]) -> str:
    """The inbox."""
    return f"<b>Laporan terbuka</b> ({len(reports)} terbaru)\n\nPilih untuk membacanya."


def line(number: int, report: Report) -> str:
    """One report on its button."""
    category = Category.of(report.draft.category or "")
    province = province_of(report.draft.province or "")
    parts = [
        category.label if category else "Tanpa kategori",
        province.name if province else "",
        report.status.label,
    ]
    return cap(f"{number}. " + " · ".join(part for part in parts if part), 60)


def opened(report: Report, pictures: int) -> str:
    """One report, whole."""
    head = (
        f"<b>Laporan</b> · {report.status.label}\n"
        f"Diterima {format_date(report.received_on)} · {pictures} foto\n"
    )
    body = [row for row in fields(report.draft, story_limit=2500) if not row.startswith("<b>Foto</b>")]
    return "\n".join([head, *body, "", meter_for_officer(report, pictures)])


def meter_for_officer(report: Report, pictures: int) -> str:
    """What a formal report would lack, in officers' words."""
    missing = [one.label for one in report.draft.missing() if not (one.value == "bukti" and pictures)]
    when = day_in_words(report.draft.when)
    clock = f"Kejadian: {escape(when)}. " if when else ""
    lacking = f"Belum ada: {', '.join(missing)}." if missing else "Unsur materiel lengkap."
    return f"<i>{clock}{lacking} Identitas pelapor tidak disimpan.</i>"


def picture(number: int, total: int, about: Attachment) -> str:
    """Caption of a picture; neutral, because names of files can tell. A note only if it was wanted."""
    page = f", halaman {about.page} dari PDF" if about.page else ""
    note = note_in_words(about)
    return f"Bukti {number} dari {total}{page}, sudah dibersihkan" + (
        f"\nCatatan pelapor: {note}" if note else ""
    )


def status_button(status: Status) -> str:
    """A button that moves the report there."""
    return f"→ {status.label}"
