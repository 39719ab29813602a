"""What may be the officer's own office although no list knows it: shared names, first letters.

Lists never hold every name. So a report in the officer's regency is hidden, too, when

1. who is reported shares a telling word or number with the office ("transjakarta", "060834", "dok 2"):
   neither a word of many offices, nor a place's name, nor a trade; unless both are known and surely two;
2. a word spells the first letters of the other's words ("PUBM", "P3DW", "DSI"), or is made of their pieces
   ("cabdindik"), either way round;
3. a village's district is reported, or a village or health centre of a name that no list has there;
4. neither office is known, but who is reported is of something that sounds like an office; and an unknown
   branch may be of any dinas or badan, an unknown short form of one whose first letters it has;
5. a unit inside an office is reported ("kabid kebudayaan") for an affair that is often one dinas with the
   officer's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from services.casework.conflict.chains import district_over
from services.casework.conflict.office_mentions import Named, same_kind
from services.casework.conflict.office_names import alike, is_made_of
from services.casework.conflict.office_roles import BESIDE, UNITS, role_words
from services.casework.conflict.office_tables import INSTITUTIONS, LISTS
from services.casework.conflict.office_words import (
    BREAK,
    HEAD,
    HOSPITAL,
    PLAIN,
    PUSKESMAS,
    ROMAN,
    SCHOOLS,
    SPELT_OUT,
    UNIQUE,
    VILLAGE,
    office_words,
    phrase_words,
    spread,
)
from services.casework.conflict.persons import subject
from services.casework.conflict.said import Said, district_at, is_of_another_district
from services.casework.conflict.workplaces import MOST_KNOWN, Own
from services.platform.regions import DISTRICT, NUMBERS, Places, joined, regions
from services.platform.villages import districts_of, is_only_elsewhere, is_village

TELLING = 4
"""Letters or digits of a word or number that tells by itself; shorter ones do so with a number behind."""
SLIP = 7
"""Letters of a name in which a slip is borne."""
SHORTEST, LONGEST = 3, 9
"""Words whose first letters may be a name, and letters of such a name."""
SURE = 4
"""First letters that count although the word is known as another office's name."""
PIECE, LONGEST_SQUEEZED = 3, 16
"""Letters of each piece of a squeezed word, and of the whole word at most."""
_SMALL = frozenset(("dan", "serta", "di", "pada", "untuk", "atau"))
_SIDES = frozenset(LISTS["sides"])
_TITLES = frozenset(LISTS["titles"])
_BRANCHES = frozenset(("upt", "uptd", "uptb"))
_SORTS = frozenset(("balai", "loka", "pusat", "lembaga", "otorita", "satker", "laboratorium"))
"""Words for offices of which there are few in a regency."""
_LIKE_OFFICES = frozenset(LISTS["like_offices"])
_NO_NAMES = frozenset(LISTS["no_names"])
_FEW = frozenset(LISTS["few"])
_PRIVATE = frozenset(LISTS["private"])
_NO_OFFICERS = frozenset(LISTS["no_officers"])
_STATES = frozenset(LISTS["states"])
_NEAR = [frozenset(f"#{one}" for one in affairs) for affairs in INSTITUTIONS["near"]["affairs"]]
"""Affairs that a government may give to one dinas together (PP 18/2016 Pasal 18)."""
SOMEWHAT = 65.0
"""How alike (0 to 100) a name must be to the officer's, where it is nobody else's."""
_LEADERS = {"kadis": "dinas", "kadin": "dinas", "sekdis": "dinas", "kaban": "badan", "sekban": "badan"}
_NUMBERS = {**ROMAN, **{word: str(at) for at, word in enumerate(NUMBERS)}, "i": "1", "v": "5", "x": "10"}


def in_doubt(own: Own, said: Said) -> bool:
    """Whether who is reported may be of the office; the caller knows that it is not surely elsewhere."""
    if not _near(own, said) or is_of_another_district(own, said) or is_private(own, said):
        return False
    if _district_of(own, said):
        return True
    typed = _without_landmarks(said.typed)
    return (
        _shares_a_name(own, said, typed)
        or _spells(own, typed)
        or _sounds_like_another(own, said, typed)
        or _is_unit_for_a_near_affair(own, said)
        or _is_of_the_same_sort(own, said)
    )


def _is_of_the_same_sort(own: Own, said: Said) -> bool:
    """Whether who is reported is of a "balai" or "loka", as the office is one, and nothing says of which."""
    if not _here(own, said) or any(one.startswith(("@", "#")) for one in said.accused_marked):
        return False
    typed = _SORTS.intersection(said.accused)
    return bool(typed) and any(not typed.isdisjoint(words) for words in own.full)


