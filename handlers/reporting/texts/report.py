"""Words of /lapor: the questions and the review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.numbers import iso_day
from core.text import cap, dotted, escape
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_date, format_wait
from handlers.reporting.texts.labels import (
    CATEGORY_LABELS,
    CLOCK_WORDS,
    NOTE_LABELS,
    REQUIREMENT_LABELS,
    ZONE_NAMES,
    ZONE_UNKNOWN,
)
from rulebook.model import Topic
from services.platform.places import province_of
from services.reporting.deadline import formal_deadline
from services.reporting.draft import MAX_SHORT, Attachment, Category, Draft, NoteChoice, Requirement
from services.reporting.metadata import PictureClock

COMMAND = CommandWords("Lapor pelanggaran tanpa nama", "/lapor membuat laporan")

BEGIN = "Mulai"
PRIVACY = "Baca privasi selengkapnya"
SKIP = "Lewati"
BACK = "‹ Kembali"
CANCEL = "Batalkan"
DONE = "Selesai"
TODAY = "Hari ini"
YESTERDAY = "Kemarin"
SAME_DAY = "Hari kejadian itu juga"
YES = "Ya"
NO = "Tidak"
REWRITE = "Tulis ulang dari awal"
SAME_AGENCY = "Sama dengan yang dilaporkan"
SAME_AGENCY_KEPT = "kantor yang dilaporkan"
"""Stands for the office: what was typed of the accused is mostly a title, and may be changed later."""
TO_CODE = "Lanjut: ambil kode rahasia"
CHANGE = "Ubah"
LABEL_CATEGORY = "Kejadian"
LABEL_PROVINCE = "Provinsi"
LABEL_DISTRICT = "Kab./kota"
LABEL_PLACE = "Tempat"
LABEL_WHEN = "Waktu"
LABEL_KNOWN = "Diketahui"
LABEL_STORY = "Cerita"
LABEL_ACCUSED = "Yang dilaporkan"
LABEL_INSIDER = "Bekerja di sana"
LABEL_EVIDENCE = "Bukti"
LABEL_NOTES = "Catatan foto"

MOST_NOTES = 5
"""Notes of pictures that the review shows; each picture carries its own to the officers."""

CATEGORY = "<b>Apa yang terjadi?</b>\n\nPilih yang paling mendekati."
PROVINCE = "<b>Di provinsi mana?</b>"
DISTRICT = "<b>Di kabupaten atau kota apa?</b>\n\nTulis namanya, misalnya <i>Kab. Bantul</i>."
PLACE = (
    "<b>Di mana tepatnya?</b>\n\n"
    "Tulis tempatnya, misalnya <i>balai desa Sukamaju</i>. "
    "Untuk unggahan: nama akun dan tautannya."
)
WHEN = "<b>Kapan terjadi?</b>\n\nPilih, atau tulis tanggalnya, misalnya <i>12 November</i>."
KNOWN = (
    "<b>Kapan Anda mengetahuinya?</b>\n\n"
    "Batas laporan resmi ke Bawaslu 7 hari <b>sejak diketahui</b>: hari kalender untuk pilkada, "
    "hari kerja untuk pemilu. Supaya aman, hitung saja 7 hari kalender.\n\n"
    "Pilih, atau tulis tanggalnya."
)
STORY = (
    "<b>Ceritakan kejadiannya</b>\n\nApa yang dilakukan, siapa melihat, ada bukti apa. "
    "Boleh beberapa pesan; tekan <b>Selesai</b> kalau sudah.\n\n"
    "Hindari hal yang membuka siapa Anda."
)
ACCUSED = (
    "<b>Siapa yang dilaporkan?</b>\n\nTulis jabatan dan instansinya, misalnya "
    "<i>camat, Kecamatan X</i>. Nama boleh tidak disebut."
)
INSIDER = (
    "<b>Apakah Anda bekerja di kantor yang sama?</b>\n\n"
    "Kalau ya dan kantornya Anda sebut, laporan ini dijauhkan dari petugas kantor itu. "
    "Jawaban Anda tersandi dan tidak ditampilkan kepada petugas. Boleh dilewati."
)
AGENCY = (
    "<b>Kantor mana?</b>\n\nTulis nama instansi atau kantornya, misalnya <i>Dinas Pendidikan Kab. X</i>. "
    "Tulis lengkap, bukan singkatan: nama itu dipakai untuk menjauhkan laporan ini dari petugas kantor itu."
)
STORY_KEPT = "Dicatat. Tambah lagi, atau tekan <b>Selesai</b>."
STORY_FULL = (
    "Ceritanya sudah penuh (sekitar tiga halaman). Pesan tadi <b>tidak dicatat seluruhnya</b>: akhirnya "
    "terpotong. Tekan <b>Selesai</b> untuk lanjut, atau ringkas dengan <b>Tulis ulang dari awal</b>."
)
USE_BUTTONS = "Silakan pilih dengan tombol di atas, atau /batal untuk berhenti."
TOO_LONG = (
    f"Itu terlalu panjang untuk langkah ini (paling banyak {MAX_SHORT} huruf) dan belum dicatat. "
    "Tulis yang pendek; selebihnya tulislah di cerita."
)
WHICH_PROVINCE = "Provinsi itu belum kami kenali. Pilih dengan tombol, atau tulis nama lengkapnya."
WANT_TEXT = "Untuk langkah ini tulislah dengan kata-kata, atau tekan Lewati."
WANT_STORY = "Untuk langkah ini tulislah dengan kata-kata, atau tekan Selesai."
NOT_YET = "Tanggal itu belum tiba. Tulis tanggal yang sudah lewat, atau tekan Lewati."
BEFORE_IT_HAPPENED = (
    "Tanggal itu lebih awal daripada kejadiannya. Periksa lagi, lalu tulis tanggal Anda mengetahuinya."
)
ALREADY_SENT = "Laporan itu sudah terkirim atau dibatalkan. Lihat kabarnya dengan /lacak."
SENT_OR_GIVEN_UP = (
    "Laporan itu tidak terbuka lagi. Kalau Anda melihat pesan “✅ Laporan terkirim”, laporannya sudah "
    "kami terima satu kali; kabarnya lewat /lacak."
)
OLD_STEP = "Tombol itu dari langkah sebelumnya. Pakailah tombol yang paling bawah."
STILL_OPEN = "Anda masih punya laporan yang belum dikirim. Kita lanjutkan dari langkah terakhir."
CODE_SHOWN = (
    "Pesan tadi <b>tidak ikut</b> dalam laporan. Laporan siap dikirim; kodenya ada di atas. Tekan tombol "
    "di pesan kode itu, atau tekan Kembali di sana kalau masih ada yang mau ditambah atau diubah."
)


SHOWN = (
    "Gambar di atas sudah dibersihkan; itulah yang dilihat petugas. Wajah, ruang, atau nama di dalamnya bisa "
    "membuka siapa Anda: tekan ✕ dan nomornya untuk membuang satu gambar."
)
"""In the review, of the pictures that are shown with it."""


def numbered(html: str, number: int, of: int) -> str:
    """A question with its place among the questions."""
    return html.replace("<b>", f"<b>{number}/{of} · ", 1)


def story_question(draft: Draft) -> str:
    """The story's question, with the end of what was told already."""
    return f"{STORY}\n\n{story_so_far(draft)}" if draft.story else STORY


