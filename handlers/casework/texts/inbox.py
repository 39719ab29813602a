"""Words of the officers' inbox."""

from __future__ import annotations

from datetime import date

from core.text import cap, dotted
from handlers.access.texts.menu import CommandWords
from handlers.casework.texts.labels import AGE_LABELS, PRIORITY_LABELS, WHOSE_LABELS
from handlers.reporting.texts.labels import CATEGORY_LABELS, STATUS_LABELS
from services.casework.case import Case, Priority
from services.casework.case_service import Board, Filters
from services.platform.places import province_of
from services.reporting.draft import OPEN_STATUSES

COMMAND = CommandWords("Buka laporan yang masuk", "/laporan membuka laporan yang masuk")

REFRESH = "Muat ulang"
FILTER = "Saring"
CLEAR = "Tampilkan semua"
NEXT_PAGE = "Lanjut ›"
PREVIOUS_PAGE = "‹ Sebelumnya"
FIRST = "▶ Mulai dari yang teratas"
BACK = "‹ Kembali"
ANY = "Semua"
NOBODY = "Belum diambil"
NO_MORE = "Tidak ada laporan lain dalam daftar ini."
APPROVALS = "Persetujuan bukti asli"

FILTER_MENU = "<b>Saring daftar</b>\n\nMenurut apa?"
FIELDS = {
    "status": "Status",
    "category": "Kejadian",
    "province": "Provinsi",
    "priority": "Prioritas",
    "age": "Umur dan batas",
    "whose": "Dikerjakan oleh",
}


LABELS: dict[str, dict[str, str]] = {
    name: {member.value: words for member, words in known.items()}
    for name, known in (
        ("status", STATUS_LABELS),
        ("category", CATEGORY_LABELS),
        ("priority", PRIORITY_LABELS),
        ("age", AGE_LABELS),
        ("whose", WHOSE_LABELS),
    )
}
"""What a filter's values are called, by filter and value."""


def board(shown: Board, filters: Filters, lock_line: str) -> str:
    """The inbox above its buttons."""
    counts = " · ".join(
        f"{STATUS_LABELS[status]} {dotted(shown.by_status[status])}"
        for status in OPEN_STATUSES
        if shown.by_status.get(status)
    )
    lines = ["<b>Laporan terbuka</b>", counts or "Belum ada laporan yang terbuka."]
    if counts:
        unread, mine, near = (dotted(one) for one in (shown.unread, shown.mine, shown.near))
        lines.append(f"Belum dibaca {unread} · saya kerjakan {mine} · dekat batas {near}")
    if filters.any:
        lines += ["", f"<b>Saringan</b>: {chosen(filters)}"]
    if shown.total:
        lines += ["", f"{dotted(shown.total)} laporan, halaman {shown.page + 1} dari {dotted(shown.pages)}."]
    elif filters.any:
        lines += ["", "Tidak ada yang cocok dengan saringan ini."]
    return "\n".join([*lines, "", f"<i>{lock_line}</i>"])


def line(case: Case, today: date) -> str:
    """One report on its button; a phone shows about 35 letters, so what presses comes first."""
    category = case.category
    province = province_of(case.draft.province or "")
    marks = "● " if case.is_new or case.stored.fresh else ""
    if case.priority is not Priority.NORMAL:
        marks += "‼ " if case.priority is Priority.URGENT else "! "
    parts = [
        left(case, today),
        cap(CATEGORY_LABELS[category], 26) if category else "Tanpa kejadian",
        province.name if province else "",
        STATUS_LABELS[case.status],
    ]
    return cap(marks + " · ".join(part for part in parts if part), 60)


def left(case: Case, today: date) -> str:
    """Days left of the 7-day limit, short."""
    days = case.deadline.days_left(today)
    if days < 0:
        return "lewat batas"
    return "hari terakhir" if days == 0 else f"{days} hari"


def value_label(name: str, value: str) -> str:
    """A filter's value in words."""
    if name == "province":
        province = province_of(value)
        return province.name if province else ANY
    return LABELS[name].get(value, ANY)


def choices(name: str) -> list[tuple[str, str]]:
    """A filter's values and their words, in order."""
    return list(LABELS[name].items())


def chosen(filters: Filters) -> str:
    """All filters that are set."""
    return ", ".join(
        value_label(name, value) for name, value in filters.to_json().items() if value and name in FIELDS
    )


def pick(name: str) -> str:
    """The question above a filter's values."""
    return f"<b>Saring menurut {FIELDS[name].lower()}</b>"
