"""Words of /jadwal, and of the foot of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.text import escape
from handlers.access.texts.menu import CommandWords
from handlers.calendar.texts.labels import STAGE_LABELS
from handlers.platform.texts.dates import format_date, format_span
from rulebook.elections import Election, ElectionPhase
from rulebook.model import Topic
from rulebook.stages import Stage
from services.calendar.calendar import Stand, stage_of
from services.calendar.timeline import Row, TimelineWords

COMMAND = CommandWords("Tahapan pemilu dan hari ini", "/jadwal melihat tahapan")

OUTSIDE = (
    "Hari ini <b>di luar tahapan</b>. Netralitas tetap wajib setiap hari "
    "(UU 20/2023 Pasal 24 ayat (1) huruf d), dan larangan menjadi anggota partai berlaku terus.\n\n"
    "Tanggal pemilu nasional berikutnya belum ditetapkan."
)
OUTSIDE_SHORT = (
    "Hari ini <b>di luar tahapan</b>. Netralitas tetap wajib setiap hari "
    "(UU 20/2023 Pasal 24 ayat (1) huruf d)."
)
VILLAGE = (
    "Pemilihan kepala desa diatur UU Desa, PP 16/2026, dan peraturan daerah, bukan UU Pemilu atau UU "
    "Pilkada. ASN tetap wajib netral; tanyakan aturan setempat kepada BKPSDM atau inspektorat Anda."
)
MEANINGS = {
    Stage.OUTSIDE: "Di luar tahapan; netralitas tetap wajib setiap hari.",
    Stage.BEFORE_CANDIDATES: (
        "Calon belum ditetapkan. Mendukung bakal calon umumnya pelanggaran <b>kode etik</b>; menjadi tim, "
        "KTP dukungan, ajakan, atau tindakan memihak sudah <b>disiplin</b> sedang sampai berat."
    ),
    Stage.AFTER_CANDIDATES: (
        "Calon sudah ditetapkan. Perbuatan yang sama kini dapat menjadi pelanggaran <b>disiplin</b>."
    ),
    Stage.CAMPAIGN: "Masa kampanye. Jangan ikut kampanye, jangan bereaksi pada unggahan calon.",
    Stage.QUIET: "Masa tenang. Semua kampanye dilarang, juga lewat media sosial.",
    Stage.VOTING: (
        "Hari pemungutan. Kalau Anda memilih, jangan tunjukkan atau arahkan pilihan; "
        "anggota TNI dan Polri tidak memilih."
    ),
    Stage.AFTERWARDS: "Sesudah pemungutan. Larangan berpihak masih berlaku, juga soal balas jasa jabatan.",
}
SWITCH = "Lihat: "
ALL_PHASES = "Semua tahapan"
CALENDAR_FILE = "Simpan ke kalender"
FORBIDDEN = "Yang dilarang sekarang"
NO_ELECTIONS = "Belum ada jadwal pemilu yang tercatat."
GONE = "Jadwal itu sudah tidak ada. Ketik /jadwal untuk yang terbaru."
FOOT = "Netralitas ASN berlaku setiap hari"
BOT_NAME = "Netra"
SHORT_CITATION = 48


def file_caption(election: Election) -> str:
    """Below the calendar file."""
    return (
        f"Buka berkas ini untuk memasukkan tahapan <b>{escape(election.title)}</b> ke kalender ponsel Anda."
    )


def days_left(stand: Stand) -> str:
    """What comes next and in how many days; empty where nothing does."""
    if stand.following is None:
        return ""
    days = (stand.following.starts - stand.day).days
    return f"{stand.following.title}, {'besok' if days == 1 else f'{days} hari lagi'}"


def headline(stand: Stand, *, is_under_way: bool) -> str:
    """The stage of the day, for the picture."""
    if stand.election is not None and not stand.election.kind.is_election_law:
        running = [one.title for one in stand.running]
        return running[0] if running else STAGE_LABELS[Stage.OUTSIDE].capitalize()
    stage = stand.stage if is_under_way else Stage.OUTSIDE
    return STAGE_LABELS[stage][0].upper() + STAGE_LABELS[stage][1:]


def timeline(election: Election, stand: Stand, *, is_under_way: bool) -> TimelineWords:
    """What the picture of an election says."""
    phases = sorted(election.phases, key=lambda one: (one.starts, one.ends))
    return TimelineWords(
        title=election.title,
        place=", ".join(election.regions),
        headline=headline(stand, is_under_way=is_under_way),
        left=days_left(stand),
        today=stand.day,
        today_label="hari ini",
        rows=tuple(Row(one.title, format_span(one.starts, one.ends), one.starts, one.ends) for one in phases),
        foot=(f"Hari ini {format_date(stand.day)}", FOOT),
        bot_name=BOT_NAME,
    )


def event(election: Election, phase: ElectionPhase) -> str:
    """What an event of the calendar file is about."""
    about = [f"Tahap: {STAGE_LABELS[stage_of(election, phase.starts)]}."]
    if not phase.certain:
        about.append("Tanggal belum terkonfirmasi.")
    about += [phase.note] if phase.note else []
    about.append("Dasar: " + "; ".join(basis.citation for basis in election.basis) + ".")
    return " ".join(about)


def caption(stand: Stand, rules: Sequence[Topic], *, is_under_way: bool) -> str:
    """Below the picture: where the day stands, what is forbidden, what comes next."""
    if stand.election is None:
        return OUTSIDE
    election = stand.election
    meaning = VILLAGE if not election.kind.is_election_law else MEANINGS[stand.stage]
    parts = [
        f"<b>{escape(election.title)}</b>\nHari ini: {format_date(stand.day)}",
        meaning if is_under_way or not election.kind.is_election_law else OUTSIDE_SHORT,
    ]
    if rules:
        lines = "\n".join(f"⛔ {escape(one.title)} <i>({escape(_short_basis(one))})</i>" for one in rules)
        parts.append(f"<b>{FORBIDDEN}</b>\n{lines}")
    following = days_left(stand)
    if following:
        parts.append(f"Berikutnya: <b>{escape(following)}</b>.")
    return "\n\n".join(parts)


def _short_basis(topic: Topic) -> str:
    """Where the rule stands; the instrument alone where the place in it is long. Never half of either."""
    basis = topic.basis[0]
    return basis.citation if len(basis.citation) <= SHORT_CITATION else basis.instrument


def schedule(election: Election, stand: Stand, *, is_under_way: bool) -> str:
    """All stages of an election with today marked."""
    parts = [f"<b>{escape(election.title)}</b>"]
    if election.regions:
        parts[0] += f"\n<i>{escape(', '.join(election.regions))}</i>"
    parts.append(f"Hari ini: {format_date(stand.day)}")
    phases = sorted(election.phases, key=lambda one: (one.starts, one.ends))
    parts.append("\n".join(_phase_line(phase, stand.day) for phase in phases))
    following = days_left(stand)
    if following:
        parts.append(f"Berikutnya: <b>{escape(following)}</b>.")
    if not election.kind.is_election_law:
        parts.append(VILLAGE)
    else:
        parts.append(MEANINGS[stand.stage] if is_under_way else OUTSIDE)
    basis = "; ".join(basis.citation for basis in election.basis)
    parts.append(
        f"<i>Dasar: {escape(basis)}. Diperiksa {format_date(election.checked_on, weekday=False)}.</i>"
    )
    return "\n\n".join(parts)


def _phase_line(phase: ElectionPhase, day: date) -> str:
    is_running = phase.starts <= day <= phase.ends
    mark = "▶️" if is_running else "✔️" if phase.ends < day else "▫️"
    title = escape(phase.title)
    words = f"<b>{title}</b>" if is_running else title
    doubt = "" if phase.certain else " <i>(belum terkonfirmasi)</i>"
    return f"{mark} {words}\n      {format_span(phase.starts, phase.ends)}{doubt}"


def today_line(stand: Stand) -> str:
    """Where the day stands, for the foot of an answer."""
    where = STAGE_LABELS[stand.stage]
    if stand.election is not None:
        where += f" ({stand.election.title})"
    return f"Hari ini, {format_date(stand.day, weekday=False)}: {where}."
