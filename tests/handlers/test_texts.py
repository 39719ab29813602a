"""Every text fits Telegram, its markup is sound, and no word of a machine reaches people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import walk_packages
from zoneinfo import ZoneInfo

import pytest

import handlers
from core.errors import ReportError
from core.numbers import LARGEST_DATE, LARGEST_MESSAGE
from core.sealing import Keyring, key_pair_from_seed
from core.text import Scrubbed, dotted
from handlers.access.texts import doors, menu, officer
from handlers.access.texts.menu import CommandWords
from handlers.announcements.texts import announce
from handlers.calendar.texts import calendar, elections
from handlers.calendar.texts import remind as remind_texts
from handlers.casework.texts import handover, notices, refusals, retention, statistics
from handlers.casework.texts import inbox as officer_inbox
from handlers.casework.texts import report as officer_report
from handlers.casework.texts import roles as officer_roles
from handlers.guidance.texts import ask
from handlers.guidance.texts import unanswered as questions
from handlers.platform.callback_data import unpack
from handlers.platform.outgoing import MAX_CALLBACK_ANSWER, MAX_CAPTION, MAX_TEXT
from handlers.reporting.texts import report, track
from handlers.reporting.texts import send as report_send
from handlers.reporting.texts.labels import STATUS_LABELS
from handlers.reporting.texts.report import day_in_words
from rulebook.elections import ElectionKind, load_elections
from rulebook.loader import load_rulebook
from rulebook.model import Topic
from rulebook.reminders import load_reminder_rules
from rulebook.stages import load_stages
from services.announcements.model import Aftermath, Audience, Campaign, Content, HaltReason, Progress
from services.calendar.calendar import Calendar
from services.calendar.editing import SLUG_ROOM, ElectionFinding, ElectionProblem
from services.calendar.reminders import reminders_of
from services.calendar.stages import forbidden_now
from services.casework.case import REASONS, CaseNotes, CaseSealer, DecisionReason, Priority
from services.casework.case_service import Board, Filters, OpenedCase
from services.casework.errors import NotYoursError, ReadOnlyError, StatusError
from services.casework.notices import Notice
from services.casework.redacted import redacted
from services.casework.statistics import figures
from services.guidance.queue import WeekPicture
from services.platform.places import PROVINCES
from services.reporting.draft import MAX_SHORT, MAX_STORY, Attachment, Category, Draft, Status
from services.reporting.followup import Tracked
from services.reporting.report_encryption import OpenReport, seal_report
from services.reporting.thread import MAX_MESSAGE, MessageKind, ThreadMessage
from storage.guidance.questions import StoredQuestion
from storage.platform.broadcast_states import CampaignState
from tests.handlers.buttons import KINDS
from tests.repeatable import SeededRandomness

RULEBOOK = load_rulebook()
STAGES, REMINDERS = load_stages(), load_reminder_rules()
TOPICS = sorted(RULEBOOK, key=lambda topic: topic.slug)
ALLOWED = {"b", "i", "u", "s", "code", "pre", "blockquote", "a"}
TODAY = "Hari ini, 24 September 2024: setelah calon ditetapkan (Pilkada serentak 2024)."


class _Markup(HTMLParser):
    """Counts what is open and what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def visible(html: str) -> str:
    """The text as read; fails where the markup is broken."""
    parser = _Markup()
    parser.feed(html)
    parser.close()
    assert not parser.open, parser.open
    return "".join(parser.seen)


def check(html: str) -> None:
    text = visible(html)
    assert 0 < len(text) <= MAX_TEXT
    assert "None" not in text
    assert not re.search(r"\{\w*\}", text), "an unfilled placeholder"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_side_of_every_answer_fits(topic: Topic) -> None:
    for html in (
        ask.card(topic, TODAY),
        *ask.full(topic, TODAY),
        *ask.law(topic, RULEBOOK),
        *ask.sanction(topic),
        ask.short_card(topic),
        ask.related_title(topic),
    ):
        check(html)
    if topic.disagreement or topic.uncertain:
        for html in ask.sides(topic):
            check(html)
    card = visible(ask.card(topic, TODAY))
    assert topic.first_line in card.splitlines()[0]
    assert topic.short in card
    assert "Dasar:" in card
    for doubt in topic.uncertain:
        assert f"Belum terkonfirmasi: {doubt}" in "".join(visible(page) for page in ask.sides(topic))


