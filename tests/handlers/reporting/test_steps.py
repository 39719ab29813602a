"""Order, answers and words of the wizard, without a conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileTooLargeError, NetraError
from handlers.platform.outgoing import MAX_CALLBACK_DATA, MAX_TEXT
from handlers.reporting.answers import TEXT_STEPS, picked, typed
from handlers.reporting.steps import STEPS, is_asked, review_rows, rows_of, step_after, step_before
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import report as texts
from services.reporting.draft import MAX_SHORT, MAX_STORY, Attachment, Draft, NoteChoice
from services.reporting.errors import EvidenceError, UnknownEvidenceKindError, VideoEvidenceError
from tests.handlers.test_texts import check, visible

TODAY = date(2024, 9, 24)
PICTURE = Attachment("ab" * 16, 5, 4, 3, "00" * 32, "0f" * 8, taken="2024-09-20 10:11", place="-6.2, 106.8")
drafts = st.builds(
    Draft,
    when=st.sampled_from(["", "2024-09-20", "minggu lalu"]),
    accused=st.text(max_size=20),
    insider=st.none() | st.booleans(),
    attachments=st.lists(st.just(PICTURE), max_size=2).map(tuple),
    editing=st.booleans(),
)


@given(drafts)
def test_skipping_always_ends_at_the_review_and_going_back_at_the_first_step(draft: Draft) -> None:
    draft = replace(draft, editing=False)
    seen = ["category"]
    while seen[-1] != "review":
        seen.append(step_after(seen[-1], draft))
    assert seen == [one for one in STEPS if is_asked(one, draft)]
    back = ["review"]
    while back[-1] != "category":
        back.append(step_before(back[-1], draft))
    assert back == seen[::-1]


@given(drafts, st.sampled_from(STEPS[:-1]))
def test_a_change_leads_back_to_the_review(draft: Draft, step: str) -> None:
    draft = replace(draft, editing=True)
    following = step_after(step, draft)
    assert following == "review" or (step, following) in (("insider", "agency"), ("evidence", "notes"))
    assert step_before(step, draft) == "review"


@given(st.sampled_from(TEXT_STEPS), drafts, st.text(max_size=400))
def test_any_text_makes_a_draft_that_can_be_shown(step: str, draft: Draft, raw: str) -> None:
    answer = typed(step, draft, raw, TODAY)
    assert 0 < len(visible(texts.review(answer.draft, TODAY))) <= MAX_TEXT
    assert all(len(getattr(answer.draft, name)) <= MAX_SHORT for name in ("place", "district", "agency"))
    if not raw.strip():
        assert answer.stays
        assert answer.draft == draft


@given(st.sampled_from(STEPS), drafts, st.text(max_size=12))
def test_a_button_nobody_made_changes_nothing(step: str, draft: Draft, value: str) -> None:
    known = {"yes", "no", "same", "today", "yesterday", *NoteChoice}
    assert value in known or picked(step, draft, value, TODAY) is None or step in ("category", "province")


@given(drafts)
def test_every_button_fits(draft: Draft) -> None:
    for rows in [*(rows_of(step, draft) for step in STEPS[:-1]), review_rows(draft)]:
        for row in rows:
            for button in row:
                assert button.data is not None
                assert len(button.data.encode()) <= MAX_CALLBACK_DATA


def test_the_fullest_review_fits() -> None:
    full = Draft(
        "kebijakan",
        "31",
        "<" * MAX_SHORT,
        "&" * MAX_SHORT,
        "<&>" * (MAX_STORY // 3),
        "<" * MAX_SHORT,
        (PICTURE,) * 40,
        known="<" * MAX_SHORT,
        district="<" * MAX_SHORT,
        insider=True,
        agency="<" * MAX_SHORT,
        notes=NoteChoice.ALL.value,
    )
    check(texts.review(full, TODAY))
    check(evidence_texts.notes_question(full))
    check(texts.story_so_far(full))
    assert len(visible(texts.review(full, TODAY))) <= MAX_TEXT


def test_every_refusal_says_what_to_do_and_that_nothing_is_lost() -> None:
    kinds: list[type[NetraError]] = [*EvidenceError.__subclasses__(), VideoEvidenceError, FileTooLargeError]
    said = {kind: evidence_texts.refusal(kind(), videos=True) for kind in kinds}
    for kind, words in said.items():
        check(words)
        assert "Isian Anda yang lain aman" in words, kind
    assert len(set(said.values())) == len(kinds) - 1, "only the two for 20 MB say the same"


@pytest.mark.parametrize("videos", [False, True])
def test_videos_are_spoken_of_only_where_they_are_taken(videos: bool) -> None:
    for words in (
        evidence_texts.question(videos=videos),
        evidence_texts.wanted(videos=videos),
        evidence_texts.ask_originals(videos=videos),
        evidence_texts.refusal(UnknownEvidenceKindError(), videos=videos),
    ):
        check(words)
        assert ("video" in words) is videos


@pytest.mark.parametrize(
    ("taken", "place", "labels"),
    [
        ("2024-09-20 10:11", "-6.2, 106.8", ["Tulis waktu dan lokasinya", "Tulis waktunya saja"]),
        ("2024-09-20 10:11", "", ["Tulis waktunya saja"]),
        ("", "-6.2, 106.8", ["Tulis lokasinya"]),
    ],
)
def test_only_what_was_found_is_offered_as_a_note(taken: str, place: str, labels: list[str]) -> None:
    draft = Draft(attachments=(replace(PICTURE, taken=taken, place=place),))
    offered = [button.text for row in rows_of("notes", draft) for button in row]
    assert offered[: len(labels) + 1] == [*labels, "Jangan ditulis"]
