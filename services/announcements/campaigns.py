"""Campaigns as handlers need them: compose, approve, start, stop, watch, take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.randomness import Randomness
from core.text import StoredEnum
from services.announcements.aftermath import DONE, FAILED
from services.announcements.engine import audience_as_json, audience_filter, audience_of
from services.announcements.errors import (
    ApprovalMissingError,
    CampaignStateError,
    CampaignUnknownError,
    ChannelMissingError,
    SameAdminError,
    TooLateError,
)
from services.announcements.model import (
    Aftermath,
    Audience,
    Campaign,
    CampaignId,
    Content,
    ContentCall,
    DeliveryReport,
    HaltReason,
    NewCampaign,
    Outcome,
    Progress,
)
from storage.announcements.broadcasts import Broadcasts, StoredCampaign
from storage.announcements.ledger import Ledger
from storage.announcements.steps import CHANNEL
from storage.platform.broadcast_states import UNDELIVERED, CampaignState, DeliveryState, UndeliveredReason
from storage.platform.unit import Unit

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that look like digits: admins may read an id aloud."""
_ID_LENGTH = 8

EDITABLE_FOR = timedelta(hours=48)
"""A bot may delete its messages for 48 hours. Source: Bot API, deleteMessage. Netra edits so long too."""


class Action(StoredEnum):
    """What an admin can do with a campaign, for buttons."""

    APPROVE = "approve"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRACT = "retract"
    EDIT = "edit"