def story_so_far(draft: Draft) -> str:
    """The end of what was told, before more is added."""
    return (
        f"Yang sudah ditulis:\n<blockquote>{escape(draft.story[-600:])}</blockquote>\n"
        "Pesan baru ditambahkan di belakangnya."
    )


def too_many_reports(wait: timedelta) -> str:
    """After many reports of one person; nothing is lost."""
    return (
        f"Laporan yang dikirim dari sini sudah banyak. Silakan lanjut dalam {format_wait(wait)}.\n\n"
        "Isian Anda tetap tersimpan (paling lama 24 jam sejak terakhir diisi). "
        "Kalau mendesak, hubungi pengawas pemilu setempat; tekan <b>Cara melapor resmi</b>."
    )


def day_in_words(when: str) -> str:
    """The day of a draft: a date where it was one, else the reporter's words."""
    day = iso_day(when)
    return format_date(day) if day is not None else when


def evidence_in_words(attachments: Sequence[Attachment]) -> str:
    """``3 foto, 1 PDF (2 halaman), 1 video (8 gambar)``; empty where there is nothing."""
    photos = sum(one.page == 0 for one in attachments)
    pages = [one.page for one in attachments if one.page > 0 and one.second is None]
    moments = [one.page for one in attachments if one.second is not None]
    parts = [f"{photos} foto"] if photos else []
    if pages:
        parts.append(f"{pages.count(1)} PDF ({len(pages)} halaman)")
    if moments:
        parts.append(f"{moments.count(1)} video ({len(moments)} gambar)")
    return ", ".join(parts)


def fields(draft: Draft, *, story_limit: int = 1500, evidence: bool = True) -> list[str]:
    """The draft line by line, everything the reporter typed made safe; ``evidence`` counts the pictures too.

    Whether the reporter works there is not among them: these lines are what officers read.
    """
    category = Category.of(draft.category or "")
    province = province_of(draft.province or "")
    rows = [
        ("Kejadian", CATEGORY_LABELS[category] if category else ""),
        ("Provinsi", province.name if province else ""),
        ("Kabupaten/kota", draft.district),
        ("Tempat", draft.place),
        ("Waktu", day_in_words(draft.when)),
        ("Diketahui", day_in_words(draft.known)),
        ("Yang dilaporkan", draft.accused),
        *([("Bukti", evidence_in_words(draft.attachments))] if evidence else []),
        ("Cerita", _story(draft.story, story_limit)),
    ]
    lines = [f"<b>{label}</b>: {escape(value) if value else '<i>tidak diisi</i>'}" for label, value in rows]
    return lines + notes_in_words(draft)


