"""Strings, and entities of them, that a reader of Telegram's HTML may trip over: made by a seed."""

from __future__ import annotations

from random import Random
from typing import Any

from demo.sending import utf16

PLAIN = (
    "a",
    "kata ",
    "é",
    "🏛",
    "👩‍👩‍👧",
    " ",
    "\n",
    "\t",
    "\r",
    "\u200e",
    "\u200f",
    "\u202e",
    "\u0333",
    "\xa0",
    "1",
    "\0",
)
NAMED = (
    "&lt;",
    "&gt;",
    "&amp;",
    "&quot;",
    "&apos;",
    "&nbsp;",
    "&copy;",
    "&lt",
    "&LT;",
    "&",
    "&;",
    "&#",
    "&#;",
    "&am",
    "&ampx",
)
NUMBERED = (
    "&#60;",
    "&#x3c;",
    "&#x3C",
    "&#X3c;",
    "&#0;",
    "&#1114110;",
    "&#1114111;",
    "&#x1F3DB;",
    "&#128512;",
    "&#xD83D;",
    "&#xDE00;",
    "&#00000060;",
    "&#x00003c;",
    "&#x000003c;",
    "&#13;",
    "&#9;",
    "&#x202e;",
    "&#-1;",
)
TAGS = (
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "tg-spoiler",
    "span",
    "code",
    "pre",
    "a",
    "blockquote",
    "tg-emoji",
    "tg-time",
    "B",
    "STRONG",
    "A",
    "Pre",
    "x",
    "p",
    "br",
    "tg-map",
    "",
)
HOSTS = (
    "t.me",
    "x.com",
    "EXAMPLE.Com",
    "kantor",
    "user:pw@a.id",
    "a.b:80",
    "a.b:0080",
    "a.b:0",
    "a.b:99999",
    "a.b:",
    "[::1]",
    "[::1]:8080",
    "[::G]",
    "a..b",
    ".",
    "a.",
    "-a.b",
    "a_b.c",
    "a b.c",
    "a.b\\c",
    "é.id",
    "a%20.b",
    "a%2.b",
    "%41.id",
    "a@b@c.id",
    "пример.рф",
    "1.2.3.4",
    "localhost",
    "",
)
SCHEMES = (
    "http://",
    "https://",
    "HTTPS://",
    "ftp://",
    "tg://",
    "tg:",
    "TG://",
    "ton://",
    "tonsite://",
    "mailto:",
    "javascript:",
    "http:/",
    "//",
    "http://http://",
    "https:",
    "",
)
PATHS = (
    "",
    "/",
    "/a?b=c&amp;d",
    "?x#y",
    "#top",
    "/a b",
    "/\tq ",
    "resolve?domain=abc",
    "user?id=7",
    "user?id=07",
    "/💬",
    "user/?id=12345&x=1",
    "user?x=1&id=9",
    "USER?ID=5",
    "user?id=0",
    "/&quot;",
    ":80",
    "/a/http://b",
)
ATTRIBUTES = ("href", "HREF", "class", "Class", "emoji-id", "unix", "format", "expandable", "x", "data-y", "")
VALUES = (
    "tg-spoiler",
    "tg-x",
    "language-python",
    "language-",
    "language-c&lt;",
    "Language-go",
    "5368324170671202286",
    "0",
    "05",
    "-5",
    "9223372036854775808",
    "1700000000",
    "-1",
    "2147483648",
    "99999999999",
    "4294967297",
    "r",
    "R",
    "rr",
    "wDT",
    "dt",
    "tT",
    "dD",
    "z",
    "",
    "1",
    "ABC.def-9",
    "a_b",
    "a&amp;b",
)
SPACES = ("", "", "", " ", "  ", "\n", "\t", "\r", "\x0b", "\x0c")
USUAL = {
    "a": ("href",),
    "span": ("class",),
    "code": ("class",),
    "tg-emoji": ("emoji-id",),
    "tg-time": ("unix", "format"),
    "blockquote": ("expandable",),
}


