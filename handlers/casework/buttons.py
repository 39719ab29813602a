"""The buttons of officers' screens. Their wire forms stand in people's chats: they never change.

A report, an officer or a request is named by a short handle; what it means only the officer's dialog knows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from handlers.platform.admission import ButtonAccess, Lock, Who
from handlers.platform.button_fields import Handle, Page, Token, Whole
from handlers.platform.callback_data import CallbackData
from services.access.roles import Role
from services.casework.case import DecisionReason, Priority
from services.casework.redaction import LONG_SIDE, SHORT_SIDE
from services.reporting.draft import Category, Status

REPORTS = ButtonAccess(Who.OFFICER, Lock.OPEN, screen="laporan")
STATISTICS = ButtonAccess(Who.OFFICER, Lock.OPEN, screen="statistik")
OFFICERS = ButtonAccess(Who.ADMIN, Lock.OPEN, screen="peran")
RETENTION = ButtonAccess(Who.ADMIN, Lock.OPEN, screen="retensi")
INTO_RETENTION = ButtonAccess(Who.ADMIN, Lock.OPEN, screen="retensi", enters=True)


# --- the inbox ---


class FilterField(StrEnum):
    """What the inbox may be filtered by."""

    STATUS = "status"
    CATEGORY = "category"
    PROVINCE = "province"
    PRIORITY = "priority"
    AGE = "age"
    WHOSE = "whose"


class ListReports(CallbackData, wire="inbox:list", access=REPORTS):
    """The inbox."""


class TurnInboxPage(CallbackData, wire="inbox:page::{page}", access=REPORTS):
    """Another page of the inbox."""

    page: Page


class ShowFilters(CallbackData, wire="inbox:filter", access=REPORTS):
    """What the inbox may be filtered by."""


class ClearFilters(CallbackData, wire="inbox:clear", access=REPORTS):
    """All reports."""


class ChooseFilter(CallbackData, wire="inbox:by:{field}[:{page}]", access=REPORTS):
    """Values of one filter; provinces have pages."""

    field: FilterField
    page: Page | None = None


class SetFilter(CallbackData, wire="inbox:set:{field}:{value}", access=REPORTS):
    """A filter's value; None for any."""

    field: FilterField
    value: Annotated[str, Token("[a-z0-9-]{1,40}")] | None


class LockNow(CallbackData, wire="inbox:lock", access=REPORTS):
    """Closes the lock."""


# --- one report ---


class WrittenWords(StrEnum):
    """What an officer writes about a report."""

    NOTE = "note"
    ASK = "ask"
    MASK = "mask"


class ShowReport(CallbackData, wire="rep:open:{report}", access=REPORTS):
    """One report."""

    report: Handle


class NextReport(CallbackData, wire="rep:next:{report}", access=REPORTS):
    """The report after this one."""

    report: Handle


class ReadStory(CallbackData, wire="rep:story:{report}:{page}", access=REPORTS):
    """A page of what happened."""

    report: Handle
    page: Page


class ReadThread(CallbackData, wire="rep:talk:{report}[:{page}]", access=REPORTS):
    """A page of what was said with the reporter; the first is the newest."""

    report: Handle
    page: Page | None = None


class ReadNotes(CallbackData, wire="rep:notes:{report}[:{page}]", access=REPORTS):
    """A page of officers' notes."""

    report: Handle
    page: Page | None = None


class AskForWords(CallbackData, wire="rep:{words}:{report}", access=REPORTS):
    """Asks for a note, a question to the reporter, or words to mask."""

    words: WrittenWords
    report: Handle


class ClaimReport(CallbackData, wire="rep:claim:{report}", access=REPORTS):
    """The officer works on it."""

    report: Handle


class ReleaseReport(CallbackData, wire="rep:release:{report}", access=REPORTS):
    """Nobody works on it."""

    report: Handle


class ChooseStatus(CallbackData, wire="rep:status:{report}", access=REPORTS):
    """Where it may go."""

    report: Handle


class MoveReport(CallbackData, wire="rep:to:{report}:{status}", access=REPORTS):
    """Another status; some ask for a reason first."""

    report: Handle
    status: Status


class DecideReport(CallbackData, wire="rep:why:{report}:{status}:{reason}", access=REPORTS):
    """Another status, with its reason."""

    report: Handle
    status: Status
    reason: DecisionReason


class ChoosePriority(CallbackData, wire="rep:prio:{report}", access=REPORTS):
    """How urgent it may be."""

    report: Handle


class SetPriority(CallbackData, wire="rep:setprio:{report}:{priority}", access=REPORTS):
    """How urgent it is."""

    report: Handle
    priority: Priority


