"""Words of the pledge. It adds no rule; see the topic ``ikrar-pakta-integritas``."""

from __future__ import annotations

from handlers.access.texts.menu import CommandWords

COMMAND = CommandWords("Ikrar netralitas dengan piagam", "/ikrar membuat piagam netralitas")

PROMISES = (
    "Tidak memihak, dan tidak mengajak siapa pun memilih peserta pemilu.",
    "Tidak menyukai, mengomentari, atau membagikan unggahan peserta.",
    "Tidak memakai jabatan dan fasilitas negara untuk peserta.",
    "Menolak perintah yang memihak, dan bertanya bila ragu.",
)
INTRO = (
    "<b>Ikrar netralitas</b>\n\n"
    + "\n".join(f"{n}. {promise}" for n, promise in enumerate(PROMISES, 1))
    + "\n\nIni pengingat untuk diri sendiri, <b>bukan</b> pakta integritas resmi instansi. "
    "Larangannya berlaku dengan atau tanpa ikrar."
)
BUTTON_PLEDGE = "Saya berikrar"
ASK_NAME = (
    "Terima kasih. Ketik nama yang ingin tertulis pada piagam.\n\n"
    "Nama hanya digambar pada piagam dan <b>tidak disimpan</b>. /batal untuk berhenti."
)
BAD_NAME = (
    "Nama itu belum bisa ditulis. Ketik nama saja, 2 sampai 60 huruf, misalnya: <i>Ratna Wulandari, S.E.</i>"
)
NOTE = "Pengingat pribadi, bukan pakta integritas resmi instansi."
CAPTION = "Ini piagam Anda. Bagikan bila mau; nama Anda tidak kami simpan.\n\nYuk uji pengetahuan Anda: /kuis"
BUSY = "Selesaikan dulu isian yang sedang berjalan, atau ketik /batal."
FAILED = "Maaf, piagamnya belum bisa dibuat. Silakan ketik nama Anda sekali lagi."
"""The dialog stays open, so that the name can be typed again."""
