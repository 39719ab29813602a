"""Words of the role chooser."""

from __future__ import annotations

from core.text import escape
from handlers.access.texts.menu import CommandWords
from rulebook.model import Actor

COMMAND = CommandWords(
    "Sesuaikan jawaban dengan status Anda", "/profil menyesuaikan jawaban dengan status Anda."
)

ROLE_BUTTON = "Saya …"
FORGET = "Hapus status saya"

LABELS = {
    Actor.PNS: "Saya PNS",
    Actor.CPNS: "Saya CPNS",
    Actor.PPPK: "Saya PPPK",
    Actor.NON_ASN: "Saya honorer/non-ASN",
    Actor.TEACHER: "Saya guru/dosen",
    Actor.HEALTH: "Saya tenaga kesehatan",
    Actor.SUBDISTRICT_HEAD: "Saya lurah/camat",
    Actor.VILLAGE: "Saya kades/perangkat desa",
    Actor.MILITARY_POLICE: "Saya TNI/Polri",
    Actor.STATE_COMPANY: "Saya pegawai BUMN/BUMD",
    Actor.SPOUSE: "Suami/istri saya calon",
    Actor.CITIZEN: "Saya warga",
}


def choose(role: Actor | None) -> str:
    """The question, with what is set."""
    lines = ["<b>Anda siapa?</b>", ""]
    if role is not None:
        lines += [f"Sekarang: {escape(LABELS.get(role, role.label))}", ""]
    lines.append(
        "Jawaban disesuaikan dengan status Anda. Yang disimpan hanya pilihan ini, disandikan; "
        "nama dan NIP tidak ditanyakan di sini."
    )
    return "\n".join(lines)


def chosen(role: Actor) -> str:
    """Said once it is set."""
    return (
        f"Baik: <b>{escape(LABELS.get(role, role.label))}</b>. Kalau aturannya berbeda untuk Anda, jawaban "
        "akan menyebutnya.\n\nSilakan tulis pertanyaan Anda. Mengubahnya: /profil"
    )


FORGOTTEN = "Status Anda sudah dihapus. Silakan tulis pertanyaan Anda."
