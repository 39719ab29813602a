"""Words of reminders to officers: they tell nothing of any report."""

from __future__ import annotations

from collections.abc import Mapping

from core.text import dotted
from handlers.casework.texts.labels import NOTICE_LABELS
from services.casework.hearing import TIMES, Heard
from services.casework.notices import Notice


def notices(counts: Mapping[Notice, int]) -> str:
    """A reminder; it tells nothing of any report."""
    lines = [
        f"• {dotted(counts[notice])} laporan {NOTICE_LABELS[notice]}"
        for notice in Notice
        if counts.get(notice)
    ]
    return "⏰ <b>Pengingat laporan</b>\n\n" + "\n".join(lines) + "\n\nBuka dengan /laporan."


HEARING_TIMES = ", ".join(f"{one:%H.%M}" for one in TIMES)
"""When officers hear of what came."""


def heard(news: Heard) -> str:
    """That something came since the last fixed time; it tells nothing of any report."""
    what = " dan ".join(
        [*(["laporan baru"] if news.reports else []), *(["jawaban pelapor"] if news.answers else [])]
    )
    lines = [f"🔔 <b>Ada {what or 'kabar'}</b>", ""]
    if news.counts is not None:
        open_, near, answers = (
            dotted(one) for one in (news.counts.open, news.counts.near, news.counts.answers)
        )
        lines += [f"Hari ini: {open_} terbuka · {near} dekat batas · {answers} jawaban belum dibaca.", ""]
    return "\n".join(
        [
            *lines,
            "Buka dengan /laporan.",
            "",
            f"<i>Kabar ini paling banyak tiga kali sehari, sekitar pukul {HEARING_TIMES}.</i>",
        ]
    )


def unattended(count: int, *, has_officers: bool) -> str:
    """That reports wait which no officer may work on, and what to do; it tells nothing else of them."""
    why = (
        "Tidak ada petugas yang boleh menanganinya, karena mungkin menyangkut kantor mereka sendiri, atasan, "
        "atau bawahannya."
        if has_officers
        else "Belum ada petugas yang bisa menanganinya: belum ada yang selesai mengisi tempat kerja dan "
        "memasang kunci kedua."
    )
    what = (
        "Undanglah petugas dari <b>instansi atau provinsi lain</b>: ketik /peran, lalu <b>Undang petugas "
        "baru</b>. Setelah ia siap, laporan yang tidak menyangkut kantornya muncul di daftarnya."
        if has_officers
        else "Selesaikan pendaftaran Anda lewat /laporan, atau undang petugas lewat /peran. Sebaiknya ada "
        "petugas dari lebih dari satu instansi."
    )
    return (
        f"📭 <b>{dotted(count)} laporan menunggu tanpa petugas</b>\n\n{why} Isi, tempat, dan harinya tidak "
        f"disebut di sini.\n\n{what}\n\n"
        "Pesan ini paling banyak sekali sehari, selama masih ada yang menunggu."
    )
