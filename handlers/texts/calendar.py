"""Words of /jadwal and /pengingat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.text import escape
from handlers.texts.remind import HEADLINES
from rulebook.elections import Election, ElectionPhase
from services.campaign.calendar import Stage, Stand
from services.campaign.reminders import Reminder
from services.campaign.subscribers import Subscription
from services.dates import format_date, format_span
from services.places import ZONE_LABELS, province_of

OUTSIDE = (
    "Hari ini <b>di luar tahapan</b>. Netralitas tetap wajib setiap hari "
    "(UU 20/2023 Pasal 24 ayat (1) huruf d), dan larangan menjadi anggota partai berlaku terus.\n\n"
    "Tanggal pemilu nasional berikutnya belum ditetapkan."
)
MEANINGS = {
    Stage.OUTSIDE: "Di luar tahapan; netralitas tetap wajib setiap hari.",
    Stage.BEFORE_CANDIDATES: (
        "Calon belum ditetapkan. Mendukung bakal calon umumnya dinilai sebagai pelanggaran <b>kode etik</b>."
    ),
    Stage.AFTER_CANDIDATES: (
        "Calon sudah ditetapkan. Perbuatan yang sama kini dapat menjadi pelanggaran <b>disiplin</b>."
    ),
    Stage.CAMPAIGN: "Masa kampanye. Jangan ikut kampanye, jangan bereaksi pada unggahan calon.",
    Stage.QUIET: "Masa tenang. Semua kampanye dilarang, juga lewat media sosial.",
    Stage.VOTING: "Hari pemungutan. Gunakan hak pilih Anda; jangan tunjukkan atau arahkan pilihan.",
    Stage.AFTERWARDS: "Sesudah pemungutan. Larangan berpihak masih berlaku, juga soal balas jasa jabatan.",
}
SWITCH = "Lihat: "
NO_ELECTIONS = "Belum ada jadwal pemilu yang tercatat."


def schedule(election: Election, stand: Stand, *, is_under_way: bool) -> str:
    """Timeline of an election with today marked."""
    parts = [f"<b>{escape(election.title)}</b>"]
    if election.regions:
        parts[0] += f"\n<i>{escape(', '.join(election.regions))}</i>"
    parts.append(f"Hari ini: {format_date(stand.day)}")
    phases = sorted(election.phases, key=lambda one: (one.starts, one.ends))
    parts.append("\n".join(_phase_line(phase, stand.day) for phase in phases))
    if stand.following is not None:
        days = (stand.following.starts - stand.day).days
        parts.append(f"Berikutnya: <b>{escape(stand.following.title)}</b>, {days} hari lagi.")
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
    where = stand.stage.label
    if stand.election is not None:
        where += f" ({stand.election.title})"
    return f"Hari ini, {format_date(stand.day, weekday=False)}: {where}."


ASK_ROLE = (
    "<b>Pengingat</b>\n\nAnda kami ingatkan pada hari-hari penting pemilu, pukul 07.30. Apa status Anda?"
)
ASK_PROVINCE = "Di provinsi mana Anda bertugas atau tinggal?"
ASK_ZONE = "Zona waktu Anda?"
STOPPED = "Pengingat dihentikan, dan data langganan Anda sudah dihapus."
CHANGE = "Ubah"
STOP = "Berhenti"
BEGIN_AGAIN = "Tombol itu sudah lama. Ketik /pengingat untuk mulai lagi."
NOTHING_AHEAD = "Saat ini belum ada tahapan yang dijadwalkan; Anda dikabari begitu ada."


def settings(subscription: Subscription, coming: Sequence[Reminder]) -> str:
    """Settings and what comes next."""
    province = province_of(subscription.province)
    zone = ZONE_LABELS.get(subscription.time_zone, subscription.time_zone)
    lines = [
        "<b>Pengingat aktif</b>",
        "",
        f"Status: {subscription.role.label}",
        f"Provinsi: {province.name if province else '-'}",
        f"Waktu: pukul 07.30 {zone}",
        "",
    ]
    if coming:
        lines.append("<b>Berikutnya</b>")
        lines += [f"• {format_date(one.day, weekday=False)}: {HEADLINES[one.kind]}" for one in coming]
    else:
        lines.append(NOTHING_AHEAD)
    return "\n".join(lines)
