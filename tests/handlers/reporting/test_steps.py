"""Order, answers and words of the wizard, without a conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileTooLargeError, NetraError
from handlers.platform.callback_data import unpack
from handlers.platform.outgoing import MAX_TEXT
from handlers.platform.steps import FormPlace, Move, MoveKind, Refused
from handlers.reporting.buttons import BackStep, EditStep, FormButton, SkipStep
from handlers.reporting.steps import ReportForm, line, move_of, report_form, report_steps
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import report as texts
from handlers.reporting.wizard import review_rows
from services.reporting.draft import MAX_SHORT, MAX_STORY, Attachment, Draft, NoteChoice
from services.reporting.errors import EvidenceError, UnknownEvidenceKindError, VideoEvidenceError
from storage.platform.engine import dumps, loads
from tests.handlers.test_texts import check, visible

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2024, 9, 24, 3, tzinfo=UTC)
TODAY = date(2024, 9, 24)
FORM = report_form(report_steps(ZONE))
STEPS = tuple(one.name for one in FORM.steps)
TEXT_STEPS = tuple(one.name for one in FORM.steps if one.accepts is not None)
PICTURE = Attachment("ab" * 16, 5, 4, 3, "00" * 32, "0f" * 8, taken="2024-09-20 10:11", place="-6.2, 106.8")
drafts = st.builds(
    Draft,
    when=st.sampled_from(["", "2024-09-20", "minggu lalu"]),
    accused=st.text(max_size=20),
    insider=st.none() | st.booleans(),
    attachments=st.lists(st.just(PICTURE), max_size=2).map(tuple),
    editing=st.booleans(),
)


def picked(step: str, draft: Draft, value: str) -> Draft | None:
    """The draft after a button; None where the button makes no sense."""
    place = FORM.moved(Move(MoveKind.PICK, step, value), draft, NOW)
    return None if place is None else place.draft


@given(drafts)
def test_skipping_always_ends_at_the_review_and_going_back_at_the_first_step(draft: Draft) -> None:
    draft = replace(draft, editing=False)
    seen = ["category"]
    while seen[-1] != "review":
        seen.append(FORM.after(seen[-1], draft))
    assert seen == [*(one.name for one in FORM.asked(draft)), "review"]
    back = ["review"]
    while back[-1] != "category":
        back.append(FORM.before(back[-1], draft))
    assert back == seen[::-1]


@given(drafts, st.sampled_from(STEPS))
def test_a_change_leads_back_to_the_review(draft: Draft, step: str) -> None:
    draft = replace(draft, editing=True)
    following = FORM.after(step, draft)
    assert following == "review" or (step, following) in (("insider", "agency"), ("evidence", "notes"))
    assert FORM.before(step, draft) == "review"


@given(st.sampled_from(TEXT_STEPS), drafts, st.text(max_size=400))
def test_any_text_makes_a_draft_that_can_be_shown(step: str, draft: Draft, raw: str) -> None:
    answer = FORM.heard(step, draft, raw, NOW)
    assert answer is not None
    if isinstance(answer, Refused):
        check(answer.words)
        return
    told = answer.draft
    assert raw.strip()
    assert 0 < len(visible(texts.review(told, TODAY))) <= MAX_TEXT
    assert all(len(getattr(told, name)) <= MAX_SHORT for name in ("place", "district", "agency"))


@given(st.sampled_from(STEPS), drafts, st.text(max_size=12))
def test_a_button_nobody_made_changes_nothing(step: str, draft: Draft, value: str) -> None:
    known = {"yes", "no", "same", "today", "yesterday", *NoteChoice}
    assert value in known or picked(step, draft, value) is None or step in ("category", "province")


@given(drafts)
def test_every_button_fits_and_is_read_back(draft: Draft) -> None:
    for rows in [*(FORM.rows(step, draft) for step in STEPS), review_rows(FORM, draft)]:
        for row in rows:
            for button in row:
                assert button.as_json()["callback_data"], "it fits into 64 bytes"


@pytest.mark.parametrize("kind", MoveKind)
def test_what_a_button_carries_is_the_move_it_was_made_of(kind: MoveKind) -> None:
    move = {
        MoveKind.PICK: Move(kind, "province", "31"),
        MoveKind.PAGE: Move(kind, "province", page=2),
        MoveKind.EDIT: Move(kind, "story"),
    }.get(kind, Move(kind, "story"))
    carried = unpack(FORM.data(move).pack())
    assert isinstance(carried, FormButton)
    assert move_of(carried) == move


BUTTONS = [
    "report:pick:category:medsos",
    "report:pick:category:lainnya",
    "report:skip:category",
    "report:cancel",
    "report:pick:province:31",
    "report:page:province:1",
    "report:back:province",
    "report:skip:province",
    "report:back:district",
    "report:skip:district",
    "report:skip:place",
    "report:pick:when:today",
    "report:pick:when:yesterday",
    "report:skip:when",
    "report:pick:known:same",
    "report:pick:known:today",
    "report:skip:known",
    "report:rewrite:story",
    "report:skip:story",
    "report:skip:accused",
    "report:pick:insider:yes",
    "report:pick:insider:no",
    "report:skip:insider",
    "report:pick:agency:same",
    "report:skip:agency",
    "report:original:evidence:ask",
    "report:remove:evidence:last",
    "report:remove:evidence:all",
    "report:back:evidence",
    "report:skip:evidence",
    "report:pick:notes:semua",
    "report:pick:notes:waktu",
    "report:pick:notes:tidak",
    "report:skip:notes",
    "report:edit:review:category",
    "report:edit:review:province",
    "report:edit:review:district",
    "report:edit:review:place",
    "report:edit:review:when",
    "report:edit:review:known",
    "report:edit:review:story",
    "report:edit:review:accused",
    "report:edit:review:insider",
    "report:edit:review:evidence",
    "report:edit:review:notes",
    "report:code:review",
]
"""Frozen: they place below messages in people's chats."""