def _is_unit_for_a_near_affair(own: Own, said: Said) -> bool:
    """Whether a unit is reported, of no named office, for an affair that one dinas has with the officer's.

    "Kabid kebudayaan" may be of the Dinas Pendidikan, whose name does not tell all that it does.
    """
    if own.named or own.regencies.isdisjoint(said.regencies | said.reported.regencies):
        return False
    if UNITS.isdisjoint(said.who) or HEAD in said.who or said.named:
        return False
    return any(
        not said.concepts.isdisjoint(affairs) and not own.concepts.isdisjoint(affairs) for affairs in _NEAR
    )


def _near(own: Own, said: Said) -> bool:
    where = said.regencies | said.reported.regencies
    return not own.regencies or not where or not own.regencies.isdisjoint(where)


def _here(own: Own, said: Said) -> bool:
    """Whether it happened where the office lies: in its regency, or in the province that it is for."""
    where = said.regencies | said.reported.regencies
    if own.regencies or not own.province:
        return not own.regencies.isdisjoint(where)
    return own.provincial and (not where or any(code.startswith(own.province) for code in where))


def _district_of(own: Own, said: Said) -> bool:
    """Whether the camat over the officer's village is reported, or may be where nobody lists the village."""
    if not any(one.kind == VILLAGE for one in own.named[:1]):
        return False
    if any(one.kind == VILLAGE and one.letters for one in said.accused_of[:1]):
        return False  # of another village
    told = [district_at(one.letters, own) for one in said.accused_of if one.kind == DISTRICT]
    if not own.regencies:  # nobody knows where in the province it lies
        return bool(told and own.province)
    mine = district_over(own)
    if own.regencies.isdisjoint(said.regencies | said.reported.regencies):
        return not mine.isdisjoint(told)
    return bool(told) and (not mine or not mine.isdisjoint(told) or "" in told)


def is_private(own: Own, said: Said) -> bool:
    """Whether a school or hospital that is not the state's is reported, and the officer's is the state's."""
    if not any(one.kind == HOSPITAL or one.kind in SCHOOLS for one in own.named[:1]):
        return False
    if not any(word in _STATES for words in own.full for word in words):
        return False
    private = any(one.startswith("@") and word in _PRIVATE for one, word in pairwise(said.who))
    return private and _STATES.isdisjoint(said.typed)


def _without_landmarks(words: Sequence[str]) -> list[str]:
    told: list[str] = []
    skips = False
    for word in words:
        skips = word != BREAK and (skips or (word in BESIDE and bool(told)))
        if not skips:
            told.append(word)
    return told


@cache
def _common() -> frozenset[str]:
    """Words of many offices, of trades and of names of places everywhere."""
    spelt = {word for key, meant in SPELT_OUT.items() for word in (key, *meant.split())}
    lists = ("generic", "many_hospitals", "sides", "citizens", "campus_words", "beside", "units")
    words = {word for name in lists for word in LISTS[name]} | _LIKE_OFFICES | _NO_NAMES
    return (PLAIN | phrase_words() | role_words() | spelt | words | frozenset(_NUMBERS)) - _FEW


def _names(words: Sequence[str], places: Places) -> set[str]:
    """Telling words, and short ones with the number that follows: "060834", "dok 2"."""
    found: set[str] = set()
    for at, word in enumerate(words):
        if word.isdigit():
            if len(word) >= TELLING:
                found.add(word.lstrip("0"))
            continue
        if word in _common() or at in places.words:
            continue
        if len(word) >= TELLING:
            found.add(word)
        number = words[at + 1] if at + 1 < len(words) else ""
        number = _NUMBERS.get(number, number).lstrip("0")
        if number.isdigit() and len(word) >= SHORTEST - 1:
            found.add(f"{word} {number}")
    return found


@lru_cache(maxsize=MOST_KNOWN)
def _own_names(full: tuple[tuple[str, ...], ...], province: str) -> frozenset[str]:
    return frozenset(
        name for words in full for name in _names(words, regions().find(words, province, slips=False))
    )


def shared_names(own: Own, typed: Sequence[str]) -> set[str]:
    """Telling words and numbers that words have in common with the office's name."""
    mine = _own_names(own.full, own.province)
    if not mine:
        return set()
    said = _names(typed, regions().find(typed, own.province, slips=False))
    return {
        one
        for one in mine
        for other in said
        if one == other or (min(len(one), len(other)) >= SLIP and one.isalpha() and alike(one, other))
    }


