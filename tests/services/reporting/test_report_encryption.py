from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SealError
from core.sealing import key_pair_from_seed
from services.reporting.draft import Attachment, Draft, Status
from services.reporting.report_encryption import OpenReport, office_fingerprint, seal_report
from storage.reporting.reports import SealedReport
from tests.repeatable import SeededRandomness

OFFICE_PUBLIC, OFFICE_PRIVATE = key_pair_from_seed(b"o" * 32)
CODE_PUBLIC, CODE_PRIVATE = key_pair_from_seed(b"c" * 32)
DAY = date(2024, 10, 2)


def draft_with(count: int = 1, story: str = "Camat membagikan kaus.") -> Draft:
    attachments = tuple(Attachment("ab" * 16, 5, 4, 3, "00" * 32, "0" * 16) for _ in range(count))
    return Draft(
        "fasilitas", "31", "Gambir", "2024-10-01", story, "camat", attachments, "11" * 32, CODE_PUBLIC.hex()
    )


def sealed(draft: Draft, seed: int = 1) -> SealedReport:
    return seal_report(draft, office_public=OFFICE_PUBLIC, received_on=DAY, randomness=SeededRandomness(seed))


@given(st.text(max_size=500))
def test_office_and_code_open_the_same_report(story: str) -> None:
    report = sealed(draft_with(story=story))
    for wrapped, private in ((report.for_office, OFFICE_PRIVATE), (report.for_code, CODE_PRIVATE)):
        opened = OpenReport(report, wrapped, private)
        assert opened.report.draft.story == story
        assert opened.report.received_on == DAY
        assert opened.report.status is Status.RECEIVED
        assert opened.report.draft.attachments == draft_with().attachments


def test_neither_look_up_nor_keys_of_the_code_travel_into_the_report() -> None:
    report = sealed(draft_with())
    opened = OpenReport(report, report.for_office, OFFICE_PRIVATE)
    assert (opened.report.draft.lookup, opened.report.draft.public) == ("", "")


def test_a_reports_length_tells_little_of_what_it_holds() -> None:
    """A draft with a picture more, or a longer story, is no other row to whoever compares lengths."""
    lengths = {len(sealed(draft_with(count, "x" * size)).body) for count in range(6) for size in (1, 900)}
    assert len(lengths) == 1
    assert len(sealed(draft_with(40, "x" * 6_000)).body) > lengths.pop()


def test_another_key_opens_nothing() -> None:
    report = sealed(draft_with())
    for private in (CODE_PRIVATE, key_pair_from_seed(b"x" * 32)[1]):
        with pytest.raises(SealError):
            OpenReport(report, report.for_office, private)


def test_parts_of_two_reports_cannot_be_exchanged() -> None:
    one, two = sealed(draft_with(2), seed=1), sealed(draft_with(2), seed=2)
    with pytest.raises(SealError):
        OpenReport(replace(one, body=two.body), one.for_office, OFFICE_PRIVATE)
    with pytest.raises(SealError):  # a whole report, key and all, under another one's id
        OpenReport(replace(two, id=one.id), two.for_office, OFFICE_PRIVATE)


def test_equal_drafts_look_different_when_sealed() -> None:
    one, two = sealed(draft_with(), seed=1), sealed(draft_with(), seed=2)
    assert one.id != two.id
    assert one.body != two.body


def test_an_office_key_has_a_short_name() -> None:
    assert office_fingerprint(OFFICE_PUBLIC) == office_fingerprint(OFFICE_PUBLIC)
    assert office_fingerprint(OFFICE_PUBLIC) != office_fingerprint(CODE_PUBLIC)
