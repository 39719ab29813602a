"""Conflict of interest: an officer never sees a report about the own office.

Offices are typed by people, so the rule compares what words mean (:mod:`.office_words`) and where the office
is (:mod:`services.platform.regions`). Place and office count together:

1. A report in another province than the officer's is no conflict, unless either province is unknown, or one
   was a part of the other until lately and the regency is not surely in the one that was said; or the office
   is named word for word, by a name that no other has or with where it lies (:mod:`.own_name`).
2. An office of a **kind** (a district, a village, a school, a health centre) conflicts when the report names
   that kind with that name; and when it names the kind without a name and lies in the officer's regency.
3. An office that **does** something (education, the inspectorate) conflicts when who is reported does one of
   the same things, or where or what was said names such an office, unless that is surely another
   government's: another regency, or a province's where the officer's is a regency's.
4. Any other office conflicts when every telling word of its name is found; an agency that is a whole
   government when who is reported is said to work for that government and for no office of it.
5. What the reporter said about the own workplace counts like who is reported: it can hide a report from an
   officer of that office, it never shows one. So the wizard promises. Who is reported without an office is
   of the one that what happened tells: :mod:`services.casework.conflict.who`.

6. A title that leaves open of which office ("kepala dinas", "kabid") conflicts in the officer's regency where
   the office has such a title; a health centre, hospital or school with the dinas it belongs to, and back.
7. The level that who is reported is said to be of ("kadisdik kota ...") decides; what is only said of the
   place does not count where who is reported has an office; "bukan yang ..." takes away what it names.
8. What may be the office by a name or short form that no list holds: :mod:`.doubt`.
9. Offices above and below the officer's conflict like its own: :mod:`.chains`.
10. Who is reported with no word of any office: :mod:`.nobodys_office`; by a role
    that every office of a sort has, nowhere in particular: :mod:`.unplaced`.

In doubt the report is hidden: another officer will read it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.access.officers import Workplace
from services.casework.conflict.about import about, elsewhere, names_another, told_of
from services.casework.conflict.borders import is_surely_abroad, names_place_of, settled
from services.casework.conflict.doubt import is_private, is_told_by_name
from services.casework.conflict.ministries import is_central, of_the_whole_country
from services.casework.conflict.nobodys_office import OF_MINE, is_nobody, of_nobody_known, of_nobody_told
from services.casework.conflict.office_mentions import mentions
from services.casework.conflict.office_words import raw_words
from services.casework.conflict.own_name import is_named_abroad, is_word_for_word
from services.casework.conflict.persons import bare_of_names, others, says_nobody
from services.casework.conflict.placed import placed
from services.casework.conflict.said import Said, read, read_where
from services.casework.conflict.slips import without_slips
from services.casework.conflict.spelling import unglued
from services.casework.conflict.story import has_people_below, is_of_another, of_actors, words_of
from services.casework.conflict.unplaced import is_unplaced
from services.casework.conflict.who import MOST_OF_STORY, completed, first_office
from services.casework.conflict.workplaces import Own, own_offices
from services.casework.facts import workplace_words
from services.reporting.draft import Draft

SAME_AS_REPORTED = "kantor yang dilaporkan"
"""What the wizard keeps where the reporter works in the office that is reported: it names no other one."""


def conflicts(workplace: Workplace, draft: Draft) -> bool:
    """Whether an officer of this workplace has to be kept away from the report."""
    offices = own_offices(workplace)
    if is_surely_abroad(workplace, draft, offices):
        return False
    accused = bare_of_names(unglued(draft.accused))
    employer = "" if workplace_words(draft).casefold().strip() == SAME_AS_REPORTED else draft.agency
    draft = replace(draft, accused="" if says_nobody(accused) else accused, agency=employer)
    draft = placed(draft)
    who = completed(draft)
    return any(
        _works_there(own, workplace, employer)
        or _is_of(own, workplace, who, told=who != draft)
        or (who != draft and _is_nowhere(own, workplace, draft, who))
        for own in offices
    )


def _works_there(own: Own, workplace: Workplace, employer: str) -> bool:
    """Whether the reporter's own workplace is the office and says where it lies, wherever it happened."""
    if not employer or not names_place_of(own, employer):
        return False
    alone = Draft(accused=employer)
    return _is_reported(own, workplace, alone, _read(own, workplace, alone))


def _is_nowhere(own: Own, workplace: Workplace, draft: Draft, who: Draft) -> bool:
    """Whether who is reported, as typed, may be of the office, whoever else what happened names."""
    report = _read(own, workplace, draft)
    if report is None:
        return False
    if any(_is_open(own, report.draft, one) for one in report.of_story):
        return True
    if not _is_unplaced(own, report):
        return False
    told = _read(own, workplace, who)
    if told is not None and told.said[0].reported.regencies and elsewhere(own, told.said[0]):
        return False
    return told is None or not names_another(own, told.said[0])


