"""Words of one report on the officers' screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.text import cap, escape
from handlers.casework.texts.labels import BASIS_LABELS, PRIORITY_LABELS, REASON_LABELS
from handlers.platform.texts.dates import format_date
from handlers.reporting.texts.labels import CATEGORY_LABELS, MESSAGE_LABELS, REQUIREMENT_LABELS, STATUS_LABELS
from handlers.reporting.texts.report import fields
from services.casework.case import Case, DecisionReason, Priority
from services.casework.case_service import OpenedCase
from services.casework.casework import Twin
from services.casework.facts import LIMIT_DAYS
from services.reporting.draft import Status
from services.reporting.thread import MAX_MESSAGE, MessageKind, ThreadMessage

STORY_SHOWN = 1_500
STORY_PAGE = 3_000
THREAD_SHOWN = 400
THREAD_ROOM = 3_200

CLAIM = "Ambil"
TAKE_OVER = "Ambil alih"
RELEASE = "Lepas"
NEXT = "Berikutnya ›"
OLDER = "‹ Lebih lama"
NEWER = "Lebih baru ›"
TO_LIST = "‹ Semua laporan"
BACK = "‹ Kembali"
STATUS = "Ubah status"
ASK = "Tanya pelapor"
THREAD = "Percakapan"
NOTES = "Catatan internal"
WRITE_NOTE = "Tulis catatan"
PRIORITY = "Prioritas"
CATEGORY = "Ubah kejadian"
TWINS = "Cari laporan serupa"
UNLINK = "Lepas tautan"
STORY = "Baca cerita lengkap"
EVIDENCE = "Bukti"
HAND_OVER = "Serahkan"
CANCEL = "Batal"

ASK_QUESTION = (
    "<b>Pertanyaan kepada pelapor</b>\n\n"
    "Tulis pertanyaannya sebagai pesan. Pelapor membacanya lewat /lacak dengan kodenya; Anda tidak tahu "
    "siapa dia, dan ia tidak tahu siapa Anda.\n\nJangan menanyakan nama, nomor telepon, atau hal lain "
    "yang membuka siapa pelapor."
)
ASK_NOTE = (
    "<b>Catatan internal</b>\n\nTulis catatannya sebagai pesan. Hanya petugas yang membacanya, pelapor tidak."
)
WANT_WORDS = "Tulislah dengan kata-kata, atau tekan Batal."
PICK_STATUS = "<b>Ubah status</b>\n\nKe mana? Pelapor melihat statusnya lewat /lacak."
PICK_PRIORITY = "<b>Prioritas</b>\n\nSeberapa mendesak?"
PICK_CATEGORY = "<b>Kejadian</b>\n\nMana yang lebih tepat?"
NO_TWINS = "<b>Laporan serupa</b>\n\nTidak ada laporan lain dengan gambar atau cerita yang mirip."
SOME_TWINS = (
    "<b>Mungkin kejadian yang sama</b>\n\n"
    "Tekan untuk menautkan laporan ini sebagai ulangan dari laporan itu. Keduanya tetap ada."
)
NO_NOTES = "<b>Catatan internal</b>\n\nBelum ada."
NO_THREAD = "<b>Percakapan dengan pelapor</b>\n\nBelum ada."

DONE_CLAIM = "✓ Anda mengerjakan laporan ini."
DONE_RELEASE = "✓ Dilepas."
DONE_STATUS = "✓ Status diubah."
DONE_PRIORITY = "✓ Prioritas diubah."
DONE_CATEGORY = "✓ Kejadian diubah."
DONE_LINK = "✓ Tautan dicatat."
DONE_NOTE = "✓ Catatan disimpan."
DONE_ASK = "✓ Pertanyaan dikirim. Pelapor membacanya saat membuka /lacak."


def report(opened: OpenedCase, today: date, claimed_by: str, thread: Sequence[ThreadMessage]) -> str:
    """One report, as much as fits."""
    case = opened.case
    body = fields(case.draft, story_limit=STORY_SHOWN, evidence=False)  # a button opens it
    if case.work.category and case.category:
        body.insert(0, f"<b>Kejadian menurut petugas</b>: {escape(CATEGORY_LABELS[case.category])}")
    head = [
        f"<b>Laporan</b> · {STATUS_LABELS[case.status]}",
        _state_line(case, claimed_by),
        deadline(case, today),
    ]
    if case.is_twin_of() is not None:
        head.append("Ulangan dari laporan lain.")
    reason = DecisionReason.of(case.work.reason)
    if reason is not None:
        head.append(f"Alasan: {escape(REASON_LABELS[reason])}.")
    newest = [one for one in thread if one.kind is not MessageKind.NOTE][-1:]
    tail = [f"<b>{MESSAGE_LABELS[one.kind]}</b>: {escape(cap(one.text, THREAD_SHOWN))}" for one in newest]
    return "\n".join([*head, "", *body, *tail, "", missing(opened)])


def _state_line(case: Case, claimed_by: str) -> str:
    parts = [f"Diterima {format_date(case.received_on)}"]
    if case.priority is not Priority.NORMAL:
        parts.append(f"prioritas {PRIORITY_LABELS[case.priority].lower()}")
    parts.append(f"dikerjakan {escape(claimed_by)}" if claimed_by else "belum diambil")
    return ", ".join(parts) + "."


def deadline(case: Case, today: date) -> str:
    """The 7-day limit in words."""
    days = case.deadline.days_left(today)
    start = format_date(case.deadline.counted_from, weekday=False)
    counted = f"dihitung dari {BASIS_LABELS[case.deadline.basis]}, {start}"
    last = format_date(case.deadline.last_day, weekday=False)
    if days < 0:
        return f"⏳ Batas {LIMIT_DAYS} hari kalender sudah lewat ({last}; {counted})."
    left = "hari ini" if days == 0 else f"{days} hari lagi"
    return f"⏳ Batas {LIMIT_DAYS} hari kalender: <b>{left}</b> ({last}; {counted})."


def missing(opened: OpenedCase) -> str:
    """What a formal report would lack, in officers' words."""
    lacking = [
        REQUIREMENT_LABELS[one]
        for one in opened.case.draft.missing()
        if not (one.value == "bukti" and opened.heads)
    ]
    words = f"Belum ada: {', '.join(lacking)}." if lacking else "Unsur materiel lengkap."
    return f"<i>{words} Identitas pelapor tidak disimpan.</i>"


