"""The buttons of questions and answers. Their wire forms stand in people's chats: they never change."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from handlers.guidance.texts import unanswered as texts
from handlers.platform.admission import ADMINS, ADMINS_UNLOCKED, ANYONE
from handlers.platform.button_fields import Base64Bytes, Page, Slug
from handlers.platform.callback_data import CallbackData
from rulebook.model import Actor, Group
from storage.guidance.questions import ID_BYTES


class CardView(StrEnum):
    """A side of a topic's card."""

    CARD = "topic"
    FORMER_CARD = "card"
    """What the card was called by a former version."""
    FULL = "full"
    LAW = "law"
    SANCTION = "sanction"
    SIDES = "sides"
    RELATED = "related"


class AnswerMark(StrEnum):
    """Whether an answer helped."""

    HELPED = "good"
    NOT_HELPED = "bad"


class ShowCard(CallbackData, wire="ask:{view}[.{page}]:{slug}", access=ANYONE):
    """A side of a card, in the place of the one on the screen."""

    view: CardView
    slug: Slug
    page: Page | None = None


class PickTopic(CallbackData, wire="ask:pick:{slug}", access=ANYONE):
    """A topic chosen among those offered: it answers the question."""

    slug: Slug


class PickNone(CallbackData, wire="ask:none", access=ANYONE):
    """None of the topics offered."""


class ShowGroups(CallbackData, wire="ask:groups", access=ANYONE):
    """The shelves of /topik."""


class ShowGroup(CallbackData, wire="ask:group:{group}", access=ANYONE):
    """The topics on one shelf."""

    group: Group


class MarkAnswer(CallbackData, wire="ask:{mark}:{slug}", access=ANYONE):
    """Whether an answer helped."""

    mark: AnswerMark
    slug: Slug


class ShareTopic(CallbackData, wire="ask:share:{slug}", access=ANYONE):
    """A picture of a topic to pass on."""

    slug: Slug


class OpenProfile(CallbackData, wire="role:open", access=ANYONE):
    """The choice of who somebody is, in a message of its own."""


class SetProfile(CallbackData, wire="role:set:{role}", access=ANYONE):
    """Who somebody is."""

    role: Actor


class ForgetProfile(CallbackData, wire="role:forget", access=ANYONE):
    """Forgets who somebody is."""


class StartQuiz(CallbackData, wire="quiz:start", access=ANYONE):
    """Another round."""


class BeginPledge(CallbackData, wire="pledge:begin", access=ANYONE):
    """On with the pledge."""


QuestionId = Annotated[bytes, Base64Bytes(ID_BYTES)]
"""A question's random id in 11 letters."""


class NextQuestion(CallbackData, wire="ques:next:{at}", access=ADMINS):
    """Another question that waits, by its place."""

    at: Page


class ShowQuestion(CallbackData, wire="ques:show:{question}", access=ADMINS):
    """One question that waits."""

    question: QuestionId


class LinkQuestion(
    CallbackData, wire="ques:link:{question}:{slug}", access=ADMINS_UNLOCKED, again=texts.LINK_AGAIN
):
    """Answers a question with a topic, from now on."""

    question: QuestionId
    slug: Slug


class DismissQuestion(
    CallbackData, wire="ques:drop:{question}", access=ADMINS_UNLOCKED, again=texts.DISMISS_AGAIN
):
    """Takes a question out of the queue."""

    question: QuestionId


class UnlinkQuestion(
    CallbackData, wire="ques:undo:{question}", access=ADMINS_UNLOCKED, again=texts.UNDO_AGAIN
):
    """Takes a link back."""

    question: QuestionId


class ChooseGroup(CallbackData, wire="ques:groups:{question}", access=ADMINS):
    """The shelves, to choose a question's topic from."""

    question: QuestionId


class ChooseTopic(CallbackData, wire="ques:group:{question}:{group}", access=ADMINS):
    """The topics on one shelf, to choose a question's from."""

    question: QuestionId
    group: Group


class ShowWeek(CallbackData, wire="ques:week:{weeks_ago}", access=ADMINS):
    """What a week was about."""

    weeks_ago: Page
