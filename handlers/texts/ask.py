"""Words of answers: the card of a topic and its other sides."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, escape
from handlers.texts.common import verdict_line
from handlers.texts.pages import MAX_PAGE, paginate, section, visible_length
from rulebook.loader import Rulebook
from rulebook.model import Actor, Group, Phase, SanctionClass, Topic
from rulebook.outside import OutsideKind
from services.dates import format_date

CARD_LINES = 2
"""Reasons and safe ways on the card; the rest is one tap away."""

ASK_FOR_QUESTION = "Silakan tulis pertanyaan Anda, misalnya:\n<i>“boleh ga pns foto bareng calon?”</i>"
GREETING = (
    "Halo! Saya bot Netra, bukan orang. Tulis pertanyaan Anda tentang netralitas ASN, "
    "dan saya jawab dengan dasar hukumnya.\n\nAtau pilih: /topik · /lapor · /jadwal"
)
OUT_OF_SCOPE = (
    "Maaf, saya belum bisa menjawab itu dengan yakin, jadi saya tidak menebak.\n\n"
    "Saya menjawab soal <b>netralitas ASN</b> dalam pemilu dan pilkada. "
    "Coba tulis dengan kata lain, atau pilih kelompoknya (/topik):"
)
_STILL = (
    "\n\nYang bisa saya jawab: <b>netralitas ASN</b> dalam pemilu dan pilkada. Pilih kelompoknya (/topik):"
)
_OUTSIDE = {
    OutsideKind.CIVIL_SERVICE: (
        "Sepertinya ini urusan kepegawaian lain, di luar yang saya ketahui, jadi saya tidak menebak.\n\n"
        "Tanyakan ke bagian kepegawaian instansi Anda (BKPSDM/BKD) atau BKN."
    ),
    OutsideKind.ELECTIONS: (
        "Sepertinya ini soal pemilu, tetapi bukan soal netralitas, jadi saya tidak menebak.\n\n"
        "Untuk jadwal TPS, daftar pemilih, dan hasil, tanyakan ke KPU di daerah Anda."
    ),
    OutsideKind.OPINION: (
        "Saya tidak menilai atau mendukung calon dan partai mana pun, tidak menulis bahan kampanye, dan "
        "tidak membantu menghindari aturan.\n\nAturannya: pegawai ASN wajib netral, di dalam "
        "maupun di luar jam kerja. Pilihan Anda sendiri di bilik suara tetap rahasia Anda."
    ),
}
CLARIFY = "Supaya tidak keliru, yang Anda maksud yang mana?"
CLARIFY_ACTOR = "Yang Anda maksud yang mana?"
NONE_OF_THESE = "Bukan semuanya"
NOTED_PICK = (
    "Baik. Pertanyaan Anda kami teruskan ke admin <b>tanpa nama Anda</b> supaya jawabannya bisa ditambahkan."
    "\n\nSementara itu, mungkin ada di salah satu kelompok ini:"
)
REPORT_WISH = (
    "Sepertinya Anda ingin melaporkan dugaan pelanggaran.\n\n"
    "Di sini Anda bisa melapor <b>tanpa nama</b> sebagai informasi awal, atau melihat cara melapor resmi."
)
REPORT_BUTTON = "Lapor tanpa nama"
HOW_TO_REPORT_BUTTON = "Cara melapor resmi"
TOPICS_TITLE = "<b>Topik</b>\n\nPilih kelompoknya:"
TOPIC_GONE = "Topik itu sudah tidak ada. Ketik /topik."
CARD_FAILED = "Maaf, gambarnya belum bisa dibuat. Coba tekan Bagikan sekali lagi."

BUTTON_LAW = "Dasar hukum"
BUTTON_SANCTION = "Sanksi"
BUTTON_FULL = "Lengkapnya"
BUTTON_SIDES = "Beda pendapat"
BUTTON_DOUBTS = "Yang belum pasti"
BUTTON_BACK = "‹ Jawaban"
BUTTON_RELATED = "Topik terkait"
BUTTON_TOPICS = "‹ Semua kelompok"
BUTTON_SHARE = "Bagikan"
BUTTON_SHARE_ON = "Kirim ke chat lain"
BUTTON_HELPED = "👍 Membantu"
BUTTON_NOT_HELPED = "👎 Tidak membantu"
MAYBE = "Mungkin: "
BUTTON_OTHER_TOPIC = "Cari topik lain ›"
BUTTON_NEXT_PAGE = "Lanjut ›"
BUTTON_PAGE_BEFORE = "‹ Sebelumnya"
ALSO = "Juga: "

THANKS = "Terima kasih!"
THANKS_NOTED = (
    "Terima kasih. Pertanyaan Anda diteruskan ke admin tanpa nama Anda, supaya jawabannya diperbaiki."
)
ALREADY_MARKED = "Penilaian Anda sudah dicatat. Terima kasih!"


def outside(kind: OutsideKind | None) -> str:
    """What is said where no topic answers: what it seems to be, whom to ask, and what is answered here."""
    words = _OUTSIDE.get(kind) if kind is not None else None
    return f"{words}{_STILL}" if words else OUT_OF_SCOPE


def _bullets(lines: Sequence[str]) -> list[str]:
    return [f"• {escape(line)}" for line in lines]


def _head(topic: Topic) -> str:
    return f"{verdict_line(topic)}\n<i>{escape(topic.title)}</i>"


def matters_today(topic: Topic) -> bool:
    """Whether the answer hangs on where the day stands in an election."""
    return set(topic.phases) != {Phase.ALWAYS}


def _foot(topic: Topic, today: str) -> str:
    checked = (
        f"Diperiksa {format_date(topic.checked_on, weekday=False)}. Informasi umum, bukan nasihat hukum."
    )
    return f"<i>{escape(today)}\n{checked}</i>" if today and matters_today(topic) else f"<i>{checked}</i>"


def sanction_classes(topic: Topic) -> str:
    """Classes of sanction in words."""
    if topic.sanction.classes == (SanctionClass.NONE,):
        return ""
    return "; ".join(one.label for one in topic.sanction.classes)


def _basis(topic: Topic, room: int = 900) -> str:
    citations = [basis.citation for basis in topic.basis]
    while len(citations) > 1 and len("; ".join(citations)) > room:
        citations.pop()
    more = "; dan lainnya" if len(citations) < len(topic.basis) else ""
    return f"<b>Dasar</b>: {escape('; '.join(citations))}{more}"


def _role_note(topic: Topic, role: Actor | None) -> str:
    if role is None or role not in topic.role_notes:
        return ""
    return f"<b>Untuk {escape(role.label)}</b>: {escape(topic.role_notes[role])}"


def _end(topic: Topic, today: str) -> str:
    lines = [_basis(topic)]
    if classes := sanction_classes(topic):
        lines.append(f"<b>Kelas sanksi</b>: {escape(classes)}")
    return "\n".join(lines) + "\n\n" + _foot(topic, today)


def card(topic: Topic, today: str = "", role: Actor | None = None) -> str:
    """The answer on one phone screen: verdict first, why, what is safe, basis, class of sanction, date.

    What has no room is one tap away (:func:`has_more`); conditions stand before reasons, because a "boleh"
    without its conditions is wrong.
    """
    return _card(topic, today, role)[0]


def has_more(topic: Topic, role: Actor | None = None) -> bool:
    """Whether the full answer says more than the card."""
    cut = len(topic.reasons) > CARD_LINES or len(topic.instead) > CARD_LINES
    return cut or _card(topic, "", role)[1]


def _card(topic: Topic, today: str, role: Actor | None) -> tuple[str, bool]:
    start = [_head(topic), escape(topic.short)]
    if note := _role_note(topic, role):
        start.append(note)
    end = _end(topic, today)
    pieces = [
        *section("Syaratnya", _bullets(topic.conditions)),
        *section("Yang aman dilakukan", _bullets(topic.instead[:CARD_LINES])),
        *section("Alasannya", _bullets(topic.reasons[:CARD_LINES])),
    ]
    kept = "\n\n".join(start)
    room = MAX_PAGE - visible_length(end)
    dropped = False
    for piece in [*pieces, *_notes(topic)]:
        if visible_length(kept + piece) <= room:
            kept += piece
        else:
            dropped = True
    return f"{kept}\n\n{end}", dropped


def _notes(topic: Topic) -> list[str]:
    """Quotations that open by a tap: who disagrees, and what is not confirmed."""
    notes = []
    if topic.disagreement:
        sides = "\n".join(f"• <b>{escape(side.who)}</b>: {escape(side.says)}" for side in topic.disagreement)
        notes.append(f"\n\n<b>Sumber berbeda pendapat</b>\n<blockquote expandable>{sides}</blockquote>")
    if topic.uncertain:
        doubts = "\n".join(_bullets(_doubts(topic)))
        notes.append(f"\n\n<blockquote expandable>{doubts}</blockquote>")
    return notes


def _doubts(topic: Topic) -> list[str]:
    return [f"Belum terkonfirmasi: {doubt}" for doubt in topic.uncertain]


def short_card(topic: Topic) -> str:
    """Verdict, answer and basis: for groups and for other chats."""
    return f"{_head(topic)}\n\n{escape(topic.short)}\n\n{_basis(topic, 240)}"


def full(topic: Topic, today: str = "", role: Actor | None = None) -> tuple[str, ...]:
    """Everything the topic says, on as many pages as it needs."""
    pieces = [f"\n\n{escape(topic.short)}"]
    if note := _role_note(topic, role):
        pieces.append(f"\n\n{note}")
    pieces += section("Syaratnya", _bullets(topic.conditions))
    pieces += section("Alasannya", _bullets(topic.reasons))
    pieces += section("Yang aman dilakukan", _bullets(topic.instead))
    pieces += _side_pieces(topic)
    return paginate(_head(topic), pieces, _end(topic, today))


def law(topic: Topic, rulebook: Rulebook) -> tuple[str, ...]:
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
        lines.append(f"\n\n{line}")
    return paginate(_head(topic), ["\n\n<b>Dasar hukum</b>", *lines])


SEVERE_FOR_PPPK = (
    "Akibat bagi PPPK: pelanggaran disiplin berat sampai putus kontrak "
    "(PP 49/2018 Pasal 59, UU 20/2023 Pasal 52)."
)


def binds_contracts_severely(topic: Topic) -> bool:
    """Whether the topic threatens PPPK with severe discipline, which ends their contract; where the sanction
    depends on what was done, it may."""
    may_end = {SanctionClass.SEVERE, SanctionClass.DISMISSAL, SanctionClass.DEPENDS}
    severe = may_end & set(topic.sanction.classes)
    return Actor.PPPK in topic.actors and bool(severe)


def sanction(topic: Topic) -> tuple[str, ...]:
    """What can follow, before and after candidates are set, and what that means."""
    classes = sanction_classes(topic)
    pieces = ["\n\n<b>Sanksi</b> (kelasnya, bukan vonis)"]
    pieces.append(f"\n\n{escape(classes) if classes else 'Topik ini sendiri tidak mengatur sanksi.'}")
    if topic.sanction.before:
        pieces.append(f"\n\n<b>Sebelum calon ditetapkan</b>\n{escape(topic.sanction.before)}")
    if topic.sanction.after:
        # without a sentence for the time before, this one holds at any time: a date above it would be wrong
        since = "Setelah calon ditetapkan" if topic.sanction.before else "Yang dapat dikenakan"
        pieces.append(f"\n\n<b>{since}</b>\n{escape(topic.sanction.after)}")
    if topic.sanction.meaning:
        pieces.append(f"\n\n<b>Wujudnya</b>\n{escape(topic.sanction.meaning)}")
    notes = [f"• <b>{actor.label}</b>: {escape(note)}" for actor, note in topic.role_notes.items()]
    if binds_contracts_severely(topic):
        notes.append(f"• {escape(SEVERE_FOR_PPPK)}")
    pieces += section("Menurut status", notes)
    foot = (
        "<i>Bagi ASN, yang menilai: Bawaslu dan BKN; yang menjatuhkan hukuman disiplin: Pejabat Pembina "
        "Kepegawaian (PPK) instansi. Pidana diputus pengadilan.</i>"
    )
    return paginate(_head(topic), pieces, foot)


def _side_pieces(topic: Topic) -> list[str]:
    pieces = []
    if topic.disagreement:
        pieces.append("\n\n<b>Sumber berbeda pendapat</b>")
        pieces += [f"\n\n<b>{escape(side.who)}</b>\n{escape(side.says)}" for side in topic.disagreement]
    pieces += [f"\n\n{line}" for line in _bullets(_doubts(topic))]
    return pieces


def sides(topic: Topic) -> tuple[str, ...]:
    """Who says what, and what is not confirmed."""
    return paginate(_head(topic), _side_pieces(topic))


def related_title(topic: Topic) -> str:
    """Heading above related topics."""
    return f"<b>Terkait: {escape(topic.title)}</b>"


def group_title(group: Group) -> str:
    """Heading above the topics of a group."""
    return f"<b>{group.label}</b>\n\nPilih topiknya:"


def share_caption(topic: Topic, link: str) -> str:
    """Below a share card: the verdict again for those who can't see the picture, and where to ask."""
    where = f'\n\n<a href="{escape(link)}">Tanya sendiri di sini</a>' if link else ""
    return f"{verdict_line(topic)}: {escape(topic.title)}{where}"