def _story(story: str, limit: int) -> str:
    """The story, or its beginning; what does not fit here is said to be kept."""
    if len(story) <= limit:
        return story
    return f"{cap(story, limit)} (ini awalnya; seluruhnya {dotted(len(story))} huruf dan tersimpan lengkap)"


def notes_in_words(draft: Draft) -> list[str]:
    """Places and times of pictures that the reporter wants written down."""
    noted = [(number, one.noted(draft.note_choice)) for number, one in enumerate(draft.attachments, 1)]
    lines = [
        f"<b>Catatan bukti {number}</b>: {escape(note_in_words(one))}"
        for number, one in noted
        if one.taken or one.place
    ]
    left = len(lines) - MOST_NOTES
    return [*lines[:MOST_NOTES], f"… dan {left} catatan bukti lain"] if left > 0 else lines


def note_in_words(attachment: Attachment) -> str:
    """``diambil 20 September 2024 10.11 WIB, -6.20833, 106.81806``: what a picture carried."""
    return ", ".join(part for part in (_time_in_words(attachment), attachment.place) if part)


def _time_in_words(attachment: Attachment) -> str:
    """The time with the clock it is of: the hour a picture was edited at says nothing of what it shows."""
    words, _, hour = attachment.taken.partition(" ")
    day = iso_day(words)
    if day is None:
        return ""
    zone = ZONE_NAMES.get(attachment.zone, f"UTC{attachment.zone}") if attachment.zone else ""
    moment = " ".join(
        part for part in (format_date(day, weekday=False), hour.replace(":", "."), zone) if part
    )
    clock = PictureClock(attachment.clock) if attachment.clock in {*PictureClock} else PictureClock.UNKNOWN
    unknown = f" ({ZONE_UNKNOWN})" if clock and not zone else ""
    return f"{CLOCK_WORDS[clock]} {moment}{unknown}"


def insider_line(draft: Draft) -> str:
    """The reporter's own line of the review; officers never read it."""
    if draft.insider is None:
        words = "<i>tidak diisi</i>"
    elif draft.insider:
        words = f"ya, {escape(draft.agency)}" if draft.agency else "ya"
    else:
        words = "tidak"
    return f"<b>Bekerja di sana</b>: {words} <i>(tidak ditampilkan kepada petugas)</i>"


def meter(draft: Draft) -> str:
    """How complete the report is, and what a formal one would still lack."""
    missing = draft.missing()
    full = len(Requirement) - len(missing)
    bar = "●" * full + "○" * len(missing)
    identity = "nama, alamat, dan tanda tangan Anda sesuai KTP"
    if not missing:
        return f"Kelengkapan: {bar}\nIsinya lengkap. Laporan resmi ke Bawaslu tinggal perlu {identity}."
    lacking = ", ".join(REQUIREMENT_LABELS[requirement] for requirement in missing)
    return (
        f"Kelengkapan: {bar}\nUntuk laporan resmi masih kurang: {lacking}; juga {identity}. "
        "Anda tetap boleh mengirim."
    )


def clock(draft: Draft, today: date) -> str:
    """What is left of the seven days; empty where it can't be told."""
    deadline = formal_deadline(draft.known or draft.when, today)
    if deadline is None:
        return ""
    day = format_date(deadline.last_day)
    if deadline.days_left < 0:
        return (
            f"Batas aman laporan resmi ({day}) sudah lewat. Laporan ini tetap boleh dikirim sebagai "
            "informasi awal."
        )
    left = "hari ini" if deadline.days_left == 0 else f"{deadline.days_left} hari lagi"
    return f"Kalau mau melapor resmi, paling aman sampai {day} ({left})."


def review(draft: Draft, today: date, topic: Topic | None = None) -> str:
    """Everything before it is sent."""
    lines = ["<b>Periksa dulu</b>", "", *fields(draft, story_limit=1_300), insider_line(draft), ""]
    if topic is not None:
        lines += [f"Aturan terkait: {escape(topic.title)} ({escape(topic.basis[0].citation)}).", ""]
    if draft.attachments:
        lines += [SHOWN, ""]
    lines.append(meter(draft))
    if ticking := clock(draft, today):
        lines += ["", ticking]
    return "\n".join(lines)


PLACE_NOTE = "Tulis lokasinya"


def note_labels(draft: Draft) -> dict[NoteChoice, str]:
    """What can be written down of what the pictures carried: nothing is offered that was not found."""
    has_time = any(one.taken for one in draft.attachments)
    has_place = any(one.place for one in draft.attachments)
    offered = {NoteChoice.NOTHING: NOTE_LABELS[NoteChoice.NOTHING]}
    if has_time:
        offered = {NoteChoice.TIME: NOTE_LABELS[NoteChoice.TIME], **offered}
    if has_place:
        offered = {NoteChoice.ALL: NOTE_LABELS[NoteChoice.ALL] if has_time else PLACE_NOTE, **offered}
    return offered
