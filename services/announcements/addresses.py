"""Addresses of an announcement's buttons, checked as Telegram checks them.

One that Telegram refuses would halt the announcement for all its recipients. The rules are those of TDLib
(``check_link``); what it takes but nobody means (an empty part between two dots) is refused as well.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

MAX_PORT = 65_535
_WEB = re.compile(r"https?://(?P<authority>[^/?#\s\\]+)(?:[/?#]\S*)?", re.IGNORECASE)
_OWN = re.compile(r"tg://[a-z0-9_-]+(?:[/?#]\S*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:(?P<user>[^@]*)@)?(?P<host>\[[0-9a-fA-F:.]+\]|[^:@\[\]]+)(?::(?P<port>[0-9]+))?")
_PART = r"(?:[A-Za-z0-9_!$,~*'();&+=-]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+"
_HOST = re.compile(rf"{_PART}(?:\.{_PART})+\.?")
_USER = re.compile(rf"(?:{_PART}|[.:])+")


def is_address(typed: str) -> bool:
    """Whether Telegram opens it: a page with a dot in the name of its host, or one of Telegram's own."""
    if "\\" in typed:
        return False
    found = _WEB.fullmatch(typed)
    if found is None:
        return _OWN.fullmatch(typed) is not None
    parts = _AUTHORITY.fullmatch(found["authority"])
    return parts is not None and _is_right(parts["host"], parts["user"], parts["port"])


def _is_right(host: str, user: str | None, port: str | None) -> bool:
    if port is not None and not (len(port) <= 5 and 0 < int(port) <= MAX_PORT):
        return False
    if user and not _USER.fullmatch(user):
        return False
    if not host.startswith("["):
        return _HOST.fullmatch(host) is not None
    try:
        IPv6Address(host[1:-1])
    except AddressValueError:
        return False
    return True
