"""Words of /lapor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.errors import (
    BrokenEvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    FileTooLargeError,
    NetraError,
    TooManyItemsError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
)
from core.text import cap, escape
from services.dates import format_date
from services.places import province_of
from services.reporting.draft import Category, Draft
from services.reporting.evidence import MAX_ITEMS

BEGIN = "Mulai"
PRIVACY = "Baca privasi"
SKIP = "Lewati"
BACK = "‹ Kembali"
CANCEL = "Batalkan"
DONE = "Selesai"
TODAY = "Hari ini"
YESTERDAY = "Kemarin"
REMOVE_PICTURES = "Hapus semua foto"
TO_CODE = "Lanjut: ambil kode rahasia"
CHANGE = "Ubah"
COPY = "Salin kode"
SAVED = "Sudah saya simpan, kirim"
NEW_CODE = "Minta kode lain"

CATEGORY = "<b>1/7 · Apa yang terjadi?</b>\n\nPilih yang paling mendekati."
PROVINCE = "<b>2/7 · Di provinsi mana?</b>"
PLACE = (
    "<b>3/7 · Di mana tepatnya?</b>\n\n"
    "Tulis kabupaten/kota dan tempatnya, misalnya <i>Kab. Bantul, balai desa</i>."
)
WHEN = (
    "<b>4/7 · Kapan terjadi?</b>\n\nPilih, atau tulis tanggalnya, misalnya <i>12 November</i>.\n\n"
    "Batas laporan resmi ke Bawaslu: 7 hari sejak diketahui. Hitung saja 7 hari kalender supaya aman."
)
STORY = (
    "<b>5/7 · Ceritakan kejadiannya</b>\n\nApa yang dilakukan, siapa melihat, ada bukti apa. "
    "Boleh beberapa pesan; tekan <b>Selesai</b> kalau sudah.\n\n"
    "Hindari hal yang membuka siapa Anda."
)
ACCUSED = (
    "<b>6/7 · Siapa yang dilaporkan?</b>\n\nTulis jabatan dan instansinya, misalnya "
    "<i>camat, Kecamatan X</i>. Nama boleh tidak disebut."
)
EVIDENCE = (
    f"<b>7/7 · Kirim bukti foto</b>\n\nSampai {MAX_ITEMS} foto: JPEG, PNG, WebP, atau HEIC, "
    "sebagai foto atau berkas, paling besar 20 MB. Lokasi, waktu, dan nama berkas kami buang.\n\n"
    "Tekan <b>Selesai</b> kalau sudah."
)
STORY_KEPT = "Dicatat. Tambah lagi, atau tekan <b>Selesai</b>."
STORY_FULL = "Ceritanya sudah penuh (sekitar tiga halaman). Tekan <b>Selesai</b> untuk lanjut."
USE_BUTTONS = "Silakan pilih dengan tombol di atas, atau /batal untuk berhenti."
WANT_TEXT = "Untuk langkah ini tulislah dengan kata-kata, atau tekan Lewati."
WANT_PICTURE = "Untuk langkah ini kirimkan foto, atau tekan Selesai."
ALREADY_SENT = "Laporan itu sudah terkirim atau dibatalkan. Lihat kabarnya dengan /lacak."
OLD_STEP = "Tombol itu dari langkah sebelumnya. Pakailah tombol yang paling bawah."
OLD_CODE = "Kode ini sudah diganti. Pakailah kode terbaru di pesan paling bawah."
STILL_OPEN = "Anda masih punya laporan yang belum dikirim. Kita lanjutkan dari langkah terakhir."

_TOO_LARGE = "Berkas itu lebih dari 20 MB. Kirimlah sebagai <b>foto</b>, supaya Telegram mengecilkannya."
_REFUSALS: dict[type[NetraError], str] = {
    TooManyItemsError: f"Sudah {MAX_ITEMS} foto; itu batasnya. Tekan <b>Selesai</b> untuk lanjut.",
    EvidenceTooLargeError: _TOO_LARGE,
    FileTooLargeError: _TOO_LARGE,
    TooManyPixelsError: "Gambar itu terlalu besar (lebih dari 40 megapiksel). Kirimlah sebagai <b>foto</b>.",
    UnknownEvidenceKindError: (
        "Jenis berkas itu belum bisa kami terima. Yang diterima: JPEG, PNG, WebP, HEIC. "
        "Dokumen atau video bisa Anda tangkap layarnya, lalu kirim sebagai foto."
    ),
    BrokenEvidenceError: "Gambar itu rusak dan tidak terbaca. Coba kirim ulang, atau kirim foto lain.",
    EvidenceWorkerError: "Gambar itu gagal diproses. Coba kirim sekali lagi.",
}


def refusal(error: NetraError) -> str:
    """Why a file was not taken and what to do; the draft is unharmed."""
    words = next((text for kind, text in _REFUSALS.items() if isinstance(error, kind)), None)
    return (words or _REFUSALS[BrokenEvidenceError]) + "\n\nIsian Anda yang lain aman."


def received(count: int) -> str:
    """``3 foto diterima``, edited as more come."""
    return f"<b>{count} foto diterima</b> dan sudah dibersihkan. Kirim lagi, atau tekan <b>Selesai</b>."


def day_in_words(when: str) -> str:
    """The day of a draft: a date where it was one, else the reporter's words."""
    try:
        return format_date(date.fromisoformat(when))
    except ValueError:
        return when


