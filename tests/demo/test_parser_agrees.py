"""The demo's server reads and sends texts as Telegram does: TDLib judges 20,000 of each."""

from __future__ import annotations

from random import Random
from typing import Any

from demo.errors import Refused
from demo.html_parser import parse
from demo.sending import FOUND, cleaned, sent
from tests.demo import generated
from tests.telegram_parser import RefusedByTelegram, execute, parse_html

SEED = 16
STRINGS = 20_000
NAMES = {
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
    "PreCode": "pre",
    "DateTime": "date_time",
}
"""What the Bot API calls an entity that TDLib calls otherwise; else the name is the same in small letters."""
KINDS = {name: kind for kind, name in NAMES.items() if kind != "PreCode"}
FORMS = {"Short": "dt", "Long": "DT", "None": ("", "")}

Outcome = tuple[str, list[dict[str, Any]]] | str
"""Text and entities, or the words of a refusal."""


def as_bot_sees(entity: dict[str, Any]) -> dict[str, Any]:
    """An entity of TDLib as the Bot API names it."""
    kind = entity["@type"].removeprefix("textEntityType")
    found = {"type": NAMES.get(kind, kind.lower()), "offset": entity["offset"], "length": entity["length"]}
    if kind == "MentionName":
        found["user"] = {"id": entity["user_id"]}
    elif kind == "CustomEmoji":
        found["custom_emoji_id"] = str(entity["custom_emoji_id"])
    elif kind == "DateTime":
        found["unix_time"] = entity["unix_time"]
        if form := form_of(entity.get("formatting_type")):
            found["date_time_format"] = form
    return found | {key: entity[key] for key in ("url", "language") if key in entity}


def form_of(kind: dict[str, Any] | None) -> str:
    """A moment's form in letters."""
    if kind is None:
        return ""
    if kind["@type"].endswith("Relative"):
        return "r"
    day, hour = (
        kind[f"{one}_precision"]["@type"].removeprefix("dateTimePartPrecision") for one in ("date", "time")
    )
    weekday = "w" if kind["show_day_of_week"] else ""
    return weekday + FORMS[day][0] + FORMS[hour][1]


def as_tdlib_takes(entity: dict[str, Any]) -> dict[str, Any]:
    """The other way."""
    kind = KINDS.get(entity["type"], entity["type"].capitalize())
    about: dict[str, Any] = {"@type": f"textEntityType{kind}"}
    if "language" in entity:
        about = {"@type": "textEntityTypePreCode", "language": entity["language"]}
    if "user" in entity:
        about["user_id"] = entity["user"]["id"]
    if kind == "DateTime":
        long = {"@type": "dateTimePartPrecisionLong"}
        absolute = "dateTimeFormattingTypeAbsolute"
        about["formatting_type"] = {
            "@type": absolute,
            "time_precision": long,
            "date_precision": long,
            "show_day_of_week": True,
        }
    about |= {key: entity[key] for key in ("url", "custom_emoji_id", "unix_time") if key in entity}
    where = {"offset": entity["offset"], "length": entity["length"]}
    return {"@type": "textEntity", "type": about, **where}


def said(refusal: RefusedByTelegram) -> str:
    """A refusal as the Bot API's server words it: its first letter is small."""
    words = str(refusal)
    return words[:1].lower() + words[1:]


def telegram_reads(source: str) -> Outcome:
    try:
        found = parse_html(source)
    except RefusedByTelegram as refusal:
        return said(refusal)
    return found.text, [as_bot_sees(one) for one in found.entities]


def demo_reads(source: str) -> Outcome:
    try:
        return parse(source)
    except Refused as refusal:
        return refusal.description.removeprefix("Bad Request: ")


def telegram_sends(text: str, entities: list[dict[str, Any]]) -> Outcome:
    """What sending makes of it, but for white space at the ends: no static call shows that."""
    formatted = {
        "@type": "formattedText",
        "text": text,
        "entities": [as_tdlib_takes(one) for one in entities],
    }
    try:
        answer = execute({"@type": "parseMarkdown", "text": formatted})
    except RefusedByTelegram as refusal:
        return said(refusal)
    found = [{**one["type"], "offset": one["offset"], "length": one["length"]} for one in answer["entities"]]
    return answer["text"], [as_bot_sees(one) for one in found]


def demo_sends(text: str, entities: list[dict[str, Any]]) -> Outcome:
    try:
        words, found = cleaned(text, entities)
    except Refused as refusal:
        return refusal.description.removeprefix("Bad Request: ")
    return (words, found) if words.strip(" \n") else ("", [])


def test_a_text_in_html_is_read_and_refused_alike() -> None:
    random = Random(SEED)
    refused = 0
    for _ in range(STRINGS):
        source = generated.html(random)
        read = telegram_reads(source)
        assert demo_reads(source) == read, repr(source)
        refused += isinstance(read, str)
    assert STRINGS // 4 < refused < STRINGS * 3 // 4, "both kinds are many"


def test_entities_are_merged_swallowed_and_moved_alike_when_sent() -> None:
    random = Random(SEED)
    for _ in range(STRINGS):
        text, entities = generated.words_with_entities(random)
        assert demo_sends(text, entities) == telegram_sends(text, entities), (text, entities)


def test_white_space_at_the_ends_goes_but_not_from_what_an_entity_stands_on() -> None:
    bold = {"type": "bold", "offset": 2, "length": 4}
    assert sent("  ab  \n", [bold]) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])
    assert sent("  ab", [{"type": "bold", "offset": 1, "length": 3}]) == (
        " ab",
        [{"type": "bold", "offset": 0, "length": 3}],
    )
    assert sent("\u200b \xa0\u200d", []) == ("", []), "nothing of it can be seen"
    assert sent("/bantuan", [{"type": FOUND[3], "offset": 0, "length": 8}]) == ("/bantuan", [])
