"""Takes out of a question what could tell who asked or who is meant, before it is kept.

Wide on purpose: a word too many costs nothing, a name too many may cost a job. What is taken out is replaced
by a plain word in brackets, so that the question can still be understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from core.text import Scrubbed, cap, squeeze

MAX_KEPT = 300
"""Characters of a question that are kept; people put the story last."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
_URL = re.compile(
    r"\b(?:https?://|www\.|t\.me/)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|id|net|org|me|co|link|site)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"@\s?[\w.]{2,}")
_PLATE = re.compile(r"\b[A-Z]{1,2}\s?\d{1,4}\s?[A-Z]{1,3}\b")
_PLATE_SPACED = re.compile(r"\b[a-z]{1,2} \d{3,4} [a-z]{1,3}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s.,()/-]{0,2}\d){4,}")
"""Five digits and more are numbers of persons, phones or letters."""
_LAW = re.compile(r"\d{1,3}\s?[/ ]\s?(?:19|20)\d{2}")
"""``94/2021``: a law and its year."""
_HONORIFICS = (
    r"pak|bpk|bapak|bu|ibu|sdr|sdri|saudara|saudari|mas|mbak|mba|bang|abang|kak|kakak|om|tante|"
    r"kang|teh|teteh|akang|daeng|uda|uni|ustaz|ustad|ustadz|kh|kiai|kyai|h|hj|haji|hajah|dr|drs|dra|"
    r"ir|prof|tn|ny|nyonya|tuan|nama saya|namaku|saya bernama|atas nama|an|a\.n"
)
_ROLES = _words(
    "camat lurah bupati wakil wabup gubernur wagub wali walikota kades kepala kadis kabid kasi sekda sekdes "
    "sekcam rt rw presiden menteri guru dosen bidan dokter perawat calon paslon cabup cagub cawabup caleg "
    "capres atasan ketua anggota pns asn pppk cpns honorer haji saya kami kita aku dan yang itu ini ke di "
    "dari untuk kalau apa boleh bisa tidak ada juga sama dengan jadi mau kandung mertua ipar tiri angkat "
    "guru-guru hamil rumah bos dirjen dirut direktur jaksa hakim polisi tentara kapolsek danramil "
    "calon kantor saya apakah bolehkah bagaimana kalau"
)
_AFTER_HONORIFIC = re.compile(
    rf"\b((?i:{_HONORIFICS}))\b(\.?\s+)([^\W\d_][\w'’.-]*)((?:\s+[^\W\d_][\w'’-]*){{0,4}})"
)
"""An honorific, the word after it, and up to four more that may belong to the name."""
_CAPITALISED = re.compile(r"(?:[A-Z][a-z'’]{2,}(?:\s+(?:bin|binti)\b)?\s+){1,4}[A-Z][a-z'’]{2,}\b")
_KNOWN = _words(
    "Bawaslu Panwascam Panwaslu Pemilu Pilkada Pilpres Pileg Pilkades Pemilihan Umum Undang Pasal Komisi "
    "Kepala Dinas Desa Daerah Kampung Kota Kabupaten Provinsi Kecamatan Kelurahan Facebook Instagram "
    "Whatsapp Tiktok Twitter Telegram Youtube Hari Masa Tenang Badan Kepegawaian Negara Aparatur Sipil "
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu Januari Februari Maret April Mei Juni Juli Agustus "
    "September Oktober November Desember Korpri Menteri Presiden Wakil Gubernur Bupati Wali Surat Edaran "
    "Keputusan Bersama Peraturan Pemerintah"
)


class Scrubber:
    """Scrubs questions.

    ``known`` are everyday words of such questions in lower case; a word that follows a name and is not among
    them is taken for a part of the name, even if it is not capitalised. ``without_codes`` takes codes of
    reports out.
    """

    def __init__(
        self, known: Iterable[str] = (), without_codes: Callable[[str], str] = lambda text: text
    ) -> None:
        self._known = frozenset(known) | _ROLES
        self._without_codes = without_codes

    def scrub(self, text: str) -> Scrubbed:
        """One line without addresses, numbers, plates and names, at most ``MAX_KEPT`` characters."""
        line = squeeze(self._without_codes(text))
        line = _MAIL.sub("[surel]", line)
        line = _URL.sub("[tautan]", line)
        line = _HANDLE.sub("[akun]", line)
        line = _PLATE.sub(_plate, line)
        line = _PLATE_SPACED.sub(_plate, line)
        line = _NUMBER.sub(_number, line)
        line = _AFTER_HONORIFIC.sub(self._named, line)
        line = _CAPITALISED.sub(_capitalised, line)
        return Scrubbed(cap(line, MAX_KEPT))

    def _named(self, match: re.Match[str]) -> str:
        """``Pak Budi Santoso boleh`` becomes ``Pak [nama] boleh``; ``Pak camat Ahmad`` keeps its office."""
        head, gap, first, more = match[1], match[2], match[3], match[4].split()
        shown = "[nama]"
        if first.strip(".'’-").casefold() in _ROLES:
            shown = first
            if more and self._is_name(more[0]):
                shown, more = f"{first} [nama]", more[1:]
            else:
                return f"{head}{gap}{' '.join([first, *more])}"
        while more and self._is_name(more[0]):
            more = more[1:]
        return f"{head}{gap}{' '.join([shown, *more])}"

    def _is_name(self, word: str) -> bool:
        return word.strip(".'’-").casefold() not in self._known and word not in _KNOWN


def _number(match: re.Match[str]) -> str:
    return match.group() if _LAW.fullmatch(match.group()) else "[nomor]"


def _plate(match: re.Match[str]) -> str:
    letters = match.group().split()[0].rstrip("0123456789").casefold()
    return match.group() if letters in ("uu", "pp", "no", "rp", "tps", "se", "rt", "rw") else "[pelat]"


def _capitalised(match: re.Match[str]) -> str:
    """Two or more capitalised words are a name, unless offices and institutions are written so."""
    words = match.group().split()
    if any(word in _KNOWN or word.casefold() in _ROLES for word in words):
        return match.group()
    return "[nama]"
