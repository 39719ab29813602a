"""Conflict of interest: an officer never sees a report about the own office.

Offices are typed by people, so the rule compares what words mean (:mod:`services.reporting.office_words`) and
where the office is (:mod:`services.regions`). Place and office count together:

1. A report in another province than the officer's is no conflict, unless either province is unknown, or one
   was a part of the other until lately and the regency is not surely in the one that was said.
2. An office of a **kind** (a district, a village, a school, a health centre) conflicts when the report names
   that kind with that name; and when it names the kind without a name and lies in the officer's regency.
3. An office that **does** something (education, the inspectorate) conflicts when who is reported does one of
   the same things, or where or what was said names such an office, unless that is surely another
   government's: another regency, or a province's where the officer's is a regency's.
4. Any other office conflicts when every telling word of its name is found; an agency that is a whole
   government when who is reported is said to work for that government and for no office of it.
5. What the reporter said about the own workplace counts like who is reported: it can hide a report from an
   officer of that office, it never shows one.

6. A title that leaves open of which office ("kepala dinas", "kabid") conflicts in the officer's regency where
   the office has such a title; a health centre, hospital or school with the dinas it belongs to, and back.
7. The level that who is reported is said to be of ("kadisdik kota ...") decides; what is only said of the
   place does not count where who is reported has an office; "bukan yang ..." takes away what it names.

8. What may be the office by a name or short form that no list holds: :mod:`services.reporting.doubt`.
9. Offices above and below the officer's conflict like its own: :mod:`services.reporting.chains`.
10. Who is reported with no word of any office: :mod:`services.reporting.nobodys_office`; by a role that every
    office of a sort has, nowhere in particular: :mod:`services.reporting.unplaced`.

In doubt the report is hidden: another officer will read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.access.officers import Workplace
from services.regions import DISTRICT, KABUPATEN, PROVINSI, joined, regions
from services.reporting.borders import settled
from services.reporting.by_place import is_by_place, is_the_only, is_town
from services.reporting.chains import above_is_another, in_line, kinds_in_line, village_of
from services.reporting.doubt import in_doubt, is_private
from services.reporting.draft import Draft
from services.reporting.facts import workplace_words
from services.reporting.ministries import is_central, of_the_whole_country
from services.reporting.nobodys_office import (
    OF_MINE,
    agrees,
    of_nobody_known,
    of_nobody_told,
    same_government,
)
from services.reporting.office_mentions import BEATS, BRANCH, Named, mentions, same_kind, starts_with
from services.reporting.office_names import is_short_for, names_hospital
from services.reporting.office_roles import ANY_CAMPUS, CAMPUS_NAMED
from services.reporting.office_titles import same_unit
from services.reporting.office_words import (
    ALIKE,
    BREAK,
    HEAD,
    HOSPITAL,
    PLAIN,
    SCHOOLS,
    UNIQUE,
    VILLAGE,
    office_words,
    raw_words,
    short_forms,
    spread,
)
from services.reporting.persons import bare_of_names, others, says_nobody
from services.reporting.said import (
    Said,
    district_at,
    is_of_another_district,
    office_in,
    read,
    read_where,
    telling_words,
)
from services.reporting.slips import without_slips
from services.reporting.story import has_people_below, is_of_another, is_short_told, of_actors, words_of
from services.reporting.unplaced import is_unplaced
from services.reporting.workplaces import (
    CAMPUS,
    FEW,
    JAKARTA,
    Own,
    above_of,
    is_part_of,
    own_offices,
    phrase_initials,
)
from services.villages import is_village

NEARLY = 80.0
"""How alike names must be where a number is the same, too: "SDN 5 Mentok" lies in Muntok."""
MOST_OF_STORY = 600
"""Letters of what happened that are read for who did it, where nobody was named as such."""
SHORT = 4
"""Words up to so many letters must be the same: ``Bogor`` may have a slip, ``Pati`` may not."""


def conflicts(workplace: Workplace, draft: Draft) -> bool:
    """Whether an officer of this workplace has to be kept away from the report."""
    accused = bare_of_names(draft.accused)
    draft = replace(draft, accused="" if says_nobody(accused) else accused)
    return any(
        any(_is_reported(own, workplace, one) for one in _spellings(own, draft))
        or _comes_up(own, workplace, draft)
        for own in own_offices(workplace)
    )


def _spellings(own: Own, draft: Draft) -> Iterator[Draft]:
    """The report as typed, and with slips in who is reported mended: that may hide it, and never shows it."""
    yield draft
    mended = without_slips(draft.accused, own)
    if mended != draft.accused:
        yield replace(draft, accused=mended)


def _is_reported(own: Own, workplace: Workplace, draft: Draft) -> bool:
    """Whether somebody of the office is reported, or may be."""
    if is_central(own) and any(
        of_the_whole_country(own, read(one, "", own)) for one in (draft, *_of_story(draft))
    ):
        return True
    abroad = workplace.province and draft.province and workplace.province != draft.province
    if (
        abroad
        and own.unique
        and not own.unique.isdisjoint(telling_words(f"{draft.accused}\n{workplace_words(draft)}"))
    ):
        return True
    found = settled(own, workplace, draft)
    if found is None:
        return False
    draft, province = found
    place = read_where(draft, province, own)
    told_of = [read(one, province, own, place) for one in _of_story(draft)]
    said = [read(one, province, own, place) for one in _readings(draft)]
    also = [
        read(replace(draft, accused=one, agency=""), province, own, place) for one in others(draft.accused)
    ]
    if any(_about(own, one) for one in (*said, *also, *told_of)):
        return True
    if any(of_nobody_known(own, one) and not _elsewhere(own, one) for one in (said[0], *also)):
        return True
    if is_unplaced(own, said[0], draft.story) and not is_private(own, said[0]):
        return True
    return any(_is_open(own, draft, one) for one in told_of)


def _comes_up(own: Own, workplace: Workplace, draft: Draft) -> bool:
    """Whether what happened names the office, or people of it where who is reported is surely of another."""
    what, found = words_of(draft.story, own), settled(own, workplace, draft)
    if not what or found is None:
        return False
    draft, province = found
    place = read_where(draft, province, own)
    said = [read(one, province, own, place) for one in _readings(draft)]
    if all(is_of_another(own, one) for one in said):
        what = of_actors(draft.story)
        if has_people_below(own, what) and not any(_elsewhere(own, one) for one in said):
            return True
    said.extend(read(one, province, own, place) for one in _of_story(draft))
    told = mentions(what)
    return any(_told_of(own, replace(one, what=what, told=told)) for one in said)


def _readings(draft: Draft) -> list[Draft]:
    """The report with and without the reporter's own workplace, which never shows it."""
    return [draft, replace(draft, agency="")] if workplace_words(draft) else [draft]


