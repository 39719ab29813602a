"""What a role adds to an answer is said in the rulebook's own words."""

from __future__ import annotations

from handlers.guidance.texts.ask import card
from handlers.guidance.texts.talk import ADDED, added
from rulebook.loader import load_rulebook
from rulebook.model import Actor
from services.guidance.actors import TOPIC_OF

RULEBOOK = load_rulebook()


def test_what_a_role_adds_stands_in_the_topic_about_it() -> None:
    for actor, words in ADDED.items():
        topic = RULEBOOK[TOPIC_OF[actor]]
        assert words in " ".join((topic.short, *topic.reasons)), actor


def test_an_addition_stands_on_what_forbids_and_nowhere_else() -> None:
    note = added(Actor.SUBDISTRICT_HEAD)
    assert note in card(RULEBOOK["pose-jari"], role=Actor.SUBDISTRICT_HEAD)
    assert note not in card(RULEBOOK["hak-pilih"], role=Actor.SUBDISTRICT_HEAD)
    own = card(RULEBOOK["lurah-camat"], role=Actor.SUBDISTRICT_HEAD)
    assert "Untuk Lurah/camat" not in own, "it says so itself"
