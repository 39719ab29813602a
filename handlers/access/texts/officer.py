"""Words at the officers' door: invitation, workplace, second factor, lock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.text import escape
from handlers.access.texts.labels import ROLE_LABELS
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_wait
from services.access.errors import OtherOfficerError
from services.access.officers import MAX_PLACE, Officer
from services.platform.places import clock
from storage.access.errors import AccessError, LastAdminError

COMMAND_LOCK = CommandWords("Kunci dan hapus isi laporan dari layar", "/kunci menutup semuanya")

NOT_FOR_YOU = "Perintah ini hanya untuk petugas. Untuk melapor ketik /lapor."
INTAKE_ONLY = (
    "Bot ini hanya menerima laporan dan tidak memegang kunci untuk membukanya. Bukalah lewat bot petugas."
)
OWNER_NAME = "Pemilik bot"
OTHERS_INVITATION = (
    "Undangan ini untuk petugas lain, padahal akun Telegram ini sudah dipakai seorang petugas.\n\n"
    "Undangannya masih berlaku. Bukalah dari akun orang yang diundang."
)
LAST_ADMIN_INVITED = (
    "Undangan ini akan mengganti peran Anda, padahal Anda admin terakhir.\n\n"
    "Peran Anda tidak berubah dan undangannya masih berlaku. Jadikan orang lain admin lebih dulu, atau "
    "berikan tautannya kepada orang yang diundang."
)
_BAD_INVITATION = (
    "Undangan ini tidak berlaku: sudah dipakai, dibatalkan, lewat waktunya, atau tautannya tidak lengkap.\n\n"
)
BAD_INVITATION = f"{_BAD_INVITATION}Mintalah undangan baru kepada admin."
BAD_INVITATION_OF_OWNER = (
    f"{_BAD_INVITATION}Anda pemilik bot ini dan tidak memerlukan undangan: ketik /laporan. Undangan untuk "
    "orang lain dibuat lewat /peran."
)
WORKPLACE_PROVINCE = (
    "<b>Tempat kerja Anda</b>\n\n"
    "Anda tidak akan melihat laporan tentang kantor Anda sendiri. Untuk itu kami perlu tahu Anda bekerja di "
    "mana.\n\nDi provinsi mana?"
)
WORKPLACE_DISTRICT = (
    "<b>Tempat kerja Anda</b>\n\nKabupaten/kota mana? Misalnya <i>Kota Bandung</i>. "
    "Lewati kalau kantor Anda tingkat provinsi atau pusat."
)
WORKPLACE_AGENCY = "<b>Tempat kerja Anda</b>\n\nInstansinya? Misalnya <i>Pemerintah Kota Bandung</i>."
WORKPLACE_OFFICE = (
    "<b>Tempat kerja Anda</b>\n\nUnit kerjanya? Misalnya <i>Inspektorat Kota Bandung</i>. "
    "Tulis lengkap, bukan singkatan."
)
WORKPLACE_WHERE = (
    "<b>Tempat kerja Anda · satu lagi</b>\n\nKantor seperti itu ada di setiap kabupaten/kota. Supaya laporan "
    "tentang kantor Anda sendiri tidak tampil, tulis nama kabupaten/kotanya, misalnya <i>Kabupaten "
    "Sleman</i> atau <i>Kota Bandung</i>.\n\nKalau kantor Anda tingkat provinsi atau pusat, ketuk tombol di "
    "bawah."
)
HIGHER = "Tingkat provinsi/pusat"
WHOLE_COUNTRY = "Tingkat pusat"
SKIP = "Lewati"
WANT_WORDS = "Tulislah dengan kata-kata, paling sedikit tiga huruf."
OLD_STEP = "Tombol itu dari langkah sebelumnya. Ketik /laporan untuk melanjutkan."

SETUP = (
    "<b>Pasang kunci kedua</b>\n\n"
    "1. Buka aplikasi autentikator di ponsel Anda (Google Authenticator, Microsoft Authenticator, Aegis, dan "
    "sejenisnya).\n"
    "2. Pindai gambar ini, atau salin kuncinya lewat tombol di bawah.\n"
    "3. Tulis di sini <b>6 angka</b> yang muncul di aplikasi.\n\n"
    "Jangan simpan gambar ini. Setelah angkanya cocok, gambarnya dihapus."
)
SETUP_ANEW = (
    f"{SETUP}\n\nKunci yang tadi ditunjukkan <b>tidak berlaku lagi</b>. Kalau sudah telanjur masuk aplikasi, "
    "hapus entri Netra yang lama di sana."
)
COPY_SETUP = "Salin kunci"
ASK_CODE = "🔒 Tulis <b>6 angka</b> dari aplikasi autentikator Anda. Pesan Anda langsung dihapus."
UNREADABLE = "Itu belum terbaca sebagai kode. Tulis <b>6 angka</b> yang sekarang tampil di aplikasi."
_WRONG = (
    "Angkanya tidak cocok. Tulis 6 angka yang <b>sekarang</b> tampil di aplikasi.\n\n"
    "Kalau terus tidak cocok, periksa jam ponsel Anda (pakai waktu otomatis)"
)
WRONG = f"{_WRONG} atau minta undangan ulang kepada admin."
WRONG_OF_OWNER = (
    f"{_WRONG}.\n\nKalau aplikasinya hilang: Anda pemilik bot, jadi tidak perlu undangan. Minta pengelola "
    "server menghapus kunci kedua Anda (<code>python -m bot officers reset</code>), lalu pasang yang baru "
    "lewat /laporan."
)
USED = "Kode itu sudah dipakai. Tunggu sampai angkanya berganti, lalu tulis yang baru."
OFFICE_KEY_MISSING = (
    "⚠️ <b>Laporan tidak bisa dibaca</b>\n\n"
    "Kunci kantor (berkas <code>office.key</code>) tidak ada lagi di server. "
    "Laporan warga tetap diterima dan tersimpan, tetapi tidak seorang pun bisa membukanya "
    "sampai kunci itu kembali.\n\n"
    "Mohon segera minta pengelola server memulihkan berkas itu dari cadangan, lalu menjalankan ulang bot. "
    "Pesan ini kami ulangi setiap hari sampai kuncinya kembali."
)
LOCKED = "🔒 Terkunci. Isi laporan sudah dihapus dari layar ini. Ketik /laporan untuk membuka lagi."
TOO_LATE = (
    "🔒 Ruang petugas sudah terkunci. Pesan tadi kami hapus dari percakapan ini, tidak dicatat, dan tidak "
    "diteruskan.\n\n"
    "Buka lagi dengan /laporan, lalu tulis ulang. Untuk bertanya soal aturan: /tanya lalu pertanyaannya."
)
NOT_ON_THIS_SCREEN = (
    "Ruang petugas sedang terbuka, dan layar ini tidak menunggu tulisan. Pesan tadi kami hapus dari "
    "percakapan ini, tidak dicatat, dan tidak diteruskan.\n\n"
    "Tekan dulu tombolnya, misalnya <b>Tulis catatan</b> atau <b>Tanya pelapor</b>. Untuk bertanya "
    "soal aturan: /tanya lalu pertanyaannya dalam satu pesan, atau tutup dulu ruangnya dengan /kunci."
)
ASK_IN_ONE_MESSAGE = (
    "Ruang petugas sedang terbuka, jadi tulis pertanyaannya dalam pesan yang sama, misalnya:\n"
    "<i>/tanya boleh ga PNS foto bareng calon?</i>"
)
NOTHING_OPEN = "Tidak ada yang terbuka. Ketik /laporan untuk membuka."
LOADING = "Membuka…"
LOADING_FILE = "Menyiapkan…"
PLACE_TOO_LONG = (
    f"Itu terlalu panjang (paling banyak {MAX_PLACE} huruf) dan belum dicatat. Tulis lebih pendek."
)
SCREEN_REFUSED = (
    "Layar ini tidak bisa ditampilkan: Telegram menolaknya. Tidak ada yang hilang. "
    "Ketik /laporan untuk membuka lagi; kalau terulang, sampaikan kepada pengelola bot."
)
FILE_REFUSED = (
    "Berkas ini tidak bisa ditampilkan: Telegram menolaknya. Berkasnya sendiri aman di laporan. "
    "Coba sekali lagi; kalau terulang, sampaikan kepada pengelola bot."
)
LOCK_NOW = "🔒 Kunci"
OLD_LIST = "Daftar itu sudah lama. Ketik /laporan untuk yang terbaru."
BLANKED = "🔒 Pesan ini sudah ditutup."
DRAWING_FAILED = "Gagal disiapkan. Coba sekali lagi; kalau terulang, sampaikan kepada pengelola bot."


def workplace_numbered(html: str, number: int, of: int) -> str:
    """A question about the workplace with its place among them."""
    return html.replace("</b>", f" · {number}/{of}</b>", 1)


def no_entry(error: AccessError, *, owner: bool = False) -> str:
    """Why an invitation was not accepted, and what to do; an owner needs none."""
    if isinstance(error, OtherOfficerError):
        return OTHERS_INVITATION
    if isinstance(error, LastAdminError):
        return LAST_ADMIN_INVITED
    return BAD_INVITATION_OF_OWNER if owner else BAD_INVITATION


def welcome(officer: Officer) -> str:
    """After an invitation was accepted."""
    return (
        f"<b>Selamat bergabung, {escape(officer.name)}</b>\n\n"
        f"Peran Anda: <b>{ROLE_LABELS[officer.role]}</b>.\n\n"
        "Tinggal dua langkah: tempat kerja, lalu kunci kedua. Mari mulai."
    )


def slow_down(wait: timedelta) -> str:
    """After too many wrong codes."""
    return f"Terlalu banyak kode yang keliru. Silakan coba lagi dalam {format_wait(wait)}."


def unlocked(until: datetime, zone: ZoneInfo) -> str:
    """A line that says how long the lock stays open."""
    return f"🔓 Terbuka sampai pukul {clock(until, zone)}"