def link(random: Random) -> str:
    """An address, most of them odd."""
    return random.choice(SCHEMES) + random.choice(HOSTS) + random.choice(PATHS)


def _value(random: Random, tag: str, name: str) -> str:
    value = link(random) if tag.lower() == "a" and random.random() < 0.8 else random.choice(VALUES)
    if (tag, name, random.random() < 0.6) == ("span", "class", True):
        value = "tg-spoiler"
    elif (tag, name, random.random() < 0.6) == ("tg-emoji", "emoji-id", True):
        value = "5368324170671202286"
    elif (tag, name, random.random() < 0.6) == ("tg-time", "unix", True):
        value = "1700000000"
    elif (tag, name, random.random() < 0.6) == ("code", "class", True):
        value = "language-python"
    mark = random.choice('""""""\'\'\'') if random.random() < 0.93 else ""
    return mark + value + (mark if random.random() < 0.97 else "")


def _start(random: Random, tag: str) -> str:
    names = (
        USUAL.get(tag.lower(), ())
        if random.random() < 0.8
        else (random.choice(ATTRIBUTES),) * random.randint(0, 2)
    )
    said = "<" + tag
    for name in names:
        said += random.choice([*[" "] * 9, "  ", "\n", "\t", "\x0b", ""]) + name
        if (random.random() < 0.9 and name != "expandable") or random.random() < 0.2:
            said += random.choice(SPACES) + "=" + random.choice(SPACES) + _value(random, tag, name)
    slash = "/" if random.random() < 0.3 else " "
    said += random.choice([*" \n", *[""] * 9, slash])
    end = ">" if random.random() < 0.97 else ""
    return f"{said}{end}"


def _words(random: Random) -> str:
    kinds = (PLAIN, PLAIN, PLAIN, NAMED, NUMBERED if random.random() < 0.4 else PLAIN)
    return "".join(random.choice(random.choice(kinds)) for _ in range(random.randint(0, 4)))


def html(random: Random, depth: int = 0) -> str:
    """A text with tags in each other, most of them well-formed."""
    said = _words(random)
    for _ in range(random.randint(0, 3 if depth < 3 else 0)):
        known = TAGS[:17] if random.random() < 0.9 else TAGS
        tag = random.choice(known)
        end = random.random()
        closing = (
            f"</{tag}>"
            if end < 0.85
            else random.choice(("</>", f"</{tag.upper()} >", f"</{tag}", "", "</b>", "</ b>"))
        )
        said = f"{said}{_start(random, tag)}{html(random, depth + 1)}{closing}{_words(random)}"
    return said


SENT = (
    "a",
    "kata ",
    "é",
    "🏛",
    "👩‍👩‍👧",
    " ",
    "\n",
    "\t",
    "\r",
    "\u200e",
    "\u200f\u200f",
    "\u202e",
    "\u0333",
    "\xa0",
    "\u2028",
    "\u030a",
)
"""Without marks of Markdown: the call that shows what sending does would read them."""
ENTITIES: tuple[dict[str, Any], ...] = (
    {"type": "bold"},
    {"type": "italic"},
    {"type": "underline"},
    {"type": "strikethrough"},
    {"type": "spoiler"},
    {"type": "code"},
    {"type": "pre"},
    {"type": "pre", "language": "python"},
    {"type": "blockquote"},
    {"type": "expandable_blockquote"},
    {"type": "text_link", "url": "https://t.me/"},
    {"type": "text_mention", "user": {"id": 7}},
    {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
    {"type": "date_time", "unix_time": 1_700_000_000, "date_time_format": "wDT"},
)


def words_with_entities(random: Random) -> tuple[str, list[dict[str, Any]]]:
    """A text and entities anywhere in it, a few of them where none may be."""
    text = "".join(random.choice(SENT) for _ in range(random.randint(0, 9)))
    end = utf16(text)
    found = []
    for _ in range(random.randint(0, 7)):
        offset = random.randint(0, end)
        length = random.randint(0, end - offset + (random.random() < 0.01))
        found.append({**random.choice(ENTITIES), "offset": offset, "length": length})
    return text, found
