"""Cards of topics and their other sides as text and buttons; the tree of /topik."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from core.numbers import page_number
from handlers.guidance.texts import ask as texts
from handlers.platform.outgoing import Button, Rows
from rulebook.loader import Rulebook
from rulebook.model import Actor, Group, Topic

TodayLine = Callable[[datetime], str]
"""Says where the day stands in the election calendar; empty where there is nothing to say."""

View = tuple[str, Rows]


def report_row(asked: str = "") -> list[Button]:
    """The way to a report. Its button carries the question, which becomes a trace if it leads to one."""
    return [
        Button(texts.REPORT_BUTTON, f"report:start{asked}"),
        Button(texts.HOW_TO_REPORT_BUTTON, "ask:topic:cara-melapor"),
    ]


class Cards:
    """Renders views. ``callback_data`` is ``ask:<view>[.<page>]:<slug or group>``."""

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
        asked: str = "",
    ) -> View:
        """The answer with its buttons. ``asked`` is what the way to a report carries of the question."""
        rows = [*self._also_rows(also), *self._card_rows(topic, rated=rated)]
        if texts.speaks_to_citizen(topic, role):
            rows.insert(0, report_row(asked))
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
        return texts.second_card(topic, role), [[Button(texts.BUTTON_FULL, f"ask:open:{topic.slug}")]]

    def view(
        self, action: str, argument: str, now: datetime, role: Actor | None, *, rated: bool, asked: str = ""
    ) -> View:
        """What a tapped button asks to see. ``asked`` is what the way to a report carries of the question."""
        kind, _, number = action.partition(".")
        group = Group.of(argument) if kind == "group" else None
        if group is not None:
            return texts.group_title(group), self._topic_rows(group)
        topic = self.rulebook.topics.get(argument)
        if topic is None:
            lost = bool(argument) and kind != "groups"
            return (texts.TOPIC_GONE if lost else texts.TOPICS_TITLE), self.group_rows()
        if kind == "related":
            return texts.related_title(topic), self._related_rows(topic)
        pages = self._pages(kind, topic, now, role)
        if pages is None:
            return self.card(topic, now, role, rated=rated, asked=asked)
        page = min(page_number(number), len(pages) - 1)
        return pages[page], self._page_rows(kind, topic, page, len(pages))

    def _pages(self, kind: str, topic: Topic, now: datetime, role: Actor | None) -> tuple[str, ...] | None:
        if kind == "law":
            return texts.law(topic, self.rulebook)
        if kind == "sanction":
            return texts.sanction(topic)
        if kind == "sides" and (topic.disagreement or topic.uncertain):
            return texts.sides(topic)
        if kind == "full":
            return texts.full(topic, self._today_line(now), role)
        return None

    @staticmethod
    def _page_rows(kind: str, topic: Topic, page: int, count: int) -> Rows:
        turning = []
        if page > 0:
            turning.append(Button(texts.BUTTON_PAGE_BEFORE, f"ask:{kind}.{page - 1}:{topic.slug}"))
        if page + 1 < count:
            turning.append(Button(texts.BUTTON_NEXT_PAGE, f"ask:{kind}.{page + 1}:{topic.slug}"))
        back = [Button(texts.BUTTON_BACK, f"ask:topic:{topic.slug}")]
        return [turning, back] if turning else [back]

    def _also_rows(self, also: Sequence[str]) -> list[list[Button]]:
        known = [self.rulebook[slug] for slug in also if slug in self.rulebook.topics]
        return [[Button(f"{texts.ALSO}{one.label}", f"ask:open:{one.slug}")] for one in known[:2]]

    def _card_rows(self, topic: Topic, *, rated: bool) -> list[list[Button]]:
        first = [
            Button(texts.BUTTON_FULL, f"ask:full:{topic.slug}"),
            Button(texts.BUTTON_LAW, f"ask:law:{topic.slug}"),
            Button(texts.BUTTON_SANCTION, f"ask:sanction:{topic.slug}"),
        ]
        second = [
            Button(texts.BUTTON_RELATED, f"ask:related:{topic.slug}"),
            Button(texts.BUTTON_SHARE, f"ask:share:{topic.slug}"),
        ]
        if topic.disagreement or topic.uncertain:
            label = texts.BUTTON_SIDES if topic.disagreement else texts.BUTTON_DOUBTS
            second.insert(0, Button(label, f"ask:sides:{topic.slug}"))
        return [first, second, *([] if rated else [self._mark_row(topic)])]

    @staticmethod
    def _mark_row(topic: Topic) -> list[Button]:
        return [
            Button(texts.BUTTON_HELPED, f"ask:good:{topic.slug}"),
            Button(texts.BUTTON_NOT_HELPED, f"ask:bad:{topic.slug}"),
        ]

    def marked_rows(
        self,
        topic: Topic,
        role: Actor | None = None,
        *,
        helped: bool,
        others: Sequence[str] = (),
        asked: str = "",
    ) -> Rows:
        """Buttons once the answer was marked: the marks are gone, and there is a way on.

        ``others`` are the topics that were likely besides; after an unhelpful answer they are offered.
        """
        rows = self._card_rows(topic, rated=True)
        if texts.speaks_to_citizen(topic, role):
            rows.insert(0, report_row(asked))
        if helped:
            return rows
        likely = [[Button(texts.MAYBE + self.rulebook[slug].label, f"ask:open:{slug}")] for slug in others]
        return [*rows, *likely, [Button(texts.BUTTON_OTHER_TOPIC, "ask:groups")]]

    def _related_rows(self, topic: Topic) -> Rows:
        related = [self.rulebook[slug] for slug in topic.related if slug in self.rulebook.topics]
        rows = [[Button(one.label, f"ask:topic:{one.slug}")] for one in related]
        return [*rows, [Button(texts.BUTTON_BACK, f"ask:topic:{topic.slug}")]]

    def group_rows(self) -> Rows:
        """The shelves of /topik."""
        return [[Button(group.label, f"ask:group:{group.value}")] for group in Group]

    def _topic_rows(self, group: Group) -> Rows:
        rows = [[Button(one.label, f"ask:topic:{one.slug}")] for one in self.rulebook.in_group(group)]
        return [*rows, [Button(texts.BUTTON_TOPICS, "ask:groups")]]

    def offers(self, slugs: Sequence[str]) -> Rows:
        """Two to four topics to choose from, and a way out."""
        rows = [[Button(self.rulebook[slug].label, f"ask:pick:{slug}")] for slug in slugs]
        return [*rows, [Button(texts.NONE_OF_THESE, "ask:none")]]
