"""A closed lock stops what reaches others, and leads back to it with nothing lost; menus follow roles at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.app.settings import Settings
from demo.server import DemoServer
from services.access.audit import AuditAction
from services.access.roles import Role
from services.access.unlock import UNLOCKED_FOR
from tests.journeys.announcements.test_announce import compose, hub, keep, send, texts_of
from tests.journeys.calendar.test_elections import compose as compose_election
from tests.journeys.calendar.test_reminders import settled, subscribe
from tests.journeys.conftest import OFFICER_ID, running_bot
from tests.journeys.officers import (
    STEP,
    audited,
    code_of,
    give_workplace,
    invite,
    join,
    sees,
    set_up,
)
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, Person, TelegramSide

GROUP = "grup"
BUDI_ID = 700_000_004
ANNOUNCED, APPROVED = AuditAction.ANNOUNCED, AuditAction.ANNOUNCEMENT_APPROVED


async def go_on(admin: Person, label: str) -> None:
    """Opens the lock that a tap led to, and taps again what waits there."""
    await admin.says(await code_of(admin))
    await admin.taps(await admin.hears("Belum ada yang dilakukan. Tekan tombol ini"), label)


PEOPLE = "tanya topik lapor lacak jadwal kuis ikrar profil pengingat privasi bantuan batal"
OFFICERS = "laporan statistik kunci"
ADMINS = "peran retensi pengumuman siaran kalender pertanyaan"


async def menu_is(demo: DemoServer, chat_id: int, role: Role | None) -> None:
    """Waits until the chat's own menu is the one of this role."""
    words = f"{OFFICERS} {ADMINS if role is Role.ADMIN else ''} {PEOPLE}".split()
    wanted = None if role is None else words
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        commands = demo.world.commands.get(f"chat:{chat_id}")
        found = None if commands is None else [one["command"] for one in commands]
        if found == wanted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"the menu is {found}, wanted {wanted}")


