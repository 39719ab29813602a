"""The card of every topic, for whomever it has a word of their own, as a phone shows it: on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Browser

from demo import server
from handlers.guidance.cards import Cards
from rulebook.loader import load_rulebook
from rulebook.model import Actor, Topic
from services.guidance.remembered import ROLES
from tests.browser.chat_page import PHONE, ChatPage

pytestmark = pytest.mark.browser

RULEBOOK = load_rulebook()
NOW = datetime(2024, 9, 24, 5, tzinfo=UTC)
TODAY = "Hari ini, 24 September 2024: setelah calon ditetapkan (Pilkada serentak 2024)."
"""As long as this line becomes."""
NO_BOT = "menyambung…"
DRAW = """
async (cards) => {
  const { bubble } = await import("/static/render.js");
  const room = document.getElementById("messages");
  room.replaceChildren();
  document.getElementById("start-panel").hidden = true;
  const drawn = cards.map((card) => {
    const message = bubble({ message_id: 1, from_bot: true, date: 0, ...card }, null, () => {}, () => {});
    room.append(message);
    return message;
  });
  await document.fonts.ready;
  return { room: room.clientHeight, heights: drawn.map((one) => one.getBoundingClientRect().height) };
}
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, and for whom."""

    topic: Topic
    role: Actor | None
    html: str
    keyboard: list[list[dict[str, str]]]

    @property
    def name(self) -> str:
        """For the list of those that are too high."""
        return self.topic.slug + (f" ({self.role.value})" if self.role else "")

    def as_json(self) -> dict[str, Any]:
        """As the page's own renderer takes it."""
        return {"html": self.html, "keyboard": self.keyboard}


def all_cards() -> list[Shown]:
    """Every topic for nobody in particular and for every role one may choose or a topic speaks to."""
    cards, shown = Cards(RULEBOOK, lambda _: TODAY), []
    for topic in sorted(RULEBOOK, key=lambda one: one.slug):
        for role in (None, *dict.fromkeys((*ROLES, *topic.role_notes))):
            html, rows = cards.card(topic, NOW, role)
            shown.append(Shown(topic, role, html, [[{"text": one.text} for one in row] for row in rows]))
    return shown


async def heights(phone: ChatPage, cards: Sequence[Shown]) -> tuple[float, list[float]]:
    """What the phone shows between the chat's header and its input, and what each card takes; in pixels."""
    drawn = await phone.page.evaluate(DRAW, [one.as_json() for one in cards])
    return drawn["room"], drawn["heights"]


async def test_every_card_fits_one_screen_of_a_phone(browser: Browser) -> None:
    demo = await server.start("127.0.0.1", 0, now=NOW.timestamp)
    try:
        phone = await ChatPage.open(browser, demo.url, PHONE, state=NO_BOT)
        cards = all_cards()
        room, taken = await heights(phone, cards)
        higher = {one.name: round(height) for one, height in zip(cards, taken, strict=True) if height > room}
        assert room > PHONE[1] / 2
        assert min(taken) > 0
        assert higher == {}, f"higher than {room} pixels"
    finally:
        await demo.stop()
