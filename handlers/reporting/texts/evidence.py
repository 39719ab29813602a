"""Words of /lapor's evidence: what is taken, what was refused and what to do then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.errors import FileTooLargeError, NetraError
from core.text import dotted, escape
from handlers.platform.texts.dates import format_wait
from handlers.reporting.texts.labels import REMARK_WORDS
from handlers.reporting.texts.report import evidence_in_words, note_in_words
from services.reporting.draft import Draft
from services.reporting.errors import (
    BrokenEvidenceError,
    EvidenceBudgetError,
    EvidenceBusyError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    FileNotGivenError,
    LockedEvidenceError,
    RepeatedEvidenceError,
    SoundEvidenceError,
    TooManyItemsError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
    VideoEvidenceError,
)
from services.reporting.evidence import MAX_ITEMS, MAX_PAGES, MAX_PICTURES
from services.reporting.intake import Taken
from services.reporting.picture import Remark

REMOVE_LAST = "Hapus yang terakhir"
REMOVE_ALL = "Hapus semua"
KEEP_ORIGINALS = "Simpan juga berkas asli?"
ORIGINALS_ON = "Berkas asli: ikut disimpan"
KEEP_YES = "Ya, simpan aslinya"
KEEP_NO = "Tidak, cukup yang bersih"

_OF_VIDEOS = (
    " Dari video hanya beberapa gambar yang disimpan, <b>tanpa suara</b>, karena suara bisa membuka siapa "
    "Anda. Ucapan yang penting, tulislah di cerita."
)
ORIGINALS_KEPT = "Baik, berkas yang Anda kirim mulai sekarang disimpan juga aslinya."
ORIGINALS_NOT_KEPT = "Baik, hanya gambar yang sudah dibersihkan yang disimpan."
CAPTION_LEFT = (
    "Tulisan di bawah kiriman tadi <b>tidak ikut disimpan</b>. Kalau penting, tulislah sebagai pesan saat "
    "ditanya ceritanya; sesudah itu lewat <b>Ubah: Cerita</b> sebelum dikirim."
)
"""A message of its own: the count above is edited by the next picture of the same album."""
SHRUNK = (
    "⚠️ Gambar tadi panjang, dan Telegram mengecilkannya: <b>tulisan di dalamnya mungkin tidak terbaca</b> "
    "oleh petugas. Gambarnya sudah kami terima. Supaya terbaca, kirim sekali lagi sebagai <b>berkas</b>: "
    "tekan 📎, pilih <b>File</b>, lalu gambarnya."
)
"""After a long screenshot sent as a photo."""
TAKEN_AS_EVIDENCE = "Kiriman tadi kami simpan sebagai bukti. Sekarang lanjut ke pertanyaan ini:"

NOTES_FOUND = "<b>Bukti Anda memuat waktu atau lokasi</b>"
NOTES_ASK = (
    "Keterangan itu sudah dibuang dari gambarnya. Mau kami tulis sebagai catatan untuk petugas? "
    "Catatan bisa membantu, tetapi juga bisa menunjukkan di mana Anda berada."
)

_SCREENSHOT = "Tangkap layar bagian yang penting, lalu kirim sebagai foto."
_TOO_LARGE = (
    "Berkas itu lebih dari 20 MB. Kirimlah sebagai <b>foto</b>, supaya Telegram mengecilkannya; "
    "untuk PDF, kirim halaman yang penting saja."
)
_REFUSALS: dict[type[NetraError], str] = {
    TooManyItemsError: (
        f"Buktinya sudah penuh (paling banyak {MAX_ITEMS} berkas atau {MAX_PICTURES} gambar). "
        "Tekan <b>Selesai</b> untuk lanjut, atau hapus yang kurang penting."
    ),
    RepeatedEvidenceError: "Berkas itu sudah ada, jadi tidak kami tambahkan lagi.",
    EvidenceTooLargeError: _TOO_LARGE,
    FileTooLargeError: _TOO_LARGE,
    TooManyPixelsError: (
        "Berkas itu terlalu besar untuk dibuka (gambar lebih dari 40 megapiksel, atau terlalu berat). "
        "Gambar: kirimlah sebagai <b>foto</b>, bukan sebagai berkas."
    ),
    SoundEvidenceError: (
        "Rekaman suara tidak kami terima: suara Anda atau orang di dekat Anda bisa membuka siapa Anda. "
        "<b>Tuliskan isinya</b> di cerita: siapa yang bicara, kapan, dan ucapan pentingnya kata demi kata. "
        "Rekamannya simpan baik-baik untuk laporan resmi."
    ),
    VideoEvidenceError: (
        "Terima kasih, tetapi video belum bisa kami terima: kami belum dapat membersihkannya dari data yang "
        f"membuka siapa Anda. {_SCREENSHOT} Videonya simpan baik-baik untuk laporan resmi."
    ),
    LockedEvidenceError: f"PDF itu terkunci kata sandi, jadi tidak dapat kami buka. {_SCREENSHOT}",
    BrokenEvidenceError: "Berkas itu rusak dan tidak terbaca. Coba kirim ulang, atau kirim foto lain.",
    EvidenceWorkerError: "Berkas itu gagal diproses. Coba kirim sekali lagi.",
    FileNotGivenError: (
        "Telegram tidak bisa memberikan berkas itu kepada kami, jadi <b>belum kami terima</b>. "
        "Tunggu sebentar, lalu kirim sekali lagi."
    ),
    EvidenceBudgetError: (  # before the wider one below
        "Berkas-berkas dari Anda butuh waktu lama untuk dibersihkan, dan sekarang banyak orang lain menunggu "
        "giliran. Berkas itu <b>belum kami terima</b>. Kirim lagi beberapa menit lagi."
    ),
    EvidenceBusyError: "Sedang banyak berkas yang masuk. Coba kirim lagi berkas itu satu menit lagi.",
}


def remarks(found: Sequence[Remark]) -> list[str]:
    """What is worth knowing about a file that was taken, each a message of its own or a paragraph."""
    return [REMARK_WORDS[remark] for remark in found]


def kinds(*, videos: bool) -> str:
    """What may be sent, as it stands in a sentence; ``videos`` says whether they are taken here."""
    return "foto, video, atau PDF" if videos else "foto atau PDF"


def question(*, videos: bool) -> str:
    """The step's question, before its counter."""
    return (
        f"<b>Kirim bukti {kinds(videos=videos)}</b>\n\n"
        f"Paling banyak {MAX_ITEMS} berkas, masing-masing paling besar 20 MB; album pun bisa. "
        f"Lokasi, waktu, jenis ponsel, dan nama berkas dibuang.{_OF_VIDEOS if videos else ''}\n\n"
        "Tangkapan layar unggahan: sertakan tautan, tanggal, dan nama akunnya di cerita. "
        "Jangan meretas atau masuk akun orang lain.\n\n"
        "Tekan <b>Selesai</b> kalau sudah."
    )


