"""Words about secret codes typed where none was asked for, and about lost ones."""

from __future__ import annotations

DELETE_IT = "Hapus pesan itu"
TRACK = "Lihat kabar laporan"
_BESIDE = "(kadang juga kata di sebelahnya)"
"""A word that makes a second code with five of the first goes too: nobody knows which six were meant."""
NOTHING_KEPT = "Kodenya tidak kami simpan dan tidak diteruskan kepada siapa pun."

ALONE = (
    "Pesan tadi tampaknya <b>kode rahasia laporan</b>, jadi langsung kami hapus dari percakapan ini. "
    f"{NOTHING_KEPT}\n\n"
    "Untuk melihat kabar laporan, tekan tombol di bawah (atau ketik /lacak), lalu tulis kodenya."
)
AMONG_WORDS = (
    "Di pesan itu tampaknya ada <b>kode rahasia laporan</b>. Karena itu pesannya tidak kami proses; "
    f"{NOTHING_KEPT[0].lower()}{NOTHING_KEPT[1:]}\n\n"
    "Sebaiknya pesan itu dihapus dari percakapan ini. Kalau ada pertanyaan, tulis lagi tanpa kodenya; "
    "untuk melihat kabar laporan: /lacak."
)
ALONE_IN_REPORT = (
    "Pesan tadi tampaknya <b>kode rahasia laporan</b>, jadi langsung kami hapus dari percakapan ini dan "
    "<b>tidak dicatat</b> dalam laporan. Jangan tuliskan kode di sini."
)
AMONG_WORDS_IN_REPORT = (
    f"Di pesan itu tampaknya ada <b>kode rahasia laporan</b>. Keenam katanya {_BESIDE} <b>tidak dicatat</b>: "
    "kode tidak boleh sampai ke petugas. Periksa lagi isinya sebelum dikirim.\n\n"
    "Sebaiknya pesan itu dihapus dari percakapan ini; yang sudah dicatat tetap tersimpan."
)
SPREAD_IN_REPORT = (
    f"Pesan-pesan Anda bersama-sama memuat <b>kode rahasia laporan</b>. Keenam katanya {_BESIDE} <b>tidak "
    "dicatat</b>. Periksa lagi isinya sebelum dikirim, dan hapuslah pesan-pesan itu dari percakapan ini."
)
ALONE_IN_ANSWER = (
    "Pesan tadi tampaknya <b>kode rahasia laporan</b>, jadi langsung kami hapus dari percakapan ini dan "
    "<b>tidak disampaikan</b> kepada petugas. Laporan Anda sudah terbuka; kodenya tidak perlu lagi."
)
AMONG_WORDS_IN_ANSWER = (
    f"Di pesan itu tampaknya ada <b>kode rahasia laporan</b>. Keenam katanya {_BESIDE} <b>tidak "
    "disampaikan</b> kepada petugas.\n\nSebaiknya pesan itu dihapus dari percakapan ini."
)
IN_OFFICE = (
    "Di pesan itu tampaknya ada <b>kode rahasia laporan</b>. Pesannya langsung kami hapus, dan tidak ada "
    "yang dicatat atau diteruskan.\n\nTulis lagi tanpa keenam kata itu."
)
TOO_OLD = (
    "Pesan itu sudah lebih dari dua hari, jadi Telegram tidak mengizinkan kami menghapusnya. "
    "Hapuslah sendiri dari percakapan ini."
)
DELETED = "Pesan itu dihapus dari percakapan ini."
IN_GROUP = (
    "Sebaiknya pesan itu dihapus: isinya tampak pribadi, dan semua anggota grup bisa membacanya. "
    "Hal pribadi sebaiknya ditulis di chat pribadi."
)
OPEN_PRIVATE = "Buka chat pribadi"

LOST = (
    "<b>Kalau kode rahasia hilang</b>\n\n"
    "<b>Yang tidak bisa:</b> kode tidak dapat dipulihkan, diganti, atau dikirim ulang, juga oleh kami: kode "
    "tidak kami simpan, dan kami tidak tahu laporan mana milik Anda. Tanpa kode, kabar laporan tidak bisa "
    "dilihat lagi, petugas tidak bisa dijawab, dan bukti tidak bisa ditambah.\n\n"
    "<b>Yang tetap berjalan:</b> laporan yang sudah terkirim tetap ditangani petugas.\n\n"
    "<b>Yang bisa Anda lakukan:</b>\n"
    "• Cari lagi keenam kata itu di tempat Anda menyimpannya, lalu /lacak. Salah ketik kecil tidak apa-apa, "
    "tetapi urutannya harus benar.\n"
    "• Kalau ada yang perlu ditambah, buat laporan baru: /lapor. Sebut lagi kejadian, tempat, dan harinya, "
    "supaya petugas melihat bahwa keduanya sama.\n"
    "• Kalau belum dikirim, minta kode lain dengan tombol di pesan kodenya.\n\n"
    "<b>Kalau dibaca orang lain:</b> ia bisa melihat kabar laporan dan percakapan dengan petugas, dan "
    "menambah jawaban. Ia tidak bisa melihat siapa Anda. Kode tidak bisa dimatikan."
)
