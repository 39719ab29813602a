"""Follow-ups as people write them: which side of the last card they ask for, and whom they ask about."""

from __future__ import annotations

import re
from enum import StrEnum

from rulebook.model import Actor
from services.guidance.actors import NamedActor, content, named, plain, servant_in

LONGEST_FOLLOWUP = 8
"""Words; a longer message stands on its own."""


class CardSide(StrEnum):
    """Which side of a card a message asks for."""

    CARD = "card"
    LAW = "law"
    SANCTION = "sanction"
    FULL = "full"


_FILLERS = (
    r"(?:apa|apaan|apo|opo|itu|ini|nya|ne|e|ya|yah|dong|sih|kah|min|kak|pak|bu|mas|mbak|bang|terus|trus|"
    r"lalu|kalau|kalo|"
    r"klo|nek|gimana|bagaimana|gmn|piye|kumaha|brp|berapa|ada|yg|yang|mana|di|dari|untuk|buat|emang|memang|"
    r"saja|aja|"
    r"tolong|boleh|tahu|tau|lihat|minta|jelaskan|dan|so|what|is|the|kena|bisa|nanti|jadinya|seperti|kayak|"
    r"tersebut|"
    r"tadi|hal|soal|tentang|bunyinya|bunyi|cuma|cuman|hanya|sekadar|sekedar|doang|begitu|gitu|ketahuan|"
    r"ketauan|sampai|"
    r"saya|aku|gw|dapat|deh|of|for|kok|maksimal|paling|berat)"
)
_NAMES_NOTHING = re.compile(rf"^{_FILLERS}(?: {_FILLERS})*$")
"""Neither an act nor an object is named ("kalau cuma lihat aja?"): whatever it resembles, it leans."""
_SANCTION = (
    r"(?:sanksi|sangsi|sanksinya|sangsinya|hukuman|hukumannya|hukumane|ukumane|dihukum|ancaman|ancamannya|"
    r"akibatnya|"
    r"resikonya|risikonya|resiko|risiko|dipecat|diberhentikan|dipidana|dipenjara|dendanya|denda|penalty|"
    r"punishment|"
    r"sanctions?|kena apa|fired)"
)
_LAW = (
    r"(?:dasar|dasarnya|dasare|dasar hukum|dasar hukumnya|aturan|aturannya|pasal|pasalnya|uu|uunya|uu nya|"
    r"hukumnya|"
    r"undang undang|undang undangnya|rujukan|rujukannya|peraturan|peraturannya|sumber|sumbernya|legal "
    r"basis|law|"
    r"source)"
)
_FULL = (
    r"(?:kenapa|knp|mengapa|ngapa|why|alasan|alasannya|alasane|lengkap|lengkapnya|selengkapnya|detail|"
    r"detailnya|detil|"
    r"rinci|rincinya|rincian|rinciannya|jelaskan|jelasin|penjelasan|penjelasannya|contoh|contohnya|contone|"
    r"maksudnya|"
    r"maksudte|lebih lanjut|lanjutannya|harus|mesti|musti|sebaiknya|ngapain|berbuat|dilarang|kudu|explain|"
    r"details?|"
    r"more|lagi|jawaban|jawabannya|info|infonya|informasinya|"
    r"solusinya|solusi|sarannya|saran|amannya|yang aman)"
)
_LEBIH = rf"(?:{_FILLERS}|lebih|{_FULL})"
_ASKS = {
    CardSide.SANCTION: re.compile(rf"^(?:{_FILLERS} )*{_SANCTION}(?: {_FILLERS})*$"),
    CardSide.LAW: re.compile(rf"^(?:{_FILLERS} )*{_LAW}(?: {_FILLERS}| {_LAW})*$"),
    CardSide.FULL: re.compile(rf"^(?:(?:{_FILLERS}|lebih) )*{_FULL}(?: {_LEBIH})*$"),
}
_LEANS = re.compile(
    r"^(?:terus |trus |trs |lalu |lantas |nah |lah |la |oh |ok |oke |dan |tapi |tp |but |and )*"
    r"(?:kalau|kalo|klo|kl|klu|nek|yen|lamun|mun|jika|gimana|bagaimana|gmn|termasuk|juga|sama|what if|what "
    r"about|"
    r"how about|and if|if|apakah juga|berlaku|misal|misalnya|seandainya|andai)\b"
)
_KIN: tuple[tuple[re.Pattern[str], NamedActor], ...] = (
    (
        re.compile(r"\b(suami|istri|isteri|bojo|pasangan|husband|wife|spouse)"),
        NamedActor(Actor.SPOUSE, "suami-istri-calon", False, True),
    ),
    (
        re.compile(
            r"\b(anak|orang tua|ortu|kakak|adik|adek|saudara|ipar|mertua|sepupu|keluarga|keponakan|paman)"
        ),
        NamedActor(Actor.SPOUSE, "keluarga-calon", False, True),
    ),
)


def side_of(text: str) -> CardSide | None:
    """The side of the last card a message asks for."""
    words = plain(text)
    return next((side for side, pattern in _ASKS.items() if pattern.match(words)), None)


def names_nothing(text: str) -> bool:
    """Whether a message names neither an act nor an object."""
    return _NAMES_NOTHING.match(plain(text)) is not None


def leans(text: str) -> bool:
    """Whether a message begins as a follow-up does."""
    return _LEANS.match(plain(text)) is not None


def is_short(text: str) -> bool:
    """Whether a message is short enough to be one."""
    return 0 < len(plain(text).split()) <= LONGEST_FOLLOWUP


def asks_about(text: str) -> NamedActor | None:
    """Whom a follow-up asks about and nothing else: "kalau camat?", "pppk juga?", "kalau suami saya?"."""
    names_act = bool(content(text))
    if found := named(text):
        return None if names_act else found[0]
    kin = next((one for pattern, one in _KIN if pattern.search(plain(text))), None)
    if kin is not None:
        return kin if leans(text) or not names_act else None
    return None if names_act else servant_in(text)
