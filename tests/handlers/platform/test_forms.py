"""The engine of forms: order, counter, ways back and on, pages, refusals; over forms nobody wrote by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.platform.admission import ANYONE
from handlers.platform.button_fields import Page, Token
from handlers.platform.buttons import StartReport
from handlers.platform.callback_data import CallbackData
from handlers.platform.forms import Form
from handlers.platform.outgoing import Button
from handlers.platform.steps import FormPlace, Move, MoveKind, Paging, Refused, Step, StepChoice, page_of

NOW = datetime(2024, 9, 24, tzinfo=UTC)
HOME = "review"


@dataclass(frozen=True)
class Answers:
    """A draft: answers by step, conditions that hold, and whether one comes from the review."""

    told: dict[str, str] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()
    editing: bool = False


def store_at(name: str) -> Callable[[Answers, str], Answers]:
    return lambda draft, value: replace(draft, told={**draft.told, name: value})


def condition(name: str, *, conditional: bool) -> Callable[[Answers], bool]:
    return lambda draft: not conditional or name in draft.holds


class MoveButton(CallbackData, wire="move:{kind}:{step}:{value}:{page}", access=ANYONE):
    """A button of the test's own."""

    kind: Annotated[str, Token("[a-z]+")]
    step: Annotated[str, Token("[a-z0-9]+")]
    value: Annotated[str, Token("[A-Za-z0-9]+")] | None
    page: Page


def data_of(move: Move) -> MoveButton:
    return MoveButton(move.kind.value, move.step, move.value or None, move.page)


def numbered(html: str, number: int, of: int) -> str:
    return f"{number}/{of} {html}"


def accepts(_draft: Answers, words: str, _now: datetime) -> str | Refused:
    return words if words.isalpha() else Refused("letters only")


