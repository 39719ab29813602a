"""What officers do in many tests: set the second factor up, open the lock, read a report."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PIL import Image

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from core.randomness import SystemRandomness
from core.sealing import Keyring
from services.access.audit import AuditAction, AuditLog
from services.access.code import CodeService
from services.reporting.draft import Draft
from services.reporting.picture import CleanPicture, clean
from services.reporting.report_encryption import seal_report
from storage.access.audit import AuditChain
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from tests.contents import put
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, Message, NoAnswerError, Person

STEP = timedelta(seconds=30)


async def code_of(person: Person) -> str:
    """What the authenticator app on the person's phone shows."""
    async with person.session.get(f"{person.url}/demo/people/{person.key}/authenticator") as response:
        found: dict[str, Any] = await response.json()
    assert found["code"], "no key was set up"
    return str(found["code"])


async def give_workplace(
    person: Person,
    office: str = "Inspektorat Kota Contoh",
    agency: str = "Pemerintah Kota Contoh",
    province: str = "Tingkat pusat",
    district: str = "",
) -> None:
    """Answers the four questions about the workplace."""
    shown = await person.hears("Di provinsi mana")
    while not any(province in button["text"] for row in shown["keyboard"] or [] for button in row):
        await person.taps(shown, "Provinsi lain")
        shown = await person.hears("Di provinsi mana")
    await person.taps(shown, province)
    shown = await person.hears("Kabupaten/kota mana")
    if district:
        await person.says(district)
    else:
        await person.taps(shown, "Lewati")
    await person.hears("Instansinya")
    await person.says(agency)
    await person.hears("Unit kerjanya")
    await person.says(office)


async def set_up(person: Person, **workplace: str) -> Message:
    """From /laporan of somebody new to the inbox."""
    await person.says("/laporan")
    await give_workplace(person, **workplace)
    await person.hears("Pasang kunci kedua")
    await person.says(await code_of(person))
    return await person.hears("Laporan terbuka")


async def unlock(person: Person, clock: FixedClock) -> Message:
    """Opens the lock of an officer whose second factor stands; moves the clock to a fresh password."""
    clock.advance(STEP)
    await person.says("/laporan")
    await person.hears("6 angka")
    await person.says(await code_of(person))
    return await person.hears("Laporan terbuka")


async def invite(admin: Person, role: str, name: str) -> str:
    """An invitation's link, from an admin whose lock is open."""
    await admin.says("/peran")
    await admin.taps(await admin.hears("Pilih untuk mengubah"), "Undang petugas baru")
    await admin.taps(await admin.hears("Sebagai apa"), role)
    await admin.hears("Tulis nama orangnya")
    await admin.says(name)
    shown = await admin.hears("Undangan untuk")
    found = re.search(r"https://t\.me/\w+\?start=[\w-]+", shown["text"])
    assert found, shown["text"]
    return found[0]


async def join(person: Person, link: str, **workplace: str) -> Message:
    """Follows an invitation up to the inbox."""
    await person.says(link)
    await person.hears("Selamat bergabung")
    await give_workplace(person, **workplace)
    await person.hears("Pasang kunci kedua")
    await person.says(await code_of(person))
    return await person.hears("Laporan terbuka")


async def gone(person: Person, words: str) -> None:
    """Waits until no message of the chat holds the words.

    Raises:
        NoAnswerError: they are still there after a long time.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        if not any(words in (message["text"] or "") for message in await person.chat()):
            return
        await asyncio.sleep(0.02)
    raise NoAnswerError(f"{words!r} is still in the chat of {person.key}")


def picture(colour: str = "teal", *, width: int = 640, height: int = 480, noise: bool = True) -> bytes:
    """A JPEG to send or to plant."""
    image = (
        Image.effect_noise((width, height), 60).convert("RGB") if noise else Image.new("RGB", (width, height))
    )
    image.paste(Image.new("RGB", (width // 3, height // 3), colour), (width // 4, height // 4))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


async def plant(
    settings: Settings,
    draft: Draft,
    pictures: Sequence[bytes] = (),
    *,
    received_on: date = date(2024, 9, 24),
) -> str:
    """A report as the wizard would have sent it, put into the database beside a running bot; its code."""
    keys = load_keys(key_paths(settings))
    codes = CodeService(Keyring(keys.data).code_salt(), SystemRandomness())
    words, derived = await codes.fresh()
    cleaned = [clean(raw) for raw in pictures]
    database = Database(settings.database)
    try:
        report = seal_report(
            replace(
                draft,
                attachments=await put(database, [one for one in cleaned if isinstance(one, CleanPicture)]),
                lookup=derived.lookup.hex(),
                public=derived.public.hex(),
            ),
            office_public=keys.office_public,
            received_on=received_on,
            randomness=SystemRandomness(),
        )
        async with database.writer_engine.begin() as connection:
            await Reports(database).add(report)(connection)
    finally:
        await database.close()
    return " ".join(words)


async def audited(settings: Settings, clock: FixedClock, *actions: AuditAction) -> list[tuple[str, str]]:
    """Entries of these actions in the audit log of a bot, oldest first: the action's value, what of it."""
    keyring, wanted = Keyring(load_keys(key_paths(settings)).data), {action.value for action in actions}
    database = Database(settings.database)
    try:
        log = AuditLog(AuditChain(database, keyring), keyring, clock)
        return [
            (one.action, one.details.get("apa", "")) async for one in log.entries() if one.action in wanted
        ]
    finally:
        await database.close()


async def sees(person: Person, wanted: str | Callable[[Message], bool]) -> Message:
    """The newest message of the bot that looks so now, whether it looked so before or not.

    Raises:
        NoAnswerError: none did in time.
    """

    def likes(one: Message) -> bool:
        return wanted(one) if callable(wanted) else wanted.lower() in (one["text"] or "").lower()

    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        for one in reversed(await person.chat()):
            if one["from_bot"] and likes(one):
                return one
        await asyncio.sleep(0.02)
    tail = "\n---\n".join(str(message["text"]) for message in (await person.chat())[-3:])
    raise NoAnswerError(f"{person.key} waited to see {wanted!r}; the chat ends with:\n{tail}")
