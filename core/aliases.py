"""Names that only this run knows: what counts by chat in memory holds these, not the chats' keys."""

from __future__ import annotations

import hashlib

from core.randomness import Randomness, SystemRandomness

ALIAS_BYTES = 16


class Aliases:
    """Hashes of chats' keys under a key that lies in memory alone and is thrown away when nothing needs it.

    A chat's key stands in the database too: where it lay in memory long after a message, a dump of the memory
    would tell who wrote.
    """

    def __init__(self, randomness: Randomness | None = None) -> None:
        self._randomness = randomness or SystemRandomness()
        self._key = self._randomness.bytes(32)

    def of(self, chat_key: bytes) -> bytes:
        """The chat's alias, until :meth:`renew`."""
        return hashlib.blake2b(chat_key, key=self._key, digest_size=ALIAS_BYTES).digest()

    def renew(self) -> None:
        """From now on everybody has another alias. To be called while none is remembered."""
        self._key = self._randomness.bytes(32)