class ChooseCategory(CallbackData, wire="rep:cat:{report}", access=REPORTS):
    """What it may be about."""

    report: Handle


class SetCategory(CallbackData, wire="rep:setcat:{report}:{category}", access=REPORTS):
    """What it is about."""

    report: Handle
    category: Category


class FindTwins(CallbackData, wire="rep:twins:{report}", access=REPORTS):
    """Reports that may be about the same."""

    report: Handle


class LinkTwin(CallbackData, wire="rep:link:{report}:{twin}", access=REPORTS):
    """It is about the same as another; None takes that back."""

    report: Handle
    twin: Handle | None


# --- pictures ---


class PictureAct(StrEnum):
    """What is done with a picture."""

    SHOW = "show"
    TURN = "turn"
    CLOSE = "close"
    BLUR = "blur"
    CLEAR = "clear"
    SEE = "see"
    SAVE = "save"


class OnPicture(CallbackData, wire="bukti:{act}:{report}:{place}", access=REPORTS):
    """Something with one picture of a report, by its place."""

    act: PictureAct
    report: Handle
    place: Page


class ToggleCell(CallbackData, wire="bukti:cell:{report}:{place}:{cell}", access=REPORTS):
    """A part of a picture is blurred, or is not."""

    report: Handle
    place: Page
    cell: Annotated[int, Whole(1, LONG_SIDE * SHORT_SIDE)]


# --- hand-over and originals ---


class ShowHandOver(CallbackData, wire="serah:menu:{report}", access=REPORTS):
    """What a hand-over takes."""

    report: Handle


class MakeHandOver(CallbackData, wire="serah:make:{report}", access=REPORTS):
    """The files that leave the office."""

    report: Handle


class ListOriginals(CallbackData, wire="asli:list", access=REPORTS):
    """Requests of other officers."""


class ApproveOriginal(CallbackData, wire="asli:yes:{request}", access=REPORTS):
    """Agrees to one."""

    request: Handle


class AskOriginal(CallbackData, wire="asli:ask:{report}:{place}", access=REPORTS):
    """Asks a second officer for an untouched file."""

    report: Handle
    place: Page


class ReadOriginal(CallbackData, wire="asli:open:{report}:{place}", access=REPORTS):
    """Opens one that a second officer agreed to."""

    report: Handle
    place: Page


# --- statistics ---


class ShowChart(CallbackData, wire="stat:show:{number}", access=STATISTICS):
    """One picture."""

    number: Page


class CloseChart(CallbackData, wire="stat:close", access=STATISTICS):
    """Takes the picture away."""


# --- officers ---


class ListOfficers(CallbackData, wire="peran:list", access=OFFICERS):
    """All officers."""


class InviteOfficer(CallbackData, wire="peran:invite", access=OFFICERS):
    """Asks as what somebody is invited."""


class InviteAs(CallbackData, wire="peran:as::{role}", access=OFFICERS):
    """Asks for the name of who is invited."""

    role: Role


class ShowOfficer(CallbackData, wire="peran:open:{officer}", access=OFFICERS):
    """One officer."""

    officer: Handle


class ChooseRole(CallbackData, wire="peran:role:{officer}", access=OFFICERS):
    """What an officer may become."""

    officer: Handle


class SetRole(CallbackData, wire="peran:setrole:{officer}:{role}", access=OFFICERS):
    """What an officer becomes."""

    officer: Handle
    role: Role


class AskWorkplace(CallbackData, wire="peran:place:{officer}", access=OFFICERS):
    """Asks where an officer works."""

    officer: Handle


class InviteAgain(CallbackData, wire="peran:again:{officer}", access=OFFICERS):
    """A fresh invitation in the place of the old access."""

    officer: Handle


class AskDismissal(CallbackData, wire="peran:remove:{officer}", access=OFFICERS):
    """Asks once more before an officer is taken out."""

    officer: Handle


class DismissOfficer(CallbackData, wire="peran:out:{officer}", access=OFFICERS):
    """Takes an officer out."""

    officer: Handle


# --- retention ---


class ListClosed(CallbackData, wire="retensi:list[:{page}]", access=INTO_RETENTION):
    """Closed reports, from below a warning. A former version had pages of it."""

    page: Page | None = None


class TurnClosedPage(CallbackData, wire="retensi:page::{page}", access=RETENTION):
    """A page of closed reports."""

    page: Page


class HoldReport(CallbackData, wire="retensi:hold:{report}[:{page}]", access=RETENTION):
    """Keeps a report beyond its time."""

    report: Handle
    page: Page | None = None


class LetReportGo(CallbackData, wire="retensi:free:{report}[:{page}]", access=RETENTION):
    """Keeps it no longer than its time."""

    report: Handle
    page: Page | None = None
