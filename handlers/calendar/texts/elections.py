"""Words of /kalender."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.text import dotted, escape, squeeze
from handlers.access.texts.menu import CommandWords
from handlers.calendar.texts.remind import HEADLINES
from handlers.platform.texts.dates import format_date, format_span
from rulebook.elections import Election, ElectionKind, PhaseKind
from services.calendar.editing import (
    MAX_BASIS,
    MAX_REGION,
    MAX_REGIONS,
    MAX_TITLE,
    ElectionDraft,
    ElectionFinding,
    ElectionProblem,
)
from services.calendar.reminders import Planned, Reminder
from services.platform.places import ZONE_LABELS, province_of

COMMAND = CommandWords("Atur tahapan pemilihan", "/kalender mengatur tahapan pemilihan")

LIST = (
    "<b>Kalender pemilihan</b>\n\nPilih untuk melihat atau mengubah. "
    "Perubahan berlaku seketika, dan pengingat mengikutinya."
)
ADD = "＋ Tambah pemilihan"
PLAN = "Yang akan terkirim 30 hari ke depan"
TO_LIST = "‹ Daftar"
TO_DRAFT = "‹ Kembali"
EDIT = "Ubah"
REMOVE = "Hapus"
RESTORE = "Kembalikan ke asal"
REMOVE_SURE = "Ya, hapus"
PREVIEW = "Pratinjau pengingat"
SAVE = "Simpan"
SAVE_AGAIN, REMOVE_AGAIN = "Simpan tahapan", "Hapus dari kalender"
"""What a button says that takes a tap up again, once the lock is open."""
DROP = "Buang perubahan"
TITLE, KIND, REGION, ZONE, BASIS = "Nama", "Jenis", "Wilayah", "Zona waktu", "Dasar"
PHASES = "Tahapan"
ALL_INDONESIA = "Seluruh Indonesia"
REGION_NAMES = "Nama kab/kota"
DONE = "Selesai"
REMOVE_PHASE = "Hapus tahapan ini"
GONE = "Pemilihan itu sudah tidak ada. Ketik /kalender untuk yang terbaru."
OLD = "Tombol itu sudah lama. Ketik /kalender untuk mulai lagi."
REMOVED = "Dihapus. Pengingat yang belum terkirim untuk pemilihan itu juga berhenti."
RESTORED = "Dikembalikan seperti jadwal asal."
DROPPED = "Perubahan dibuang; kalender tetap seperti semula."
USE_BUTTONS = "Pilihlah dengan tombol, atau /batal untuk membuang perubahan."
ASK_TITLE = "Tulis <b>nama</b> pemilihan, misalnya <i>Pilkada serentak 2031</i> (paling panjang 60 huruf)."
ASK_BASIS = "Tulis <b>dasar</b> jadwalnya, misalnya <i>PKPU 5/2030</i>. Dasar ini ditampilkan di /jadwal."
ASK_KIND = "Jenis pemilihan apa?"
ASK_ZONE = "Zona waktu daerahnya? Ini menentukan kapan hari berganti di /jadwal."
ASK_PROVINCES = (
    "<b>Wilayah</b>: orang di provinsi mana yang diingatkan? Ketuk untuk memilih, ketuk lagi untuk batal. "
    "Tanpa pilihan berarti seluruh Indonesia."
)
ASK_REGIONS = (
    "Tulis nama kabupaten dan kotanya, dipisah koma, misalnya <i>Kabupaten Bangka, Kota Pangkalpinang</i>. "
    "Nama ini hanya ditampilkan; pengingat mengikuti provinsi. Tulis <i>-</i> untuk mengosongkan."
)
ASK_PHASE = "Tahapan mana yang ditambah atau diubah?"
SPAN_UNCLEAR = (
    "Tanggal itu belum terbaca. Tulis lengkap dengan tahun, misalnya "
    "<i>25 September - 23 November 2030</i> atau <i>27 November 2030</i>."
)
SPAN_BACKWARDS = "Tanggal akhirnya sebelum tanggal mulai. Periksa, lalu tulis lagi."
TITLE_UNCLEAR = "Nama itu terlalu pendek. Tulis paling sedikit tiga huruf."


def too_long(step: str, typed: str) -> str:
    """Why something typed is not taken as it is; empty where it is not too long."""
    names = [squeeze(name) for name in re.split(r"[,\n;]", typed)]
    if step == "title" and len(squeeze(typed)) > MAX_TITLE:
        return f"Nama itu terlalu panjang (paling banyak {MAX_TITLE} huruf) dan belum dicatat. Pendekkan."
    if step == "basis" and len(squeeze(typed)) > MAX_BASIS:
        return f"Dasar itu terlalu panjang (paling banyak {MAX_BASIS} huruf) dan belum dicatat. Pendekkan."
    if step == "regions" and (len(names) > MAX_REGIONS or any(len(name) > MAX_REGION for name in names)):
        return (
            f"Paling banyak {MAX_REGIONS} nama, masing-masing paling banyak {MAX_REGION} huruf. "
            "Tadi belum dicatat; tulis lagi."
        )
    return ""


NOTHING_PLANNED = "Tidak ada pengingat yang akan terkirim dalam 30 hari ke depan."
NO_REMINDERS = "Belum ada pengingat yang mengikuti; isi dulu tahapan kampanye atau pemungutan suara."
PREVIEW_SHOWN = 25
PLAN_SHOWN = 30


def listing(unreadable: Sequence[str]) -> str:
    """Above the list; stored elections a newer version can't read are named, not hidden."""
    if not unreadable:
        return LIST
    names = escape(", ".join(unreadable))
    return f"{LIST}\n\n⚠️ Tidak terbaca lagi, jadi tidak dipakai: {names}. Tambahkan ulang."