def constants() -> Iterator[tuple[str, str]]:
    """All texts that stand as constants, by name."""
    for found in walk_packages(handlers.__path__, "handlers."):
        column, _, name = found.name.removeprefix("handlers.").partition(".texts.")
        if not name:
            continue
        module = import_module(found.name)
        for constant, value in vars(module).items():
            if constant.startswith("__"):
                continue
            if isinstance(value, CommandWords):
                value = asdict(value)
            for text in value.values() if isinstance(value, dict) else [value]:
                if isinstance(text, str) and " " in text:
                    yield f"{column}.{name}.{constant}", text


@pytest.mark.parametrize(("name", "text"), list(constants()))
def test_every_constant_is_sound(name: str, text: str) -> None:
    check(text)
    assert not re.search(r"\b(kamu|lo|gue|anda)\b", visible(text)), f"{name}: people are 'Anda'"


def test_toasts_are_short_and_plain() -> None:
    for text in (
        report.ALREADY_SENT,
        report.SENT_OR_GIVEN_UP,
        report.OLD_STEP,
        officer.OLD_LIST,
        officer.OLD_STEP,
        doors.locked_tap("laporan"),
        officer.DRAWING_FAILED,
        *(refusals.refusal(kind()) for kind in (ReadOnlyError, NotYoursError, StatusError, ReportError)),
        officer_inbox.NO_MORE,
        officer_roles.LAST_ADMIN,
        handover.ASKED_ORIGINAL,
        handover.NO_APPROVAL,
        handover.APPROVED,
        report_send.OLD_CODE,
        report_send.WIPE_WHERE,
        report_send.NOTHING_LEFT,
        report_send.wiped(1234, 1234, 0, 0),
        report_send.KEPT_GOING,
    ):
        assert len(text) <= MAX_CALLBACK_ANSWER
        assert visible(text) == text, "an alert shows no markup"


def test_the_data_of_every_button_fits() -> None:
    longest = max((topic.slug for topic in TOPICS), key=len)
    election = max((one.slug for one in load_elections()), key=len)
    for data in (
        f"ask:related:{longest}",
        f"ask:sanction:{longest}",
        f"jadwal:{election}",
        f"remind:zone:kepala-desa:{PROVINCES[0].code}:WITA",
        "report:edit:review:evidence",
        "report:send:" + "f" * 12,
        "report:wipe:sure:" + "A" * 43,
        "track:answer:" + "A" * 43,
        f"report:start:{LARGEST_MESSAGE:x}:{LARGEST_DATE:x}",
        *(f"rep:why:{'f' * 8}:{to.value}:{one.value}" for to, reasons in REASONS.items() for one in reasons),
        *(f"rep:setcat:{'f' * 8}:{one.value}" for one in Category),
        f"bukti:cell:{'f' * 8}:19:48",
        "inbox:set:category:" + max((one.value for one in Category), key=len),
        f"jadwal:ics:{'x' * SLUG_ROOM}-99",
        f"kal:remove:{'x' * SLUG_ROOM}-99",
        "umum:toggle:districts:0:" + "f" * 12,
        "siar:sure-retract:abcd2345",
    ):
        found = unpack(data)
        assert found is not None, data
        assert type(found) in KINDS
        assert found.pack() == data


