"""Telegram's HTML: parsed into text and entities as the real server does, and rendered for the page."""

from __future__ import annotations

import html
import re
from typing import Any

from demo.errors import bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|([^<]+)|(<)")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COMMAND = re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,32}(?:@\w{5,32})?\b")
_MENTION = re.compile(r"(?<![\w/])@[a-zA-Z]\w{4,31}\b")
_URL = re.compile(r"https?://[^\s<>]+")


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which Telegram counts offsets in."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an HTML message.

    Raises:
        demo.errors.Refused: with the words Telegram uses for unsupported, unclosed and unmatched tags.
    """
    text: list[str] = []
    length = 0
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, dict[str, Any]]] = []
    for match in _TOKEN.finditer(source):
        closing, name, attributes, words, stray = match.groups()
        at = len(source[: match.start()].encode())
        if words is not None:
            plain = html.unescape(words)
            text.append(plain)
            length += utf16(plain)
        elif stray is not None:
            raise bad_request(f"can't parse entities: Unclosed start tag at byte offset {at}")
        elif not closing:
            open_tags.append(_opened(name.lower(), attributes, at, length))
        else:
            _close(name.lower(), open_tags, entities, at, length)
    if open_tags:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\""
        )
    return "".join(text), sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _opened(name: str, attributes: str, at: int, length: int) -> tuple[str, int, dict[str, Any]]:
    if name not in TAGS or (name == "span" and "tg-spoiler" not in attributes):
        raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
    extra: dict[str, Any] = {"type": TAGS[name]}
    if name == "a":
        href = _HREF.search(attributes)
        extra["url"] = html.unescape(href.group(1) or href.group(2) or "") if href else ""
    if name == "blockquote" and "expandable" in attributes:
        extra["type"] = "expandable_blockquote"
    return name, length, extra


def _close(
    name: str, open_tags: list[tuple[str, int, dict[str, Any]]], entities: list[Entity], at: int, length: int
) -> None:
    if not open_tags:
        raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {at}")
    opened, start, extra = open_tags.pop()
    if opened != name:
        raise bad_request(
            f"can't parse entities: Unmatched end tag at byte offset {at}, "
            f'expected "</{opened}>", found "</{name}>"'
        )
    if length > start and not (extra["type"] == "text_link" and not extra["url"]):
        entities.append({**extra, "offset": start, "length": length - start})


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
