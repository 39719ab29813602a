"""Conflict of interest: an officer never sees a report about the own office.

The rule, on words, because offices are typed by people:

1. Abbreviations are spelt out (``kec.`` is ``kecamatan``), case and punctuation go.
2. A report in another province than the officer's is no conflict, unless either province is unknown.
3. The officer's **office** conflicts when every telling word of its name (not ``kantor``, ``dinas`` and the
   like) is found in what the report says about who, where and what, slips of the finger allowed. An office
   without telling words (``Kantor Camat``) conflicts when its plain words and the officer's district are.
4. The officer's **agency** conflicts when every telling word of it is found in who is reported.
5. What the reporter said about the own workplace counts in the same way: it can hide a report from an officer
   of that office, it never shows one.

In doubt the report is hidden: another officer will read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from services.access.officers import Workplace
from services.reporting.draft import Draft
from services.reporting.facts import place_words, workplace_words

ALIKE = 85.0
"""How alike two words must be (0 to 100): one slip in six letters passes."""
SHORT = 4
"""Words up to so many letters must be the same: ``Bogor`` may have a slip, ``Pati`` may not."""

_SPELT_OUT = {
    "kec": "kecamatan",
    "kab": "kabupaten",
    "kel": "kelurahan",
    "prov": "provinsi",
    "pemkab": "pemerintah kabupaten",
    "pemkot": "pemerintah kota",
    "pemprov": "pemerintah provinsi",
    "pemda": "pemerintah daerah",
    "disdik": "dinas pendidikan",
    "dinkes": "dinas kesehatan",
    "dishub": "dinas perhubungan",
    "dinsos": "dinas sosial",
    "diskominfo": "dinas komunikasi informatika",
    "dispora": "dinas pemuda olahraga",
    "disnaker": "dinas tenaga kerja",
    "dukcapil": "dinas kependudukan pencatatan sipil",
    "disdukcapil": "dinas kependudukan pencatatan sipil",
    "pupr": "pekerjaan umum penataan ruang",
    "bkd": "badan kepegawaian daerah",
    "bkpsdm": "badan kepegawaian pengembangan sumber daya manusia",
    "setda": "sekretariat daerah",
    "sekda": "sekretariat daerah",
    "kadis": "kepala dinas",
    "kadinkes": "kepala dinas kesehatan",
    "kadisdik": "kepala dinas pendidikan",
    "kades": "kepala desa",
    "lurah": "kelurahan",
    "camat": "kecamatan",
    "sekcam": "kecamatan",
    "sdn": "sekolah dasar negeri",
    "smpn": "sekolah menengah pertama negeri",
    "sman": "sekolah menengah atas negeri",
    "smkn": "sekolah menengah kejuruan negeri",
    "rs": "rumah sakit",
    "rsud": "rumah sakit umum daerah",
    "jkt": "jakarta",
    "diy": "yogyakarta",
}
_PLAIN = frozenset(
    [
        "kantor",
        "dinas",
        "badan",
        "bagian",
        "bidang",
        "seksi",
        "unit",
        "balai",
        "uptd",
        "upt",
        "pemerintah",
        "provinsi",
        "kabupaten",
        "kota",
        "kecamatan",
        "kelurahan",
        "desa",
        "daerah",
        "sekretariat",
        "kementerian",
        "lembaga",
        "kepala",
        "staf",
        "staff",
        "pegawai",
        "asn",
        "pns",
        "pppk",
        "negeri",
        "umum",
        "di",
        "ke",
        "dari",
        "dan",
        "untuk",
        "pada",
        "yang",
        "republik",
        "indonesia",
        "ri",
        "pak",
        "bu",
        "bapak",
        "ibu",
    ]
)
_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> list[str]:
    """Words of a text with abbreviations spelt out."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word for one in found for word in _SPELT_OUT.get(one, one).split()]


def _has(word: str, haystack: Sequence[str]) -> bool:
    if word in haystack:
        return True
    if len(word) <= SHORT or word.isdigit():
        return False
    return process.extractOne(word, haystack, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _all_in(wanted: Sequence[str], haystack: Sequence[str]) -> bool:
    return bool(wanted) and all(_has(word, haystack) for word in wanted)


def conflicts(workplace: Workplace, draft: Draft) -> bool:
    """Whether an officer of this workplace has to be kept away from the report."""
    if workplace.province and draft.province and workplace.province != draft.province:
        return False
    accused = words_of(draft.accused)
    own = words_of(workplace_words(draft))
    said = [*accused, *own, *words_of(place_words(draft)), *words_of(draft.story)]
    everything = list(dict.fromkeys(said))
    office = words_of(workplace.office)
    telling = [word for word in office if word not in _PLAIN]
    if telling:
        if _all_in(telling, everything):
            return True
    elif _all_in(office, everything) and _near(workplace, everything):
        return True
    agency = [word for word in words_of(workplace.agency) if word not in _PLAIN]
    return _all_in(agency, accused) or _all_in(agency, own)


def _near(workplace: Workplace, everything: Sequence[str]) -> bool:
    """Whether the officer's district is spoken of; an officer without one is near everything."""
    district = [word for word in words_of(workplace.district) if word not in _PLAIN]
    return not district or _all_in(district, everything)