def _shares_a_name(own: Own, said: Said, typed: Sequence[str]) -> bool:
    if any(
        _is_less_of(one, mine) or _is_unknown_like(one, mine, own)
        for one in said.accused_of
        for mine in own.named
    ):
        return True
    shared = shared_names(own, typed)
    if not own.named:  # "lurah Marunda" is not of "Rusunawa Marunda"
        shared -= {word for one in said.named if one.kind in (DISTRICT, VILLAGE) for word in one.letters}
    if not shared or not _NO_OFFICERS.isdisjoint(subject(typed)) or _surely_another(own, said):
        return False
    sides = [_SIDES.intersection(words) for words in (typed, *own.full)]
    if sides[0] and any(sides[1:]) and sides[0].isdisjoint(sides[1] | sides[2]):
        return False  # "Bumi Nabung Timur" is not "Bumi Nabung Ilir"
    known = regions()
    return any(not known.is_district(name, own.regencies) for name in shared)


def is_told_by_name(own: Own, said: Said, words: Sequence[str]) -> bool:
    """Whether what happened has a name of the office, where who is reported is of no office that is named.

    "Kepala instalasi di Sardjito": nothing else is called so.
    """
    mine = _own_names(own.full, own.province)
    if said.accused_marks or mine.isdisjoint(words) or not _near(own, said):
        return False
    return any(
        not regions().is_district(name, own.regencies) and not is_village(name, own.regencies)
        for name in mine.intersection(words)
    )


def _is_less_of(one: Named, own: Named) -> bool:
    """Whether a name has the office's number and no word that the office has not."""
    if not same_kind(one.kind, own.kind) or not one.numbers or one.numbers != own.numbers:
        return False
    return bool(one.letters) and set(one.letters) <= set(own.letters)


def _is_unknown_like(one: Named, mine: Named, own: Own) -> bool:
    """Whether a village's name is in no list; a health centre's must be somewhat like the officer's, too."""
    if one.kind != mine.kind or one.kind not in (VILLAGE, PUSKESMAS) or one.numbers - mine.numbers:
        return False
    sides = [_SIDES.intersection(name.letters) for name in (one, mine)]
    if not one.letters or (all(sides) and sides[0] != sides[1]):
        return False
    keys = [joined(one.letters[:size]) for size in range(1, len(one.letters) + 1)]
    if any(is_village(key, own.regencies) or regions().is_district(key, own.regencies) for key in keys):
        return False
    if mine.key.startswith(one.key):  # "Asei" may be "Asei Besar"
        return True
    own_keys = [joined(mine.letters[:size]) for size in range(1, len(mine.letters) + 1)]
    if any(fuzz.ratio(key, own_key) >= SOMEWHAT for key in keys for own_key in own_keys):
        return True
    if one.kind != VILLAGE or districts_of(one.letters, own.regencies):
        return False
    return not is_only_elsewhere(one.letters, own.regencies, own.province)


def _surely_another(own: Own, said: Said) -> bool:
    """Whether both offices are known, and are two."""
    marks = said.concepts
    mine = own.concepts | own.above | own.unique
    if marks and mine:
        return mine.isdisjoint(marks)
    if own.named and said.named:
        typed = {word for words in own.full for word in words}
        return not any(_may_be_one(said_one, one, typed) for said_one in said.named for one in own.named)
    return bool((own.named or mine) and (marks or said.named))


def _may_be_one(one: Named, own: Named, typed: set[str]) -> bool:
    if not same_kind(one.kind, own.kind):
        return False
    if one.numbers == own.numbers and any(len(number) >= TELLING for number in one.numbers):
        return True
    if own.numbers and one.numbers != own.numbers and (one.numbers or own.kind in SCHOOLS):
        return False
    mine, other = set(own.letters), set(one.letters)
    return (mine <= other or other <= mine or other <= typed) and _SIDES.isdisjoint(mine ^ other)


def _first_letters(words: Sequence[str]) -> set[str]:
    """First letters of every run of words, small words left out."""
    told = [_LEADERS.get(word, word) for word in words if word not in _SMALL]
    found: set[str] = set()
    for at in range(len(told)):
        for end in range(at + SHORTEST, min(len(told), at + LONGEST) + 1):
            if told[end - 1] == BREAK:
                break
            found.add("".join(word[0] for word in told[at:end]))
    return found


