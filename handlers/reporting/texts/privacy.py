"""The privacy page. Each sentence of the promise has a test in tests/contracts; change both together.

How long something is kept is said from the table that the tidying works by (storage/platform/lifetimes.py).
"""

from __future__ import annotations

from datetime import timedelta

from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_lifetime
from storage.platform.lifetimes import DRAFTS, LAST_TOPIC, QUESTIONS, ROLE, TIDIED_EVERY, TRACES

COMMAND = CommandWords("Apa yang disimpan tentang Anda", "/privasi menjelaskan apa yang disimpan")

ERASURE = (
    "Laporan yang selesai dihapus setelah masa simpannya habis, juga dari cadangan, "
    "kecuali petugas masih memerlukannya."
)
CODES = (
    "Kode yang terlanjur ditulis di luar /lacak tidak dicatat, tidak diteruskan, dan tidak masuk ke laporan."
)
EDITS = "Pesan yang Anda ubah sebelum laporan dikirim ikut berubah di isiannya; kata-kata lamanya dibuang."
APART = (
    "Begitu terkirim, laporan disimpan terpisah dari percakapannya; "
    "urutan penyimpanannya pun tidak menunjukkan siapa pengirimnya."
)
PROMISES = (
    "Laporan disimpan tanpa nama, nomor, nama pengguna, atau id Telegram Anda.",
    "Petugas hanya melihat isi laporan, bukan siapa pengirimnya.",
    "Yang dicatat hanya hari diterimanya laporan, bukan jamnya.",
    "Foto dibersihkan: lokasi, waktu, jenis kamera, dan nama berkas dibuang. "
    "Berkas asli, atau catatan lokasi dan waktu, hanya disimpan kalau Anda memintanya.",
    "Isi laporan dan foto disandikan; tanpa kunci petugas atau kode Anda tidak dapat dibuka.",
    "Kode rahasia tidak kami simpan. Kalau hilang, kami pun tidak dapat memulihkannya.",
    f"Isian yang belum dikirim dihapus paling lambat {format_lifetime(DRAFTS + TIDIED_EVERY)}.",
    ERASURE,
    "Nomor pesan percakapan laporan dicatat hanya supaya Anda bisa menghapus jejaknya. Begitu percakapan "
    "itu selesai, hanya tombol “Hapus jejak percakapan” di percakapan Anda yang bisa membukanya, "
    f"bukan kami; paling lama {format_lifetime(TRACES + timedelta(days=1))}, lalu catatan itu dihapus. "
    "Sesudah jejaknya dihapus, nomor itu kami lupakan.",
    "Kata-kata yang tampaknya tentang Anda sendiri (nama, nomor, akun, tempat kerja) kami tunjukkan sebelum "
    "laporan atau jawaban disampaikan; satu ketukan menyamarkannya. "
    "Tanpa ketukan Anda tidak ada yang diubah.",
    "Di bawah pertanyaan petugas tentang nama, nomor, atau tempat kerja Anda kami tulis bahwa itu "
    "tidak wajib dijawab.",
    "Sebelum dikirim, gambar yang sudah dibersihkan ditunjukkan kepada Anda; "
    "tiap gambar bisa dibuang sendiri.",
    CODES,
    EDITS,
    APART,
)

