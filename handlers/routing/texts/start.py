"""Words of the first meeting and help; those of the command menus are in ``menu.py``."""

from __future__ import annotations

WELCOME = (
    "<b>Netra</b> · netralitas ASN dalam pemilu\n\n"
    "Tulis saja pertanyaan Anda dengan bahasa sehari-hari, misalnya:\n"
    "<i>“boleh ga like postingan calon bupati?”</i>\n\n"
    "Anda juga bisa:\n"
    "• melapor tanpa nama: /lapor\n"
    "• melihat tahapan pemilu: /jadwal\n"
    "• minta diingatkan: /pengingat\n"
    "• uji pengetahuan: /kuis\n\n"
    "Jawaban di sini informasi umum dengan dasar hukumnya, bukan nasihat hukum atau putusan lembaga mana pun."
)

HELP = (
    "<b>Yang bisa Anda lakukan</b>\n\n"
    "<b>Bertanya</b>\n"
    "Tulis pertanyaan apa adanya, atau /tanya lalu pertanyaannya. /topik menampilkan semua topik.\n"
    "/profil menyesuaikan jawaban dengan status Anda.\n"
    "Di grup: /tanya lalu pertanyaannya.\n\n"
    "<b>Belajar</b>\n"
    "/kuis berisi lima soal singkat, /ikrar membuat piagam netralitas.\n\n"
    "<b>Melapor tanpa nama</b>\n"
    "/lapor membuat laporan, /lacak melihat kabarnya dengan kode rahasia, "
    "/privasi menjelaskan apa yang disimpan.\n"
    "Kode rahasia hilang? Tulis <i>kode saya hilang</i>; kami jelaskan apa yang masih bisa.\n\n"
    "<b>Tahapan pemilu</b>\n"
    "/jadwal melihat tahapan, /pengingat mengatur pengingat.\n\n"
    "/batal menghentikan apa pun yang sedang berjalan."
)

HELP_OFFICER = (
    "\n\n<b>Petugas</b>\n/laporan membuka laporan yang masuk, /statistik menampilkan angkanya, /kunci "
    "menutup semuanya."
)
HELP_ADMIN = (
    "\n/peran mengundang dan mengatur petugas, /retensi mengatur penghapusan laporan selesai, "
    "/pertanyaan menampilkan pertanyaan yang belum terjawab, /pengumuman menyusun pengumuman, "
    "/siaran melihat dan mengatur pengumuman, /kalender mengatur tahapan pemilihan."
)
