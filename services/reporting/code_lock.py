"""What follows from a shown code, locked until the person sends: only the button below the code has the key.

A draft lies in its dialog under the data key. Its look-up and the code's public key are what finds the report
later; so, while the code is on the screen, they lie there sealed once more. Whoever copies files and data key
in that moment can't tell later which report the draft became.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace

from core.errors import SealError
from core.sealing import KEY_BYTES, CellSealer
from services.reporting.draft import Draft

_LOOKUP_BYTES = 32
_PLACE = {"table": "dialogs", "column": "code"}


def locked(draft: Draft, key: bytes, chat_key: bytes) -> Draft:
    """The draft for its dialog: what follows from its code is sealed under ``key``."""
    inside = bytes.fromhex(draft.lookup) + bytes.fromhex(draft.public)
    sealed = CellSealer(key).seal(inside, row=chat_key, **_PLACE)
    return replace(draft, lookup="", public="", code=base64.b64encode(sealed).decode())


def unlocked(draft: Draft, key_name: str, chat_key: bytes) -> Draft | None:
    """The draft ready to be sent; None where the button belongs to another code."""
    try:
        key = base64.urlsafe_b64decode(key_name + "=")
        if len(key) != KEY_BYTES or not draft.code:
            return None
        inside = CellSealer(key).open(base64.b64decode(draft.code), row=chat_key, **_PLACE)
    except (SealError, ValueError, binascii.Error):
        return None
    lookup, public = inside[:_LOOKUP_BYTES].hex(), inside[_LOOKUP_BYTES:].hex()
    return replace(draft, lookup=lookup, public=public, code="")


def key_name(key: bytes) -> str:
    """43 characters for a button's data."""
    return base64.urlsafe_b64encode(key).decode().rstrip("=")
