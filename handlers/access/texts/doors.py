"""Words at the doors: who is not let in, where a command works, and what a closed lock means for a tap."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.access.texts import officer
from handlers.platform.texts import common

OFFICERS_ONLY = officer.NOT_FOR_YOU
ADMINS_ONLY = "Perintah ini hanya untuk admin. Ketik /bantuan untuk melihat yang bisa Anda lakukan."
OTHER_ROLE = "Perintah ini untuk peran lain. Ketik /bantuan untuk melihat yang bisa Anda lakukan."
ONLY_PRIVATE = "Tombol ini hanya bekerja di percakapan pribadi dengan bot ini."
COMMAND_ONLY_PRIVATE = (
    "Perintah itu hanya bekerja di percakapan pribadi dengan bot ini. Silakan tulis di sana; di grup, semua "
    "anggota ikut membaca."
)
"""The same for every command and whoever gives it."""
NO_LONGER_YOURS = (
    "Peran Anda sudah berubah, jadi isian ini tidak bisa dilanjutkan. Isian itu sudah dihapus dan tidak ada "
    "yang terkirim."
)
_NOTHING_DONE = "Belum ada yang dilakukan."
_NOTHING_LOST = "Belum ada yang dilakukan, dan isian Anda tetap tersimpan."
GO_ON = "Lanjutkan yang tadi"


def locked_tap(command: str) -> str:
    """An alert on a screen behind a lock that has closed."""
    return f"Terkunci. Ketik /{command}, lalu tulis 6 angka dari aplikasi autentikator."


def opened_for(until: datetime, zone: ZoneInfo) -> str:
    """The lock is open, and what was tapped before waits for a fresh tap."""
    return f"{officer.unlocked(until, zone)}\n\nBelum ada yang dilakukan. Tekan tombol ini untuk melanjutkan:"


def opened_for_nothing(until: datetime, zone: ZoneInfo) -> str:
    """The lock is open, and the button that was tapped before is none any more."""
    return f"{officer.unlocked(until, zone)}\n\nBelum ada yang dilakukan. {common.OLD_BUTTON}"


def opened_for_command(until: datetime, zone: ZoneInfo, command: str) -> str:
    """The second factor stands, and the command that led to it can be given."""
    return f"{officer.unlocked(until, zone)}\n\nKunci kedua sudah terpasang. Silakan ketik /{command} lagi."


def ask_code(*, has_draft: bool) -> str:
    """A tap that needs the lock open; a draft the chat was in the middle of is kept."""
    return (
        f"🔒 Untuk langkah ini kuncinya harus terbuka. {_NOTHING_LOST if has_draft else _NOTHING_DONE}\n\n"
        "Tulis <b>6 angka</b> dari aplikasi autentikator Anda. Pesan Anda langsung dihapus. "
        "Sesudah itu muncul tombol untuk melanjutkan."
    )


def set_up_first(*, has_draft: bool) -> str:
    """The same for somebody who never set a second factor up."""
    return (
        "🔒 Untuk langkah ini Anda perlu kunci kedua, dan kunci itu belum dipasang. "
        f"{_NOTHING_LOST if has_draft else _NOTHING_DONE}\n\nMari pasang sekarang; sesudah itu Anda bisa "
        "melanjutkan."
    )