OUTSIDE_REPORTS = (
    "Kalau Anda memasang pengingat, id percakapan disimpan tersandi untuk mengirimnya, "
    "beserta status, wilayah, dan instansi yang Anda isi; /pengingat lalu “Berhenti” menghapus semuanya.",
    "Pertanyaan yang terjawab tidak disimpan; hanya topik, pilihan yang ditawarkan, status yang Anda sebut "
    "(misalnya “saya PPPK”), dan kata-katanya yang sudah disamarkan diingat "
    f"{format_lifetime(LAST_TOPIC)}, tersandi, bersama nomor pesannya, supaya Anda bisa bertanya lanjutan "
    "atau memperbaikinya.",
    "Pertanyaan yang tidak kami pahami atau Anda tandai tidak membantu diteruskan ke admin "
    "tanpa pengirimnya; nama setelah sapaan, nomor, akun, dan tautan disamarkan lebih dulu. "
    f"Dihapus kalau {format_lifetime(QUESTIONS)} tidak ditanyakan lagi.",
    "Kalau Anda memilih status di /profil, hanya pilihan itu yang disimpan, tersandi, "
    f"paling lama {format_lifetime(ROLE)}; "
    "tombol “Hapus status saya” menghapusnya.",
    "Nama pada piagam /ikrar hanya digambar, tidak disimpan.",
    "Di grup, bot tidak menyimpan apa pun: bukan nama grup, bukan pertanyaannya.",
    "Pesan yang tiga kali gagal kami proses dihapus; yang dicatat hanya jumlah dan harinya.",
)

FIRST_PROMISES = 7
"""Promises on the first page: those people ask for most."""
NEXT, BEFORE = "Berikutnya ›", "‹ Sebelumnya"
_BODIES = (
    "<b>Yang perlu Anda tahu lebih dulu</b>\n"
    "Telegram tahu bahwa Anda menulis ke bot ini, dan program kami melihat id Anda selama menjawab. "
    "Kalau itu terlalu berisiko bagi Anda, pakailah kanal lain: tekan <b>Cara melapor resmi</b>.\n\n"
    "<b>Yang kami jaga</b>\n" + "\n".join(f"• {promise}" for promise in PROMISES[:FIRST_PROMISES]),
    "<b>Yang kami jaga</b> (lanjutan)\n" + "\n".join(f"• {promise}" for promise in PROMISES[FIRST_PROMISES:]),
    "<b>Yang tidak bisa kami jaga</b>\n"
    "• Kata-kata bisa membuka siapa Anda walau tanpa nama: jabatan yang hanya satu orangnya, "
    "rapat yang hanya dihadiri beberapa orang, hal yang hanya Anda ketahui. Tidak semuanya kami kenali; "
    "baca lagi sebelum mengirim.\n"
    "• Yang terlihat di gambar tetap terlihat: wajah, pantulan, ruang dan meja, tempat memotret, "
    "nama dan foto profil di tangkapan layar, dokumen yang dipegang beberapa orang saja. "
    "Yang kami buang hanya data di baliknya.\n"
    "• Percakapan di ponsel Anda tetap ada sampai Anda menghapusnya, misalnya dengan tombol "
    "“Hapus jejak percakapan”. Pesan yang lebih tua dari 47 jam tidak bisa lagi kami hapus, dan pesan dadu "
    "(🎲 🎯 🏀 ⚽ 🎳 🎰) baru sesudah 24 jam.\n"
    "• Kode yang hilang tidak bisa dipulihkan atau diganti, dan kode yang dibaca orang lain tidak bisa "
    "dimatikan; laporannya tetap ditangani.\n"
    "• Yang sudah terkirim tidak bisa ditarik, hanya bisa dibetulkan lewat /lacak.",
    "<b>Di luar laporan</b>\n" + "\n".join(f"• {promise}" for promise in OUTSIDE_REPORTS),
)
PAGES = tuple(
    f"<b>Privasi</b> · halaman {number} dari {len(_BODIES)}\n\n{body}"
    for number, body in enumerate(_BODIES, 1)
)
"""/privasi, page by page, each to be read on a phone without losing the thread."""

SHORT = (
    "<b>Lapor tanpa nama</b>\n\n"
    "Laporan disimpan <b>tanpa identitas Anda</b>, dan foto dibersihkan dari lokasi dan waktu. "
    "Telegram sendiri tetap tahu bahwa Anda menulis ke bot ini. Selengkapnya: /privasi\n\n"
    "Laporan ini <b>informasi awal</b> untuk petugas, bukan laporan resmi ke Bawaslu. "
    "Laporan resmi memerlukan identitas dan batasnya 7 hari sejak kejadian diketahui.\n\n"
    "Setiap pertanyaan boleh dilewati. /batal kapan saja."
)
"""Before the first question."""
