"""Words of /pertanyaan, for admins."""

from __future__ import annotations

from core.text import dotted, escape
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_date, format_span
from rulebook.loader import Rulebook
from services.guidance.queue import MIN_CELL, WeekPicture, Why
from storage.guidance.questions import StoredQuestion

COMMAND = CommandWords(
    "Pertanyaan yang belum terjawab", "/pertanyaan menampilkan pertanyaan yang belum terjawab"
)

NONE_WAITING = "Tidak ada pertanyaan yang menunggu."
GONE = "Pertanyaan itu sudah tidak ada. Ketik /pertanyaan."
CHOOSE_GROUP = "Pilih kelompok topiknya:"
CHOOSE_TOPIC = "Pilih topiknya:"
BUTTON_OTHER = "Topik lain …"
BUTTON_DISMISS = "Abaikan"
BUTTON_NEXT = "Berikutnya ›"
BUTTON_WEEK = "Pekan ini"
BUTTON_LAST_WEEK = "Pekan lalu"
BUTTON_UNDO = "Batalkan"
BUTTON_BACK = "‹ Pertanyaan"
LINK_AGAIN, DISMISS_AGAIN, UNDO_AGAIN = "Tautkan pertanyaan", "Abaikan pertanyaan", "Batalkan tautan"
"""What a button says that takes a tap up again, once the lock is open."""
WEEK_FAILED = "Gambar belum bisa dibuat. Coba sekali lagi."
CHART_TITLE = "Yang ditanyakan orang"
WHY = {
    Why.NOT_UNDERSTOOD: "tidak dipahami",
    Why.NONE_FITS: "pilihan yang ditawarkan tidak cocok",
    Why.UNHELPFUL: "jawaban ditandai tidak membantu",
}


def waiting(question: StoredQuestion, count: int) -> str:
    """One question, without who asked."""
    times = f"{dotted(question.times)} kali" if question.times > 1 else "sekali"
    return (
        f"<b>Pertanyaan yang menunggu: {dotted(count)}</b>\n\n“{escape(question.text)}”\n\n"
        f"<i>{WHY[Why(question.why)]}; ditanyakan {times}, terakhir "
        f"{format_date(question.noted_on, weekday=False)}. Nama dan nomor sudah disamarkan.</i>\n\n"
        "Topik mana yang menjawabnya?"
    )


def linked(question: StoredQuestion, title: str) -> str:
    """Said once a question is linked."""
    return (
        f"“{escape(question.text)}”\n\nDitautkan ke <b>{escape(title)}</b>. "
        "Mulai sekarang pertanyaan ini dan yang sama bunyinya dijawab dengan topik itu."
    )


def dismissed(question: StoredQuestion) -> str:
    """Said once a question is out of the queue."""
    return f"“{escape(question.text)}”\n\nDiabaikan; tidak akan ditampilkan lagi."


def span(week: WeekPicture) -> str:
    """The week's dates."""
    return format_span(week.monday, week.monday.fromordinal(week.monday.toordinal() + 6))


def hidden_note(week: WeekPicture) -> str:
    """What is not shown, and why."""
    if week.hidden_topics == 0:
        return f"Angka di bawah {MIN_CELL} tidak pernah ditampilkan."
    return f"{week.hidden_topics} topik lain ditanyakan kurang dari {MIN_CELL} kali, jadi tidak ditampilkan."


def week_caption(week: WeekPicture, rulebook: Rulebook) -> str:
    """The week in words, for those who can't see the picture."""

    def cell(count: int | None) -> str:
        return f"kurang dari {MIN_CELL}" if count is None else dotted(count)

    top = [
        f"{n}. {escape(rulebook[slug].title)}: {dotted(asked)}"
        for n, (slug, asked) in enumerate(week.shown[:3], 1)
    ]
    lines = [f"<b>Pertanyaan {span(week)}</b>", *top, ""]
    lines.append(f"Tidak dipahami: {cell(week.not_understood)}")
    lines.append(f"Ditandai membantu: {cell(week.helped)}; tidak membantu: {cell(week.not_helped)}")
    return "\n".join(lines)
