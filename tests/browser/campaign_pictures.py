"""Takes the pictures of calendar and announcements: ``python -m tests.browser.campaign_pictures``."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from playwright.async_api import expect

from bot.app.keys import load_keys, make_missing_keys
from bot.app.opening import key_paths, open_database
from bot.app.program import run
from bot.app.settings import Settings, load_settings
from bot.cli.demo import OFFICER_ID, ZONE
from core.clock import Clock, clock_starting_on
from core.randomness import SystemRandomness
from core.sealing import Keyring
from demo import server
from demo.world import Person
from services.calendar.subscribers import SubscriberRole, Subscription, Subscriptions
from storage.calendar.subscribers import Subscribers
from storage.platform.committer import GroupCommitter
from storage.platform.installation import check_data_key
from storage.platform.unit import Unit
from tests.browser.chat_page import PATIENCE_MS, PHONE, ChatPage, chromium
from tests.browser.conftest import TOKEN
from tests.browser.pictures import FOLDER, shoot
from tests.hurried import HURRIED

DAY = date(2024, 10, 5)
"""In the campaign of the Pilkada 2024."""
CROWD = 900
FIRST_ID = 700_200_000
BLOCKED_EACH = 40
"""Every fortieth of the crowd has blocked the bot."""
SENDING_SECONDS = 19


async def subscribe_crowd(settings: Settings, clock: Clock) -> None:
    """Subscribers as an import leaves them."""
    randomness = SystemRandomness()
    make_missing_keys(key_paths(settings), randomness, data_exists=False)
    keyring = Keyring(load_keys(key_paths(settings)).data)
    database = await open_database(settings)
    bot_id = int(TOKEN.partition(":")[0])
    await check_data_key(database, keyring)
    committer = GroupCommitter(database, bot_id, keyring.sealer("outbox"))
    await committer.start()
    subscriptions = Subscriptions(Subscribers(database, keyring, bot_id), randomness)
    unit = Unit()
    for chat_id in range(FIRST_ID, FIRST_ID + CROWD):
        subscription = Subscription(SubscriberRole.PNS, "32", "Asia/Jakarta", True)
        subscriptions.subscribe(unit, chat_id, subscription, clock.now())
    await committer.commit(unit)
    await committer.close()
    await database.close()


@asynccontextmanager
async def crowded_demo(data_dir: Path, clock: Clock) -> AsyncIterator[str]:
    """Server and bot with a crowd of subscribers; the address of the page."""
    demo = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    for number in range(CROWD):
        chat_id = FIRST_ID + number
        blocked = number % BLOCKED_EACH == 0
        demo.world.add_person(Person(str(chat_id), chat_id, "Orang", started=True, blocked=blocked))
    settings = load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=demo.url, owner_ids=(OFFICER_ID,), data_dir=data_dir
    )
    await subscribe_crowd(settings, clock)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(settings, clock, SystemRandomness(), stop, HURRIED))
    try:
        yield demo.url
    finally:
        stop.set()
        await bot
        await demo.stop()


async def main(folder: Path = FOLDER) -> None:
    """/jadwal on a phone, an announcement under way and its report."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        clock = clock_starting_on(DAY, ZONE)
        async with crowded_demo(Path(data) / "data", clock) as url, chromium() as browser:
            asn = await ChatPage.open(browser, url, PHONE)
            await asn.write("/jadwal")
            await asn.see("Yang dilarang sekarang")
            await expect(asn.page.locator("[data-from=bot] img.photo").last).to_be_visible(
                timeout=PATIENCE_MS
            )
            await shoot(asn, "jadwal", folder)
            admin = await ChatPage.open(browser, url, PHONE)
            await admin.become("petugas")
            await admin.write("/pengumuman")
            await admin.see("Kirim isinya apa adanya")
            await admin.write(
                "Masa kampanye berjalan. Jangan menyukai, membagikan, atau mengomentari unggahan calon."
            )
            await admin.tap("Perkiraan lama", "Tombol tautan")
            await admin.see("satu per baris")
            await admin.write("Baca aturannya | https://contoh.go.id/netralitas")
            await admin.see("Tombol: Baca aturannya")
            await shoot(admin, "pengumuman-disusun", folder)
            await admin.tap("Tombol: Baca aturannya", "Lanjut")
            await admin.tap("Belum ada yang terkirim", "Kirim sekarang")
            await admin.see("Sedang dikirim")
            await asyncio.sleep(SENDING_SECONDS)
            await shoot(admin, "siaran", folder)
            await expect(admin.said("Laporan pengiriman")).to_be_visible(timeout=60_000)
            await shoot(admin, "siaran-laporan", folder)


if __name__ == "__main__":
    asyncio.run(main())
