"""Subscriptions to reminders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.randomness import Randomness, row_id
from core.text import StoredEnum
from services.calendar.reminders import SEND_AT
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.platform.unit import Unit


class SubscriberRole(StoredEnum):
    """Who asks to be reminded."""

    PNS = "pns"
    PPPK = "pppk"
    OFFICIAL = "pejabat"
    SUBDISTRICT_HEAD = "lurah-camat"
    VILLAGE = "kepala-desa"
    CITIZEN = "warga"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A person's settings."""

    role: SubscriberRole
    province: str
    time_zone: str
    active: bool
    district: str = ""
    """Regency or city, tidied: ``Kabupaten Bangka``, ``Kota Pangkalpinang``."""
    agency: str = ""
    """As the person named it."""


class Subscriptions:
    """Subscribes, changes, stops."""

    def __init__(self, subscribers: Subscribers, randomness: Randomness) -> None:
        self._subscribers = subscribers
        self._randomness = randomness

    async def of_chat(self, chat_key: bytes) -> Subscription | None:
        """A chat's settings."""
        found = await self._subscribers.of_chat(chat_key)
        if found is None:
            return None
        role = SubscriberRole.of(found.role) or SubscriberRole.CITIZEN
        return Subscription(role, found.province, found.time_zone, found.active, found.district, found.agency)

    async def zone_of(self, chat_key: bytes, otherwise: ZoneInfo) -> ZoneInfo:
        """The time zone of the province a chat named for its reminders; where there is none, the other."""
        found = await self._subscribers.of_chat(chat_key)
        return otherwise if found is None else ZoneInfo(found.time_zone)

    def subscribe(self, unit: Unit, chat_id: int, subscription: Subscription, now: datetime) -> None:
        """Subscribes a chat, or changes its settings. What rang before this moment is not sent after it."""
        local = now.astimezone(ZoneInfo(subscription.time_zone))
        first_day: date = local.date() + timedelta(days=1 if local.time() >= SEND_AT else 0)
        unit.write(
            self._subscribers.save(
                StoredSubscriber(
                    row_id(self._randomness),
                    chat_id,
                    subscription.role.value,
                    subscription.province,
                    subscription.time_zone,
                    True,
                    first_day,
                    subscription.district,
                    subscription.agency,
                )
            )
        )

    async def detail(self, unit: Unit, chat_key: bytes, *, district: str | None, agency: str | None) -> bool:
        """Changes district or agency only; the reminders the person has had stay as they are. False where
        there is no subscription (any more)."""
        found = await self._subscribers.of_chat(chat_key)
        if found is None:
            return False
        unit.write(
            self._subscribers.save(
                replace(
                    found,
                    district=found.district if district is None else district,
                    agency=found.agency if agency is None else agency,
                )
            )
        )
        return True

    async def known_districts(self, province: str) -> list[str]:
        """Districts others of the province named, the most frequent first."""
        return await self._subscribers.values("district", province)

    async def named(self, column: str, most: int) -> list[str]:
        """Districts (``district``) or agencies (``agency``) people named, the most frequent first."""
        return await self._subscribers.values(column, limit=most)

    def stop(self, unit: Unit, chat_key: bytes) -> None:
        """Stops reminders and erases the subscription."""
        unit.write(self._subscribers.remove(chat_key))

    def set_reachable(self, unit: Unit, chat_key: bytes, *, reachable: bool) -> None:
        """The person blocked the bot, or came back."""
        unit.write(self._subscribers.set_active(chat_key, active=reachable))
