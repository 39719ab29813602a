"""The engine over real tables and real HTTP, with everything that can go wrong on the way."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlalchemy import select, update

from demo.world import Person
from services.announcements.model import Audience, Content, ContentCall, HaltReason, Outcome
from services.platform.pacing import RateLimiter
from storage.announcements.steps import unpack_ids
from storage.announcements.tables import broadcast_sender
from storage.calendar.subscribers import Subscribers
from storage.calendar.tables import subscribers
from storage.platform.broadcast_states import CampaignState, UndeliveredReason
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.services.announcements.conftest import CHANNEL_ID, Stage, got, later
from tests.telegram_side import TelegramSide, until


async def test_everybody_gets_it_once(stage: Stage) -> None:
    people = await stage.people(250)
    campaign = await stage.campaign()
    await stage.send()
    assert got(people) == [1] * 250
    progress = await stage.assert_counters_match(campaign)
    assert (progress.state, progress.total, progress.sent) == (CampaignState.DONE, 250, 250)
    assert progress.possible_repeats == 0
    assert progress.share == 1.0
    rows = await stage.ledger(campaign)
    assert all(len(unpack_ids(row.messages)) == 1 for row in rows)
    await stage.send()  # nothing is due any more
    assert got(people) == [1] * 250


async def test_only_the_audience_gets_it(stage: Stage) -> None:
    pns = await stage.people(5)
    await stage.people(4, role="warga")
    bali = await stage.people(3, province="51")
    wanted = Audience(roles=("pns", "pppk"), provinces=("51",))
    assert await stage.campaigns.audience_size(wanted) == 3
    assert await stage.campaigns.audience_size(Audience()) == 12
    await stage.campaign(audience=wanted)
    await stage.send()
    assert got(bali) == [1] * 3
    assert got(pns) == [0] * 5


async def test_who_blocked_or_is_gone_is_pruned_and_counted(stage: Stage) -> None:
    people = await stage.people(6)
    people[0].blocked = True
    people[1].deactivated = True
    people[2].started = False
    del stage.demo.world.by_id[people[3].id]
    campaign = await stage.campaign()
    await stage.send()
    assert got(people) == [0, 0, 0, 0, 1, 1]
    progress = await stage.assert_counters_match(campaign)
    assert progress.blocked == 2
    assert progress.failed == {UndeliveredReason.NOT_STARTED: 1, UndeliveredReason.CHAT_GONE: 1}
    async with stage.database.read() as connection:
        active = await connection.execute(select(subscribers.c.id).where(subscribers.c.active.is_(True)))
        assert len(active.all()) == 2
    report = await stage.campaigns.report(campaign)
    assert report.rows[0] == (Outcome.ARRIVED, 2)
    assert dict(report.rows)[UndeliveredReason.BLOCKED] == 1


async def test_server_faults_and_cut_connections_leave_nobody_out(
    stage: Stage, telegram: TelegramSide
) -> None:
    people = await stage.people(300)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=500, chance=0.1)
    await telegram.fault(method="sendMessage", drop=True, chance=0.05)
    await telegram.fault(method="sendMessage", drop=True, after=True, chance=0.05)
    await stage.send()
    assert min(got(people)) >= 1
    progress = await stage.assert_counters_match(campaign)
    assert progress.sent + progress.unknown + sum(progress.failed.values()) == 300
    counted = await stage.repeats_by_chat(campaign)
    for person in people:
        assert len(person.messages) - 1 <= counted[person.id], "a repeat that the ledger does not count"
    assert any(len(person.messages) > 1 for person in people), "the faults cut nothing after it was sent"


async def test_a_long_outage_uses_up_nobodys_tries(stage: Stage, telegram: TelegramSide) -> None:
    people = await stage.people(40)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=502, times=200)
    patience = stage.tools.patience.__class__(first_wait=0.02, longest_wait=0.05, outage_after=0.0)
    await stage.send(patience=patience)
    assert got(people) == [1] * 40
    assert (await stage.assert_counters_match(campaign)).possible_repeats == 0


async def test_who_always_fails_is_given_up(stage: Stage, telegram: TelegramSide) -> None:
    people = await stage.people(1)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=500)
    await stage.send()
    progress = await stage.assert_counters_match(campaign)
    assert progress.failed == {UndeliveredReason.SERVER: 1}
    assert got(people) == [0]


async def test_a_429_stops_the_whole_bot_and_counts_as_no_try(stage: Stage, telegram: TelegramSide) -> None:
    people = await stage.people(60)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=429, retry_after=1, times=5)
    limiter = RateLimiter(200.0, known_after=0.0)
    await stage.send(200.0, limiter=limiter)
    assert limiter.pauses >= 1
    assert got(people) == [1] * 60
    progress = await stage.assert_counters_match(campaign)
    assert progress.possible_repeats == 0
    assert all(row.tries == 0 for row in await stage.ledger(campaign))


async def test_a_set_rate_never_meets_telegrams_limits(stage: Stage, telegram: TelegramSide) -> None:
    await telegram.fault(limits=True)
    people = await stage.people(75)
    await stage.campaign()
    limits = stage.demo.api.faults.limits
    await stage.send(30.0)
    assert limits.on
    assert limits.refused == 0
    assert got(people) == [1] * 75


async def test_without_pacing_the_limits_are_met_and_obeyed(stage: Stage, telegram: TelegramSide) -> None:
    """The limits are no paper tiger: whoever ignores them is refused, and still everybody gets it once."""
    await telegram.fault(limits=True)
    people = await stage.people(50)
    campaign = await stage.campaign()
    await stage.send(None)
    assert stage.demo.api.faults.limits.refused > 0
    assert got(people) == [1] * 50
    assert (await stage.assert_counters_match(campaign)).possible_repeats == 0


async def test_pause_resume_cancel(stage: Stage) -> None:
    people = await stage.people(200)
    campaign = await stage.campaign()
    work = asyncio.create_task(stage.engine(150.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 20)
    await stage.change(stage.campaigns.pause, campaign)
    await asyncio.wait_for(work, 10)
    paused = sum(got(people))
    assert paused < 200
    progress = await stage.assert_counters_match(campaign)
    assert (progress.state, progress.sent, progress.possible_repeats) == (CampaignState.PAUSED, paused, 0)
    await stage.send()
    assert sum(got(people)) == paused, "nothing goes while it is paused"

    await stage.change(stage.campaigns.resume, campaign)
    work = asyncio.create_task(stage.engine(150.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= paused + 20)
    await stage.change(stage.campaigns.cancel, campaign, stage.clock.now())
    await asyncio.wait_for(work, 10)
    progress = await stage.assert_counters_match(campaign)
    assert progress.state is CampaignState.CANCELLED
    assert max(got(people)) == 1
    assert sum(got(people)) == progress.sent < 200
    rest = dict((await stage.campaigns.report(campaign)).rows)[Outcome.NOT_YET]
    assert rest == 200 - progress.sent


async def test_stopping_and_starting_again_repeats_nothing(stage: Stage) -> None:
    people = await stage.people(120)
    campaign = await stage.campaign()
    for share in (30, 60, 90):
        stop = asyncio.Event()
        work = asyncio.create_task(stage.engine(200.0).work(stop))
        await until(partial(_reached, people, share))
        stop.set()
        await asyncio.wait_for(work, 10)
    await stage.send()
    assert got(people) == [1] * 120
    assert (await stage.assert_counters_match(campaign)).possible_repeats == 0


async def test_what_a_dead_process_left_is_sent_again_and_counted(stage: Stage) -> None:
    people = await stage.people(100)
    campaign = await stage.campaign()
    dead = asyncio.Event()

    async def commit(unit: Unit) -> object:
        if dead.is_set():
            await asyncio.Event().wait()  # the dead commit nothing
        return await stage.committer.commit(unit)

    work = asyncio.create_task(stage.engine(100.0, commit=commit).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 30)
    dead.set()
    leased = [row for row in await stage.ledger(campaign) if row.state == "leased"]
    assert leased
    while not work.done():
        work.cancel()
        await asyncio.wait({work}, timeout=0.1)
    await stage.send()
    assert min(got(people)) == 1
    progress = await stage.assert_counters_match(campaign)
    assert progress.possible_repeats >= len(leased)
    counted = await stage.repeats_by_chat(campaign)
    for person in people:
        assert len(person.messages) - 1 <= counted[person.id]


async def test_several_parts_go_on_where_they_failed(stage: Stage, telegram: TelegramSide) -> None:
    people = await stage.people(20)
    file = stage.demo.world.add_file(b"isi", file_name="edaran.pdf", mime_type="application/pdf")
    content = Content(
        (
            ContentCall("sendMessage", {"text": "Lihat lampiran"}),
            ContentCall("sendDocument", {"document": file.file_id}),
        )
    )
    campaign = await stage.campaign(content)
    await telegram.fault(method="sendDocument", status=500, times=12)
    await stage.send()
    assert got(people) == [2] * 20
    for person in people:
        assert [("text" in one, "document" in one) for one in person.messages.values()] == [
            (True, False),
            (False, True),
        ]
    assert all(len(unpack_ids(row.messages)) == 2 for row in await stage.ledger(campaign))


async def test_content_that_telegram_refuses_halts_before_it_burns_everybody(stage: Stage) -> None:
    people = await stage.people(300)
    campaign = await stage.campaign(Content((ContentCall("sendMessage", {"text": "<b", "parse_mode": "X"}),)))
    await stage.send(100.0)
    progress = await stage.assert_counters_match(campaign)
    assert progress.state is CampaignState.PAUSED
    assert progress.halt is HaltReason.CONTENT_REFUSED
    assert progress.failed[UndeliveredReason.REFUSED] < 60
    assert got(people) == [0] * 300


async def test_a_token_that_telegram_refuses_halts_and_burns_nobody(
    stage: Stage, telegram: TelegramSide
) -> None:
    people = await stage.people(10)
    campaign = await stage.campaign()
    await telegram.fault(method="sendMessage", status=401)
    await stage.send()
    progress = await stage.assert_counters_match(campaign)
    assert (progress.state, progress.halt) == (CampaignState.PAUSED, HaltReason.TOKEN_REFUSED)
    assert progress.done == 0
    await telegram.fault()
    await stage.change(stage.campaigns.resume, campaign)
    await stage.send()
    assert got(people) == [1] * 10


async def test_after_its_expiry_nobody_gets_it_any_more(stage: Stage) -> None:
    people = await stage.people(100)
    campaign = await stage.campaign(expires_at=later(stage.clock, hours=1))
    work = asyncio.create_task(stage.engine(100.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 10)
    stage.clock.set(later(stage.clock, hours=2))
    await asyncio.wait_for(work, 10)
    progress = await stage.assert_counters_match(campaign)
    assert progress.state is CampaignState.EXPIRED
    assert sum(got(people)) == progress.sent < 100


async def test_a_scheduled_campaign_waits_for_its_time(stage: Stage) -> None:
    people = await stage.people(3)
    campaign = await stage.campaign(start_at=later(stage.clock, hours=1))
    await stage.send()
    assert got(people) == [0] * 3
    assert (await stage.campaigns.get(campaign)).state is CampaignState.SCHEDULED
    stage.clock.set(later(stage.clock, hours=1))
    assert await stage.engine().due()
    await stage.send()
    assert got(people) == [1] * 3
    done = await stage.campaigns.get(campaign)
    assert done.started_at == stage.clock.now()


async def test_only_one_process_sends(stage: Stage) -> None:
    people = await stage.people(50)
    await stage.campaign()
    first = asyncio.create_task(stage.engine(100.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 5)
    await stage.send(None, holder=b"x" * 16)  # finds another sender and leaves
    assert sum(got(people)) < 50
    await asyncio.wait_for(first, 20)
    assert got(people) == [1] * 50


async def test_a_sender_that_fell_silent_is_followed_by_another(stage: Stage) -> None:
    people = await stage.people(10)
    await stage.campaign()
    async with stage.database.writer_engine.begin() as connection:
        until_then = int(later(stage.clock, seconds=8).timestamp())
        await connection.execute(
            broadcast_sender.insert().values(bot_id=BOT_ID, holder=b"d" * 16, until=until_then)
        )
    await stage.send()
    assert got(people) == [0] * 10
    stage.clock.set(later(stage.clock, seconds=8))
    await stage.send()
    assert got(people) == [1] * 10


async def test_a_sender_that_lost_its_place_stops(stage: Stage) -> None:
    people = await stage.people(200)
    campaign = await stage.campaign()
    work = asyncio.create_task(stage.engine(100.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 20)
    async with stage.database.writer_engine.begin() as connection:
        await connection.execute(update(broadcast_sender).values(holder=b"o" * 16))
    await asyncio.wait_for(work, 10)
    assert sum(got(people)) < 200
    await stage.send(None, holder=b"o" * 16)
    assert min(got(people)) == 1
    counted = await stage.repeats_by_chat(campaign)
    for person in people:
        assert len(person.messages) - 1 <= counted[person.id]


async def test_a_short_word_does_not_wait_behind_a_long_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.announcements.delivery.RANK_EVERY", 0.2)
    people = await stage.people(400)
    few = await stage.people(5, role="pejabat")
    await stage.campaign(audience=Audience(roles=("pns",)))
    work = asyncio.create_task(stage.engine(100.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 20)
    await stage.campaign(audience=Audience(roles=("pejabat",)))
    await until(lambda: sum(got(few)) == 5)
    assert sum(got(people)) < 400
    await asyncio.wait_for(work, 30)
    assert got(people) == [1] * 400


async def test_who_left_before_the_turn_came_gets_nothing(stage: Stage) -> None:
    people = await stage.people(100)
    campaign = await stage.campaign()
    work = asyncio.create_task(stage.engine(50.0).work(asyncio.Event()))
    await until(lambda: sum(got(people)) >= 10)
    store = Subscribers(stage.database, stage.keyring, BOT_ID)
    waiting = [person for person in people if not person.messages]
    await stage.commit(Unit(writes=[store.remove(stage.keyring.chat_key(one.id)) for one in waiting]))
    before = sum(got(waiting))
    await asyncio.wait_for(work, 20)
    assert sum(got(waiting)) - before <= 15, "only who was leased already"
    assert (await stage.campaigns.progress(campaign)).state is CampaignState.DONE


async def test_a_group_that_moved_gets_it_under_its_new_id(stage: Stage) -> None:
    (group,) = await stage.people(1)
    new = Person("super", -1_009_876_543_210, "Grup", started=True)
    stage.demo.world.add_person(new)
    group.migrated_to = new.id
    await stage.campaign()
    await stage.send()
    assert got([new]) == [1]
    await stage.campaign()
    calls = stage.demo.api.calls["sendMessage"]
    await stage.send()
    assert got([new]) == [2]
    assert stage.demo.api.calls["sendMessage"] == calls + 1, "the new id is known from now on"


async def test_the_channel_gets_one_message_for_all(stage: Stage) -> None:
    channel = Person("kanal", CHANNEL_ID, "Kanal", started=True)
    stage.demo.world.add_person(channel)
    people = await stage.people(3)
    campaign = await stage.campaign(audience=Audience(channel=True))
    await stage.send()
    assert got([channel, *people]) == [1] * 4
    report = await stage.campaigns.report(campaign)
    assert report.channel is True
    assert report.progress.total == 4
    alone = await stage.campaign(audience=Audience(subscribers=False, channel=True))
    await stage.send()
    assert got([channel, *people]) == [2, 1, 1, 1]
    assert (await stage.campaigns.progress(alone)).sent == 1


async def test_a_refusing_database_loses_nothing(stage: Stage) -> None:
    """Now and then a commit fails; what was sent is settled by the next try."""
    people = await stage.people(60)
    campaign = await stage.campaign()
    turns = iter(range(10_000))

    async def shaky(unit: Unit) -> object:
        if next(turns) % 3 == 1:
            unit.write(_refuse)
        return await stage.committer.commit(unit)

    await stage.send(300.0, commit=shaky)
    assert got(people) == [1] * 60
    assert (await stage.assert_counters_match(campaign)).possible_repeats == 0


async def _refuse(_connection: object) -> None:
    raise OSError("disk full")


def _reached(people: list[Person], wanted: int) -> bool:
    return sum(got(people)) >= wanted
