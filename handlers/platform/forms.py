"""Forms: dialogs that ask one thing after the other, declared as steps and run by this one engine.

It knows nothing of updates, of turns and of any feature: a form is asked where a tap or words lead, and
answers with a :class:`FormPlace`, which its feature shows. All state lies in the dialog (the step's name, the
draft), so a restart goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import Button, Rows
from handlers.platform.steps import (
    Draft,
    FormPlace,
    Heard,
    Move,
    MoveKind,
    Refused,
    Step,
    StepChoice,
    never,
    page_of,
)


@dataclass(frozen=True, slots=True)
class Form(Generic[Draft, Heard]):
    """Steps in the order they are asked."""

    steps: tuple[Step[Draft, Heard], ...]
    home: str
    """Name of what comes after the last step, and where an edit returns to: a review, a menu."""
    data: Callable[[Move], CallbackData]
    """Button data of a move; the feature reads it back."""
    numbered: Callable[[str, int, int], str] = lambda html, _number, _of: html
    """Puts the counter into a question."""
    back: str = ""
    skip: str = ""
    first: tuple[Button, ...] = ()
    """What stands at the first step in place of the way back."""
    is_edited: Callable[[Draft], bool] = never
    """Whether the person came from home and returns there after one step."""
    edited: Callable[[Draft], Draft] = lambda draft: draft
    """The draft of somebody who goes from home to one step."""

    # --- order ---

    def step(self, name: str) -> Step[Draft, Heard] | None:
        """The step of that name; None for home, and for what another version called so."""
        return next((one for one in self.steps if one.name == name), None)

    def resumed(self, name: str) -> str:
        """Where a stored dialog goes on: its step if there still is one, else home."""
        return name if self.step(name) is not None else self.home

    def asked(self, draft: Draft) -> list[Step[Draft, Heard]]:
        """All steps that make sense for a draft."""
        return [one for one in self.steps if one.when(draft)]

    def after(self, name: str, draft: Draft) -> str:
        """What is asked after a step."""
        names = [one.name for one in self.steps]
        rest = self.steps[names.index(name) + 1 :] if name in names else ()
        following = [one for one in rest if one.when(draft)]
        if self.is_edited(draft):
            following = [one for one in following[:1] if one.follows == name]
        return following[0].name if following else self._home_of(name)

    def before(self, name: str, draft: Draft) -> str:
        """What was asked before a step; the first step is its own."""
        if self.is_edited(draft):
            return self._home_of(name)
        names = [one.name for one in self.steps]
        if name not in (*names, self.home):
            return self.home
        at = names.index(name) if name in names else len(names)
        earlier = [one for one in self.steps[:at] if one.when(draft)]
        return earlier[-1].name if earlier else names[0]

    def number(self, name: str, draft: Draft) -> tuple[int, int] | None:
        """A step's place and their count, among those that are asked; None where it is not counted."""
        counted = [one.name for one in self.steps if one.counted and one.when(draft)]
        return (counted.index(name) + 1, len(counted)) if name in counted else None

    def _home_of(self, name: str) -> str:
        step = self.step(name)
        return self.home if step is None else step.within or self.home

    # --- what is shown ---

    def question(self, name: str, draft: Draft) -> str:
        """A step's question with its counter; empty for what is none."""
        step = self.step(name)
        if step is None:
            return ""
        html = step.question if isinstance(step.question, str) else step.question(draft)
        number = self.number(name, draft)
        return html if number is None else self.numbered(html, *number)

    def rows(self, name: str, draft: Draft, page: int = 0) -> Rows:
        """A step's buttons: a page of its choices, then the ways back and on; those alone at home."""
        step = self.step(name)
        if step is None:
            return [[*self._way(MoveKind.BACK, name, self.back), *self._way(MoveKind.SKIP, name, self.skip)]]
        rows = step.choices(draft)
        turning: list[Button] = []
        if step.paging is not None:
            rows, to = page_of(rows, page, step.paging.rows)
            label = step.paging.more if to else step.paging.first
            turning = [Button(label, self.data(Move(MoveKind.PAGE, name, page=to)))]
        made = [[self._button(one, name, page) for one in row] for row in rows]
        last = [*step.beside, *self._ways_back(step, draft), *self._ways_on(step)]
        return [*made, *([turning] if turning else []), *([last] if last else [])]

    def edits(self, draft: Draft) -> list[Button]:
        """Buttons that go from home to one step each."""
        return [
            Button(one.label, self.data(Move(MoveKind.EDIT, one.name)))
            for one in self.asked(draft)
            if one.label
        ]

    def _button(self, one: StepChoice | Button, name: str, page: int) -> Button:
        if isinstance(one, Button):
            return one
        return Button(one.label, self.data(Move(one.kind, name, one.value, page)))

    def _ways_back(self, step: Step[Draft, Heard], draft: Draft) -> Sequence[Button]:
        if self.first and step is self.steps[0] and not self.is_edited(draft):
            return self.first
        return self._way(MoveKind.BACK, step.name, self.back if step.back is None else step.back)

    def _ways_on(self, step: Step[Draft, Heard]) -> Sequence[Button]:
        return self._way(MoveKind.SKIP, step.name, self.skip if step.skip is None else step.skip)

    def _way(self, kind: MoveKind, name: str, label: str) -> Sequence[Button]:
        return [Button(label, self.data(Move(kind, name)))] if label else ()

    # --- what is told ---

    def moved(self, move: Move, draft: Draft, now: datetime) -> FormPlace[Draft] | None:
        """Where a tap leads; None where it makes no sense, or no sense any more."""
        step = self.step(move.step)
        match move.kind:
            case MoveKind.BACK:
                return FormPlace(self.before(move.step, draft), draft)
            case MoveKind.SKIP:
                return FormPlace(self.after(move.step, draft), draft)
            case MoveKind.EDIT if step is not None and step.when(draft):
                return FormPlace(step.name, self.edited(draft), move.page)
            case MoveKind.PAGE if step is not None:
                return FormPlace(step.name, draft, move.page)
            case MoveKind.PICK if step is not None:
                value = self._picked(step, draft, move.value, now)
                return None if value is None else self._answered(step, draft, value, move.page)
            case MoveKind.CLEAR if step is not None and step.clear is not None:
                return self._on(step, step.clear(draft))
        return None

    def heard(self, name: str, draft: Draft, what: Heard, now: datetime) -> FormPlace[Draft] | Refused | None:
        """Where words lead; None where the step takes none."""
        step = self.step(name)
        if step is None or step.accepts is None:
            return None
        value = step.accepts(draft, what, now)
        return value if isinstance(value, Refused) else self._answered(step, draft, value)

    def _answered(
        self, step: Step[Draft, Heard], draft: Draft, value: Any, page: int = 0
    ) -> FormPlace[Draft]:
        stored = step.store(draft, value)
        place = self._on(step, stored, page)
        if place.step == step.name and step.said is not None:
            return FormPlace(step.name, stored, page, step.said(stored, value))
        return place

    def _on(self, step: Step[Draft, Heard], draft: Draft, page: int = 0) -> FormPlace[Draft]:
        """At the same step if it goes on, else at the one after it."""
        if step.stays(draft):
            return FormPlace(step.name, draft, page)
        return FormPlace(self.after(step.name, draft), draft)

    @staticmethod
    def _picked(step: Step[Draft, Heard], draft: Draft, value: str, now: datetime) -> Any:
        if step.picks is not None:
            return step.picks(draft, value, now)
        offered = (one for row in step.choices(draft) for one in row if isinstance(one, StepChoice))
        return next((one.value for one in offered if one.kind is MoveKind.PICK and one.value == value), None)
