"""Quiz, inline mode and the group on the demo page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.chat_page import PATIENCE_MS, ChatPage

pytestmark = pytest.mark.browser


async def test_a_quiz_is_answered_on_the_page(page: ChatPage) -> None:
    await page.write("/kuis")
    first = await page.see("1/5.")
    await first.get_by_test_id("option").first.click()
    await page.see("2/5.")
    await expect(page.said("1/5.").locator(".right")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(page.said("1/5.").locator(".why")).to_be_visible()


async def test_typing_the_bots_name_offers_cards_to_send(page: ChatPage) -> None:
    await page.page.get_by_test_id("composer").fill("@NetraDemoBot foto bersama")
    result = page.page.get_by_test_id("result").filter(has_text="Foto bersama calon").first
    await expect(result).to_be_visible(timeout=PATIENCE_MS)
    await result.click()
    sent = page.page.locator('[data-from="me"]').filter(has_text="Jangan diunggah")
    await expect(sent).to_be_visible(timeout=PATIENCE_MS)


async def test_a_group_gets_a_short_card_that_opens_the_private_chat(page: ChatPage) -> None:
    await page.become("grup")
    await page.write("/tanya boleh ga like postingan calon bupati?")
    await page.tap("Like, komentar", "Jawaban lengkap")
    await page.see("Yang aman dilakukan")
