"""A command and what follows it, whatever stands between; links that hide behind words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, MessageEntity, User

from handlers.platform.words import rest_of, split_command, with_links

WHEN = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "command", "rest"),
    [
        ("/lacak", "lacak", ""),
        ("/lacak satu dua", "lacak", "satu dua"),
        ("/lacak\nsatu dua", "lacak", "satu dua"),
        ("/lacak\r\n\n satu\ndua ", "lacak", "satu\ndua"),
        ("/lacak\u00a0satu\u00a0dua", "lacak", "satu\u00a0dua"),
        ("/lacak\u202fsatu", "lacak", "satu"),
        ("/lacak\u3000satu", "lacak", "satu"),
        ("/lacak\tsatu", "lacak", "satu"),
        ("/lacak\u200b satu", "lacak", "satu"),
        ("/Tanya@NamaBot\nboleh?", "tanya", "boleh?"),
        ("/tanya@namabot\u00a0boleh?", "tanya", "boleh?"),
        ("/tanya@namabot", "tanya", ""),
        ("/tanyakan saja", "tanyakan", "saja"),
        ("boleh /tanya?", "", "boleh /tanya?"),
        ("/ tanya", "", "/ tanya"),
        ("", "", ""),
    ],
)
def test_a_command_ends_where_its_name_ends(typed: str, command: str, rest: str) -> None:
    assert split_command(typed) == (command, rest)
    assert rest_of(typed) == rest


def said(text: str, *links: tuple[str, str], caption: bool = False, kind: str = "text_link") -> Message:
    """A message whose words hide links."""
    entities = []
    for words, url in links:
        before = text[: text.index(words)]
        entities.append(
            MessageEntity(
                kind, len(before.encode("utf-16-le")) // 2, len(words.encode("utf-16-le")) // 2, url
            )
        )
    chat = Chat(1, "private")
    if caption:
        return Message(1, WHEN, chat, caption=text, caption_entities=entities)
    return Message(1, WHEN, chat, text=text, entities=entities)


def test_hidden_links_stand_behind_their_words() -> None:
    one, two = ("unggahan ini", "https://contoh.id/p/1?a=b"), ("itu", "https://contoh.id/2")
    whole = "😀 Lihat unggahan ini (https://contoh.id/p/1?a=b), juga itu (https://contoh.id/2)."
    assert with_links(said("😀 Lihat unggahan ini, juga itu.", one, two)) == whole
    assert with_links(said("😀 Lihat unggahan ini, juga itu.", two, one, caption=True)) == whole


def test_a_space_inside_the_link_stays_behind_it() -> None:
    assert with_links(said("lihat ini ya", ("ini ", "https://a.id/1"))) == "lihat ini (https://a.id/1) ya"


def test_what_shows_its_address_and_what_is_no_link_stay_as_they_are() -> None:
    shown = said("buka https://a.id ya", ("https://a.id", "https://a.id/"))
    assert with_links(shown) == "buka https://a.id ya"
    bold = Message(1, WHEN, Chat(1, "private"), text="tebal", entities=[MessageEntity("bold", 0, 5)])
    assert with_links(bold) == "tebal"
    person = MessageEntity("text_mention", 0, 4, user=User(77, "Budi", is_bot=False))
    named = Message(1, WHEN, Chat(1, "private"), text="Budi hadir", entities=[person])
    assert with_links(named) == "Budi hadir", "an account's number is not taken along"
