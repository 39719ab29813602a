"""Addresses of links as Telegram takes them: tidied, or none at all.

What is taken was learnt from TDLib (``tdjson`` judges in ``tests/demo/test_parser_agrees.py``).
"""

from __future__ import annotations

import re
import socket

_AUTHORITY = re.compile(rb"[^/?#]*")
_SCHEME = re.compile(rb"([^:/?#@\[\]]*)://")
_OWN_SCHEME = re.compile(rb"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_HOST = re.compile(rb"(?:[A-Za-z0-9.\-_!$,~*'();&+=\x80-\xff]|%[0-9A-Fa-f]{2})*")
_USER = re.compile(rb"(?:[A-Za-z0-9.\-_!$,~*'();&+=:\x80-\xff]|%[0-9A-Fa-f]{2})*")
_OWN_HOST = re.compile(rb"[A-Za-z0-9\-_]*")
_SITE_HOST = re.compile(rb"[A-Za-z0-9\-_.]*")
_SIX = re.compile(rb"\[[0-9a-f:.]*\]")
_SPACES = b" \t\r\n\0\x0b"
_USER_LINK = re.compile(rb"tg:(?://)?user/?\?([^#]*)")
MAX_PORT = 65_535
MOST_USERS = 2**40
"""Ids of users are below."""


class WrongLinkError(ValueError):
    """Telegram takes no such address; in its words."""


class _Address:
    """An address in its parts. Raises WrongLinkError where it is none."""

    def __init__(self, raw: bytes) -> None:
        scheme = _SCHEME.match(raw)
        self.scheme = scheme.group(1).lower() if scheme else b"http"
        if self.scheme not in (b"http", b"https"):
            raise WrongLinkError("Unsupported URL protocol")
        rest = raw[scheme.end() :] if scheme else raw
        found = _AUTHORITY.match(rest)
        authority = found.group() if found else b""
        named, self.port = _port_of(authority)
        self.user, _, host = named.rpartition(b"@")
        self.host = host.lower()
        self.is_six = host.startswith(b"[") and host.endswith(b"]")
        self._check()
        query = rest[len(authority) :].rstrip(_SPACES)
        query = query if query.startswith(b"/") else b"/" + query
        self.query = b"".join(b"%%%02X" % one if one <= 0x20 else bytes((one,)) for one in query)

    def _check(self) -> None:
        if self.host in (b"", b"."):
            raise WrongLinkError("Host is invalid" if self.host else "URL host is empty")
        if self.is_six:
            try:
                socket.inet_pton(socket.AF_INET6, self.host[1:-1].decode())
            except (OSError, UnicodeDecodeError):
                raise WrongLinkError("Wrong IPv6 address specified in the URL") from None
            if not _SIX.fullmatch(self.host):
                raise WrongLinkError("Wrong IPv6 URL host")
        else:
            _check_part(self.host, _HOST, "host")
            _check_part(self.user, _USER, "userinfo")


def _port_of(authority: bytes) -> tuple[bytes, int]:
    """What stands before the port, and the port; 0 for none. Raises WrongLinkError for a wrong one."""
    last = max(authority.rfind(mark) for mark in (b":", b"]", b"@"))
    if last <= 0 or authority[last : last + 1] != b":":
        return authority, 0
    digits = authority[last + 1 :]
    digits = digits.lstrip(b"0") or digits[:1]
    if not digits.isdigit() or len(digits) > 5 or not 0 < int(digits) <= MAX_PORT:
        raise WrongLinkError("Wrong port number specified in the URL")
    return authority[:last], int(digits)


def _check_part(part: bytes, allowed: re.Pattern[bytes], name: str) -> None:
    found = allowed.match(part)
    end = found.end() if found else 0
    if end < len(part):
        is_percent = part[end : end + 1] == b"%"
        wrong = "Wrong percent-encoded symbol" if is_percent else "Disallowed character"
        raise WrongLinkError(f"{wrong} in URL {name}")


def read_link(link: bytes) -> bytes:
    """The address as Telegram keeps it.

    Raises:
        WrongLinkError: it takes none such.
    """
    own = _OWN_SCHEME.match(link)
    return _own(own.group(1).lower(), link[own.end() :]) if own else _web(_Address(link))


def checked_link(link: bytes) -> bytes | None:
    """The address as Telegram keeps it; None where it takes none."""
    try:
        return read_link(link)
    except WrongLinkError:
        return None


def _web(address: _Address) -> bytes:
    if b"." not in address.host and not address.is_six:
        raise WrongLinkError("Wrong HTTP URL")
    user = address.user + b"@" if address.user else b""
    port = b":%d" % address.port if address.port else b""
    return address.scheme + b"://" + user + address.host + port + address.query


def _own(scheme: bytes, link: bytes) -> bytes:
    """An address of Telegram's own: a host of few characters, and no more than it."""
    address = _Address(link)
    is_web = link[:7].lower() == b"http://" or address.scheme == b"https"
    if is_web or address.user or address.port or address.is_six:
        raise WrongLinkError("Wrong tg URL" if scheme == b"tg" else "Wrong ton URL")
    if not (_SITE_HOST if scheme == b"tonsite" else _OWN_HOST).fullmatch(address.host):
        raise WrongLinkError("Unallowed characters in URL host")
    query = address.query[1:] if address.query[1:2] == b"?" else address.query
    return scheme + b"://" + address.host + query


def user_of(link: bytes) -> int | None:
    """The user an address such as ``tg://user?id=7`` names; None where it names none."""
    found = _USER_LINK.match(link.lower())
    if not found:
        return None
    for parameter in found.group(1).split(b"&"):
        key, _, value = parameter.partition(b"=")
        if key == b"id":
            number = whole(value)
            return number if number is not None and 0 < number < MOST_USERS else None
    return None


def whole(digits: bytes, bits: int = 64) -> int | None:
    """A whole number, written as it is printed; None for anything else."""
    if not re.fullmatch(rb"0|-?[1-9][0-9]{0,18}", digits):
        return None
    number = int(digits)
    return number if -(2 ** (bits - 1)) <= number < 2 ** (bits - 1) else None
