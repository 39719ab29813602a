"""Values as JSON and bytes, and back by their declared types alone: what arrives can't name code to run.

Frozen dataclasses, tuples, sequences, enums, dates, text, numbers, truth, None and bytes. Bytes travel beside
the JSON, in order. What comes back is believed in nothing: every type exact, every field there.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from services.platform.errors import WorkerAnswerError

BYTES = "bytes"
_SIMPLE = (str, int, float, bool, type(None))


def take_apart(value: object, blobs: list[bytes]) -> object:
    """What JSON can hold of a value; its bytes are appended to ``blobs``, each leaving its length behind."""
    if isinstance(value, bytes):
        blobs.append(value)
        return {BYTES: len(value)}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        inside = [take_apart(getattr(value, field.name), blobs) for field in fields(value)]
        return {type(value).__name__: inside}
    if isinstance(value, list | tuple):
        return [take_apart(one, blobs) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if type(value) in _SIMPLE:
        return value
    raise TypeError(f"{type(value).__name__} can't be handed to a worker or back")


def put_together(kind: object, plain: object, blobs: Sequence[bytes]) -> Any:
    """A value of a declared type.

    Raises:
        WorkerAnswerError: it is of another type, a field is missing, or bytes are left over.
    """
    left = iter(blobs)
    value = _value(kind, plain, left)
    if next(left, None) is not None:
        raise WorkerAnswerError
    return value


def _value(kind: object, plain: object, blobs: Iterator[bytes]) -> object:
    if kind in _SIMPLE or kind is None:
        if type(plain) is not (type(None) if kind is None else kind):
            raise WorkerAnswerError
        return plain
    if kind is bytes:
        blob = next(blobs, None)
        if blob is None or plain != {BYTES: len(blob)}:
            raise WorkerAnswerError
        return blob
    if get_origin(kind) in (Union, types.UnionType):
        return _one_of(get_args(kind), plain, blobs)
    if get_origin(kind) is not None:
        return _several(get_origin(kind), get_args(kind), plain, blobs)
    if isinstance(kind, type):
        return _one(kind, plain, blobs)
    raise WorkerAnswerError


def _one(kind: type, plain: object, blobs: Iterator[bytes]) -> object:
    if is_dataclass(kind):
        inside = plain.get(kind.__name__) if isinstance(plain, dict) and len(plain) == 1 else None
        hints = _hints(kind)
        if not isinstance(inside, list) or len(inside) != len(hints):
            raise WorkerAnswerError
        return kind(*(_value(hint, one, blobs) for hint, one in zip(hints, inside, strict=True)))
    if type(plain) not in (str, int):
        raise WorkerAnswerError
    try:
        if issubclass(kind, Enum):
            return kind(plain)
        if kind is date:
            return date.fromisoformat(str(plain))
    except ValueError:
        raise WorkerAnswerError from None
    raise WorkerAnswerError


def _one_of(kinds: Sequence[object], plain: object, blobs: Iterator[bytes]) -> object:
    """The first kind that fits; told by what JSON shows, before a byte is taken."""
    for kind in kinds:
        if plain is None:
            fits = kind in (None, type(None))
        elif kind is bytes or (isinstance(kind, type) and is_dataclass(kind)):
            fits = isinstance(plain, dict) and kind.__name__ in plain
        elif get_origin(kind) is not None:
            fits = isinstance(plain, list)
        else:
            fits = type(plain) is kind
        if fits:
            return _value(kind, plain, blobs)
    raise WorkerAnswerError


def _several(origin: object, kinds: Sequence[object], plain: object, blobs: Iterator[bytes]) -> object:
    if not isinstance(plain, list):
        raise WorkerAnswerError
    if origin is tuple and kinds[1:] != (Ellipsis,):
        if len(plain) != len(kinds):
            raise WorkerAnswerError
        return tuple(_value(kind, one, blobs) for kind, one in zip(kinds, plain, strict=True))
    if origin not in (tuple, list, Sequence):
        raise WorkerAnswerError
    values = [_value(kinds[0], one, blobs) for one in plain]
    return tuple(values) if origin is tuple else values


@cache
def _hints(kind: type) -> tuple[object, ...]:
    hints = get_type_hints(kind)
    return tuple(hints[field.name] for field in fields(kind))
