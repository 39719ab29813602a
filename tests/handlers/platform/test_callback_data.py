"""Data of buttons: what is packed is read back, what nobody packed is None, and no two kinds are taken for one."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.platform.admission import ANYONE
from handlers.platform.button_fields import (
    Base64Bytes,
    CallbackDataError,
    Codec,
    HexNumber,
    OneOf,
    Token,
    Whole,
)
from handlers.platform.callback_data import MAX_CALLBACK_DATA, CallbackData, declared, form_of, unpack
from tests.handlers.buttons import KINDS

ASCII = st.characters(codec="ascii")


def values_of(codec: Codec) -> st.SearchStrategy[Any]:
    """Every value a field may hold."""
    if isinstance(codec, Whole | HexNumber):
        return st.integers(codec.lowest, codec.highest)
    if isinstance(codec, OneOf):
        return st.sampled_from(sorted(codec.values.values(), key=str))
    if isinstance(codec, Token):
        return st.from_regex(codec.pattern, fullmatch=True, alphabet=ASCII)
    assert isinstance(codec, Base64Bytes)
    raw = st.binary(min_size=codec.size, max_size=codec.size)
    return raw.map(lambda one: codec.read(Base64Bytes(len(one)).write(one)))


def buttons_of(kind: type[CallbackData]) -> st.SearchStrategy[CallbackData]:
    """Every value of a kind of button."""
    form = form_of(kind)
    whole = {name: values_of(codec) for name, codec in form.codecs.items()}
    ways = [st.builds(kind, **whole)]
    if form.optional:
        ways.append(st.builds(kind, **{n: v for n, v in whole.items() if n not in form.optional}))
    ways += [st.builds(kind, **{**whole, name: st.none()}) for name in form.may_be_empty]
    return st.one_of(ways)


any_button = st.one_of([buttons_of(kind) for kind in KINDS])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_is_packed_is_read_back_as_the_same_kind(kind: type[CallbackData], data: st.DataObject) -> None:
    one = data.draw(buttons_of(kind))
    try:
        packed = one.pack()
    except CallbackDataError:
        longest = form_of(type(one)).write(one)
        assert len(longest.encode()) > MAX_CALLBACK_DATA, "nothing else keeps a value from its button"
        return
    assert 0 < len(packed.encode()) <= MAX_CALLBACK_DATA
    assert packed.isprintable()
    assert packed.isascii()
    assert unpack(packed) == one
    assert kind.unpack(packed) == one
    assert [other for other in KINDS if other.unpack(packed) is not None] == [kind], "no other kind takes it"


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(KINDS))
def test_what_nobody_packed_never_raises(tail: str, kind: type[CallbackData]) -> None:
    begins = kind.wire.split("{")[0].split("[")[0]
    for data in (tail, f"{kind.wire.partition(':')[0]}:{tail}", begins + tail, f"{begins}:{tail}"):
        found = unpack(data)
        assert found is None or found.pack()
        assert kind.unpack(data) is None or type(found) is kind


@settings(deadline=None)
@given(any_button, st.text(min_size=1, max_size=4), st.data())
def test_a_changed_byte_is_another_button_or_none(one: CallbackData, noise: str, data: st.DataObject) -> None:
    try:
        packed = one.pack()
    except CallbackDataError:
        return
    at = data.draw(st.integers(0, len(packed)))
    found = unpack(packed[:at] + noise + packed[at:])
    assert found is None or found.pack()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_says_what_it_is(kind: type[CallbackData]) -> None:
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}("), "what it does, not the dataclass's own words"
    form = form_of(kind)
    assert set(form.codecs) == set(kind.__annotations__), "each field stands in the wire form"
    assert repr(kind(**dict.fromkeys(form.codecs))) == f"{kind.__name__}(...)", "a key may be in it"


class Loose(CallbackData, wire="test:{word}:{number}[:{key}]", access=ANYONE):
    """A kind of the test's own."""

    word: Annotated[str, Token("[a-z]{1,70}")]
    number: Annotated[int, Whole(0, 9)]
    key: Annotated[bytes, Base64Bytes(4)] | None = None


@pytest.mark.parametrize(
    "broken",
    [Loose("a:b", 1), Loose("", 1), Loose("Ä", 1), Loose("a", 10), Loose("a", -1), Loose("a", 1, b"12345")],
)
def test_what_no_button_can_carry_is_refused_when_it_is_packed(broken: Loose) -> None:
    with pytest.raises(CallbackDataError):
        broken.pack()


def test_sixty_four_bytes_and_no_more() -> None:
    assert len(Loose("a" * 57, 1).pack()) == MAX_CALLBACK_DATA
    with pytest.raises(CallbackDataError):
        Loose("a" * 58, 1).pack()
    assert unpack("test:" + "a" * 58 + ":1") is None


def test_a_form_stands_once_and_has_an_action() -> None:
    for wire in ("test:{word}:{number}[:{key}]", "test"):
        with pytest.raises(CallbackDataError):
            type("Other", (CallbackData,), {"__annotations__": {}}, wire=wire, access=ANYONE)
    assert all(kind.__name__ != "Other" for kind in declared())
