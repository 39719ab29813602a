"""Corrections as people write them: "salah, maksud saya camat", "bukan like, tapi follow"."""

from __future__ import annotations

import re

from services.guidance.actors import only_denied, only_role

_WORDS = r"[,.:;!–-]*\s*"
_OPENING = (
    r"(?:(?:eh|oh|maaf|maap|sori|sorry|salah(?: ketik| tulis| tanya)?|keliru|bukan(?: itu| begitu| gitu)?|"
    r"bkn itu|no|ya|iya)" + _WORDS + r")*"
)
_MEANT = (
    r"(?:yang (?:saya|sy|aku|gw|gue) maksud(?:kan)?|(?:maksud|maksut|mksd|mksud|karep|karepe)"
    r"(?:nya|ku|e)?(?: (?:saya|sy|aku|gw|gue|kami|kulo))?|(?:ralat|koreksi|revisi|pembetulan)|i mean[ts]?|"
    r"(?:saya|sy|aku|gw) (?:tanya|nanya|bertanya|maunya|mau tanya)(?: soal| tentang)?|pertanyaan saya|"
    r"harusnya|mestinya)"
    r"(?: (?:itu|adalah|tadi|yaitu|kalau|kalo|soal|tentang|mau tanya))*"
)
_MEANT_THIS = re.compile(rf"^\s*{_OPENING}{_MEANT}\b{_WORDS}(?P<meant>.*\w.*)$", re.IGNORECASE | re.DOTALL)
_SAID_WRONG = re.compile(
    r"^\s*(?:(?:eh|oh|maaf|maap|sori|sorry)"
    + _WORDS
    + r")*(?:salah|keliru|bukan itu|bukan begitu)\s*[,.:;!]+\s*(?P<meant>.*\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WRONG_ABOUT_WHO = re.compile(
    r"^\s*(?:(?:eh|oh|maaf|maap|sori|sorry|aduh)"
    + _WORDS
    + r")*(?:salah|keliru|bukan itu)\s+(?P<meant>.*\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""Without a comma only before who somebody is or is not: "salah saya like?" asks."""
_NOT_BUT = re.compile(
    r"^\s*(?:eh|oh|maaf|ralat|koreksi)?[,:]?\s*(?:bukan|bkn|not)\s+(?P<wrong>.{2,60}?)[,;.]?\s+"
    r"(?:tapi|tp|tetapi|melainkan|maksudnya|maksud saya|maksudku|namun|but|yang benar)\s+(?P<meant>.*\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BUT_NOT = re.compile(r"[,;]?\s+(?:bukan|bkn|dudu|not)\s+(?!asn\b)[^,.;?!]{2,40}[?!. ]*$", re.IGNORECASE)
LONGEST = 20
"""Words; somebody who writes more asks anew."""


def meant(text: str) -> str | None:
    """What somebody meant instead; None where a message corrects nothing."""
    if len(text.split()) > LONGEST:
        return None
    for pattern in (_NOT_BUT, _MEANT_THIS, _SAID_WRONG):
        if match := pattern.match(text):
            rest = match["meant"].strip()
            again = _NOT_BUT.match(rest)
            rest = again["meant"].strip() if again else rest
            return _BUT_NOT.sub("", rest).strip() or None
    who = _WRONG_ABOUT_WHO.match(text)
    if who is not None and (only_role(who["meant"]) or only_denied(who["meant"])):
        return who["meant"].strip()
    return None
