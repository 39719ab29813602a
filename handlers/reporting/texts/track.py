"""Words of /lacak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.text import dotted, escape
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_date, format_wait
from handlers.reporting.texts.evidence import kinds
from handlers.reporting.texts.labels import REMARK_WORDS, STATUS_LABELS
from handlers.reporting.texts.report import evidence_in_words
from services.reporting.draft import Status
from services.reporting.followup import Added, Tracked
from services.reporting.own_identity import asks_who
from services.reporting.thread import MessageKind, ThreadMessage

COMMAND = CommandWords(
    "Lihat kabar laporan dengan kode",
    "/lacak melihat kabarnya dengan kode rahasia",
    note="Kode rahasia hilang? Tulis <i>kode saya hilang</i>; kami jelaskan apa yang masih bisa.",
)

ASK = (
    "Tulis <b>enam kata</b> kode rahasia laporan Anda, dipisah spasi.\n\n"
    "Salah ketik kecil tidak apa-apa. Pesan berisi kode langsung kami hapus. /batal untuk berhenti.\n\n"
    "Kodenya hilang? Tulis <i>kode saya hilang</i>."
)
ASK_AGAIN = (
    "Demi keamanan, tulis lagi <b>enam kata</b> kode Anda. Yang sudah ditandai ✓ tetap tersimpan; "
    "yang belum, kirim lagi sesudahnya."
)
NOT_OBLIGED = "Nama, nomor, tempat kerja, dan hal lain yang membuka siapa Anda <b>tidak wajib dijawab</b>."
"""Below an officer's question that asks who the reporter is."""
MALFORMED = (
    "Itu belum terbaca sebagai kode. Kodenya <b>enam kata</b>, seperti yang ditampilkan saat melapor. "
    "Periksa ejaannya, lalu tulis lagi. Kalau kodenya hilang, tulis <i>kode saya hilang</i>."
)
ORDER = (
    "Keenam katanya kami kenal, jadi ejaannya benar. Yang belum cocok <b>urutannya</b>, atau ada kata yang "
    "bukan dari kode ini.\n\nTulis lagi keenam kata persis dalam urutan saat ditampilkan. "
    "Kalau kodenya hilang, tulis <i>kode saya hilang</i>."
)
UNKNOWN = "Tidak ada laporan dengan kode itu. Periksa keenam katanya dan urutannya, lalu tulis lagi."
ON_ITS_WAY = (
    "Kodenya benar. Laporan Anda sudah terkirim dan sedang dimasukkan ke daftar. "
    "Tunggu sekitar satu menit, lalu tulis kodenya lagi di sini."
)
ANSWER = "Jawab petugas"
ADD = "Tambah keterangan atau bukti"
REFRESH = "Muat ulang"
FINISH = "Selesai"
SHOWN_ALREADY = "Laporannya sudah ditampilkan di bawah."
WRITE_NOW = "Silakan tulis jawabannya sekarang, atau tekan <b>Selesai</b>."
ANSWER_KEPT = "✓ Jawaban disampaikan. Tambah lagi, atau tekan <b>Selesai</b>."
NO_CAPTIONS = "\n\nTulisan di bawahnya tidak ikut disampaikan. Kalau perlu, kirim sebagai pesan tersendiri."
FULL = "Laporan ini sudah memuat sebanyak yang bisa diterima. Tekan <b>Selesai</b>."
PRESS_ANSWER = (
    "Untuk menjawab petugas atau menambah bukti, tekan dulu tombolnya. /batal untuk menutup laporan ini."
)
FINISHED = (
    "Laporan Anda ditutup di layar ini. Buka lagi kapan saja dengan /lacak dan kode Anda.\n\n"
    "Pesan-pesan tadi masih ada di percakapan ini. Tekan <b>Hapus jejak percakapan</b> untuk menghapusnya "
    "dari kedua sisi (bisa sampai 47 jam)."
)
CANCELLED = (
    "Baik, /lacak ditutup. Laporan yang sudah Anda kirim <b>tetap tersimpan dan tetap ditangani</b>; "
    "buka lagi kapan saja dengan /lacak dan kode Anda.\n\n"
    "Pesan-pesan tadi masih ada di percakapan ini. Tekan <b>Hapus jejak percakapan</b> untuk menghapusnya "
    "dari kedua sisi (bisa sampai 47 jam)."
)
ANSWERED = "Jawaban Anda sudah disampaikan; sekarang menunggu petugas. Masih boleh ditambah."
"""Instead of the status's meaning once the officers' question was answered; they see to the status."""
THREAD_ROOM = 3_200
"""Characters of a conversation on one page; the status stands above the newest."""
OLDER, NEWER = "‹ Pesan sebelumnya", "Pesan berikutnya ›"