def saved(title: str) -> str:
    """After saving."""
    return f"✅ <b>{escape(title)}</b> disimpan dan langsung berlaku. Lihat hasilnya: /jadwal"


def ask_dates(kind: PhaseKind, draft: ElectionDraft) -> str:
    """Asks for the dates of a stage."""
    phase = draft.phase(kind)
    now = f"\nSekarang: {format_span(phase.starts, phase.ends)}." if phase else ""
    return (
        f"Tanggal <b>{escape(kind.label)}</b>?{now}\n\nTulis lengkap dengan tahun, misalnya "
        "<i>25 September - 23 November 2030</i> atau satu hari saja, <i>27 November 2030</i>."
    )


def where(draft: ElectionDraft) -> str:
    """The region in words."""
    names = [province.name for code in draft.provinces if (province := province_of(code))]
    region = ", ".join(names) if names else ALL_INDONESIA
    return f"{region} ({', '.join(draft.regions)})" if draft.regions else region


def problem(finding: ElectionFinding) -> str:
    """What is wrong or odd, and what to do."""
    names = [escape(name) for name in finding.names]
    return {
        ElectionProblem.NO_TITLE: "Nama belum diisi.",
        ElectionProblem.NO_BASIS: "Dasar jadwal belum diisi, misalnya nomor PKPU.",
        ElectionProblem.NO_PHASES: "Belum ada tahapan. Isi sedikitnya satu.",
        ElectionProblem.OVERLAP: (
            f"{' dan '.join(names)} tumpang tindih atau terbalik urutannya. "
            "Urutannya: kampanye, masa tenang, pemungutan suara."
        ),
        ElectionProblem.INVALID: "Ada isian yang tidak sah. Periksa nama, dasar, dan tanggalnya.",
        ElectionProblem.NO_VOTING: "Hari pemungutan suara belum diisi, jadi pengingatnya belum ada.",
        ElectionProblem.QUIET_LENGTH: "Masa tenang biasanya tiga hari. Periksa tanggalnya.",
        ElectionProblem.QUIET_GAP: "Ada hari kosong antara masa tenang dan pemungutan suara.",
        ElectionProblem.CAMPAIGN_GAP: "Ada hari kosong antara kampanye dan masa tenang.",
        ElectionProblem.LATE_CANDIDATES: "Calon ditetapkan setelah kampanye mulai. Biasanya sebelumnya.",
        ElectionProblem.VOTING_LENGTH: "Pemungutan suara lebih dari satu hari.",
        ElectionProblem.ALL_PAST: (
            "Semua tanggalnya sudah lewat, jadi tidak ada pengingat yang akan terkirim."
        ),
        ElectionProblem.SAME_TIME: f"Waktunya bersamaan dengan {', '.join(names)} di wilayah yang sama.",
    }[finding.problem]


