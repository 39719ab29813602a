"""An edited message corrects its part of a draft and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.sealing import key_pair_from_seed
from core.text import tidy
from services.access.code import Codebook
from services.access.spotter import Spotter
from services.reporting import corrections
from services.reporting.draft import Draft
from services.reporting.report_encryption import OpenReport, seal_report
from tests.repeatable import SeededRandomness

BOOK = Codebook()
SPOTTER = Spotter(BOOK)
OFFICE_PUBLIC, OFFICE_PRIVATE = key_pair_from_seed(b"o" * 32)
words = st.text(alphabet="abc \n.", max_size=20).map(tidy)
said = words.filter(bool)


def told(draft: Draft, message_id: int, text: str) -> Draft:
    return corrections.note(draft, draft.with_story(text), "story", message_id, text)


@given(st.lists(said, min_size=1, max_size=6), st.lists(st.tuples(st.integers(0, 5), words), max_size=6))
def test_a_story_is_always_what_its_messages_say_now(parts: list[str], edits: list[tuple[int, str]]) -> None:
    draft, now = Draft(), dict(enumerate(parts))
    for number, text in now.items():
        draft = told(draft, number, text)
    for number, text in edits:
        one = corrections.find(draft, number)
        if one is None:
            assert not now.get(number)
            continue
        changed = corrections.corrected_story(draft, one, text)
        assert changed is not None
        draft, now[number] = changed, text
    assert draft.story == "\n".join(text for text in now.values() if text).strip()


def test_a_part_is_found_where_another_was_changed_in_another_way() -> None:
    draft = told(told(Draft(), 1, "Nama saya Budi."), 2, "Camat naik panggung.")
    draft = replace(draft, story=draft.story.replace("Nama saya Budi.", "…"))
    second = corrections.find(draft, 2)
    assert second is not None
    changed = corrections.corrected_story(draft, second, "Lurah naik panggung.")
    assert changed is not None
    assert changed.story == "…\nLurah naik panggung."
    first = corrections.find(draft, 1)
    assert first is not None
    assert corrections.corrected_story(draft, first, "x") is None, "what is not there is not corrected"


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_a_code_in_several_messages_leaves_each_of_them(seed: int, split: int) -> None:
    code = BOOK.new(SeededRandomness(seed))
    draft = told(told(Draft(), 1, f"Zzz. {' '.join(code[:split])}"), 2, f"{' '.join(code[split:])} qqq.")
    draft = corrections.without_codes(draft, SPOTTER)
    assert draft.story == "Zzz.\nqqq."
    assert [one.words for one in draft.told] == ["Zzz.", "qqq."]


def test_a_sealed_report_knows_no_message() -> None:
    draft = corrections.note(Draft(), Draft(accused="camat"), "accused", 4711, "camat")
    draft = replace(told(draft, 4712, "Cerita."), lookup="aa" * 32, public=OFFICE_PUBLIC.hex())
    assert Draft.from_json(draft.to_json()) == draft
    sealed = seal_report(
        draft, office_public=OFFICE_PUBLIC, received_on=date(2024, 9, 24), randomness=SeededRandomness(1)
    )
    opened = OpenReport(sealed, sealed.for_office, OFFICE_PRIVATE).report.draft
    assert opened.accused == "camat"
    assert opened.told == ()
