"""Which message gave which part of an open draft, so that an edited message corrects its part.

Known only while the draft is open: what is sealed into a report holds no message id (``vault.seal_report``).
"""

from __future__ import annotations

from dataclasses import replace

from services.access.spotter import Spotter
from services.reporting.draft import MAX_STORY, Draft, DraftMessage

STORY = "story"


def find(draft: Draft, message_id: int) -> DraftMessage | None:
    """What a message gave; None where it gave nothing that is still there."""
    return next((one for one in draft.told if one.message == message_id), None)


def note(before: Draft, after: Draft, step: str, message_id: int, words: str) -> Draft:
    """The draft that knows which message an answer came from; a story may come from many."""
    if step != STORY:
        return replace(after, told=(*_without(after, step), DraftMessage(message_id, step, words)))
    taken = after.story[len(before.story) :].strip("\n")
    if not taken:
        return after
    return replace(after, told=(*after.told, DraftMessage(message_id, STORY, taken)))


def forget(draft: Draft, step: str) -> Draft:
    """After a step was answered by a button or begun anew: no message stands for it any more."""
    return replace(draft, told=_without(draft, step))


def forget_changed(draft: Draft) -> Draft:
    """After words were taken out in another way: what a message said first is kept nowhere any more."""
    fields = {STORY: draft.story, "place": draft.place, "accused": draft.accused}
    fields |= {"agency": draft.agency, "district": draft.district}
    return replace(
        draft, told=tuple(one for one in draft.told if one.words in fields.get(one.step, one.words))
    )


def _without(draft: Draft, step: str) -> tuple[DraftMessage, ...]:
    return tuple(one for one in draft.told if one.step != step)


def _changed(draft: Draft, told: DraftMessage, words: str) -> tuple[DraftMessage, ...]:
    changed = (replace(one, words=words) if one == told else one for one in draft.told)
    return tuple(one for one in changed if one.words)


def corrected_story(draft: Draft, told: DraftMessage, words: str) -> Draft | None:
    """The draft with other words for one part of its story; None where the part is not there as it was."""
    parts = _parts(draft)
    if parts is not None:
        told_now = _changed(draft, told, words)
        story = "\n".join(one.words for one in told_now if one.step == STORY)
    elif draft.story.count(told.words) == 1:  # other parts were changed since
        told_now = _changed(draft, told, words)
        story = draft.story.replace(told.words, words)
    else:
        return None
    return replace(draft, story=story.strip()[:MAX_STORY], told=told_now)


def _parts(draft: Draft) -> list[str] | None:
    """The story's parts, message by message; None where it was changed in another way since."""
    parts = [one.words for one in draft.told if one.step == STORY]
    return parts if "\n".join(parts) == draft.story else None


def without_codes(draft: Draft, spotter: Spotter) -> Draft:
    """The draft without a code in any of its words, also one that came in several messages."""
    cut = spotter.without
    draft = replace(
        draft,
        district=cut(draft.district),
        place=cut(draft.place),
        when=cut(draft.when),
        known=cut(draft.known),
        accused=cut(draft.accused),
        agency=cut(draft.agency),
    )
    if not spotter.has_code(draft.story):
        return draft
    parts = _parts(draft)
    if parts is None:
        return replace(forget(draft, STORY), story=cut(draft.story))
    rest = iter(spotter.without_in(parts))
    told = [replace(one, words=next(rest)) if one.step == STORY else one for one in draft.told]
    kept = tuple(one for one in told if one.words)
    return replace(draft, story="\n".join(one.words for one in kept if one.step == STORY), told=kept)
