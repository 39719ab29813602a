"""What the command menus say of each command, and what Telegram shows of the bot."""

from __future__ import annotations

DESCRIPTION = (
    "Tanya apa yang boleh dan dilarang bagi ASN menjelang pemilu, lapor pelanggaran tanpa nama, "
    "dan dapatkan pengingat tiap tahapan."
)
SHORT_DESCRIPTION = "Netralitas ASN: tanya aturan, lapor tanpa nama, pengingat tahapan pemilu."

WORDS = {
    "tanya": "Tanya aturan netralitas",
    "topik": "Lihat semua topik",
    "lapor": "Lapor pelanggaran tanpa nama",
    "lacak": "Lihat kabar laporan dengan kode",
    "jadwal": "Tahapan pemilu dan hari ini",
    "kuis": "Uji pengetahuan Anda, lima soal",
    "ikrar": "Ikrar netralitas dengan piagam",
    "profil": "Sesuaikan jawaban dengan status Anda",
    "pengingat": "Atur pengingat masa kampanye",
    "privasi": "Apa yang disimpan tentang Anda",
    "bantuan": "Cara memakai bot ini",
    "batal": "Hentikan yang sedang berjalan",
    "laporan": "Buka laporan yang masuk",
    "statistik": "Gambar angka laporan",
    "kunci": "Kunci dan hapus isi laporan dari layar",
    "peran": "Kelola petugas",
    "retensi": "Tahan atau lepas laporan selesai",
    "pengumuman": "Susun pengumuman baru",
    "siaran": "Lihat dan atur pengumuman",
    "kalender": "Atur tahapan pemilihan",
    "pertanyaan": "Pertanyaan yang belum terjawab",
}
"""In private chats, in the order of the menu's table in ``handlers/access/doors.py``."""

IN_GROUPS = {"tanya": "Tanya aturan netralitas ASN"}