def fields(draft: Draft, *, story_limit: int = 1500) -> list[str]:
    """The draft line by line, everything the reporter typed made safe."""
    category = Category.of(draft.category or "")
    province = province_of(draft.province or "")
    rows = [
        ("Kejadian", category.label if category else ""),
        ("Provinsi", province.name if province else ""),
        ("Tempat", draft.place),
        ("Waktu", day_in_words(draft.when)),
        ("Yang dilaporkan", draft.accused),
        ("Foto", f"{len(draft.attachments)} buah" if draft.attachments else ""),
        ("Cerita", cap(draft.story, story_limit)),
    ]
    return [f"<b>{label}</b>: {escape(value) if value else '<i>tidak diisi</i>'}" for label, value in rows]


def meter(draft: Draft) -> str:
    """How complete the report is, and what a formal one would still lack."""
    missing = draft.missing()
    full = 5 - len(missing)
    bar = "●" * full + "○" * len(missing)
    if not missing:
        return (
            f"Kelengkapan: {bar}\nIsinya lengkap. Laporan resmi ke Bawaslu tinggal perlu identitas pelapor."
        )
    lacking = ", ".join(requirement.label for requirement in missing)
    return f"Kelengkapan: {bar}\nUntuk laporan resmi masih kurang: {lacking}. Anda tetap boleh mengirim."


def review(draft: Draft) -> str:
    """Everything before it is sent."""
    return "\n".join(["<b>Periksa dulu</b>", "", *fields(draft), "", meter(draft)])


def code(words: Sequence[str]) -> str:
    """The code, before sending."""
    return (
        "<b>Kode rahasia laporan Anda</b>\n\n"
        f"<code>{' '.join(words)}</code>\n\n"
        "Simpan keenam kata ini <b>di luar Telegram</b>, misalnya ditulis di kertas. "
        "Hanya dengan kode ini Anda bisa melihat kabar laporan. Kami tidak menyimpannya.\n\n"
        "<b>Laporan belum terkirim.</b> Tekan tombol di bawah setelah kodenya tersimpan."
    )


def sent(day: date) -> str:
    """After sending."""
    return (
        f"✅ <b>Laporan terkirim</b> ({format_date(day)})\n\n"
        "Pesan berisi kode sudah dihapus dari percakapan ini. "
        "Lihat kabarnya kapan saja dengan /lacak dan keenam kata tadi.\n\n"
        "Ingat: ini informasi awal. Untuk laporan resmi lihat /tanya cara melapor."
    )
