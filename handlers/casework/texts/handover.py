"""Words of evidence, redaction and hand-over, and every word of the document itself."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, dotted, escape
from handlers.casework.texts.labels import BASIS_LABELS
from handlers.platform.texts.dates import format_date
from handlers.reporting.texts.labels import CATEGORY_LABELS, MESSAGE_LABELS, REQUIREMENT_LABELS
from handlers.reporting.texts.report import note_in_words
from services.casework.facts import LIMIT_DAYS
from services.casework.handover import Document, Section
from services.casework.redacted import Masked, RedactedReport
from services.reporting.draft import Attachment

BLUR = "Buramkan sebagian"
SEE = "Lihat hasil"
DONE = "Simpan"
CLEAR = "Kosongkan"
CANCEL = "Batal"
CLOSE = "Tutup gambar"
ORIGINAL = "Minta bukti asli"
OPEN_ORIGINAL = "Buka bukti asli"
PREVIOUS, FOLLOWING = "‹", "›"
SAVED = "✓ Disimpan. Bagian itu buram pada berkas yang diserahkan."
BLUR_HELP = (
    "Tekan nomor petak yang harus buram, misalnya wajah atau nomor rumah. ▣ berarti terpilih. "
    "Tekan <b>Lihat hasil</b> untuk memeriksa, lalu <b>Simpan</b>."
)

MENU = (
    "<b>Serahkan</b>\n\n"
    "Anda akan menerima berkas ZIP: laporan (PDF) menurut susunan formulir B.1 Bawaslu, bukti, dan daftar "
    "SHA-256.\n\n"
    "<b>Samarkan dulu</b> apa pun yang bisa membuka siapa pelapor atau saksi: kata dalam laporan, bagian "
    "gambar.\n\n"
    "Berkasnya bisa disimpan dan diteruskan. Simpanlah di tempat yang aman; dari percakapan ini ia "
    "dihapus saat terkunci."
)
MASK_WORDS = "Samarkan kata"
MAKE = "Buat berkas ZIP"
ASK_MASKS = (
    "<b>Samarkan kata</b>\n\n"
    "Tulis kata atau nama yang harus disamarkan pada berkas, dipisah koma. Daftar baru menggantikan yang "
    "lama."
)
DONE_MASKS = "✓ Kata yang disamarkan dicatat."
ASKED_ORIGINAL = (
    "Permintaan dicatat. Petugas lain menyetujuinya lewat /laporan › Persetujuan bukti asli, sebelum "
    "kunci Anda tertutup."
)
NO_APPROVAL = "Belum disetujui petugas lain."
NO_ORIGINAL = "Bukti asli tidak disimpan untuk gambar ini."
APPROVALS = (
    "<b>Persetujuan bukti asli</b>\n\n"
    "Bukti asli bisa memuat lokasi, waktu, dan jenis kamera pelapor. Setujui hanya kalau benar perlu."
)
NO_APPROVALS = "Tidak ada permintaan yang menunggu."
APPROVED = "Disetujui. Peminta sekarang dapat membukanya."
APPROVED_NOTICE = "Petugas lain menyetujui permintaan bukti asli Anda. Buka lagi gambarnya lewat /laporan."
REQUEST_NOTICE = (
    "Ada permintaan membuka bukti asli yang menunggu persetujuan Anda. Buka /laporan lalu tekan "
    "Persetujuan bukti asli."
)
ORIGINAL_CAPTION = "Bukti asli. Jangan disebarkan: bisa memuat lokasi dan waktu."
GONE_AT_LOCK = "Berkas ini dihapus dari percakapan saat terkunci."

NOTHING = "belum ada"
PHOTO_FILE = "bukti-{number}.jpg"
ZIP_FILE = "laporan-bagian-{number}.zip"


def original_file(kind: str) -> str:
    """Name of an original's file; it tells the kind and nothing else."""
    return f"asli.{ {'jpeg': 'jpg', 'video': 'mp4'}.get(kind, kind) }"


def approve(number: int) -> str:
    """A button that agrees to a request."""
    return f"Setujui permintaan {number}"


def read_report(number: int) -> str:
    """A button that opens the report of a request."""
    return f"Baca laporan {number}"


MASKS_SHOWN, MASK_SHOWN = 30, 60
"""Words, and characters of each, that are listed; all are masked."""


def masks_so_far(masks: Sequence[str]) -> str:
    """The words masked so far."""
    shown = ", ".join(f"<code>{escape(cap(word, MASK_SHOWN))}</code>" for word in masks[:MASKS_SHOWN])
    left = len(masks) - MASKS_SHOWN
    return "\n\nSekarang: " + shown + (f", dan {left} lagi" if left > 0 else "")


