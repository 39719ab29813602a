"""The demo's page in a real browser, driven as a person does: looking, typing, tapping."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, FilePayload, Locator, Page, async_playwright, expect

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 20_000
DESKTOP = (1180, 860)
PHONE = (390, 844)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, without a window.

    Raises:
        FileNotFoundError: there is none; install the package ``chromium``.
    """
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise FileNotFoundError(
            f"none of {', '.join(BROWSERS)} is installed; on Debian: apt-get install chromium"
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
            ],  # containers run it as root with a small /dev/shm
        )
        try:
            yield browser
        finally:
            await browser.close()


class ChatPage:
    """One open page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        """Errors of the page's own scripts, and requests to other hosts."""

    @classmethod
    async def open(
        cls, browser: Browser, url: str, size: tuple[int, int] = DESKTOP, *, state: str = "bot"
    ) -> ChatPage:
        """A new window of this size on the page, once its header says so; without a bot it says another word."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == PHONE else 1,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(PATIENCE_MS)
        made = cls(await context.new_page())
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((url, "data:", "blob:"))
                else made.complaints.append(request.url)
            ),
        )
        await made.page.goto(url)
        await expect(made.page.get_by_test_id("state")).to_have_text(state, timeout=PATIENCE_MS)
        return made

    async def become(self, key: str) -> None:
        """Switches to a person."""
        await self.page.get_by_test_id(f"person-{key}").click()

    async def write(self, text: str) -> None:
        """Types a message and presses Enter."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("composer").press("Enter")

    def said(self, words: str) -> Locator:
        """The newest message of the bot that holds these words."""
        return self.page.locator('[data-from="bot"]').filter(has_text=words).last

    async def see(self, words: str) -> Locator:
        """Waits for such a message."""
        found = self.said(words)
        await expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    async def tap(self, words: str, label: str) -> None:
        """Taps a button below the newest message with these words."""
        await (await self.see(words)).get_by_test_id("button").filter(has_text=label).first.click()

    async def attach(self, name: str, mime: str, content: bytes, kind: str) -> None:
        """Sends a file through the attach menu, as photo or as document."""
        await self.page.get_by_test_id("attach").click()
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_test_id(f"attach-{kind}").click()
        await (await chooser.value).set_files(FilePayload(name=name, mimeType=mime, buffer=content))
        await self.page.get_by_test_id("send-file").click()