async def test_a_stolen_phone_sends_nothing_and_the_draft_waits_for_the_lock(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
        shown = await compose(admin)
        await admin.taps(shown, "Kirim uji")
        await admin.hears("isian Anda tetap tersimpan")
        await admin.says("000000")
        await admin.hears("tidak cocok")
        await admin.says(await code_of(admin))
        await admin.taps(
            await admin.hears("Tekan tombol ini"), "Kirim uji"
        )  # nobody to send it to, but the draft is there
        kept = await keep(admin, await hub(admin, "Isi: Teks", "Lanjut"))
        clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
        await admin.taps(kept, "Kirim sekarang")
        await admin.hears("kuncinya harus terbuka")
        await settled(telegram)
        assert "Besok apel netralitas" not in await texts_of(asn)
        assert await audited(settings, clock, ANNOUNCED) == [(ANNOUNCED.value, "disusun")]
        await go_on(admin, "Kirim pengumuman")
        await asn.hears("Besok apel netralitas")
        card = await admin.hears(lambda one: "Selesai" in one["text"] and "▓" in one["text"])
        clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
        await admin.taps(card, "Ubah")
        await admin.hears("teks baru")
        await admin.says("Lusa apel netralitas")
        await admin.hears("isian Anda tetap tersimpan")
        await settled(telegram)
        assert "Lusa apel netralitas" not in await texts_of(asn)
        await go_on(admin, "Ganti teks yang sudah terkirim")
        await asn.hears("Lusa apel netralitas")
        clock.advance(UNLOCKED_FOR + timedelta(seconds=1))
        await admin.taps(
            await admin.hears(lambda one: "Tarik kembali" in str(one["keyboard"])), "Tarik kembali"
        )
        await admin.taps(await admin.hears("Tarik kembali pengumuman ini?"), "Ya, tarik")
        await admin.hears("kuncinya harus terbuka")
        await go_on(admin, "Tarik kembali")
        await admin.hears("1 pesan ditarik kembali")


async def test_the_calendar_waits_for_the_lock_and_kunci_leaves_the_draft(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, log = telegram.person("petugas"), AuditAction.CALENDAR_CHANGED
    async with running_bot(settings, clock):
        await set_up(admin)
        shown = await compose_election(admin)
        await admin.says("/kunci")
        await admin.hears("Terkunci")
        await admin.taps(shown, "Simpan")
        await admin.hears("isian Anda tetap tersimpan")
        assert await audited(settings, clock, log) == []
        clock.advance(STEP)
        await go_on(admin, "Simpan tahapan")
        await admin.hears("langsung berlaku")
        assert await audited(settings, clock, log) == [(log.value, "disimpan")]


async def test_an_owner_without_a_second_factor_is_led_to_it_and_back(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await menu_is(demo, OFFICER_ID, Role.ADMIN)
        await subscribe(asn)
        await admin.taps(await keep(admin, await compose(admin)), "Kirim sekarang")
        await admin.hears("kunci itu belum dipasang")
        await admin.hears("Pasang kunci kedua")
        await go_on(admin, "Kirim pengumuman")
        await asn.hears("Besok apel netralitas")
        await menu_is(demo, OFFICER_ID, Role.ADMIN)
        await admin.says("/laporan")  # where reports are read, the workplace is asked for all the same
        await give_workplace(admin)
        await admin.hears("Laporan terbuka")


async def test_nobody_is_a_second_admin_from_a_group(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    settings = settings.model_copy(update={"announcement_approval": True})
    admin, asn, group = (telegram.person(key) for key in ("petugas", "asn", GROUP))
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        kept = await keep(admin, await compose(admin))
        campaign = next(b["data"] for row in kept["keyboard"] for b in row if "data" in b).split(":")[2]
        await admin.says_in(GROUP, "/tanya@NetraDemoBot")
        said = await group.hears("setelah perintah")
        for name in ("approve", "start", "sure-cancel", "report"):
            await admin.taps_in(GROUP, said, f"siar:{name}:{campaign}")
        await admin.says_in(GROUP, "/laporan")
        await group.hears("hanya bekerja di percakapan pribadi")
        await admin.taps(kept, "Buka")
        await admin.hears("menunggu persetujuan admin lain")
        assert await audited(settings, clock, ANNOUNCED, APPROVED) == [(ANNOUNCED.value, "disusun")]
        assert "Besok apel netralitas" not in await texts_of(asn)


async def test_menus_follow_every_change_of_role_and_the_restart(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas, budi, asn = (telegram.person(key) for key in ("petugas", "petugas2", "asn"))
    async with running_bot(settings, clock):
        await set_up(petugas)
        await menu_is(demo, OFFICER_ID, Role.ADMIN)
        await join(budi, await invite(petugas, "Admin", "Pak Budi"))
        await menu_is(demo, BUDI_ID, Role.ADMIN)
        for label, role in (("Auditor", Role.AUDITOR), ("Pimpinan", Role.LEAD), ("Admin", Role.ADMIN)):
            await petugas.says("/peran")
            await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
            await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Ubah peran")
            await petugas.taps(await petugas.hears("Ubah peran"), label)
            await petugas.hears("Peran diubah")
            await menu_is(demo, BUDI_ID, role)
    demo.world.commands.clear()  # as if Telegram had forgotten, or another version had set others
    async with running_bot(settings, clock):
        await menu_is(demo, OFFICER_ID, Role.ADMIN)
        await menu_is(demo, BUDI_ID, Role.ADMIN)
        await petugas.says("/peran")
        await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
        await petugas.taps(await petugas.hears("Kunci kedua"), "Undang ulang")
        shown = await petugas.hears("Undangan untuk")
        await menu_is(demo, BUDI_ID, None)
        link = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
        await asn.says(link)  # the new account
        await asn.hears("Selamat bergabung")
        asn_id = demo.world.people["asn"].id
        await menu_is(demo, asn_id, Role.ADMIN)
        await petugas.says("/peran")
        await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
        await petugas.taps(await petugas.hears("Kunci kedua"), "Keluarkan")
        await petugas.taps(await petugas.hears("Keluarkan Pak Budi"), "Ya, keluarkan")
        await menu_is(demo, asn_id, None)
    async with running_bot(settings.model_copy(update={"owner_ids": (BUDI_ID,)}), clock):
        await menu_is(demo, OFFICER_ID, None)  # the settings name another owner now
        await menu_is(demo, BUDI_ID, Role.ADMIN)
        await sees(petugas, "Dikeluarkan")


async def test_a_delivery_report_that_is_asked_for_stands_in_the_audit_log(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn, log = telegram.person("petugas"), telegram.person("asn"), AuditAction.EXPORTED_DATA
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        card = await send(admin, await compose(admin))
        await admin.hears(lambda one: one["document"] is not None)
        await admin.taps(card, "Laporan")
        await admin.hears(lambda one: one["document"] is not None)
        await settled(telegram)
    assert await audited(settings, clock, log) == [(log.value, "laporan pengiriman")] * 2


async def test_who_was_taken_out_follows_no_announcement_any_more(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    slow = settings.model_copy(update={"broadcast_rate": 0.1})
    petugas, budi, asn, warga = (telegram.person(key) for key in ("petugas", "petugas2", "asn", "warga"))
    async with running_bot(slow, clock):
        await set_up(petugas)
        await join(budi, await invite(petugas, "Admin", "Pak Budi"))
        for person in (asn, warga):
            await subscribe(person)
        await petugas.says("/peran")
        listed = await petugas.hears("Pilih untuk mengubah")
        await petugas.taps(listed, "Pak Budi")
        await petugas.taps(await petugas.hears("Kunci kedua"), "Keluarkan")
        really = await petugas.hears("Keluarkan Pak Budi")
        await budi.taps(await keep(budi, await compose(budi)), "Kirim sekarang")
        await budi.hears("Sedang dikirim")
        await petugas.says("/siaran")
        await petugas.taps(await petugas.hears("Pilih untuk melihat"), "Besok apel")
        await petugas.hears("Sedang dikirim")  # and is told of the end in the same commit as budi would be
        await petugas.taps(really, "Ya, keluarkan")
        await budi.hears("dicabut")
        await petugas.hears("Laporan pengiriman")
        await settled(telegram)
        assert not any("Laporan pengiriman" in text for text in await texts_of(budi))