def picture(number: int, total: int, about: Attachment, *, blurred: bool) -> str:
    """Caption of a picture; neutral, because names of files can tell; notes as the reporter wants them."""
    page = f", halaman {about.page} dari PDF" if about.page else ""
    if about.second is not None:
        page = f", video pada detik ke-{dotted(about.second)}"
    lines = [f"Bukti {number} dari {total}{page}, sudah dibersihkan"]
    if note := note_in_words(about):
        lines.append(f"Catatan pelapor: {escape(note)}")
    if blurred:
        lines.append("Sebagian akan buram pada berkas yang diserahkan.")
    return "\n".join(lines)


def zip_caption(number: int, total: int) -> str:
    """Caption of a ZIP."""
    part = f"Bagian {number} dari {total}. " if total > 1 else ""
    return f"{part}{GONE_AT_LOCK}"


def document(report: RedactedReport, attachments: Sequence[Attachment]) -> Document:
    """The hand-over in the order of form B.1 (Perbawaslu 7/2022), what is missing named, words masked.

    The order is the one the dossier could read; of form A.1 (pilkada) it could not, and the document says so.
    """

    def said(text: Masked) -> str:
        return text.shown if text else NOTHING

    sections = [
        Section(
            "1. Identitas pelapor",
            tuple(
                (label, NOTHING)
                for label in (
                    "Nama",
                    "Tempat, tanggal lahir",
                    "Jenis kelamin",
                    "Pekerjaan",
                    "Kewarganegaraan",
                    "Alamat",
                    "Telepon",
                    "E-mail",
                )
            ),
            "Pelapor menyampaikan informasi ini tanpa nama. Identitasnya tidak disimpan.",
        ),
        Section(
            "2. Identitas terlapor",
            (("Nama atau jabatan", said(report.accused)), ("Alamat", NOTHING), ("Telepon", NOTHING)),
        ),
        Section(
            "3. Peristiwa yang dilaporkan",
            (
                ("Peristiwa", CATEGORY_LABELS[report.category] if report.category else NOTHING),
                ("Tempat kejadian", said(report.place)),
                ("Hari, tanggal kejadian", said(report.when)),
                ("Hari, tanggal diketahui", format_date(report.known) if report.known else NOTHING),
            ),
        ),
        Section(
            "4. Saksi",
            (("Nama, alamat, telepon", NOTHING),),
            "Kalau ada saksi, pelapor mungkin menyebutnya dalam uraian.",
        ),
        Section(
            "5. Bukti",
            tuple(
                (
                    PHOTO_FILE.format(number=number),
                    f"foto {dotted(one.width)} × {dotted(one.height)} titik, sudah dibersihkan "
                    "dari data lokasi, waktu, dan kamera",
                )
                for number, one in enumerate(attachments, 1)
            )
            or (("Bukti", NOTHING),),
            "Nilai SHA-256 setiap berkas ada dalam SHA256SUMS.txt." if attachments else "",
        ),
        Section("6. Uraian kejadian", text=said(report.story)),
    ]
    if report.told:
        lines = [
            f"{MESSAGE_LABELS[one.kind]} ({format_date(one.told_on, weekday=False)}): {said(one.text)}"
            for one in report.told
        ]
        sections.append(Section("Keterangan tambahan", text="\n\n".join(lines)))
    sections.append(Section("Yang belum ada untuk laporan resmi", text=_missing(report)))
    last = format_date(report.deadline.last_day)
    start = BASIS_LABELS[report.deadline.basis]
    sections.append(
        Section(
            "Catatan petugas penerima",
            (
                ("Diterima", format_date(report.received_on)),
                (f"Batas {LIMIT_DAYS} hari", f"{last} ({LIMIT_DAYS} hari kalender, dihitung dari {start})"),
                ("Tempat, tanggal pelaporan", ".................................................."),
                ("Nama dan tanda tangan", ".................................................."),
            ),
        )
    )
    return Document(
        "Informasi awal dugaan pelanggaran netralitas ASN",
        "Bukan laporan resmi: laporan resmi memerlukan identitas dan tanda tangan pelapor. Susunan "
        "mengikuti isian Formulir Model B.1 (lampiran Perbawaslu 7/2022). Untuk pilkada dipakai formulir "
        "lain (Model A.1), yang susunannya belum kami pastikan; cocokkan dulu. Kata yang disamarkan "
        "ditulis █████.",
        tuple(sections),
        "Rahasia · informasi awal, bukan laporan resmi · halaman {page} dari {pages}",
        "{name} disamarkan sebagian; SHA-256 sebelum disamarkan: {sha256}",
    )


def _missing(report: RedactedReport) -> str:
    lacking = [REQUIREMENT_LABELS[one] for one in report.missing]
    lines = ["nama dan alamat pelapor, dengan tanda tangan sesuai kartu identitas", *lacking]
    if not report.says_workplace:
        lines.append("hubungan pelapor dengan terlapor (tidak disebut)")
    return "\n".join(f"• {one}" for one in lines)
