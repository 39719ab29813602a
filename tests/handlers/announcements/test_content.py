"""What an administrator sends is taken up to Telegram's own lengths, counted as Telegram counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, PhotoSize

from handlers.announcements.content import part_of
from handlers.platform.outgoing import MAX_CAPTION, MAX_TEXT
from services.announcements.errors import UnsuitableError

NOW = datetime(2026, 11, 25, tzinfo=UTC)
CHAT = Chat(1, Chat.PRIVATE)
PICTURE = (PhotoSize("file", "unique", 10, 10),)
BUILDING = "\U0001f3db"
"""One character for Telegram's lengths, two for its offsets."""


def text(words: str) -> Message:
    return Message(1, NOW, CHAT, text=words)


def captioned(words: str) -> Message:
    return Message(1, NOW, CHAT, photo=PICTURE, caption=words)


def test_emoji_count_once_in_a_caption_and_in_a_text() -> None:
    assert part_of(captioned(BUILDING * MAX_CAPTION)).params["caption"] == BUILDING * MAX_CAPTION
    assert part_of(text(BUILDING * MAX_TEXT)).params["text"] == BUILDING * MAX_TEXT


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(captioned(BUILDING * MAX_CAPTION + "x"), id="caption"),
        pytest.param(text(BUILDING * MAX_TEXT + "x"), id="text"),
    ],
)
def test_one_character_more_is_refused(message: Message) -> None:
    with pytest.raises(UnsuitableError):
        part_of(message)
