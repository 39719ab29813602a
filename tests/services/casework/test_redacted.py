"""Nothing a reporter wrote can go out unmasked: what draws a hand-over is never given the words."""

from __future__ import annotations

import ast
import importlib
import inspect
import typing
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.casework.texts import handover
from services.casework.case import Case
from services.casework.case_service import OpenedCase
from services.casework.casework import Twin
from services.casework.facts import deadline_of
from services.casework.handover import Document
from services.casework.redacted import Masked, RedactedReport
from services.casework.redaction import MASK
from services.reporting.draft import Draft
from services.reporting.thread import ThreadMessage
from tests.test_names import ROOT, modules

DAY = date(2024, 9, 24)
RAW = (Case, OpenedCase, Twin, Draft, ThreadMessage)
"""What holds a reporter's words as they were written."""
OWN_SCREEN = {
    "report.report": "the officer reads the report to work on it",
    "report.deadline": "says a day of it",
    "report.missing": "says what it lacks",
    "report.story": "the officer reads the whole story",
    "report.pages_of_story": "counts",
    "report.conversation": "the officer reads what was asked and answered",
    "report.conversation_pages": "counts",
    "report.twin": "says category and day of another report",
    "inbox.line": "says category, province and days left",
    "inbox.left": "counts days",
    "retention.line": "says category and province",
}
"""Words of the officers' own screen, which is closed with the lock: they alone are given a report as it is."""


def of_masked() -> dict[str, object]:
    draft = Draft()
    words = {one.name: Masked("", ()) for one in fields(RedactedReport) if one.type == "Masked"}
    return {
        "category": None,
        "told": (),
        "known": None,
        "received_on": DAY,
        "deadline": deadline_of(draft, DAY),
        "missing": (),
        "says_workplace": False,
        **words,
    }


def holds_raw(kind: object) -> bool:
    """Whether a type is, or holds, something with a reporter's words in it."""
    return kind in RAW or any(holds_raw(one) for one in typing.get_args(kind))


def renderers() -> Iterator[tuple[str, dict[str, object]]]:
    """Every function among the words of casework, with the types it takes and gives."""
    for path in sorted((ROOT / "handlers" / "casework" / "texts").glob("*.py")):
        module = importlib.import_module(f"handlers.casework.texts.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{path.stem}.{name}", typing.get_type_hints(function)


def made_in(name: str) -> set[str]:
    """Modules of the program in which a class is made."""
    return {
        str(path.relative_to(ROOT))
        for path in modules("bot", "handlers", "services", "storage")
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


@pytest.mark.parametrize("name", [one.name for one in fields(RedactedReport) if one.type == "Masked"])
def test_words_that_nobody_masked_are_refused(name: str) -> None:
    assert RedactedReport(**of_masked()).told == ()  # type: ignore[arg-type] # built by name
    with pytest.raises(TypeError, match=name):
        RedactedReport(**{**of_masked(), name: "Budi"})  # type: ignore[arg-type]


@given(st.text("abcdefgh ", min_size=1, max_size=40), st.text("abcdefgh", min_size=1, max_size=5))
def test_what_is_masked_is_not_kept_beside_it(text: str, word: str) -> None:
    made = Masked(text, (word,))
    assert word not in made.shown
    assert [getattr(made, slot) for slot in Masked.__slots__] == [made.shown], "nothing else is in it"
    assert not hasattr(made, "__dict__")
    assert not issubclass(Masked, str)
    assert repr(made) == "Masked(...)"
    with pytest.raises(AttributeError):
        made.shown = text


def test_masks_reach_every_word_of_the_document() -> None:
    words = {one.name: Masked("Budi", ("budi",)) for one in fields(RedactedReport) if one.type == "Masked"}
    drawn = repr(handover.document(RedactedReport(**{**of_masked(), **words}), ()))  # type: ignore[arg-type]
    assert drawn.count(MASK) == len(words) + 1, "each of them, and the line that says how masking looks"
    assert "Budi" not in drawn


def test_only_the_officers_own_screen_is_given_reports_as_they_are() -> None:
    given = {name for name, hints in renderers() if any(holds_raw(kind) for kind in hints.values())}
    assert given == set(OWN_SCREEN)


def test_what_goes_out_is_drawn_from_what_was_masked() -> None:
    out = {name: hints for name, hints in renderers() if hints.get("return") is Document}
    assert list(out) == ["handover.document"]
    assert typing.get_type_hints(handover.document)["report"] is RedactedReport
    assert made_in("Document") == {"handlers/casework/texts/handover.py", "services/casework/handover_pdf.py"}


def test_masked_words_are_made_in_one_place() -> None:
    assert made_in("Masked") == {"services/casework/redacted.py"}
    assert made_in("RedactedReport") == {"services/casework/redacted.py"}
    assert made_in("Scrubbed") == {"services/guidance/scrubber.py"}