def draft(one: ElectionDraft, findings: Sequence[ElectionFinding]) -> str:
    """The draft as it stands, with what is wrong in it."""
    lines = [f"<b>{escape(one.title) or 'Pemilihan baru'}</b>", ""]
    lines.append(f"Jenis: {one.kind.label}")
    lines.append(f"Wilayah: {escape(where(one))}")
    lines.append(f"Zona waktu: {ZONE_LABELS.get(one.time_zone, one.time_zone)}")
    basis = "; ".join(str(item["instrument"]) for item in one.basis)
    lines.append(f"Dasar: {escape(basis) or '-'}")
    if one.phases:
        lines += ["", "<b>Tahapan</b>"]
        lines += [f"• {escape(phase.title)}: {format_span(phase.starts, phase.ends)}" for phase in one.phases]
    errors = [finding for finding in findings if finding.problem.is_error]
    oddities = [finding for finding in findings if not finding.problem.is_error]
    if errors:
        lines += ["", "<b>Belum bisa disimpan</b>", *(f"⛔ {problem(one)}" for one in errors)]
    if oddities:
        lines += ["", "<b>Periksa lagi</b>", *(f"⚠️ {problem(one)}" for one in oddities)]
    if not errors and not oddities:
        lines += ["", "✅ Urutan dan tanggalnya wajar."]
    return "\n".join(lines)


def shown(election: Election, *, is_own: bool) -> str:
    """One election of the calendar."""
    lines = [
        f"<b>{escape(election.title)}</b>",
        f"{election.kind.label} · {escape(where(ElectionDraft.of(election)))}",
    ]
    lines.append("<i>Diisi atau diubah admin</i>" if is_own else "<i>Bawaan</i>")
    lines.append("")
    lines += [f"• {escape(one.title)}: {format_span(one.starts, one.ends)}" for one in election.phases]
    return "\n".join(lines)


def sure(election: Election, *, is_shipped: bool) -> str:
    """Before removing."""
    if is_shipped:
        return f"Kembalikan <b>{escape(election.title)}</b> ke jadwal asal? Perubahan admin hilang."
    return f"Hapus <b>{escape(election.title)}</b> dari kalender? Pengingatnya ikut berhenti."


def preview(title: str, reminders: Sequence[Reminder]) -> str:
    """The reminders that follow from an election."""
    if not reminders:
        return NO_REMINDERS
    lines = [f"<b>Pengingat yang mengikuti</b>\n<i>{escape(title)}</i>, pukul 07.30 waktu setempat", ""]
    lines += [
        f"• {format_date(one.day, weekday=False)}: {HEADLINES[one.kind]}" for one in reminders[:PREVIEW_SHOWN]
    ]
    if len(reminders) > PREVIEW_SHOWN:
        lines.append(f"… dan {len(reminders) - PREVIEW_SHOWN} lagi")
    return "\n".join(lines)


def plan(planned: Sequence[Planned]) -> str:
    """What will go out within thirty days."""
    if not planned:
        return NOTHING_PLANNED
    lines = [
        "<b>Yang akan terkirim 30 hari ke depan</b>",
        "Pukul 07.30 waktu setempat, jumlah orang per hari ini.",
        "",
    ]
    lines += [
        f"• {format_date(one.reminder.day, weekday=False)}: {HEADLINES[one.reminder.kind]} "
        f"({escape(one.reminder.election_title)}), {dotted(one.people)} orang"
        for one in planned[:PLAN_SHOWN]
    ]
    if len(planned) > PLAN_SHOWN:
        lines.append(f"… dan {len(planned) - PLAN_SHOWN} lagi")
    return "\n".join(lines)


KINDS = tuple(ElectionKind)
EDITABLE_PHASES = (
    PhaseKind.REGISTRATION,
    PhaseKind.CANDIDATES_SET,
    PhaseKind.NUMBERS,
    PhaseKind.CAMPAIGN,
    PhaseKind.QUIET,
    PhaseKind.VOTING,
    PhaseKind.COUNTING,
    PhaseKind.INAUGURATION,
)