def question_so_far(draft: Draft, *, videos: bool) -> str:
    """The step's question, with what has come."""
    asked = question(videos=videos)
    return f"{asked}\n\n{received(draft)}" if draft.attachments else asked


def wanted(*, videos: bool) -> str:
    """After a message without a file."""
    return f"Untuk langkah ini kirimkan {kinds(videos=videos)}, atau tekan Selesai."


def ask_originals(*, videos: bool) -> str:
    """Before originals are kept."""
    voice = ", pada video juga suara Anda" if videos else ""
    return (
        "<b>Simpan juga berkas aslinya?</b>\n\n"
        "Berkas asli kadang diminta sebagai bukti. Tetapi isinya tidak dibersihkan: bisa memuat lokasi, "
        f"waktu, dan jenis ponsel Anda{voice}, sehingga <b>bisa membuka siapa Anda</b>.\n\n"
        "Kalau Anda setuju, berkas yang Anda kirim <b>setelah ini</b> disimpan tersandi, dan hanya dapat "
        "dibuka oleh dua petugas bersama-sama. Kalau ragu, pilih Tidak."
    )


def why_refused(error: NetraError, *, videos: bool) -> str:
    """Why a file was not taken, and what to do."""
    words = next((text for kind, text in _REFUSALS.items() if isinstance(error, kind)), None)
    if words is None and isinstance(error, UnknownEvidenceKindError):
        taken = (
            "foto (JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, BMP)"
            + (", video (MP4, MOV, WebM)," if videos else "")
            + " dan PDF"
        )
        words = f"Jenis berkas itu belum bisa kami terima. Yang diterima: {taken}. {_SCREENSHOT}"
    if videos and isinstance(error, (EvidenceTooLargeError, FileTooLargeError, TooManyPixelsError)):
        return f"{words} Video: potong bagian yang penting atau turunkan resolusinya, lalu kirim lagi."
    return words or _REFUSALS[BrokenEvidenceError]


