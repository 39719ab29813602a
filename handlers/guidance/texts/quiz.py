"""Words of the quiz."""

from __future__ import annotations

from handlers.access.texts.menu import CommandWords

COMMAND = CommandWords("Uji pengetahuan Anda, lima soal", "/kuis berisi lima soal singkat")

INTRO = (
    "<b>Kuis netralitas ASN</b>\n\nLima soal, kira-kira dua menit. "
    "Setelah menjawab, penjelasannya langsung muncul. Hasil Anda tidak disimpan."
)
AGAIN = "Main lagi"
LEARN = "Baca: "


def praise(right: int, asked: int) -> str:
    """Kind words for a score."""
    if right == asked:
        return "Sempurna! Anda siap mengingatkan rekan."
    if right >= asked - 1:
        return "Bagus sekali! Tinggal satu yang perlu dibaca."
    if right * 2 >= asked:
        return "Lumayan. Baca lagi yang masih keliru."
    return "Tidak apa-apa. Yuk, baca aturannya pelan-pelan."


def result(right: int, asked: int) -> str:
    """Caption below the score card."""
    words = f"<b>{right} dari {asked} benar.</b> {praise(right, asked)}"
    return words if right == asked else f"{words}\n\nKetuk untuk membaca yang masih keliru:"


def progress(number: int, count: int, ask: str) -> str:
    """A poll's question with its number; polls show no markup."""
    return f"{number}/{count}. {ask}"
