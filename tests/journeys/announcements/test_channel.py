"""A draft for a channel outlives the setting that named it."""

from __future__ import annotations

from bot.app.settings import Settings
from demo.server import DemoServer
from handlers.announcements.texts import announce as texts
from tests.journeys.announcements.test_announce import compose, hub, send
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.guidance.test_newcomers_words import alerts_to, answer_to_a_tap
from tests.journeys.officers import set_up
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide


async def test_a_draft_for_a_channel_that_is_set_no_longer_is_told_so(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    settings = settings.model_copy(update={"broadcast_rate": 0.0})
    async with running_bot(settings.model_copy(update={"channel_id": "@kanal_netra"}), clock):
        await set_up(admin)
        await subscribe(asn)
        await admin.taps(await compose(admin), "Penerima")
        await admin.taps(await hub(admin, "1 penerima", "Kanal juga"), "Kanal juga")
        await admin.taps(await hub(admin, "2 penerima", "✅ Kanal"), "Selesai")
        shown = await hub(admin, "2 penerima", "Lanjut")
    async with running_bot(settings, clock):
        with alerts_to(demo, "petugas") as events:
            await admin.taps(shown, "Lanjut")
            assert (await answer_to_a_tap(events))["text"] == texts.NO_CHANNEL
        await admin.taps(shown, "Penerima")
        await admin.taps(await hub(admin, "", "✅ Kanal"), "Kanal juga")
        await admin.taps(await hub(admin, "1 penerima", "Selesai"), "Selesai")
        await send(admin, await hub(admin, "1 penerima", "Lanjut"))
        await asn.hears("Besok apel netralitas")
