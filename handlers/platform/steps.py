"""What a dialog of several questions is declared with: steps, their choices, and what a tap on one does.

``handlers/platform/forms.py`` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from handlers.platform.outgoing import Button

Draft = TypeVar("Draft")
Heard = TypeVar("Heard")
"""What is typed at a form: words, or a whole message where content is wanted."""
Kept = TypeVar("Kept")


class MoveKind(Enum):
    """What a button of a form does."""

    PICK = "pick"
    PAGE = "page"
    SKIP = "skip"
    BACK = "back"
    EDIT = "edit"
    CLEAR = "clear"

    @classmethod
    def of(cls, value: str) -> MoveKind | None:
        """The kind with this value, if there is one."""
        return next((kind for kind in cls if kind.value == value), None)


@dataclass(frozen=True, slots=True)
class Move:
    """A tap: what, at (or, to edit, to) which step, and with which value."""

    kind: MoveKind
    step: str
    value: str = ""
    page: int = 0
    """Page of the choices that is turned to, or that the tapped one stands on."""


@dataclass(frozen=True, slots=True)
class StepChoice:
    """A button a step offers; the form makes its data."""

    label: str
    value: str = ""
    kind: MoveKind = MoveKind.PICK


ChoiceRows = Sequence[Sequence[StepChoice | Button]]
"""Rows of choices; a plain button among them does what its feature says."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Words about what does not fit; nothing is kept."""

    words: str


@dataclass(frozen=True, slots=True)
class Paging:
    """How long choices are turned: rows a page, and the labels of the buttons that turn."""

    rows: int
    more: str
    first: str


def page_of(rows: Sequence[Kept], page: int, a_page: int) -> tuple[Sequence[Kept], int]:
    """Rows of a page (one that is not there shows the first), and the page to turn to, 0 after the last."""
    start = page * a_page
    return rows[start : start + a_page] or rows[:a_page], page + 1 if start + a_page < len(rows) else 0


def always(_draft: object) -> bool:
    """For every draft."""
    return True


def never(_draft: object) -> bool:
    """For no draft."""
    return False


def _nothing(_draft: object) -> ChoiceRows:
    return ()


@dataclass(frozen=True, slots=True)
class Step(Generic[Draft, Heard]):
    """One question of a form. Everything about it stands here."""

    name: str
    """Frozen: it stands in stored drafts and in buttons below messages."""
    question: str | Callable[[Draft], str]
    """Telegram's HTML; the form puts the counter in."""
    store: Callable[[Draft, Any], Draft]
    """The draft with a value that ``accepts`` or ``picks`` gave."""
    accepts: Callable[[Draft, Heard, datetime], Any] | None = None
    """Reads what was typed: a value, or :class:`Refused`. None: there is nothing to type."""
    choices: Callable[[Draft], ChoiceRows] = _nothing
    picks: Callable[[Draft, str, datetime], Any] | None = None
    """Reads a tapped choice: a value, or None where it makes no sense. Without it what the button carries is
    the value, if it is offered."""
    clear: Callable[[Draft], Draft] | None = None
    """The draft without this step's answer, where a button offers that."""
    when: Callable[[Draft], bool] = always
    """Whether the question makes sense for a draft."""
    label: str = ""
    """What the review calls it; without one it is not offered there."""
    counted: bool = True
    follows: str = ""
    """The step it belongs to: an edit of that one goes on here."""
    within: str = ""
    """The step an edit returns to, where it is not the form's home."""
    stays: Callable[[Draft], bool] = never
    """Whether the step goes on after an answer: it takes several, or this one was not enough."""
    said: Callable[[Draft, Any], str] | None = None
    """Words after an answer (draft with it, its value) where the step goes on; else it is asked again."""
    paging: Paging | None = None
    skip: str | None = None
    """Label of the button that goes on without an answer: the form's where None, no button where empty."""
    back: str | None = None
    """Label of the button back, likewise."""
    beside: tuple[Button, ...] = ()
    """Buttons that stand before the way back."""


@dataclass(frozen=True, slots=True)
class FormPlace(Generic[Draft]):
    """Where a tap or words lead: the step to be asked and the draft by then."""

    step: str
    draft: Draft
    page: int = 0
    said: str = ""
    """Words to be said instead of the question."""