def _is_unplaced(own: Own, report: _Report) -> bool:
    said = report.said[0]
    return is_unplaced(own, said, report.draft.story) and not (is_private(own, said) or elsewhere(own, said))


def _is_of(own: Own, workplace: Workplace, draft: Draft, *, told: bool) -> bool:
    report = _read(own, workplace, draft, told=told)
    if _is_reported(own, workplace, draft, report):
        return True
    mended = without_slips(draft.accused, own)  # that may hide it, and never shows it
    if mended != draft.accused:
        spelt = replace(draft, accused=mended)
        if _is_reported(own, workplace, spelt, _read(own, workplace, spelt)):
            return True
    return report is not None and _comes_up(
        own, report, private=not told and is_nobody(report.said[0].accused)
    )


@dataclass(frozen=True, slots=True)
class _Report:
    """A report as it is read for one office: with the province it is about."""

    draft: Draft
    said: list[Said]
    """With and without the reporter's own workplace, which never shows it."""
    also: list[Said]
    """What else somebody may be who is reported."""
    of_story: list[Said]
    """What happened in the place of who is reported, where nobody was named as such."""


def _read(own: Own, workplace: Workplace, draft: Draft, *, told: bool = False) -> _Report | None:
    """Reads a report; None where it is surely about another province."""
    found = settled(own, workplace, draft)
    if found is None:
        return None
    draft, province = found
    place = read_where(draft, province, own)
    if is_nobody(raw_words(draft.accused)):
        place = replace(place, words=[], raw=[])
    bare = replace(draft, agency="")
    said = [read(bare, province, own, place)]
    if workplace_words(draft):  # the wizard promises to keep it from that office, whoever is reported
        said.insert(0, read(draft, province, own, place))
    also = [replace(bare, accused=one) for one in others(draft.accused)]
    if told:
        also.append(replace(bare, accused=first_office(draft.accused)))
    return _Report(
        draft,
        said,
        *([read(one, province, own, place) for one in drafts] for drafts in (also, _of_story(draft))),
    )


def _is_reported(own: Own, workplace: Workplace, draft: Draft, report: _Report | None) -> bool:
    """Whether somebody of the office is reported, or may be."""
    if is_central(own) and any(
        of_the_whole_country(own, read(one, "", own)) for one in (draft, *_of_story(draft))
    ):
        return True
    abroad = workplace.province and draft.province and workplace.province != draft.province
    if is_word_for_word(own, draft) or (abroad and is_named_abroad(own, draft)):
        return True
    if report is None:
        return False
    said, also = report.said, report.also
    if any(about(own, one) for one in (*said, *also, *report.of_story)):
        return True
    if any(of_nobody_known(own, one) and not elsewhere(own, one) for one in (said[0], *also)):
        return True
    return _is_unplaced(own, report) or any(_is_open(own, report.draft, one) for one in report.of_story)


def _comes_up(own: Own, report: _Report, *, private: bool) -> bool:
    """Whether what happened names the office, or people of it where who is reported is surely of another.

    Who is ``private``, of no office, is of none that only comes up: no trader is of where one complained.
    """
    said = report.said[0]
    if is_told_by_name(own, said, raw_words(report.draft.story)) and not elsewhere(own, said):
        return True
    what = words_of(report.draft.story, own)
    if not what:
        return False
    if private or all(is_of_another(own, one) or names_another(own, one) for one in report.said):
        what = of_actors(report.draft.story)
        sure = all(is_of_another(own, one) and not elsewhere(own, one) for one in report.said)
        if sure and has_people_below(own, what):
            return True
    told = mentions(what)
    return any(told_of(own, replace(one, what=what, told=told)) for one in (*report.said, *report.of_story))


def _of_story(draft: Draft) -> list[Draft]:
    """What happened in the place of who is reported, where nobody was named as such."""
    if draft.accused:
        return []
    return [replace(draft, accused=bare_of_names(draft.story[:MOST_OF_STORY]), agency="")]


def _is_open(own: Own, draft: Draft, said: Said) -> bool:
    """Whether what happened leaves open of which office it was who did it; ``said`` is that story read."""
    if _is_mine(draft) or elsewhere(own, said):
        return False
    return of_nobody_told(own, said, of_actors(bare_of_names(draft.story[:MOST_OF_STORY])))


def _is_mine(draft: Draft) -> bool:
    """Whether what happened is about people of the reporter's own workplace, which was named."""
    return bool(workplace_words(draft)) and not OF_MINE.isdisjoint(raw_words(draft.story))
