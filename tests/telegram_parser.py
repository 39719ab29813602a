"""Telegram's own parser (TDLib, by the package ``tdjson``) as a judge of texts.

Only static calls are made: no client is opened, nothing is sent, no network is touched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import tdjson

MAX_SOURCE = 32_768
"""Bytes of a text before its markup is read. Source: Bot API server, which takes no longer field."""


class RefusedByTelegram(Exception):  # noqa: N818 - an answer of the parser, not a fault of it
    """Telegram would not take the text."""


@dataclass(frozen=True)
class Read:
    """What Telegram makes of a text."""

    text: str
    entities: tuple[dict[str, Any], ...]

    def words_of(self, entity: dict[str, Any]) -> str:
        """The words an entity stands on."""
        raw = self.text.encode("utf-16-le")
        first, last = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        return raw[first:last].decode("utf-16-le")


def execute(request: dict[str, Any]) -> dict[str, Any]:
    """One static call.

    Raises:
        RefusedByTelegram: with TDLib's words.
    """
    raw = tdjson.td_execute(json.dumps(request).encode())
    assert raw is not None, request["@type"]
    answer: dict[str, Any] = json.loads(raw)
    if answer["@type"] == "error":
        raise RefusedByTelegram(answer["message"])
    return answer


execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def _read(answer: dict[str, Any], text: str) -> Read:
    found = [{**one["type"], "offset": one["offset"], "length": one["length"]} for one in answer["entities"]]
    return Read(text, tuple(found))


def parse_html(source: str) -> Read:
    """Text and entities of a message in HTML.

    Raises:
        RefusedByTelegram: the markup is wrong.
    """
    mode = {"@type": "textParseModeHTML"}
    answer = execute({"@type": "parseTextEntities", "text": source, "parse_mode": mode})
    return _read(answer, answer["text"])


def find_entities(text: str) -> Read:
    """What clients make tappable by themselves, wherever a text says nothing else."""
    return _read(execute({"@type": "getTextEntities", "text": text}), text)


OWN = ("Code", "Pre", "PreCode", "TextUrl", "MentionName")
"""Entities in which nothing becomes tappable by itself."""
TAPPABLE = (
    "BotCommand",
    "Mention",
    "Hashtag",
    "Cashtag",
    "PhoneNumber",
    "BankCardNumber",
    "Url",
    "EmailAddress",
)


def tappable(read: Read) -> list[tuple[str, str]]:
    """Kind and words of what becomes tappable without anybody having said so.

    Timestamps (12:30) are none: they lead somewhere only below a video.
    """
    taken = [one for one in read.entities if kind_of(one) in OWN]
    return [
        (kind_of(one), read.words_of(one))
        for one in find_entities(read.text).entities
        if kind_of(one) in TAPPABLE and not any(_touch(one, other) for other in taken)
    ]


def kind_of(entity: dict[str, Any]) -> str:
    """``Bold``, ``TextUrl`` …"""
    return str(entity["@type"]).removeprefix("textEntityType")


def _touch(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
