"""Words after somebody changed a message that was sent already."""

from __future__ import annotations

TAKEN = "✓ Perubahan pada pesan Anda dicatat; kata-kata yang lama sudah dibuang dari isian laporan."
TAKEN_AT_CODE = (
    "✓ Perubahan pada pesan Anda dicatat; kata-kata yang lama sudah dibuang dari isian laporan. Kode di atas "
    "tetap berlaku, dan laporan <b>belum terkirim</b>."
)
TAKEN_OUT = "✓ Isi pesan itu dibuang dari isian laporan."
TOO_LONG = (
    "Perubahan itu belum dicatat: ceritanya menjadi terlalu panjang (paling banyak sekitar tiga halaman). "
    "Pendekkan lagi pesannya."
)
NOT_TAKEN = "Perubahan pada pesan Anda belum dicatat."
NOT_A_PART = (
    "Pesan yang Anda ubah itu tidak (lagi) menjadi bagian isian laporan, jadi isiannya tidak berubah.\n\n"
    "Isian yang sudah ada bisa diganti dengan tombol <b>Ubah</b> di halaman <b>Periksa dulu</b>."
)
FILES_STAY = (
    "Foto dan berkas yang sudah diterima tidak ikut berubah kalau pesannya diubah, dan tulisan di bawahnya "
    "memang tidak dicatat.\n\n"
    "Untuk menggantinya: hapus di langkah <b>Bukti</b>, lalu kirim yang baru."
)
ANSWER_TAKEN = (
    "✓ Perubahan disampaikan. Kalau jawaban yang lama belum dibaca petugas, yang lama dibuang; kalau "
    "ternyata sudah, perubahan ini disampaikan sebagai jawaban baru."
)
ANSWER_READ = (
    "Jawaban itu <b>tidak bisa diganti lagi</b>, misalnya karena petugas sudah membacanya.\n\n"
    "Kirim pembetulannya sekarang sebagai jawaban baru, misalnya: <i>pembetulan: …</i>"
)
ANSWER_WITH_HINTS = (
    "Perubahan itu <b>belum disampaikan</b>: isinya tampaknya tentang Anda sendiri. Jawaban yang lama tetap "
    "seperti semula.\n\nUbah lagi pesannya, atau kirim sebagai jawaban baru kalau memang perlu."
)
ANSWER_TOO_LONG = (
    "Perubahan itu <b>belum disampaikan</b>: terlalu panjang untuk satu jawaban. Jawaban yang lama tetap "
    "seperti semula. Pendekkan lagi pesannya, atau kirim sisanya sebagai jawaban baru."
)
ANSWER_EMPTY = "Jawaban itu dibuang dan tidak disampaikan."
TOO_LATE = (
    "Pesan yang sudah terkirim tidak kami baca ulang, jadi perubahan tadi <b>tidak mengubah apa pun</b>.\n\n"
    "• Kalau itu pertanyaan: kirim lagi sebagai pesan baru.\n"
    "• Kalau itu bagian laporan atau jawaban yang sudah terkirim: buka /lacak dengan kode Anda, lalu kirim "
    "pembetulannya. Isi yang sudah terkirim tidak bisa ditarik kembali."
)