def _of_story(draft: Draft) -> list[Draft]:
    """What happened in the place of who is reported, where nobody was named as such."""
    if draft.accused:
        return []
    return [replace(draft, accused=bare_of_names(draft.story[:MOST_OF_STORY]), agency="")]


def _is_open(own: Own, draft: Draft, said: Said) -> bool:
    """Whether what happened leaves open of which office it was who did it; ``said`` is that story read."""
    if _is_mine(draft) or _elsewhere(own, said):
        return False
    return of_nobody_told(own, said, of_actors(bare_of_names(draft.story[:MOST_OF_STORY])))


def _is_mine(draft: Draft) -> bool:
    """Whether what happened is about people of the reporter's own workplace, which was named."""
    return bool(workplace_words(draft)) and not OF_MINE.isdisjoint(raw_words(draft.story))


def _is_nearly(word: str, own: Own) -> bool:
    """Whether a word is the institution's short form with a slip: "unptati"."""
    short = [one for mark in own.unique for one in short_forms(mark)]
    return word not in PLAIN and any(fuzz.ratio(word, one) >= NEARLY for one in short)


def _told_of(own: Own, said: Said) -> bool:
    """Whether what happened names the office, where nothing else did."""
    if own.unique and any(word.startswith(UNIQUE) for word in said.who):
        return False
    if any(_is_named(one, own, said) for one in own.named):
        return True
    if _elsewhere(own, said):
        return False
    return (
        (not said.accused_of and is_short_told(own, said.what))
        or office_in(said.what, own.concepts, told=True)
        or (bool(own.telling) and joined(own.telling) in joined(said.what))
    )


