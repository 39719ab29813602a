"""Officers come in by a one-time link and a second factor; what they read goes when the lock closes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.settings import Settings
from demo.server import DemoServer
from services.access.unlock import UNLOCKED_FOR
from services.reporting.draft import Draft
from tests.journeys.conftest import running_bot
from tests.journeys.officers import (
    code_of,
    give_workplace,
    gone,
    invite,
    join,
    picture,
    plant,
    sees,
    set_up,
    unlock,
)
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STORY = "Pak camat membagikan kaus bergambar calon saat rapat desa."
DRAFT = Draft("alat-peraga", "31", "Kec. Gambir, balai warga", "2024-09-23", STORY, "Camat")


async def reading(petugas: Person, settings: Settings) -> None:
    """An officer with a report and a picture on the screen."""
    listed = await set_up(petugas)
    await plant(settings, DRAFT, [picture()])
    await petugas.taps(listed, "Muat ulang")
    await petugas.taps(await petugas.hears("1 laporan, halaman"), "Memasang stiker")
    opened = await petugas.hears(STORY)
    await petugas.taps(opened, "Bukti")
    await petugas.hears("Bukti 1 dari 1")


async def views(person: Person) -> list[str]:
    """Everything in the chat that holds a report."""
    return [
        str(one["text"])
        for one in await person.chat()
        if STORY in (one["text"] or "") or one["photo"] or "Laporan terbuka" in (one["text"] or "")
    ]


@pytest.mark.usefixtures("bot")
async def test_the_first_time_the_second_factor_is_set_up_with_a_picture(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/laporan")
    await give_workplace(petugas)
    shown = await petugas.hears("Pasang kunci kedua")
    assert shown["photo"]
    assert shown["protected"]
    await petugas.says("000000")
    await petugas.hears("tidak cocok")
    await petugas.says("halo")
    await petugas.hears("belum terbaca")
    code = await code_of(petugas)
    await petugas.says(code)
    await petugas.hears("Laporan terbuka")
    await gone(petugas, "Pasang kunci kedua")
    chat = await petugas.chat()
    assert not any(one["photo"] for one in chat), "the QR picture lingers"
    assert not any(code in (one["text"] or "") for one in chat), "the password lingers"


@pytest.mark.usefixtures("bot")
async def test_a_key_shown_anew_says_that_the_first_is_void_and_the_list_shows_who_just_set_up(
    telegram: TelegramSide,
) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/peran")
    await give_workplace(petugas)
    await petugas.hears("Setelah angkanya cocok, gambarnya dihapus")
    await petugas.says("/batal")
    await petugas.says("/peran")
    await petugas.hears("tidak berlaku lagi")
    await petugas.says(await code_of(petugas))
    shown = await petugas.hears("Pilih untuk mengubah")
    assert not any("belum aktif" in button["text"] for row in shown["keyboard"] for button in row), shown


@pytest.mark.usefixtures("bot")
async def test_a_used_password_does_not_open_again(telegram: TelegramSide, clock: FixedClock) -> None:
    petugas = telegram.person("petugas")
    await set_up(petugas)
    used = await code_of(petugas)
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    await petugas.says("/laporan")
    await petugas.hears("6 angka")
    await petugas.says(used)
    await petugas.hears("sudah dipakai")
    clock.advance(timedelta(seconds=30))
    await petugas.says(await code_of(petugas))
    await petugas.hears("Laporan terbuka")


@pytest.mark.usefixtures("bot")
async def test_wrong_passwords_are_slowed_down(telegram: TelegramSide) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/laporan")
    await give_workplace(petugas)
    await petugas.hears("Pasang kunci kedua")
    right = await code_of(petugas)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(3):
        await petugas.says(wrong)
        await petugas.hears("tidak cocok")
    await petugas.says(right)
    await petugas.hears("Terlalu banyak")


@pytest.mark.usefixtures("bot")
async def test_locking_takes_everything_off_the_screen(telegram: TelegramSide, settings: Settings) -> None:
    petugas = telegram.person("petugas")
    await reading(petugas, settings)
    assert all(
        one["protected"] for one in await petugas.chat() if STORY in (one["text"] or "") or one["photo"]
    )
    opened = await sees(petugas, STORY)
    await petugas.taps(opened, "Kunci")
    await petugas.hears("Terkunci")
    await gone(petugas, STORY)
    assert await views(petugas) == []
    await petugas.says("/kunci")
    await petugas.hears("Tidak ada yang terbuka")


async def test_the_lock_closes_by_itself_while_the_bot_runs(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await reading(petugas, settings)
        opened = await sees(petugas, STORY)
        clock.advance(UNLOCKED_FOR)
        await petugas.taps(opened, "Ambil")
        await gone(petugas, STORY)
        await petugas.hears("Terkunci")
        assert await views(petugas) == []


async def test_what_a_dead_bot_left_on_the_screen_goes_at_the_next_start(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await reading(petugas, settings)
    assert await views(petugas)
    clock.advance(UNLOCKED_FOR + timedelta(hours=5))
    async with running_bot(settings, clock):
        await petugas.hears("Terkunci")
        assert await views(petugas) == []
    async with running_bot(settings, clock):
        await unlock(petugas, clock)
    assert sum("Terkunci" in (one["text"] or "") for one in await petugas.chat()) == 1


async def test_what_is_too_old_to_be_deleted_is_blanked(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await reading(petugas, settings)
        before = await petugas.file((await sees(petugas, "Bukti 1 dari 1"))["photo"]["file_id"])
    clock.advance(timedelta(days=3))
    async with running_bot(settings, clock):
        blanked = await petugas.hears(lambda one: bool(one["photo"]) and "sudah ditutup" in one["text"])
        assert await petugas.file(blanked["photo"]["file_id"]) != before
        await gone(petugas, STORY)


@pytest.mark.usefixtures("bot")
async def test_an_expired_lock_stops_buttons_and_words(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    await reading(petugas, settings)
    await petugas.taps(await sees(petugas, STORY), "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    clock.advance(UNLOCKED_FOR)
    await petugas.says("Siapa nama saksinya?")
    await petugas.hears("Terkunci")
    await gone(petugas, "Siapa nama saksinya?")
    listed = await unlock(petugas, clock)
    await petugas.taps(listed, "Memasang stiker")
    await petugas.taps(await petugas.hears(STORY), "Percakapan")
    await petugas.hears("Belum ada")


@pytest.mark.usefixtures("bot")
async def test_an_invitation_lets_one_person_in_once(telegram: TelegramSide) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    asn = telegram.person("asn")
    await set_up(petugas)
    link = await invite(petugas, "Petugas", "Pak Budi <b>")
    await join(budi, link)
    await asn.says(link)
    await asn.hears("tidak berlaku")
    await asn.says("/laporan")
    await asn.hears("hanya untuk petugas")
    await budi.says(link)
    await budi.hears("tidak berlaku")
    await budi.says("/peran")
    await budi.hears("hanya untuk admin")
    await budi.says("/bantuan")
    assert "/peran" not in (await budi.hears("Yang bisa Anda lakukan"))["text"]


@pytest.mark.usefixtures("bot")
async def test_an_admin_changes_and_removes_officers(telegram: TelegramSide, settings: Settings) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    listed = await join(budi, await invite(petugas, "Petugas", "Pak Budi"))
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
    await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Ubah peran")
    await petugas.taps(await petugas.hears("Ubah peran"), "Auditor")
    changed = await petugas.hears("Peran diubah")
    await budi.hears("Peran Anda sekarang")
    await petugas.taps(changed, "Ubah tempat kerja")
    await petugas.hears("empat baris")
    await petugas.says("Atlantis\n-\nPemkot\nInspektorat")
    await petugas.hears("tepat empat baris")
    await petugas.says("DKI Jakarta\n-\nPemkot Jakarta Pusat\nKecamatan Gambir")
    placed = await petugas.hears("Tempat kerja diubah")
    await plant(settings, DRAFT)
    await budi.taps(listed, "Muat ulang")
    await budi.says("/statistik")
    await budi.hears("Gambar 1 dari")
    await petugas.taps(placed, "Keluarkan")
    await petugas.taps(await petugas.hears("Keluarkan Pak Budi"), "Ya, keluarkan")
    await petugas.hears("Dikeluarkan")
    await budi.hears("dicabut")
    await gone(budi, "Laporan terbuka")
    await budi.says("/laporan")
    await budi.hears("hanya untuk petugas")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("answer", ["Kabupaten Sleman", "Tingkat provinsi/pusat"])
async def test_who_skips_the_regency_of_a_regencys_office_is_asked_once_more(
    telegram: TelegramSide, answer: str
) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/laporan")
    await give_workplace(petugas, office="Dinas Kesehatan", agency="Pemda", province="DI Yogyakarta")
    shown = await petugas.hears("ada di setiap kabupaten/kota")
    if answer.startswith("Tingkat"):
        await petugas.taps(shown, answer)
    else:
        await petugas.says("Kabupaten Atlantis")
        await petugas.hears("ada di setiap kabupaten/kota")
        await petugas.says(answer)
    await petugas.hears("Pasang kunci kedua")
    await petugas.says(await code_of(petugas))
    await petugas.hears("Laporan terbuka")
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pemilik bot")
    placed = await petugas.hears("Kunci kedua: terpasang")
    assert ("Sleman" in placed["text"]) == (answer == "Kabupaten Sleman")


@pytest.mark.usefixtures("bot")
async def test_an_admin_is_asked_for_the_regency_of_a_regencys_office(telegram: TelegramSide) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Petugas", "Pak Budi"))
    for second, wanted in (("-", True), ("provinsi", False), ("Sleman", False)):
        await petugas.says("/peran")
        await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
        await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Ubah tempat kerja")
        await petugas.hears("Tulis empat baris")
        await petugas.says(f"DI Yogyakarta\n{second}\nPemda\nDinas Kesehatan")
        if wanted:
            await petugas.hears("ada di setiap kabupaten/kota")
            await petugas.says("DI Yogyakarta\npusat\nPemda\nDinas Kesehatan")
        placed = await petugas.hears("Tempat kerja diubah")
        assert ("Sleman" in placed["text"]) == (second == "Sleman")


@pytest.mark.usefixtures("bot")
async def test_a_lost_phone_is_replaced_by_a_new_invitation(demo: DemoServer, telegram: TelegramSide) -> None:
    petugas, budi, asn = (telegram.person(key) for key in ("petugas", "petugas2", "asn"))
    await set_up(petugas)
    await join(budi, await invite(petugas, "Pimpinan", "Pak Budi"))
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
    await petugas.taps(await petugas.hears("Kunci kedua"), "Undang ulang")
    shown = await petugas.hears("Undangan untuk")
    await budi.hears("mengundang Anda ulang")
    await gone(budi, "Laporan terbuka")
    assert "satu kali" in shown["text"]
    await budi.taps_data(await sees(budi, "mengundang"), "inbox:list")  # an old button opens nothing
    await budi.says("/laporan")  # whoever holds the old phone
    await budi.hears("hanya untuk petugas")
    assert not any(one["photo"] for one in await budi.chat()), "the old phone was shown a fresh QR"
    assert "chat:700000004" not in demo.world.commands
    link = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
    await asn.says(link)  # the new phone
    await asn.hears("Selamat bergabung")
    await asn.hears("Pasang kunci kedua")  # the workplace is known already
    await asn.says(await code_of(asn))
    await asn.hears("Laporan terbuka")
    await budi.says("/laporan")
    await budi.hears("hanya untuk petugas")


@pytest.mark.usefixtures("bot")
async def test_an_invited_admin_manages_nothing_before_the_second_factor(telegram: TelegramSide) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await budi.says(await invite(petugas, "Admin", "Pak Budi"))
    await budi.hears("Selamat bergabung")
    await budi.says("/pengumuman")
    await budi.hears("kunci itu belum dipasang")
    await budi.hears("Pasang kunci kedua")
    await budi.says("/peran")
    await give_workplace(budi)
    await budi.hears("Pasang kunci kedua")
    await budi.says("/pengumuman")
    await budi.hears("kunci itu belum dipasang")
    await budi.hears("Pasang kunci kedua")
    assert not any("Pengumuman baru" in (one["text"] or "") for one in await budi.chat())
    await budi.says(await code_of(budi))
    await budi.hears("ketik /pengumuman lagi")
    await budi.says("/pengumuman")
    await budi.hears("Kirim isinya apa adanya")


async def test_a_change_of_role_survives_a_restart(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    async with running_bot(settings, clock):
        await set_up(petugas)
        await join(budi, await invite(petugas, "Admin", "Pak Budi"))
    async with running_bot(settings, clock):
        await budi.says("/peran")
        await budi.hears("Pilih untuk mengubah")
        assert [one["command"] for one in demo.world.commands["chat:700000004"]][:4] == [
            "laporan",
            "statistik",
            "kunci",
            "peran",
        ]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("typing", ["a name", "a workplace"])
async def test_an_admin_who_types_about_an_officer_can_turn_back_or_lock(
    telegram: TelegramSide, clock: FixedClock, typing: str
) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Petugas", "Pak Budi"))

    async def start_typing() -> Message:
        await petugas.says("/peran")
        listed = await petugas.hears("Pilih untuk mengubah")
        if typing == "a name":
            await petugas.taps(listed, "Undang petugas baru")
            await petugas.taps(await petugas.hears("Sebagai apa"), "Admin")
            return await petugas.hears("Tulis nama orangnya")
        await petugas.taps(listed, "Pak Budi")
        await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Ubah tempat kerja")
        return await petugas.hears("Tulis empat baris")

    words = "DKI Jakarta\n-\nPemkot Jakarta Pusat\nKecamatan Gambir"
    await petugas.taps(await start_typing(), "Batal")
    await sees(petugas, "Pilih untuk mengubah" if typing == "a name" else "Kunci kedua: terpasang")
    await petugas.says(words)
    await petugas.hears(lambda one: "Undangan untuk" not in one["text"] and "diubah" not in one["text"])
    await petugas.taps(await start_typing(), "Kunci")
    await petugas.hears("Terkunci")
    await petugas.says(words)
    await unlock(petugas, clock)
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
    assert "Inspektorat Kota Contoh" in (await sees(petugas, "Kunci kedua: terpasang"))["text"]
    chat = await petugas.chat()
    assert not any("Undangan untuk" in (one["text"] or "") for one in chat), "the words made an invitation"


@pytest.mark.usefixtures("bot")
async def test_an_owner_is_not_invited_again(telegram: TelegramSide) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Admin", "Pak Budi"))
    await budi.says("/peran")
    await budi.taps(await budi.hears("Pilih untuk mengubah"), "Pemilik bot")
    shown = await budi.hears("perannya tetap admin")
    labels = [button["text"] for row in shown["keyboard"] for button in row]
    assert labels == ["Ubah tempat kerja", "‹ Semua petugas"]


@pytest.mark.usefixtures("bot")
async def test_an_invitation_opened_by_another_officer_stays_good(telegram: TelegramSide) -> None:
    petugas, budi, asn = (telegram.person(key) for key in ("petugas", "petugas2", "asn"))
    await set_up(petugas)
    await join(budi, await invite(petugas, "Petugas", "Pak Budi"))
    await join(asn, await invite(petugas, "Auditor", "Bu Citra"))
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
    await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Undang ulang")
    shown = await petugas.hears("Undangan untuk")
    link = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
    await asn.says(link)
    await asn.hears("untuk petugas lain")
    await budi.says(link)
    await budi.hears("Selamat bergabung")


@pytest.mark.usefixtures("bot")
async def test_an_invitation_of_an_admin_who_was_taken_out_is_void(telegram: TelegramSide) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    await set_up(petugas)
    await join(budi, await invite(petugas, "Admin", "Pak Budi"))
    spare = await invite(budi, "Admin", "Cadangan")
    await petugas.says("/peran")
    await petugas.taps(await petugas.hears("Pilih untuk mengubah"), "Pak Budi")
    await petugas.taps(await petugas.hears("Kunci kedua: terpasang"), "Keluarkan")
    await petugas.taps(await petugas.hears("Keluarkan Pak Budi"), "Ya, keluarkan")
    await petugas.hears("undangan yang belum dipakai ikut dibatalkan")
    await budi.hears("dicabut")
    await budi.says(spare)
    await budi.hears("tidak berlaku")
