"""What people wrote, read in one place: a command and what follows it, and links that hide behind words."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@\w+)?")
"""Source: Bot API, BotCommand; the bot's name follows in groups."""
_AROUND = "\u200b\u200c\u200d\u2060\ufeff"
"""Invisible characters that keyboards and copied texts leave beside words; no white space to Python."""


def split_command(text: str) -> tuple[str, str]:
    """The command in lower case, without slash and bot, and the rest; an empty command where there is none.

    Whatever parts the two: a space, a line's end, a space that does not break.
    """
    match = _COMMAND.match(text)
    if match is None:
        return "", text
    rest = text[match.end() :]
    while rest and (rest[0].isspace() or rest[0] in _AROUND):
        rest = rest[1:]
    return match["name"].lower(), rest.rstrip()


def rest_of(text: str) -> str:
    """What follows a command; empty where nothing does."""
    return split_command(text)[1]


def with_links(message: Message) -> str:
    """Text or caption, each link that hides behind words written out behind them: ``kata (https://…)``."""
    words = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    hidden = [one for one in entities if one.type == MessageEntity.TEXT_LINK and one.url]
    if not hidden:
        return words
    raw = words.encode("utf-16-le")  # entities count in UTF-16
    for one in sorted(hidden, key=lambda entity: entity.offset, reverse=True):
        shown = raw[one.offset * 2 : (one.offset + one.length) * 2].decode("utf-16-le", "replace")
        if one.url and one.url.rstrip("/") not in shown:
            at = (one.offset + len(shown.rstrip().encode("utf-16-le")) // 2) * 2
            raw = raw[:at] + f" ({one.url})".encode("utf-16-le") + raw[at:]
    return raw.decode("utf-16-le", "replace")
