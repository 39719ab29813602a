"""The whole bot, with people whose identities are planted to be looked for; it takes all that any bot takes."""

from __future__ import annotations

import pytest

from bot.app.settings import Settings
from tests.journeys.conftest import demo, telegram
from tests.journeys.conftest import settings as usual_settings

__all__ = ["demo", "telegram", "usual_settings"]


@pytest.fixture
def settings(usual_settings: Settings) -> Settings:
    """Settings with everything switched on that takes something in."""
    return usual_settings.model_copy(update={"evidence_video": True})
