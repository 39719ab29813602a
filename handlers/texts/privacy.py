"""The privacy page. Each sentence of the promise has a test in tests/contracts; change both together."""

from __future__ import annotations

PROMISES = (
    "Laporan disimpan tanpa nama, nomor, nama pengguna, atau id Telegram Anda.",
    "Petugas hanya melihat isi laporan, bukan siapa pengirimnya.",
    "Yang dicatat hanya hari diterimanya laporan, bukan jamnya.",
    "Foto dibersihkan: lokasi, waktu, jenis kamera, dan nama berkas dibuang sebelum disimpan.",
    "Isi laporan dan foto disandikan; tanpa kunci petugas atau kode Anda tidak dapat dibuka.",
    "Kode rahasia tidak kami simpan. Kalau hilang, kami pun tidak dapat memulihkannya.",
    "Isian yang belum dikirim dihapus paling lambat 24 jam.",
)

OUTSIDE_REPORTS = (
    "Kalau Anda memasang pengingat, id percakapan disimpan tersandi untuk mengirimnya, "
    "beserta status, wilayah, dan instansi yang Anda isi; /pengingat lalu “Berhenti” menghapus semuanya.",
    "Pertanyaan yang Anda tulis tidak disimpan setelah dijawab.",
)

PAGE = (
    "<b>Privasi</b>\n\n"
    "<b>Yang perlu Anda tahu lebih dulu</b>\n"
    "Telegram tahu bahwa Anda menulis ke bot ini, dan program kami melihat id Anda selama menjawab. "
    "Kalau itu terlalu berisiko bagi Anda, pakailah kanal lain: /tanya cara melapor.\n\n"
    "<b>Yang kami jaga</b>\n" + "\n".join(f"• {promise}" for promise in PROMISES) + "\n\n"
    "<b>Yang tidak bisa kami jaga</b>\n"
    "• Isi cerita bisa membuka siapa Anda, misalnya rapat yang hanya dihadiri beberapa orang.\n"
    "• Percakapan di ponsel Anda tetap ada sampai Anda menghapusnya.\n\n"
    "<b>Di luar laporan</b>\n" + "\n".join(f"• {promise}" for promise in OUTSIDE_REPORTS)
)

SHORT = (
    "<b>Lapor tanpa nama</b>\n\n"
    "Laporan disimpan <b>tanpa identitas Anda</b>, dan foto dibersihkan dari lokasi dan waktu. "
    "Telegram sendiri tetap tahu bahwa Anda menulis ke bot ini. Selengkapnya: /privasi\n\n"
    "Laporan ini <b>informasi awal</b> untuk petugas, bukan laporan resmi ke Bawaslu. "
    "Laporan resmi memerlukan identitas dan batasnya 7 hari sejak kejadian diketahui.\n\n"
    "Setiap pertanyaan boleh dilewati. /batal kapan saja."
)
"""Before the first question."""
