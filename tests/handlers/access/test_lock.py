"""What a closed lock takes off the screen, and what becomes of that which Telegram keeps."""

from __future__ import annotations

from handlers.access.lock import close_views
from services.access.views import MEDIA_TAG, VIEW_TAG, Closing


def test_what_does_not_go_is_kept_by_its_kind_so_that_the_sweep_blanks_it() -> None:
    closing = Closing(7, b"c" * 16, ((1, VIEW_TAG), (2, MEDIA_TAG), (3, VIEW_TAG)), ((4, True), (5, False)))
    calls = [(one.method, one.params.get("message_ids"), one.remember) for one in close_views(closing)]
    assert calls == [
        ("deleteMessages", [1, 3], VIEW_TAG),
        ("deleteMessages", [2], MEDIA_TAG),
        ("editMessageMedia", None, None),
        ("editMessageText", None, None),
    ]
