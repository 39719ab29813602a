"""An update that is safe in the inbox, as long as it waits in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Arrived:
    """One update. It waits as the JSON it came as: a fifth of the room of what is read from it."""

    update_id: int
    chat_key: bytes
    payload: bytes
    tries: int = 0

    def raw(self) -> dict[str, Any]:
        """The update as the Bot API writes it; empty where it can't be read any more."""
        try:
            found = orjson.loads(self.payload)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}
