"""The buttons of announcements. Their wire forms stand in people's chats: they never change."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from handlers.announcements.texts import announce as texts
from handlers.platform.admission import ADMINS, ADMINS_UNLOCKED
from handlers.platform.button_fields import OneOf, Page, ProvinceCode, Token
from handlers.platform.callback_data import CallbackData
from services.announcements.campaigns import Action
from services.calendar.subscribers import SubscriberRole

# --- composing is free: what leaves the chat needs an open lock ---


class ComposeStep(StrEnum):
    """What is asked for while an announcement is composed."""

    CONTENT = "content"
    LINKS = "links"
    TIME = "time"
    EXPIRY = "expiry"


class StartAt(StrEnum):
    """When an announcement is sent."""

    NOW = "now"
    TOMORROW = "tomorrow"


class EndAfter(StrEnum):
    """Hours after its beginning an announcement is sent to nobody any more."""

    NEVER = "never"
    DAY = "24"
    THREE_DAYS = "72"


class AudienceList(StrEnum):
    """What an audience is chosen by, on one page."""

    ROLES = "roles"
    DISTRICTS = "districts"
    AGENCIES = "agencies"


class NamedField(StrEnum):
    """What an audience is chosen by that subscribers wrote themselves."""

    DISTRICTS = "districts"
    AGENCIES = "agencies"


class AudienceSwitch(StrEnum):
    """To whom it goes at all."""

    CHANNEL = "channel"
    PEOPLE = "people"


class ShowHub(CallbackData, wire="umum:hub", access=ADMINS):
    """The announcement as it stands."""


class AskCompose(CallbackData, wire="umum:{step}", access=ADMINS):
    """Asks for a part of it."""

    step: ComposeStep


class SetStart(CallbackData, wire="umum:at:{when}", access=ADMINS):
    """When it is sent."""

    when: StartAt


class SetEnd(CallbackData, wire="umum:until:{after}", access=ADMINS):
    """Until when it may be sent."""

    after: EndAfter


class ShowAudience(CallbackData, wire="umum:audience", access=ADMINS):
    """What an audience may be chosen by."""


class ShowAudienceList(CallbackData, wire="umum:{field}", access=ADMINS):
    """Values of one field."""

    field: AudienceList


class ShowAudienceProvinces(CallbackData, wire="umum:provinces:{page}", access=ADMINS):
    """A page of provinces."""

    page: Page


class ToggleRole(CallbackData, wire="umum:toggle:roles:0:{role}", access=ADMINS):
    """A role more or less."""

    role: SubscriberRole


class ToggleAudienceProvince(CallbackData, wire="umum:toggle:provinces:{page}:{province}", access=ADMINS):
    """A province more or less."""

    page: Page
    province: ProvinceCode


class ToggleName(CallbackData, wire="umum:toggle:{field}:0:{mark}", access=ADMINS):
    """A district or an agency more or less, by a short hash of its name."""

    field: NamedField
    mark: Annotated[str, Token("[0-9a-f]{12}")]


class SwitchAudience(CallbackData, wire="umum:{switch}", access=ADMINS):
    """Subscribers, or the channel, more or less."""

    switch: AudienceSwitch


class PreviewAnnouncement(CallbackData, wire="umum:preview", access=ADMINS):
    """Shows it to its author."""


class SendTest(CallbackData, wire="umum:test", access=ADMINS_UNLOCKED, again=texts.TEST):
    """Shows it to the other admins."""


class KeepAnnouncement(CallbackData, wire="umum:next", access=ADMINS):
    """Keeps it as a draft."""


class DropAnnouncement(CallbackData, wire="umum:drop", access=ADMINS):
    """Throws it away."""


COMPOSE_BUTTONS = (
    ShowHub,
    AskCompose,
    SetStart,
    SetEnd,
    ShowAudience,
    ShowAudienceList,
    ShowAudienceProvinces,
    ToggleRole,
    ToggleAudienceProvince,
    ToggleName,
    SwitchAudience,
    PreviewAnnouncement,
    SendTest,
    KeepAnnouncement,
    DropAnnouncement,
)

# --- what is kept. Anybody may pause at once what should not go out ---

CampaignName = Annotated[str, Token("[a-z0-9]{1,16}")]


class ListCampaigns(CallbackData, wire="siar:list", access=ADMINS):
    """All announcements."""


class OpenCampaign(CallbackData, wire="siar:open:{campaign}", access=ADMINS):
    """One announcement."""

    campaign: CampaignName


class PreviewCampaign(CallbackData, wire="siar:preview:{campaign}", access=ADMINS):
    """What its recipients see."""

    campaign: CampaignName


class PauseCampaign(CallbackData, wire="siar:pause:{campaign}", access=ADMINS):
    """Pauses it at once."""

    campaign: CampaignName


class AskFirst(CallbackData, wire="siar:{action}:{campaign}", access=ADMINS):
    """Asks once more before what can't be undone, and for the new words of a change."""

    action: Annotated[Action, OneOf({one: one.value for one in (Action.CANCEL, Action.RETRACT, Action.EDIT)})]
    campaign: CampaignName