@lru_cache(maxsize=MOST_KNOWN)
def _own_letters(full: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(letters for words in full for letters in _first_letters(words))


def _as_initials(word: str) -> str:
    """A word that may be first letters, digits written out; else empty. Three may be no other office's.

    Not remembered, as it may be a reporter's word.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word[0].isalpha():
        return ""
    if any(word in known for known in (PLAIN, SPELT_OUT, role_words(), _NO_NAMES, _LIKE_OFFICES)):
        return ""
    marks = office_words(word, slips=False)
    if any(mark.startswith("@") for mark in marks):
        return ""
    letters = spread(word)
    return "" if len(letters) < SURE and any(mark.startswith("#") for mark in marks) else letters


def _tokens(words: Sequence[str], province: str) -> set[str]:
    """Words that may be short forms, without names of places; "kadsi" is "dsi", too."""
    places = regions().find(words, province, slips=False).words
    bare = {word for at, word in enumerate(words) if at not in places}
    return bare | {word.removeprefix("ka") for word in bare}


@lru_cache(maxsize=MOST_KNOWN)
def _own_tokens(full: tuple[tuple[str, ...], ...], province: str) -> frozenset[str]:
    return frozenset(word for words in full for word in _tokens(words, province))


def _spells(own: Own, typed: Sequence[str]) -> bool:
    """Whether one side's word spells the other side's words."""
    if _spell(_tokens(typed, own.province), own.full, _own_letters(own.full)):
        return True
    return _spell(_own_tokens(own.full, own.province), (typed,), _first_letters(typed))


def _spell(tokens: Iterable[str], names: Sequence[Sequence[str]], letters: Collection[str]) -> bool:
    for word in tokens:
        short = _as_initials(word)
        if short and (short in letters or any(_is_short_form(word, words) for words in names)):
            return True
        if any(_is_squeezed(word, words) for words in names):
            return True
    return False


def _is_short_form(word: str, words: Sequence[str]) -> bool:
    """Whether a word that is hardly to be spoken is made of beginnings of words in a row: "dppkbpa"."""
    short = spread(word)
    if len(short) < SURE or sum(letter in "aeiou" for letter in short) * 3 > len(short):
        return False
    if office_words(word, slips=False) != [word] or any(one.startswith(short) for one in words):
        return False
    return any(one[0] == short[0] and is_made_of(short, words[at:]) for at, one in enumerate(words))


def _is_squeezed(word: str, words: Sequence[str]) -> bool:
    """Whether a word is made of pieces of words in a row, from the beginning of the first: "cabdindik"."""
    if not 2 * PIECE <= len(word) <= LONGEST_SQUEEZED or word in _common() or word in words:
        return False
    return any(
        _goes_on(rest, words[at + 1 :])
        for at, one in enumerate(words)
        if one[:PIECE] == word[:PIECE]
        for rest in _rests(word, one)
    )


def _rests(word: str, first: str) -> Iterator[str]:
    """What is left of a word after a beginning of the first one, or that and a later piece: "pol", "tek"."""
    for size in range(PIECE, len(word) - PIECE + 1):
        if not first.startswith(word[:size]):
            return
        yield word[size:]
        for end in range(size + PIECE, len(word) - PIECE + 1):
            if word[size:end] in first[size:]:
                yield word[end:]


def _goes_on(word: str, words: Sequence[str]) -> bool:
    if not word:
        return True
    if not words:
        return False
    if words[0] in _SMALL:
        return _goes_on(word, words[1:])
    return any(
        word[:size] in words[0] and _goes_on(word[size:], words[1:])
        for size in range(len(word), PIECE - 1, -1)
    )


def _is_unknown(own: Own) -> bool:
    return bool(own.full[0] or own.full[1]) and not (
        own.named or own.concepts or own.unique or own.government
    )


def _sounds_like_another(own: Own, said: Said, typed: Sequence[str]) -> bool:
    """Whether who is reported is of something like an office that is not known, where the officer's lies."""
    if not _here(own, said):
        return False
    if any(word.startswith(("@", "#", UNIQUE)) for word in said.who):
        return False
    if not _NO_OFFICERS.isdisjoint(subject(typed)):
        return False
    if _is_unknown(own):
        return not _LIKE_OFFICES.isdisjoint(typed) or (
            not _TITLES.isdisjoint(typed)
            and bool(_names(typed, regions().find(typed, own.province, slips=False)))
        )
    return bool(own.rank) and (not _BRANCHES.isdisjoint(typed) or _is_mixed(own, typed))


def _is_mixed(own: Own, typed: Sequence[str]) -> bool:
    """Whether an unknown short form has most of the office's first letters, in any order: "dpkukm"."""
    mine = [Counter(word[0] for word in words if word not in _SMALL) for words in own.full]
    for word in _tokens(typed, own.province):
        short = spread(word)
        if len(short) < SURE or sum(letter in "aeiou" for letter in short) * 3 > len(short):
            continue
        if word in _common() or office_words(word, slips=False) != [word]:
            continue
        if any((Counter(short) & letters).total() * 4 >= len(short) * 3 for letters in mine):
            return True
    return False