def _about(own: Own, said: Said) -> bool:
    """Whether what was said is about the office."""
    institutions = {word for word in said.who if word.startswith(UNIQUE)}
    if own.unique and institutions:
        return not own.unique.isdisjoint(institutions)
    if own.unique and any(_is_nearly(word, own) for word in said.typed):
        return True
    if any(_is_named(one, own, said) for one in own.named) or in_line(own, said):
        return True
    if _elsewhere(own, said):
        return False
    return (
        _does_the_same(own, said)
        or _has_words(own, said)
        or same_government(own, said)
        or _may_be_meant(own, said)
        or in_doubt(own, said)
    )


def _may_be_meant(own: Own, said: Said) -> bool:
    """Whether who is reported may belong to the office, which is not named but lies where it happened."""
    told = [*(one.kind for one in said.accused_of), *(word for word in said.who if word.startswith("#"))]
    part = any(is_part_of(mark, own) for mark in told)
    if part and own.level == PROVINSI:  # its schools and hospitals lie in every regency
        return True
    where = said.regencies | said.reported.regencies
    if where and not agrees(own, said):
        return False
    if part or kinds_in_line(own, said) or _of_trade(own, said) or _may_be_a_village_of(own, said):
        return True
    if not agrees(own, said):
        return False
    if said.named or said.of_a_trade or any(word.startswith("#") for word in [*said.who, *said.where]):
        return False
    return not own.rank.isdisjoint(said.ranks)


def _may_be_a_village_of(own: Own, said: Said) -> bool:
    """Whether a lurah or village head is reported who may be under the camat: nobody lists all villages."""
    if not any(one.kind == DISTRICT for one in own.named[:1]):
        return False
    known = village_of(own, said)
    if known is not None:
        return known
    told = [*said.accused_of, *mentions(said.where)]
    return any(one.kind == VILLAGE for one in said.accused_of) and not any(
        one.kind == DISTRICT for one in told
    )


def _first_word_said(own: Own, said: Said) -> bool:
    """Whether the first word of the name, an ordinary one, is said: "dosen ISI", of ISI Denpasar."""
    return any(
        words[:1] and words[0] not in PLAIN | CAMPUS_NAMED and words[0] in said.typed for words in own.full
    )


def _of_trade(own: Own, said: Said) -> bool:
    """Whether who is reported has a trade that the office has people of, and no other office is named."""
    if (
        own.unique
        and said.of_a_trade
        and HEAD not in said.who
        and agrees(own, said)
        and _first_word_said(own, said)
    ):
        return True
    campus = ANY_CAMPUS in said.trades and HEAD not in said.who
    if campus and (
        own.unique or any(one.kind == CAMPUS for one in own.named)
    ):  # of a "fakultas pertanian", too
        return True
    if any(word.startswith("#") for word in said.who):
        return False
    if any(one.kind not in (DISTRICT, VILLAGE) for one in said.accused_of):
        return False
    if not own.named:
        return not (said.trades | above_of(said.trades)).isdisjoint(own.concepts)
    if own.named[0].kind == DISTRICT and VILLAGE in said.trades and not said.accused_of:
        return True
    mine = own.named[0].kind
    if any(same_kind(one.kind, mine) for one in [*said.accused_of, *mentions(said.where)]):
        return False
    return any(same_kind(mine, one) for one in said.trades)


def _elsewhere(own: Own, said: Said) -> bool:
    """Whether who is reported works surely for another government than the officer."""
    reported = said.reported
    if above_is_another(own, said):
        return True
    if own.level == PROVINSI and own.province != JAKARTA and said.marked:
        return True
    if own.level == KABUPATEN and said.provincial:
        return True
    if (
        reported.provinces
        and own.province
        and own.province not in reported.provinces
        and not reported.regencies
    ):
        return True
    if own.provincial or own.wide:
        return (
            bool(reported.regencies)
            and not reported.provinces
            and not (said.of_branch and own.provincial)
            and own.regencies.isdisjoint(reported.regencies)
        )
    if not own.regencies:
        return False
    if reported.regencies:
        return own.regencies.isdisjoint(reported.regencies)
    here = not own.regencies.isdisjoint(said.regencies)
    return not here and bool(reported.provinces or said.regencies)


