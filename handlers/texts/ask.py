"""Words of answers: the card of a topic and its other sides."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, escape
from handlers.texts.common import MARKS
from rulebook.loader import Rulebook
from rulebook.model import Group, SanctionClass, Topic
from services.dates import format_date

CARD_LINES = 2
"""Reasons and safe ways on the card; the rest is one tap away."""
MAX_CARD = 3800
"""Room below Telegram's 4,096 characters for the words around a card."""

ASK_FOR_QUESTION = "Silakan tulis pertanyaan Anda, misalnya:\n<i>“boleh ga pns foto bareng calon?”</i>"
GREETING = (
    "Halo! Saya bot Netra, bukan orang. Tulis pertanyaan Anda tentang netralitas ASN, "
    "dan saya jawab dengan dasar hukumnya.\n\nAtau pilih: /topik · /lapor · /jadwal"
)
OUT_OF_SCOPE = (
    "Maaf, saya belum bisa menjawab itu dengan yakin, jadi saya tidak menebak.\n\n"
    "Saya menjawab soal <b>netralitas ASN</b> dalam pemilu dan pilkada. "
    "Coba tulis dengan kata lain, atau pilih lewat /topik."
)
CLARIFY = "Supaya tidak keliru, yang Anda maksud yang mana?"
NONE_OF_THESE = "Bukan semuanya"
REPORT_WISH = (
    "Sepertinya Anda ingin melaporkan dugaan pelanggaran.\n\n"
    "Di sini Anda bisa melapor <b>tanpa nama</b> sebagai informasi awal, atau melihat cara melapor resmi."
)
REPORT_BUTTON = "Lapor tanpa nama"
HOW_TO_REPORT_BUTTON = "Cara melapor resmi"
TOPICS_TITLE = "<b>Topik</b>\n\nPilih kelompoknya:"
TOPIC_GONE = "Topik itu sudah tidak ada. Ketik /topik."

BUTTON_LAW = "Dasar hukum"
BUTTON_SANCTION = "Sanksi"
BUTTON_FULL = "Selengkapnya"
BUTTON_SIDES = "Beda pendapat"
BUTTON_DOUBTS = "Yang belum pasti"
BUTTON_BACK = "‹ Jawaban"
BUTTON_RELATED = "Topik terkait"
BUTTON_TOPICS = "‹ Semua kelompok"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"• {escape(line)}" for line in lines)


def _head(topic: Topic) -> str:
    return f"{MARKS[topic.verdict]} <b>{escape(topic.first_line)}</b>\n<i>{escape(topic.title)}</i>"


def _foot(topic: Topic, today: str) -> str:
    checked = (
        f"Diperiksa {format_date(topic.checked_on, weekday=False)}. Informasi umum, bukan nasihat hukum."
    )
    return f"<i>{escape(today)}\n{checked}</i>" if today else f"<i>{checked}</i>"


def sanction_classes(topic: Topic) -> str:
    """Classes of sanction in words."""
    if topic.sanction.classes == (SanctionClass.NONE,):
        return ""
    return "; ".join(one.label for one in topic.sanction.classes)


def card(topic: Topic, today: str = "") -> str:
    """The answer on one phone screen: verdict first, why, what is safe, basis, class of sanction, date."""
    return _answer(topic, today, reasons=CARD_LINES, instead=CARD_LINES)


def full(topic: Topic, today: str = "") -> str:
    """Everything the topic says."""
    return _answer(topic, today, reasons=len(topic.reasons), instead=len(topic.instead))


def has_more(topic: Topic) -> bool:
    """Whether the full answer says more than the card."""
    return len(topic.reasons) > CARD_LINES or len(topic.instead) > CARD_LINES


