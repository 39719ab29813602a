"""Words several features share."""

from __future__ import annotations

from core.text import escape
from rulebook.model import Topic, Verdict

MARKS = {
    Verdict.FORBIDDEN: "⛔",
    Verdict.ALLOWED: "✅",
    Verdict.CONDITIONAL: "⚠️",
    Verdict.INFO: "ℹ️",
}

WIPE = "Hapus jejak percakapan"
"""The button that takes a conversation's messages away, wherever the conversation began."""

ASK_FOR_QUESTION = "Silakan tulis pertanyaan Anda, misalnya:\n<i>“boleh ga pns foto bareng calon?”</i>"

APOLOGY = (
    "Maaf, pesan Anda tadi gagal kami proses.\n\n"
    "Silakan coba sekali lagi, atau ketik /bantuan. Kalau terulang, sampaikan kepada pengelola bot."
)
REFUSED = (
    "Maaf, jawaban kami tidak bisa ditampilkan: Telegram menolaknya. "
    "Yang sudah Anda kirim tetap kami terima.\n\n"
    "Silakan coba sekali lagi, atau ketik /bantuan. Kalau terulang, sampaikan kepada pengelola bot."
)
TOO_MUCH = (
    "Pesan Anda masuk terlalu banyak sekaligus, jadi <b>yang terakhir tidak kami simpan</b>.\n\n"
    "Yang masuk lebih dulu tetap kami kerjakan satu per satu. Mohon tunggu sampai selesai, lalu kirim lagi "
    "yang belum terjawab. Pesan yang tidak kami simpan masih terlihat di chat ini; hapus sendiri bila perlu."
)
TOO_MUCH_IN_GROUP = (
    "Pesan di grup ini masuk terlalu banyak sekaligus, jadi yang terakhir tidak kami simpan.\n\n"
    "Yang masuk lebih dulu tetap kami jawab. Mohon tunggu sebentar, lalu ulangi yang belum terjawab, atau "
    "tanyakan lewat percakapan pribadi dengan bot ini."
)
TAPPED_TOO_MUCH = (
    "Terlalu banyak yang masuk sekaligus, jadi ketukan ini tidak kami kerjakan. "
    "Tunggu sampai yang sebelumnya selesai, lalu ketuk lagi."
)
REPORT_OPEN = (
    "Laporan Anda <b>belum dikirim dan masih terbuka</b>; isi dan buktinya aman.\n\n"
    "Selesaikan dulu laporan itu, atau ketik /batal untuk menghapusnya. Sesudah itu, ulangi yang tadi."
)
REPORT_OPEN_SHORT = "Laporan Anda masih terbuka. Selesaikan dulu, atau ketik /batal untuk menghapusnya."
CONTINUE_REPORT = "Lanjutkan laporan"
NOTHING_OPEN = "Tidak ada yang sedang berjalan. Silakan ketik pertanyaan Anda."
CANCELLED = "Baik, dibatalkan. Isian tadi sudah dihapus."
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Ketik /bantuan untuk melihat pilihan."
STOP_HERE = (
    "Mau berhenti? Ketik /batal; isian yang belum dikirim langsung dihapus.\n\n"
    "Kalau mau lanjut, jawab saja pertanyaan di atas. Kata tadi tidak kami masukkan ke isian."
)
ONLY_PRIVATE = "Silakan buka percakapan pribadi dengan bot ini."
NO_FILES_HERE = (
    "Terima kasih, tetapi gambar atau berkas hanya dipakai saat membuat laporan.\n\n"
    "Untuk melapor ketik /lapor. Untuk bertanya, cukup tulis pertanyaan Anda."
)
UNKNOWN_COMMAND = "Perintah itu tidak dikenal. Ketik /bantuan untuk melihat pilihan."
MORE_PROVINCES = "Provinsi lain ›"
FIRST_PROVINCES = "‹ Awal"


def verdict_line(topic: Topic) -> str:
    """The one first line of a topic, wherever it is told: the mark and, in bold, what is forbidden or safe.

    Whoever tells a topic begins with it, or with ``topic.first_line`` where no markup can stand (inline
    lists, polls, pictures), so that nobody reads "boleh" in one place and "dilarang" in another.
    """
    return f"{MARKS[topic.verdict]} <b>{escape(topic.first_line)}</b>"
