"""Inline mode: cards offered in any chat."""

from __future__ import annotations

import pytest

from handlers.guidance.inline import PAGE
from tests.telegram_side import TelegramSide

pytestmark = pytest.mark.usefixtures("bot")


async def test_words_find_cards_and_a_card_can_be_sent(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    found = await asn.types_inline("like postingan")
    assert found["results"][0]["id"] == "medsos-like-share-komentar"
    assert found["results"][0]["title"].startswith("⛔")
    assert found["button"]["start_parameter"] == "inline"
    await asn.sends_result("medsos-like-share-komentar", "grup")
    sent = (await telegram.person("grup").chat())[-1]
    assert sent["text"].startswith("⛔ Dilarang")
    assert sent["keyboard"][0][0]["url"].endswith("start=t_medsos-like-share-komentar")


async def test_nothing_typed_browses_every_topic_page_by_page(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    seen: list[str] = []
    offset = ""
    for _ in range(20):
        found = await asn.types_inline("", offset)
        seen += [one["id"] for one in found["results"]]
        assert len(found["results"]) <= PAGE
        offset = found["next_offset"]
        if not offset:
            break
    assert len(seen) == len(set(seen)) == 81


async def test_a_card_sent_to_the_bot_itself_is_no_question(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/start")
    await asn.hears("Netra")
    await asn.types_inline("foto bersama calon")
    await asn.sends_result("foto-bersama-calon")
    await asn.says("/bantuan")
    await asn.hears("Yang bisa Anda lakukan")
    assert sum(one["from_bot"] for one in await asn.chat()) == 2
