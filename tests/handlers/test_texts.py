"""Every text fits Telegram, its markup is sound, and no word of a machine reaches people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

import pytest

import handlers.texts
from handlers.outgoing import MAX_CALLBACK_ANSWER, MAX_CALLBACK_DATA, MAX_CAPTION, MAX_TEXT, Button
from handlers.texts import announce, ask, calendar, elections, officer, report, start, track
from handlers.texts import remind as remind_texts
from rulebook.elections import ElectionKind, load_elections
from rulebook.loader import load_rulebook
from rulebook.model import Topic, Verdict
from services.broadcast.model import (
    Aftermath,
    Audience,
    Campaign,
    CampaignState,
    Content,
    HaltReason,
    Progress,
)
from services.campaign.calendar import Calendar
from services.campaign.editing import SLUG_ROOM, Finding, Problem
from services.campaign.reminders import reminders_of
from services.campaign.stages import RULES, forbidden_now
from services.places import PROVINCES
from services.reporting.draft import MAX_SHORT, MAX_STORY, Category, Draft, Status
from services.reporting.tracking import Tracked
from services.reporting.vault import Report

RULEBOOK = load_rulebook()
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
        ask.full(topic, TODAY),
        ask.law(topic, RULEBOOK),
        ask.sanction(topic),
        ask.related_title(topic),
    ):
        check(html)
    if topic.disagreement or topic.uncertain:
        check(ask.sides(topic))
    card = visible(ask.card(topic, TODAY))
    assert topic.first_line in card.splitlines()[0]
    assert topic.short in card
    assert "Dasar:" in card
    for doubt in topic.uncertain:
        assert f"Belum terkonfirmasi: {doubt}" in visible(ask.sides(topic))


def constants() -> Iterator[tuple[str, str]]:
    """All texts that stand as constants, by name."""
    for found in iter_modules(handlers.texts.__path__):
        module = import_module(f"handlers.texts.{found.name}")
        for name, value in vars(module).items():
            if name.startswith("__"):
                continue
            for text in value.values() if isinstance(value, dict) else [value]:
                if isinstance(text, str) and " " in text:
                    yield f"{found.name}.{name}", text


@pytest.mark.parametrize(("name", "text"), list(constants()))
def test_every_constant_is_sound(name: str, text: str) -> None:
    check(text)
    assert not re.search(r"\b(kamu|lo|gue|anda)\b", visible(text)), f"{name}: people are 'Anda'"


def test_toasts_are_short_and_plain() -> None:
    for text in (report.ALREADY_SENT, report.OLD_STEP, report.OLD_CODE, officer.MOVED, officer.OLD_LIST):
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
        f"jadwal:ics:{'x' * SLUG_ROOM}-99",
        f"kal:remove:{'x' * SLUG_ROOM}-99",
        "umum:toggle:districts:0:" + "f" * 12,
        "siar:sure-retract:abcd2345",
    ):
        assert len(Button("x", data).as_json()["callback_data"].encode()) <= MAX_CALLBACK_DATA


def test_a_report_of_the_greatest_length_full_of_markup_fits() -> None:
    draft = Draft(
        Category.POLICY.value, "31", "<b>" * 100, "<" * MAX_SHORT, "&<i>" * (MAX_STORY // 4), "<&>" * 100
    )
    check(report.review(draft))
    check(officer.opened(Report(b"x" * 16, Status.RECEIVED, date(2024, 9, 24), draft), 10))


def test_every_schedule_and_reminder_fits() -> None:
    known = load_elections()
    stands = Calendar(known)
    now = datetime(2024, 9, 24, tzinfo=UTC)
    for election in known:
        for is_under_way in (True, False):
            check(calendar.schedule(election, stands.stand(now, election), is_under_way=is_under_way))
        for one in reminders_of(election):
            check(remind_texts.reminder(one, RULEBOOK.topics.get(one.topic), one.day))


def test_every_caption_of_a_schedule_fits_a_photo() -> None:
    known = load_elections()
    stands = Calendar(known)
    for election in known:
        longest = election.model_copy(update={"title": "<&>" * 30, "regions": ("Kabupaten & Kota",) * 12})
        for phase in election.phases:
            now = datetime.combine(phase.starts, time(5), UTC)
            stand = stands.stand(now, longest)
            html = calendar.caption(stand, forbidden_now(stand.stage, longest, RULEBOOK), is_under_way=True)
            check(html)
            assert len(visible(html)) <= MAX_CAPTION
        village = election.model_copy(update={"kind": ElectionKind.VILLAGE})
        html = calendar.caption(stands.stand(now, village), (), is_under_way=True)
        check(html)
        assert "disiplin" not in html, "nothing of other laws is said of village heads"


def test_every_rule_of_a_stage_is_a_prohibition_of_the_rulebook() -> None:
    for slugs in RULES.values():
        for slug in slugs:
            assert RULEBOOK[slug].verdict is Verdict.FORBIDDEN, slug


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
                assert len(announce.line(campaign)) <= 60


def test_durations_and_numbers_are_said_as_people_say_them() -> None:
    assert announce.number(4_700_000) == "4.700.000"
    assert announce.duration(5) == "kurang dari 1 menit"
    assert announce.duration(3_600) == "1 jam"
    assert announce.duration(188_000) == "2 hari 4 jam"
    assert announce.percent(0.999) == "99 %"


def test_every_finding_of_a_draft_says_what_to_do() -> None:
    for found in Problem:
        check(elections.problem(Finding(found, ("Masa <kampanye>", "Masa tenang"))))


def test_every_status_has_words_for_the_reporter() -> None:
    for status in Status:
        check(track.found(Tracked(status, date(2024, 9, 24), 0)))


def test_menus_fit_telegram() -> None:
    for command, words in (*start.COMMANDS, *start.ADMIN_COMMANDS):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command)
        assert 1 <= len(words) <= 256
    assert len(start.DESCRIPTION) <= 512
    assert len(start.SHORT_DESCRIPTION) <= 120
