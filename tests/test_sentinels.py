"""The search itself finds what is planted; else the contract tests would prove nothing."""

from __future__ import annotations

import base64

import pytest

from tests.sentinels import Sentinel, traces

ONE = Sentinel(1_804_289_383, "Sentinelawati", "sentinel_user", ("IMG_SENTINEL.jpg",))


@pytest.mark.parametrize(
    "planted",
    [
        b"1804289383",
        (1_804_289_383).to_bytes(4, "little"),
        (1_804_289_383).to_bytes(5, "big"),
        (1_804_289_383).to_bytes(8, "big"),
        (1_804_289_383).to_bytes(8, "little"),
        b"6b8b4567",
        b"6B8B4567",
        b"sentinel_user",
        "Sentinelawati".encode("utf-16-le"),
        base64.b64encode(b"1804289383"),
        base64.b64encode(b'{"id":1804289383}'),
        base64.b64encode(b'x{"id":1804289383}'),
        base64.b64encode(b'xy{"name":"IMG_SENTINEL.jpg"}'),
    ],
)
def test_each_form_is_found(planted: bytes) -> None:
    assert traces([("file", b"before" + planted + b"after")], [ONE])


def test_nothing_is_found_where_nothing_is() -> None:
    assert traces([("file", b"1804289382 Sentinel user img_sentinel")], [ONE]) == []
