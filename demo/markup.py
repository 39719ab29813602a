"""Entities as the page shows them, and those that clients find by themselves."""

from __future__ import annotations

import html
import re

from demo.html_parser import Entity
from demo.sending import utf16

_COMMAND = re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,32}(?:@\w{5,32})?\b")
_MENTION = re.compile(r"(?<![\w/])@[a-zA-Z]\w{4,31}\b")
_URL = re.compile(r"https?://[^\s<>]+")


def found_entities(text: str) -> list[Entity]:
    """Commands and addresses that clients make tappable by themselves."""
    return [
        {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match.group())}
        for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION), ("url", _URL))
        for match in pattern.finditer(text)
    ]


_RENDERED = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "bot_command": ('<span class="command">', "</span>"),
}


def render(text: str, entities: list[Entity]) -> str:
    """Safe HTML for the page: everything escaped, only the tags of known entities."""
    units = text.encode("utf-16-le")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    ordered = sorted(entities, key=lambda one: (one["offset"], -one["length"]))
    for entity in ordered:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] in ("text_link", "url"):
            raw = entity.get("url") or units[start * 2 : end * 2].decode("utf-16-le")
            if not raw.startswith(("http://", "https://", "tg://")):
                continue
            tags = (f'<a href="{html.escape(raw)}">', "</a>")
        elif entity["type"] in _RENDERED:
            tags = _RENDERED[entity["type"]]
        else:
            continue
        opening.setdefault(start, []).append(tags[0])
        closing.setdefault(end, []).insert(0, tags[1])
    pieces = []
    borders = sorted({0, len(units) // 2, *opening, *closing})
    for at, following in zip(borders, [*borders[1:], borders[-1]], strict=True):
        pieces += closing.get(at, [])
        pieces += opening.get(at, [])
        pieces.append(html.escape(units[at * 2 : following * 2].decode("utf-16-le"), quote=False))
    return "".join(pieces)
