"""What the data of a button may hold, and how each kind of field is written (``callback_data.py``)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from core.errors import NetraError
from core.numbers import MOST_PAGES, hexadecimal, whole
from services.platform.places import PROVINCES


class CallbackDataError(NetraError):
    """A button's data has no form of its own, holds what the form does not allow, or exceeds 64 bytes."""


class Codec(Protocol):
    """How a field is written."""

    @property
    def pattern(self) -> str:
        """What a written field matches; it never holds a colon."""
        ...

    def read(self, text: str) -> Any | None:
        """The value of a text that matches the pattern; None where no button carries it."""
        ...

    def write(self, value: Any) -> str:
        """Raises: CallbackDataError: nobody could read it."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, in digits."""

    lowest: int
    highest: int
    pattern: str = "[0-9]{1,20}"

    def read(self, text: str) -> int | None:
        """The number; None out of bounds."""
        return whole(text, self.lowest, self.highest)

    def write(self, value: int) -> str:
        """Raises: CallbackDataError: out of bounds."""
        if not self.lowest <= value <= self.highest:
            raise CallbackDataError("a number of a button is out of its bounds")
        return str(value)


@dataclass(frozen=True, slots=True)
class HexNumber:
    """A whole number within bounds, in hexadecimal digits."""

    lowest: int
    highest: int
    pattern: str = "[0-9a-f]{1,20}"

    def read(self, text: str) -> int | None:
        """The number; None out of bounds."""
        return hexadecimal(text, self.lowest, self.highest)

    def write(self, value: int) -> str:
        """Raises: CallbackDataError: out of bounds."""
        if not self.lowest <= value <= self.highest:
            raise CallbackDataError("a number of a button is out of its bounds")
        return f"{value:x}"


class Token:
    """A short word, as it is."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._regex = re.compile(pattern, re.ASCII)

    def read(self, text: str) -> str:
        """The word."""
        return text

    def write(self, value: str) -> str:
        """Raises: CallbackDataError: no such word."""
        if self._regex.fullmatch(value) is None:
            raise CallbackDataError("a button can't carry a word")
        return value


class OneOf:
    """One of a few values, each with its word on the wire."""

    def __init__(self, words: Mapping[Any, str]) -> None:
        self._words: dict[Any, str] = dict(words)
        self.values = {word: value for value, word in words.items()}
        """By word."""
        self.pattern = "|".join(map(re.escape, self.values))

    def read(self, text: str) -> Any | None:
        """The value with this word."""
        return self.values.get(text)

    def write(self, value: Any) -> str:
        """Raises: CallbackDataError: none of them."""
        if (word := self._words.get(value)) is None:
            raise CallbackDataError("a button has no word for a value")
        return str(word)


class Base64Bytes:
    """So many bytes, in the letters of URLs without padding."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._padding = "=" * (-size % 3)
        self.pattern = f"[A-Za-z0-9_-]{{{-(-size * 4 // 3)}}}"

    def bytes_of(self, text: str) -> bytes:
        """The bytes of so many letters."""
        return base64.urlsafe_b64decode(text + self._padding)

    def read(self, text: str) -> Any | None:
        """The bytes."""
        return self.bytes_of(text)

    def write(self, value: Any) -> str:
        """Raises: CallbackDataError: another number of bytes."""
        if len(value) != self.size:
            raise CallbackDataError("a button can't carry so many bytes")
        return base64.urlsafe_b64encode(value).decode().rstrip("=")


Page = Annotated[int, Whole(0, MOST_PAGES)]
"""A page, from 0."""
Slug = Annotated[str, Token("[a-z0-9-]{1,50}")]
"""Name of a topic or an election (``rulebook.model.SLUG``)."""
Handle = Annotated[str, Token("[0-9a-f]{1,16}")]
"""A short random name, or a short hash; what it means only the dialog or the list at hand knows."""
ProvinceCode = Annotated[str, OneOf({one.code: one.code for one in PROVINCES})]
"""A province's code."""