def _answer(topic: Topic, today: str, *, reasons: int, instead: int) -> str:
    parts = [_head(topic), escape(topic.short)]
    if topic.conditions:
        parts.append(f"<b>Syaratnya</b>\n{_bullets(topic.conditions)}")
    parts.append(f"<b>Alasannya</b>\n{_bullets(topic.reasons[:reasons])}")
    parts.append(f"<b>Yang aman dilakukan</b>\n{_bullets(topic.instead[:instead])}")
    notes = []
    if topic.disagreement:
        sides = "\n".join(f"• <b>{escape(side.who)}</b>: {escape(side.says)}" for side in topic.disagreement)
        notes.append(f"<b>Sumber berbeda pendapat</b>\n<blockquote expandable>{sides}</blockquote>")
    if topic.uncertain:
        notes.append(f"<blockquote expandable>{_bullets(_doubts(topic))}</blockquote>")
    basis = "; ".join(basis.citation for basis in topic.basis)
    tail = [f"<b>Dasar</b>: {escape(basis)}"]
    if classes := sanction_classes(topic):
        tail.append(f"<b>Kelas sanksi</b>: {escape(classes)}")
    return _fit(parts, ["\n".join(tail), _foot(topic, today)], notes)


def _doubts(topic: Topic) -> list[str]:
    return [f"Belum terkonfirmasi: {doubt}" for doubt in topic.uncertain]


def _fit(parts: list[str], tail: list[str], notes: list[str]) -> str:
    """Joins the parts; what does not fit is left to the buttons, never cut in the middle of a sentence."""

    def joined() -> str:  # a quotation is a block of its own: one line break after it is a gap already
        return "\n\n".join([*parts, "\n".join([*notes, tail[0]]), *tail[1:]])

    while notes and len(joined()) > MAX_CARD:
        notes.pop()
    while len(parts) > 3 and len(joined()) > MAX_CARD:
        parts.pop(-2)
    return joined()


def law(topic: Topic, rulebook: Rulebook) -> str:
    """Legal basis, article by article, with what each says and how sure we are of it."""
    lines = []
    for basis in topic.basis:
        instrument = rulebook.instruments[basis.instrument]
        line = f"• <b>{escape(basis.citation)}</b>"
        if basis.says:
            line += f"\n{escape(basis.says)}"
        if basis.secondary:
            line += "\n<i>Diketahui dari sumber sekunder; naskahnya belum kami baca langsung.</i>"
        line += f"\n<i>{escape(cap(instrument.title, 160))} ({instrument.status.label})</i>"
        lines.append(line)
    kept = lines
    while len(kept) > 1 and len("\n\n".join(kept)) > MAX_CARD - 200:
        kept = kept[:-1]
    return "\n\n".join([_head(topic), "<b>Dasar hukum</b>", *kept])


def sanction(topic: Topic) -> str:
    """What can follow, before and after candidates are set, and what that means."""
    parts = [_head(topic), "<b>Sanksi</b> (kelasnya, bukan vonis)"]
    classes = sanction_classes(topic)
    parts.append(escape(classes) if classes else "Topik ini sendiri tidak mengatur sanksi.")
    if topic.sanction.before:
        parts.append(f"<b>Sebelum calon ditetapkan</b>\n{escape(topic.sanction.before)}")
    if topic.sanction.after:
        parts.append(f"<b>Setelah calon ditetapkan</b>\n{escape(topic.sanction.after)}")
    if topic.sanction.meaning:
        parts.append(f"<b>Wujudnya</b>\n{escape(topic.sanction.meaning)}")
    if topic.role_notes:
        notes = "\n".join(
            f"• <b>{actor.label}</b>: {escape(note)}" for actor, note in topic.role_notes.items()
        )
        parts.append(f"<b>Menurut status</b>\n{notes}")
    parts.append("<i>Yang menilai: Bawaslu dan BKN; yang menjatuhkan hukuman disiplin: PPK instansi.</i>")
    return "\n\n".join(parts)


def sides(topic: Topic) -> str:
    """Who says what, and what is not confirmed."""
    parts = [_head(topic)]
    if topic.disagreement:
        parts.append("<b>Sumber berbeda pendapat</b>")
        parts += [f"<b>{escape(side.who)}</b>\n{escape(side.says)}" for side in topic.disagreement]
    if topic.uncertain:
        parts.append(_bullets(_doubts(topic)))
    return "\n\n".join(parts)


def related_title(topic: Topic) -> str:
    """Heading above related topics."""
    return f"<b>Terkait: {escape(topic.title)}</b>"


def group_title(group: Group) -> str:
    """Heading above the topics of a group."""
    return f"<b>{group.label}</b>\n\nPilih topiknya:"
