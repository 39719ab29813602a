"""Words of /peran."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.text import cap, escape
from handlers.access.texts.labels import ROLE_LABELS
from handlers.access.texts.menu import CommandWords
from handlers.platform.texts.dates import format_date
from services.access.officers import MAX_NAME, MAX_PLACE, Officer
from services.access.roles import Role
from services.platform.places import clock, province_of

COMMAND = CommandWords("Kelola petugas", "/peran mengundang dan mengatur petugas")

INVITE = "Undang petugas baru"
BACK = "‹ Semua petugas"
CHANGE_ROLE = "Ubah peran"
WORKPLACE = "Ubah tempat kerja"
AGAIN = "Undang ulang (ganti ponsel)"
REMOVE = "Keluarkan"
REALLY_REMOVE = "Ya, keluarkan"
CANCEL = "Batal"
COPY_LINK = "Salin tautan"
PICK_ROLE = (
    "<b>Undang petugas</b>\n\nSebagai apa?\n\n"
    "• <b>Petugas</b> mengerjakan laporan.\n"
    "• <b>Pimpinan</b> juga mengambil alih dan membuka lagi laporan yang selesai.\n"
    "• <b>Admin</b> juga mengelola petugas.\n"
    "• <b>Auditor</b> hanya membaca."
)
BAD_OFFICE = (
    "Tulis tepat empat baris: provinsi, kabupaten/kota, instansi, unit kerja. Tanda - untuk yang kosong."
)
HIGHER = frozenset(("provinsi", "pusat", "tingkat provinsi", "tingkat pusat", "provinsi/pusat"))
"""What an admin writes for the regency of an office that has none, though regencies have such offices."""
WANT_REGENCY = (
    "Kantor seperti itu ada di setiap kabupaten/kota, dan yang ditulis belum menyebut satu yang dikenal, "
    "jadi belum dicatat. Tulis lagi keempat baris dengan kabupaten/kotanya di baris kedua (misalnya "
    "<i>Kabupaten Sleman</i>). Kalau kantor itu tingkat provinsi atau pusat, tulis <i>provinsi</i> atau "
    "<i>pusat</i> di baris kedua."
)
OFFICE_TOO_LONG = (
    f"Ada baris yang terlalu panjang (paling banyak {MAX_PLACE} huruf sebaris) dan belum dicatat. Tulis lagi "
    "keempatnya, lebih pendek."
)
NAME_TOO_LONG = (
    f"Nama itu terlalu panjang (paling banyak {MAX_NAME} huruf) dan belum dicatat. Tulis lebih pendek."
)
WANT_NAME = "Tulis namanya, paling sedikit tiga huruf."
LAST_ADMIN = "Ini admin terakhir. Jadikan orang lain admin lebih dulu."
NOT_THERE = "Petugas itu sudah tidak ada."
ROLE_CHANGED = "✓ Peran diubah."
WITHDRAWN = "Semua undangan yang belum dipakai ikut dibatalkan; buatlah undangan baru bila masih perlu."
OFFICE_CHANGED = "✓ Tempat kerja diubah."
REMOVED = "✓ Dikeluarkan. Laporan yang dikerjakannya sekarang bebas diambil."
YOU_WERE_REMOVED = "Akses petugas Anda sudah dicabut."
YOUR_ACCESS_RENEWED = "Admin mengundang Anda ulang. Buka tautan undangan yang ia berikan."
OWNER_STAYS = "Ia pemilik bot ini, jadi perannya tetap admin."


def listing(officers: Sequence[Officer]) -> str:
    """All officers above their buttons."""
    return f"<b>Petugas</b> ({len(officers)})\n\nPilih untuk mengubah."


def line(officer: Officer) -> str:
    """One officer on a button."""
    state = "" if officer.confirmed else " · belum aktif"
    return cap(f"{officer.name} · {ROLE_LABELS[officer.role]}{state}", 60)


def one(officer: Officer) -> str:
    """One officer."""
    place = officer.workplace
    province = province_of(place.province)
    where = [place.office, place.agency, place.district, province.name if province else ""]
    known = ", ".join(part for part in where if part)
    return (
        f"<b>{escape(officer.name)}</b>\n\n"
        f"Peran: {ROLE_LABELS[officer.role]}\n"
        f"Tempat kerja: {escape(known) if known else '<i>belum diisi</i>'}\n"
        f"Sejak: {format_date(officer.since, weekday=False)}\n"
        f"Kunci kedua: {'terpasang' if officer.confirmed else 'belum terpasang'}"
    )


def invitation(name: str, role: Role, link: str, expires: datetime, zone: ZoneInfo) -> str:
    """The link to pass on."""
    local = expires.astimezone(zone)
    return (
        f"<b>Undangan untuk {escape(name)}</b> ({ROLE_LABELS[role]})\n\n"
        f"<code>{escape(link)}</code>\n\n"
        "Sampaikan tautan ini langsung kepada orangnya, jangan lewat grup. Hanya bisa dipakai <b>satu "
        "kali</b>, "
        f"sampai {format_date(local.date(), weekday=False)} pukul {clock(expires, zone)}. "
        "Pesan ini dihapus saat terkunci."
    )


def ask_name(role: Role) -> str:
    """Asks an admin who is invited."""
    return f"<b>Undang {ROLE_LABELS[role]}</b>\n\nTulis nama orangnya, misalnya <i>Bu Sari, Inspektorat</i>."


def role_changed(*, withdrawn: bool) -> str:
    """Tells an admin that it is done, and whether open invitations went with it."""
    return f"{ROLE_CHANGED} {WITHDRAWN}" if withdrawn else ROLE_CHANGED


def removed(*, withdrawn: bool) -> str:
    """Tells an admin that an officer is out, and whether open invitations went as well."""
    return f"{REMOVED} {WITHDRAWN}" if withdrawn else REMOVED


def your_role_changed(role: Role) -> str:
    """Tells an officer."""
    return f"Peran Anda sekarang: <b>{ROLE_LABELS[role]}</b>."


def really(officer: Officer) -> str:
    """Before an officer is taken out."""
    return f"<b>Keluarkan {escape(officer.name)}?</b>\n\nAksesnya berakhir saat ini juga."


def ask_office(officer: Officer) -> str:
    """Asks an admin where an officer works."""
    return (
        f"<b>Tempat kerja {escape(officer.name)}</b>\n\nTulis empat baris:\n<i>provinsi (atau tanda -)\n"
        "kabupaten/kota (atau -)\ninstansi\nunit kerja</i>"
    )
