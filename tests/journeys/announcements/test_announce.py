"""Announcements, end to end: composed by an admin, sent by the engine, followed, taken back."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bot.app.settings import Settings
from demo.server import DemoServer
from services.access.audit import AuditAction
from tests.journeys.calendar.test_reminders import settled, subscribe
from tests.journeys.conftest import OFFICER_ID, running_bot
from tests.journeys.officers import audited, invite, join, set_up, unlock
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, Message, Person, TelegramSide

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""10.00 in Jakarta, outside any election."""
SECOND_ADMIN = 700_000_009


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (shade, 90, 120)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As fast as the machine allows, and with a channel."""
    return settings.model_copy(update={"broadcast_rate": 0.0, "channel_id": "@kanal_netra"})


async def compose(admin: Person, text: str = "Besok apel netralitas") -> Message:
    """From /pengumuman to the hub."""
    await admin.says("/pengumuman")
    await admin.hears("Pengumuman baru")
    await admin.says(text)
    return await admin.hears("Penerima:")


async def keep(admin: Person, shown: Message) -> Message:
    """From the hub to the draft that is kept."""
    await admin.taps(shown, "Lanjut")
    return await admin.hears("Belum ada yang terkirim")


async def send(admin: Person, shown: Message) -> Message:
    """From the hub to the card of the announcement that is over."""
    await admin.taps(await keep(admin, shown), "Kirim sekarang")
    return await admin.hears(lambda one: "Selesai" in one["text"] and "▓" in one["text"])


async def hub(admin: Person, words: str = "", button: str = "") -> Message:
    """The hub once it holds the words and the button, also when it has looked so before."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        found = [one for one in await admin.chat() if one["from_bot"] and "Penerima:" in one["text"]]
        if found and words in found[-1]["text"] and button in str(found[-1]["keyboard"]):
            return found[-1]
        await asyncio.sleep(0.02)
    raise AssertionError(f"no hub with {words!r} and {button!r}")


ANNOUNCED, APPROVED = AuditAction.ANNOUNCED, AuditAction.ANNOUNCEMENT_APPROVED
STOPPED, RETRACTED = AuditAction.ANNOUNCEMENT_STOPPED, AuditAction.ANNOUNCEMENT_RETRACTED


async def in_the_log(settings: Settings, clock: FixedClock) -> list[tuple[str, str]]:
    """What the audit log says of announcements."""
    return await audited(settings, clock, ANNOUNCED, APPROVED, STOPPED, RETRACTED)


async def texts_of(person: Person) -> list[str]:
    return [one["text"] for one in await person.chat() if one["from_bot"]]


