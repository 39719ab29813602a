"""What people read of an enum's members."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

Member = TypeVar("Member", bound=Enum)


def labels(kind: type[Member], words: Mapping[Member, str]) -> Mapping[Member, str]:
    """The words for every member of an enum.

    Raises:
        ValueError: a member has none, which nobody would see before it has to be shown.
    """
    if missing := [member.name for member in kind if not words.get(member)]:
        raise ValueError(f"{kind.__name__} has no words for {', '.join(missing)}")
    return dict(words)
