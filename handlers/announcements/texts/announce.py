"""Words of /pengumuman and /siaran."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.text import cap, dotted, escape
from handlers.access.texts.menu import CommandWords
from handlers.announcements.texts.labels import (
    ACTION_LABELS,
    HALT_LABELS,
    OUTCOME_LABELS,
    STATE_LABELS,
    UNDELIVERED_LABELS,
)
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.texts.dates import format_date
from services.announcements.campaigns import Action
from services.announcements.draft import MAX_LABEL, MOST_TEXTS, AnnouncementDraft
from services.announcements.model import Aftermath, Audience, Campaign, DeliveryReport, Outcome, Progress
from services.announcements.report import ReportWords
from services.calendar.reminders import is_quiet
from services.calendar.subscribers import SubscriberRole
from services.platform.places import clock, province_of
from storage.platform.broadcast_states import CampaignState

COMMAND_COMPOSE = CommandWords("Susun pengumuman baru", "/pengumuman menyusun pengumuman")
COMMAND_LIST = CommandWords("Lihat dan atur pengumuman", "/siaran melihat dan mengatur pengumuman")

ASK_CONTENT = (
    "<b>Pengumuman baru</b>\n\n"
    "Kirim isinya apa adanya: teks, foto, album, video, dokumen, suara, atau lokasi. "
    "Huruf tebal, miring, dan tautan ikut terkirim. /batal untuk berhenti."
)
UNSUITABLE = {
    "kind": "Jenis pesan itu belum bisa disiarkan. Kirim teks, foto, video, dokumen, suara, atau lokasi.",
    "length": (
        "Teksnya terlalu panjang untuk dikirim bot. Pendekkan: teks 4.096 huruf, keterangan 1.024 huruf."
    ),
}
ALBUM_LINE = "Selengkapnya:"
"""Stands above the buttons of an album without a caption; an album itself takes no buttons."""
MIXED_ALBUM = (
    "Satu album hanya boleh foto dan video, atau dokumen saja, atau audio saja. Kirim ulang albumnya."
)
KINDS = {
    "text": "Teks",
    "photo": "Foto",
    "video": "Video",
    "animation": "Animasi",
    "audio": "Audio",
    "voice": "Pesan suara",
    "video_note": "Video bulat",
    "sticker": "Stiker",
    "document": "Dokumen",
    "location": "Lokasi",
    "venue": "Tempat",
    "album": "Album",
}
CONTENT, LINKS, AUDIENCE, TIME, EXPIRY = "Isi", "Tombol tautan", "Penerima", "Waktu kirim", "Kedaluwarsa"
PREVIEW, NEXT, DROP = "Pratinjau", "Lanjut ›", "Buang"
TEST = "Kirim uji ke admin"
APPROVE_AGAIN, START_AGAIN = "✅ Setujui pengumuman", "✅ Kirim pengumuman"
RESUME_AGAIN, CANCEL_AGAIN = "Lanjutkan pengiriman", "Batalkan pengumuman"
RETRACT_AGAIN, EDIT_AGAIN = "Tarik kembali pengumuman", "Ganti teks yang sudah terkirim"
REPORT_AGAIN = "Laporan pengiriman"
"""What a button says that takes a tap up again, once the lock is open."""
BACK = "‹ Kembali"
DONE = "Selesai"
ROLES, PROVINCES, DISTRICTS, AGENCIES = "Peran", "Provinsi", "Kab/kota", "Instansi"
CHANNEL_ON, CHANNEL_OFF = "✅ Kanal juga", "Kanal juga"
PEOPLE_ON, PEOPLE_OFF = "✅ Pelanggan", "Pelanggan"
EVERYONE = "Semua orang"
ASK_LINKS = (
    "Tulis tombolnya, satu per baris, paling banyak delapan: <i>teks | tautan</i>. Contoh:\n"
    "<code>Baca aturannya | https://contoh.go.id/netralitas</code>\n\n"
    "Tulis <i>-</i> untuk menghapus semua tombol."
)
LINKS_UNCLEAR = (
    "Ada baris yang belum terbaca, atau lebih dari delapan. "
    f"Bentuknya <i>teks | tautan</i>; teksnya paling banyak {MAX_LABEL} huruf, dan tautan diawali https://. "
    "Tulis lagi semuanya."
)
ASK_TIME = "Kapan dikirim? Tulis misalnya <i>besok 07.30</i> atau <i>25 November 2030 08.00</i>."
ASK_EXPIRY = (
    "Sampai kapan masih boleh dikirim? Yang belum menerima sesudah itu tidak dikirimi lagi. "
    "Tulis misalnya <i>besok 18.00</i>."
)
TIME_UNCLEAR = "Waktu itu belum terbaca. Tulis hari dan jamnya, misalnya <i>besok 07.30</i>."
TIME_PAST = "Waktu itu sudah lewat. Tulis waktu yang akan datang."
NOW, TOMORROW = "Sekarang", "Besok 07.30"
NO_EXPIRY, ONE_DAY, THREE_DAYS = "Tanpa batas", "24 jam", "3 hari"
ASK_NAMES = {
    "districts": "Pilih kabupaten/kota yang disebut pelanggan:",
    "agencies": "Pilih instansi yang disebut pelanggan:",
}
NO_NAMES = "Belum ada pelanggan yang mengisi ini. Mereka mengisinya lewat /pengingat."
ASK_ROLES = "Pilih peran penerima. Tanpa pilihan berarti semua."
ASK_PROVINCES = "Pilih provinsi penerima. Tanpa pilihan berarti semua."
NO_CONTENT = "Isinya belum ada. Kirim dulu isi pengumumannya."
NOBODY = "Tidak ada penerima yang cocok. Longgarkan pilihannya lewat Penerima."
NO_SUBSCRIBERS = (
    "Belum ada seorang pun yang berlangganan, jadi belum ada penerima. Orang berlangganan sendiri dengan "
    "mengetik /pengingat di bot ini. Isian ini tetap tersimpan."
)
"""An alert: what stands in the hub says more."""
HOW_PEOPLE_SUBSCRIBE = (
    "⚠️ Belum ada seorang pun yang berlangganan, jadi belum ada penerima.\n"
    "Orang berlangganan sendiri: mereka membuka bot ini, mengetik /pengingat, lalu menjawab tiga pertanyaan. "
    "Ajaklah mereka, misalnya lewat grup kantor; sesudah itu pengumuman ini bisa dikirim."
)
NO_SECOND_ADMIN = (
    "⚠️ Pengumuman perlu disetujui admin lain, dan admin lain <b>belum ada</b>.\n"
    "Undang seorang: /peran, <b>Undang petugas baru</b>, <b>Admin</b>. Setelah bergabung, ia membuka /siaran "
    "dan menyetujuinya. Pengumuman ini tetap tersimpan di /siaran."
)
PREVIEW_HEAD = "👇 Begini penerima melihatnya:"
TEST_HEAD = "👇 Uji kirim pengumuman, hanya untuk admin:"
TESTED = "Uji dikirim ke admin lain."
NO_OTHER_ADMIN = (
    "Belum ada admin lain untuk dikirimi uji. Untuk melihatnya sendiri tekan Pratinjau; admin lain diundang "
    "lewat /peran."
)
DROPPED = "Pengumuman dibuang. Tidak ada yang terkirim."
OLD = "Tombol itu sudah lama. Ketik /pengumuman untuk mulai lagi, atau /siaran untuk yang sudah disimpan."
USE_BUTTONS = "Pilihlah dengan tombol di atas, atau /batal."
NOT_TAKEN = (
    "Pesan tadi <b>belum masuk</b> ke pengumuman. Untuk memakainya sebagai isi, tekan <b>Isi</b> di atas "
    "lalu kirim lagi; atau pilih tombol lain, atau /batal."
)
TEXT_FULL = (
    f"Teks pengumuman paling banyak {MOST_TEXTS} pesan. Pesan tadi <b>tidak ikut</b>. Pendekkan: "
    "tekan <b>Isi</b> lalu kirim ulang."
)
LIST = "<b>Pengumuman</b>\n\nPilih untuk melihat keadaannya."
EMPTY = "Belum ada pengumuman. Ketik /pengumuman untuk menyusun yang pertama."
GONE = "Pengumuman itu sudah tidak ada."
REFRESH, REPORT, TO_LIST = "Muat ulang", "Laporan", "‹ Daftar"
SURE_CANCEL = "Ya, batalkan"
SURE_RETRACT = "Ya, tarik kembali"
ASK_CANCEL = "Batalkan pengumuman ini? Yang sudah terkirim tetap terkirim; yang belum tidak akan dikirimi."
ASK_RETRACT = "Tarik kembali pengumuman ini? Pesan yang sudah terkirim dihapus dari obrolan penerima."
ASK_EDIT = (
    "Kirim <b>teks baru</b>. Teks pesan (atau keterangan foto dan berkas) yang sudah terkirim diganti; "
    "gambar dan tombolnya tetap. Teks paling banyak 4.096 huruf, keterangan 1.024. /batal untuk berhenti."
)
NOT_EDITABLE = (
    "Pengumuman ini tidak punya teks yang bisa diubah, atau teksnya terbagi dalam beberapa pesan. "
    "Anda bisa menariknya kembali."
)
EDIT_WANTS_TEXT = "Kirim teks saja untuk menggantinya."
TOO_LATE = "Sudah lebih dari 48 jam. Pengumuman hanya bisa ditarik atau diubah selama 48 jam."
SAME_ADMIN = (
    "Penyusun tidak bisa menyetujui pengumumannya sendiri. Minta admin lain; kalau belum ada, undang lewat "
    "/peran."
)
NOT_APPROVED = "Pengumuman ini menunggu persetujuan admin lain."
NOT_NOW = "Keadaannya sudah berubah, jadi itu tidak bisa dilakukan lagi."
NO_CHANNEL = (
    "Bot ini tidak punya kanal, jadi pengumuman belum disimpan. Matikan pilihan kanal lewat Penerima, atau "
    "hubungi pengelola bot."
)
OPEN = "Buka"
START_NOW, START_LATER = "✅ Kirim sekarang", "Jadwalkan"
DONE_WORDS = {
    Action.APPROVE: "Disetujui",
    Action.START: "Mulai dikirim",
    Action.PAUSE: "Dijeda",
    Action.RESUME: "Dilanjutkan",
    Action.CANCEL: "Dibatalkan",
    Action.RETRACT: "Sedang ditarik kembali",
    Action.EDIT: "Sedang diubah",
}
_MARKS = {
    CampaignState.DRAFT: "📝",
    CampaignState.SCHEDULED: "🕗",
    CampaignState.RUNNING: "▶️",
    CampaignState.PAUSED: "⏸",
    CampaignState.DONE: "✅",
    CampaignState.CANCELLED: "✖️",
    CampaignState.EXPIRED: "⌛",
}
BAR = 12
COUNTING = "Penerimanya sedang dihitung…"
NOBODY_GOT_IT = "Tidak ada penerima."


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Day and time of day in the agency's zone."""
    local = when.astimezone(zone)
    return f"{format_date(local.date())}, {clock(when, zone)}"