def _is_named(own: Named, office: Own, said: Said) -> bool:
    """Whether the report is about an office of a kind."""
    here = not office.regencies or not said.regencies or not office.regencies.isdisjoint(said.regencies)
    fields = (said.named, mentions(said.where), said.told)
    same = [one for named in fields for one in named if same_kind(one.kind, own.kind)]
    if is_of_another_district(office, said) or is_private(office, said):
        return False
    if (own.letters or own.numbers) and any(_same_name(one, own, office) for one in same):
        return here or _only_here(own, said)
    if not here:
        return False
    near = [one for named in fields[:2] for one in named if same_kind(one.kind, own.kind)]
    if not near or any(_other_name(one, own, office) for one in near):
        return False
    if own.letters and _name_in([*said.who, BREAK, *said.where], own, office):
        return True
    nameless = [
        one
        for one in near
        if (not one.letters and not one.numbers)
        or own.kind == DISTRICT
        or ((own.kind in FEW or _is_no_name(one, office)) and is_by_place(one, own, office))
        or is_the_only(one, own, office, said.typed)
    ]
    sure = bool(office.regencies & (said.regencies | said.reported.regencies)) or not office.regencies
    named_by_district = own.kind == DISTRICT or regions().is_district(own.key, office.regencies)
    return bool(nameless) and sure and not (named_by_district and _names_another(said.where, own, office))


def _is_no_name(said: Named, office: Own) -> bool:
    """Whether no village or district there has the name: "carik Bantul" says only where."""
    here = office.regencies
    if said.kind in BEATS:  # some are called "Polsek Medan Kota"
        return False
    return not (said.numbers or is_village(said.key, here) or regions().is_district(said.key, here))


def _only_here(own: Named, said: Said) -> bool:
    """Whether no district of that name lies where it happened: then who is reported came from elsewhere."""
    if own.kind == DISTRICT:
        return not regions().is_district(own.key, said.regencies)
    return own.kind in (HOSPITAL, BRANCH)


def _same_name(one: Named, own: Named, office: Own) -> bool:
    if own.kind in BEATS:
        if not own.letters or not one.letters:
            return bool(one.numbers & own.numbers) and (
                one.numbers <= own.numbers or own.numbers <= one.numbers
            )
    elif own.numbers != one.numbers and (one.numbers or own.kind in SCHOOLS):
        return False
    if not own.letters or not one.letters:
        return bool(own.numbers) and own.numbers == one.numbers
    if own.kind == HOSPITAL and names_hospital(own.letters, one.letters):
        return True
    if own.numbers and fuzz.ratio(one.key, own.key) >= NEARLY:
        return True
    if own.numbers and own.kind in SCHOOLS and all(is_town(each.letters, office) for each in (one, own)):
        return True  # "SMAN 4 kdi" is "SMAN 4 Kendari"
    return any(starts_with(one.letters[at:], own, office.regencies) for at in range(min(2, len(one.letters))))


def _other_name(one: Named, own: Named, office: Own) -> bool:
    """Whether a mention bears another name, as far as can be told."""
    if own.kind != DISTRICT:
        return bool(one.numbers and own.numbers and one.numbers != own.numbers)
    return bool(own.letters) and district_at(one.letters, office) not in ("", own.key)


def _names_another(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(district_at(words[at:], office) not in ("", own.key) for at in range(len(words)))


def _name_in(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(starts_with(words[at:], own, office.regencies) for at in range(len(words)))


def _does_the_same(own: Own, said: Said) -> bool:
    who = said.concepts
    if own.concepts & who or (own.above & who and not said.named):
        return True
    if own.initials and not own.initials.isdisjoint(spread(word) for word in said.raw):
        return True
    if own.initials & phrase_initials(said.raw):
        return True
    if any(_is_short_name(word, own) for word in said.raw):
        return True
    if same_unit(own.units, said.raw) and own.concepts | own.above >= who:
        return True
    return office_in(said.where, own.concepts)


def _is_short_name(word: str, own: Own) -> bool:
    if word in PLAIN or not any(is_short_for(word, full) for full in own.full):
        return False
    return not any(mark.startswith(("@", "#")) for mark in office_words(word))


def _has(word: str, haystack: Sequence[str]) -> bool:
    if word in haystack or word in map("".join, pairwise(haystack)):
        return True
    if len(word) <= SHORT or word.isdigit():
        return False
    return process.extractOne(word, haystack, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _all_in(wanted: Sequence[str], haystack: Sequence[str]) -> bool:
    return bool(wanted) and all(_has(word, haystack) for word in wanted)


def _has_words(own: Own, said: Said) -> bool:
    """Whether an office of no known kind is named word by word."""
    return _all_in(own.telling, [*said.who, *said.where]) or _all_in(own.agency_telling, said.who)
