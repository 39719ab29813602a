"""Words of /lapor's end: the code, the sending, and the deletion of traces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.platform.texts.dates import format_date

COPY = "Salin kode"
SAVED = "Sudah saya simpan, kirim"
NEW_CODE = "Minta kode lain"
WIPE_ALL = "Ya, hapus semuanya"
WIPE_NOT = "Tidak, lanjutkan laporan"
HOW_TO_REPORT = "Cara melapor resmi"

OLD_CODE = "Kode ini sudah diganti. Pakailah kode terbaru di pesan paling bawah."
CODE_LOST = (
    "Pesan berisi kode tidak terkirim. Isian Anda aman; tekan tombol di bawah untuk meminta kode lagi.\n\n"
    "Kalau ternyata kodenya muncul juga, jangan dipakai: kode itu tidak berlaku."
)
WIPE_ASK = (
    "<b>Hapus jejak?</b>\n\nLaporan Anda belum dikirim. Isiannya dibuang, dan semua pesan laporan di "
    "percakapan ini dihapus dari kedua sisi."
)
WIPE_REST = "Hapus sisanya"
WIPE_THIS = "Hapus pesan ini"
WIPE_WHERE = (
    "Kunci penghapusan hanya ada di tombol. Tekan “Hapus jejak percakapan” pada pesan terakhir percakapan "
    "yang mau dihapus. Kalau tombolnya tidak ada, hapus pesannya dari ponsel."
)
NOTHING_LEFT = (
    "Tidak ada lagi yang bisa kami hapus: pesannya sudah dihapus tadi, atau nomornya tidak kami simpan lagi. "
    "Kalau masih ada yang terlihat, hapus sendiri dari ponsel."
)
KEPT_GOING = "Baik, laporan dilanjutkan."
CANCELLED = "Baik, laporan dibatalkan dan isiannya sudah dihapus."


def wiped(gone: int, too_old: int, dice: int, refused: int) -> str:
    """After deleting, in numbers; fits an alert."""
    if not (gone or too_old or dice or refused):
        return NOTHING_LEFT
    parts = [f"{gone} pesan dihapus dari kedua sisi."]
    if too_old:
        parts.append(f"{too_old} tidak bisa lagi (lebih dari 47 jam): hapus sendiri dari ponsel.")
    if dice:
        parts.append(f"{dice} pesan dadu baru bisa dihapus sesudah 24 jam.")
    if refused:
        parts.append(f"{refused} belum bisa: coba lagi, atau hapus sendiri dari ponsel.")
    if len(parts) == 1:
        parts.append("Percakapan lain di atas punya tombol hapusnya sendiri.")
    return " ".join(parts)


def code(words: Sequence[str]) -> str:
    """The code, before sending."""
    return (
        "<b>Kode rahasia laporan Anda</b>\n\n"
        f"<code>{' '.join(words)}</code>\n\n"
        "Simpan keenam kata ini <b>di luar Telegram</b>, misalnya ditulis di kertas. "
        "Hanya dengan kode ini Anda bisa melihat kabar laporan. Kami tidak menyimpannya.\n\n"
        "<b>Laporan belum terkirim.</b> Tekan tombol di bawah setelah kodenya tersimpan."
    )


def sent(day: date, deadline: str = "") -> str:
    """After sending. ``deadline`` is what is left of the seven days."""
    formal = f"{deadline} " if deadline else ""
    return (
        f"✅ <b>Laporan terkirim</b> ({format_date(day)})\n\n"
        "Pesan berisi kode segera kami hapus dari percakapan ini. "
        "Lihat kabarnya kapan saja dengan /lacak dan keenam kata tadi.\n\n"
        "Ingat: ini informasi awal, bukan laporan resmi. "
        f"{formal}Yang perlu dibawa ke Bawaslu, BKN, atau SP4N-LAPOR! ada di tombol di bawah.\n\n"
        "Pesan-pesan tadi masih ada di percakapan ini. Tekan <b>Hapus jejak percakapan</b> untuk "
        "menghapusnya dari kedua sisi (bisa sampai 47 jam)."
    )