def duration(seconds: float) -> str:
    """``kurang dari 1 menit``, ``12 menit``, ``2 jam 5 menit``, ``3 hari 4 jam``."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return "kurang dari 1 menit"
    if minutes < 60:
        return f"{minutes} menit"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
    days, hours = divmod(hours, 24)
    return f"{days} hari {hours} jam" if hours else f"{days} hari"


def audience(one: Audience) -> str:
    """Who is meant, in words."""
    parts = []
    if one.subscribers:
        chosen = [
            ", ".join(SUBSCRIBER_LABELS[role] for value in one.roles if (role := SubscriberRole.of(value))),
            ", ".join(found.name for code in one.provinces if (found := province_of(code))),
            ", ".join(one.districts),
            ", ".join(one.agencies),
        ]
        parts.append(cap("; ".join(words for words in chosen if words) or EVERYONE, 200))
    if one.channel:
        parts.append("kanal")
    return " + ".join(parts) or "belum ada"


def hub(
    draft: AnnouncementDraft,
    people: int,
    rate: float,
    zone: ZoneInfo,
    now: datetime,
    *,
    anybody: bool = True,
) -> str:
    """The announcement as it stands; ``anybody`` says whether anybody subscribed at all."""
    kind = KINDS.get(draft.kind, "-")
    if draft.is_album:
        kind = f"Album, {len(draft.parts)} berkas"
    elif len(draft.parts) > 1:
        kind = f"Teks dalam {len(draft.parts)} pesan"
    lines = ["<b>Pengumuman</b>", "", f"Isi: {kind}"]
    if draft.words:
        lines.append(f"<i>{escape(cap(draft.words, 120))}</i>")
    if draft.links:
        lines.append("Tombol: " + escape(", ".join(one.label for one in draft.links)))
    lines.append(f"Penerima: {escape(audience(draft.audience))} (<b>{dotted(people)}</b> penerima)")
    lines.append("Waktu kirim: " + (moment(draft.start_at, zone) if draft.start_at else "segera"))
    if draft.expires_at:
        lines.append("Kedaluwarsa: " + moment(draft.expires_at, zone))
    begins = (draft.start_at or now).astimezone(zone)
    if is_quiet(begins.time()):
        lines.append(f"⚠️ Pukul {clock(begins, zone)} sudah malam; banyak orang sedang beristirahat.")
    if rate and people:
        lines.append(f"Perkiraan lama: {duration(people / rate)}")
    if not people and not anybody:
        lines += ["", HOW_PEOPLE_SUBSCRIBE]
    return "\n".join(lines)


def kept(draft: AnnouncementDraft, people: int, zone: ZoneInfo, *, needs_approval: bool, others: int) -> str:
    """After composing: nothing is sent yet."""
    when = moment(draft.start_at, zone) if draft.start_at else "segera"
    lines = [
        f"📝 <b>{escape(draft.title(KINDS.get(draft.kind, '')))}</b> disimpan. Belum ada yang terkirim.",
        "",
        f"Penerima: {escape(audience(draft.audience))} (<b>{dotted(people)}</b> penerima)",
        f"Waktu kirim: {when}",
    ]
    if needs_approval and others:
        lines += ["", "Menunggu persetujuan admin lain. Mereka sudah diberi tahu."]
    elif needs_approval:
        lines += ["", NO_SECOND_ADMIN]
    return "\n".join(lines)


def wants_approval(title: str, people: int) -> str:
    """To the other admins."""
    return (
        f"📝 Pengumuman <b>{escape(title)}</b> untuk {dotted(people)} penerima menunggu persetujuan Anda. "
        "Buka, lihat pratinjaunya, lalu setujui atau batalkan."
    )


def approved_news(title: str) -> str:
    """To the author."""
    return f"✅ Pengumuman Anda <b>{escape(title)}</b> disetujui. Buka untuk mengirimnya."


def line(campaign: Campaign) -> str:
    """One campaign on its button."""
    return cap(f"{_MARKS[campaign.state]} {campaign.title} · {STATE_LABELS[campaign.state]}", 60)


def bar(share: float) -> str:
    """``▓▓▓▓░░░░``."""
    full = round(share * BAR)
    return "▓" * full + "░" * (BAR - full)


def card(campaign: Campaign, progress: Progress, zone: ZoneInfo, *, alone: bool = False) -> str:
    """Where a campaign stands; ``alone`` says that nobody is there who could approve it."""
    state = campaign.state
    lines = [f"{_MARKS[state]} <b>{escape(campaign.title)}</b>", f"<b>{STATE_LABELS[state]}</b>"]
    if state is CampaignState.DRAFT:
        lines[1] += "" if campaign.approved else " · menunggu persetujuan admin lain"
    lines.append(f"Penerima: {escape(audience(campaign.audience))}")
    if state in (CampaignState.DRAFT, CampaignState.SCHEDULED) and campaign.start_at:
        lines.append(f"Waktu kirim: {moment(campaign.start_at, zone)}")
    if campaign.expires_at and not state.is_over:
        lines.append(f"Kedaluwarsa: {moment(campaign.expires_at, zone)}")
    if campaign.halt is not None:
        lines.append(f"⚠️ Dijeda otomatis: {HALT_LABELS[campaign.halt]}.")
    if alone and state is CampaignState.DRAFT and not campaign.approved:
        lines += ["", NO_SECOND_ADMIN]
    if campaign.started_at is not None:
        lines += ["", *_figures(progress)]
    if campaign.aftermath is not None:
        lines += ["", _aftermath(campaign, progress)]
    return "\n".join(lines)


def _figures(progress: Progress) -> list[str]:
    if not progress.total:
        return [NOBODY_GOT_IT if progress.state.is_over else COUNTING]
    lines = [
        f"{bar(progress.share)} {percent(progress.share)}",
        f"{dotted(progress.done)} dari {dotted(progress.total)} · terkirim {dotted(progress.sent)}",
    ]
    missed = progress.blocked + sum(progress.failed.values()) + progress.unknown
    if missed:
        lines.append(f"Tidak sampai: {dotted(missed)}")
    if progress.possible_repeats:
        lines.append(f"Mungkin terkirim dua kali: {dotted(progress.possible_repeats)}")
    if progress.state is CampaignState.RUNNING and progress.rate > 0:
        left = f", sisa {duration(progress.seconds_left)}" if progress.seconds_left is not None else ""
        lines.append(f"{dotted(progress.rate)} pesan/detik{left}")
    return lines


def percent(share: float) -> str:
    """Never 100 % while anybody is missing."""
    return f"{int(share * 100)} %"


def _aftermath(campaign: Campaign, progress: Progress) -> str:
    is_retraction = campaign.aftermath is Aftermath.RETRACT
    verb = (
        ("ditarik kembali" if campaign.aftermath_done else "sedang ditarik kembali")
        if is_retraction
        else ("diubah" if campaign.aftermath_done else "sedang diubah")
    )
    words = f"↩️ {dotted(progress.aftermath_done)} pesan {verb}"
    if progress.aftermath_failed:
        words += f", {dotted(progress.aftermath_failed)} tidak bisa (sudah lama atau sudah dihapus)"
    return words + "."


def report_words(report: DeliveryReport, zone: ZoneInfo, bot_name: str) -> ReportWords:
    """What the picture of a delivery report says."""
    progress = report.progress
    ended = report.campaign.finished_at or report.campaign.created_at
    notes = []
    if progress.possible_repeats:
        notes.append(f"{dotted(progress.possible_repeats)} orang mungkin menerima dua kali karena gangguan.")
    if report.channel is not None:
        notes.append("Kanal: terkirim." if report.channel else "Kanal: tidak terkirim.")
    share = progress.sent / progress.total if progress.total else 0.0
    return ReportWords(
        f"LAPORAN PENGIRIMAN · {STATE_LABELS[progress.state].upper()}",
        report.campaign.title,
        percent(share),
        "sampai",
        f"{dotted(progress.sent)} dari {dotted(progress.total)}"
        + (f", {duration(report.seconds)}" if report.seconds is not None else ""),
        tuple(_labelled(report)),
        tuple(dotted(value) for _, value in report.rows),
        tuple(notes),
        (format_date(ended.astimezone(zone).date()), "Tanpa nama atau nomor siapa pun"),
        bot_name,
    )


def _labelled(report: DeliveryReport) -> list[tuple[str, int]]:
    return [
        (OUTCOME_LABELS[kind] if isinstance(kind, Outcome) else UNDELIVERED_LABELS[kind], number)
        for kind, number in report.rows
    ]


def report_table(report: DeliveryReport) -> list[tuple[str, str | int]]:
    """The table of a delivery report, heads first."""
    rows: list[tuple[str, str | int]] = [
        ("Hasil", "Jumlah"),
        *_labelled(report),
        ("Kemungkinan terkirim dua kali", report.progress.possible_repeats),
        ("Seluruh penerima", report.progress.total),
    ]
    if report.channel is not None:
        rows.append(("Kanal", "terkirim" if report.channel else "tidak terkirim"))
    return rows


def report_caption(report: DeliveryReport) -> str:
    """Below the picture, and instead of it where it can't be drawn."""
    rows = "\n".join(f"• {escape(label)}: {dotted(value)}" for label, value in _labelled(report))
    return f"<b>Laporan pengiriman</b>\n{escape(report.campaign.title)}\n\n{rows}"


def action_label(action: Action, campaign: Campaign) -> str:
    """The words on a button."""
    if action is Action.START and campaign.start_at is not None:
        return START_LATER
    words = {Action.START: START_NOW, Action.APPROVE: "✅ Setujui", Action.EDIT: "Ubah teks"}
    return words.get(action, ACTION_LABELS[action])


def names_shown(field: str, names: Sequence[str]) -> str:
    """Above the names to choose from."""
    return ASK_NAMES[field] if names else NO_NAMES
