"""What admins do with a campaign, and what the service refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from demo.world import Person
from services.announcements.campaigns import Action, Campaigns
from services.announcements.errors import (
    ApprovalMissingError,
    CampaignStateError,
    CampaignUnknownError,
    ChannelMissingError,
    SameAdminError,
    TooLateError,
)
from services.announcements.model import Aftermath, Audience, Content, ContentCall, NewCampaign
from storage.platform.broadcast_states import CampaignState
from storage.platform.errors import StorageError
from storage.platform.unit import Unit
from tests.repeatable import SeededRandomness
from tests.services.announcements.conftest import AUTHOR, CHANNEL_ID, HELLO, SECOND, Stage, got, later


async def draft(stage: Stage, **more: object) -> str:
    unit = Unit()
    new = NewCampaign("Judul", HELLO, Audience(), **more)  # type: ignore[arg-type] # whatever a test needs
    campaign = stage.campaigns.create(unit, new, AUTHOR, stage.clock.now())
    await stage.commit(unit)
    return campaign


async def buttons(stage: Stage, campaign: str, by: bytes = AUTHOR) -> set[Action]:
    found = await stage.campaigns.get(campaign)
    return set(stage.campaigns.allowed(found, by, stage.clock.now()))


async def test_what_was_composed_comes_back(stage: Stage) -> None:
    content = Content((ContentCall("sendPhoto", {"photo": "abc", "caption": "Halo"}), HELLO.calls[0]))
    audience = Audience(("pns",), ("32", "51"), ("Bogor",), ("BKN",), channel=True)
    new = NewCampaign(
        "Judul", content, audience, later(stage.clock, hours=1), later(stage.clock, days=1), 10.0, True
    )
    unit = Unit()
    campaign = stage.campaigns.create(unit, new, AUTHOR, stage.clock.now())
    await stage.commit(unit)
    found = await stage.campaigns.get(campaign)
    assert len(campaign) == 8
    assert (found.title, found.content, found.audience) == ("Judul", content, audience)
    assert (found.start_at, found.expires_at, found.rate) == (new.start_at, new.expires_at, 10.0)
    assert (found.state, found.approved) == (CampaignState.DRAFT, False)
    assert content.addressed(5)[0].params == {"chat_id": 5, "photo": "abc", "caption": "Halo"}
    assert [one.id for one in await stage.campaigns.recent()] == [campaign]


async def test_a_second_admin_approves(stage: Stage) -> None:
    campaign = await draft(stage, needs_approval=True)
    assert await buttons(stage, campaign) == {Action.CANCEL}
    assert await buttons(stage, campaign, SECOND) == {Action.APPROVE, Action.CANCEL}
    with pytest.raises(ApprovalMissingError):
        await stage.change(stage.campaigns.start, campaign, stage.clock.now())
    with pytest.raises(SameAdminError):
        await stage.change(stage.campaigns.approve, campaign, AUTHOR)
    approved = await stage.change(stage.campaigns.approve, campaign, SECOND)
    assert approved.approved
    assert await buttons(stage, campaign) == {Action.START, Action.CANCEL}
    await stage.change(stage.campaigns.start, campaign, stage.clock.now())
    with pytest.raises(CampaignStateError):
        await stage.change(stage.campaigns.approve, campaign, SECOND)


async def test_each_state_has_its_buttons(stage: Stage) -> None:
    await stage.people(1)
    campaign = await draft(stage)
    assert await buttons(stage, campaign) == {Action.START, Action.CANCEL}
    await stage.change(stage.campaigns.start, campaign, stage.clock.now())
    assert await buttons(stage, campaign) == {Action.PAUSE, Action.CANCEL, Action.RETRACT}
    await stage.change(stage.campaigns.pause, campaign)
    assert await buttons(stage, campaign) == {Action.RESUME, Action.CANCEL, Action.RETRACT}
    await stage.change(stage.campaigns.resume, campaign)
    await stage.send()
    assert await buttons(stage, campaign) == {Action.RETRACT, Action.EDIT}
    stage.clock.advance(timedelta(hours=48))
    assert await buttons(stage, campaign) == set()


async def test_what_the_state_does_not_allow_is_refused(stage: Stage) -> None:
    campaign = await draft(stage)
    for action in (stage.campaigns.pause, stage.campaigns.resume):
        with pytest.raises(CampaignStateError):
            await stage.change(action, campaign)
    with pytest.raises(CampaignStateError):
        await stage.change(stage.campaigns.retract, campaign, stage.clock.now())
    await stage.change(stage.campaigns.cancel, campaign, stage.clock.now())
    for ended in (stage.campaigns.start, stage.campaigns.cancel, stage.campaigns.retract):
        with pytest.raises(CampaignStateError):
            await stage.change(ended, campaign, stage.clock.now())
    with pytest.raises(CampaignUnknownError):
        await stage.campaigns.get("zzzzzzzz")
    with pytest.raises(CampaignStateError):
        await draft_with(stage, Content(()))
    expired = await draft(stage, expires_at=stage.clock.now())
    with pytest.raises(CampaignStateError):
        await stage.change(stage.campaigns.start, expired, stage.clock.now())


async def draft_with(stage: Stage, content: Content) -> None:
    stage.campaigns.create(Unit(), NewCampaign("x", content, Audience()), AUTHOR, stage.clock.now())


async def test_two_admins_who_tap_at_once_do_no_harm(stage: Stage) -> None:
    campaign = await draft(stage)
    units = [Unit(), Unit()]
    await stage.campaigns.cancel(units[0], campaign, stage.clock.now())
    await stage.campaigns.start(units[1], campaign, stage.clock.now())
    for unit in units:
        await stage.commit(unit)
    assert (await stage.campaigns.get(campaign)).state is CampaignState.CANCELLED
    assert not await stage.engine().due()


async def test_no_channel_without_the_setting(stage: Stage) -> None:
    campaigns = Campaigns(stage.tools.broadcasts, stage.tools.ledger, SeededRandomness(1), has_channel=False)
    with pytest.raises(ChannelMissingError):
        campaigns.create(Unit(), NewCampaign("x", HELLO, Audience(channel=True)), AUTHOR, stage.clock.now())


async def test_an_audience_by_what_subscribers_do_not_hold_is_refused(stage: Stage) -> None:
    wanted = stage.tools.broadcasts.audience_size({"shoe_size": ["44"]})
    with pytest.raises(StorageError, match="shoe_size"):
        await wanted


async def test_taking_back(stage: Stage) -> None:
    people = await stage.people(30)
    channel = Person("kanal", CHANNEL_ID, "Kanal", started=True)
    stage.demo.world.add_person(channel)
    album = Content(
        (ContentCall("sendMessage", {"text": "satu"}), ContentCall("sendMessage", {"text": "dua"}))
    )
    campaign = await stage.campaign(album, Audience(channel=True))
    await stage.send()
    assert got([*people, channel]) == [2] * 31
    people[0].messages.clear()  # this one deleted them already
    people[1].blocked = True
    taken = await stage.change(stage.campaigns.retract, campaign, stage.clock.now())
    assert taken.aftermath is Aftermath.RETRACT
    assert Action.RETRACT not in await buttons(stage, campaign)
    await stage.send(100.0)
    assert got([*people, channel]) == [0, 2, *[0] * 29]
    progress = await stage.campaigns.progress(campaign)
    assert (progress.aftermath_done, progress.aftermath_failed) == (30, 1)
    assert (await stage.campaigns.get(campaign)).aftermath_done
    assert not await stage.engine().due()
    with pytest.raises(CampaignStateError):
        await stage.change(stage.campaigns.retract, campaign, stage.clock.now())


async def test_taking_back_ends_what_still_runs(stage: Stage) -> None:
    people = await stage.people(20)
    campaign = await stage.campaign()
    await stage.change(stage.campaigns.retract, campaign, stage.clock.now())
    await stage.send()
    assert got(people) == [0] * 20
    assert (await stage.campaigns.progress(campaign)).state is CampaignState.CANCELLED


async def test_changing(stage: Stage) -> None:
    people = await stage.people(10)
    campaign = await stage.campaign()
    call = ContentCall("editMessageText", {"text": "Ralat", "parse_mode": "HTML"})
    with pytest.raises(CampaignStateError):
        await stage.change(stage.campaigns.edit, campaign, call, stage.clock.now())
    await stage.send()
    del people[0].messages[1]
    for _ in range(2):  # the second time nothing is new to anybody, and that is as wanted
        await stage.change(stage.campaigns.edit, campaign, call, stage.clock.now())
        await stage.send()
        texts = [one["text"] for person in people for one in person.messages.values()]
        assert texts == ["Ralat"] * 9
        progress = await stage.campaigns.progress(campaign)
        assert (progress.aftermath, progress.aftermath_done, progress.aftermath_failed) == (
            Aftermath.EDIT,
            9,
            1,
        )


async def test_taking_back_goes_on_after_a_stop_and_through_faults(stage: Stage) -> None:
    people = await stage.people(60)
    campaign = await stage.campaign()
    await stage.send()
    stage.demo.api.faults.set({"method": "deleteMessage", "status": 500, "chance": 0.2})
    stage.demo.api.faults.set({"method": "deleteMessage", "status": 429, "retry_after": 1, "times": 1})
    await stage.change(stage.campaigns.retract, campaign, stage.clock.now())
    await stage.send(200.0)
    progress = await stage.campaigns.progress(campaign)
    assert progress.aftermath_done + progress.aftermath_failed == 60
    assert sum(got(people)) == progress.aftermath_failed <= 3


async def test_after_48_hours_it_is_too_late_and_the_ledger_goes(stage: Stage) -> None:
    await stage.people(7)
    campaign = await stage.campaign()
    await stage.send()
    await stage.engine().forget()
    assert len(await stage.ledger(campaign)) == 7
    stage.clock.advance(timedelta(hours=48, seconds=1))
    with pytest.raises(TooLateError):
        await stage.change(stage.campaigns.retract, campaign, stage.clock.now())
    await stage.engine().forget()
    assert await stage.ledger(campaign) == []
    assert (await stage.campaigns.progress(campaign)).sent == 7, "the counters stay"


async def test_progress_says_how_long_it_takes(stage: Stage) -> None:
    await stage.people(4)
    campaign = await stage.campaign()
    waiting = await stage.campaigns.progress(campaign)
    assert (waiting.total, waiting.done, waiting.seconds_left) == (4, 0, None)
    async with stage.database.writer_engine.begin() as connection:
        unit = stage.tools.broadcasts.change(campaign, ["running"], rate_now=2.0)
        await unit(connection)
    moving = await stage.campaigns.progress(campaign)
    assert (moving.rate, moving.seconds_left, moving.share) == (2.0, 2.0, 0.0)
