"""Words of /statistik, in chat and inside the pictures."""

from __future__ import annotations

from datetime import date

from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import MONTHS, format_date
from handlers.reporting.texts.labels import CATEGORY_LABELS, STATUS_LABELS
from services.casework.chart import Chart
from services.casework.statistics import (
    LATER,
    NOT_YET,
    SAME_DAY,
    SMALLEST_SHOWN,
    TO_SEVEN,
    TO_THREE,
    WEEKS,
    Figures,
)
from services.platform.places import province_of

COMMAND = CommandWords("Gambar angka laporan", "/statistik menampilkan angkanya")

EMPTY = "Belum ada laporan untuk dihitung."
PREVIOUS, FOLLOWING = "‹ Sebelumnya", "Berikutnya ›"
CLOSE = "Tutup"
HIDDEN, HIDDEN_SHORT = "disembunyikan", "–"
NOTE = (
    f"Angka di bawah {SMALLEST_SHOWN} disembunyikan, supaya tidak ada yang dapat dikenali; "
    "kalau perlu satu angka lain juga."
)
PROVINCES_SHOWN = 15
COUNT = 5
"""Pictures in all."""
_ACTION = {
    SAME_DAY: "hari yang sama",
    TO_THREE: "1–3 hari",
    TO_SEVEN: "4–7 hari",
    LATER: "lebih dari 7 hari",
    NOT_YET: "belum ada",
}


def caption(number: int) -> str:
    """Below a picture."""
    return f"Gambar {number} dari {COUNT}. {NOTE}"


def charts(figures: Figures, today: date) -> list[Chart]:
    """All pictures, in order."""
    until = f"sampai {format_date(today, weekday=False)}"

    def chart(title: str, bars: list[tuple[str, int | None]], *, upright: bool = False) -> Chart:
        return Chart(
            title, f"Jumlah laporan, {until}", tuple(bars), HIDDEN_SHORT if upright else HIDDEN, NOTE, upright
        )

    weeks = [(f"{monday.day} {MONTHS[monday.month - 1][:3]}", count) for monday, count in figures.weeks]
    categories = [
        (CATEGORY_LABELS[one] if one else "Tidak disebut", count) for one, count in figures.categories
    ]
    provinces = []
    for code, count in figures.provinces[:PROVINCES_SHOWN]:
        province = province_of(code)
        provinces.append((province.name if province else "Tidak disebut", count))
    statuses = [(STATUS_LABELS[one], count) for one, count in figures.statuses]
    action = [(_ACTION[bucket], count) for bucket, count in figures.first_action]
    return [
        chart(f"Laporan per minggu ({WEEKS} minggu terakhir)", weeks, upright=True),
        chart("Laporan menurut kejadian", categories),
        chart("Laporan menurut provinsi", provinces),
        chart("Laporan menurut status", statuses),
        chart("Waktu sampai tindakan pertama", action),
    ]
