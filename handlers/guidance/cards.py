"""Cards of topics and their other sides as text and buttons; the tree of /topik."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from handlers.guidance.buttons import (
    AnswerMark,
    CardView,
    MarkAnswer,
    PickNone,
    PickTopic,
    ShareTopic,
    ShowCard,
    ShowGroup,
    ShowGroups,
)
from handlers.guidance.texts import ask as texts
from handlers.platform.buttons import HOW_TO_REPORT, OpenTopic, StartReport
from handlers.platform.outgoing import Button, Rows
from rulebook.loader import Rulebook
from rulebook.model import Actor, Group, Topic

TodayLine = Callable[[datetime], str]
"""Says where the day stands in the election calendar; empty where there is nothing to say."""

View = tuple[str, Rows]


NO_QUESTION = StartReport()


def report_row(start: StartReport = NO_QUESTION) -> list[Button]:
    """The way to a report. Its button carries the question, which becomes a trace if it leads to one."""
    return [
        Button(texts.REPORT_BUTTON, start),
        Button(texts.HOW_TO_REPORT_BUTTON, ShowCard(CardView.CARD, HOW_TO_REPORT)),
    ]


class Cards:
    """Renders views."""

    def __init__(self, rulebook: Rulebook, today_line: TodayLine) -> None:
        self.rulebook = rulebook
        self._today_line = today_line
        self._shown: dict[tuple[str, Actor | None, int], str] = {}
        self._shown_on = ""

    def card(
        self,
        topic: Topic,
        now: datetime,
        role: Actor | None = None,
        *,
        rated: bool = False,
        also: Sequence[str] = (),
        start: StartReport = NO_QUESTION,
    ) -> View:
        """The answer with its buttons. ``start`` is the way to a report, which carries the question."""
        rows = [*self._also_rows(also), *self._card_rows(topic, rated=rated)]
        if texts.speaks_to_citizen(topic, role):
            rows.insert(0, report_row(start))
        return self._on_screen(topic, self._today_line(now), role, len(rows)), rows

    def _on_screen(self, topic: Topic, today: str, role: Actor | None, rows: int) -> str:
        """The card as it was laid out once today: counting lines takes longer than reading a question."""
        if today != self._shown_on:
            self._shown.clear()
            self._shown_on = today
        key = topic.slug, role, rows
        if key not in self._shown:
            self._shown[key] = texts.card(topic, today, role, rows=rows)
        return self._shown[key]

    @staticmethod
    def second(topic: Topic, role: Actor | None = None) -> View:
        """The answer to a message's second question, below the first: in short, the rest one tap away."""
        return texts.second_card(topic, role), [[Button(texts.BUTTON_FULL, OpenTopic(topic.slug))]]

    def view(
        self,
        asked: ShowCard,
        now: datetime,
        role: Actor | None,
        *,
        rated: bool,
        start: StartReport = NO_QUESTION,
    ) -> View:
        """What a tapped button asks to see. ``start`` is the way to a report, which carries the question."""
        topic = self.rulebook.topics.get(asked.slug)
        if topic is None:
            return texts.TOPIC_GONE, self.group_rows()
        if asked.view is CardView.RELATED:
            return texts.related_title(topic), self._related_rows(topic)
        pages = self._pages(asked.view, topic, now, role)
        if pages is None:
            return self.card(topic, now, role, rated=rated, start=start)
        page = min(asked.page or 0, len(pages) - 1)
        return pages[page], self._page_rows(asked.view, topic, page, len(pages))

    def group(self, group: Group) -> View:
        """The topics on one shelf."""
        rows = [
            [Button(one.label, ShowCard(CardView.CARD, one.slug))] for one in self.rulebook.in_group(group)
        ]
        return texts.group_title(group), [*rows, [Button(texts.BUTTON_TOPICS, ShowGroups())]]

    def _pages(
        self, view: CardView, topic: Topic, now: datetime, role: Actor | None
    ) -> tuple[str, ...] | None:
        if view is CardView.LAW:
            return texts.law(topic, self.rulebook)
        if view is CardView.SANCTION:
            return texts.sanction(topic)
        if view is CardView.SIDES and (topic.disagreement or topic.uncertain):
            return texts.sides(topic)
        if view is CardView.FULL:
            return texts.full(topic, self._today_line(now), role)
        return None

    @staticmethod
    def _page_rows(view: CardView, topic: Topic, page: int, count: int) -> Rows:
        turning = []
        if page > 0:
            turning.append(Button(texts.BUTTON_PAGE_BEFORE, ShowCard(view, topic.slug, page - 1)))
        if page + 1 < count:
            turning.append(Button(texts.BUTTON_NEXT_PAGE, ShowCard(view, topic.slug, page + 1)))
        back = [Button(texts.BUTTON_BACK, ShowCard(CardView.CARD, topic.slug))]
        return [turning, back] if turning else [back]

    def _also_rows(self, also: Sequence[str]) -> list[list[Button]]:
        known = [self.rulebook[slug] for slug in also if slug in self.rulebook.topics]
        return [[Button(f"{texts.ALSO}{one.label}", OpenTopic(one.slug))] for one in known[:2]]

    def _card_rows(self, topic: Topic, *, rated: bool) -> list[list[Button]]:
        first = [
            Button(texts.BUTTON_FULL, ShowCard(CardView.FULL, topic.slug)),
            Button(texts.BUTTON_LAW, ShowCard(CardView.LAW, topic.slug)),
            Button(texts.BUTTON_SANCTION, ShowCard(CardView.SANCTION, topic.slug)),
        ]
        second = [
            Button(texts.BUTTON_RELATED, ShowCard(CardView.RELATED, topic.slug)),
            Button(texts.BUTTON_SHARE, ShareTopic(topic.slug)),
        ]
        if topic.disagreement or topic.uncertain:
            label = texts.BUTTON_SIDES if topic.disagreement else texts.BUTTON_DOUBTS
            second.insert(0, Button(label, ShowCard(CardView.SIDES, topic.slug)))
        return [first, second, *([] if rated else [self._mark_row(topic)])]

    @staticmethod
    def _mark_row(topic: Topic) -> list[Button]:
        return [
            Button(texts.BUTTON_HELPED, MarkAnswer(AnswerMark.HELPED, topic.slug)),
            Button(texts.BUTTON_NOT_HELPED, MarkAnswer(AnswerMark.NOT_HELPED, topic.slug)),
        ]

    def marked_rows(
        self,
        topic: Topic,
        role: Actor | None = None,
        *,
        helped: bool,
        others: Sequence[str] = (),
        start: StartReport = NO_QUESTION,
    ) -> Rows:
        """Buttons once the answer was marked: the marks are gone, and there is a way on.

        ``others`` are the topics that were likely besides; after an unhelpful answer they are offered.
        """
        rows = self._card_rows(topic, rated=True)
        if texts.speaks_to_citizen(topic, role):
            rows.insert(0, report_row(start))
        if helped:
            return rows
        likely = [[Button(texts.MAYBE + self.rulebook[slug].label, OpenTopic(slug))] for slug in others]
        return [*rows, *likely, [Button(texts.BUTTON_OTHER_TOPIC, ShowGroups())]]

    def _related_rows(self, topic: Topic) -> Rows:
        related = [self.rulebook[slug] for slug in topic.related if slug in self.rulebook.topics]
        rows = [[Button(one.label, ShowCard(CardView.CARD, one.slug))] for one in related]
        return [*rows, [Button(texts.BUTTON_BACK, ShowCard(CardView.CARD, topic.slug))]]

    def group_rows(self) -> Rows:
        """The shelves of /topik."""
        return [[Button(group.label, ShowGroup(group))] for group in Group]

    def offers(self, slugs: Sequence[str]) -> Rows:
        """Two to four topics to choose from, and a way out."""
        rows = [[Button(self.rulebook[slug].label, PickTopic(slug))] for slug in slugs]
        return [*rows, [Button(texts.NONE_OF_THESE, PickNone())]]
