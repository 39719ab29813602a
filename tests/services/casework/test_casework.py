"""Officers' work on real databases, both engines: who sees what, who may do what, and two at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import ReportError, SealError
from core.sealing import Keyring
from handlers.casework.texts.labels import REASON_LABELS
from services.access.audit_hook import AuditAction, NoAudit
from services.access.officers import Officer
from services.access.roles import Role
from services.access.unlock import Unlocking
from services.casework.case import TRANSITIONS, DecisionReason, Priority
from services.casework.case_service import CaseService, Filters, OpenedCase
from services.casework.errors import NotYoursError, ReadOnlyError, StatusError
from services.casework.notices import Notice, Notices
from services.reporting.draft import Category, Status
from services.reporting.errors import OfficeKeyMissingError
from services.reporting.thread import FOR_REPORTER, MessageKind
from storage.access.errors import AccessError
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Unit
from tests.services.office import DAY, GAMBIR, INSPECTORATE, MONEY, NOW, STICKERS, Office


@pytest.fixture
async def office(database: Database, keyring: Keyring, committer: GroupCommitter) -> Office:
    return Office(database, keyring, committer)


async def test_the_board_counts_filters_and_hides(office: Office) -> None:
    gambir = await office.officer(1, workplace=GAMBIR)
    other = await office.officer(2)
    stickers = await office.report(STICKERS)
    money = await office.report(MONEY)
    assert [one.id for one in (await office.case_service.board(gambir, Filters(), 0, DAY)).cases] == [money]
    board = await office.case_service.board(other, Filters(), 7, DAY)
    assert (board.total, board.page, board.unread, board.mine, board.near) == (2, 0, 2, 0, 1)
    assert [one.id for one in board.cases] == [money, stickers], "the nearer limit first"
    for filters, wanted in (
        (Filters(category="uang"), [money]),
        (Filters(province="31"), [stickers]),
        (Filters(priority="mendesak"), []),
        (Filters(age="dekat"), [money]),
        (Filters(whose="bebas", status="diterima"), [money, stickers]),
        (Filters(status="selesai"), []),
    ):
        assert [one.id for one in (await office.case_service.board(other, filters, 0, DAY)).cases] == wanted
        assert Filters.from_json(filters.to_json()) == filters
    with pytest.raises(ReportError):
        await office.open(gambir, stickers)
    assert await office.case_service.next_after(gambir, Filters(), DAY, money) is None
    following = await office.case_service.next_after(other, Filters(), DAY, money)
    assert following is not None
    assert following.id == stickers


async def test_an_officers_category_counts_and_urgent_ones_come_first(office: Office) -> None:
    officer = await office.officer(1)
    stickers, money = await office.report(STICKERS), await office.report(MONEY)
    unit = Unit()
    opened = office.work.prioritise(unit, officer, await office.open(officer, stickers), Priority.URGENT, DAY)
    office.work.categorise(unit, officer, opened, Category.TEAM, DAY)
    await office.committer.commit(unit)
    board = await office.case_service.board(officer, Filters(), 0, DAY)
    assert [one.id for one in board.cases] == [stickers, money]
    assert board.cases[0].category is Category.TEAM
    assert board.cases[0].stored.acted_on == DAY
    assert board.mine == 1
    found = await office.case_service.board(officer, Filters(category="timses"), 0, DAY)
    assert [one.id for one in found.cases] == [stickers]


async def test_of_two_at_once_the_slower_fails_and_may_look_again(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    report = await office.report(STICKERS)
    units = []
    for officer in (first, second):
        unit = Unit()
        office.work.claim(unit, officer, await office.open(officer, report), DAY)
        units.append(unit)
    await office.committer.commit(units[0])
    with pytest.raises(StorageError):
        await office.committer.commit(units[1])
    opened = await office.open(second, report)
    assert opened.case.claimed_by == first.id
    acts: list[Callable[[Unit], object]] = [
        lambda unit: office.work.claim(unit, second, opened, DAY),
        lambda unit: office.work.release(unit, second, opened),
        lambda unit: office.work.move(unit, second, opened, Status.VERIFIED, DAY),
        lambda unit: office.work.ask(unit, second, opened, "Siapa?", DAY),
        lambda unit: office.work.mask(unit, second, opened, ["x"], DAY),
    ]
    for act in acts:
        with pytest.raises(NotYoursError):
            act(Unit())


async def test_the_log_holds_what_was_done_and_no_attempt_that_was_refused(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    report = await office.report(STICKERS)
    unit = Unit()
    office.work.claim(unit, first, await office.open(first, report), DAY)
    await office.committer.commit(unit)
    opened, refused = await office.open(second, report), Unit()
    with pytest.raises(NotYoursError):
        office.work.claim(refused, second, opened, DAY)
    with pytest.raises(NotYoursError):
        office.work.exported(refused, second, opened, DAY)
    await office.committer.commit(refused)  # as the turn does that told the officer so
    assert await office.noted() == [(office.audit.name_of(first.chat_key), AuditAction.CLAIMED.value)]


async def test_a_lead_takes_over_and_an_auditor_does_nothing(office: Office) -> None:
    officer, lead = await office.officer(1), await office.officer(2, Role.LEAD)
    auditor = await office.officer(3, Role.AUDITOR)
    report = await office.report(STICKERS)
    unit = Unit()
    office.work.claim(unit, officer, await office.open(officer, report), DAY)
    await office.committer.commit(unit)
    opened = await office.open(auditor, report)
    for act in (
        lambda: office.work.claim(Unit(), auditor, opened, DAY),
        lambda: office.work.note(Unit(), auditor, opened, "x", DAY),
        lambda: office.approvals.ask(Unit(), auditor, opened, b"e" * 16),
    ):
        with pytest.raises(ReadOnlyError):
            act()
    unit = Unit()
    office.work.claim(unit, lead, await office.open(lead, report), DAY)
    await office.committer.commit(unit)
    assert (await office.open(lead, report)).case.claimed_by == lead.id


async def test_only_allowed_ways_lead_from_status_to_status(office: Office) -> None:
    officer, lead = await office.officer(1), await office.officer(2, Role.LEAD)
    report = await office.report(STICKERS)
    for before, ways in TRANSITIONS.items():
        opened = await office.open(officer, report)
        opened = replace(opened, case=replace(opened.case, status=before))
        for after in Status:
            actor = lead if before in (Status.DONE, Status.REJECTED) else officer
            if after in ways:
                office.work.move(Unit(), actor, opened, after, DAY)
            else:
                with pytest.raises(StatusError):
                    office.work.move(Unit(), actor, opened, after, DAY)
    closed = replace(opened, case=replace(opened.case, status=Status.DONE))
    with pytest.raises(StatusError):
        office.work.move(Unit(), officer, closed, Status.VERIFIED, DAY)
    with pytest.raises(StatusError):
        office.work.ask(Unit(), officer, closed, "Siapa?", DAY)


async def test_a_long_question_reaches_the_reporter_whole(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS)
    words = " ".join(f"kata{n}" for n in range(600))
    unit = Unit()
    office.work.ask(unit, officer, await office.open(officer, report), words, DAY)
    await office.committer.commit(unit)
    thread = await office.work.thread(await office.open(officer, report))
    assert " ".join(one.text for one in thread) == words


async def test_a_status_that_moved_meanwhile_is_not_moved_again(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS)
    opened = await office.open(officer, report)
    units = [Unit(), Unit()]
    office.work.move(units[0], officer, opened, Status.REJECTED, DAY, DecisionReason.TWICE)
    office.work.move(units[1], officer, opened, Status.VERIFIED, DAY)
    await office.committer.commit(units[0])
    with pytest.raises(StorageError):
        await office.committer.commit(units[1])
    after = await office.open(officer, report)
    assert after.case.status is Status.REJECTED
    assert [one.text for one in await office.work.thread(after, FOR_REPORTER)] == [
        REASON_LABELS[DecisionReason.TWICE]
    ]


async def test_notes_need_the_installation_as_well_as_the_reports_key(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS)
    opened = await office.open(officer, report)
    unit = Unit()
    opened = office.work.note(unit, officer, opened, "hanya kita", DAY)
    office.work.ask(unit, officer, opened, "Kapan?", DAY)
    await office.committer.commit(unit)
    stored = await office.cases.messages(report)
    assert [one.kind for one in stored] == ["catatan", "tanya"]
    with pytest.raises(SealError):
        opened.opened.sealer.open(stored[0].body, table="report_messages", column="body", row=stored[0].id)
    told = office.threads.open(opened.opened.sealer, stored, FOR_REPORTER)
    assert [one.text for one in told] == ["Kapan?"]
    assert [one.kind for one in await office.work.thread(opened)] == [MessageKind.NOTE, MessageKind.QUESTION]


async def test_what_the_reporter_adds_meanwhile_stays_unread(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS)
    unit = Unit()
    opened = office.work.read(unit, officer, await office.open(officer, report), DAY)
    await office.committer.commit(unit)
    await office.committer.commit(Unit(writes=[office.cases.mark_fresh(report)]))
    unit = Unit()
    office.work.claim(unit, officer, opened, DAY)
    with pytest.raises(StorageError):
        await office.committer.commit(unit)
    unit = Unit()
    office.work.claim(unit, officer, await office.open(officer, report), DAY)
    await office.committer.commit(unit)
    assert (await office.open(officer, report)).case.stored.fresh


async def test_masks_and_blurs_are_all_kept_sealed(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    opened = await office.open(officer, report)
    unit = Unit()
    opened = office.work.mask(unit, officer, opened, [f"kata {n}" for n in range(99)] + ["kata 1", " "], DAY)
    opened = office.work.blur(unit, officer, opened, opened.heads[0].id, [4, 4, 2], DAY)
    await office.committer.commit(unit)
    work = (await office.open(officer, report)).case.work
    assert len(work.masks) == 99, "a word that is left out would show"
    assert work.blurs == {opened.heads[0].id.hex(): (2, 4)}
    stored = (await office.cases.work([report]))[report]
    assert stored.body is not None
    assert b"kata" not in stored.body


async def test_twins_by_near_hashes_and_alike_stories(office: Office) -> None:
    officer = await office.officer(1)
    gambir = await office.officer(2, workplace=GAMBIR)
    mine = await office.report(MONEY, ("00ff00ff00ff00ff",))
    near = await office.report(replace(MONEY, story="Lain sekali ceritanya"), ("00ff00ff00ff00fe",))
    told = await office.report(replace(MONEY, accused="lurah", story="amplop dibagikan"))
    hidden = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    await office.report(replace(MONEY, place="Solo", accused="guru", story="Pidato"), ("ff00ff00ff00ff00",))
    found = await office.work.twins(officer, await office.open(officer, mine))
    assert {one.case.id for one in found if one.same_pictures} == {near, hidden}
    assert told in [one.case.id for one in found]
    assert hidden not in [
        one.case.id for one in await office.work.twins(gambir, await office.open(gambir, mine))
    ]
    unit = Unit()
    office.work.link(unit, officer, await office.open(officer, mine), near, DAY)
    await office.committer.commit(unit)
    assert (await office.open(officer, mine)).case.is_twin_of() == near


async def test_reminders_are_for_who_works_on_it_else_for_all_who_may_see_it(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    await office.officer(3, workplace=GAMBIR)
    await office.officer(4, Role.AUDITOR)
    stickers = await office.report(STICKERS)  # the 29th is the last day
    notices = Notices(office.case_service, office.cases, office.officers)
    assert await notices.due(DAY) is None
    due = await notices.due(date(2024, 9, 25))
    assert due is not None
    assert {one.id for one, _ in due.by_officer} == {first.id, second.id}
    assert all(dict(counts) == {Notice.UNREAD: 1} for _, counts in due.by_officer)
    await office.committer.commit(Unit(writes=[notices.note(due)]))
    assert await notices.due(date(2024, 9, 25)) is None
    unit = Unit()
    office.work.claim(unit, second, await office.open(second, stickers), DAY)
    await office.committer.commit(unit)
    due = await notices.due(date(2024, 9, 27))
    assert due is not None
    assert [(one.id, dict(counts)) for one, counts in due.by_officer] == [(second.id, {Notice.THREE_DAYS: 1})]
    await office.committer.commit(Unit(writes=[notices.note(due)]))
    due = await notices.due(date(2024, 9, 29))
    assert due is not None
    assert due.noted == ((stickers, Notice.ONE_DAY.value),)
    with pytest.raises(StorageError):  # a second job that found the same can't send it as well
        await office.committer.commit(Unit(writes=[notices.note(due), notices.note(due)]))
    unit = Unit()
    opened = office.work.move(unit, second, await office.open(second, stickers), Status.VERIFIED, DAY)
    office.work.move(unit, second, opened, Status.FORWARDED, DAY, DecisionReason.TO_BAWASLU)
    await office.committer.commit(unit)
    assert await notices.due(date(2024, 9, 29)) is None, "what was passed on has no limit any more"


async def test_a_reminder_waits_for_somebody_who_may_see_the_report(office: Office) -> None:
    gambir = await office.officer(1, workplace=GAMBIR)
    stickers, money = await office.report(STICKERS), await office.report(MONEY)
    notices, day = Notices(office.case_service, office.cases, office.officers), date(2024, 9, 25)
    due = await notices.due(day)
    assert due is not None
    assert [one.id for one, _ in due.by_officer] == [gambir.id]
    assert {report for report, _ in due.noted} == {money}, "nobody was told of the other"
    await office.committer.commit(Unit(writes=[notices.note(due)]))
    due = await notices.due(day)
    assert due is not None
    assert (due.by_officer, due.noted) == ((), ())
    other = await office.officer(2)
    due = await notices.due(day)
    assert due is not None
    assert [(one.id, dict(counts)) for one, counts in due.by_officer] == [(other.id, {Notice.UNREAD: 1})]
    assert due.noted == ((stickers, Notice.UNREAD.value),)


async def agreed_to(office: Office, first: Officer, second: Officer, report: bytes) -> OpenedCase:
    """A report whose original the first officer asked for and the second agreed to open."""
    opened, unit = await office.open(first, report), Unit()
    office.approvals.ask(unit, first, opened, opened.heads[0].id)
    await office.committer.commit(unit)
    (request,) = await office.approvals.waiting_for(second, NOW)
    unit = Unit()
    await office.approvals.approve(unit, second, request.id, NOW)
    await office.committer.commit(unit)
    return opened


async def test_locking_ends_what_was_asked_for_also_if_it_is_opened_again_at_once(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    report = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    await agreed_to(office, first, second, report)
    opened, unit = await office.open(second, report), Unit()
    office.approvals.ask(unit, second, opened, opened.heads[0].id)
    await office.committer.commit(unit)
    unit = Unit()
    Unlocking(office.store, office.randomness, NoAudit(), office.officers.relearn).close(unit, first)
    await office.committer.commit(unit)
    kept = await office.cases.requests(int(NOW.timestamp()))
    assert [one.asked_by for one in kept] == [second.id], "others' wishes stay"
    assert await office.approvals.open(Unit(), first, await office.open(first, report), 0, NOW) is None


async def test_an_approval_counts_only_while_who_gave_it_may_still_give_it(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    report = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    opened = await agreed_to(office, first, second, report)
    with pytest.raises(ReportError, match="no originals"):  # the way is free, only there is none kept
        await office.approvals.open(Unit(), first, opened, 0, NOW)
    await office.change(second, role=Role.AUDITOR)
    with pytest.raises(AccessError, match="any more"):
        await office.approvals.open(Unit(), first, opened, 0, NOW)
    await office.change(second, role=Role.LEAD, agency=GAMBIR.agency, office=GAMBIR.office, province="31")
    with pytest.raises(AccessError, match="any more"):  # moved to the office the report is about
        await office.approvals.open(Unit(), first, opened, 0, NOW)
    await office.change(second, agency=INSPECTORATE.agency, office=INSPECTORATE.office)
    with pytest.raises(ReportError, match="no originals"):
        await office.approvals.open(Unit(), first, opened, 0, NOW)
    unit = Unit(writes=[office.store.set_secret(second.id, "B" * 32)])
    await office.committer.commit(unit)
    with pytest.raises(AccessError, match="needs two officers"):
        await office.approvals.open(Unit(), first, opened, 0, NOW)


async def test_an_approval_needs_somebody_else_who_may_see_the_report(office: Office) -> None:
    first, second = await office.officer(1), await office.officer(2)
    gambir, auditor = await office.officer(3, workplace=GAMBIR), await office.officer(4, Role.AUDITOR)
    report = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    opened = await office.open(first, report)
    unit = Unit()
    office.approvals.ask(unit, first, opened, opened.heads[0].id)
    await office.committer.commit(unit)
    (request,) = await office.approvals.waiting_for(second, NOW)
    for officer in (first, gambir, auditor):
        assert await office.approvals.waiting_for(officer, NOW) == []
        with pytest.raises(AccessError):
            await office.approvals.approve(Unit(), officer, request.id, NOW)
    assert await office.approvals.open(Unit(), first, opened, 0, NOW) is None
    later = NOW + timedelta(minutes=15)
    assert await office.approvals.waiting_for(second, later) == [], "it ends with the asker's lock"
    units = [Unit(), Unit()]
    for unit in units:
        await office.approvals.approve(unit, second, request.id, NOW)
    await office.committer.commit(units[0])
    with pytest.raises(StorageError):
        await office.committer.commit(units[1])
    with pytest.raises(ReportError):  # agreed to, and there is none kept
        await office.approvals.open(Unit(), first, opened, 0, NOW)
    assert await office.approvals.open(Unit(), first, opened, 0, later) is None


async def test_a_removed_officer_frees_what_was_claimed(office: Office) -> None:
    admin, officer = await office.officer(1, Role.ADMIN), await office.officer(2)
    report = await office.report(STICKERS)
    unit = Unit()
    office.work.claim(unit, officer, await office.open(officer, report), DAY)
    await office.committer.commit(unit)
    unit = Unit()
    await office.officers.remove(unit, admin, officer)
    await office.committer.commit(unit)
    assert (await office.open(admin, report)).case.claimed_by is None


async def test_erasing_a_report_erases_all_work_on_it(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS, ("00ff00ff00ff00ff",))
    opened = await office.open(officer, report)
    unit = Unit()
    opened = office.work.note(unit, officer, opened, "x", DAY)
    opened = office.work.ask(unit, officer, opened, "y", DAY)
    office.approvals.ask(unit, officer, opened, opened.heads[0].id)
    unit.write(office.cases.note([(report, "batas-3")], DAY))
    await office.committer.commit(unit)
    await office.committer.commit(Unit(writes=[office.reports.erase(report)]))
    assert await office.cases.messages(report) == []
    assert await office.cases.work() == {}
    assert await office.cases.notices() == set()
    assert await office.cases.requests(0) == []


async def test_without_the_private_key_nothing_opens(office: Office) -> None:
    officer = await office.officer(1)
    report = await office.report(STICKERS)
    closed = CaseService(office.reports, office.cases, office.threads, office.pieces, None, office.keyring)
    assert not closed.can_open
    with pytest.raises(OfficeKeyMissingError):
        await closed.open(officer, report)
    with pytest.raises(OfficeKeyMissingError):
        await closed.board(officer, Filters(), 0, DAY)
    assert await Notices(closed, office.cases, office.officers).due(DAY) is None
