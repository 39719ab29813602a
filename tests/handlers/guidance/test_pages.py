"""Whatever a legal officer may write within the model's limits, every side of it fits Telegram."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.guidance.buttons import CardView, ShowCard
from handlers.guidance.cards import Cards
from handlers.guidance.texts import ask
from handlers.guidance.texts.pages import paginate, visible_length
from handlers.platform.outgoing import MAX_TEXT
from rulebook.loader import load_rulebook
from rulebook.model import (
    Actor,
    AuthorityView,
    Group,
    LegalBasis,
    Phase,
    Sanction,
    SanctionClass,
    Topic,
    Verdict,
)
from tests.handlers.test_texts import visible

RULEBOOK = load_rulebook()
HOSTILE = st.sampled_from(["<b>&", "😀", "kata ", "&amp;", "a"])


def words(low: int, high: int) -> st.SearchStrategy[str]:
    """Text full of markup and of characters that count twice, with no end of a sentence in it."""
    return st.builds(
        lambda part, length: ("x" + part * length)[:length], HOSTILE, st.integers(max(low, 4), high)
    ).filter(lambda text: len(text.strip()) >= low)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    return Topic(
        slug="uji-" + "a" * 40,
        title=draw(words(3, 70)),
        group=Group.PROCESS,
        verdict=Verdict.CONDITIONAL,
        short=draw(words(20, 420)),
        reasons=tuple(draw(st.lists(words(3, 700), min_size=1, max_size=9))),
        conditions=tuple(draw(st.lists(words(3, 700), min_size=1, max_size=9))),
        instead=tuple(draw(st.lists(words(3, 700), min_size=1, max_size=9))),
        uncertain=tuple(draw(st.lists(words(3, 700), max_size=4))),
        actors=(Actor.PNS,),
        phases=(Phase.CAMPAIGN,),
        role_notes={
            actor: draw(words(3, 700)) for actor in draw(st.lists(st.sampled_from(Actor), max_size=9))
        },
        related=("hak-pilih",),
        checked_on=date(2026, 11, 21),
        basis=tuple(
            LegalBasis(
                instrument="UU 7/2017", article=draw(words(3, 160)), says=draw(words(3, 300)), secondary=True
            )
            for _ in range(draw(st.integers(1, 12)))
        ),
        sanction=Sanction(
            classes=tuple(SanctionClass)[1:],
            before=draw(words(3, 400)),
            after=draw(words(3, 400)),
            meaning=draw(words(3, 700)),
        ),
        disagreement=tuple(
            AuthorityView(who=draw(words(3, 200)), says=draw(words(3, 700)))
            for _ in range(draw(st.sampled_from([0, 2, 5])))
        ),
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(topics(), st.sampled_from([None, *Actor]))
def test_every_side_of_any_topic_fits(topic: Topic, role: Actor | None) -> None:
    today = "Hari ini, 24 September 2024: setelah calon ditetapkan (Pilkada serentak 2024)."
    card = ask.card(topic, today, role)
    full = ask.full(topic, today, role)
    sides = ask.sides(topic) if topic.disagreement or topic.uncertain else ()
    for html in (card, ask.short_card(topic), *full, *ask.law(topic, RULEBOOK), *ask.sanction(topic), *sides):
        assert visible_length(html) == len(visible(html)) <= MAX_TEXT
    read = "".join(visible(page) for page in full)
    for line in (*topic.conditions, *topic.reasons, *topic.instead):
        assert line in read, "the whole answer leaves nothing out"
    shown = visible(card)
    if ask.speaks_to_citizen(topic, role):
        return
    assert topic.short in shown
    left = [line for line in topic.conditions if line not in shown]
    told = re.search(r"(\d+) syarat", shown)
    assert not left or (told and int(told[1]) >= len(left)), "no condition is left out without a word"
    if role is not None and role in topic.role_notes and topic.role_notes[role] not in shown:
        assert f"aturan untuk {role.label}" in shown


@given(st.lists(words(3, 1500), max_size=20), words(3, 100))
def test_pages_begin_with_the_head_and_lose_nothing(pieces: list[str], head: str) -> None:
    escaped = [piece.replace("&", "&amp;").replace("<", "&lt;") for piece in pieces]
    pages = paginate(head.replace("&", "&amp;").replace("<", "&lt;"), escaped, "kaki")
    assert all(visible_length(page) <= MAX_TEXT for page in pages)
    assert pages[-1].endswith("kaki")
    read = "".join(visible(page) for page in pages)
    for piece in pieces:
        assert piece.strip() in read


def test_the_data_of_every_button_of_every_view_fits() -> None:
    cards = Cards(RULEBOOK, lambda _: "")
    now = None
    for topic in RULEBOOK:
        for view in CardView:
            _, rows = cards.view(ShowCard(view, topic.slug), now, None, rated=False)  # type: ignore[arg-type]
            for row in rows:
                assert row
                for button in row:
                    assert button.as_json()["callback_data"], "it fits into 64 bytes"
                    assert len(button.text) <= 45
