from __future__ import annotations

from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SealError
from core.sealing import CellSealer, Keyring, key_pair_from_seed, open_box, seal_to

KEY = bytes(range(32))


class Place(TypedDict):
    table: str
    column: str
    row: bytes


PLACE: Place = {"table": "reports", "column": "body", "row": b"r" * 16}


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again(plaintext: bytes) -> None:
    sealer = CellSealer(KEY)
    assert sealer.open(sealer.seal(plaintext, **PLACE), **PLACE) == plaintext


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place(table="report_keys", column="body", row=b"r" * 16),
        Place(table="reports", column="about", row=b"r" * 16),
        Place(table="reports", column="body", row=b"s" * 16),
    ],
)
def test_a_cell_moved_elsewhere_does_not_open(elsewhere: Place) -> None:
    sealed = CellSealer(KEY).seal(b"isi", **PLACE)
    with pytest.raises(SealError):
        CellSealer(KEY).open(sealed, **elsewhere)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(CellSealer(KEY).seal(b"isi laporan", **PLACE))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealError):
        CellSealer(KEY).open(bytes(sealed), **PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealError):
        CellSealer(bytes(32)).open(CellSealer(KEY).seal(b"isi", **PLACE), **PLACE)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SealError):
        CellSealer(b"short")
    with pytest.raises(SealError):
        Keyring(b"short")


def test_a_box_opens_for_its_owner_only() -> None:
    public, private = key_pair_from_seed(KEY)
    _, stranger = key_pair_from_seed(bytes(32))
    box = seal_to(public, b"kunci laporan")
    assert open_box(private, box) == b"kunci laporan"
    with pytest.raises(SealError):
        open_box(stranger, box)
    with pytest.raises(SealError):
        open_box(private, box[:-1])


@given(st.integers(min_value=-(2**52), max_value=2**52), st.integers(min_value=-(2**52), max_value=2**52))
def test_chat_keys_are_stable_and_distinct(one: int, other: int) -> None:
    keyring = Keyring(KEY)
    assert keyring.chat_key(one) == Keyring(KEY).chat_key(one)
    assert (keyring.chat_key(one) == keyring.chat_key(other)) == (one == other)
    assert keyring.chat_key(one) != Keyring(bytes(32)).chat_key(one)


def test_purposes_have_keys_of_their_own() -> None:
    keyring = Keyring(KEY)
    sealed = keyring.sealer("inbox").seal(b"isi", **PLACE)
    with pytest.raises(SealError):
        keyring.sealer("outbox").open(sealed, **PLACE)
    with pytest.raises(SealError):
        keyring.sealer("a purpose that is too long")
    assert len(keyring.code_salt()) == 16
