"""What is taken for an address of a button is one that Telegram takes: its own parser judges."""

from __future__ import annotations

from html import escape
from random import Random

import pytest

from services.announcements.addresses import is_address
from tests.demo.generated import link
from tests.telegram_parser import kind_of, parse_html

USUAL = (
    "https://contoh.go.id",
    "http://bawaslu.go.id/berkas.pdf",
    "https://www.kpu.go.id:8443/a/b?c=d&e=f#g",
    "https://a.id/jalur/http://b.id",
    "https://пример.рф/x",
    "https://[2001:db8::1]/x",
    "https://1.2.3.4",
    "https://a.id?x=1",
    "HTTPS://T.ME/netra",
    "https://a_b.example.com",
    "tg://resolve?domain=netra",
)
REFUSED = (
    "https://kantor/berkas.pdf",
    "https://localhost",
    "https://http://a.id",
    "https://a.id\\\\b",
    "https://a.id:0",
    "https://a.id:",
    "https://a.id:65536/x",
    "https://.",
    "https://?x=a.id",
    "https://a b.id",
    "https://a%2.id",
    "https://[::g]/",
    "ftp://a.id",
    "javascript:alert(1)",
    "tg://a.b",
    "a.id",
)


def telegram_takes(address: str) -> bool:
    found = parse_html(f'<a href="{escape(address)}">x</a>').entities
    return any(kind_of(one) in ("TextUrl", "MentionName") for one in found)


@pytest.mark.parametrize("address", USUAL)
def test_what_people_link_to_is_taken(address: str) -> None:
    assert is_address(address)
    assert telegram_takes(address)


@pytest.mark.parametrize("address", REFUSED)
def test_what_would_halt_an_announcement_is_not(address: str) -> None:
    assert not is_address(address)


def test_nothing_is_taken_that_telegram_refuses() -> None:
    random = Random(16)
    taken = [one for one in (link(random) for _ in range(5_000)) if is_address(one)]
    assert len(taken) > 50
    assert [one for one in taken if not telegram_takes(one)] == []
