"""The buttons of elections and reminders. Their wire forms stand in people's chats: they never change."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from handlers.calendar.texts import elections as texts
from handlers.platform.admission import ADMINS, ADMINS_UNLOCKED, ANYONE
from handlers.platform.button_fields import OneOf, Page, ProvinceCode, Slug, Token
from handlers.platform.callback_data import CallbackData
from rulebook.elections import ElectionKind, PhaseKind
from services.platform.places import ZONE_LABELS

ZoneName = Annotated[str, OneOf(ZONE_LABELS)]
"""A time zone; the wire has its short name: WIB, WITA, WIT."""


class ShowElection(CallbackData, wire="jadwal:{election}", access=ANYONE):
    """An election's timeline."""

    election: Slug


class ListPhases(CallbackData, wire="jadwal:all:{election}", access=ANYONE):
    """All phases of an election."""

    election: Slug


class SendCalendarFile(CallbackData, wire="jadwal:ics:{election}", access=ANYONE):
    """An election as a file for calendars."""

    election: Slug


class Detail(StrEnum):
    """What a subscriber may tell besides."""

    DISTRICT = "district"
    AGENCY = "agency"


class AlikeChoice(StrEnum):
    """Which of two ways to write a district is meant."""

    KNOWN = "keep"
    TYPED = "other"


class RegencyKind(StrEnum):
    """What a name without a kind is the name of."""

    REGENCY = "kab"
    CITY = "kota"


class ChangeSubscription(CallbackData, wire="remind:change", access=ANYONE):
    """The three questions of a subscription, again."""


class StopSubscription(CallbackData, wire="remind:stop", access=ANYONE):
    """No more reminders."""


class AskDetail(CallbackData, wire="remind:{detail}", access=ANYONE):
    """Asks for a district or an agency."""

    detail: Detail


Word = Annotated[str, Token("[A-Za-z0-9-]{1,30}")]
"""A role, a province or a zone as its word. It may be none any more: then it is said how to begin again."""


class PickRole(CallbackData, wire="remind:role:{role}[:{page}]", access=ANYONE):
    """Who asks to be reminded; then pages of provinces."""

    role: Word
    page: Page | None = None


class PickProvince(CallbackData, wire="remind:province:{role}:{province}", access=ANYONE):
    """Where; what was chosen so far travels along."""

    role: Word
    province: Word


class PickZone(CallbackData, wire="remind:zone:{role}:{province}:{zone}", access=ANYONE):
    """In which time zone: the last question."""

    role: Word
    province: Word
    zone: Word


class PickAlike(CallbackData, wire="remind:{choice}", access=ANYONE):
    """A district as others write it, or as it was typed."""

    choice: AlikeChoice


class PickRegencyKind(CallbackData, wire="remind:kind:{kind}", access=ANYONE):
    """Regency or city, where the name alone was typed."""

    kind: RegencyKind


# --- administrators: /kalender ---


class ListElections(CallbackData, wire="kal:list", access=ADMINS):
    """All elections."""


class PlanReminders(CallbackData, wire="kal:plan", access=ADMINS):
    """Which reminders will go out."""


class NewElection(CallbackData, wire="kal:new", access=ADMINS):
    """An empty draft."""


class OpenElection(CallbackData, wire="kal:open:{election}", access=ADMINS):
    """One election."""

    election: Slug


class EditElection(CallbackData, wire="kal:edit:{election}", access=ADMINS):
    """An election as a draft."""

    election: Slug


class PreviewElection(CallbackData, wire="kal:pre:{election}", access=ADMINS):
    """The reminders of an election."""

    election: Slug


class AskRemoval(CallbackData, wire="kal:ask:{election}", access=ADMINS):
    """Asks once more before an election is taken out."""

    election: Slug


class RemoveElection(
    CallbackData, wire="kal:remove:{election}", access=ADMINS_UNLOCKED, again=texts.REMOVE_AGAIN
):
    """Takes an election out, or gives back the one that is shipped."""

    election: Slug


class ElectionDetail(StrEnum):
    """What is typed of an election."""

    TITLE = "title"
    BASIS = "basis"
    REGIONS = "regions"


class ElectionChoice(StrEnum):
    """What is chosen of an election."""

    KIND = "kinds"
    ZONE = "zones"
    PHASE = "phases"


class ShowElectionDraft(CallbackData, wire="kal:menu", access=ADMINS):
    """The draft as it stands."""


class AskElectionDetail(CallbackData, wire="kal:ask-{detail}", access=ADMINS):
    """Asks for something that is typed."""

    detail: ElectionDetail


class OfferElectionChoice(CallbackData, wire="kal:{choice}", access=ADMINS):
    """Shows what there is to choose from."""

    choice: ElectionChoice


class SetElectionKind(CallbackData, wire="kal:kind:{kind}", access=ADMINS):
    """What is elected."""

    kind: ElectionKind


class SetElectionZone(CallbackData, wire="kal:zone:{zone}", access=ADMINS):
    """In which time zone its days are counted."""

    zone: ZoneName


class ShowElectionProvinces(CallbackData, wire="kal:provinces:{page}", access=ADMINS):
    """A page of provinces to choose from."""

    page: Page


class ToggleElectionProvince(CallbackData, wire="kal:province:{page}:{province}", access=ADMINS):
    """A province more or less."""

    page: Page
    province: ProvinceCode


class AskPhaseDates(CallbackData, wire="kal:phase:{phase}", access=ADMINS):
    """Asks for the days of a phase."""

    phase: PhaseKind


class DropPhase(CallbackData, wire="kal:unphase:{phase}", access=ADMINS):
    """A phase less."""

    phase: PhaseKind


class PreviewElectionDraft(CallbackData, wire="kal:preview", access=ADMINS):
    """The reminders that the draft would bring."""


class SaveElection(CallbackData, wire="kal:save", access=ADMINS_UNLOCKED, again=texts.SAVE_AGAIN):
    """The draft becomes part of the calendar."""


class DropElectionDraft(CallbackData, wire="kal:drop", access=ADMINS):
    """Throws the draft away."""
