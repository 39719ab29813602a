"""Words that name Indonesian offices, spelling and abbreviation as one.

What an office does is a *concept* (``#kesehatan``): within one government each affair belongs to one office
(UU 23/2014 Pasal 12), so two names with a concept in common are one office. Offices
of which there are many of a
kind (districts, villages, schools, health centres) are a *kind* (``@kecamatan``) with a name after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.casework.conflict.office_tables import (
    BEFORE_NAMES,
    INSTITUTIONS,
    LISTS,
    NO_SLIPS,
    TABLES,
    is_title,
)
from services.platform.regions import DISTRICT, KABUPATEN, NUMBERS, regions

ALIKE = 85.0
"""How alike two words must be (0 to 100): one slip in six letters passes."""
SHORT = 5
"""Words up to so many letters must be the same: ``Bogor`` may not be ``Bogar``."""
MERGED = 3
"""Pieces that a word without "dis" must have to be the name of an office, and letters of each."""
BREAK = "|"
"""Stands between parts of what was said."""
HEAD = "^"
"""Stands where an office of a government begins: a concept after it is meant as an office."""

UNIQUE = "#u_"
"""Marks of institutions of which there is one in the country begin so."""
VILLAGE = "@kelurahan"
HOSPITAL = "@rumahsakit"
PUSKESMAS = "@puskesmas"
_ISLAMIC = frozenset(["uin", "iain", "stain"])
"""Campuses that are called by their city as well."""
SCHOOLS = frozenset(
    f"@{one}" for one in ("sekolah", "tk", "ra", "sd", "smp", "sma", "smk", "slb", "min", "mts", "man")
)

SPELT_OUT: dict[str, str] = TABLES["spelt_out"]
ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
_NAME_FOLLOWS = (DISTRICT, KABUPATEN, VILLAGE, HEAD)
_AFTER_KIND = {"i": "1", "v": "5", "x": "10"}
_NUMBERS = frozenset([*NUMBERS, *ROMAN, *_AFTER_KIND])
PLAIN = frozenset([*TABLES["words"]["plain"], HEAD, BREAK])
"""Words that name no office by themselves."""
_ORDINARY = frozenset(TABLES["words"]["ordinary"])
_HEADS = frozenset(TABLES["words"]["heads"])
_SYLLABLES: dict[str, tuple[str, ...]] = {
    piece: tuple(f"#{one}" for one in meant.split()) for piece, meant in TABLES["syllables"].items()
}
_LONGEST_PIECE = max(map(len, _SYLLABLES))
_FIRST_LETTERS = frozenset(piece[:MERGED] for piece in _SYLLABLES if len(piece) >= MERGED)
_BEGINNINGS = ("kasudin", "sekdis", "kadis", "kadin", "dinas", "sudin", "dis", "din")
_MERGED_AFTER = frozenset(("dinas", "kadis", "kadin", "sekdis", "sekdin", "badan", "kaban", "sekban"))
_ALSO_REGENCIES = frozenset(("ketapang",))
"""Short forms of offices ("dinas ketapang") that are regencies' names, where no "dinas" stands before."""
_BEFORE_OFFICE = (*_BEGINNINGS, "ka", "sek")

_WORD = re.compile(r"[a-z0-9]+|[,;:\n()]")
_NUMBERED = re.compile(r"((?:tk|sd|smp|sma|smu|smk|slb|mts|m[ai](?=n)|mi)n?)(\d{1,3})([a-z]*)")
"""A school's kind with its number in one word: "smpn1", "smpn1cugenang"."""
_OF_SCHOOLS = frozenset("tsm")
_USUAL: list[str] = LISTS["usual"]
"""Short forms that are typed most, in which a slip is looked for."""
_NICKNAMES: dict[str, list[str]] = {form: meant.split() for form, meant in TABLES["nicknames"].items()}
"""What pupils call schools by kind and number, and usual short forms and spellings in names of offices."""
_SHORTENED = frozenset((*_NICKNAMES, "atap"))
_MISTYPED = ("camat", "lurah", "dinas", "kepala", "kantor", "badan", "sekolah", "pegawai")
"""Words of which one letter may lack or two may have changed places."""


