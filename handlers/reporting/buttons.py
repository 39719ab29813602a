"""The buttons of a report, and of the way back to it. Their wire forms stand in people's chats.

Those of /lacak carry the conversation, which may be over by the time they are tapped; former versions named
none.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from handlers.platform.admission import ANYONE
from handlers.platform.button_fields import Page, Token
from handlers.platform.buttons import NamedConversation
from handlers.platform.callback_data import CallbackData


class AnswerDecision(StrEnum):
    """What becomes of an answer whose words tell of the reporter."""

    MASK = "mask"
    AS_IS = "asis"
    DROP = "drop"


class WriteAnswer(CallbackData, wire="track:answer[:{conversation}]", access=ANYONE):
    """An answer to officers, or more of the report."""

    conversation: NamedConversation | None = None


class DecideAnswer(CallbackData, wire="track:{decision}[:{conversation}]", access=ANYONE):
    """What becomes of an answer that waits."""

    decision: AnswerDecision
    conversation: NamedConversation | None = None


class TurnTrackPage(CallbackData, wire="track:page{page}[:{conversation}]", access=ANYONE):
    """Another page of what was said, in the place of the one on the screen."""

    page: Page
    conversation: NamedConversation | None = None


class TrackAgain(CallbackData, wire="track:again[:{conversation}]", access=ANYONE):
    """The report as it stands, in a message of its own."""

    conversation: NamedConversation | None = None


class EndTracking(CallbackData, wire="track:end[:{conversation}]", access=ANYONE):
    """Closes the report on the screen."""

    conversation: NamedConversation | None = None


# --- the report itself ---


class BeginReport(CallbackData, wire="report:go", access=ANYONE):
    """The first question."""


class ShowPrivacy(CallbackData, wire="report:privacy", access=ANYONE):
    """What is kept and what is not, before the first question."""


class TurnPrivacyPage(CallbackData, wire="report:about:{page}", access=ANYONE):
    """Another page of it."""

    page: Page


class CancelReport(CallbackData, wire="report:cancel", access=ANYONE):
    """Gives the report up."""


class ConfirmWipe(CallbackData, wire="report:wipe:sure[:{conversation}]", access=ANYONE):
    """Deletes the messages of an open report, and its draft: the person was asked."""

    conversation: NamedConversation | None = None


class GoOnReporting(CallbackData, wire="report:wipe:not", access=ANYONE):
    """Deletes nothing."""


class SendReport(CallbackData, wire="report:send:{key}", access=ANYONE):
    """Sends the report. The button alone has the key to what follows from its code (of a former version: a
    mark of the code)."""

    key: Annotated[str, Token("[A-Za-z0-9_-]{12,43}")]


StepName = Annotated[str, Token("[a-z]{1,20}")]
"""The step below whose question a button stands, so that an old one can't act on a newer step."""


class PickAnswer(CallbackData, wire="report:pick:{step}:{value}", access=ANYONE):
    """An answer that a step offers."""

    step: StepName
    value: Annotated[str, Token("[a-z0-9-]{1,30}")]


class TurnChoices(CallbackData, wire="report:page:{step}:{page}", access=ANYONE):
    """Another page of what a step offers."""

    step: StepName
    page: Page


class SkipStep(CallbackData, wire="report:skip:{step}", access=ANYONE):
    """On without an answer, or without more of it."""

    step: StepName


class BackStep(CallbackData, wire="report:back:{step}", access=ANYONE):
    """The question before."""

    step: StepName


class EditStep(CallbackData, wire="report:edit:{step}:{to}", access=ANYONE):
    """From the review to one question."""

    step: StepName
    to: StepName


class RewriteStep(CallbackData, wire="report:rewrite:{step}", access=ANYONE):
    """An answer of several messages from its beginning."""

    step: StepName


class EvidencePart(StrEnum):
    """Which files are taken away."""

    LAST = "last"
    ALL = "all"


class RemoveEvidence(CallbackData, wire="report:remove:{step}:{part}", access=ANYONE):
    """Takes files away."""

    step: StepName
    part: EvidencePart


class OriginalsChoice(StrEnum):
    """Whether untouched files are kept too."""

    ASK = "ask"
    YES = "yes"
    NO = "no"


class KeepOriginals(CallbackData, wire="report:original:{step}:{choice}", access=ANYONE):
    """Asks whether originals are kept, and does as told."""

    step: StepName
    choice: OriginalsChoice


class ShowCode(CallbackData, wire="report:code:{step}", access=ANYONE):
    """A fresh secret code."""

    step: StepName


class MaskHints(CallbackData, wire="report:mask:{step}:{mark}", access=ANYONE):
    """Takes words out that tell of the reporter: all, or those with this mark."""

    step: StepName
    mark: Annotated[str, Token("all|[0-9a-f]{8}")]


class KeepHints(CallbackData, wire="report:keep:{step}:all", access=ANYONE):
    """Leaves them as they are."""

    step: StepName


class DropPicture(CallbackData, wire="report:drop:{step}:{mark}", access=ANYONE):
    """Takes one picture out."""

    step: StepName
    mark: Annotated[str, Token("[0-9a-f]{8}")]


FormButton = PickAnswer | TurnChoices | SkipStep | BackStep | EditStep | RewriteStep
"""What the form of questions shows."""
StepButton = FormButton | RemoveEvidence | KeepOriginals | ShowCode | MaskHints | KeepHints | DropPicture
