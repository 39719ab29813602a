"""What Telegram makes of a text and its entities when it is sent: characters go, entities are put in order.

Learnt from TDLib, which judges in ``tests/demo/test_parser_agrees.py``; no static call shows what it trims at
the ends, so that part follows its published source alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from demo.errors import bad_request
from demo.html_parser import Entity, in_order

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""May overlap: they are cut where another begins."""
QUOTES = ("blockquote", "expandable_blockquote")
FIXED = ("pre", "code", "date_time")
"""Nothing stands in them."""
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
"""Telegram finds these itself: whoever names them is passed over."""
_TO_SPACE = re.compile(r"[\0-\x09\x0b\x0c\x0e-\x1f]")
_GONE = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_MARKS = re.compile("[\u200e\u200f]{2,}")
_INVISIBLE = re.compile(
    "[ \n\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\xa0\U000e0000-\U000e007f]*"
)
_WHITE = " \n"


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which Telegram counts offsets in."""
    return len(text.encode("utf-16-le")) // 2


def _end(one: Entity) -> int:
    return int(one["offset"] + one["length"])


def cleaned(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """The text without control characters and marks that turn others around, its entities moved along.

    Raises:
        demo.errors.Refused: an entity begins or ends in the middle of a character, or after the text.
    """
    ordered = fixed(one for one in entities if one["length"] > 0 and one["type"] not in FOUND)
    moved = _places(text)
    _check(text, ordered, moved)
    shifted = []
    for one in ordered:
        first, last = moved[one["offset"]], moved[_end(one)]
        if last > first:
            shifted.append({**one, "offset": first, "length": last - first})
    text = _TO_SPACE.sub(" ", _GONE.sub("", text))
    text = _MARKS.sub(lambda run: "\u200c" * (len(run.group()) - 1) + run.group()[-1], text)
    return text, fixed(shifted)


def _check(text: str, entities: list[Entity], places: dict[int, int]) -> None:
    """Refuses the first place where an entity does not fit the text, as whoever reads along finds it."""
    end = max(places)
    torn = [(at + 1, False, one) for one in entities if (at := _end(one)) not in places and at < end]
    torn += [(at + 1, True, one) for one in entities if (at := one["offset"]) not in places and at < end]
    if torn:
        at = min(place for place, _, _ in torn)
        ends = [one for place, begins, one in torn if place == at and not begins]
        begins = not ends  # what ends there is seen first, the innermost of it
        found = ends[-1] if ends else torn[0][2]
        where = len(text.encode("utf-16-le")[: at * 2].decode("utf-16-le").encode())
        said = "begins" if begins else f"beginning at UTF-16 offset {found['offset']} ends"
        raise bad_request(f"entity {said} in a middle of a UTF-16 symbol at byte offset {where}")
    late = next((one for one in entities if one["offset"] > end), None)
    if late is not None:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {late['offset']}")
    long = next((one for one in reversed(entities) if _end(one) > end), None)
    if long is not None:
        raise bad_request(
            f"entity beginning at UTF-16 offset {long['offset']} ends after the end of the text "
            f"at UTF-16 offset {_end(long)}"
        )


def _places(text: str) -> dict[int, int]:
    """Where each character begins, before and after those that go are gone; the end of the text, too."""
    before = after = 0
    found = {0: 0}
    for character in text:
        units = 2 if ord(character) > 0xFFFF else 1
        before += units
        after += 0 if _GONE.match(character) else units
        found[before] = after
    return found


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the ends; at the beginning only as far as no entity stands on it."""
    kept = text.rstrip(_WHITE)
    end = utf16(kept)
    inside = [
        {**one, "length": min(_end(one), end) - one["offset"]} for one in entities if one["offset"] < end
    ]
    first = min((one["offset"] for one in inside), default=len(kept))
    gone = min(len(kept) - len(kept.lstrip(_WHITE)), first)
    return kept[gone:], in_order([{**one, "offset": one["offset"] - gone} for one in inside])


def sent(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """Text and entities as the message has them; nothing of them where there is nothing to see.

    Raises:
        demo.errors.Refused: the entities do not fit the text.
    """
    text, found = trimmed(*cleaned(text, entities))
    return ("", []) if _INVISIBLE.fullmatch(text) else (text, found)


def fixed(entities: Iterable[Entity]) -> list[Entity]:
    """Entities as they may stand beside and in each other; what may not is swallowed by what stands there."""
    ordered = in_order(list(entities))
    quotes = _apart(one for one in ordered if one["type"] in QUOTES)
    others = _apart(one for one in ordered if one["type"] not in (*QUOTES, *SPLITTABLE))
    others = in_order([one for one in others if not any(_crosses(one, quote) for quote in quotes)] + quotes)
    return in_order(others + _cut([one for one in ordered if one["type"] in SPLITTABLE], others))


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    """Those that begin where the one before has ended."""
    found: list[Entity] = []
    for one in entities:
        if not found or one["offset"] >= _end(found[-1]):
            found.append(one)
    return found


def _crosses(one: Entity, quote: Entity) -> bool:
    """Whether they share words and the quotation does not hold the other whole."""
    touches = one["offset"] < _end(quote) and quote["offset"] < _end(one)
    return touches and not (quote["offset"] <= one["offset"] and _end(one) <= _end(quote))


def _cut(entities: list[Entity], others: list[Entity]) -> list[Entity]:
    """Runs of each kind, cut where one of another kind begins and where another entity begins or ends."""
    runs: list[Entity] = []
    for kind in SPLITTABLE:
        last: Entity | None = None
        for one in entities:
            if one["type"] != kind:
                continue
            if last is not None and one["offset"] <= _end(last):
                last["length"] = max(_end(last), _end(one)) - last["offset"]
            else:
                last = dict(one)
                runs.append(last)
    borders = {one["offset"] for one in (*runs, *others)} | {_end(one) for one in others}
    pieces: list[Entity] = []
    for run in runs:
        marks = sorted({run["offset"], _end(run), *(at for at in borders if run["offset"] < at < _end(run))})
        pieces += [{**run, "offset": first, "length": last - first} for first, last in pairwise(marks)]
    return [piece for piece in pieces if not any(_is_in(piece, one) for one in others)]


def _is_in(piece: Entity, other: Entity) -> bool:
    return bool(other["type"] in FIXED and other["offset"] <= piece["offset"] and _end(piece) <= _end(other))