def raw_words(text: str) -> list[str]:
    """Small letters and digits, word by word, with :data:`BREAK` for commas and the like."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    told: list[str] = []
    for word in found:
        if word.isalpha() and word[-3:] != "nya" and word not in _SHORTENED:  # nearly every word
            told.append(word)
            continue
        numbered = _NUMBERED.fullmatch(word) if word[0] in _OF_SCHOOLS and not word.isalpha() else None
        if numbered:
            told.extend(filter(None, numbered.groups()))
        elif word.endswith("nya") and word[:-3] in SPELT_OUT:
            told.append(word[:-3])  # "kadisnya"
        elif word in _NICKNAMES:
            told.extend(_NICKNAMES[word])
        elif word == "atap" and told[-1:] in (["satu"], ["1"]):
            told[-1] = "satap"
        else:
            told.append(word if word[0].isalnum() else BREAK)
    return told


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    known: dict[tuple[str, ...], list[str]] = {}
    for sign, table in (
        ("@", TABLES["kinds"]),
        ("@", INSTITUTIONS["kinds"]),
        ("#", TABLES["concepts"]),
        ("#", INSTITUTIONS["concepts"]),
        (UNIQUE, INSTITUTIONS["unique"]),
    ):
        for mark, phrases in table.items():
            for phrase in phrases:
                meant = known.setdefault(tuple(phrase.split()), [])
                if f"{sign}{mark}" not in meant:
                    meant.append(f"{sign}{mark}")
    for phrase in TABLES["words"]["dropped"]:
        known[tuple(phrase.split())] = []
    return {phrase: tuple(meant) for phrase, meant in known.items()}


@cache
def phrase_words() -> frozenset[str]:
    """Every word that a kind or what an office does is named with; names of single institutions left out."""
    return frozenset(
        word
        for phrase, meant in _phrases().items()
        if not any(mark.startswith(UNIQUE) for mark in meant)
        for word in phrase
    )


@cache
def short_forms(unique: str) -> tuple[str, ...]:
    """Single words of five letters or more that an institution is called by, of which there is one."""
    names = INSTITUTIONS["unique"][unique.removeprefix(UNIQUE)]
    return tuple(name for name in names if name.isalpha() and len(name) >= SHORT)


@cache
def _sizes() -> dict[str, int]:
    """Words of the longest phrase that begins with a word."""
    sizes: dict[str, int] = {}
    for phrase in _phrases():
        sizes[phrase[0]] = max(sizes.get(phrase[0], 0), len(phrase))
    return sizes


@cache
def _single() -> tuple[str, ...]:
    """Single words that a slip of the finger may have hit: long ones, so that few real words are near."""
    tables = (TABLES["kinds"], TABLES["concepts"], {"": [*INSTITUTIONS["kinds"]]})
    words = dict.fromkeys(phrase for table in tables for phrases in table.values() for phrase in phrases)
    single = [word for word in words if " " not in word and len(word) > SHORT and (word,) in _phrases()]
    return (*single, *(f"ka{word}" for word in _USUAL), *(word for word in _USUAL if len(word) > SHORT))


@cache
def _mistyped() -> dict[str, str]:
    """Forms of short, frequent words with one letter less or two that changed places."""
    found: dict[str, str] = {}
    for word in _MISTYPED:
        for form in slips_of(word):
            if form not in _MISTYPED and form not in PLAIN and form not in regions().words:
                found.setdefault(form, word)
    return {form: word for form, word in found.items() if (form,) not in _phrases()}


def _mended(word: str, last: str) -> str:
    """A short word with its slip mended, unless it is somebody's name: "Dina" is no "dinas"."""
    meant = _mistyped().get(word, word)
    return word if word in NO_SLIPS or (last in BEFORE_NAMES and not is_title(meant)) else meant


def slips_of(word: str) -> set[str]:
    """Forms of a word with one letter less, or two that changed places."""
    return {
        form
        for at in range(1, len(word))
        for form in (word[:at] + word[at + 1 :], word[:at] + word[at : at + 2][::-1] + word[at + 2 :])
        if form != word
    }


def _syllables(word: str) -> tuple[str, ...]:
    """Concepts of a word like "disbudpar", if it is nothing but known pieces."""
    for beginning in _BEGINNINGS if word.startswith(_BEGINNINGS) else ():
        if word.startswith(beginning) and len(word) > len(beginning):
            found = _pieces(word[len(beginning) :])
            if found:
                return found
    if word[:MERGED] not in _FIRST_LETTERS:
        return ()
    merged = _in_pieces(word, MERGED)
    return tuple(mark for one in merged for mark in _SYLLABLES[one]) if len(merged) >= MERGED else ()


