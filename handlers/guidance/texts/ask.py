"""Words of answers: the card of a topic and its other sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.text import cap, escape
from handlers.access.texts.menu import CommandWords
from handlers.guidance.texts import citizen
from handlers.guidance.texts.pages import paginate, section
from handlers.guidance.texts.screen import ROWS, Piece, fill, fits
from handlers.guidance.texts.talk import added
from handlers.platform.texts.common import verdict_line
from handlers.platform.texts.dates import format_date
from rulebook.loader import Rulebook
from rulebook.model import Actor, Group, Phase, SanctionClass, Topic
from rulebook.outside import OutsideKind
from services.guidance.actors import TOPIC_OF
from services.guidance.acts import forbids

COMMAND_ASK = CommandWords(
    "Tanya aturan netralitas",
    "Tulis pertanyaan apa adanya, atau /tanya lalu pertanyaannya.",
    note="Di grup: /tanya lalu pertanyaannya.",
    in_groups="Tanya aturan netralitas ASN",
)
COMMAND_TOPICS = CommandWords("Lihat semua topik", "/topik menampilkan semua topik.")

IN_PRIVATE = "(di chat pribadi dengan bot ini)"
_COMMAND = re.compile(r"(?<![\w/<])/[a-z]+\b")
"""As rules name a command: "ketik /jadwal", never "dan/atau"."""
CARD_BASIS = 36
"""Characters of citations on the card; the button below it has all."""

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
BUTTON_DOUBTS = "Belum pasti"
BUTTON_BACK = "‹ Jawaban"
BUTTON_RELATED = "Topik terkait"
BUTTON_TOPICS = "‹ Semua kelompok"
BUTTON_ALL_TOPICS = "Lihat topik"
BUTTON_SHARE = "Bagikan"
BUTTON_SHARE_ON = "Kirim ke chat lain"
BUTTON_HELPED = "👍 Membantu"
BUTTON_NOT_HELPED = "👎 Tidak membantu"
MAYBE = "Mungkin: "
BUTTON_OTHER_TOPIC = "Cari topik lain ›"
BUTTON_NEXT_PAGE = "Lanjut ›"
BUTTON_PAGE_BEFORE = "‹ Sebelumnya"
ALSO = "Juga: "
DISAGREE = "Sumber berbeda pendapat."
DOUBTFUL = "Ada yang belum pasti."
SECOND = "Yang juga berkaitan dengan pertanyaan Anda:"

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
    checked = _checked(topic)
    return f"<i>{escape(today)}\n{checked}</i>" if today and matters_today(topic) else f"<i>{checked}</i>"


def _checked(topic: Topic) -> str:
    return f"Diperiksa {format_date(topic.checked_on, weekday=False)}. Informasi umum, bukan nasihat hukum."


def sanction_classes(topic: Topic) -> str:
    """Classes of sanction in words."""
    if topic.sanction.classes == (SanctionClass.NONE,):
        return ""
    return "; ".join(one.label for one in topic.sanction.classes)


def _basis(topic: Topic, screen: int = 900) -> str:
    """As many citations as there is room for, in order; one too long makes way for the next."""
    kept: list[str] = []
    for citation in (basis.citation for basis in topic.basis):
        if len("; ".join([*kept, citation])) <= screen:
            kept.append(citation)
    kept = kept or [min((basis.citation for basis in topic.basis), key=len)]
    more = "; dan lainnya" if len(kept) < len(topic.basis) else ""
    return f"<b>Dasar</b>: {escape('; '.join(kept))}{more}"


def _role_words(topic: Topic, role: Actor | None) -> str:
    if role is None:
        return ""
    words = topic.role_notes.get(role, "")
    return words or (added(role) if forbids(topic) and TOPIC_OF.get(role) != topic.slug else "")


def _role_note(topic: Topic, role: Actor | None) -> str:
    words = _role_words(topic, role)
    return f"<b>Untuk {escape(role.label)}</b>: {escape(words)}" if role is not None and words else ""


def _end(topic: Topic, today: str) -> str:
    lines = [_basis(topic)]
    if classes := sanction_classes(topic):
        lines.append(f"<b>Kelas sanksi</b>: {escape(classes)}")
    return "\n".join(lines) + "\n\n" + _foot(topic, today)


def card(topic: Topic, today: str = "", role: Actor | None = None, *, rows: int = ROWS) -> str:
    """The answer on one screen of a phone above so many rows of buttons.

    What stands in any case: the first line, the title, the short answer, the source. Then by weight, each
    sentence whole or not at all: what differs for the role; the conditions, because a "boleh" without them is
    wrong; one safe way; one reason; a second way and a second reason. Where the day stands is said if only
    reasons make way for it. Where a condition or the rule of a role has no room, the card says so. The
    whole answer is one tap away.
    """
    if speaks_to_citizen(topic, role):
        return _citizens_card(topic, rows)
    start = f"{_head(topic)}\n\n{escape(topic.short)}"
    end = f"\n\n{_source(topic)}"
    note = _role_words(topic, role)
    stands = today.partition(" (")[0].rstrip(".")
    day = f"<i>{escape(stands)}.</i>" if today and matters_today(topic) else ""
    for_whom = escape(role.label) if role is not None else ""
    pieces = (
        Piece(f"Untuk {for_whom}", [escape(note)] if note else [], lambda _: f"aturan untuk {for_whom}"),
        Piece("Syaratnya", [escape(line) for line in topic.conditions], lambda rest: f"{rest} syarat"),
        Piece("Yang aman dilakukan", [escape(line) for line in topic.instead]),
        Piece("Alasannya", [escape(line) for line in topic.reasons]),
    )
    for_role, conditions, safe, reason = range(len(pieces))
    weight = (for_role, conditions, safe, reason, safe, reason)
    html = fill(start, pieces, weight, _left_out, end, rows=rows)
    if not day:
        return html
    dated = fill(start, pieces, weight, _left_out, f"\n\n{day}{end[1:]}", rows=rows)
    weighty = [line for number in (for_role, conditions, safe) for line in pieces[number].lines]
    is_lost = any(line in html and line not in dated for line in weighty)
    return html if is_lost or not fits(dated, rows) else dated


def _left_out(what: str) -> str:
    return f"\n\nDi <b>{BUTTON_FULL}</b>: masih ada {what}."


def speaks_to_citizen(topic: Topic, role: Actor | None) -> bool:
    """Whether the card tells a citizen what others must keep, instead of what the reader must."""
    return role is Actor.CITIZEN and topic.has_citizens_side


def _citizens_card(topic: Topic, rows: int) -> str:
    start = (
        f"{citizen.first_line(topic)}\n<i>{escape(topic.title)}</i>\n\n"
        f"<b>{citizen.FOR_YOU}</b>: {escape(citizen.meaning(topic))}\n\n"
        f"<b>{citizen.CAN_DO}</b>: {escape(citizen.WAYS[0])}"
    )
    pieces = (
        Piece("", [escape(citizen.WAYS[1])]),
        Piece(citizen.RULE_FOR_THEM, [escape(topic.short)]),
    )
    return fill(start, pieces, (0, 1), _left_out, f"\n\n{_source(topic)}", rows=rows)


def _source(topic: Topic) -> str:
    """What the answer stands on, what of it is open, and when it was checked."""
    checked = _checked(topic)
    if topic.disagreement:
        checked = f"{DISAGREE} {checked}"
    elif topic.uncertain:
        checked = f"{DOUBTFUL} {checked}"
    return f"{_basis(topic, CARD_BASIS)}\n<i>{checked}</i>"


def _doubts(topic: Topic) -> list[str]:
    return [f"Belum terkonfirmasi: {doubt}" for doubt in topic.uncertain]


def short_card(topic: Topic) -> str:
    """Verdict, answer and basis: for groups and for other chats, where no command is to be tapped."""
    return f"{_head(topic)}\n\n{_for_others(topic.short)}\n\n{_basis(topic, 240)}"


def _for_others(words: str) -> str:
    """Words with commands that work in the private chat: Telegram makes none in ``<code>`` tappable."""
    return _COMMAND.sub(rf"<code>\g<0></code> {IN_PRIVATE}", escape(words))


def second_card(topic: Topic, role: Actor | None = None) -> str:
    """The answer to a message's second question: verdict, answer, what the role adds, basis."""
    note = _role_note(topic, role)
    lines = [f"{SECOND}\n{_head(topic)}", escape(topic.short), *([note] if note else []), _basis(topic, 240)]
    return "\n\n".join(lines)


def full(topic: Topic, today: str = "", role: Actor | None = None) -> tuple[str, ...]:
    """Everything the topic says, on as many pages as it needs."""
    pieces = [f"\n\n{escape(topic.short)}"]
    if note := _role_note(topic, role):
        pieces.append(f"\n\n{note}")
    if topic.has_citizens_side:
        pieces.append(f"\n\n<b>Bagi warga</b>: {escape(citizen.meaning(topic))}")
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
