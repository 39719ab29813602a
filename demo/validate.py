"""Checks every call against the machine-readable facts of the Bot API in ``botapi.json``.

Checkers are built once per type, so that a call costs a few dictionary look-ups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from demo.errors import Refused, bad_request

SPEC = Path(__file__).parent / "botapi.json"
Checker = Callable[[Any, str], None]


class Validator:
    """Knows methods and types; refuses unknown parameters, missing ones and wrong types."""

    def __init__(self, path: Path = SPEC) -> None:
        spec = orjson.loads(path.read_bytes())
        self.version: str = spec["version"]
        self._types: dict[str, dict[str, Any]] = spec["types"]
        self._checkers: dict[str, Checker] = {}
        self.methods: dict[str, dict[str, str]] = {name: m["f"] for name, m in spec["methods"].items()}
        self._required = {name: tuple(m["q"]) for name, m in spec["methods"].items()}
        self._parameters = {
            name: {field: self._checker(kind) for field, kind in fields.items()}
            for name, fields in self.methods.items()
        }

    def check(self, method: str, params: Mapping[str, Any]) -> None:
        """Refuses a call that the Bot API would not take.

        Raises:
            demo.errors.Refused: 400 with the reason.
        """
        checkers = self._parameters[method]
        for name, value in params.items():
            checker = checkers.get(name)
            if checker is None:
                raise bad_request(f"unknown parameter {name!r}")
            checker(value, name)
        for name in self._required[method]:
            if name not in params:
                words = "message text is empty" if name == "text" else f"parameter {name!r} is required"
                raise bad_request(words)

    def takes_text(self, method: str, name: str) -> bool:
        """Whether a form field is plain text; every other field is JSON in a form."""
        return self.methods[method].get(name, "String") in ("String", "InputFile|String")

    def _checker(self, kind: str) -> Checker:
        if kind not in self._checkers:
            self._checkers[kind] = self._build(kind)
        return self._checkers[kind]

    def _build(self, kind: str) -> Checker:
        if "|Array of " in kind:  # an album's media: items of several kinds, mixed
            kinds = [part.strip().removeprefix("Array of ") for part in kind.split("|")]
            return self._array(self._any_of([self._checker(one) for one in kinds], "|".join(kinds)))
        if kind.startswith("Array of "):
            return self._array(self._checker(kind.removeprefix("Array of ")))
        if "|" in kind:
            return self._any_of([self._checker(part.strip()) for part in kind.split("|")], kind)
        plain = _PLAIN.get(kind)
        if plain is not None:
            return plain
        described = self._types.get(kind, {})
        if "u" in described:
            return self._union(described["u"])
        return self._object(kind, described)

    @staticmethod
    def _array(item: Checker) -> Checker:
        def check(value: Any, name: str) -> None:
            if not isinstance(value, list):
                raise bad_request(f"{name} must be an array")
            for one in value:
                item(one, name)

        return check

    @staticmethod
    def _any_of(checkers: list[Checker], kind: str) -> Checker:
        def check(value: Any, name: str) -> None:
            for checker in checkers:
                try:
                    checker(value, name)
                except Refused:
                    continue
                return
            raise bad_request(f"{name} must be {kind}")

        return check

    def _union(self, members: list[str]) -> Checker:
        def check(value: Any, name: str) -> None:
            """The members whose constants fit are tried in turn; the first refusal tells what is wrong."""
            if not isinstance(value, dict):
                raise bad_request(f"{name} must be an object")
            refusal = bad_request(f"{name} is of no known kind")
            tried = 0
            for member in members:
                constants = self._types[member].get("c", {})
                if all(value.get(key) == fixed for key, fixed in constants.items()):
                    try:
                        self._checker(member)(value, name)
                    except Refused as refused:
                        refusal = refusal if tried else refused
                        tried += 1
                        continue
                    return
            raise refusal

        return check

    def _object(self, kind: str, described: dict[str, Any]) -> Checker:
        """A lazy checker: types may contain themselves."""
        fields: dict[str, str] = described.get("f", {})
        required: tuple[str, ...] = tuple(described.get("q", ()))

        def check(value: Any, name: str) -> None:
            if not isinstance(value, dict):
                raise bad_request(f"{name} must be an object of type {kind}")
            for key, inner in value.items():
                if key not in fields:
                    raise bad_request(f"{name} has an unknown field {key!r}")
                self._checker(fields[key])(inner, f"{name}.{key}")
            for key in required:
                if key not in value:
                    raise bad_request(f"{name} lacks the field {key!r}")

        return check


def _plain(types: type | tuple[type, ...], words: str) -> Checker:
    def check(value: Any, name: str) -> None:
        if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
            raise bad_request(f"{name} must be {words}")

    return check


def _file(value: Any, name: str) -> None:
    if not isinstance(value, str):
        raise bad_request(f"{name} must be a file")


_PLAIN: dict[str, Checker] = {
    "Integer": _plain(int, "an integer"),
    "String": _plain(str, "a string"),
    "Boolean": _plain(bool, "a boolean"),
    "True": _plain(bool, "true"),
    "Float": _plain((int, float), "a number"),
    "InputFile": _file,
}
