"""Words about what tells of the reporter: before the review, and before an answer goes to the officers."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, dotted, escape
from handlers.reporting.texts.labels import CLUE_LABELS
from services.reporting.own_identity import MASK, Hint

MOST_SHOWN = 8
"""Finds that are shown, and get a button, at a time; "all" means all."""
MASK_ALL = "Samarkan semuanya"
KEEP = "Biarkan semuanya"
MASK_AND_SEND = "Samarkan, lalu sampaikan"
SEND_AS_IS = "Sampaikan apa adanya"
DO_NOT_SEND = "Jangan sampaikan"
NOT_SENT = "Baik, jawaban itu <b>tidak disampaikan</b>. Tulis yang lain, atau tekan <b>Selesai</b>."
WAS_NOT_SENT = "Jawaban terakhir yang belum Anda putuskan <b>tidak disampaikan</b>."
TOO_LONG = "Itu terlalu panjang untuk satu jawaban. Putuskan dulu yang di atas, lalu kirim sisanya."
_FIELDS = {
    "story": "Cerita",
    "place": "Tempat",
    "accused": "Yang dilaporkan",
    "agency": "Kantor Anda",
    "district": "Kab./kota",
    "when": "Waktu",
    "known": "Diketahui",
}
_CHAT = (
    "Pesan yang Anda kirim tetap ada di percakapan ini sampai Anda menghapusnya, misalnya dengan "
    "“Hapus jejak percakapan”."
)


def mask_one(words: str) -> str:
    """Label of the button that takes one find out."""
    return cap(f"Samarkan: {words}", 40)


def _listed(hints: Sequence[Hint], *, fields: bool) -> str:
    lines = []
    for one in hints[:MOST_SHOWN]:
        where = f"{_FIELDS[one.field]}: " if fields else ""
        lines.append(f"• {where}<b>{escape(cap(one.words, 90))}</b> ({CLUE_LABELS[one.clue]})")
    left = len(hints) - MOST_SHOWN
    return "\n".join([*lines, f"… dan {dotted(left)} lagi"] if left > 0 else lines)


def question(hints: Sequence[Hint]) -> str:
    """Before the review."""
    return (
        "<b>Kata-kata ini bisa membuka siapa Anda</b>\n\n"
        f"{_listed(hints, fields=True)}\n\n"
        f"Satu ketukan menggantinya dengan <b>{MASK}</b> di laporan. Kalau memang perlu, atau itu bukan "
        f"tentang Anda, biarkan. Tanpa ketukan Anda tidak ada yang kami ubah.\n\n{_CHAT}"
    )


def answer_question(hints: Sequence[Hint]) -> str:
    """Before an answer goes to the officers."""
    return (
        "<b>Belum disampaikan.</b> Kata-kata ini bisa membuka siapa Anda:\n\n"
        f"{_listed(hints, fields=False)}\n\n"
        f"“{MASK_AND_SEND}” menggantinya dengan <b>{MASK}</b>. Tanpa ketukan Anda tidak ada yang disampaikan."
    )
