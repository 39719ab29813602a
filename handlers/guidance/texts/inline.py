"""Words of inline mode."""

from __future__ import annotations

from core.text import cap
from handlers.platform.texts.common import MARKS
from rulebook.model import Topic

ASK_DIRECTLY = "Tanya langsung ke bot"
ASK_YOURSELF = "Tanya sendiri"
MAX_DESCRIPTION = 160


def title(topic: Topic) -> str:
    """First line of a result in the list."""
    return f"{MARKS[topic.verdict]} {topic.title}"


def description(topic: Topic) -> str:
    """Second line of a result in the list."""
    return cap(f"{topic.first_line}. {topic.short}", MAX_DESCRIPTION)
