"""A choice among what was offered, in words: "yang kedua", "no 2", "1"."""

from __future__ import annotations

import re

from services.guidance.actors import plain

_NUMBERS = {
    1: r"1|satu|pertama|kesatu|siji|sepisan|hiji|kahiji|first|one|atas|paling atas|teratas|awal|ciek|partamo",
    2: r"2|dua|kedua|ke dua|loro|kaping kalih|kaping pindho|kadua|duo|second|two|tengah|kaduo|pindho|kalih",
    3: r"3|tiga|ketiga|ke tiga|telu|tilu|katilu|third|three|katigo|tigo",
    4: r"4|empat|keempat|ke empat|papat|opat|kaopat|fourth|four|ampek",
}
_LAST = r"terakhir|paling akhir|bawah|paling bawah|terbawah|akhir|last"
_BEFORE = (
    r"(?:saya|sy|aku|gw|gue|mau|pengen|pilih|milih|maksud|maksudnya|maksudku|yang|yg|sing|nu|nan|opsi|"
    r"pilihan|nomor|"
    r"nomer|no|nmr|jawaban|topik|angka|the|number|option|ke|ka|it|s|itu|ya|iya|oke|ok|kayaknya|sepertinya|"
    r"mungkin|kaping)"
)
_AFTER = r"(?:min|pak|bu|kak|bang|mas|mbak|aja|saja|ya|dong|deh|itu|one|please|kayaknya|sih|lah|wae|nya)"
_PICKS = {
    n: re.compile(rf"^(?:{_BEFORE} )*(?:ke ?)?(?:{words})(?: {_AFTER})*$") for n, words in _NUMBERS.items()
}
_PICKS_LAST = re.compile(rf"^(?:{_BEFORE} )*(?:{_LAST})(?: {_AFTER})*$")


def picked(text: str, offered: tuple[str, ...]) -> str | None:
    """The topic chosen among those offered; None where the message chooses none of them."""
    if not offered:
        return None
    words = plain(text)
    if _PICKS_LAST.match(words):
        return offered[-1]
    for number, pattern in _PICKS.items():
        if number <= len(offered) and pattern.match(words):
            return offered[number - 1]
    return None


def picks_something(text: str) -> bool:
    """Whether a message chooses a number, whatever was offered."""
    words = plain(text)
    return any(pattern.match(words) for pattern in (*_PICKS.values(), _PICKS_LAST))
