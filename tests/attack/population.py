"""Many people who ask and report at a real bot, over HTTP; drafts are put in place, the sending is real."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings, bot_id_of
from core.errors import SealError
from core.sealing import Keyring
from services.reporting.draft import Status
from services.reporting.report_encryption import OpenReport
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

FIRST_ID = 830_000_000
AT_ONCE = 8
WORDS = ("camat", "spanduk", "kantor", "amplop", "mobil", "rapat", "warga", "stiker", "pegawai", "lurah")


@dataclass
class Reporter:
    """Somebody whose code is on the screen."""

    number: int
    person: Person
    shown: dict[str, Any]

    async def sends(self) -> None:
        """Taps "Sudah saya simpan, kirim"."""
        await self.person.taps(self.shown, "Sudah saya simpan")
        self.shown = await self.person.hears("Laporan terkirim")

    async def wipes(self) -> None:
        """Taps "Hapus jejak"."""
        await self.person.taps(self.shown, "Hapus jejak")


class Population:
    """People of one bot."""

    def __init__(self, settings: Settings, telegram: TelegramSide, clock: FixedClock, seed: int) -> None:
        self.settings = settings
        self._telegram = telegram
        self._clock = clock
        self._random = random.Random(seed)

    @cached_property
    def keyring(self) -> Keyring:
        """The installation's; the thief does without it."""
        return Keyring(load_keys(key_paths(self.settings)).data)

    def chat_key(self, number: int) -> bytes:
        """How a person's chat is found in the database."""
        return self.keyring.chat_key(FIRST_ID + number)

    async def reporters(self, count: int) -> list[Reporter]:
        """People who have all come to the code, in an order of nobody's choosing."""
        early = await self._telegram.new_person("early", FIRST_ID - 1, "Warga")
        await early.says("/bantuan")
        await early.hears("Yang bisa Anda lakukan")  # the bot is up
        turns = asyncio.Semaphore(AT_ONCE)
        stories = [f"Cerita {n}. {self._words()}" for n in range(count)]
        database = Database(self.settings.database)

        async def one(number: int) -> Reporter:
            async with turns:
                return await self._ready(database, number, stories[number])

        try:
            return list(await asyncio.gather(*(one(number) for number in range(count))))
        finally:
            await database.close()

    def _words(self) -> str:
        return " ".join(self._random.choice(WORDS) for _ in range(self._random.randrange(20, 800)))

    async def _ready(self, database: Database, number: int, story: str) -> Reporter:
        person = await self._telegram.new_person(f"p{number}", FIRST_ID + number, f"Warga {number}")
        await person.says("Bolehkah ASN memasang stiker calon di mobil pribadi?")
        await person.hears("stiker")
        await person.says("/lapor")
        await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
        asked = await person.hears("Apa yang terjadi")
        dialogs = Dialogs(database, self.keyring, bot_id_of(self.settings.token))
        now, key = self._clock.now(), self.chat_key(number)
        kept = await dialogs.load(key, now)
        assert kept is not None
        data = {**kept.data, "story": story, "category": "fasilitas"}
        async with database.writer_engine.begin() as connection:
            await dialogs.save(key, replace(kept, step="review", data=data), now)(connection)
        await person.taps_data(asked, "report:code:review")
        return Reporter(number, person, await person.hears("Kode rahasia"))

    async def all_send(self, everyone: list[Reporter], *, together: int = 0, wiped: int = 0) -> list[int]:
        """All send, one after another but for some pairs; then some wipe. The order of sending."""
        order = self._random.sample(everyone, len(everyone))
        pairs = set(self._random.sample(range(0, len(order) - 1, 2), together)) if together else set()
        at = 0
        while at < len(order):
            self._clock.advance(timedelta(seconds=self._random.randrange(1, 90)))
            group = order[at : at + 2] if at in pairs else order[at : at + 1]
            await asyncio.gather(*(one.sends() for one in group))
            at += len(group)
        for one in self._random.sample(order, wiped):
            await one.wipes()
        return [one.number for one in order]

    async def posted(self, count: int) -> dict[bytes, int]:
        """Whose report is whose, as the office reads it, once all are there."""
        database = Database(self.settings.database)
        private = load_keys(key_paths(self.settings)).office_private
        store, received = Reports(database), [Status.RECEIVED.value]
        assert private is not None
        try:
            async with asyncio.timeout(60):
                found = await store.newest(count + 1, received)
                while len(found) < count:
                    await asyncio.sleep(0.05)
                    found = await store.newest(count + 1, received)
        finally:
            await database.close()
        return {one.id: _number(OpenReport(one, one.for_office, private)) for one in found}


def _number(report: OpenReport) -> int:
    words = report.report.draft.story.split()
    if words[:1] != ["Cerita"]:
        raise SealError("another story")
    return int(words[1].rstrip("."))