def refusal(error: NetraError, *, videos: bool) -> str:
    """Why a file was not taken and what to do; the draft is unharmed."""
    return f"{why_refused(error, videos=videos)}\n\nIsian Anda yang lain aman."


def too_many_files(wait: timedelta) -> str:
    """After very many files of one person."""
    return (
        f"Berkas yang Anda kirim sudah banyak sekali. Kirim lagi berkas itu setelah {format_wait(wait)}, "
        "atau tekan <b>Selesai</b>.\n\nIsian Anda yang lain aman."
    )


def received(draft: Draft, taken: Taken | None = None) -> str:
    """``3 foto diterima``, edited as more come, with what is worth knowing about the newest."""
    lines = [
        f"<b>{evidence_in_words(draft.attachments)} diterima</b> dan sudah dibersihkan. "
        "Kirim lagi, atau tekan <b>Selesai</b>."
    ]
    if taken is not None:
        if taken.pages > taken.painted > 0:
            lines.append(
                f"PDF itu {dotted(taken.pages)} halaman; yang disimpan {taken.painted} halaman pertama"
                + (f" (paling banyak {MAX_PAGES})." if taken.painted == MAX_PAGES else ".")
            )
        if taken.seconds and taken.painted:
            length = f"{taken.seconds // 60}:{taken.seconds % 60:02d}"
            lines.append(f"Dari video berdurasi {length} itu disimpan {taken.painted} gambar, tanpa suara.")
        lines += remarks(taken.remarks)
        if taken.alike is not None:
            lines.append(
                f"Kiriman terakhir mirip dengan bukti nomor {taken.alike}. Kalau sama, boleh dihapus."
            )
    if draft.originals:
        lines.append(f"Berkas asli yang ikut disimpan: {len(draft.originals)}.")
    return "\n\n".join(lines)


def notes_question(draft: Draft) -> str:
    """What was found in the pictures, and whether it should be written down."""
    found = [
        f"• Bukti {number}: {escape(note_in_words(one))}"
        for number, one in enumerate(draft.attachments, 1)
        if one.taken or one.place
    ]
    if len(found) > MAX_ITEMS:
        found = [*found[:MAX_ITEMS], f"• … dan {len(found) - MAX_ITEMS} lainnya"]
    return "\n\n".join([NOTES_FOUND, "\n".join(found), NOTES_ASK])


NOT_SHOWN = (
    "Gambar buktinya belum bisa ditampilkan, tetapi tetap tersimpan. Untuk melihatnya sebelum mengirim, "
    "ketik /lapor sebentar lagi. Kalau gambarnya sempat muncul, "
    "hapuslah sendiri dari percakapan."
)
"""The album could not be sent; the next review tries again."""


DROPPED = "Gambar itu sudah dibuang dari laporan."
"""After a second tap on its button."""


def drop(number: int) -> str:
    """Label of the button that takes a picture out of the report."""
    return f"✕ {number}"
