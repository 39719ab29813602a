"""Roles. In this version the owners named in the settings are administrators and officers."""

from __future__ import annotations

from collections.abc import Collection


class Roles:
    """Who is an administrator. Ids are held in memory only, from the settings."""

    def __init__(self, owner_ids: Collection[int]) -> None:
        self._owners = frozenset(owner_ids)

    def is_admin(self, user_id: int) -> bool:
        """Whether this person manages the bot and works through reports."""
        return user_id in self._owners
