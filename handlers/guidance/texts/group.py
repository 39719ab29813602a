"""Words in groups: short, and never about a person."""

from __future__ import annotations

FULL_ANSWER = "Jawaban lengkap (chat pribadi)"
ASK_IN_PRIVATE = "Tanya di chat pribadi"
OPEN = "Buka chat pribadi"
REPORT_IN_PRIVATE = "Lapor di chat pribadi"
HOW_TO_ASK = "Tulis pertanyaannya setelah perintah, misalnya:\n<i>/tanya boleh ga PNS foto bareng calon?</i>"
UNCLEAR = "Pertanyaan ini perlu diperjelas supaya jawabannya tidak keliru. Mari lanjutkan di chat pribadi."
OUT_OF_SCOPE = (
    "Maaf, itu belum bisa saya jawab dengan yakin. "
    "Saya menjawab soal netralitas ASN dalam pemilu dan pilkada."
)
REPORT_REFUSED = (
    "Terima kasih sudah peduli. Demi keselamatan Anda dan orang yang disebut, jangan melapor di grup: "
    "<b>lapor lewat chat pribadi</b>. Di sana tanpa nama."
)
GREETING = "Halo! Tanyakan soal netralitas ASN, misalnya:\n<i>/tanya boleh ga PNS foto bareng calon?</i>"
TOO_MANY = (
    "Pertanyaan di grup ini sedang banyak sekali, jadi saya berhenti menjawab di sini dulu, paling lama "
    "kira-kira satu menit. Pertanyaan ini dan yang menyusul selama itu tidak saya jawab. "
    "Silakan ulangi nanti, atau tanyakan sekarang juga di chat pribadi."
)
"""Said once; then the group hears nothing until its pace allows an answer again."""
