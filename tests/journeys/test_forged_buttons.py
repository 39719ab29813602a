"""Buttons with data nobody wrote for them: each tap is answered, none counts as an error, none does anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from structlog.testing import capture_logs

from bot.app.settings import Settings
from demo.server import DemoServer
from handlers.platform.callback_data import MAX_CALLBACK_DATA
from services.access.unlock import UNLOCKED_FOR
from services.reporting.draft import Draft
from tests.handlers.access.doors_table import DESK, FREE, GUARDED, PUBLIC, ROOM_OF_ADMINS
from tests.journeys.announcements.test_announce import compose, keep
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.guidance.test_questions import STRANGE, data_of
from tests.journeys.officers import invite, join, picture, plant, set_up
from tests.journeys.reporting.test_wiping import rows
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide, until

NUMBERS = ("", ":²", f":0:{'9' * 20}")
"""What no button of ours carries where a number stands."""
READING = (
    "ask:good",
    "ask:share",
    "ask:law",
    "report:page",
    "report:wipe",
    "remind:role",
    "track:answer",
    "jadwal:all",
)
"""Buttons of anybody that read something out of their data."""
OFFICES = tuple(
    dict.fromkeys(
        ":".join(data.split(":")[:2])
        for data in (
            *DESK,
            *ROOM_OF_ADMINS,
            *FREE,
            *GUARDED,
            *PUBLIC,
            "door:province:",
            "door:page:",
            "door:skip:",
            "door:higher:",
        )
    )
)
"""Every button there is."""
TAKING_AWAY = ("bukti:close", "stat:close", "inbox:lock")
"""What takes messages away."""
LAST = (
    "umum:drop",
    "kal:drop",
    "kal:save",
    "kal:remove",
    "peran:again",
    "peran:out",
    *TAKING_AWAY,
)
"""What ends what others are about, or takes the message away below which they stand: tapped at the end."""
TAILS = ("", ":²", ":{}:²", f":{{}}:0:{'9' * 20}")
"""What stands behind an action instead of what the bot writes there; ``{}`` names something that is there."""
FEWER = (":²", ":{}:²")
"""For whoever passes the doors of two others: what is behind them was walked."""
DRAWN = ("serah:make", "stat:show")
"""What takes a worker's time and reads nothing more: forged once."""
MOST_WAITING = 50
"""Taps that wait to be answered: of a chat's more than 200 none is kept."""
GROUP = "grup"


def errors_in(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in logs if one["log_level"] in ("error", "critical")]


@contextmanager
def nothing_goes_wrong(settings: Settings) -> Iterator[None]:
    """No error is logged, no update is given up."""
    with capture_logs() as logs:
        yield
    assert errors_in(logs) == []
    assert rows(settings, "inbox_given_up") == []


async def test_whoever_forges_a_button_is_answered(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, demo: DemoServer
) -> None:
    warga = telegram.person("warga")
    with nothing_goes_wrong(settings):
        async with running_bot(settings, clock):
            await warga.says("/start")
            below = await warga.hears("Lapor tanpa nama")
            for action in READING:
                for number in NUMBERS:
                    await warga.taps_data(below, action + number)
            await until(lambda: not demo.world.callbacks)
            await until(lambda: rows(settings, "inbox") == [])


@dataclass
class Forger:
    """Somebody of the office whose client sends buttons of its own making."""

    person: Person
    demo: DemoServer
    settings: Settings
    tails: Sequence[str]
    real: dict[str, str]
    """Something that is there, by the kind of button that names such a thing."""

    async def below(self) -> Message:
        """A fresh message to tap below, on which no other journey depends."""
        await self.person.says("/bantuan")
        return await self.person.hears("Yang bisa Anda lakukan")

    async def taps(self, below: Message, data: str, group: str = "") -> None:
        """One forged tap; waits when many wait already."""
        if len(self.demo.world.callbacks) >= MOST_WAITING:
            await self.answered()
        cut = data.encode()[:MAX_CALLBACK_DATA].decode(errors="ignore")
        if group:
            await self.person.taps_in(group, below, cut)
        else:
            await self.person.taps_data(below, cut)

    async def answered(self) -> None:
        """Waits until each tap has its answer and nothing is to be done any more."""
        await until(lambda: not self.demo.world.callbacks)
        await until(lambda: rows(self.settings, "inbox") == [])

    async def taps_all(self, *prefixes: str) -> None:
        """Every button of these kinds with every tail, those at the end that end what the others are about."""
        below = await self.below()
        chosen = [one for one in OFFICES if one.partition(":")[0] in prefixes]
        for action in [one for one in chosen if one not in LAST]:
            for tail in self.tails[:1] if action in DRAWN else self.tails:
                await self.taps(below, action + tail.format(self.of(action)))
        for action in [one for one in chosen if one in LAST]:
            await self.answered()
            below = await self.below()
            for tail in self.tails:
                await self.taps(below, action + tail.format(self.of(action)))
                if action in TAKING_AWAY:
                    await self.answered()
                    below = await self.below()

    def of(self, action: str) -> str:
        """Something that is there which this kind of button may name."""
        return self.real.get(action.partition(":")[0], "x")

    async def taps_each(self, below: Message, group: str = "", actions: Sequence[str] = OFFICES) -> None:
        """Every button once, with what is there behind it."""
        for action in actions:
            await self.taps(below, f"{action}:{self.of(action)}", group)
        await self.answered()


