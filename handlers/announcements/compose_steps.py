"""What an announcement is composed of: a form that is a menu, from which each part is asked for.

Whom it goes to is a menu within the menu; its lists are tapped on and off, and take no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Message

from handlers.announcements.buttons import (
    AskCompose,
    AudienceList,
    AudienceSwitch,
    ComposeStep,
    EndAfter,
    NamedField,
    SetEnd,
    SetStart,
    ShowAudience,
    ShowAudienceList,
    ShowAudienceProvinces,
    ShowHub,
    StartAt,
    SwitchAudience,
    ToggleAudienceProvince,
    ToggleName,
    ToggleRole,
)
from handlers.announcements.content import part_of
from handlers.announcements.texts import announce as texts
from handlers.calendar.texts.labels import SUBSCRIBER_LABELS
from handlers.platform.callback_data import CallbackData
from handlers.platform.forms import Form
from handlers.platform.outgoing import Button
from handlers.platform.provinces import PROVINCE_CHOICES, PROVINCE_PAGES
from handlers.platform.steps import ChoiceRows, Move, MoveKind, Refused, Step, StepChoice, always
from services.announcements.draft import MIXED, AnnouncementDraft, LinkButton, Part, parse_links
from services.announcements.errors import UnsuitableError
from services.calendar.spans import parse_moment
from services.calendar.subscribers import SubscriberRole

HUB, CONTENT, AUDIENCE, PROVINCES = "hub", ComposeStep.CONTENT.value, "audience", "provinces"
NAMED = tuple(one.value for one in NamedField)
"""Lists of what subscribers wrote themselves: their values are looked up before they are shown."""
MARK = "✅ "
MORNING = time(7, 30)
LASTING = {EndAfter.DAY.value: timedelta(days=1), EndAfter.THREE_DAYS.value: timedelta(days=3)}
AnnouncementStep = Step[AnnouncementDraft, Message]
AnnouncementForm = Form[AnnouncementDraft, Message]


def compose_form(zone: ZoneInfo, names: Sequence[str] = (), *, has_channel: bool = False) -> AnnouncementForm:
    """The form.

    Args:
        zone: The agency's, for times that are typed.
        names: Districts or agencies that subscribers wrote, where these are asked for.
        has_channel: Whether announcements may go to a channel too.
    """
    steps: tuple[AnnouncementStep, ...] = (
        Step(CONTENT, texts.ASK_CONTENT, AnnouncementDraft.with_part, label=texts.CONTENT, accepts=_part),
        Step(
            ComposeStep.LINKS.value,
            texts.ASK_LINKS,
            lambda draft, links: replace(draft, links=links),
            label=texts.LINKS,
            accepts=lambda _, message, __: _links(_words(message)),
        ),
        Step(
            AUDIENCE,
            "",
            _switched,
            label=texts.AUDIENCE,
            choices=lambda draft: _ways_to_choose(draft, has_channel=has_channel),
            picks=lambda _, switch, __: switch,
            stays=always,
            back=texts.DONE,
        ),
        Step(
            ComposeStep.TIME.value,
            texts.ASK_TIME,
            lambda draft, told: replace(draft, start_at=told[0]),
            label=texts.TIME,
            accepts=lambda _, message, now: _moment(_words(message), now, zone),
            choices=lambda _: [
                [StepChoice(texts.NOW, StartAt.NOW), StepChoice(texts.TOMORROW, StartAt.TOMORROW)]
            ],
            picks=lambda _, when, now: (_tomorrow(now, zone) if when == StartAt.TOMORROW else None,),
        ),
        Step(
            ComposeStep.EXPIRY.value,
            texts.ASK_EXPIRY,
            lambda draft, told: replace(draft, expires_at=told[0]),
            label=texts.EXPIRY,
            accepts=lambda _, message, now: _moment(_words(message), now, zone),
            choices=lambda _: [
                [
                    StepChoice(texts.NO_EXPIRY, EndAfter.NEVER),
                    StepChoice(texts.ONE_DAY, EndAfter.DAY),
                    StepChoice(texts.THREE_DAYS, EndAfter.THREE_DAYS),
                ]
            ],
            picks=lambda draft, after, now: _ending(draft.start_at or now, after),
        ),
        _list("roles", texts.ASK_ROLES, _roles),
        replace(
            _list(
                PROVINCES,
                texts.ASK_PROVINCES,
                lambda draft: _marked(PROVINCE_CHOICES, draft.audience.provinces),
            ),
            paging=PROVINCE_PAGES,
        ),
        *(_named(field, names) for field in NAMED),
    )
    return Form(steps, home=HUB, data=data_of, back=texts.BACK, is_edited=always)


def _words(message: Message) -> str:
    return message.text or message.caption or ""


def in_same_album(draft: AnnouncementDraft, message: Message) -> bool:
    """Whether a message belongs to the album that the draft has begun with."""
    return bool(message.media_group_id) and any(one.group == message.media_group_id for one in draft.parts)


def _part(draft: AnnouncementDraft, message: Message, _now: datetime) -> Part | Refused:
    try:
        part = part_of(message)
    except UnsuitableError as error:
        return Refused(texts.UNSUITABLE[error.reason])
    together = (
        any(draft.parts[0].kind in kinds and part.kind in kinds for kinds in MIXED) if draft.parts else True
    )
    return Refused(texts.MIXED_ALBUM) if in_same_album(draft, message) and not together else part


def _links(typed: str) -> tuple[LinkButton, ...] | Refused:
    links = () if typed.strip() == "-" else parse_links(typed)
    return Refused(texts.LINKS_UNCLEAR) if links is None else links


def _moment(typed: str, now: datetime, zone: ZoneInfo) -> tuple[datetime] | Refused:
    when = parse_moment(typed, now, zone)
    if when is None or when <= now:
        return Refused(texts.TIME_UNCLEAR if when is None else texts.TIME_PAST)
    return (when,)


def _tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def _ending(begin: datetime, after: str) -> tuple[datetime | None] | None:
    if after == EndAfter.NEVER:
        return (None,)
    return (begin + LASTING[after],) if after in LASTING else None


# --- audience ---


def _switched(draft: AnnouncementDraft, switch: str) -> AnnouncementDraft:
    old = draft.audience
    if switch == AudienceSwitch.CHANNEL:
        return replace(draft, audience=replace(old, channel=not old.channel))
    return replace(draft, audience=replace(old, subscribers=not old.subscribers))


def _ways_to_choose(draft: AnnouncementDraft, *, has_channel: bool) -> ChoiceRows:
    lists = [
        Button(texts.ROLES, ShowAudienceList(AudienceList.ROLES)),
        Button(texts.PROVINCES, ShowAudienceProvinces(0)),
        Button(texts.DISTRICTS, ShowAudienceList(AudienceList.DISTRICTS)),
        Button(texts.AGENCIES, ShowAudienceList(AudienceList.AGENCIES)),
    ]
    if not has_channel and not draft.audience.channel:
        return [lists[:2], lists[2:]]
    people = texts.PEOPLE_ON if draft.audience.subscribers else texts.PEOPLE_OFF
    channel = texts.CHANNEL_ON if draft.audience.channel else texts.CHANNEL_OFF
    switches = [StepChoice(people, AudienceSwitch.PEOPLE), StepChoice(channel, AudienceSwitch.CHANNEL)]
    return [lists[:2], lists[2:], switches]


def _list(
    field: str, question: str, choices: Callable[[AnnouncementDraft], ChoiceRows], **more: Any
) -> AnnouncementStep:
    """Values of one field of the audience, tapped on and off."""
    return Step(
        field,
        question,
        lambda draft, value: draft.toggled(field, value),
        choices=choices,
        stays=always,
        within=AUDIENCE,
        back=texts.DONE,
        **more,
    )


def _roles(draft: AnnouncementDraft) -> ChoiceRows:
    all_of_them = [StepChoice(SUBSCRIBER_LABELS[role], role.value) for role in SubscriberRole]
    return _marked([all_of_them[at : at + 2] for at in range(0, len(all_of_them), 2)], draft.audience.roles)


def _named(field: str, names: Sequence[str]) -> AnnouncementStep:
    """Names, which a button carries as a short hash."""
    by_mark = {mark_of(name): name for name in names}
    return _list(
        field,
        texts.names_shown(field, names),
        lambda draft: [
            [StepChoice(MARK + name if name in getattr(draft.audience, field) else name, mark)]
            for mark, name in by_mark.items()
        ],
        picks=lambda _, mark, __: by_mark.get(mark),
    )


def _marked(rows: Sequence[Sequence[StepChoice]], chosen: Sequence[str]) -> ChoiceRows:
    return [
        [replace(one, label=MARK + one.label) if one.value in chosen else one for one in row] for row in rows
    ]


def mark_of(name: str) -> str:
    """Stands for a name in a button's data, which takes 64 bytes."""
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


