"""Officers work through reports: filters, claims, status, notes, twins; and what they never see."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.app.settings import Settings
from demo.server import DemoServer
from services.reporting.draft import Draft
from tests.journeys.conftest import running_bot
from tests.journeys.officers import gone, invite, join, picture, plant, sees, set_up, unlock
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STICKERS = Draft(
    "alat-peraga", "31", "Kec. Gambir", "2024-09-23", "Stiker calon di kantor camat.", "Camat Gambir"
)
CAR = Draft("fasilitas", "32", "Kota Bandung", "2024-09-18", "Mobil dinas mengantar calon.", "Kepala dinas")
MONEY = Draft("uang", "51", "Denpasar", "", "Amplop dibagikan di balai banjar.", "Lurah")


async def case_service(petugas: Person, settings: Settings, *drafts: Draft) -> Message:
    """An open inbox with reports in it."""
    listed = await set_up(petugas)
    for draft in drafts:
        await plant(settings, draft)
    await petugas.taps(listed, "Muat ulang")
    return await petugas.hears(f"{len(drafts)} laporan, halaman")


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message["keyboard"] or [] for button in row]


async def filtered(petugas: Person, by: str, value: str) -> Message:
    """The inbox after one more filter."""
    await petugas.taps(await sees(petugas, "Laporan terbuka"), "Saring")
    await petugas.taps(await sees(petugas, "Menurut apa"), by)
    await petugas.taps(await sees(petugas, "Saring menurut"), value)
    return await sees(petugas, lambda one: "Saringan" in one["text"] and value in one["text"])


@pytest.mark.usefixtures("bot")
async def test_the_inbox_counts_sorts_and_filters(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    listed = await case_service(petugas, settings, STICKERS, CAR, MONEY)
    assert "Diterima 3" in listed["text"]
    assert "Belum dibaca 3 · saya kerjakan 0 · dekat batas 1" in listed["text"]
    reports = [label for label in labels(listed) if label.startswith("●")]
    assert ["Memakai fasilitas" in reports[0], "hari terakhir" in reports[0]] == [True, True]
    shown = await filtered(petugas, "Kejadian", "Uang")
    assert [label for label in labels(shown) if label.startswith("●")] == [
        label for label in reports if "Uang" in label
    ]
    empty = await filtered(petugas, "Provinsi", "Jawa Barat")
    assert "Tidak ada yang cocok" in empty["text"]
    await petugas.taps(empty, "Tampilkan semua")
    await sees(petugas, "3 laporan, halaman")
    for by, value, count in (
        ("Umur", "Batas", 1),
        ("Prioritas", "Biasa", 1),
        ("Umur", "Semua", 3),
        ("Dikerjakan", "Belum diambil", 3),
        ("Dikerjakan", "Saya kerjakan", 0),
    ):
        await petugas.taps(await sees(petugas, "Laporan terbuka"), "Saring")
        await petugas.taps(await sees(petugas, "Menurut apa"), by)
        await petugas.taps(await sees(petugas, "Saring menurut"), value)
        words = f"{count} laporan, halaman" if count else "Tidak ada yang cocok"
        await sees(petugas, words)


@pytest.mark.usefixtures("bot")
async def test_a_report_goes_its_way_with_reasons_notes_and_sorting(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    listed = await case_service(petugas, settings, STICKERS)
    await petugas.taps(listed, "Memasang stiker")
    opened = await petugas.hears("Stiker calon di kantor camat")
    assert "belum diambil" in opened["text"]
    assert "5 hari lagi" in opened["text"]
    await petugas.taps(opened, "Ambil")
    await petugas.hears("dikerjakan Anda")
    await petugas.taps(opened, "Catatan internal")
    await petugas.taps(await petugas.hears("Catatan internal"), "Tulis catatan")
    await petugas.hears("Tulis catatannya")
    await petugas.says("Cek dulu <b>ke</b> lapangan")
    await petugas.hears("Catatan disimpan")
    await gone(petugas, "Cek dulu")
    await petugas.taps(opened, "Catatan internal")
    notes = await petugas.hears("Cek dulu <b>ke</b> lapangan")
    assert "Pemilik bot" in notes["text"], "who wrote a note is known"
    await petugas.taps(notes, "Kembali")
    await petugas.taps(await sees(petugas, "dikerjakan Anda"), "Prioritas")
    await petugas.taps(await petugas.hears("Seberapa mendesak"), "Mendesak")
    await petugas.hears("prioritas mendesak")
    await petugas.taps(opened, "Ubah kejadian")
    await petugas.taps(await petugas.hears("Mana yang lebih tepat"), "tim sukses")
    await petugas.hears("Kejadian menurut petugas: Jadi tim sukses")
    await petugas.taps(opened, "Ubah status")
    ways = await petugas.hears("Ke mana")
    assert [label for label in labels(ways) if "→" in label] == ["→ Diverifikasi", "→ Ditolak"]
    await petugas.taps(ways, "Diverifikasi")
    await petugas.hears("Laporan · Diverifikasi")
    await petugas.taps(opened, "Ubah status")
    await petugas.taps(await sees(petugas, "Ke mana"), "Diteruskan")
    await petugas.taps(await petugas.hears("Alasannya"), "Bawaslu")
    await petugas.hears("Laporan · Diteruskan")
    await petugas.taps(opened, "Ubah status")
    await petugas.taps(await sees(petugas, "Ke mana"), "Selesai")
    await petugas.taps(await petugas.hears("Alasannya"), "tidak terbukti")
    await petugas.hears("Laporan · Selesai")
    await petugas.taps(await sees(petugas, "Laporan · Selesai"), "Semua laporan")
    await sees(petugas, "Belum ada laporan yang terbuka")
    shown = await filtered(petugas, "Status", "Selesai")
    await petugas.taps(shown, "tim sukses")
    await petugas.taps(await sees(petugas, "Laporan · Selesai"), "Ubah status")
    await petugas.taps(await sees(petugas, "Ke mana"), "Diverifikasi")
    await petugas.hears("Laporan · Diverifikasi")


@pytest.mark.usefixtures("bot")
async def test_old_and_double_taps_do_no_harm(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    listed = await case_service(petugas, settings, STICKERS)
    await petugas.taps(listed, "Memasang stiker")
    opened = await petugas.hears("Stiker calon")
    for _ in range(2):
        await petugas.taps(opened, "Ambil")
    await petugas.hears("dikerjakan Anda")
    await petugas.taps(opened, "Ubah status")
    ways = await petugas.hears("Ke mana")
    reject = next(b["data"] for row in ways["keyboard"] for b in row if "Ditolak" in b["text"])
    await petugas.taps(ways, "Diverifikasi")
    await petugas.taps(ways, "Diverifikasi")
    await petugas.hears("Laporan · Diverifikasi")
    why = reject.replace(":to:", ":why:") + ":kurang-keterangan"
    for _ in range(2):
        await petugas.taps_data(opened, why)
    await petugas.hears("Laporan · Ditolak")
    message_id = {"message_id": opened["message_id"]}
    for data in (
        "rep:open:ffffffff",
        "rep:why:zzz:selesai:x",
        "rep:link::",
        "bukti:show:ffffffff:0",
        "bukti:show::x",
        "serah:make:ffffffff",
        "asli:yes:ffffffff",
        "asli:ask:ffffffff:99999",
        "inbox:set:province:99",
        "inbox:page::9999",
        "peran:setrole:ffffffff:raja",
        "stat:show:x",
        "door:province:31",
    ):
        await petugas.taps_data({**opened, **message_id}, data)
    await petugas.says("/bantuan")
    await petugas.hears("Yang bisa Anda lakukan")
    assert not any("gagal kami proses" in (one["text"] or "") for one in await petugas.chat())


@pytest.mark.usefixtures("bot")
async def test_two_officers_claim_at_once_and_one_gets_it(telegram: TelegramSide, settings: Settings) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Petugas", "Pak Budi"))
    citra = await telegram.new_person("citra", 700_000_077, "Bu Citra")
    await petugas.says("/laporan")
    await petugas.hears("Laporan terbuka")
    await join(citra, await invite(petugas, "Petugas", "Bu Citra"))
    await plant(settings, STICKERS)
    opened = []
    for one in (budi, citra):
        await one.says("/laporan")
        await one.taps(await sees(one, "1 laporan, halaman"), "Memasang stiker")
        opened.append(await one.hears("Stiker calon"))
    await asyncio.gather(*(one.taps(m, "Ambil") for one, m in zip((budi, citra), opened, strict=True)))

    async def mine(one: Person) -> bool:
        await one.says("/bantuan")
        await one.hears("Yang bisa Anda lakukan")
        return any("dikerjakan Anda" in (message["text"] or "") for message in await one.chat())

    assert sorted([await mine(budi), await mine(citra)]) == [False, True]
    loser = citra if await mine(budi) else budi
    await loser.taps(await sees(loser, "Stiker calon"), "Berikutnya")
    await loser.taps(await sees(loser, "Stiker calon"), "Semua laporan")
    await loser.taps(await sees(loser, "Laporan terbuka"), "Memasang stiker")
    shown = await sees(loser, "dikerjakan")
    assert not any(label in labels(shown) for label in ("Ambil", "Ubah status", "Ambil alih"))
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await sees(petugas, "Stiker calon"), "Ambil alih")
    await petugas.hears("dikerjakan Anda")


@pytest.mark.usefixtures("bot")
async def test_an_officer_never_sees_a_report_about_the_own_office(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    link = await invite(petugas, "Petugas", "Pak Budi")
    await plant(settings, STICKERS)
    await plant(settings, CAR)
    listed = await join(
        budi, link, office="Kantor Kecamatan Gambir", agency="Pemkot Jakarta Pusat", province="DKI Jakarta"
    )
    assert "1 laporan, halaman" in listed["text"]
    assert not any("stiker" in label for label in labels(listed))
    await budi.taps(listed, "Memakai fasilitas")
    opened = await budi.hears("Mobil dinas")
    await budi.taps(opened, "Cari laporan serupa")
    await budi.hears("Tidak ada laporan lain")
    await budi.taps(opened, "Berikutnya")
    await petugas.says("/laporan")
    await petugas.taps(await petugas.hears("2 laporan, halaman"), "Memasang stiker")
    await petugas.hears("Stiker calon")
    chat = repr(await budi.chat())
    assert "Stiker calon" not in chat
    assert "camat" not in chat.lower().replace("kecamatan gambir", "")


@pytest.mark.usefixtures("bot")
async def test_twins_are_found_by_picture_and_story_and_linked(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    listed = await set_up(petugas)
    photo = picture("red")
    await plant(settings, STICKERS, [photo])
    await plant(settings, CAR, [photo])
    await plant(settings, MONEY, [picture("green", width=300, height=700)])
    await petugas.taps(listed, "Muat ulang")
    await petugas.taps(await petugas.hears("3 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await petugas.hears("Stiker calon"), "Cari laporan serupa")
    twins = await petugas.hears("Mungkin kejadian yang sama")
    assert any("1 gambar sama" in label and "Memakai" in label for label in labels(twins))
    assert not any("Uang" in label for label in labels(twins))
    await petugas.taps(twins, "1 gambar sama")
    linked = await petugas.hears("Ulangan dari laporan lain")
    assert "Bukti" not in linked["text"], "a button counts it; the report itself holds none"
    await petugas.taps(linked, "Cari laporan serupa")
    await petugas.taps(await sees(petugas, "Mungkin kejadian yang sama"), "Lepas tautan")
    await sees(petugas, lambda one: "Tautan dicatat" in one["text"] and "Ulangan" not in one["text"])


@pytest.mark.usefixtures("bot")
async def test_an_auditor_reads_and_changes_nothing(telegram: TelegramSide, settings: Settings) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Auditor", "Pak Budi"))
    await plant(settings, STICKERS, [picture()])
    await budi.says("/laporan")
    await budi.taps(await sees(budi, "1 laporan, halaman"), "Memasang stiker")
    opened = await budi.hears("Stiker calon")
    assert labels(opened) == [
        "Bukti (1)",
        "Percakapan",
        "Catatan internal",
        "‹ Semua laporan",
        "Berikutnya ›",
        "🔒 Kunci",
    ]
    handle = opened["keyboard"][0][0]["data"].split(":")[2]
    for data in (
        f"rep:claim:{handle}",
        f"rep:why:{handle}:ditolak:kurang-keterangan",
        f"rep:setprio:{handle}:mendesak",
        f"rep:setcat:{handle}:uang",
        f"serah:make:{handle}",
        f"bukti:save:{handle}:0",
    ):
        await budi.taps_data(opened, data)
    await budi.taps_data(opened, f"rep:ask:{handle}")
    await budi.hears("Pertanyaan kepada pelapor")
    await budi.says("boleh?")
    await budi.hears("hanya membaca")
    await petugas.says("/laporan")
    listed = await sees(petugas, "1 laporan, halaman")
    assert "Belum dibaca 1" in listed["text"], "an auditor's reading leaves it unread"
    await petugas.taps(listed, "Memasang stiker")
    shown = await petugas.hears("Stiker calon")
    assert "belum diambil" in shown["text"]
    assert "Laporan · Diterima" in shown["text"]


async def test_reading_goes_on_after_a_restart(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        listed = await case_service(petugas, settings, STICKERS)
        await petugas.taps(listed, "Memasang stiker")
        opened = await petugas.hears("Stiker calon")
        await petugas.taps(opened, "Tanya pelapor")
        await petugas.hears("Pertanyaan kepada pelapor")
    async with running_bot(settings, clock):
        await petugas.says("Kapan persisnya?")
        await petugas.hears("Pertanyaan dikirim")
        await petugas.taps(await sees(petugas, "Butuh keterangan"), "Percakapan")
        await petugas.hears("Kapan persisnya?")


async def test_reports_of_many_days_are_paged(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await set_up(petugas)
        for day in range(1, 20):
            await plant(settings, Draft("uang", "51", story=f"Cerita {day}"), received_on=date(2024, 9, day))
    async with running_bot(settings, clock):
        await petugas.says("/laporan")  # the lock is still open: it lives in the database
        listed = await petugas.hears("Laporan terbuka")
        assert "19 laporan, halaman 1 dari 3" in listed["text"]
        await petugas.taps(listed, "Lanjut")
        second = await petugas.hears("halaman 2 dari 3")
        await petugas.taps(second, "Lanjut")
        third = await petugas.hears("halaman 3 dari 3")
        assert "Lanjut ›" not in labels(third)
        await petugas.taps(third, "Sebelumnya")
        await sees(petugas, "halaman 2 dari 3")


def unattended(chat: list[Message]) -> list[str]:
    return [one["text"] for one in chat if one["from_bot"] and "tanpa petugas" in (one["text"] or "")]


async def test_a_report_hidden_from_every_officer_is_told_of_once_a_day(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    """The build before told nobody: it waited until its evidence was old."""
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    async with running_bot(settings, clock):
        await set_up(
            petugas, office="Kecamatan Gambir", agency="Pemkot Jakarta Pusat", province="DKI Jakarta"
        )
        await plant(settings, STICKERS, received_on=date(2024, 9, 24))
        await plant(settings, MONEY, received_on=date(2024, 9, 24))  # the owner may read this one
    for moment, told in (
        (datetime(2024, 9, 24, 9, tzinfo=UTC), 0),  # of the same day: it would tell the time
        (datetime(2024, 9, 24, 23, tzinfo=UTC), 0),  # six in the morning
        (datetime(2024, 9, 25, 3, tzinfo=UTC), 1),
        (datetime(2024, 9, 25, 8, tzinfo=UTC), 0),
        (datetime(2024, 9, 26, 3, tzinfo=UTC), 1),
    ):
        clock.set(moment)
        before = len(unattended(await petugas.chat()))
        async with running_bot(settings, clock):
            await petugas.says("/bantuan")
            await petugas.hears("Yang bisa Anda lakukan")
        fresh = unattended(await petugas.chat())[before:]
        assert len(fresh) == told, moment
        for text in fresh:
            assert "1 laporan menunggu tanpa petugas" in text
            assert "instansi atau provinsi lain" in text
            for word in ("Gambir", "Stiker", "stiker", "Camat", "Jakarta", "September", "2024"):
                assert word not in text
    async with running_bot(settings, clock):
        await unlock(petugas, clock)
        link = await invite(petugas, "Petugas", "Pak Budi")
        await join(budi, link, office="Bawaslu Provinsi Bali", agency="Bawaslu", province="Bali")
        await sees(budi, "2 laporan, halaman")
    clock.set(datetime(2024, 9, 27, 3, tzinfo=UTC))
    before = len(unattended(await petugas.chat()))
    async with running_bot(settings, clock):
        await petugas.says("/bantuan")
        await petugas.hears("Yang bisa Anda lakukan")
    assert len(unattended(await petugas.chat())) == before, "somebody may work on it now"
    assert not unattended(await budi.chat()), "only who manages the officers is told"
