"""Words of /pengingat."""

from __future__ import annotations

from collections.abc import Sequence

from core.text import cap, escape
from handlers.access.texts.menu import CommandWords
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.calendar.texts.remind import HEADLINES
from handlers.platform.texts.dates import format_date
from services.calendar.reminders import Reminder
from services.calendar.subscribers import Subscription
from services.platform.places import ZONE_LABELS, province_of

COMMAND = CommandWords("Atur pengingat masa kampanye", "/pengingat mengatur pengingat")

ASK_ROLE = (
    "<b>Pengingat</b>\n\nAnda kami ingatkan pada hari-hari penting pemilu, pukul 07.30. Apa status Anda?"
)
ASK_PROVINCE = "Di provinsi mana Anda bertugas atau tinggal?"
ASK_ZONE = "Zona waktu Anda?"
ASK_DISTRICT = (
    "Di <b>kabupaten atau kota</b> mana? Tulis lengkap, misalnya <i>Kabupaten Bangka</i> "
    "atau <i>Kota Pangkalpinang</i>.\n\nTidak ingin mengisi? Ketik /batal; pengingat tetap aktif."
)
ASK_AGENCY = (
    "Apa <b>instansi</b> Anda? Tulis singkat, misalnya <i>Dinas Pendidikan</i> "
    "atau <i>Kecamatan Gambir</i>.\n\nTidak ingin mengisi? Ketik /batal; pengingat tetap aktif."
)
DISTRICT_UNCLEAR = (
    "Itu belum terbaca sebagai kabupaten atau kota. Tulis misalnya <i>Kabupaten Bangka</i> "
    "atau <i>Kota Pangkalpinang</i>."
)
AGENCY_UNCLEAR = "Itu belum terbaca sebagai nama instansi. Tulis misalnya <i>Dinas Pendidikan</i>."


def too_long(most: int) -> str:
    """Nothing was kept of a name that is too long."""
    return f"Nama itu terlalu panjang (paling banyak {most} huruf) dan belum dicatat. Tulis lebih pendek."


REGENCY, CITY = "Kabupaten", "Kota"
YES = "Ya, itu"
USE_BUTTONS = "Pilihlah dengan tombol di atas, atau /batal."
STOPPED = "Pengingat dihentikan, dan data langganan Anda sudah dihapus."
CHANGE = "Ubah"
STOP = "Berhenti"
DISTRICT = "Kabupaten/kota"
AGENCY = "Instansi"
BEGIN_AGAIN = "Tombol itu sudah lama. Ketik /pengingat untuk mulai lagi."
NOTHING_AHEAD = "Saat ini belum ada tahapan yang dijadwalkan. Begitu ada, pengingatnya kami kirim."
WELCOME_BACK = "Selamat datang kembali. Pengingat Anda aktif lagi seperti semula."
SETTINGS = "Atur pengingat"


def which_kind(name: str) -> str:
    """A name that a regency and a city may share."""
    return f"<b>{escape(name)}</b> itu kabupaten atau kota?"


def did_you_mean(alike: str) -> str:
    """A known name that is nearly the typed one."""
    return f"Maksud Anda <b>{escape(alike)}</b>?"


def as_typed(typed: str) -> str:
    """The button that insists."""
    return f"Bukan, simpan “{cap(typed, 40)}”"


def settings(subscription: Subscription, coming: Sequence[Reminder]) -> str:
    """Settings and what comes next."""
    province = province_of(subscription.province)
    zone = ZONE_LABELS.get(subscription.time_zone, subscription.time_zone)
    lines = [
        "<b>Pengingat aktif</b>",
        "",
        f"Status: {SUBSCRIBER_LABELS[subscription.role]}",
        f"Provinsi: {province.name if province else '-'}",
    ]
    if subscription.district:
        lines.append(f"Kabupaten/kota: {escape(subscription.district)}")
    if subscription.agency:
        lines.append(f"Instansi: {escape(subscription.agency)}")
    lines += [f"Waktu: pukul 07.30 {zone}", ""]
    if coming:
        lines.append("<b>Berikutnya</b>")
        lines += [f"• {format_date(one.day, weekday=False)}: {HEADLINES[one.kind]}" for one in coming]
    else:
        lines.append(NOTHING_AHEAD)
    return "\n".join(lines)
