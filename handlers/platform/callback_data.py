"""Data of buttons as typed values: packed into Telegram's ``callback_data``, and read back from a tap.

A kind of button is a class that says in one place how its data looks on the wire, what it carries, and who
may tap it::

    class ShowQuestion(CallbackData, wire="ques:show:{question}", access=ADMINS):
        question: QuestionId

The wire form is a frozen constant: it stands below messages in people's chats, and a button whose form
changes is dead. Braces hold fields; brackets hold what may be missing (its fields are then None). A field
outside brackets that may be None is empty on the wire. How to add a button: ``docs/architecture.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, dataclass_transform, get_args, get_origin, get_type_hints

from handlers.platform.admission import ButtonAccess
from handlers.platform.button_fields import CallbackDataError, Codec, OneOf

MAX_CALLBACK_DATA = 64
"""Bytes of a button's data. Source: Bot API, InlineKeyboardButton."""


@dataclass_transform(frozen_default=True)
class CallbackData:
    """What one kind of button carries; see the module."""

    wire: ClassVar[str]
    access: ClassVar[ButtonAccess]
    again: ClassVar[str]
    """What the button says that takes the tap up again, once the lock that it needs is open."""

    def __init_subclass__(cls, *, wire: str, access: ButtonAccess, again: str = "") -> None:
        """
        Raises:
            CallbackDataError: no action behind the prefix, or a form that stands already.
        """
        super().__init_subclass__()
        dataclass(frozen=True, repr=False)(cls)
        kinds = _DECLARED.setdefault(wire.partition(":")[0], [])
        if ":" not in wire or any(one.wire == wire for one in kinds):
            raise CallbackDataError(f"{cls.__name__} needs a wire form of its own")
        cls.wire, cls.access, cls.again = wire, access, again
        kinds.append(cls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"  # may hold a key or an id

    def pack(self) -> str:
        """The data as the button carries it.

        Raises:
            CallbackDataError: a field holds what its form does not allow, or it is longer than 64 bytes.
        """
        data = form_of(type(self)).write(self)
        if len(data.encode()) > MAX_CALLBACK_DATA:
            raise CallbackDataError(f"{type(self).__name__} is longer than a button's data may be")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """The value that a button of this kind carries; None where none does. Never raises: a client of
        somebody's own may send any data."""
        form = form_of(cls)
        found = form.regex.fullmatch(data)
        if found is None:
            return None
        values: dict[str, Any] = {}
        for name, codec in form.codecs.items():
            text = found[name]
            values[name] = codec.read(text) if text else None
            if text and values[name] is None:
                return None
        return cls(**values)


_DECLARED: dict[str, list[type[CallbackData]]] = {}
"""Every kind of button, by what its data begins with; filled as the columns' modules are imported, which the
program does with all of them."""


def declared() -> Iterator[type[CallbackData]]:
    """Every kind of button."""
    for kinds in _DECLARED.values():
        yield from kinds


def unpack(data: str) -> CallbackData | None:
    """What a button of ours carries; None for anything else. Never raises."""
    if len(data) <= MAX_CALLBACK_DATA:
        for kind in _DECLARED.get(data.partition(":")[0], ()):
            if (value := kind.unpack(data)) is not None:
                return value
    return None


_BRACKETS = re.compile(r"\[[^\]]*\]")
_PARTS = re.compile(r"\{(\w+)\}|([\[\]])|([^{}\[\]]+)")


class WireForm:
    """A wire form, made ready."""

    def __init__(self, kind: type[CallbackData]) -> None:
        hints = get_type_hints(kind, include_extras=True)
        self.codecs: dict[str, Codec] = {}
        self.optional: list[str] = []
        """Fields in brackets."""
        self.may_be_empty: list[str] = []
        """Fields that are empty where they hold None."""
        self._long = kind.wire.replace("[", "").replace("]", "")
        self._short = _BRACKETS.sub("", kind.wire)
        regex, inside = "", False
        for name, bracket, words in _PARTS.findall(kind.wire):
            if bracket:
                inside = bracket == "["
                regex += "(?:" if inside else ")?"
                continue
            if words:
                regex += re.escape(words)
                continue
            if inside:
                self.optional.append(name)
            codec, may_be_none = _codec(hints[name])
            self.codecs[name] = codec
            if is_empty := may_be_none and not inside:
                self.may_be_empty.append(name)
            regex += f"(?P<{name}>(?:{codec.pattern}){'?' if is_empty else ''})"
        self.regex = re.compile(regex, re.ASCII)

    def write(self, value: CallbackData) -> str:
        """The data of a value."""
        given = value.__dict__
        words = {
            name: "" if given[name] is None else codec.write(given[name])
            for name, codec in self.codecs.items()
        }
        is_short = any(given[name] is None for name in self.optional)
        return (self._short if is_short else self._long).format_map(words)


_FORMS: dict[type, WireForm] = {}


def form_of(kind: type[CallbackData]) -> WireForm:
    """The wire form of a kind of button."""
    form = _FORMS.get(kind)
    if form is None:  # the first of its kind
        form = _FORMS[kind] = WireForm(kind)
    return form


def _codec(hint: Any) -> tuple[Codec, bool]:
    """How a field of this type is written, and whether it may be None."""
    if get_origin(hint) is Annotated:
        return next(one for one in hint.__metadata__ if hasattr(one, "pattern")), False
    if args := [one for one in get_args(hint) if one is not type(None)]:
        return _codec(args[0])[0], True
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return OneOf({one: one.value for one in hint}), False
    raise CallbackDataError("a button's field needs a type that says how it is written")
