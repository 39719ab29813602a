"""An announcement while it is composed: content, buttons, audience, times. Plain JSON in the dialog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.text import cap, squeeze
from services.announcements.addresses import is_address
from services.announcements.engine import audience_as_json, audience_of
from services.announcements.model import Audience, Content, ContentCall, NewCampaign

MOST_ALBUM = 10
"""Items of an album. Source: Bot API, sendMediaGroup."""
LEAST_ALBUM = 2
MOST_TEXTS = 5
"""Messages of one text at the most."""
SPLIT_FROM = 3_000
"""A text so long was perhaps split: clients cut at a word or line before 4,096 characters, and send the rest
in a message of its own."""
MOST_BUTTONS = 8
MAX_LABEL = 60
MAX_TITLE = 60
MIXED = (("photo", "video"), ("document",), ("audio",))
"""Kinds an album may hold together. Source: Bot API, sendMediaGroup."""
_LINE = re.compile(r"^(?P<label>.+?)\s*(?:\||\s[-–—]\s|\s)\s*(?P<url>(?:https?|tg)://\S+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one message of the administrator becomes: a method and its parameters, without chat."""

    method: str
    params: Mapping[str, Any]
    kind: str
    """``text``, ``photo``, ``video`` and so on."""
    group: str = ""
    """Telegram's id of the album the message belongs to."""


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What was composed so far."""

    parts: tuple[Part, ...] = ()
    links: tuple[LinkButton, ...] = ()
    audience: Audience = field(default_factory=Audience)
    start_at: datetime | None = None
    expires_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """For the dialog."""
        return {
            "parts": [[one.method, dict(one.params), one.kind, one.group] for one in self.parts],
            "links": [[one.label, one.url] for one in self.links],
            "audience": audience_as_json(self.audience),
            "start_at": self.start_at.isoformat() if self.start_at else None,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AnnouncementDraft:
        """The draft :meth:`to_json` wrote."""
        return cls(
            tuple(Part(*one) for one in data["parts"]),
            tuple(LinkButton(*one) for one in data["links"]),
            audience_of(data["audience"]),
            datetime.fromisoformat(data["start_at"]) if data["start_at"] else None,
            datetime.fromisoformat(data["expires_at"]) if data["expires_at"] else None,
        )

    # --- filling in ---

    def with_part(self, part: Part) -> AnnouncementDraft:
        """Another content; a message of the same album is added to those before."""
        if part.group and self.parts and self.parts[0].group == part.group:
            return replace(self, parts=(*self.parts, part)[:MOST_ALBUM])
        return replace(self, parts=(part,))

    def is_continued_by(self, part: Part) -> bool:
        """Whether a text goes on with what was composed, because Telegram split what was typed."""
        if not self.parts or part.kind != "text" or any(one.kind != "text" for one in self.parts):
            return False
        return len(str(self.parts[-1].params["text"])) >= SPLIT_FROM

    def continued(self, part: Part) -> AnnouncementDraft | None:
        """With one more message of the same text; None where there are enough."""
        return replace(self, parts=(*self.parts, part)) if len(self.parts) < MOST_TEXTS else None

    def toggled(self, name: str, value: str) -> AnnouncementDraft:
        """One value of the audience more or less (``roles``, ``provinces``, ``districts``, ``agencies``)."""
        chosen = tuple(getattr(self.audience, name))
        new = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
        changed: dict[str, Any] = {name: new}
        return replace(self, audience=replace(self.audience, **changed))

    # --- reading ---

    @property
    def is_album(self) -> bool:
        """Whether several messages go out as one album."""
        return len(self.parts) >= LEAST_ALBUM and bool(self.parts[0].group)

    @property
    def kind(self) -> str:
        """``album``, or the kind of its one message; empty without content."""
        if self.is_album:
            return "album"
        return self.parts[0].kind if self.parts else ""

    @property
    def words(self) -> str:
        """Text or caption."""
        for part in self.parts:
            found = part.params.get("text") or part.params.get("caption")
            if found:
                return str(found)
        return ""

    def title(self, kind_label: str) -> str:
        """For lists: the first words, or the kind."""
        return cap(squeeze(self.words), MAX_TITLE) or kind_label

    def content(self, album_line: str) -> Content:
        """What everyone gets; ``album_line`` stands above the buttons of an album, which takes none."""
        if not self.parts:
            return Content(())
        if not self.is_album:
            *before, last = self.parts
            calls = [ContentCall(one.method, one.params) for one in before]
            return Content((*calls, ContentCall(last.method, {**last.params, **self._markup()})))
        media = [
            {
                "type": one.kind,
                "media": one.params[one.kind],
                **{key: value for key, value in one.params.items() if key in _MEDIA_FIELDS},
            }
            for one in self.parts
        ]
        album = [ContentCall("sendMediaGroup", {"media": media})]
        if self.links:
            below = {"text": album_line, "link_preview_options": {"is_disabled": True}}
            album.append(ContentCall("sendMessage", {**below, **self._markup()}))
        return Content(tuple(album))

    def _markup(self) -> dict[str, Any]:
        if not self.links:
            return {}
        return {"reply_markup": {"inline_keyboard": [[{"text": o.label, "url": o.url}] for o in self.links]}}

    def as_new(self, kind_label: str, album_line: str, *, needs_approval: bool) -> NewCampaign:
        """The campaign to keep."""
        return NewCampaign(
            self.title(kind_label),
            self.content(album_line),
            self.audience,
            self.start_at,
            self.expires_at,
            needs_approval=needs_approval,
        )


_MEDIA_FIELDS = ("caption", "caption_entities", "has_spoiler", "show_caption_above_media")


def parse_links(text: str) -> tuple[LinkButton, ...] | None:
    """Buttons as typed, one a line: ``Baca aturan | https://…``. None where a line can't be read, or where
    there are more than eight."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = []
    for line in lines:
        match = _LINE.match(line)
        if match is None or not is_address(match["url"]):
            return None
        label = squeeze(match["label"]).strip(" |-–—")
        if not 0 < len(label) <= MAX_LABEL:
            return None
        found.append(LinkButton(label, match["url"]))
    return tuple(found) if 0 < len(found) <= MOST_BUTTONS else None


