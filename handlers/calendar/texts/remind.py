"""Words of reminders."""

from __future__ import annotations

from datetime import date

from core.text import escape
from handlers.platform.texts.common import verdict_line
from handlers.platform.texts.dates import format_date
from rulebook.model import Topic
from services.calendar.reminders import Reminder, ReminderKind

HEADLINES = {
    ReminderKind.FREEZE: "Larangan mutasi pejabat mulai berlaku",
    ReminderKind.CAMPAIGN_AHEAD: "Masa kampanye mendekat",
    ReminderKind.CANDIDATES_SET: "Calon ditetapkan",
    ReminderKind.CAMPAIGN_BEGINS: "Masa kampanye dimulai",
    ReminderKind.WEEKLY: "Aturan pekan ini",
    ReminderKind.VOTING_AHEAD: "Pemungutan suara mendekat",
    ReminderKind.QUIET_DAY: "Masa tenang",
    ReminderKind.VOTING_DAY: "Hari pemungutan suara",
    ReminderKind.VILLAGE_CAMPAIGN: "Kampanye pemilihan kepala desa mendekat",
    ReminderKind.VILLAGE_VOTING: "Pemilihan kepala desa mendekat",
}
READ = "Baca aturannya"
SETTINGS = "Atur pengingat"


def _days(reminder: Reminder, today: date) -> str:
    left = (reminder.event - today).days
    if left <= 0:
        return "hari ini"
    return "besok" if left == 1 else f"{left} hari lagi"


def _sentence(reminder: Reminder, today: date) -> str:
    event, left = format_date(reminder.event), _days(reminder, today)
    return {
        ReminderKind.FREEZE: (
            "Mulai enam bulan sebelum calon ditetapkan, kepala daerah dilarang mengganti pejabat tanpa izin "
            "tertulis Mendagri (UU 10/2016 Pasal 71 ayat (2))."
        ),
        ReminderKind.CAMPAIGN_AHEAD: (
            f"Masa kampanye dimulai {event} ({left}). Larangan berpihak sudah berlaku sekarang."
        ),
        ReminderKind.CANDIDATES_SET: (
            "Calon ditetapkan. Perbuatan yang tadinya dinilai kode etik, seperti menyukai unggahan calon, "
            "kini dapat menjadi pelanggaran disiplin."
        ),
        ReminderKind.CAMPAIGN_BEGINS: (
            f"Masa kampanye berlangsung sampai {event}. ASN dilarang ikut kampanye."
        ),
        ReminderKind.WEEKLY: (
            f"Masa kampanye berlangsung sampai {event}. Aturan yang perlu diingat pekan ini:"
        ),
        ReminderKind.VOTING_AHEAD: (
            f"Pemungutan suara {event} ({left}). PNS dan PPPK punya hak pilih, dan pilihannya rahasia; "
            "anggota TNI dan Polri tidak memilih."
        ),
        ReminderKind.QUIET_DAY: (
            f"Masa tenang sampai {event}. Semua kampanye dilarang; "
            "jangan mengunggah, mengajak, atau membagi apa pun."
        ),
        ReminderKind.VOTING_DAY: (
            "Hari ini pemungutan suara. Kalau Anda memilih, datang dengan pakaian biasa tanpa atribut, "
            "dan jangan tunjukkan atau arahkan pilihan. Anggota TNI dan Polri tidak memilih."
        ),
        ReminderKind.VILLAGE_CAMPAIGN: (
            f"Kampanye pemilihan kepala desa dimulai {event} ({left}). Aturannya ada di peraturan daerah; "
            "ASN tetap wajib netral."
        ),
        ReminderKind.VILLAGE_VOTING: (
            f"Pemungutan suara pemilihan kepala desa {event} ({left}). ASN tetap wajib netral; "
            "jangan tunjukkan atau arahkan pilihan."
        ),
    }[reminder.kind]


def reminder(one: Reminder, topic: Topic | None, today: date) -> str:
    """One reminder: what changes, and the rule in a line with its basis."""
    parts = [f"🔔 <b>{HEADLINES[one.kind]}</b>\n<i>{escape(one.election_title)}</i>", _sentence(one, today)]
    if topic is not None:
        first = topic.short.split(". ")[0].rstrip(".") + "."
        parts.append(
            f"<b>{escape(topic.title)}</b>\n{verdict_line(topic)}. {escape(first)}\n"
            f"<i>{escape(topic.basis[0].citation)}</i>"
        )
    return "\n\n".join(parts)
