"""Sealing: keys for cells of the database, and boxes that only the office or a report's code opens.

All primitives are libsodium's (PyNaCl). A sealed cell is bound to its table, column and row: moved
elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead

from core.derivation import open_sealed
from core.errors import SealError
from core.process import wipe

KEY_BYTES = Aead.KEY_SIZE
CHAT_KEY_BYTES = 16


class CellSealer:
    """Seals cells with one symmetric key (XChaCha20-Poly1305 with associated data)."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealError(f"a sealing key has {KEY_BYTES} bytes")
        self._aead = Aead(key)

    def seal(self, plaintext: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Ciphertext of one cell."""
        return bytes(self._aead.encrypt(plaintext, aad=_place(table, column, row)))

    def open(self, ciphertext: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Plaintext of one cell.

        Raises:
            SealError: another key, another place, or changed bytes.
        """
        try:
            return bytes(self._aead.decrypt(ciphertext, aad=_place(table, column, row)))
        except (CryptoError, ValueError) as error:
            raise SealError from error


def _place(table: str, column: str, row: bytes) -> bytes:
    return f"{table}|{column}|".encode() + row


def seal_to(public_key: bytes, message: bytes) -> bytes:
    """A box only the holder of the matching private key opens."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(message))


def open_box(private_key: bytes | bytearray, box: bytes) -> bytes:
    """Opens a box made by :func:`seal_to`.

    Raises:
        SealError: made for another key, or changed.
    """
    opened = open_sealed(private_key, box)
    if opened is None:
        raise SealError
    try:
        return bytes(opened)
    finally:
        wipe(opened)


def key_pair_from_seed(seed: bytes) -> tuple[bytes, bytes]:
    """X25519 (public, private) key pair that follows from 32 bytes."""
    private = PrivateKey.from_seed(seed)
    return bytes(private.public_key), bytes(private)


class Keyring:
    """Keys that follow from the installation's data key, one per purpose."""

    def __init__(self, data_key: bytes) -> None:
        if len(data_key) != KEY_BYTES:
            raise SealError(f"the data key has {KEY_BYTES} bytes")
        self._data_key = data_key
        self._chat_secret = self._derive("chat-key")

    def sealer(self, purpose: str) -> CellSealer:
        """The cell sealer of one purpose, such as ``inbox``."""
        return CellSealer(self._derive(purpose))

    def chat_key(self, chat_id: int) -> bytes:
        """Keyed hash under which a chat is found; without the data key it tells nothing about the id."""
        message = chat_id.to_bytes(8, "big", signed=True)
        return hashlib.blake2b(message, key=self._chat_secret, digest_size=CHAT_KEY_BYTES).digest()

    def key_for(self, purpose: str) -> bytes:
        """The key of one purpose, for keyed hashes; 32 bytes, at most 16 characters of purpose."""
        return self._derive(purpose)

    def fingerprint(self) -> str:
        """Short name of the data key, which tells nothing about it."""
        return self._derive("fingerprint")[:8].hex()

    def digest(self, purpose: str, message: bytes) -> bytes:
        """Keyed hash (16 bytes) under which equal messages are found; without the key it tells nothing."""
        key = self._derive(f"{purpose}-digest"[: hashlib.blake2b.PERSON_SIZE])
        return hashlib.blake2b(message, key=key, digest_size=CHAT_KEY_BYTES).digest()

    def code_salt(self) -> bytes:
        """Salt of the report codes' Argon2id (16 bytes, one per installation: look-up needs it)."""
        return self._derive("code-salt")[:16]

    def secret(self, purpose: str) -> bytes:
        """Key of a keyed hash of one purpose, such as ``evidence-marks``."""
        return self._derive(purpose)

    def _derive(self, purpose: str) -> bytes:
        if len(purpose) > hashlib.blake2b.PERSON_SIZE:
            raise SealError(f"a purpose has at most {hashlib.blake2b.PERSON_SIZE} characters")
        return hashlib.blake2b(key=self._data_key, person=purpose.encode(), digest_size=KEY_BYTES).digest()
