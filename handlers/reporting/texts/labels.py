"""Labels of a report: what happened, where it stands, who said what."""

from __future__ import annotations

from handlers.platform.labels import labels
from services.reporting.draft import Category, NoteChoice, Requirement, Status
from services.reporting.metadata import PictureClock
from services.reporting.own_identity import Clue
from services.reporting.picture import Remark
from services.reporting.thread import MessageKind

CATEGORY_LABELS = labels(
    Category,
    {
        Category.SOCIAL_MEDIA: "Dukungan di media sosial",
        Category.ATTENDING: "Ikut atau hadir di kampanye",
        Category.TEAM: "Jadi tim sukses atau relawan",
        Category.ORDERING: "Mengarahkan bawahan atau warga",
        Category.FACILITIES: "Memakai fasilitas atau kendaraan dinas",
        Category.POLICY: "Keputusan, mutasi, atau bansos memihak",
        Category.PARTY: "Jadi anggota atau pengurus partai",
        Category.MATERIAL: "Memasang stiker, spanduk, atribut",
        Category.MONEY: "Uang, barang, atau dana kampanye",
        Category.OTHER: "Lainnya",
    },
)
STATUS_LABELS = labels(
    Status,
    {
        Status.RECEIVED: "Diterima",
        Status.VERIFIED: "Diverifikasi",
        Status.QUESTION: "Butuh keterangan",
        Status.FORWARDED: "Diteruskan",
        Status.DONE: "Selesai",
        Status.REJECTED: "Ditolak",
    },
)
NOTE_LABELS = labels(
    NoteChoice,
    {
        NoteChoice.NOTHING: "Jangan ditulis",
        NoteChoice.TIME: "Tulis waktunya saja",
        NoteChoice.ALL: "Tulis waktu dan lokasinya",
    },
)
REQUIREMENT_LABELS = labels(
    Requirement,
    {
        Requirement.WHO: "siapa yang dilaporkan",
        Requirement.WHAT: "apa yang terjadi",
        Requirement.WHEN: "kapan terjadi",
        Requirement.KNOWN: "kapan diketahui",
        Requirement.WHERE: "di mana terjadi",
        Requirement.PROOF: "bukti",
    },
)
MESSAGE_LABELS = labels(
    MessageKind,
    {
        MessageKind.QUESTION: "Pertanyaan petugas",
        MessageKind.ANSWER: "Jawaban pelapor",
        MessageKind.ADDED: "Bukti tambahan",
        MessageKind.NEWS: "Kabar untuk pelapor",
        MessageKind.NOTE: "Catatan internal",
    },
)
CLUE_LABELS = labels(
    Clue,
    {
        Clue.NAME: "nama Anda",
        Clue.WORK: "tempat kerja atau jabatan Anda",
        Clue.HOME: "tempat tinggal Anda",
        Clue.PHONE: "nomor telepon",
        Clue.NIP: "NIP (18 angka)",
        Clue.NIK: "NIK (16 angka)",
        Clue.MAIL: "alamat surel",
        Clue.ACCOUNT: "nama akun",
    },
)
CLOCK_WORDS = labels(
    PictureClock,
    {
        PictureClock.UNKNOWN: "tercatat",
        PictureClock.TAKEN: "diambil",
        PictureClock.DIGITISED: "dipindai",
        PictureClock.EDITED: "terakhir diubah, bukan diambil,",
    },
)
"""Before the time that a picture carried: what happened then."""
ZONE_NAMES = {"+07:00": "WIB", "+08:00": "WITA", "+09:00": "WIT"}
ZONE_UNKNOWN = "zona waktu tidak tercatat"
REMARK_WORDS = labels(
    Remark,
    {
        Remark.FIRST_FRAME: (
            "Gambar itu bergerak; yang disimpan hanya <b>gambar pertamanya</b>. Kalau yang penting ada di "
            "gambar lain, tangkap layar bagian itu dan kirim."
        ),
        Remark.FIRST_PAGE: (
            "Berkas itu berisi beberapa halaman; yang disimpan hanya <b>halaman pertamanya</b>. Untuk "
            "halaman lain, kirim sebagai PDF."
        ),
        Remark.CUT_SHORT: (
            "⚠️ Akhir berkas itu hilang, jadi <b>sebagian gambarnya tidak ada</b>. Yang terbaca sudah kami "
            "simpan. Kalau bisa, kirim sekali lagi dari galeri."
        ),
        Remark.MOVING_PART: (
            "Foto itu foto bergerak (live photo): yang disimpan <b>gambar diamnya</b>, bagian videonya tidak."
        ),
    },
)