# --- buttons ---


def data_of(move: Move) -> CallbackData:
    """The button of a move."""
    if move.kind is MoveKind.PICK:
        return _picking(move)
    if move.step == PROVINCES and move.kind is not MoveKind.BACK:
        return ShowAudienceProvinces(move.page)
    if move.kind is MoveKind.BACK:
        return ShowAudience() if move.step in (PROVINCES, *AudienceList) else ShowHub()
    if move.step in tuple(AudienceList):
        return ShowAudienceList(AudienceList(move.step))
    return ShowAudience() if move.step == AUDIENCE else AskCompose(ComposeStep(move.step))


def _picking(move: Move) -> CallbackData:
    match move.step:
        case ComposeStep.TIME.value:
            return SetStart(StartAt(move.value))
        case ComposeStep.EXPIRY.value:
            return SetEnd(EndAfter(move.value))
        case AudienceList.ROLES.value:
            return ToggleRole(next(role for role in SubscriberRole if role.value == move.value))
        case step if step == AUDIENCE:
            return SwitchAudience(AudienceSwitch(move.value))
        case step if step == PROVINCES:
            return ToggleAudienceProvince(move.page, move.value)
    return ToggleName(NamedField(move.step), move.value)


def move_of(pressed: CallbackData) -> Move | None:
    """The move of a button; None for one that does something else."""
    match pressed:
        case ShowHub():
            return Move(MoveKind.BACK, HUB)
        case AskCompose():
            return Move(MoveKind.EDIT, pressed.step.value)
        case ShowAudience():
            return Move(MoveKind.EDIT, AUDIENCE)
        case ShowAudienceList():
            return Move(MoveKind.EDIT, pressed.field.value)
        case ShowAudienceProvinces():
            return Move(MoveKind.EDIT, PROVINCES, page=pressed.page)
        case SetStart():
            return Move(MoveKind.PICK, ComposeStep.TIME.value, pressed.when.value)
        case SetEnd():
            return Move(MoveKind.PICK, ComposeStep.EXPIRY.value, pressed.after.value)
        case SwitchAudience():
            return Move(MoveKind.PICK, AUDIENCE, pressed.switch.value)
        case ToggleRole():
            return Move(MoveKind.PICK, AudienceList.ROLES.value, pressed.role.value)
        case ToggleAudienceProvince():
            return Move(MoveKind.PICK, PROVINCES, pressed.province, pressed.page)
        case ToggleName():
            return Move(MoveKind.PICK, pressed.field.value, pressed.mark)
    return None