def story(case: Case, page: int) -> str:
    """The whole story, page by page."""
    text = case.draft.story
    pages = max(1, -(-len(text) // STORY_PAGE))
    part = text[page * STORY_PAGE : (page + 1) * STORY_PAGE]
    return f"<b>Cerita, bagian {page + 1} dari {pages}</b>\n\n{escape(part)}"


def pages_of_story(case: Case) -> int:
    """How many pages the story has."""
    return max(1, -(-len(case.draft.story) // STORY_PAGE))


def conversation_pages(thread: Sequence[ThreadMessage]) -> list[list[ThreadMessage]]:
    """The messages by page, the newest page first, each in order; one empty page where there are none."""
    pages: list[list[ThreadMessage]] = [[]]
    room = THREAD_ROOM
    for one in reversed(thread):
        needed = min(len(one.text), MAX_MESSAGE) + 60
        if needed > room and pages[-1]:
            pages.append([])
            room = THREAD_ROOM
        pages[-1].insert(0, one)
        room -= needed
    return pages


def conversation(thread: Sequence[ThreadMessage], title: str, page: int = 0) -> str:
    """One page of the messages, the newest last; page 0 holds the newest of all."""
    pages = conversation_pages(thread)
    part = f", bagian {len(pages) - page} dari {len(pages)}" if len(pages) > 1 else ""
    lines = [
        f"<b>{MESSAGE_LABELS[one.kind]}</b> ({format_date(one.told_on, weekday=False)})\n"
        + escape(cap(one.text, MAX_MESSAGE))
        for one in pages[page]
    ]
    return "\n\n".join([f"<b>{title}{part}</b>", *lines])


def twin(found: Twin) -> str:
    """A report that may tell the same, on its button."""
    category = found.case.category
    same = f"{found.same_pictures} gambar sama" if found.same_pictures else f"cerita {found.likeness}% mirip"
    label = CATEGORY_LABELS[category] if category else "Tanpa kejadian"
    return cap(f"{same} · {format_date(found.case.received_on, weekday=False)} · {label}", 60)


def with_count(label: str, count: int) -> str:
    """A button's label with how many there are."""
    return f"{label} ({count})" if count else label


def reason_question(status: Status) -> str:
    """Above the reasons of a status."""
    return f"<b>{STATUS_LABELS[status]}</b>\n\nAlasannya? Pelapor membaca kalimat ini."