class Campaigns:
    """Reads campaigns, and adds what is to happen with them to a unit of work.

    Every change is checked when it is asked for (``CampaignStateError`` says what stands against
    it) and is conditional when it is committed, so that two admins who tap at once do no harm.
    """

    def __init__(
        self, broadcasts: Broadcasts, ledger: Ledger, randomness: Randomness, *, has_channel: bool
    ) -> None:
        self._broadcasts = broadcasts
        self._ledger = ledger
        self._randomness = randomness
        self.has_channel = has_channel
        """Whether a channel can be among the audience."""

    # --- reading ---

    async def audience_size(self, audience: Audience) -> int:
        """How many people would get it now; the channel counts as one."""
        people = 0
        if audience.subscribers:
            people = await self._broadcasts.audience_size(audience_filter(audience))
        return people + audience.channel

    async def get(self, campaign_id: CampaignId) -> Campaign:
        """One campaign.

        Raises:
            services.announcements.errors.CampaignUnknownError: there is none (any more).
        """
        return _campaign(await self._stored(campaign_id))

    async def _stored(self, campaign_id: CampaignId) -> StoredCampaign:
        stored = await self._broadcasts.get(campaign_id)
        if stored is None:
            raise CampaignUnknownError
        return stored

    async def recent(self, limit: int = 10) -> tuple[Campaign, ...]:
        """The newest campaigns, newest first."""
        return tuple(_campaign(stored) for stored in await self._broadcasts.recent(limit))

    async def progress(self, campaign_id: CampaignId) -> Progress:
        """How far it is."""
        stored = await self._stored(campaign_id)
        return _progress(stored, await self._broadcasts.counts(campaign_id))

    async def report(self, campaign_id: CampaignId) -> DeliveryReport:
        """What became of it."""
        stored = await self._stored(campaign_id)
        counts = await self._broadcasts.counts(campaign_id)
        progress = _progress(stored, counts)
        rows: list[tuple[Outcome | UndeliveredReason, int]] = [
            (_reason(name), number) for name, number in _by_reason(counts).items() if number
        ]
        rows.sort(key=lambda row: -row[1])
        missing = progress.total - progress.done
        if progress.state.is_over and missing > 0:
            rows.append((Outcome.NOT_YET, missing))
        ended = stored.finished_at
        channel = None
        if stored.body["audience"]["channel"]:
            channel = await self._ledger.reached(campaign_id, CHANNEL)
        return DeliveryReport(
            _campaign(stored),
            progress,
            ((Outcome.ARRIVED, progress.sent), *rows),
            ended - stored.started_at if ended is not None and stored.started_at is not None else None,
            channel,
        )

    def allowed(self, campaign: Campaign, by: bytes, now: datetime) -> tuple[Action, ...]:
        """What this admin (by ``chat_key``) can do with it now: the buttons to show."""
        state, found = campaign.state, []
        if state is CampaignState.DRAFT:
            if campaign.approved:
                found.append(Action.START)
            elif campaign.author_key != by:
                found.append(Action.APPROVE)
        if state is CampaignState.RUNNING:
            found.append(Action.PAUSE)
        if state is CampaignState.PAUSED:
            found.append(Action.RESUME)
        if not state.is_over:
            found.append(Action.CANCEL)
        can_follow = campaign.started_at is not None and campaign.aftermath is not Aftermath.RETRACT
        if can_follow and self._in_time(campaign, now) and not _busy(campaign):
            found.append(Action.RETRACT)
            if state.is_over:
                found.append(Action.EDIT)
        return tuple(found)

    @staticmethod
    def _in_time(campaign: Campaign, now: datetime) -> bool:
        """Whether at least the newest messages can still be taken back."""
        last = campaign.finished_at or now
        return now - last < EDITABLE_FOR

    # --- changing ---

    def create(self, unit: Unit, new: NewCampaign, author_key: bytes, now: datetime) -> CampaignId:
        """Keeps a new campaign as a draft.

        Raises:
            services.announcements.errors.CampaignStateError: there is nothing in it.
            services.announcements.errors.ChannelMissingError: it is to go to a channel, and none is set.
        """
        if not new.content.calls:
            raise CampaignStateError("an announcement needs content")
        if new.audience.channel and not self.has_channel:
            raise ChannelMissingError
        campaign = "".join(_ALPHABET[self._randomness.below(len(_ALPHABET))] for _ in range(_ID_LENGTH))
        body = {
            "title": new.title,
            "calls": [[call.method, dict(call.params)] for call in new.content.calls],
            "audience": audience_as_json(new.audience),
        }
        unit.write(
            self._broadcasts.create(
                campaign,
                body,
                author_key,
                _seconds(now),
                needs_approval=new.needs_approval,
                start_at=_seconds(new.start_at) if new.start_at else None,
                expires_at=_seconds(new.expires_at) if new.expires_at else None,
                rate=new.rate,
            )
        )
        return campaign

    async def approve(self, unit: Unit, campaign_id: CampaignId, approver_key: bytes) -> Campaign:
        """A second admin agrees.

        Raises:
            services.announcements.errors.SameAdminError: the author can't approve.
            services.announcements.errors.CampaignStateError: it is no draft any more.
        """
        campaign = await self._in_state(campaign_id, CampaignState.DRAFT)
        if campaign.author_key == approver_key:
            raise SameAdminError
        self._change(unit, campaign_id, [CampaignState.DRAFT], approver_key=approver_key)
        return replace(campaign, approver_key=approver_key)

    async def start(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Begins to send, or waits for ``start_at`` where that lies ahead.

        Raises:
            services.announcements.errors.ApprovalMissingError: a second admin has to agree first.
            services.announcements.errors.CampaignStateError: it is no draft any more, or its time is over.
        """
        campaign = await self._in_state(campaign_id, CampaignState.DRAFT)
        if not campaign.approved:
            raise ApprovalMissingError
        if campaign.expires_at is not None and campaign.expires_at <= now:
            raise CampaignStateError("its expiry has passed")
        total = await self.audience_size(campaign.audience)
        if campaign.start_at is not None and campaign.start_at > now:
            self._change(
                unit, campaign_id, [CampaignState.DRAFT], state=CampaignState.SCHEDULED.value, total=total
            )
            return replace(campaign, state=CampaignState.SCHEDULED)
        self._change(
            unit,
            campaign_id,
            [CampaignState.DRAFT],
            state=CampaignState.RUNNING.value,
            started_at=_seconds(now),
            total=total,
        )
        return replace(campaign, state=CampaignState.RUNNING, started_at=now)

    async def pause(self, unit: Unit, campaign_id: CampaignId) -> Campaign:
        """Stops sending within two seconds; nothing is lost."""
        campaign = await self._in_state(campaign_id, CampaignState.RUNNING)
        self._change(
            unit, campaign_id, [CampaignState.RUNNING], state=CampaignState.PAUSED.value, rate_now=0.0
        )
        return replace(campaign, state=CampaignState.PAUSED)

    async def resume(self, unit: Unit, campaign_id: CampaignId) -> Campaign:
        """Goes on where it stopped."""
        campaign = await self._in_state(campaign_id, CampaignState.PAUSED)
        self._change(unit, campaign_id, [CampaignState.PAUSED], state=CampaignState.RUNNING.value, halt=None)
        return replace(campaign, state=CampaignState.RUNNING, halt=None)

    async def cancel(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Ends it for good; what is sent stays sent (see :meth:`retract`)."""
        campaign = await self._in_state(campaign_id, *_NOT_OVER)
        self._end(unit, campaign_id, now)
        return replace(campaign, state=CampaignState.CANCELLED, finished_at=now)

    async def retract(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Deletes the messages that were sent. Ends the campaign where it still runs.

        Raises:
            services.announcements.errors.TooLateError: more than 48 hours ago.
            services.announcements.errors.CampaignStateError: nothing was sent, or it is being taken back
                already.
        """
        campaign = await self.get(campaign_id)
        self._check_aftermath(campaign, now)
        if not campaign.state.is_over:
            self._end(unit, campaign_id, now)
            campaign = replace(campaign, state=CampaignState.CANCELLED, finished_at=now)
        self._begin(unit, campaign_id, Aftermath.RETRACT, None)
        return replace(campaign, aftermath=Aftermath.RETRACT, aftermath_done=False)

    async def edit(
        self, unit: Unit, campaign_id: CampaignId, call: ContentCall, now: datetime, *, part: int = 0
    ) -> Campaign:
        """Changes the messages that were sent.

        ``call`` is an ``editMessageText``, ``editMessageCaption``, ``editMessageMedia`` or
        ``editMessageReplyMarkup`` without ``chat_id`` and ``message_id``; ``part`` counts the messages one
        recipient got (an album's pictures each count), from 0.

        Raises:
            services.announcements.errors.TooLateError: more than 48 hours ago.
            services.announcements.errors.CampaignStateError: it is not over yet, or is being taken back.
        """
        campaign = await self._in_state(campaign_id, *_OVER)
        self._check_aftermath(campaign, now)
        body = {"method": call.method, "params": dict(call.params), "part": part}
        self._begin(unit, campaign_id, Aftermath.EDIT, body)
        return replace(campaign, aftermath=Aftermath.EDIT, aftermath_done=False)

    # --- inside ---

    async def _in_state(self, campaign_id: CampaignId, *states: CampaignState) -> Campaign:
        campaign = await self.get(campaign_id)
        if campaign.state not in states:
            raise CampaignStateError(f"it is {campaign.state.value}")
        return campaign

    def _check_aftermath(self, campaign: Campaign, now: datetime) -> None:
        if campaign.started_at is None:
            raise CampaignStateError("nothing was sent")
        if _busy(campaign) or campaign.aftermath is Aftermath.RETRACT:
            raise CampaignStateError("it is being taken back or changed already")
        if not self._in_time(campaign, now):
            raise TooLateError

    def _change(
        self, unit: Unit, campaign_id: CampaignId, states: Sequence[CampaignState], **values: object
    ) -> None:
        unit.write(self._broadcasts.change(campaign_id, [state.value for state in states], **values))

    def _end(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> None:
        cancelled = CampaignState.CANCELLED.value
        self._change(unit, campaign_id, _NOT_OVER, state=cancelled, finished_at=_seconds(now), rate_now=0.0)
        unit.write(self._ledger.close(campaign_id))

    def _begin(
        self, unit: Unit, campaign_id: CampaignId, kind: Aftermath, body: dict[str, object] | None
    ) -> None:
        unit.write(self._broadcasts.forget_aftermath_counts(campaign_id, (DONE, FAILED)))
        self._change(
            unit,
            campaign_id,
            _OVER,
            aftermath=kind.value,
            aftermath_body=body,
            aftermath_cursor=None,
            aftermath_done=False,
        )


_FAILED = DeliveryState.FAILED.because("")
_OVER = tuple(state for state in CampaignState if state.is_over)
_NOT_OVER = tuple(state for state in CampaignState if not state.is_over)


def _state(value: str) -> CampaignState:
    return CampaignState.of(value) or CampaignState.CANCELLED


def _reason(value: str) -> UndeliveredReason:
    return UndeliveredReason.of(value) or UndeliveredReason.REFUSED


def _busy(campaign: Campaign) -> bool:
    return campaign.aftermath is not None and not campaign.aftermath_done


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _campaign(stored: StoredCampaign) -> Campaign:
    return Campaign(
        id=stored.id,
        state=_state(stored.state),
        title=str(stored.body["title"]),
        content=Content(tuple(ContentCall(method, params) for method, params in stored.body["calls"])),
        audience=audience_of(stored.body["audience"]),
        author_key=stored.author_key,
        approver_key=stored.approver_key,
        needs_approval=stored.needs_approval,
        created_at=datetime.fromtimestamp(stored.created_at, UTC),
        start_at=_moment(stored.start_at),
        expires_at=_moment(stored.expires_at),
        started_at=_moment(stored.started_at),
        finished_at=_moment(stored.finished_at),
        rate=stored.rate,
        aftermath=Aftermath.of(stored.aftermath or ""),
        aftermath_done=stored.aftermath_done,
        halt=HaltReason.of(stored.halt or ""),
    )


def _by_reason(counts: Mapping[str, int]) -> dict[str, int]:
    """Recipients who got nothing (for certain, or as far as is known), by reason."""
    found: dict[str, int] = {}
    for outcome, number in counts.items():
        state, colon, reason = outcome.partition(":")
        if colon and state in UNDELIVERED:
            found[reason] = found.get(reason, 0) + number
    return found


def _all(counts: Mapping[str, int], state: DeliveryState) -> int:
    """Recipients who stand there, for whatever reason."""
    return sum(number for outcome, number in counts.items() if outcome.startswith(state.because("")))


def _progress(stored: StoredCampaign, counts: Mapping[str, int]) -> Progress:
    failed = {
        _reason(outcome.removeprefix(_FAILED)): number
        for outcome, number in counts.items()
        if outcome.startswith(_FAILED) and number
    }
    progress = Progress(
        state=_state(stored.state),
        total=stored.total,
        sent=counts.get(DeliveryState.SENT.value, 0),
        blocked=_all(counts, DeliveryState.BLOCKED),
        failed=failed,
        unknown=_all(counts, DeliveryState.UNKNOWN),
        possible_repeats=counts.get("repeats", 0),
        rate=stored.rate_now,
        seconds_left=None,
        aftermath=Aftermath.of(stored.aftermath or ""),
        aftermath_done=counts.get(DONE, 0),
        aftermath_failed=counts.get(FAILED, 0),
        halt=HaltReason.of(stored.halt or ""),
    )
    if progress.state is CampaignState.RUNNING and stored.rate_now > 0:
        left = max(0, progress.total - progress.done)
        return replace(progress, seconds_left=left / stored.rate_now)
    return progress
