"""The three people of the demo, in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chat_page import PATIENCE_MS, PHONE, ChatPage
from tests.browser.journeys import fill_in, send, set_up, take_code

pytestmark = pytest.mark.browser


async def test_an_asn_starts_asks_and_reads_more(page: ChatPage) -> None:
    await page.page.get_by_test_id("start").click()
    await page.see("Netra")
    await page.write("bolehkah pns jadi anggota partai politik?")
    answer = await page.see("Dilarang")
    await expect(answer.locator("b").first).to_be_visible()
    await page.tap("Dilarang", "Dasar")
    await page.see("Pasal")


async def test_a_citizen_reports_and_an_officer_reads_it_live(browser: Browser, url: str) -> None:
    citizen, officer = await ChatPage.open(browser, url), await ChatPage.open(browser, url)
    await citizen.become("warga")
    await officer.become("petugas")
    await set_up(officer)
    await officer.see("Belum ada")
    await fill_in(citizen)
    await take_code(citizen)
    await send(citizen)
    await expect(citizen.said("Kode rahasia laporan Anda")).to_have_count(0, timeout=PATIENCE_MS)
    await officer.write("/laporan")
    await officer.tap("Laporan terbuka", "Memasang stiker")
    opened = await officer.see("Kec. Gambir")
    await expect(opened).to_contain_text("Camat")
    await officer.tap("Kec. Gambir", "Bukti")
    picture = officer.page.locator("[data-from=bot] img.photo").last
    await expect(picture).to_be_visible(timeout=PATIENCE_MS)
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280
    assert citizen.complaints + officer.complaints == []


async def test_a_word_for_everyone_shows_only_where_it_belongs(page: ChatPage) -> None:
    await page.become("asn")
    await page.write("/bantuan")
    await page.see("/tanya")
    await page.become("warga")
    await expect(page.page.get_by_test_id("message")).to_have_count(0)
    await page.become("asn")
    await page.see("/tanya")


async def test_what_a_person_writes_is_text_and_nothing_else(page: ChatPage) -> None:
    await page.write("<img src=x onerror=\"document.title='broken'\"><b>tebal</b>")
    mine = page.page.locator('[data-from="me"]').last
    await expect(mine).to_contain_text("<b>tebal</b>")
    assert await mine.locator("img, b").count() == 0
    assert "broken" not in await page.page.title()


async def test_the_command_menu_writes_commands(page: ChatPage) -> None:
    await page.write("/start")
    await page.see("Netra")
    await page.page.locator("#commands-toggle").click()
    menu = page.page.get_by_test_id("commands")
    await expect(menu).to_contain_text("/lapor")
    await menu.get_by_text("/jadwal").click()
    await page.see("Pilkada")


async def test_blocking_and_unblocking(page: ChatPage) -> None:
    await page.write("/start")
    await page.see("Netra")
    await page.page.locator("#menu-toggle").click()
    await page.page.get_by_test_id("block").click()
    await expect(page.page.get_by_test_id("composer")).to_be_hidden()
    await page.page.get_by_test_id("unblock").click()
    await expect(page.page.get_by_test_id("composer")).to_be_visible()


async def test_a_phone_shows_everything_without_sideways_scrolling(browser: Browser, url: str) -> None:
    phone = await ChatPage.open(browser, url, PHONE)
    await phone.become("warga")
    await fill_in(phone)
    wide, narrow = await phone.page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= narrow
    for locator in (
        phone.page.get_by_test_id("composer"),
        phone.said("Periksa dulu").get_by_test_id("button").first,
    ):
        box = await locator.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
    assert phone.complaints == []
