"""The whole bot with people whose identities are planted to be looked for."""

from __future__ import annotations

from tests.journeys.conftest import demo, settings, telegram

__all__ = ["demo", "settings", "telegram"]
