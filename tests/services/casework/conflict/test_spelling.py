"""Words that run together in who is reported."""

from __future__ import annotations

import pytest

from services.casework.conflict.spelling import unglued


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kepseksdn 1 padang", "kepsek sdn 1 padang"),
        ("gurusmpn2 kudus", "guru smpn 2 kudus"),
        ("kepalasman1sintang", "kepala sman 1 sintang"),
        ("camatcikarang utara", "camat cikarang utara"),
        ("kepala desa", "kepala desa"),
        ("kapuskesmas Sewon", "kapuskesmas Sewon"),
        ("Pak Gurusinga, lurahnya", "Pak Gurusinga, lurahnya"),
    ],
)
def test_titles_apart_from_offices(typed: str, meant: str) -> None:
    assert unglued(typed) == meant