def test_buttons_are_those_of_the_build_before() -> None:
    full = Draft(when="2024-09-20", story="cerita", insider=True, attachments=(PICTURE,))
    rows = [*(FORM.rows(step, full) for step in STEPS), review_rows(FORM, full)]
    made = {button.as_json()["callback_data"] for one in rows for row in one for button in row}
    assert set(BUTTONS) - made == set()


def test_each_question_is_counted_and_what_belongs_to_another_is_not() -> None:
    full = Draft(insider=True, attachments=(PICTURE,))
    heads = {step: visible(FORM.question(step, full)).splitlines()[0] for step in STEPS}
    counted = [step for step in STEPS if step not in ("agency", "notes")]
    assert [heads[step].split(" · ")[0] for step in counted] == [f"{number}/10" for number in range(1, 11)]
    assert heads["story"] == "7/10 · Ceritakan kejadiannya"
    assert heads["agency"] == "Kantor mana?"
    assert heads["notes"] == "Bukti Anda memuat waktu atau lokasi"
    for step in STEPS:
        check(FORM.question(step, full))


# --- one more question ---


@dataclass(frozen=True, slots=True)
class WitnessDraft(Draft):
    """The draft of a report that asks for witnesses too."""

    witnesses: str = ""


def with_witnesses() -> ReportForm:
    """The report's own questions and one more, after the accused: all that is changed for a new question."""
    steps = report_steps(ZONE)
    at = [one.name for one in steps].index("accused") + 1
    more = line("witnesses", "<b>Siapa saksinya?</b>\n\nNama boleh tidak disebut.", "Saksi")
    return report_form((*steps[:at], more, *steps[at:]))


def test_a_new_question_is_asked_counted_stored_and_offered_for_a_change() -> None:
    form, draft = with_witnesses(), WitnessDraft(accused="camat")
    place = form.heard("accused", draft, "camat, Kecamatan X", NOW)
    assert isinstance(place, FormPlace)
    assert place.step == "witnesses"
    assert visible(form.question("witnesses", draft)).startswith("9/11 · Siapa saksinya?")
    assert visible(form.question("category", draft)).startswith("1/11 · ")
    assert visible(form.question("evidence", draft)).startswith("11/11 · ")
    assert [button.data for button in form.rows("witnesses", draft)[-1]] == [
        BackStep("witnesses"),
        SkipStep("witnesses"),
    ]
    answered = form.heard("witnesses", place.draft, " dua orang  tetangga ", NOW)
    assert isinstance(answered, FormPlace)
    assert (answered.step, answered.draft.accused) == ("insider", "camat, Kecamatan X")
    kept = WitnessDraft.from_json(loads(dumps(answered.draft.to_json())))
    assert kept == answered.draft
    assert isinstance(kept, WitnessDraft)
    assert kept.witnesses == "dua orang tetangga"
    assert form.before("insider", kept) == "witnesses"
    labels = {button.text: button.data for row in review_rows(form, kept) for button in row}
    assert labels["Ubah: Saksi"] == EditStep("review", "witnesses")
    change = form.moved(Move(MoveKind.EDIT, "witnesses"), kept, NOW)
    assert change is not None
    assert (change.step, change.draft.editing) == ("witnesses", True)
    changed = form.heard("witnesses", change.draft, "seorang kerabat", NOW)
    assert isinstance(changed, FormPlace)
    assert changed.step == "review"
    assert form.resumed("witnesses") == "witnesses"
    assert FORM.resumed("witnesses") == "review", "a build that does not ask it goes on at the review"


def test_a_refused_line_of_a_new_question_keeps_nothing() -> None:
    refused = with_witnesses().heard("witnesses", WitnessDraft(), "x" * (MAX_SHORT + 1), NOW)
    assert refused == Refused(texts.TOO_LONG)


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
    offered = [button.text for row in FORM.rows("notes", draft) for button in row]
    assert offered[: len(labels) + 1] == [*labels, "Jangan ditulis"]
