"""The privacy page, sentence by sentence: each promise has a test that would fail if it were broken."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from bot.cli.backup import Backups
from core.errors import SealError
from core.sealing import Keyring, key_pair_from_seed
from handlers.platform.texts.dates import format_lifetime
from handlers.reporting.texts.privacy import APART, CODES, EDITS, ERASURE, OUTSIDE_REPORTS, PROMISES
from services.reporting.report_encryption import OpenReport
from storage.platform import lifetimes
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from storage.schema import metadata
from tests.bot.app import test_tidying
from tests.commits import commit_to
from tests.contents import evidence_of, used_slots
from tests.contracts import test_codes, test_unlinkable
from tests.contracts.acting import (
    ASKER,
    QUESTION,
    REPORTER,
    STORY,
    database_path,
    every_journey,
    inside_of,
    reporter_of,
    rows,
    up_to_evidence,
    whole_report,
)
from tests.files import JPEG_HEAD
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.conftest import running_bot
from tests.journeys.guidance import test_groups, test_pledge
from tests.journeys.officers import unlock
from tests.journeys.reporting import test_corrections, test_own_identity, test_review_pictures
from tests.repeatable import FixedClock
from tests.reports import close_all
from tests.sentinels import files_below, traces
from tests.telegram_side import TelegramSide

Test = TypeVar("Test", bound=Callable[..., object])
KEPT: dict[str, str] = {}


def keeps(*promises: str) -> Callable[[Test], Test]:
    """Says which sentences of the page a test holds the bot to."""

    def note(test: Test) -> Test:
        for promise in promises:
            KEPT[promise] = test.__name__
        return test

    return note


@keeps(PROMISES[0], OUTSIDE_REPORTS[0])
async def test_no_identity_is_in_any_file_or_log(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running_bot(settings, clock):
        await every_journey(telegram)
        running = files_below(settings.data_dir)
    stopped = files_below(settings.data_dir)
    assert any(name.endswith("-wal") for name, _ in running)
    out, err = capfd.readouterr()
    logs = [("stdout", out.encode()), ("stderr", err.encode())]
    assert traces([*running, *stopped, *logs], [REPORTER, ASKER]) == []
    token = settings.token.encode()
    assert not any(token in raw or token.split(b":")[1] in raw for _, raw in [*running, *stopped, *logs])
    for table in ("reports", "slots", "report_keys", "report_work", "report_messages", "officers"):
        assert rows(settings, table), f"{table} is empty: the journey did not reach it"


async def test_stopping_reminders_erases_the_subscription(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asker = telegram.person("asn")
    async with running_bot(settings, clock):
        shown = await subscribe(asker)
        await asker.taps(shown, "Instansi")
        await asker.hears("instansi")
        await asker.says("Dinas Rahasia")
        shown = await asker.hears("Instansi: Dinas Rahasia")
        assert len(rows(settings, "subscribers")) == 1
        await asker.taps(shown, "Berhenti")
        await asker.hears("dihentikan")
    assert rows(settings, "subscribers") == []


@keeps(PROMISES[1])
async def test_an_officer_sees_nothing_of_who_sent_it(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    officer = telegram.person("petugas")
    async with running_bot(settings, clock):
        await every_journey(telegram)
        chat = await officer.chat()
    assert any(STORY in (message["text"] or "") for message in chat)
    assert traces([("the officer's chat", repr(chat).encode())], [REPORTER, ASKER]) == []


@keeps(PROMISES[2])
async def test_only_the_day_of_a_report_is_kept(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    async with running_bot(settings, clock):
        await whole_report(await reporter_of(telegram))
    columns = metadata.tables["reports"].columns
    kept = dict(zip([column.name for column in columns], rows(settings, "reports")[0], strict=True))
    assert kept["received_on"] == "2024-09-24"
    moment = int(clock.now().timestamp())
    for table in ("reports", "report_keys"):
        assert not any(
            isinstance(cell, int) and abs(cell - moment) < 86_400
            for row in rows(settings, table)
            for cell in row
        )
        assert str(moment) not in repr(rows(settings, table))
        assert "WITHOUT ROWID" in _definition(settings, table), "row numbers would tell the order of arrival"


def _definition(settings: Settings, table: str) -> str:
    connection = sqlite3.connect(database_path(settings))
    try:
        (found,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    finally:
        connection.close()
    return str(found)


@keeps(PROMISES[3])
async def test_pictures_arrive_without_place_time_camera_and_file_name(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    officer = telegram.person("petugas")
    async with running_bot(settings, clock):
        await every_journey(telegram)
        sent = [message for message in await officer.chat() if message["photo"] or message["document"]]
        assert {bool(message["photo"]) for message in sent} == {True, False}, "pictures and a hand-over"
        files = [await officer.file((one["photo"] or one["document"])["file_id"]) for one in sent]
    assert traces([part for raw in files for part in inside_of(raw)], [REPORTER]) == []
    database, keys = Database(settings.database), load_keys(key_paths(settings))
    try:
        assert keys.office_private is not None
        (sealed,) = await Reports(database).newest(5, ["butuh-keterangan"])
        opened = OpenReport(sealed, sealed.for_office, keys.office_private)
        kept = await evidence_of(database, opened)
    finally:
        await database.close()
    inside = [("opened picture", one.content) for one in kept] + [
        ("about it", repr(one.about).encode()) for one in kept
    ]
    assert traces(inside, [REPORTER]) == []
    assert [one.about.second for one in kept] == [None, None, 1, 3], "two photos, two moments of a video"
    assert not any(b"Exif" in one.content or one.about.place or one.about.taken for one in kept)


@keeps(PROMISES[4])
async def test_without_office_key_or_code_nothing_of_a_report_can_be_read(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    async with running_bot(settings, clock):
        await whole_report(await reporter_of(telegram))
    for name, raw in files_below(settings.data_dir):
        assert STORY.encode() not in raw, name
        assert JPEG_HEAD not in raw, f"{name} holds the head of a JPEG"
    keys = load_keys(key_paths(settings))
    database = Database(settings.database)
    try:
        (sealed,) = await Reports(database).newest(5, ["diterima"])
    finally:
        await database.close()
    for stranger in (key_pair_from_seed(keys.data)[1], key_pair_from_seed(b"z" * 32)[1]):
        for wrapped in (sealed.for_office, sealed.for_code):
            with pytest.raises(SealError):
                OpenReport(sealed, wrapped, stranger)


@keeps(PROMISES[5])
async def test_the_code_is_nowhere(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running_bot(settings, clock):
        code = await every_journey(telegram)
        running = files_below(settings.data_dir)
    out, err = capfd.readouterr()
    words = code.split()
    places = [*running, *files_below(settings.data_dir), ("logs", (out + err).encode())]
    for name, raw in places:
        for first, second in pairwise(words):
            assert f"{first} {second}".encode() not in raw, name


@keeps(PROMISES[6])
async def test_an_unsent_draft_is_gone_within_24_hours(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    reporter = await reporter_of(telegram)
    async with running_bot(settings, clock):
        await up_to_evidence(reporter)
        assert rows(settings, "dialogs")
        assert used_slots(settings.data_dir / "netra.sqlite3")
    clock.advance(timedelta(hours=23, minutes=50))
    async with running_bot(settings, clock):
        await reporter.says("/batal")
        await reporter.hears("Tidak ada yang sedang berjalan")
    assert rows(settings, "dialogs") == []
    assert used_slots(settings.data_dir / "netra.sqlite3") == 0


@keeps(ERASURE)
async def test_a_closed_report_is_erased_also_from_backups_unless_it_is_held(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    folder, officer, asn = tmp_path / "backups", telegram.person("petugas"), telegram.person("asn")
    async with running_bot(settings, clock):
        await every_journey(telegram)
    keys = load_keys(key_paths(settings))
    assert keys.office_private is not None
    keyring = Keyring(keys.data)
    database = Database(settings.database)
    await close_all(database)
    backups = Backups(database, keyring, clock, commit_to(database, keyring))
    await backups.make(folder)
    (sealed,) = await Reports(database).newest(5, ["selesai"])
    for days in (0, settings.report_retention_days - 14):
        clock.advance(timedelta(days=days))
        async with running_bot(settings, clock):
            await asn.says("/bantuan")  # answered: the jobs of the start are through
            await asn.hears("Yang bisa Anda lakukan")
            await backups.make(folder)
    warned = await officer.hears("1 laporan selesai akan dihapus mulai")
    assert "petugas" not in warned["text"]
    assert await Reports(database).by_id(sealed.id) is not None
    clock.advance(timedelta(days=14))
    async with running_bot(settings, clock):
        await unlock(officer, clock)
        await officer.says("/retensi")
        await officer.hears("Belum ada laporan yang selesai")
    assert await Reports(database).by_id(sealed.id) is None
    await database.close()
    for place in (settings.data_dir, folder):
        for name, raw in files_below(place):
            assert sealed.for_office[:24] not in raw, name
            assert sealed.for_code[:24] not in raw, name
    for number in (1, 2, 3):
        target = Database(f"sqlite:///{tmp_path / f'restored-{number}' / 'netra.sqlite3'}")
        restored = await Backups(target, keyring, clock, commit_to(target, keyring)).restore(folder, number)
        assert restored.erased == 1
        assert await Reports(target).by_id(sealed.id) is None
        await target.close()


@keeps(PROMISES[8])
async def test_after_the_conversation_its_messages_are_found_by_its_button_alone(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    """Without any wiping, and with the data key: no byte that is left leads from the chat to a conversation."""
    reporter = await reporter_of(telegram)
    async with running_bot(settings, clock):
        await up_to_evidence(reporter)
        assert len(rows(settings, "chat_messages")) > 10, "the search looks for what was there"
        await reporter.says("/batal")
        await reporter.hears("dibatalkan")
        await whole_report(reporter)
        sent = next(one for one in await reporter.chat() if "Laporan terkirim" in (one["text"] or ""))
    assert rows(settings, "chat_messages") == rows(settings, "dialogs") == rows(settings, "outbox") == []
    assert {len(bytes(body)) for _, body, _ in rows(settings, "traces")} == {1342}  # type: ignore[call-overload]
    data = next(one["data"] for row in sent["keyboard"] for one in row if "Hapus jejak" in one["text"])
    name = str(data).rpartition(":")[2]
    keyring = Keyring(load_keys(key_paths(settings)).data)
    looked_for = [
        keyring.chat_key(REPORTER.id),
        name.encode(),
        base64.urlsafe_b64decode(name + "="),
    ]
    for place, raw in files_below(settings.data_dir):
        assert not any(one in raw for one in looked_for), place
    async with running_bot(settings, clock):
        await reporter.taps(sent, "Hapus jejak")
        await reporter.sees_gone(sent["message_id"])
    assert len(rows(settings, "traces")) == 1, "the cancelled draft's, which has a button of its own"
    clock.advance(timedelta(hours=72))
    async with running_bot(settings, clock):
        await reporter.says("/bantuan")
        await reporter.hears("Yang bisa Anda lakukan")
    assert rows(settings, "traces") == []


keeps(PROMISES[9])(test_own_identity.test_without_a_tap_nothing_is_changed_and_nothing_is_sent)
keeps(PROMISES[10])(test_own_identity.test_an_answer_waits_for_the_reporters_word)
keeps(PROMISES[11])(test_review_pictures.test_the_album_is_protected_clean_and_once_and_any_picture_can_go)


@keeps(OUTSIDE_REPORTS[1])
async def test_a_question_leaves_nothing_behind(
    telegram: TelegramSide, settings: Settings, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    asker = telegram.person("asn")
    async with running_bot(settings, clock):
        await asker.says(QUESTION)
        await asker.hears("Dasar")
        await asker.says("/bantuan")
        await asker.hears("Yang bisa Anda lakukan")
    assert rows(settings, "inbox") == []
    assert rows(settings, "outbox") == []
    out, err = capfd.readouterr()
    for name, raw in [*files_below(settings.data_dir), ("logs", (out + err).encode())]:
        assert b"zqxjv" not in raw, name


@keeps(OUTSIDE_REPORTS[1])
async def test_the_last_topic_is_sealed_and_erased_after_half_an_hour(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asker = telegram.person("asn")
    async with running_bot(settings, clock):
        await asker.says(QUESTION)
        await asker.hears("Dasar")
    kept = rows(settings, "chat_memory")
    assert {row[2] for row in kept} == {"topic", "asked"}
    for *_, body, expires_at in kept:
        assert isinstance(body, bytes)
        assert b"saksi" not in body
        assert expires_at == int(clock.now().timestamp()) + 30 * 60
    clock.advance(timedelta(minutes=31))
    async with running_bot(settings, clock):
        await asker.says("/bantuan")
        await asker.hears("Yang bisa Anda lakukan")
        assert rows(settings, "chat_memory") == []


@keeps(OUTSIDE_REPORTS[2])
async def test_what_was_not_understood_is_kept_without_the_asker(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asker = await telegram.new_person("penanya", ASKER.id, ASKER.name, ASKER.username)
    words = "pak Zulfikarsentinel soal wayang potehi 081234567890 @sentinel_akun https://sentinel.com/x zqxjv"
    async with running_bot(settings, clock):
        await asker.says(words)
        await asker.hears("tidak menebak")
    (row,) = rows(settings, "questions")
    columns = [column.name for column in metadata.tables["questions"].columns]
    assert columns == ["id", "bot_id", "digest", "body", "status", "times", "noted_on"]
    stored = dict(zip(columns, row, strict=True))
    row_id, sealed = stored["id"], stored["body"]
    assert isinstance(row_id, bytes)
    assert isinstance(sealed, bytes)
    keyring = Keyring(load_keys(key_paths(settings)).data)
    sealer = keyring.sealer("questions")
    body = sealer.open(sealed, table="questions", column="body", row=row_id)
    assert b"potehi" in body
    for taken in (b"Zulfikarsentinel", b"081234567890", b"sentinel"):
        assert taken not in body
    assert traces(files_below(settings.data_dir), [ASKER]) == []


@keeps(OUTSIDE_REPORTS[3])
async def test_a_role_is_kept_sealed_until_it_is_taken_back(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asker = telegram.person("asn")
    async with running_bot(settings, clock):
        await asker.says("/profil")
        await asker.taps(await asker.hears("Anda siapa"), "PPPK")
        await asker.hears("Saya PPPK")
        ((_, _, kind, body, _),) = rows(settings, "chat_memory")
        assert kind == "role"
        assert isinstance(body, bytes)
        assert b"pppk" not in body
        await asker.says("/profil")
        await asker.taps(await asker.hears("Sekarang: Saya PPPK"), "Hapus status")
        await asker.hears("sudah dihapus")
    assert rows(settings, "chat_memory") == []


keeps(CODES)(test_codes.test_a_code_typed_anywhere_reaches_nobody)
keeps(EDITS)(test_corrections.test_every_answer_of_a_report_is_corrected_by_editing_its_message)
keeps(APART)(test_unlinkable.test_one_copy_ties_no_report_to_a_chat)
keeps(OUTSIDE_REPORTS[4])(test_pledge.test_the_name_is_drawn_and_kept_nowhere)
keeps(OUTSIDE_REPORTS[5])(test_groups.test_nothing_of_a_group_is_kept)
keeps(OUTSIDE_REPORTS[6])(test_tidying.test_an_update_that_is_given_up_leaves_a_count_and_a_day)


def test_how_long_things_are_kept_is_said_as_it_is_done() -> None:
    """The page's sentences derive from the table the tidying works by; both would change together."""
    said = "\n".join((*PROMISES, *OUTSIDE_REPORTS))
    traces = lifetimes.TRACES + timedelta(days=1)  # their end is kept as a day
    for kept in (traces, lifetimes.LAST_TOPIC, lifetimes.QUESTIONS, lifetimes.ROLE):
        assert format_lifetime(kept) in said
    assert format_lifetime(lifetimes.DRAFTS + lifetimes.TIDIED_EVERY) == "24 jam"


def test_every_sentence_of_the_page_has_its_test() -> None:
    assert set(KEPT) == {*PROMISES, *OUTSIDE_REPORTS}