def edited(calls: Sequence[ContentCall], part: Part) -> tuple[ContentCall, int] | None:
    """The call that puts new words into what was sent, and which of a recipient's messages it changes.

    Only words can be changed: the text of a text, the caption of anything that has one. None where what was
    sent has no words to change, or a text of several messages.
    """
    if len(calls) > 1 and calls[0].method == "sendMessage":
        return None
    words = {"text": part.params.get("text") or part.params.get("caption") or ""}
    entities = part.params.get("entities") or part.params.get("caption_entities") or []
    first = calls[0]
    markup = {key: first.params[key] for key in ("reply_markup",) if key in first.params}
    if first.method == "sendMessage":
        preview = {k: first.params[k] for k in ("link_preview_options",) if k in first.params}
        return ContentCall("editMessageText", {**words, "entities": entities, **preview, **markup}), 0
    if first.method in CAPTIONED or first.method == "sendMediaGroup":
        captions = [item.get("caption") for item in first.params.get("media", [])]
        at = next((number for number, caption in enumerate(captions) if caption), 0)
        above = {k: first.params[k] for k in ("show_caption_above_media",) if k in first.params}
        params = {"caption": words["text"], "caption_entities": entities, **above, **markup}
        return ContentCall("editMessageCaption", params), at
    return None


CAPTIONED = ("sendPhoto", "sendVideo", "sendAnimation", "sendDocument", "sendAudio", "sendVoice")
"""Methods whose messages have a caption. Source: Bot API, editMessageCaption."""
