"""Keys that follow from a password, without a copy that can't be wiped.

PyNaCl's own functions take and give ``bytes``, which nobody can overwrite. These hand libsodium buffers of
ours; what libsodium allocates itself it wipes.
"""

from __future__ import annotations

from nacl._sodium import ffi, lib

from core.errors import SealError
from core.process import wipe

SEED_BYTES = 32
LOOKUP_BYTES = 32


def derive_pair(
    password: bytearray, salt: bytes, *, passes: int, memory: int
) -> tuple[bytes, bytes, bytearray]:
    """Look-up, public key and private key that follow from a password by Argon2id; the password is wiped.

    Args:
        password: What was typed; overwritten with zeros.
        salt: 16 bytes.
        passes: Argon2id's passes.
        memory: Argon2id's memory in bytes.

    Raises:
        SealError: libsodium refused, for want of memory as a rule.
    """
    raw = bytearray(LOOKUP_BYTES + SEED_BYTES)
    try:
        refused = lib.crypto_pwhash(
            ffi.from_buffer("unsigned char[]", raw),
            len(raw),
            ffi.from_buffer("char[]", password),
            len(password),
            ffi.from_buffer("unsigned char[]", salt),
            passes,
            memory,
            lib.crypto_pwhash_alg_argon2id13(),
        )
        if refused:
            raise SealError("a code could not be hardened")
        public, private = (
            bytearray(lib.crypto_box_publickeybytes()),
            bytearray(lib.crypto_box_secretkeybytes()),
        )
        with memoryview(raw) as whole:
            lib.crypto_box_seed_keypair(
                ffi.from_buffer("unsigned char[]", public),
                ffi.from_buffer("unsigned char[]", private),
                ffi.from_buffer("unsigned char[]", whole[LOOKUP_BYTES:]),
            )
        return bytes(raw[:LOOKUP_BYTES]), bytes(public), private
    finally:
        wipe(password)
        wipe(raw)


def open_sealed(private_key: bytes | bytearray, box: bytes) -> bytearray | None:
    """What is in a sealed box (X25519, libsodium's ``crypto_box_seal``); None when it does not open."""
    overhead = lib.crypto_box_sealbytes()
    if len(box) < overhead or len(private_key) != lib.crypto_box_secretkeybytes():
        return None
    public, message = bytearray(lib.crypto_box_publickeybytes()), bytearray(max(1, len(box) - overhead))
    secret = ffi.from_buffer("unsigned char[]", private_key)
    lib.crypto_scalarmult_base(ffi.from_buffer("unsigned char[]", public), secret)
    refused = lib.crypto_box_seal_open(
        ffi.from_buffer("unsigned char[]", message),
        ffi.from_buffer("unsigned char[]", box),
        len(box),
        ffi.from_buffer("unsigned char[]", public),
        secret,
    )
    return None if refused else message[: len(box) - overhead]
