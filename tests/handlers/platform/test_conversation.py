"""What the button below an answer says of the question."""

from __future__ import annotations

import pytest

from handlers.platform.buttons import StartReport
from services.platform.traces import Mark


def test_what_a_button_names_is_a_message() -> None:
    started = StartReport.unpack("report:start:1a:66f1a2b3")
    assert started is not None
    assert started.asked == Mark(0x1A, 0x66F1A2B3)


@pytest.mark.parametrize(
    "data", ["", "1", ":1", "x:1", "0:1", "-1:1", "1:-1", "80000000:1", "1:100000000", f"{'f' * 40}:1"]
)
def test_what_no_message_has_names_none(data: str) -> None:
    assert StartReport.unpack(f"report:start:{data}") is None
