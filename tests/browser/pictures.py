"""Takes the pictures of the documents from the running page: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.async_api import expect

from bot.cli.demo import ZONE
from core.clock import clock_starting_on
from tests.browser.chat_page import PATIENCE_MS, PHONE, ChatPage, chromium
from tests.browser.conftest import running_demo
from tests.browser.journeys import fill_in, send, set_up, take_code

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DAY = date(2024, 9, 24)
"""The eve of the campaign for the Pilkada 2024."""
TALL = (1100, 1120)
SETTLE_SECONDS = 1.0
"""Until pictures in the chat are drawn and nothing moves any more."""


async def shoot(page: ChatPage, name: str, folder: Path) -> None:
    """Saves what the window shows."""
    await asyncio.sleep(SETTLE_SECONDS)
    if await page.page.locator("#down").is_visible():  # what a person would tap to see the newest message
        await page.page.locator("#down").click()
        await asyncio.sleep(SETTLE_SECONDS)
    await page.page.screenshot(path=folder / f"{name}.png")
    sys.stdout.write(f"{folder / name}.png\n")


async def main() -> None:
    """Three people, five pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        clock = clock_starting_on(DAY, ZONE)
        async with running_demo(Path(data) / "data", clock) as url, chromium() as browser:
            asn = await ChatPage.open(browser, url, TALL)
            await asn.write("/start")
            await asn.see("Netra")
            await asn.write("klo cuma ngelike postingan paslon kena sanksi ga?")
            await asn.see("Dilarang")
            await shoot(asn, "asn-bertanya", FOLDER)

            warga = await ChatPage.open(browser, url, PHONE)
            await warga.become("warga")
            await fill_in(warga)
            await shoot(warga, "warga-memeriksa", FOLDER)
            await take_code(warga)
            await shoot(warga, "warga-mengambil-kode", FOLDER)
            await send(warga)

            petugas = await ChatPage.open(browser, url, TALL)
            await petugas.become("petugas")
            await set_up(petugas)
            await petugas.tap("Laporan terbuka", "Memasang stiker")
            await petugas.see("Kec. Gambir")
            await shoot(petugas, "petugas-membaca", FOLDER)
            await petugas.tap("Kec. Gambir", "Bukti")
            await expect(petugas.page.locator("[data-from=bot] img.photo").last).to_be_visible(
                timeout=PATIENCE_MS
            )
            await shoot(petugas, "petugas-melihat-bukti", FOLDER)


if __name__ == "__main__":
    asyncio.run(main())