def _in_pieces(word: str, least: int) -> tuple[str, ...]:
    """A word like "dikbudpora", without a "dis" before it, as its pieces of ``least`` letters or more."""
    for size in range(min(_LONGEST_PIECE, len(word)), least - 1, -1):
        if word[:size] in _SYLLABLES:
            if size == len(word):
                return (word,)
            more = _in_pieces(word[size:], least)
            if more:
                return (word[:size], *more)
    return ()


def _pieces(rest: str) -> tuple[str, ...]:
    for size in range(min(_LONGEST_PIECE, len(rest)), 1, -1):
        meant = _SYLLABLES.get(rest[:size])
        if meant is None:
            continue
        if size == len(rest):
            return meant
        more = _pieces(rest[size:])
        if more:
            return (*meant, *more)
    return ()


def _one(word: str, *, slips: bool, titles: bool = False) -> tuple[str, ...] | None:
    """Marks of a single word; None where it is none of ours. Titles like "kadinkes" lose their "ka".

    With ``titles`` nothing but a title counts as what a slip has hit.
    """
    phrases = _phrases()
    found = phrases.get((word,))
    if found is not None:
        return found
    if word.startswith(_BEFORE_OFFICE) or word.endswith("nya"):
        for bare in (word, *sorted(_bare(word))):
            found = phrases.get((bare,)) or _syllables(bare)
            if found:
                return found
    else:
        found = _syllables(word)
        if found:
            return found
    if slips and len(word) > SHORT and not (word in PLAIN or word in NO_SLIPS or word in regions().words):
        near = process.extract(word, _single(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
        like = [name for name, _, _ in near if is_title(name) or not titles]
        if like:
            return tuple(
                dict.fromkeys(
                    mark for name in like for mark in phrases.get((name,)) or _one(name, slips=False) or ()
                )
            )
    return None


def _is_abbreviation(phrase: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether a single word that is no ordinary word names an office by itself."""
    return len(phrase) == 1 and any(mark.startswith("#") for mark in meant) and phrase[0] not in _ORDINARY


def _begins_an_office(phrase: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether a phrase names an office by itself: "dinas ...", "bappeda", and "bappeda litbang"."""
    if len(phrase) == 1:
        return _is_abbreviation(phrase, meant)
    return phrase[0] in _HEADS or _is_abbreviation(phrase[:1], _phrases().get((phrase[0],), ()))


def place_words(text: str) -> list[str]:
    """Words of a text that holds nothing but a place, ranks spelt out."""
    return [word for one in raw_words(text) for word in SPELT_OUT.get(one, one).split()]


def office_words(text: str, *, slips: bool = True) -> list[str]:
    """Words with kinds (``@``), concepts (``#``) and :data:`HEAD` in place of what names an office.

    Args:
        text: What somebody typed.
        slips: Whether to look for slips of the finger; left out in long stories.
    """
    return marked(raw_words(text), slips=slips)


def marked(words: Sequence[str], *, slips: bool) -> list[str]:
    """:func:`office_words` of :func:`raw_words`."""
    if slips:
        words = [_mended(word, last) for last, word in pairwise(("", *words))]
    phrases, sizes = _phrases(), _sizes()
    told: list[str] = []
    others: set[str] = (
        set()
    )  # words of this text that are surely none of ours: most of a story, again and again
    at = 0
    while at < len(words):
        last = told[-1] if told else ""
        if words[at] in others and last not in _NAME_FOLLOWS:
            told.append(words[at])
            at += 1
            continue
        name = regions().district_size(words, at) if last == DISTRICT else 0
        if name:  # a district may be called "Bendahara" or "Simpang Tiga"
            told.extend(words[at : at + name])
            at += name
            continue
        if words[at] in _ALSO_REGENCIES and (at == 0 or words[at - 1] not in _MERGED_AFTER):
            told.append(words[at])
            at += 1
            continue
        if last == KABUPATEN and words[at] in regions().words:
            told.append(words[at])
            at += 1
            continue
        if last == VILLAGE and words[at] in ("kampung", "kampong", "negeri"):
            told.append(words[at])  # a village may be called "Kampung Dalem"
            at += 1
            continue
        named = at > 0 and words[at - 1] in BEFORE_NAMES
        for size in range(min(sizes.get(words[at], 1), len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            meant = (
                phrases.get(phrase)
                if size > 1
                else _one(words[at], slips=slips and words[at] not in SPELT_OUT, titles=named)
            )
            if meant is None or (size == 1 and words[at] in SPELT_OUT and not meant):
                continue
            unique = meant[:1] and meant[0].startswith(UNIQUE)
            if unique or _begins_an_office(phrase, meant):
                told.append(HEAD)
            told.extend(meant)
            if unique and phrase[0] in _ISLAMIC:
                told.append("@kampusnegeri")
            at += size
            break
        else:
            if words[at] in SPELT_OUT or words[at] in _NUMBERS or words[at].isdigit():
                told.extend(SPELT_OUT.get(words[at], _number(words[at], told)).split())
            else:
                size, meant = _merged_at(words, at)
                told.extend(meant or [words[at]])
                if not meant and words[at] not in sizes and not named:
                    others.add(words[at])
                at += size - 1
            at += 1
    return told


@cache
def _merged() -> dict[str, tuple[str, ...]]:
    """First letters of affairs that one office has together ("pko"), with what all of that name do."""
    found: dict[str, dict[str, None]] = {}
    for name in TABLES["merged"]["names"]:
        marks = [mark for mark in office_words(name, slips=False) if mark.startswith("#")]
        found.setdefault(initials(name.split()), {}).update(dict.fromkeys(marks))
    return {letters: tuple(marks) for letters, marks in found.items()}


def _merged_at(words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """What "PKO" or "P dan P" after "dinas" means, and how many words it has; 1 and nothing if unknown."""
    if not at or words[at - 1] not in _MERGED_AFTER:
        known = words[at].startswith("d") and len(words[at]) > MERGED and not _spoken(words[at])
        return 1, (HEAD, *_merged()[words[at][1:]]) if known and words[at][1:] in _merged() else ()
    size = 1
    while (
        len(words[at]) == 1
        and at + size < len(words)
        and (len(words[at + size]) == 1 or words[at + size] == "dan")
    ):
        size += 1
    found = _merged().get("".join(word for word in words[at : at + size] if word != "dan"), ())
    return (size, found) if found else (1, ())


def _spoken(word: str) -> bool:
    """Whether a word has as many vowels as words have that are spoken."""
    return sum(letter in "aeiou" for letter in word) * 3 > len(word)


def _number(word: str, told: Sequence[str]) -> str:
    """A number as digits: "05", "II" and "dua"; "I", "V" and "X" only after a name."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    if word in NUMBERS:
        return str(NUMBERS.index(word))
    if told and word in _AFTER_KIND and any(mark.startswith("@") for mark in told[-4:]):
        return _AFTER_KIND[word]
    return ROMAN.get(word, word)


def spread(word: str) -> str:
    """An abbreviation with its digits written out: "dp3ap2kb" is "dpppappkb"."""
    if word.isalpha():  # nearly every word
        return word
    return re.sub(r"([a-z])([2-9])", lambda found: found[1] * int(found[2]), word)


def triggers(marks: frozenset[str]) -> frozenset[str]:
    """Words without one of which a text names none of these kinds and concepts, but for "kadis ..."."""
    return frozenset(phrase[0] for phrase, meant in _phrases().items() if not marks.isdisjoint(meant))


def may_name(told: Sequence[str], wanted: frozenset[str]) -> bool:
    """Whether :func:`office_words` of a long text are worth the while; ``wanted`` are :func:`triggers`."""
    words = set(told)
    return not words.isdisjoint(wanted) or any(
        (word.startswith(_BEFORE_OFFICE) or word.endswith("nya"))
        and (_syllables(word) or not wanted.isdisjoint(_bare(word)))
        for word in words
    )


def _bare(word: str) -> set[str]:
    """What is left of a word without "ka", "sek" or "nya", as far as it may be an office."""
    found = {word.removesuffix("nya")}
    for beginning in ("ka", "sek"):
        rest = word.removeprefix(beginning)
        if rest != word and _may_be_led(rest):
            found.add(rest)
    return found


def _may_be_led(rest: str) -> bool:
    """Whether "ka" before it makes a title: not of "kami", "kapa" or "kasman", schools have a "kepsek"."""
    if len(rest) < MERGED or any(mark in SCHOOLS for mark in _phrases().get((rest,), ())):
        return False
    return len(rest) > MERGED or rest == "kua" or not any(letter in "aeiou" for letter in rest)


def initials(words: Sequence[str]) -> str:
    """First letters of the words of an office, small words left out."""
    return "".join(word[0] for word in words if word not in ("dan", "serta", "di", BREAK))
