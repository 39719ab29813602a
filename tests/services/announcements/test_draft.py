from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.announcements.texts.announce import ALBUM_LINE
from services.announcements.draft import AnnouncementDraft, Part, edited, parse_links
from services.announcements.model import Audience

TEXT = Part("sendMessage", {"text": "Halo", "entities": [{"type": "bold", "offset": 0, "length": 4}]}, "text")


def photo(name: str, group: str = "g", **more: str) -> Part:
    return Part("sendPhoto", {"photo": name, **more}, "photo", group)


def test_a_draft_comes_back_from_the_dialog() -> None:
    draft = AnnouncementDraft(
        (photo("a"), photo("b", caption="Dua")),
        parse_links("Baca | https://contoh.go.id") or (),
        Audience(roles=("pns",), provinces=("31",), channel=True),
        datetime(2026, 11, 26, 0, 30, tzinfo=UTC),
        None,
    )
    assert AnnouncementDraft.from_json(draft.to_json()) == draft


def test_messages_of_one_album_join_and_another_message_replaces() -> None:
    draft = AnnouncementDraft().with_part(photo("a")).with_part(photo("b"))
    assert draft.is_album
    assert len(draft.with_part(photo("c", "other")).parts) == 1
    assert len(draft.with_part(TEXT).parts) == 1
    for number in range(20):
        draft = draft.with_part(photo(str(number)))
    assert len(draft.parts) == 10


def test_an_album_with_buttons_has_a_text_below() -> None:
    draft = AnnouncementDraft((photo("a", caption="Satu"), photo("b")), parse_links("A | https://a.id") or ())
    album, below = draft.content(ALBUM_LINE).calls
    assert album.method == "sendMediaGroup"
    assert [one["media"] for one in album.params["media"]] == ["a", "b"]
    assert album.params["media"][0]["caption"] == "Satu"
    assert below.params["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://a.id"


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("Baca | https://a.go.id", [("Baca", "https://a.go.id")]),
        ("Baca aturan - https://a.go.id/x?y=1", [("Baca aturan", "https://a.go.id/x?y=1")]),
        ("A | https://a.id\n\nB | http://b.id", [("A", "https://a.id"), ("B", "http://b.id")]),
        ("Bot | tg://resolve?domain=x", [("Bot", "tg://resolve?domain=x")]),
        ("Baca", None),
        ("https://a.id", None),
        ("Baca | javascript:alert(1)", None),
        ("Baca | https://tanpa-titik", None),
        ("Baca | https://kantor/berkas.pdf", None),
        ("Baca | https://http://a.go.id", None),
        ("Baca | https://a.go.id\\x", None),
        ("Baca | https://a.go.id:99999/x", None),
        ("Baca | https://a.go.id:8443/x.pdf", [("Baca", "https://a.go.id:8443/x.pdf")]),
        ("A | https://a.id\nrusak", None),
        ("A | https://a.id\n" * 9, None),
        ("", None),
    ],
)
def test_links_as_typed(typed: str, links: list[tuple[str, str]] | None) -> None:
    found = parse_links(typed)
    assert (None if found is None else [(one.label, one.url) for one in found]) == links


@given(st.text(max_size=300))
def test_any_text_gives_sound_links_or_none(typed: str) -> None:
    for one in parse_links(typed) or ():
        assert one.label.strip()
        assert one.url.lower().startswith(("http://", "https://", "tg://"))


def test_words_of_what_was_sent_can_be_changed() -> None:
    new = Part("sendMessage", {"text": "Baru"}, "text")
    with_links = AnnouncementDraft((TEXT,), parse_links("A | https://a.id") or ())
    call, at = edited(with_links.content(ALBUM_LINE).calls, new) or (None, -1)
    assert call is not None
    assert (call.method, call.params["text"], at) == ("editMessageText", "Baru", 0)
    assert "reply_markup" in call.params, "buttons stay"
    caption, _ = edited(AnnouncementDraft((photo("a", ""),)).content(ALBUM_LINE).calls, new) or (None, -1)
    assert caption is not None
    assert (caption.method, caption.params["caption"]) == ("editMessageCaption", "Baru")
    album = AnnouncementDraft((photo("a"), photo("b", caption="Dua")))
    _, part = edited(album.content(ALBUM_LINE).calls, new) or (None, -1)
    assert part == 1, "the caption stands below the second picture"
    sticker = AnnouncementDraft((Part("sendSticker", {"sticker": "s"}, "sticker"),))
    assert edited(sticker.content(ALBUM_LINE).calls, new) is None


def test_the_audience_is_toggled_value_by_value() -> None:
    draft = AnnouncementDraft().toggled("roles", "pns").toggled("roles", "pppk").toggled("roles", "pns")
    assert draft.audience.roles == ("pppk",)
    assert draft.title("Teks") == "Teks"
    assert draft.with_part(TEXT).title("Teks") == "Halo"