async def test_an_announcement_reaches_everyone_once_and_is_reported(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn, warga = telegram.person("petugas"), telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        await subscribe(warga, "Aceh")
        await warga.blocks()
        await settled(telegram)
        await warga.unblocks()
        await warga.hears("Selamat datang kembali")
        shown = await compose(admin)
        assert "2 penerima" in shown["text"]
        await admin.taps(shown, "Tombol tautan")
        await admin.hears("satu per baris")
        await admin.says("Baca aturan tanpa tautan")
        await admin.hears("belum terbaca")
        await admin.says("Baca aturannya | https://contoh.go.id/netral")
        shown = await admin.hears("Tombol: Baca aturannya")
        await admin.taps(shown, "Pratinjau")
        await admin.hears("Begini penerima melihatnya")
        preview = await admin.hears("Besok apel netralitas")
        assert preview["keyboard"][0][0]["url"] == "https://contoh.go.id/netral"
        card = await send(admin, shown)
        assert "2 dari 2" in card["text"]
        assert "100 %" in card["text"]
        report = await admin.hears("Laporan pengiriman")
        assert report["photo"] is not None
        table = await admin.hears(lambda one: one["document"] is not None)
        content = (await admin.file(table["document"]["file_id"])).decode("utf-8-sig")
        assert content.splitlines()[:2] == ["Hasil;Jumlah", "Terkirim;2"]
        for person in (asn, warga):
            assert (await texts_of(person)).count("Besok apel netralitas") == 1


async def test_audience_narrows_with_a_live_count(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn, warga = telegram.person("petugas"), telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        await set_up(admin)
        shown = await subscribe(asn)
        await asn.taps(shown, "Kabupaten/kota")
        await asn.hears("kabupaten atau kota")
        await asn.says("kota adm. jakarta pusat")
        shown = await asn.hears("Kota Administrasi Jakarta Pusat")
        await asn.taps(shown, "Instansi")
        await asn.hears("instansi")
        await asn.says("Dinas Pendidikan")
        await asn.hears("Instansi: Dinas Pendidikan")
        await subscribe(warga, "Aceh")
        await admin.taps(await compose(admin, "Hanya untuk Aceh"), "Penerima")
        await admin.taps(await hub(admin, "2 penerima", "Peran"), "Provinsi")
        await admin.taps(await hub(admin, "2 penerima", "Aceh"), "Aceh")
        await admin.taps(await hub(admin, "1 penerima", "✅ Aceh"), "Selesai")
        await admin.taps(await hub(admin, "1 penerima", "Peran"), "Peran")
        await admin.taps(await hub(admin, "1 penerima", "Pejabat"), "Pejabat")
        await admin.taps(await hub(admin, "0 penerima", "✅ Pejabat"), "Pejabat")
        await admin.taps(await hub(admin, "1 penerima", "Pejabat"), "Selesai")
        await admin.taps(await hub(admin, "1 penerima", "Instansi"), "Instansi")
        await admin.taps(await hub(admin, "1 penerima", "Dinas Pendidikan"), "Dinas Pendidikan")
        await admin.taps(await hub(admin, "0 penerima", "✅ Dinas Pendidikan"), "Dinas Pendidikan")
        await admin.taps(await hub(admin, "1 penerima", "Selesai"), "Selesai")
        await admin.taps(await hub(admin, "1 penerima", "Kab/kota"), "Kab/kota")
        await hub(admin, "1 penerima", "Kota Administrasi Jakarta Pusat")
        await admin.taps(await hub(admin, "1 penerima", "Selesai"), "Selesai")
        await admin.taps(await hub(admin, "1 penerima", "Instansi"), "Selesai")
        await send(admin, await hub(admin, "1 penerima", "Lanjut"))
    assert "Hanya untuk Aceh" in await texts_of(warga)
    assert "Hanya untuk Aceh" not in await texts_of(asn)


async def test_formatting_albums_and_the_channel_are_kept(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn, channel = telegram.person("petugas"), telegram.person("asn"), telegram.person("kanal")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        await admin.says("/pengumuman")
        await admin.hears("Pengumuman baru")
        await admin.says("Tebal sekali", [{"type": "bold", "offset": 0, "length": 5}])
        await send(admin, await admin.hears("Penerima:"))
        assert (await asn.hears("Tebal sekali"))["html"] == "<b>Tebal</b> sekali"

        await admin.says("/pengumuman")
        await admin.hears("Pengumuman baru")
        await admin.sends_album([picture(20), picture(120), picture(220)], caption="Tiga foto")
        shown = await admin.hears("Album, 3 berkas")
        await admin.taps(shown, "Tombol tautan")
        await admin.hears("satu per baris")
        await admin.says("Buka | https://contoh.go.id")
        await admin.taps(await admin.hears("Tombol: Buka"), "Penerima")
        await admin.taps(await hub(admin, "1 penerima", "Kanal juga"), "Kanal juga")
        await admin.taps(await hub(admin, "2 penerima", "✅ Kanal"), "Selesai")
        card = await send(admin, await hub(admin, "2 penerima", "Lanjut"))
        assert "2 dari 2" in card["text"]
        first = await asn.hears("Tiga foto")
        below = await asn.hears("Selengkapnya")
        assert below["keyboard"][0][0]["url"] == "https://contoh.go.id/"
        await channel.hears("Tiga foto")
        album = [one for one in await asn.chat() if one["album"] == first["album"]]
        assert len(album) == 3
        assert all(one["photo"] for one in album)


async def test_every_kind_of_message_goes_out_as_it_came(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        for kind in ("document", "video", "animation", "audio", "voice", "video_note", "sticker"):
            await admin.says("/pengumuman")
            await admin.hears("Pengumuman baru")
            await admin.sends_file(b"content of a " + kind.encode(), f"{kind}.bin", kind=kind)
            await send(admin, await admin.hears("Penerima:"))
            got = await asn.hears(lambda one: one["document"] is not None)
            assert await asn.file(got["document"]["file_id"]) == b"content of a " + kind.encode()
        await admin.says("/pengumuman")
        await admin.hears("Pengumuman baru")
        await admin.sends_place(-6.2, 106.8)
        await send(admin, await admin.hears("Isi: Lokasi"))
        await asn.hears(lambda one: one["document"] is not None and "-6.2" in one["document"]["file_name"])


async def test_a_second_admin_has_to_approve(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    settings = settings.model_copy(
        update={"announcement_approval": True, "owner_ids": (OFFICER_ID, SECOND_ADMIN)}
    )
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    second = await telegram.new_person("kedua", SECOND_ADMIN, "Pak Budi")
    async with running_bot(settings, clock):
        await second.says("/start")
        await second.hears("Netra")
        await set_up(admin)
        await set_up(second)
        await subscribe(asn)
        shown = await compose(admin)
        await admin.taps(shown, "Kirim uji")
        await second.hears("Uji kirim")
        await second.hears("Besok apel netralitas")
        kept = await keep(admin, shown)
        assert "Menunggu persetujuan" in kept["text"]
        await admin.taps(kept, "Buka")
        card = await admin.hears("menunggu persetujuan admin lain")
        campaign = next(b["data"] for row in card["keyboard"] for b in row if "data" in b).split(":")[2]
        await admin.taps_data(card, f"siar:approve:{campaign}")
        await admin.taps_data(card, f"siar:start:{campaign}")
        await settled(telegram)
        assert "Besok apel netralitas" not in await texts_of(asn)
        await second.taps(await second.hears("menunggu persetujuan Anda"), "Buka")
        await second.taps(await second.hears("Draf"), "Setujui")
        await admin.taps(await admin.hears("disetujui"), "Buka")
        await admin.taps(await admin.hears("Draf"), "Kirim sekarang")
        await asn.hears("Besok apel netralitas")
        assert await in_the_log(settings, clock) == [
            (ANNOUNCED.value, "disusun"),
            (APPROVED.value, "disetujui"),  # the author's own tries are not in it: they were refused
            (ANNOUNCED.value, "dikirim"),
        ]


async def test_scheduled_paused_resumed_cancelled(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    settings = settings.model_copy(update={"broadcast_rate": 0.2})
    admin, asn, warga = telegram.person("petugas"), telegram.person("asn"), telegram.person("warga")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        await subscribe(warga)
        await subscribe(admin)
        shown = await compose(admin)
        await admin.taps(shown, "Waktu kirim")
        await admin.hears("Kapan dikirim")
        await admin.says("kemarin 07.30")
        await admin.hears("belum terbaca")
        await admin.says("25 november 2026 09.00")
        await admin.hears("sudah lewat")
        await admin.says("besok 07.30")
        shown = await admin.hears("26 November 2026, 07.30 WIB")
        await admin.taps(shown, "Kedaluwarsa")
        await admin.taps(await admin.hears("Sampai kapan"), "24 jam")
        shown = await admin.hears("27 November 2026, 07.30 WIB")
        await admin.taps(await keep(admin, shown), "Jadwalkan")
        card = await admin.hears("Terjadwal")
        await asyncio.sleep(1.2)
        assert "Besok apel netralitas" not in await texts_of(asn)
    clock.set(datetime(2026, 11, 26, 0, 31, tzinfo=UTC))
    async with running_bot(settings, clock):
        card = await admin.hears(lambda one: "Sedang dikirim" in one["text"] and "dari 3" in one["text"])
        await admin.taps(card, "Jeda")  # anybody may stop at once, with the lock closed
        card = await admin.hears("Dijeda")
        await unlock(admin, clock)
        await admin.taps(card, "Lanjutkan")
        card = await admin.hears(lambda one: "Selesai" in one["text"] and "3 dari 3" in one["text"])
        for person in (asn, warga):
            assert (await texts_of(person)).count("Besok apel netralitas") == 1
        assert await in_the_log(settings, clock) == [
            (ANNOUNCED.value, "disusun"),
            (ANNOUNCED.value, "dikirim"),
            (STOPPED.value, "dijeda"),
            (ANNOUNCED.value, "dilanjutkan"),
        ]


async def test_a_running_announcement_can_be_cancelled_and_goes_on_after_a_restart(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    slow = settings.model_copy(update={"broadcast_rate": 0.5})
    admin, asn, warga = telegram.person("petugas"), telegram.person("asn"), telegram.person("warga")
    async with running_bot(slow, clock):
        await set_up(admin)
        for person in (asn, warga, admin):
            await subscribe(person)
        await admin.taps(await keep(admin, await compose(admin)), "Kirim sekarang")
        await admin.hears("Sedang dikirim")
    async with running_bot(slow, clock):
        await admin.says("/siaran")
        await admin.taps(await admin.hears("Pilih untuk melihat"), "Besok apel")
        card = await admin.hears(lambda one: "Batalkan" in str(one["keyboard"]))
        await admin.taps(card, "Batalkan")
        ask = await admin.hears("Batalkan pengumuman ini?")
        await admin.taps(ask, "Ya, batalkan")
        await admin.hears("Dibatalkan")
        await admin.taps_data(ask, ask["keyboard"][0][0]["data"])  # the second tap of an old finger
        await settled(telegram)
        assert (await in_the_log(slow, clock))[2:] == [(STOPPED.value, "dibatalkan")], "once"
    got = [(await texts_of(person)).count("Besok apel netralitas") for person in (asn, warga)]
    assert max(got) <= 1


async def test_what_was_sent_can_be_changed_and_taken_back(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await set_up(admin)
        await subscribe(asn)
        card = await send(admin, await compose(admin))
        await asn.hears("Besok apel netralitas")
        await admin.taps(card, "Ubah")
        await admin.hears("teks baru")
        await admin.says("Lusa apel netralitas")
        await admin.hears("1 pesan diubah")
        changed = await asn.hears("Lusa apel netralitas")
        assert changed["edited"]
        await admin.says("/siaran")
        await admin.taps(await admin.hears("Pilih untuk melihat"), "Besok apel")
        await admin.taps(await admin.hears(lambda m: "Tarik kembali" in str(m["keyboard"])), "Tarik kembali")
        await admin.taps(await admin.hears("Tarik kembali pengumuman ini?"), "Ya, tarik")
        await admin.hears("1 pesan ditarik kembali")
        assert "Lusa apel netralitas" not in await texts_of(asn)
        late = await send(admin, await compose(admin, "Pengumuman lama"))
    clock.advance(timedelta(hours=49))
    async with running_bot(settings, clock):
        await admin.taps_data(late, late["keyboard"][0][0]["data"])
        await settled(telegram)
        assert "Pengumuman lama" in await texts_of(asn)
        assert await in_the_log(settings, clock) == [
            (ANNOUNCED.value, "disusun"),
            (ANNOUNCED.value, "dikirim"),
            (ANNOUNCED.value, "diubah"),
            (RETRACTED.value, "ditarik"),
            (ANNOUNCED.value, "disusun"),
            (ANNOUNCED.value, "dikirim"),
        ]


async def test_announcements_are_for_administrators(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    async with running_bot(settings, clock):
        for command in ("/pengumuman", "/siaran"):
            await asn.says(command)
            shown = await asn.hears("hanya untuk admin")
            await asn.taps_data(shown, "siar:list")
            await asn.taps_data(shown, "umum:hub")
        await asn.says("/bantuan")
        await asn.hears("Yang bisa Anda lakukan")
        assert not any("Pilih untuk melihat" in text for text in await texts_of(asn))


async def test_an_invited_admin_is_asked_for_approval(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    settings = settings.model_copy(update={"announcement_approval": True})
    admin, asn = telegram.person("petugas"), telegram.person("asn")
    second = await telegram.new_person("kedua", SECOND_ADMIN, "Pak Budi")
    async with running_bot(settings, clock):
        await set_up(admin)
        await join(second, await invite(admin, "Admin", "Pak Budi"))
        await subscribe(asn)
        await keep(admin, await compose(admin))
        await second.taps(await second.hears("menunggu persetujuan Anda"), "Buka")
        await second.taps(await second.hears("Draf"), "Setujui")
        await admin.taps(await admin.hears("disetujui"), "Buka")
        await admin.taps(await admin.hears("Draf"), "Kirim sekarang")
        await asn.hears("Besok apel netralitas")