def form_of(steps: list[Step[Answers, str]]) -> Form[Answers, str]:
    return Form(
        tuple(steps),
        home=HOME,
        data=data_of,
        numbered=numbered,
        back="back",
        skip="skip",
        first=(Button("cancel", StartReport()),),
        is_edited=lambda draft: draft.editing,
        edited=lambda draft: replace(draft, editing=True),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form[Answers, str]:
    """One to nine steps; some conditional, some uncounted, some that belong to the one before."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    steps: list[Step[Answers, str]] = []
    for at, name in enumerate(names):
        follows = names[at - 1] if at and draw(st.booleans()) else ""
        steps.append(
            Step(
                name,
                f"{name}?",
                store_at(name),
                accepts=accepts,
                choices=lambda _: [[StepChoice("A", "a"), StepChoice("B", "b")]],
                when=condition(name, conditional=bool(at) and draw(st.booleans())),
                counted=not follows,
                follows=follows,
                label=name.upper(),
            )
        )
    return form_of(steps)


drafts = st.builds(
    Answers,
    st.dictionaries(st.sampled_from([f"s{n}" for n in range(9)]), st.sampled_from(["x", "y"])),
    st.frozensets(st.sampled_from([f"s{n}" for n in range(9)])),
)


def way(form: Form[Answers, str], draft: Answers) -> list[str]:
    """Steps as they are asked by skipping all."""
    seen = [form.steps[0].name]
    while seen[-1] != HOME:
        place = form.moved(Move(MoveKind.SKIP, seen[-1]), draft, NOW)
        assert place is not None
        assert place.draft == draft, "skipping loses nothing that was told"
        seen.append(place.step)
    return seen


@given(forms(), drafts)
def test_every_step_that_makes_sense_is_asked_once_and_in_order(
    form: Form[Answers, str], draft: Answers
) -> None:
    assert way(form, draft) == [*(one.name for one in form.steps if one.when(draft)), HOME]


@given(forms(), drafts)
def test_back_undoes_next(form: Form[Answers, str], draft: Answers) -> None:
    seen = way(form, draft)
    for earlier, later in pairwise(seen):
        place = form.moved(Move(MoveKind.BACK, later), draft, NOW)
        assert place == FormPlace(earlier, draft)
    assert form.before(seen[0], draft) == seen[0], "before the first there is nothing"


@given(forms(), drafts)
def test_the_counter_goes_up_by_one_to_its_end(form: Form[Answers, str], draft: Answers) -> None:
    numbers = [form.number(name, draft) for name in way(form, draft)]
    counted = [number for number in numbers if number is not None]
    assert counted == [(at + 1, len(counted)) for at in range(len(counted))]
    for name, number in zip(way(form, draft)[:-1], numbers, strict=False):
        assert form.question(name, draft) == (f"{number[0]}/{number[1]} {name}?" if number else f"{name}?")


@given(forms(), drafts, st.data())
def test_an_edit_returns_to_the_review(form: Form[Answers, str], draft: Answers, data: st.DataObject) -> None:
    offered = [button.data for button in form.edits(draft)]
    asked = [one.name for one in form.asked(draft)]
    assert offered == [data_of(Move(MoveKind.EDIT, name)) for name in asked]
    name = data.draw(st.sampled_from(asked))
    place = form.moved(Move(MoveKind.EDIT, name), draft, NOW)
    assert place is not None
    assert place.draft.editing
    at = name
    while at != HOME:  # what belongs to a step is asked with it, and nothing else
        assert form.before(at, place.draft) == HOME
        following = form.after(at, place.draft)
        step = form.step(following)
        assert following == HOME or (step is not None and step.follows == at)
        at = following


@given(forms(), drafts, st.data())
def test_answers_are_kept_and_lead_on(form: Form[Answers, str], draft: Answers, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([one.name for one in form.asked(draft)]))
    typed = form.heard(name, draft, "words", NOW)
    assert typed == FormPlace(form.after(name, draft), replace(draft, told={**draft.told, name: "words"}))
    assert form.heard(name, draft, "1", NOW) == Refused("letters only")
    tapped = form.moved(Move(MoveKind.PICK, name, "b"), draft, NOW)
    assert tapped == FormPlace(form.after(name, draft), replace(draft, told={**draft.told, name: "b"}))
    assert form.moved(Move(MoveKind.PICK, name, "c"), draft, NOW) is None, "nobody offered it"


@given(forms(), drafts, st.sampled_from(MoveKind))
def test_what_another_version_asked_goes_on_at_the_review(
    form: Form[Answers, str], draft: Answers, kind: MoveKind
) -> None:
    assert form.resumed("gone") == HOME
    assert all(form.resumed(one.name) == one.name for one in form.steps)
    assert form.heard("gone", draft, "words", NOW) is None
    place = form.moved(Move(kind, "gone", "a"), draft, NOW)
    assert place in (None, FormPlace(HOME, draft))
    assert (form.question("gone", draft), form.number("gone", draft)) == ("", None)


@given(forms(), drafts)
def test_the_first_step_has_no_way_back_but_in_an_edit(form: Form[Answers, str], draft: Answers) -> None:
    first = form.steps[0].name
    assert [one.text for one in form.rows(first, draft)[-1]] == ["cancel", "skip"]
    assert [one.text for one in form.rows(first, replace(draft, editing=True))[-1]] == ["back", "skip"]
    for name in way(form, draft)[1:-1]:
        assert [one.text for one in form.rows(name, draft)[-1]] == ["back", "skip"]


@given(st.integers(0, 30), st.integers(1, 7), st.integers(0, 40))
def test_pages_show_everything_once(rows: int, a_page: int, strange: int) -> None:
    everything, page = list(range(rows)), 0
    seen: list[int] = []
    while True:
        shown, to = page_of(everything, page, a_page)
        seen += shown
        if not to:
            break
        page = to
    assert seen == everything
    shown, _ = page_of(everything, strange, a_page)
    assert list(shown) in (everything[strange * a_page :][:a_page], everything[:a_page])


def test_pages_are_turned_and_a_tap_on_the_second_stays_there() -> None:
    choices = [[StepChoice(str(number), str(number))] for number in range(5)]
    step: Step[Answers, str] = Step(
        "many",
        "?",
        lambda draft, value: replace(draft, told={**draft.told, value: "on"}),
        choices=lambda _: choices,
        stays=lambda _: True,
        paging=Paging(3, "more", "first"),
        skip="",
    )
    form, draft = form_of([step]), Answers(editing=True)
    turning = form.rows("many", draft)[-2][0]
    assert (turning.text, turning.data) == ("more", MoveButton("page", "many", None, 1))
    assert form.moved(Move(MoveKind.PAGE, "many", page=1), draft, NOW) == FormPlace("many", draft, 1)
    second = form.rows("many", draft, 1)
    assert [[one.text for one in row] for row in second] == [["3"], ["4"], ["first"], ["back"]]
    tapped = form.moved(Move(MoveKind.PICK, "many", "4", 1), draft, NOW)
    assert tapped == FormPlace("many", Answers({"4": "on"}, editing=True), 1)


def test_a_step_that_goes_on_says_so_until_it_is_left_and_can_be_cleared() -> None:
    step: Step[Answers, str] = Step(
        "story",
        lambda draft: f"? {draft.told.get('story', '')}",
        lambda draft, value: replace(draft, told={"story": draft.told.get("story", "") + value}),
        accepts=accepts,
        stays=lambda _: True,
        said=lambda draft, value: f"{value} in {draft.told['story']}",
        choices=lambda draft: [[StepChoice("anew", kind=MoveKind.CLEAR)]] if draft.told else [],
        clear=lambda draft: replace(draft, told={}),
        counted=False,
    )
    form = form_of([step])
    once = form.heard("story", Answers(), "ab", NOW)
    assert isinstance(once, FormPlace)
    twice = form.heard("story", once.draft, "cd", NOW)
    assert twice == FormPlace("story", Answers({"story": "abcd"}), said="cd in abcd")
    assert form.question("story", Answers({"story": "abcd"})) == "? abcd"
    assert form.rows("story", once.draft)[0] == [Button("anew", MoveButton("clear", "story", None, 0))]
    assert form.moved(Move(MoveKind.CLEAR, "story"), once.draft, NOW) == FormPlace("story", Answers())
    assert form.moved(Move(MoveKind.SKIP, "story"), once.draft, NOW) == FormPlace(HOME, once.draft)


def test_an_edit_may_return_to_a_menu_within_the_review() -> None:
    menu: Step[Answers, str] = Step("menu", "which?", lambda draft, _: draft)
    roles: Step[Answers, str] = Step("roles", "roles?", store_at("roles"), within="menu", accepts=accepts)
    form, draft = form_of([menu, roles]), Answers(editing=True)
    assert form.before("roles", draft) == form.after("roles", draft) == "menu"
    assert form.before("menu", draft) == form.after("menu", draft) == HOME


@pytest.mark.parametrize("kind", [MoveKind.EDIT, MoveKind.CLEAR])
def test_what_makes_no_sense_any_more_leads_nowhere(kind: MoveKind) -> None:
    step: Step[Answers, str] = Step("a", "?", store_at("a"), when=lambda draft: "a" in draft.holds, label="A")
    assert form_of([step]).moved(Move(kind, "a"), Answers(), NOW) is None