_MEANINGS = {
    Status.RECEIVED: "Laporan sudah masuk dan menunggu dibaca petugas.",
    Status.VERIFIED: "Petugas sedang memeriksa laporan Anda.",
    Status.QUESTION: "Petugas memerlukan keterangan tambahan.",
    Status.FORWARDED: "Laporan sudah diteruskan kepada lembaga yang berwenang.",
    Status.DONE: "Penanganan laporan sudah selesai.",
    Status.REJECTED: (
        "Laporan tidak dapat ditindaklanjuti. Jalur resmi tetap terbuka; tekan <b>Cara melapor resmi</b>."
    ),
}
_SPEAKERS = {
    MessageKind.QUESTION: "Petugas bertanya",
    MessageKind.ANSWER: "Anda",
    MessageKind.ADDED: "Anda menambahkan",
    MessageKind.NEWS: "Kabar",
}


def how_to_answer(*, videos: bool) -> str:
    """Before an answer; ``videos`` says whether they are taken here."""
    of_videos = " Dari video hanya beberapa gambar yang disampaikan, <b>tanpa suara</b>." if videos else ""
    return (
        f"Tulis jawaban, atau kirim {kinds(videos=videos)} sekarang. Setiap pesan <b>langsung "
        f"disampaikan</b> kepada petugas, tanpa nama Anda; berkas dibersihkan dulu.{of_videos}\n\n"
        "Hindari hal yang membuka siapa Anda. Tekan <b>Selesai</b> kalau sudah."
    )


def want_answer(*, videos: bool) -> str:
    """After something that is neither words nor a file."""
    return f"Tulis jawaban dengan kata-kata, atau kirim {kinds(videos=videos)}."


def evidence_kept(added: Added) -> str:
    """After a file was kept; of a long one not all pages or moments were."""
    left_out = ""
    if added.pages > len(added.pictures):
        left_out = f" Yang disimpan {len(added.pictures)} halaman pertama dari {dotted(added.pages)}."
    if added.seconds:
        left_out = " Suaranya tidak ikut disimpan; ucapan yang penting, tulislah."
    words = evidence_in_words(added.pictures)
    left_out += "".join(f"\n\n{REMARK_WORDS[remark]}" for remark in added.remarks)
    left_out += "\n\n" if added.remarks else " "
    return f"✓ {words} disampaikan dan sudah dibersihkan.{left_out}Tambah lagi, atau tekan <b>Selesai</b>."


def found(tracked: Tracked, page: int = 0) -> str:
    """Status in the reporter's words, and one page of what was said; page 0 holds the newest of all."""
    pages = thread_pages(tracked.thread)
    page = min(page, len(pages) - 1)
    said = [_said(one) for one in pages[page]]
    if len(pages) > 1:
        said.insert(0, f"<i>Percakapan, bagian {len(pages) - page} dari {len(pages)}</i>")
    head = f"<b>Laporan Anda: {STATUS_LABELS[tracked.status]}</b> (lanjutan)" if page else _status(tracked)
    return "\n\n".join([head, *said])


def _status(tracked: Tracked) -> str:
    pictures = f"{tracked.pictures} gambar bukti" if tracked.pictures else "tanpa gambar bukti"
    waits = tracked.status is Status.QUESTION and not asks_something(tracked)
    meaning = ANSWERED if waits else _MEANINGS[tracked.status]
    return (
        f"<b>Laporan Anda: {STATUS_LABELS[tracked.status]}</b>\n\n{meaning}\n\n"
        f"Diterima {format_date(tracked.received_on)}, {pictures}."
    )


def thread_pages(thread: Sequence[ThreadMessage]) -> list[list[ThreadMessage]]:
    """What was said, whole, by page, the newest page first; one empty page where nothing was."""
    pages: list[list[ThreadMessage]] = [[]]
    room = THREAD_ROOM
    for one in reversed([one for one in thread if one.kind in _SPEAKERS]):
        needed = len(one.text) + 170
        if needed > room and pages[-1]:
            pages.append([])
            room = THREAD_ROOM
        pages[-1].insert(0, one)
        room -= needed
    return pages


def _said(one: ThreadMessage) -> str:
    day = format_date(one.told_on, weekday=False)
    line = f"<b>{_SPEAKERS[one.kind]}</b> ({day})\n{escape(one.text)}"
    if one.kind is MessageKind.QUESTION and asks_who(one.text):
        line += f"\n<i>{NOT_OBLIGED}</i>"
    return line


def asks_something(tracked: Tracked) -> bool:
    """Whether the last word is an officer's question."""
    last = [one for one in tracked.thread if one.kind is not MessageKind.NEWS][-1:]
    return bool(last) and last[0].kind is MessageKind.QUESTION


def slow_down(wait: timedelta) -> str:
    """After too many wrong codes."""
    return f"Terlalu banyak kode yang keliru. Silakan coba lagi dalam {format_wait(wait)}."
