"""Whether a message is written by a citizen, as far as it says so itself."""

from __future__ import annotations

import re

_I = r"(?:saya|sy|aku|kami|kita|gue|gw)"
_CITIZEN = re.compile(
    rf"\b(?:{_I} (?:(?:ini|cuma|hanya|cuman|seorang|sebagai|sbg) )*|sebagai )(?:warga|rakyat|masyarakat)\b"
)
_SERVES = re.compile(
    r"\b(?:asn|pns|cpns|pppk|p3k|honorer|kontrak|guru|dosen|tni|polri|polisi|kades|perangkat|bumn|bumd|staf|"
    r"pegawai|kpps|pps|ppk|panwas\w*)\b"
)


def is_citizen(text: str) -> bool:
    """True where the writer says to be a citizen and names no office that could be theirs as well."""
    words = " ".join(re.findall(r"[a-z0-9]+", text.casefold()))
    return bool(_CITIZEN.search(words)) and not _SERVES.search(words)