class ApproveCampaign(
    CallbackData, wire="siar:approve:{campaign}", access=ADMINS_UNLOCKED, again=texts.APPROVE_AGAIN
):
    """Approves what another admin composed."""

    campaign: CampaignName


class StartCampaign(
    CallbackData, wire="siar:start:{campaign}", access=ADMINS_UNLOCKED, again=texts.START_AGAIN
):
    """Sends it, or has it sent at its time."""

    campaign: CampaignName


class ResumeCampaign(
    CallbackData, wire="siar:resume:{campaign}", access=ADMINS_UNLOCKED, again=texts.RESUME_AGAIN
):
    """Goes on with what was paused."""

    campaign: CampaignName


class CancelCampaign(
    CallbackData, wire="siar:sure-cancel:{campaign}", access=ADMINS_UNLOCKED, again=texts.CANCEL_AGAIN
):
    """Sends it to nobody any more."""

    campaign: CampaignName


class RetractCampaign(
    CallbackData, wire="siar:sure-retract:{campaign}", access=ADMINS_UNLOCKED, again=texts.RETRACT_AGAIN
):
    """Deletes it from its recipients' chats."""

    campaign: CampaignName


class EditCampaign(
    CallbackData, wire="siar:sure-edit:{campaign}", access=ADMINS_UNLOCKED, again=texts.EDIT_AGAIN
):
    """Puts the new words in the place of what was sent."""

    campaign: CampaignName


class ReportCampaign(
    CallbackData, wire="siar:report:{campaign}", access=ADMINS_UNLOCKED, again=texts.REPORT_AGAIN
):
    """The delivery report with its table."""

    campaign: CampaignName


OfCampaign = (
    OpenCampaign
    | PreviewCampaign
    | PauseCampaign
    | AskFirst
    | ApproveCampaign
    | StartCampaign
    | ResumeCampaign
    | CancelCampaign
    | RetractCampaign
    | EditCampaign
    | ReportCampaign
)


def action_of(pressed: OfCampaign) -> Action | None:
    """What is done at once; None where something is only shown, or asked."""
    return {
        ApproveCampaign: Action.APPROVE,
        StartCampaign: Action.START,
        PauseCampaign: Action.PAUSE,
        ResumeCampaign: Action.RESUME,
        CancelCampaign: Action.CANCEL,
        RetractCampaign: Action.RETRACT,
    }.get(type(pressed))


def button_of(action: Action, campaign: str) -> CallbackData:
    """The button on a campaign's card that leads to an action."""
    if action is Action.APPROVE:
        return ApproveCampaign(campaign)
    if action is Action.START:
        return StartCampaign(campaign)
    if action is Action.PAUSE:
        return PauseCampaign(campaign)
    if action is Action.RESUME:
        return ResumeCampaign(campaign)
    return AskFirst(action, campaign)
