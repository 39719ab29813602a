"""Videos need an extra; without it the bot says so at the start instead of failing at the first video."""

from __future__ import annotations

import pytest

from bot.app import videos
from bot.app.videos import cleaner_of_videos, is_installed
from core.errors import ConfigurationError
from services.reporting.kinds import FileKind
from services.reporting.picture import Refusal


def test_the_worker_gets_a_function_that_is_there() -> None:
    assert is_installed()
    assert cleaner_of_videos()(b"no video", FileKind.VIDEO, 1) == Refusal("kind")


def test_a_missing_extra_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(videos, "LIBRARY", "av_that_nobody_installed")
    assert not is_installed()
    with pytest.raises(ConfigurationError, match="make video"):
        cleaner_of_videos()
