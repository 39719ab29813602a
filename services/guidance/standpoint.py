"""Whether a message is written by a citizen, as far as it says so itself."""

from __future__ import annotations

import re

from rulebook.model import Actor
from services.guidance.actors import names_who_serves, plain

_I = r"(?:saya|sy|aku|kami|kita|gue|gw)"
_CITIZEN = re.compile(
    rf"\b(?:{_I} (?:(?:ini|cuma|hanya|cuman|seorang|sebagai|sbg|juga) )*|sebagai )"
    r"(?:warga(?! ?negara)|rakyat|masyarakat)\b"
)
"""A *warga negara* says nothing of what they do: every civil servant is one."""
_WORKS = re.compile(
    r"\b(?:kerja|bekerja|krj|tugas|bertugas|ditugaskan|ngantor|berkantor|berdinas|mengabdi|mengajar|ngajar|"
    r"menjabat|jabatan|sekaligus|merangkap|kpps|pps|ppk|panwas\w*)\b"
)


def is_citizen(text: str) -> bool:
    """True where the writer says to be a citizen and names no office that could be theirs as well.

    A lurah or camat who is named is the one complained of, as a rule; any other office may be the writer's.
    """
    words = plain(text)
    return (
        _CITIZEN.search(words) is not None
        and _WORKS.search(words) is None
        and not names_who_serves(text, but=Actor.SUBDISTRICT_HEAD)
    )
