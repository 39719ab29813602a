"""What an answer does to a draft: pure, so that every step can be tested without a conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.numbers import iso_day
from core.text import squeeze, tidy
from handlers.reporting.texts import report as texts
from services.platform.dates import parse_date
from services.platform.places import province_named, province_of
from services.reporting.draft import MAX_SHORT, Category, Draft, NoteChoice

TEXT_STEPS = ("province", "district", "place", "when", "known", "story", "accused", "agency")


@dataclass(frozen=True, slots=True)
class AnsweredDraft:
    """The draft after an answer. With ``stays``, the step goes on and the words are said."""

    draft: Draft
    stays: str = ""


def typed(step: str, draft: Draft, raw: str, today: date) -> AnsweredDraft:
    """The draft after a text at one of :data:`TEXT_STEPS`."""
    if not raw.strip():
        return AnsweredDraft(draft, texts.WANT_STORY if step == "story" else texts.WANT_TEXT)
    if step == "story":
        added = draft.with_story(tidy(raw))
        whole = added.story.endswith(tidy(raw))
        return AnsweredDraft(added, texts.STORY_KEPT if whole else texts.STORY_FULL)
    words = squeeze(raw)
    if len(words) > MAX_SHORT:
        return AnsweredDraft(draft, texts.TOO_LONG)
    if step == "province":
        province = province_named(words)
        return (
            AnsweredDraft(replace(draft, province=province.code))
            if province
            else AnsweredDraft(draft, texts.WHICH_PROVINCE)
        )
    if step in ("when", "known"):
        return _day(step, draft, words, today)
    changes: dict[str, Draft] = {
        "district": replace(draft, district=words),
        "place": replace(draft, place=words),
        "accused": replace(draft, accused=words),
        "agency": replace(draft, agency=words),
    }
    return AnsweredDraft(changes[step])


def _day(step: str, draft: Draft, words: str, today: date) -> AnsweredDraft:
    day = parse_date(words, today)
    if day is not None and day > today:
        return AnsweredDraft(draft, texts.NOT_YET)
    if step == "when":
        return AnsweredDraft(replace(draft, when=day.isoformat() if day else words))
    if day is not None and _is_before(day, draft.when):
        return AnsweredDraft(draft, texts.BEFORE_IT_HAPPENED)
    return AnsweredDraft(replace(draft, known=day.isoformat() if day else words))


def _is_before(day: date, when: str) -> bool:
    happened = iso_day(when)
    return happened is not None and day < happened  # the reporter's own words: nothing to compare


def picked(step: str, draft: Draft, value: str, today: date) -> Draft | None:
    """The draft after a button; None where the button makes no sense."""
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    match step:
        case "category" if Category.of(value):
            return replace(draft, category=value)
        case "province" if province_of(value):
            return replace(draft, province=value)
        case "when" if value in days:
            return replace(draft, when=days[value].isoformat())
        case "known" if value == "same" and draft.when:
            return replace(draft, known=draft.when)
        case "known" if value in days:
            return replace(draft, known=days[value].isoformat())
        case "insider" if value in ("yes", "no"):
            return replace(draft, insider=value == "yes", agency=draft.agency if value == "yes" else "")
        case "agency" if value == "same":
            return replace(draft, agency=texts.SAME_AGENCY_KEPT)
        case "notes" if NoteChoice.of(value):
            return replace(draft, notes=value)
        case _:
            return None
