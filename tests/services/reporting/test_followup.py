"""Evidence that comes later: the same queue and limits as in a report, and nothing downloaded in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from core.sealing import Keyring, key_pair_from_seed
from services.access.code import CodeService
from services.reporting.draft import Attachment, Draft
from services.reporting.errors import TooManyItemsError, UnknownEvidenceKindError, VideoEvidenceError
from services.reporting.evidence import MAX_PAGES, EvidenceCleaner
from services.reporting.evidence_queue import IncomingFile
from services.reporting.followup import MAX_ALL_PICTURES, Added, FollowUp, Session
from services.reporting.intake import Intake
from services.reporting.thread import MAX_FROM_REPORTER, MAX_MESSAGE, MessageKind, ThreadSealer, in_parts
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore, StoredMessage
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Letterbox
from storage.reporting.reports import Reports
from tests.contents import pieces_of
from tests.files import pdf
from tests.repeatable import FixedClock, SeededRandomness
from tests.services.conftest import jpeg

PUBLIC, _ = key_pair_from_seed(b"o" * 32)
CHAT = b"c" * 16


class Telegram:
    """Hands out a file and counts how often."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.fetched = 0

    async def fetch(self) -> bytes:
        """The file."""
        self.fetched += 1
        return self._raw


def in_words(pictures: Sequence[Attachment]) -> str:
    """As the thread tells it."""
    return f"{len(pictures)} gambar"


class Hasty(Letterbox):
    """Where asked to, a postman comes between two questions."""

    before_corrected = after_additions = False

    async def corrected(self, report_id: bytes) -> set[bytes]:
        """Ids of what is corrected."""
        if self.before_corrected:
            await self.post()
        return await super().corrected(report_id)

    async def additions(self, report_id: bytes) -> list[StoredMessage]:
        """What waits."""
        found = await super().additions(report_id)
        if self.after_additions:
            await self.post()
        return found


@dataclass
class Reporter:
    """A report opened by its reporter."""

    followup: FollowUp
    cleaner: EvidenceCleaner
    committer: GroupCommitter
    session: Session
    clock: FixedClock
    letterbox: Hasty

    async def add(self, telegram: Telegram) -> Added:
        """Adds a file and commits."""
        unit = Unit()
        added = await self.followup.add_file(unit, self.session, telegram.fetch, in_words, self.clock.now())
        await self.committer.commit(unit)
        return added

    async def pictures(self) -> int:
        """Pictures of the report."""
        return (await self.followup.look(self.session)).pictures


