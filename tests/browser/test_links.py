"""Whatever is clicked on the demo's page, nothing leaves the machine: not by a link, a button, or a strange click."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.chat_page import PATIENCE_MS, ChatPage
from tests.browser.journeys import set_up

pytestmark = pytest.mark.browser

WAYS: tuple[dict[str, object], ...] = (
    {},
    {"modifiers": ["Control"]},
    {"button": "middle"},
    {"modifiers": ["Shift"]},
)


async def click_every_way(page: ChatPage, link: Locator) -> None:
    """With each button and key a person may use."""
    for way in WAYS:
        await link.click(**way)  # type: ignore[arg-type] # the ways above
    await link.focus()
    await link.press("Enter")


async def stays(page: ChatPage, url: str) -> None:
    """No other page was opened, this one is where it was, and nobody else was asked for anything."""
    await page.page.wait_for_timeout(300)
    assert [one.url.rstrip("/") for one in page.page.context.pages] == [url.rstrip("/")]
    assert page.complaints == []


async def test_an_invitations_link_is_followed_here(browser: Browser, url: str) -> None:
    """It opened t.me once, and took the one-time invitation with it."""
    officer = await ChatPage.open(browser, url)
    await officer.become("petugas")
    await set_up(officer)
    await officer.write("/peran")
    await officer.tap("Pilih untuk mengubah", "Undang petugas baru")
    await officer.tap("Sebagai apa", "Petugas")
    await officer.see("Tulis nama orangnya")
    await officer.write("Pak Budi")
    shown = await officer.see(
        "Undangan untuk Pak Budi"
    )  # the answer to one's own link says "Undangan untuk", too
    link = shown.locator(".text a")
    await expect(link).to_have_count(1)
    assert await link.get_attribute("href") is None
    for way in WAYS[1:]:
        await link.click(**way)  # type: ignore[arg-type] # the ways above
    await stays(officer, url)
    await link.click()
    mine = officer.page.locator('[data-from="me"]').filter(has_text="/start petugas-")
    await expect(mine.first).to_be_visible(timeout=PATIENCE_MS)
    await stays(officer, url)


async def test_every_link_and_every_button_with_an_address(browser: Browser, url: str) -> None:
    """An announcement's addresses and the group's way to the private chat: all that people are given."""
    page = await ChatPage.open(browser, url)
    await page.become("petugas")
    await set_up(page)
    await page.write("/pengumuman")
    await page.see("Pengumuman baru")
    await page.write(
        "Baca https://contoh.go.id/aturan?x=1 dan http://127.0.0.2:9/ dan https://t.me/lain?startgroup=a"
    )
    await page.see("Penerima:")
    links = page.page.locator('[data-from="bot"] .text a')
    await expect(links).not_to_have_count(0, timeout=PATIENCE_MS)
    number = await links.count()
    assert number >= 3
    for at in range(number):
        assert await links.nth(at).get_attribute("href") is None
        await click_every_way(page, links.nth(at))
        await expect(page.page.locator("#toast")).to_contain_text("tautan tidak dibuka")
    await stays(page, url)
    await page.become("grup")
    await page.write("/tanya boleh ga like postingan calon bupati di facebook?")
    shown = await page.see("Like, komentar")
    await shown.get_by_test_id("button").last.click()
    mine = page.page.locator('[data-from="me"]').filter(has_text="/start ")
    await expect(mine.first).to_be_visible(timeout=PATIENCE_MS)
    await stays(page, url)