def data_behind(shown: Message, begins: str) -> str:
    """What stands behind the beginning in the first button's data that begins so."""
    data = [str(one.get("data", "")) for row in shown["keyboard"] for one in row]
    return next(one for one in data if one.startswith(begins)).removeprefix(begins).split(":")[0]


KEPT = (
    "audit_log",
    "broadcasts",
    "elections",
    "officers",
    "officer_invitations",
    "original_requests",
    "overlays",
    "questions",
    "report_messages",
    "report_work",
    "reports",
)


def kept(settings: Settings) -> dict[str, list[str]]:
    """What no tap through a closed door may change."""
    return {table: sorted(map(str, rows(settings, table))) for table in KEPT}


async def what_is_there(owner: Person, telegram: TelegramSide) -> dict[str, str]:
    """An announcement and a question; the election that is shipped."""
    asn = telegram.person("asn")
    await asn.says(STRANGE)
    await asn.hears("tidak menebak")
    await subscribe(asn)
    campaign = data_behind(await keep(owner, await compose(owner)), "siar:start:")
    await owner.says("/pertanyaan")
    question = data_behind(await owner.hears("menunggu: 1"), "ques:drop:")
    return {"siar": campaign, "ques": question, "kal": "pilkada-2024", "umum": "toggle", "inbox": "status"}


async def test_nobody_of_the_office_forges_a_button_that_does_anything(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, demo: DemoServer
) -> None:
    owner, budi = telegram.person("petugas"), telegram.person("petugas2")
    sari = await telegram.new_person("admin", 700_000_009, "Bu Wati")
    with nothing_goes_wrong(settings):
        async with running_bot(settings, clock):
            await set_up(owner)
            newcomer = telegram.person("warga")  # whom an admin may take out
            await newcomer.says(await invite(owner, "Auditor", "Bu Baru"))
            await newcomer.hears("Selamat bergabung")
            await join(budi, await invite(owner, "Petugas", "Pak Budi"))
            await join(sari, await invite(owner, "Admin", "Bu Wati"))
            real = await what_is_there(owner, telegram)
            await plant(
                settings, Draft(category="medsos", story="Ia membagikan unggahan calon."), [picture()]
            )
            officer, admin = (Forger(one, demo, settings, TAILS, dict(real)) for one in (budi, sari))
            await walk_reports(officer)
            await walk_admins_rooms(admin)
            both = Forger(owner, demo, settings, FEWER, dict(real))
            await walk_reports(both)
            await walk_admins_rooms(both)
            clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
            await both.answered()
            before = kept(settings)
            await budi.says_in(GROUP, "/tanya@NetraDemoBot")
            shown = await telegram.person(GROUP).hears("setelah perintah")
            for forger in (officer, admin, both):
                await forger.taps_each(await forger.below())
                await forger.taps_each(shown, GROUP, OFFICES if forger is both else OFFICES[::7])
            assert kept(settings) == before
            for chat in (owner, budi, sari, telegram.person(GROUP)):
                assert not any("gagal kami proses" in (one["text"] or "") for one in await chat.chat())


async def walk_reports(forger: Forger) -> None:
    """The officers' rooms with their lock open, each as it is entered by its command."""
    await forger.person.says("/laporan")
    handle = data_behind(await forger.person.hears("1 laporan, halaman"), "rep:open:")
    forger.real |= dict.fromkeys(("rep", "bukti", "serah", "asli", "retensi"), handle)
    await forger.taps_all("rep", "bukti", "serah", "asli", "door", "stat")
    if forger.tails is TAILS:
        await forger.person.says("/laporan")
        await forger.person.hears("1 laporan, halaman")
        await forger.taps_all("inbox")


async def walk_admins_rooms(forger: Forger) -> None:
    """The rooms of admins with their lock open."""
    await forger.person.says("/peran")
    shown = await forger.person.hears("Pilih untuk mengubah")
    whom = "Bu Baru" if forger.tails is TAILS else "Pemilik bot"
    forger.real["peran"] = data_of(shown, whom).removeprefix("peran:open:")
    await forger.taps_all("peran", "retensi")
    await compose(forger.person)
    await forger.taps_all("umum")
    await forger.taps(await forger.below(), "kal:new")
    await forger.taps_all("kal")
    await forger.taps_all("siar", "ques")


async def test_a_character_no_database_takes_is_none_of_ours(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, demo: DemoServer, fresh_postgres: str
) -> None:
    settings = settings.model_copy(update={"database_url": fresh_postgres})
    admin = telegram.person("petugas")
    with capture_logs() as logs:
        async with running_bot(settings, clock):
            await set_up(admin)
            await admin.says("/siaran")
            below = await admin.hears("Belum ada pengumuman")
            for data in (
                "siar:open:\x00",
                "siar:preview:a\x00b",
                "siar:start:\x00",
                "siar:\x00",
                "kal:open:\x00",
            ):
                await admin.taps_data(below, data)
            await until(lambda: not demo.world.callbacks)
            await admin.says("/bantuan")
            await admin.hears("Yang bisa Anda lakukan")
            assert not any("gagal kami proses" in (one["text"] or "") for one in await admin.chat())
    assert errors_in(logs) == []
