from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rulebook.loader import load_rulebook
from services.reporting.draft import MAX_STORY, Attachment, Category, Draft, Requirement

ATTACHMENT = Attachment("ab" * 16, 5, 4, 3, "00" * 32, "0" * 16)

drafts = st.builds(
    Draft,
    category=st.none() | st.sampled_from([one.value for one in Category]),
    province=st.none() | st.just("31"),
    place=st.text(max_size=30),
    when=st.text(max_size=30),
    story=st.text(max_size=200),
    accused=st.text(max_size=30),
    attachments=st.lists(st.just(ATTACHMENT), max_size=3).map(tuple),
    editing=st.booleans(),
)


@given(drafts)
def test_a_draft_survives_the_dialog(draft: Draft) -> None:
    assert Draft.from_json(draft.to_json()) == draft


def test_messages_join_into_one_story_of_bounded_length() -> None:
    draft = Draft().with_story("satu").with_story("dua")
    assert draft.story == "satu\ndua"
    assert len(draft.with_story("x" * 50_000).story) == MAX_STORY


def test_what_a_formal_report_would_lack_is_named() -> None:
    assert set(Draft().missing()) == set(Requirement)
    full = Draft("hadir", "31", "", "2024-10-01", "cerita", "camat", (ATTACHMENT,), known="2024-10-02")
    assert full.missing() == ()
    assert full.with_story("").missing() == ()
    assert replace(full, province=None).missing() == (Requirement.WHERE,)
    assert replace(full, known="").missing() == (Requirement.KNOWN,)
    assert replace(full, category=None).missing() == (Requirement.WHAT,)


def test_every_category_but_the_last_leads_to_a_rule() -> None:
    assert set(load_rulebook().speech.matters.reports) == set(Category) - {Category.OTHER}