@pytest.fixture
async def reporter(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[Reporter]:
    randomness, zone = SeededRandomness(11), ZoneInfo("Asia/Jakarta")
    codes, cleaner = CodeService(b"s" * 16, randomness), EvidenceCleaner()
    pieces, reports = pieces_of(database, randomness), Reports(database)
    letterbox, heirlooms = Hasty(database, keyring, randomness), Heirlooms(database, keyring)
    intake = Intake(codes, cleaner, pieces, PUBLIC, randomness, zone, letterbox)
    draft, words, _ = await intake.new_code(Draft(story="Amplop dibagikan."))
    unit = Unit()
    intake.submit(unit, draft, clock.now())
    await committer.commit(unit)
    await letterbox.post()
    threads = ThreadSealer(keyring, randomness)
    cases = CaseStore(database)
    followup = FollowUp(
        reports, cases, codes, cleaner, pieces, heirlooms, threads, randomness, zone, letterbox
    )
    session = await followup.find(" ".join(words), clock.now())
    yield Reporter(followup, cleaner, committer, session, clock, letterbox)
    await cleaner.close()


async def test_a_picture_is_cleaned_and_kept(reporter: Reporter) -> None:
    telegram = Telegram(jpeg())
    added = await reporter.add(telegram)
    assert (telegram.fetched, await reporter.pictures()) == (1, 1)
    (about,) = added.pictures
    noted = (about.taken, about.clock, about.zone, about.place)
    assert noted == ("", "", "", ""), "nobody was asked about notes"


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"bukan gambar", UnknownEvidenceKindError),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(50), VideoEvidenceError),
    ],
)
async def test_what_nobody_here_opens_is_refused(
    reporter: Reporter, raw: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await reporter.add(Telegram(raw))
    assert await reporter.pictures() == 0


async def test_a_pdf_is_kept_as_its_pages_and_the_thread_says_so(reporter: Reporter) -> None:
    added = await reporter.add(Telegram(pdf(3)))
    assert (added.pages, [one.page for one in added.pictures]) == (3, [1, 2, 3])
    tracked = await reporter.followup.look(reporter.session)
    assert tracked.pictures == 3
    assert [one.text for one in tracked.thread] == ["3 gambar"]


async def test_a_full_report_downloads_nothing(reporter: Reporter) -> None:
    while (room := MAX_ALL_PICTURES - await reporter.pictures()) > 0:
        added = await reporter.add(Telegram(pdf(12)))
        assert len(added.pictures) == min(room, MAX_PAGES)
    telegram = Telegram(jpeg())
    with pytest.raises(TooManyItemsError):
        await reporter.add(telegram)
    assert telegram.fetched == 0


async def test_who_said_too_much_downloads_nothing(reporter: Reporter) -> None:
    for number in range(MAX_FROM_REPORTER):
        unit = Unit()
        await reporter.followup.answer(unit, reporter.session, f"jawaban {number}", reporter.clock.now())
        await reporter.committer.commit(unit)
    telegram = Telegram(jpeg())
    with pytest.raises(TooManyItemsError):
        await reporter.add(telegram)
    assert telegram.fetched == 0


async def test_it_waits_in_the_line_of_all_evidence(reporter: Reporter) -> None:
    """Nothing is downloaded before it has a place, and it gets one before a chat that took more."""
    release, began = asyncio.Event(), []

    async def slow(name: str) -> bytes:
        began.append(name)
        await release.wait()
        return jpeg()

    first = asyncio.create_task(
        reporter.cleaner.receive(partial(slow, "first"))
    )  # of unknown size: it fills the room
    await asyncio.sleep(0)
    reporter.cleaner.usage.add(b"heavy", 5)
    second = asyncio.create_task(
        reporter.cleaner.receive(partial(slow, "heavy"), sender=IncomingFile(b"heavy"))
    )
    unit, now = Unit(), reporter.clock.now()
    own = asyncio.create_task(
        reporter.followup.add_file(
            unit, reporter.session, partial(slow, "own"), in_words, now, IncomingFile(CHAT)
        )
    )
    while reporter.cleaner.waiting < 2:  # noqa: ASYNC110 - own asks the database first
        await asyncio.sleep(0)
    assert began == ["first"]
    release.set()
    await asyncio.gather(first, second, own)
    assert began == ["first", "own", "heavy"]
    await reporter.committer.commit(unit)
    assert await reporter.pictures() == 1


async def test_a_long_answer_arrives_whole_and_in_order(reporter: Reporter) -> None:
    """Telegram takes 4,096 characters; what was past a message's 2,000 was once cut off without a word."""
    words = " ".join(f"kata{n}" for n in range(600))
    unit = Unit()
    session = await reporter.followup.answer(
        unit, reporter.session, words, reporter.clock.now(), message_id=7
    )
    assert await reporter.followup.correct(unit, session, "lain", reporter.clock.now(), 7) is None
    await reporter.committer.commit(unit)
    thread = (await reporter.followup.look(session)).thread
    assert [one.kind for one in thread] == [MessageKind.ANSWER] * 3
    assert " ".join(one.text for one in thread) == words


@pytest.mark.parametrize("where", ["before_corrected", "after_additions"])
async def test_what_was_corrected_never_reads_again_while_it_is_posted(
    reporter: Reporter, where: str
) -> None:
    unit = Unit()
    session = await reporter.followup.answer(
        unit, reporter.session, "nama saya Budi", reporter.clock.now(), message_id=7
    )
    await reporter.committer.commit(unit)
    unit = Unit()
    await reporter.followup.correct(unit, session, "seorang tetangga", reporter.clock.now(), 7)
    await reporter.committer.commit(unit)
    setattr(reporter.letterbox, where, True)
    for _ in range(2):
        assert [one.text for one in (await reporter.followup.look(session)).thread] == ["seorang tetangga"]


async def test_a_correction_that_is_too_long_for_a_message_is_refused(reporter: Reporter) -> None:
    unit = Unit()
    session = await reporter.followup.answer(
        unit, reporter.session, "pendek", reporter.clock.now(), message_id=7
    )
    await reporter.committer.commit(unit)
    assert (
        await reporter.followup.correct(Unit(), session, "a " * MAX_MESSAGE, reporter.clock.now(), 7) is None
    )


async def test_a_long_answer_that_finds_no_room_is_refused_whole(reporter: Reporter) -> None:
    for _ in range(MAX_FROM_REPORTER - 1):
        unit = Unit()
        await reporter.followup.answer(unit, reporter.session, "ya", reporter.clock.now())
        await reporter.committer.commit(unit)
    unit = Unit()
    with pytest.raises(TooManyItemsError):
        await reporter.followup.answer(unit, reporter.session, "x" * (MAX_MESSAGE + 1), reporter.clock.now())
    assert unit.writes == []


@pytest.mark.parametrize("text", ["", "x" * 5000, "satu\n" * 1500, ("y" * 1999 + " ") * 2, "z" * MAX_MESSAGE])
def test_parts_fit_and_lose_nothing_but_space(text: str) -> None:
    parts = in_parts(text)
    assert all(len(one) <= MAX_MESSAGE for one in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