LONGEST = Draft(
    Category.POLICY.value, "31", "<b>" * 100, "<" * MAX_SHORT, "&<i>" * (MAX_STORY // 4), "<&>" * 100
)
LONG_THREAD = (
    tuple(ThreadMessage(kind, date(2024, 9, 24), "<&>" * (MAX_MESSAGE // 3)) for kind in MessageKind) * 10
)


def opened_case(draft: Draft) -> OpenedCase:
    """A report as officers have it on the screen."""
    public, private = key_pair_from_seed(b"o" * 32)
    sealed = seal_report(
        replace(draft, lookup="00" * 32, public=public.hex()),
        office_public=public,
        received_on=date(2024, 9, 24),
        randomness=SeededRandomness(1),
    )
    opened = OpenReport(sealed, sealed.for_office, private)
    sealer = CaseSealer(Keyring(b"k" * 32).sealer("casework"))
    case = replace(
        sealer.case(opened, None),
        work=CaseNotes(Priority.URGENT.value, Category.TEAM.value, DecisionReason.TWICE.value, "00" * 16),
    )
    return OpenedCase(case, opened, ())


def test_a_report_of_the_greatest_length_full_of_markup_fits() -> None:
    check(report.review(LONGEST, date(2024, 9, 24)))
    opened = opened_case(LONGEST)
    for done in ("", officer_report.DONE_ASK):
        html = officer_report.report(opened, date(2024, 9, 25), "<b>" * 20, LONG_THREAD)
        check(f"{done}\n\n{html}")
    for page in range(officer_report.pages_of_story(opened.case)):
        check(officer_report.story(opened.case, page))
    pages = officer_report.conversation_pages(LONG_THREAD)
    assert [one for page in reversed(pages) for one in page] == list(LONG_THREAD), "all of it can be read"
    for number in range(len(pages)):
        check(officer_report.conversation(LONG_THREAD, "Percakapan", number))
    tracked = Tracked(Status.QUESTION, date(2024, 9, 24), 20, LONG_THREAD)
    check(track.found(tracked))
    for number in range(1, len(track.thread_pages(LONG_THREAD))):
        html = track.found(tracked, number)
        check(html)
        assert visible(html).startswith(f"Laporan Anda: {STATUS_LABELS[Status.QUESTION]} (lanjutan)")


def test_an_empty_report_reads_well() -> None:
    opened = opened_case(Draft())
    check(officer_report.report(opened, date(2024, 10, 9), "", ()))
    assert "sudah lewat" in officer_report.deadline(opened.case, date(2024, 10, 9))
    assert "hari ini" in officer_report.deadline(opened.case, date(2024, 9, 30))


def test_the_document_names_what_is_missing_and_masks_words() -> None:
    draft = Draft(
        Category.MATERIAL.value, "31", "Balai warga", "2024-09-23", "Pak  Budi dan BUDI lagi.", "Budi, camat"
    )
    opened = opened_case(draft)
    opened = replace(opened, case=replace(opened.case, work=CaseNotes(masks=("budi",))))
    told = (ThreadMessage(MessageKind.ANSWER, date(2024, 9, 24), "Budi datang."),)
    secret = (ThreadMessage(MessageKind.NOTE, date(2024, 9, 24), "hanya untuk petugas"),)
    made = handover.document(redacted(opened, (*told, *secret), day_in_words), [])
    words = repr(made)
    assert "budi" not in words.casefold()
    assert "hanya untuk petugas" not in words
    assert [section.heading[:2] for section in made.sections[:6]] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert ("Hari, tanggal diketahui", handover.NOTHING) in made.sections[2].rows
    assert "bukti" in made.sections[-2].text
    assert "tanda tangan" in made.sections[-2].text


def test_every_picture_of_statistics_has_bars() -> None:
    cases = [opened_case(replace(LONGEST, province=one.code)).case for one in PROVINCES]
    drawn = statistics.charts(figures(cases, date(2024, 9, 24)), date(2024, 9, 24))
    assert len(drawn) == statistics.COUNT
    assert all(chart.bars for chart in drawn)
    for number in range(statistics.COUNT):
        check(statistics.caption(number + 1))


def test_every_schedule_and_reminder_fits() -> None:
    known = load_elections()
    stands = Calendar(known)
    now = datetime(2024, 9, 24, tzinfo=UTC)
    for election in known:
        for is_under_way in (True, False):
            check(calendar.schedule(election, stands.stand(now, election), is_under_way=is_under_way))
        for one in reminders_of(election, REMINDERS):
            check(remind_texts.reminder(one, RULEBOOK.topics.get(one.topic), one.day))


def test_every_caption_of_a_schedule_fits_a_photo() -> None:
    known = load_elections()
    stands = Calendar(known)
    for election in known:
        longest = election.model_copy(update={"title": "<&>" * 30, "regions": ("Kabupaten & Kota",) * 12})
        for phase in election.phases:
            now = datetime.combine(phase.starts, time(5), UTC)
            stand = stands.stand(now, longest)
            html = calendar.caption(
                stand, forbidden_now(stand.stage, longest, RULEBOOK, STAGES), is_under_way=True
            )
            check(html)
            assert len(visible(html)) <= MAX_CAPTION
        village = election.model_copy(update={"kind": ElectionKind.VILLAGE})
        html = calendar.caption(stands.stand(now, village), (), is_under_way=True)
        check(html)
        assert "disiplin" not in html, "nothing of other laws is said of village heads"


def test_every_state_of_an_announcement_has_words() -> None:
    now, zone = datetime(2026, 11, 25, tzinfo=UTC), ZoneInfo("Asia/Jakarta")
    for state in CampaignState:
        for aftermath in (None, *Aftermath):
            for halt in (None, *HaltReason):
                campaign = Campaign(
                    "abcd2345",
                    state,
                    "<b>&" * 15,
                    Content(()),
                    Audience(("pns",), ("31",), ("Kota <A>",) * 40, ("&",), channel=True),
                    b"a" * 16,
                    None,
                    True,
                    now,
                    now,
                    now,
                    now,
                    now,
                    None,
                    aftermath,
                    False,
                    halt,
                )
                progress = Progress(state, 4_700_000, 10, 3, {}, 1, 2, 25.0, 180_000.0, aftermath, 5, 1, halt)
                check(announce.card(campaign, progress, zone))
                check(announce.card(campaign, progress, zone, alone=True))
                uncounted = announce.card(campaign, replace(progress, total=0, sent=0), zone)
                assert "dari 0" not in uncounted, "nobody is counted to before they are counted"
                assert (announce.NOBODY_GOT_IT if state.is_over else announce.COUNTING) in uncounted
                assert len(announce.line(campaign)) <= 60


BARE = re.compile(r"(?<![\d./])(?<!SMS )(?!(?:19|20)\d\d\b)[1-9]\d{3,}(?![\d./])")
"""A number of four digits or more without its point, that is no year and nobody's to write to."""


@pytest.mark.parametrize(("name", "text"), list(constants()))
def test_no_constant_has_a_bare_number(name: str, text: str) -> None:
    assert not BARE.search(visible(text)), name


def test_no_text_with_large_numbers_has_a_bare_one() -> None:
    many = 12_345
    long = replace(LONGEST, story="a " * (MAX_STORY // 2 - 1) + "b")
    week = WeekPicture(date(2024, 9, 23), ((TOPICS[0].slug, many),), 0, many, many, many)
    question = StoredQuestion(
        b"q" * 8, Scrubbed("kata lain"), (), "not-understood", "open", many, date(2024, 9, 24)
    )
    board = Board((), 0, 1_235, many, {Status.RECEIVED: many}, many, many, many)
    about = Attachment("f", 1, 4_000, 3_000, "", "")
    said = [
        report.review(long, date(2024, 9, 25)),
        questions.waiting(question, many),
        questions.week_caption(week, RULEBOOK),
        officer_inbox.board(board, Filters(), "x"),
        notices.notices({Notice.UNREAD: many}),
        retention.warning(many, date(2025, 9, 24)),
        retention.listing(8, many, 1_825),
        str(handover.document(redacted(opened_case(long), (), day_in_words), [about])),
    ]
    for text in said:
        assert not BARE.search(text), text
        assert re.search(r"\d\.\d{3}", text), text


def test_durations_and_numbers_are_said_as_people_say_them() -> None:
    assert dotted(4_700_000) == "4.700.000"
    assert dotted(999) == "999"
    assert announce.duration(5) == "kurang dari 1 menit"
    assert announce.duration(3_600) == "1 jam"
    assert announce.duration(188_000) == "2 hari 4 jam"
    assert announce.percent(0.999) == "99 %"


def test_every_finding_of_a_draft_says_what_to_do() -> None:
    for found in ElectionProblem:
        check(elections.problem(ElectionFinding(found, ("Masa <kampanye>", "Masa tenang"))))


def test_every_status_has_words_for_the_reporter() -> None:
    for status in Status:
        check(track.found(Tracked(status, date(2024, 9, 24), 0)))


def test_words_at_the_doors_can_be_read() -> None:
    for has_draft in (True, False):
        check(doors.ask_code(has_draft=has_draft))
        check(doors.set_up_first(has_draft=has_draft))
    until = datetime(2024, 9, 24, 3, 15, tzinfo=UTC)
    check(doors.opened_for(until, ZoneInfo("Asia/Jakarta")))
    check(doors.opened_for_command(until, ZoneInfo("Asia/Jakarta"), "pengumuman"))
    for alert in (doors.locked_tap("statistik"), doors.ONLY_PRIVATE, doors.ADMINS_ONLY, doors.OFFICERS_ONLY):
        assert len(alert) <= MAX_CALLBACK_ANSWER


def test_what_telegram_shows_of_the_bot_fits() -> None:
    assert len(menu.DESCRIPTION) <= 512
    assert len(menu.SHORT_DESCRIPTION) <= 120


@pytest.mark.parametrize("slow_down", [track.slow_down, officer.slow_down])
def test_after_wrong_codes_the_wait_is_told_in_full(slow_down: Callable[[timedelta], str]) -> None:
    assert "3 menit" in slow_down(timedelta(seconds=140))
