"""The buttons at the officers' door, and of secret codes. Their wire forms stand in people's chats."""

from __future__ import annotations

from typing import Annotated

from core.numbers import LARGEST_DATE, LARGEST_MESSAGE
from handlers.platform.admission import ANYONE, ButtonAccess, Who
from handlers.platform.button_fields import Page, ProvinceCode, Whole
from handlers.platform.callback_data import CallbackData

ON_THE_WAY = ButtonAccess(Who.OFFICER)
"""The workplace is asked before the second factor stands."""


class PickWorkplaceProvince(CallbackData, wire="door:province:{province}", access=ON_THE_WAY):
    """In which province an officer works; None for the whole country."""

    province: ProvinceCode | None


class TurnWorkplacePage(CallbackData, wire="door:page:{page}", access=ON_THE_WAY):
    """Another page of provinces."""

    page: Page


class SkipDistrict(CallbackData, wire="door:skip:", access=ON_THE_WAY):
    """The office belongs to no regency."""


class HigherOffice(CallbackData, wire="door:higher:", access=ON_THE_WAY):
    """An office that regencies have, and this one is the province's or the state's."""


class DeleteCode(CallbackData, wire="codeword:del:{message}:{sent_at}", access=ANYONE):
    """Deletes a message in which a secret code was typed."""

    message: Annotated[int, Whole(1, LARGEST_MESSAGE)]
    sent_at: Annotated[int, Whole(0, LARGEST_DATE)]
