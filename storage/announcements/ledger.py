"""The ledger of a broadcast: one row per recipient, counters kept by the same transactions, one sender.

A recipient's row appears as ``leased`` in the transaction that hands it to the sender, and is settled with
the next lease. What a dead process left leased is in doubt: it is sent again, and counted as a possible
repeat, because nobody can know whether the first one arrived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.announcements.broadcasts import AudienceFilter, audience_condition
from storage.announcements.steps import CHANNEL, DOUBT, Leased, LedgerStep, Stepped, pack_ids, unpack_ids
from storage.announcements.tables import broadcast_counts, broadcast_ledger, broadcast_sender, broadcasts
from storage.calendar.places import PlaceSealer
from storage.calendar.subscribers import Subscribers
from storage.calendar.tables import subscribers
from storage.platform.broadcast_states import (
    SETTLED,
    CampaignState,
    DeliveryState,
    UndeliveredReason,
    open_only,
)
from storage.platform.engine import Database
from storage.platform.unit import Write

SENDER_SECONDS = 10
"""So long a silent sender keeps others from sending."""
LEFT = DeliveryState.FAILED.because(UndeliveredReason.LEFT.value)

_ledger = broadcast_ledger.c
_OPEN = text(open_only("broadcast_ledger.state"))
_MINE = (_ledger.campaign == bindparam("c"), _ledger.subscriber == bindparam("s"))
_SETTLE = (
    update(broadcast_ledger)
    .where(*_MINE)
    .values(
        state=bindparam("st"),
        reason=bindparam("re"),
        tries=bindparam("tr"),
        repeats=bindparam("rp"),
        part=bindparam("pa"),
        messages=bindparam("me"),
    )
)
_LEASE_AGAIN = (
    update(broadcast_ledger)
    .where(*_MINE)
    .values(state=DeliveryState.LEASED.value, reason=None, repeats=bindparam("rp"))
)
_SET_STATE = update(broadcast_ledger).where(*_MINE).values(state=bindparam("st"))
_RETIRE = update(subscribers).where(subscribers.c.id == bindparam("s")).values(active=False)


class Ledger:
    """The ledgers of one bot's campaigns."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._subscribers = Subscribers(database, keyring, bot_id)
        self._places = PlaceSealer(keyring)
        self._bot_id = bot_id

    def chat_of(self, lease: Leased) -> int:
        """The recipient's chat id; only for the moment of sending.

        Raises:
            core.errors.SealError: the cell does not open.
        """
        return self._subscribers.open_chat(lease.chat or b"", lease.subscriber)

    async def candidates(self, wanted: AudienceFilter, after: bytes, limit: int) -> list[bytes]:
        """Ids of the next people meant, in order of id. Looks only: another reader does the searching, so
        that a rare audience among millions never holds up the writer."""
        query = (
            select(subscribers.c.id)
            .where(audience_condition(self._bot_id, self._places, wanted), subscribers.c.id > after)
            .order_by(subscribers.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    def step(self, step: LedgerStep) -> tuple[Write, Stepped]:
        """The transaction, and where its result will stand once it is committed."""
        result = Stepped()

        async def write(connection: AsyncConnection) -> None:
            result.mine, result.state, result.backlog_last = False, CampaignState.CANCELLED, None
            result.leased.clear()  # a group that failed runs again
            if not await self._hold(connection, step):
                return
            result.mine = True
            counts: Counter[str] = Counter()
            if step.recover:
                await self._recover(connection, step.campaign)
            await self._settle(connection, step, counts)
            result.state = await self._state(connection, step)
            if result.state is CampaignState.RUNNING:
                await self._take_again(connection, step, result, counts)
                await self._take_fresh(connection, step, result)
            await _count(connection, step.campaign, counts)
            if result.state in (CampaignState.CANCELLED, CampaignState.EXPIRED):
                await _close_doubts(connection, step.campaign)
            await self._note(connection, step, result)

        return write, result

    async def _hold(self, connection: AsyncConnection, step: LedgerStep) -> bool:
        """Takes or renews the right to send; False while another process holds it."""
        mine = broadcast_sender.c.bot_id == self._bot_id
        free = (broadcast_sender.c.holder == step.holder) | (broadcast_sender.c.until <= step.now)
        values = {"holder": step.holder, "until": step.now + SENDER_SECONDS}
        renewed = await connection.execute(update(broadcast_sender).where(mine, free).values(values))
        if renewed.rowcount:
            return True
        if await connection.scalar(select(broadcast_sender.c.bot_id).where(mine)) is not None:
            return False
        await connection.execute(insert(broadcast_sender).values(bot_id=self._bot_id, **values))
        return True

    @staticmethod
    async def _recover(connection: AsyncConnection, campaign: str) -> None:
        await connection.execute(
            update(broadcast_ledger)
            .where(
                _ledger.campaign == campaign,
                _ledger.subscriber.in_(_open_rows(campaign, DeliveryState.LEASED)),
            )
            .values(state=DeliveryState.PENDING.value, reason=DOUBT)
        )

    async def _settle(self, connection: AsyncConnection, step: LedgerStep, counts: Counter[str]) -> None:
        if not step.settled:
            return
        rows: list[dict[str, Any]] = []
        retired = []
        for one in step.settled:
            rows.append(
                {
                    "c": step.campaign,
                    "s": one.lease.subscriber,
                    "st": one.state.value,
                    "re": one.reason,
                    "tr": one.tries,
                    "rp": one.repeats,
                    "pa": one.part,
                    "me": pack_ids(one.messages),
                }
            )
            if one.state is not DeliveryState.PENDING:
                counts[one.outcome] += 1
            if one.repeats != one.lease.repeats:
                counts["repeats"] += one.repeats - one.lease.repeats
            if one.retire:
                retired.append({"s": one.lease.subscriber})
            if one.moved_to is not None:
                await self._subscribers.move(one.lease.subscriber, one.moved_to)(connection)
        await connection.execute(_SETTLE, rows)
        if retired:
            await connection.execute(_RETIRE, retired)

    @staticmethod
    async def _state(connection: AsyncConnection, step: LedgerStep) -> CampaignState:
        """Where the campaign stands now; what the step itself ends is ended first."""
        row = (
            await connection.execute(
                select(broadcasts.c.state, broadcasts.c.expires_at).where(broadcasts.c.id == step.campaign)
            )
        ).one_or_none()
        if row is None:
            return CampaignState.CANCELLED
        state, values = CampaignState(row.state), dict[str, Any]()
        if state is CampaignState.SCHEDULED:
            state, values = CampaignState.RUNNING, {"started_at": step.now}
        if state is CampaignState.RUNNING:
            if row.expires_at is not None and row.expires_at <= step.now:
                state, values = CampaignState.EXPIRED, {"finished_at": step.now}
            elif step.halt is not None:
                state, values = CampaignState.PAUSED, {"halt": step.halt}
            elif step.finish:
                state, values = CampaignState.DONE, {"finished_at": step.now}
        if values:
            await connection.execute(
                update(broadcasts).where(broadcasts.c.id == step.campaign).values(state=state.value, **values)
            )
        return state

    async def _take_again(
        self, connection: AsyncConnection, step: LedgerStep, result: Stepped, counts: Counter[str]
    ) -> None:
        """Leases waiting rows: those named, and those a former run left."""
        waiting = (
            select(
                _ledger.subscriber,
                _ledger.reason,
                _ledger.tries,
                _ledger.repeats,
                _ledger.part,
                _ledger.messages,
                subscribers.c.chat,
            )
            .select_from(broadcast_ledger.outerjoin(subscribers, subscribers.c.id == _ledger.subscriber))
            .where(_ledger.campaign == step.campaign, _ledger.state == DeliveryState.PENDING.value, _OPEN)
            .order_by(_ledger.subscriber)
        )
        found: list[Any] = []
        if step.again:
            found += (await connection.execute(waiting.where(_ledger.subscriber.in_(step.again)))).all()
        if step.backlog_after is not None and step.backlog > 0:
            behind = waiting.where(_ledger.subscriber > step.backlog_after).limit(step.backlog)
            if step.again:
                behind = behind.where(_ledger.subscriber.not_in(step.again))
            rows = (await connection.execute(behind)).all()
            result.backlog_last = rows[-1].subscriber if rows else None
            found += rows
        leases, gone = [], []
        for row in found:
            if row.chat is None and row.subscriber != CHANNEL:
                gone.append({"c": step.campaign, "s": row.subscriber, "st": DeliveryState.FAILED.value})
                continue
            doubt = row.reason == DOUBT
            leases.append({"c": step.campaign, "s": row.subscriber, "rp": row.repeats + doubt})
            counts["repeats"] += doubt
            result.leased.append(
                Leased(
                    row.subscriber,
                    row.chat,
                    row.tries,
                    row.repeats + doubt,
                    row.part,
                    unpack_ids(row.messages),
                    doubt,
                )
            )
        if leases:
            await connection.execute(_LEASE_AGAIN, leases)
        if gone:
            counts[LEFT] += len(gone)
            await connection.execute(_SET_STATE, gone)

    async def _take_fresh(self, connection: AsyncConnection, step: LedgerStep, result: Stepped) -> None:
        """Takes people into the ledger who are still there; who left meanwhile gets nothing."""
        if not step.fresh:
            return
        query = (
            select(subscribers.c.id, subscribers.c.chat)
            .where(subscribers.c.id.in_(step.fresh), subscribers.c.active.is_(True))
            .order_by(subscribers.c.id)
        )
        leases = [Leased(row.id, row.chat) for row in await connection.execute(query)]
        if step.fresh[0] == CHANNEL:
            leases.insert(0, Leased(CHANNEL, None))
        if leases:
            await connection.execute(
                insert(broadcast_ledger),
                [
                    {
                        "campaign": step.campaign,
                        "subscriber": one.subscriber,
                        "state": DeliveryState.LEASED.value,
                    }
                    for one in leases
                ],
            )
        result.leased += leases

    @staticmethod
    async def _note(connection: AsyncConnection, step: LedgerStep, result: Stepped) -> None:
        values: dict[str, Any] = {"rate_now": step.rate_now if result.state is CampaignState.RUNNING else 0.0}
        if step.fresh and result.state is CampaignState.RUNNING:
            values["cursor"] = step.fresh[-1]
        if step.total is not None:
            values["total"] = step.total
        if result.state is CampaignState.DONE:
            values["total"] = await _settled_total(connection, step.campaign)
        await connection.execute(update(broadcasts).where(broadcasts.c.id == step.campaign).values(values))

    def close(self, campaign: str) -> Write:
        """The campaign ends while nobody sends: what is in doubt stays unknown."""

        async def write(connection: AsyncConnection) -> None:
            await _close_doubts(connection, campaign)

        return write

    # --- afterwards: taking back and changing ---

    async def sent(self, campaign: str, after: bytes, limit: int) -> list[Leased]:
        """People who got it, in order of id, with the ids of their messages."""
        query = (
            select(_ledger.subscriber, _ledger.messages, subscribers.c.chat)
            .select_from(broadcast_ledger.outerjoin(subscribers, subscribers.c.id == _ledger.subscriber))
            .where(
                _ledger.campaign == campaign,
                _ledger.state == DeliveryState.SENT.value,
                _ledger.subscriber > after,
            )
            .order_by(_ledger.subscriber)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                Leased(row.subscriber, row.chat, messages=unpack_ids(row.messages))
                for row in await connection.execute(query)
            ]

    def aftermath(
        self,
        step: LedgerStep,
        cursor: bytes | None,
        *,
        retracted: Sequence[bytes] = (),
        counts: Counter[str],
        done: bool,
    ) -> tuple[Write, Stepped]:
        """Notes how far a retraction or a change is. Doing a part of it twice harms nobody."""
        result = Stepped()

        async def write(connection: AsyncConnection) -> None:
            result.mine = await self._hold(connection, step)
            if not result.mine:
                return
            if retracted:
                rows = [
                    {"c": step.campaign, "s": one, "st": DeliveryState.RETRACTED.value} for one in retracted
                ]
                await connection.execute(_SET_STATE, rows)
            await _count(connection, step.campaign, counts)
            values: dict[str, Any] = {"aftermath_done": done, "rate_now": 0.0 if done else step.rate_now}
            if cursor is not None:
                values["aftermath_cursor"] = cursor
            await connection.execute(
                update(broadcasts).where(broadcasts.c.id == step.campaign).values(values)
            )

        return write, result

    async def reached(self, campaign: str, subscriber: bytes) -> bool:
        """Whether this recipient got it."""
        query = select(_ledger.state).where(_ledger.campaign == campaign, _ledger.subscriber == subscriber)
        async with self._database.read() as connection:
            return await connection.scalar(query) == DeliveryState.SENT.value

    # --- forgetting ---

    async def has_rows(self, campaign: str) -> bool:
        """Whether anything of a ledger is left."""
        query = select(_ledger.subscriber).where(_ledger.campaign == campaign).limit(1)
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    def forget(self, campaign: str, limit: int) -> Write:
        """Erases a slice of a ledger; the counters stay."""

        async def write(connection: AsyncConnection) -> None:
            some = (
                select(_ledger.subscriber)
                .where(_ledger.campaign == campaign)
                .order_by(_ledger.subscriber)
                .limit(limit)
            )
            await connection.execute(
                delete(broadcast_ledger).where(_ledger.campaign == campaign, _ledger.subscriber.in_(some))
            )

        return write


def _open_rows(campaign: str, state: DeliveryState) -> Select[tuple[bytes]]:
    """Recipients in an unsettled state, by the partial index: few, however many there are in all."""
    rows = broadcast_ledger.alias("broadcast_ledger_open")
    return select(rows.c.subscriber).where(
        rows.c.campaign == campaign,
        rows.c.state == state.value,
        text(open_only("broadcast_ledger_open.state")),
    )


async def _count(connection: AsyncConnection, campaign: str, counts: Counter[str]) -> None:
    """Adds to the counters, in the transaction that changed the rows."""
    mine = broadcast_counts.c.campaign == campaign
    for outcome, more in counts.items():
        if not more:
            continue
        changed = await connection.execute(
            update(broadcast_counts)
            .where(mine, broadcast_counts.c.outcome == outcome)
            .values(number=broadcast_counts.c.number + more)
        )
        if changed.rowcount == 0:
            await connection.execute(
                insert(broadcast_counts).values(campaign=campaign, outcome=outcome, number=more)
            )


async def _close_doubts(connection: AsyncConnection, campaign: str) -> None:
    """Nothing more will be sent: what is in doubt will never be known."""
    closed = await connection.execute(
        update(broadcast_ledger)
        .where(
            _ledger.campaign == campaign,
            _ledger.subscriber.in_(_open_rows(campaign, DeliveryState.PENDING)),
            _ledger.reason == DOUBT,
        )
        .values(state=DeliveryState.UNKNOWN.value)
    )
    if closed.rowcount:
        await _count(connection, campaign, Counter({DeliveryState.UNKNOWN.because(DOUBT): closed.rowcount}))


async def _settled_total(connection: AsyncConnection, campaign: str) -> int:
    query = select(broadcast_counts.c.outcome, broadcast_counts.c.number).where(
        broadcast_counts.c.campaign == campaign
    )
    rows = (await connection.execute(query)).all()
    return sum(row.number for row in rows if row.outcome.split(":")[0] in SETTLED)
