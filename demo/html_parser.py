"""Telegram's HTML, read as Telegram reads it: text, entities, and the words of its refusals.

It is no HTML: few tags, four named characters, attributes that count by their exact names. How each case ends
was learnt from TDLib, which judges in ``tests/demo/test_parser_agrees.py``. Bytes are read, because refusals
name the byte where something went wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from demo.errors import bad_request
from demo.links import checked_link, user_of, whole

Entity = dict[str, Any]

TAGS = {
    b"b": "bold",
    b"strong": "bold",
    b"i": "italic",
    b"em": "italic",
    b"u": "underline",
    b"ins": "underline",
    b"s": "strikethrough",
    b"strike": "strikethrough",
    b"del": "strikethrough",
    b"tg-spoiler": "spoiler",
    b"span": "spoiler",
    b"code": "code",
    b"pre": "pre",
    b"a": "text_link",
    b"blockquote": "blockquote",
    b"tg-emoji": "custom_emoji",
    b"tg-time": "date_time",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_CHARACTER = re.compile(rb"&(?:#[xX]([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*));?")
MOST_OF_A_NUMBER = 10
"""Bytes of a numbered character, without its semicolon, from which on it is none."""
LAST_CHARACTER = 0x10FFFF
_SPACE = b" \t\r\n\0\x0b"
_WORD_END = re.compile(rb"[ \t\r\n\0\x0b>]")
_NAME_END = re.compile(rb"[ \t\r\n\0\x0b=>/\"']")
_TOKEN = re.compile(rb"[A-Za-z0-9.\-]*")
_PLAIN = re.compile(rb"[^&<]+")
MAX_CHARACTERS = 65_536


def _refused(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


@dataclass
class _Open:
    """A tag that waits for its end."""

    name: bytes
    at: int
    """Where its words begin, in units of UTF-16."""
    begins: int
    """Likewise, in the bytes of the text."""
    argument: bytes = b""
    unix: int = 0


@dataclass
class HtmlParser:
    """Reads one text."""

    source: bytes
    text: bytearray = field(default_factory=bytearray)
    units: int = 0
    entities: list[Entity] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _at: int = 0

    def read(self) -> tuple[str, list[Entity]]:
        """The text, and its entities in no order.

        Raises:
            demo.errors.Refused: with Telegram's words.
        """
        end = len(self.source)
        self.source += b"\0" * 4  # what lies behind the last byte ends every word
        while self._at < end:
            byte = self.source[self._at]
            if byte == ord("<"):
                self._close() if self.source[self._at + 1] == ord("/") else self._start()
            elif byte == ord("&"):
                self._add(self._character() or self._one())
            else:
                found = _PLAIN.match(self.source, self._at, end)
                self._at = found.end() if found else self._at + 1
                self._add(found.group() if found else b"")
        if self._open:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{_word(self._open[-1].name)}"')
        try:
            return self.text.decode(), self.entities
        except UnicodeDecodeError:
            raise _refused(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None

    def _add(self, words: bytes) -> None:
        self.text += words
        self.units += sum(1 + (byte >= 0xF0) for byte in words if byte & 0xC0 != 0x80)

    def _one(self) -> bytes:
        self._at += 1
        return self.source[self._at - 1 : self._at]

    def _character(self) -> bytes:
        """A character written by its name or number; nothing where it is none, and nothing is passed over."""
        found = _CHARACTER.match(self.source, self._at)
        if found is None:
            return b""
        six, ten, name = found.groups()
        if name is not None:
            said = _NAMED.get(name, "").encode()
        else:
            digits, base = (six, 16) if six is not None else (ten, 10)
            length = len(found.group().rstrip(b";"))
            number = int(digits, base) if digits and length < MOST_OF_A_NUMBER else 0
            is_one = 0 < number < LAST_CHARACTER
            said = chr(number).encode("utf-8", "surrogatepass") if is_one else b""
        if said:
            self._at = found.end()
        return said

    def _spaces(self) -> None:
        while self.source[self._at] in _SPACE and self.source[self._at]:
            self._at += 1

    def _until(self, end: re.Pattern[bytes], first: int) -> bytes:
        found = end.search(self.source, self._at)
        self._at = found.start() if found else len(self.source)
        return self.source[first : self._at]

    # --- a tag begins ---

    def _start(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(_WORD_END, begin + 1).lower()
        if not self.source[self._at]:
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise _refused(f'Unsupported start tag "{_word(name)}" at byte offset {begin}')
        opened = _Open(name, self.units, len(self.text))
        while self.source[self._at] != ord(">"):
            self._spaces()
            if self.source[self._at] == ord(">"):
                break
            self._attribute(opened, begin)
        self._at += 1
        if name == b"span" and opened.argument != b"spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(opened)

    def _attribute(self, opened: _Open, begin: int) -> None:
        unclosed = f'Unclosed start tag "{_word(opened.name)}" at byte offset {begin}'
        name = self._until(_NAME_END, self._at)
        if not name:
            raise _refused(f'Empty attribute name in the tag "{_word(opened.name)}" at byte offset {begin}')
        self._spaces()
        if self.source[self._at] != ord("="):
            if not self.source[self._at]:
                raise _refused(unclosed)
            if (opened.name, name) == (b"blockquote", b"expandable"):
                opened.argument = b"1"
            return
        self._at += 1
        self._spaces()
        if not self.source[self._at]:
            raise _refused(unclosed)
        value = self._quoted() if self.source[self._at] in b"\"'" else self._token()
        if not self.source[self._at]:
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        _told(opened, name, value)

    def _token(self) -> bytes:
        begin = self._at
        found = _TOKEN.match(self.source, begin)
        self._at = found.end() if found else begin
        if self.source[self._at] not in _SPACE + b">":
            raise _refused(f"Unexpected end of name token at byte offset {begin}")
        return self.source[begin : self._at].lower()

    def _quoted(self) -> bytes:
        end = self.source[self._at]
        self._at += 1
        value = bytearray()
        while self.source[self._at] not in (end, 0):
            said = self._character() if self.source[self._at] == ord("&") else b""
            value += said or self._one()
        if self.source[self._at] == end:
            self._at += 1
        return bytes(value)

    # --- a tag ends ---

    def _close(self) -> None:
        begin = self._at
        if not self._open:
            raise _refused(f"Unexpected end tag at byte offset {begin}")
        name = self._until(_WORD_END, begin + 2).lower()
        self._spaces()
        if self.source[self._at] != ord(">"):
            raise _refused(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open[-1]
        if name and name != opened.name:
            raise _refused(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{_word(opened.name)}>", found "</{_word(name)}>"'
            )
        if self.units > opened.at:
            self._entity(opened, {"offset": opened.at, "length": self.units - opened.at})
        self._open.pop()

    def _entity(self, opened: _Open, where: Entity) -> None:
        kind = TAGS[opened.name]
        if kind == "text_link":
            where = _link(opened.argument or bytes(self.text[opened.begins :]), where)
        elif kind == "custom_emoji":
            number = whole(opened.argument)
            if not number:
                raise _refused("Invalid custom emoji identifier specified")
            where |= {"type": kind, "custom_emoji_id": str(number)}
        elif kind == "date_time":
            where = _time(opened, where)
        elif kind in ("pre", "code"):
            where = self._fixed(kind, opened.argument, where)
        elif kind == "blockquote" and opened.argument:
            where["type"] = "expandable_blockquote"
        else:
            where["type"] = kind
        if "type" in where:
            self.entities.append(where)

    def _fixed(self, kind: str, language: bytes, where: Entity) -> Entity:
        """``<pre><code class="language-…">`` is one entity, whichever of the two is outside."""
        last = self.entities[-1] if self.entities else {}
        is_around = (last.get("offset"), last.get("length")) == (where["offset"], where["length"])
        if kind == "pre" and is_around and last.get("type") == "code" and last.get("language"):
            last["type"] = "pre"
            return {}
        if kind == "code" and is_around and last.get("type") == "pre" and "language" not in last and language:
            last["language"] = _word(language)
            return {}
        return where | {"type": kind} | ({"language": _word(language)} if language else {})


def _word(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _told(opened: _Open, name: bytes, value: bytes) -> None:
    """What an attribute says of its tag. Names count as they are written, in small letters."""
    match opened.name, name:
        case (b"a", b"href") | (b"tg-emoji", b"emoji-id") | (b"tg-time", b"format"):
            opened.argument = value
        case (b"code", b"class") if value.startswith(b"language-"):
            opened.argument = value.removeprefix(b"language-")
        case (b"span", b"class") if value.startswith(b"tg-"):
            opened.argument = value.removeprefix(b"tg-")
        case (b"blockquote", b"expandable"):
            opened.argument = b"1"
        case (b"tg-time", b"unix"):
            opened.unix = _wrapped(value)


def _wrapped(digits: bytes) -> int:
    """A number of 32 bits, from the digits a value begins with."""
    found = re.match(rb"(-?)([0-9]*)", digits)
    number = int(found.group(2) or b"0") % 2**32 if found else 0
    number = number - 2**32 if number >= 2**31 else number
    return -number if found and found.group(1) and number != -(2**31) else number


def _link(url: bytes, where: Entity) -> Entity:
    user = user_of(url)
    if user is not None:
        return where | {"type": "text_mention", "user": {"id": user}}
    checked = checked_link(url)
    return where | {"type": "text_link", "url": _word(checked)} if checked else {}


def _time(opened: _Open, where: Entity) -> Entity:
    """A moment: ``r`` alone, or the weekday, the date and the time, short or long."""
    form = opened.argument
    if form not in (b"r", b"R") and form.strip(b"tTdDwW"):
        raise _refused("Invalid date format used")
    if opened.unix <= 0:
        return {}
    said = "r"
    if form not in (b"r", b"R"):
        parts = ((b"wW", "w"), (b"d", "d"), (b"D", "D"), (b"t", "t"), (b"T", "T"))
        has = [word for marks, word in parts if any(mark in form for mark in marks)]
        said = "".join(word for word in has if not (word in "DT" and word.lower() in has))
    return (
        where | {"type": "date_time", "unix_time": opened.unix} | ({"date_time_format": said} if said else {})
    )


_WEIGHT = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
"""Which stands first of entities on the same words; others, such as commands and addresses, weigh 50."""


def in_order(entities: list[Entity]) -> list[Entity]:
    """Entities as Telegram lists them: by their place, the longer first, and by their kind."""

    def place(one: Entity) -> tuple[int, int, int]:
        weight = 10 if one["type"] == "pre" and one.get("language") else _WEIGHT.get(one["type"], 50)
        return one["offset"], -one["length"], weight

    return sorted(entities, key=place)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an HTML message, before it is sent.

    Raises:
        demo.errors.Refused: with the words Telegram uses.
    """
    if len(source) > MAX_CHARACTERS:
        raise _refused("Text is too long")
    text, entities = HtmlParser(source.encode("utf-8", "surrogatepass")).read()
    for one in entities:
        if one["type"] == "code":
            one.pop("language", None)
    return text, in_order(entities)
