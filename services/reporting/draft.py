"""A report in the making: categories, the draft and how complete it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.text import StoredEnum
from services.reporting.metadata import PictureClock
from services.reporting.picture import CleanPicture

MAX_STORY = 6_000
"""Characters of a story; about three pages."""
MAX_SHORT = 300


class Category(StoredEnum):
    """What happened, in a reporter's words; after the violations of the joint decree of 2022."""

    SOCIAL_MEDIA = "medsos"
    ATTENDING = "hadir"
    TEAM = "timses"
    ORDERING = "mengarahkan"
    FACILITIES = "fasilitas"
    POLICY = "kebijakan"
    PARTY = "partai"
    MATERIAL = "alat-peraga"
    MONEY = "uang"
    OTHER = "lainnya"


class Status(StoredEnum):
    """Where a report stands, in officers' words."""

    RECEIVED = "diterima"
    VERIFIED = "diverifikasi"
    QUESTION = "butuh-keterangan"
    FORWARDED = "diteruskan"
    DONE = "selesai"
    REJECTED = "ditolak"


OPEN_STATUSES = (Status.RECEIVED, Status.VERIFIED, Status.QUESTION, Status.FORWARDED)


class NoteChoice(StoredEnum):
    """What of a picture's place and time the reporter wants as a written note. Nothing, if not asked for."""

    NOTHING = "tidak"
    TIME = "waktu"
    ALL = "semua"


@dataclass(frozen=True, slots=True)
class Original:
    """The untouched file behind a picture, sealed on arrival with a key of its own."""

    file: str
    """Hex id: what its ciphertext is bound to."""
    key: str
    """Hex key of its own."""
    kind: str
    size: int
    sha256: str
    slots: tuple[int, ...] = ()
    """Where it lies in the pool."""
    sealed: int = 0
    """Bytes of its ciphertext there."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Original:
        """The original as an attachment's JSON holds it."""
        known = _known(cls, data)
        return cls(**{**known, "slots": tuple(known.get("slots", ()))})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A cleaned picture of the draft: where its bytes wait and what is known about it."""

    file: str
    """Hex id: what its ciphertext is bound to, and what officers' work calls it."""
    size: int
    width: int
    height: int
    sha256: str
    difference_hash: str
    page: int = 0
    """Page of a PDF or moment of a video, from 1; 0 for a picture."""
    place: str = ""
    """Latitude and longitude the picture carried; in a report only if the reporter asked for the note."""
    taken: str = ""
    """Local date and time, likewise."""
    clock: str = PictureClock.UNKNOWN.value
    """Which time that is; unknown in what earlier builds kept."""
    zone: str = ""
    """Of that time, ``+07:00``; empty where it is not known."""
    original: Original | None = None
    """Only if the reporter agreed."""
    second: int | None = None
    """Where in a video it was; None for pictures and PDF."""
    leads: bool = False
    """Whether it stands for its file now, because the file's first picture was taken away."""
    key: str = ""
    """Hex key of its own."""
    slots: tuple[int, ...] = ()
    """Where it lies in the pool."""
    sealed: int = 0
    """Bytes of its ciphertext there."""

    @classmethod
    def of(
        cls,
        file: str,
        picture: CleanPicture,
        original: Original | None = None,
        *,
        key: str = "",
        slots: tuple[int, ...] = (),
        sealed: int = 0,
    ) -> Attachment:
        """What is known about a cleaned picture, and where it lies."""
        return cls(
            file=file,
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            difference_hash=picture.difference_hash,
            page=picture.page,
            place=picture.place,
            taken=picture.taken,
            clock=picture.clock.value,
            zone=picture.zone,
            original=original,
            second=picture.second,
            key=key,
            slots=slots,
            sealed=sealed,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the dialog."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Attachment:
        """The attachment that :meth:`to_json` wrote, also by an earlier or a later version."""
        known = _known(cls, data)
        original = known.get("original")
        return cls(
            **{
                **known,
                "original": Original.from_json(original) if original else None,
                "slots": tuple(known.get("slots", ())),
            }
        )

    @property
    def begins_item(self) -> bool:
        """Whether it is a file's first picture: the pages of a PDF, the moments of a video count as one."""
        return self.page <= 1 or self.leads

    def noted(self, choice: NoteChoice) -> Attachment:
        """With no more of place and time than the reporter wants written down."""
        one = self if choice is NoteChoice.ALL else replace(self, place="")
        return replace(one, taken="", clock="", zone="") if choice is NoteChoice.NOTHING else one


@dataclass(frozen=True, slots=True)
class DraftMessage:
    """What a message of the reporter gave to an open draft; never part of a report."""

    message: int
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything said so far. ``None`` and empty mean "not said"; every field may stay so."""

    category: str | None = None
    province: str | None = None
    place: str = ""
    when: str = ""
    """Date as ISO where it could be told, else the reporter's own words."""
    story: str = ""
    accused: str = ""
    attachments: tuple[Attachment, ...] = ()
    lookup: str = ""
    """Hex look-up id of the newest code; the code itself is never kept."""
    public: str = ""
    """Hex public key of the newest code."""
    code: str = ""
    """Both of them while the code is shown, sealed under a key that only its button has; base64."""
    editing: bool = False
    """Whether the person came from the review and returns there."""
    known: str = ""
    """When the reporter came to know of it, like ``when``: a formal report's seven days count from there."""
    district: str = ""
    """Regency or city."""
    insider: bool | None = None
    """Whether the reporter works where the reported person does; None for not said."""
    agency: str = ""
    """Agency or office of an insider: officers of that office are kept away from the report."""
    notes: str = ""
    """A :class:`NoteChoice`; empty until it was asked."""
    kept_words: tuple[str, ...] = ()
    """Words that tell of the reporter and that the reporter wants to keep; never in a report."""
    shown: tuple[tuple[str, int], ...] = ()
    """Pictures the review has shown, each with the id of its message; never in a report."""
    keep_originals: bool = False
    """Whether files that come from now on are also kept untouched."""
    told: tuple[DraftMessage, ...] = ()
    """Which message gave which part, in order; see ``services/reporting/corrections.py``."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the dialog."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The draft that :meth:`to_json` wrote."""
        attachments = tuple(Attachment.from_json(item) for item in data.get("attachments", ()))
        kept = tuple(str(one) for one in data.get("kept_words", ()))
        told = tuple(DraftMessage(**_known(DraftMessage, item)) for item in data.get("told", ()))
        shown = tuple((str(file), int(message)) for file, message in data.get("shown", ()))
        given = {"attachments": attachments, "kept_words": kept, "shown": shown, "told": told}
        return cls(**{**_known(cls, data), **given})

    @property
    def items(self) -> int:
        """Files the reporter sent, however many pictures became of each."""
        return sum(attachment.begins_item for attachment in self.attachments)

    @property
    def originals(self) -> tuple[Original, ...]:
        """Untouched files kept with the draft."""
        return tuple(one.original for one in self.attachments if one.original)

    @property
    def slots(self) -> frozenset[int]:
        """All slots of the pool its pictures and originals lie in."""
        return slots_of(self.attachments)

    @property
    def note_choice(self) -> NoteChoice:
        """What is written of places and times; nothing unless the reporter asked for it."""
        return NoteChoice.of(self.notes) or NoteChoice.NOTHING

    @property
    def has_something_to_note(self) -> bool:
        """Whether a picture carried a place or a time."""
        return any(one.place or one.taken for one in self.attachments)

    def with_story(self, more: str) -> Draft:
        """The draft with another message joined to its story."""
        joined = f"{self.story}\n{more}".strip()
        return replace(self, story=joined[:MAX_STORY])

    def missing(self) -> tuple[Requirement, ...]:
        """What a formal report would still lack, apart from the reporter's own identity."""
        said = {
            Requirement.WHO: bool(self.accused),
            Requirement.WHAT: bool(self.category) and bool(self.story),
            Requirement.WHEN: bool(self.when),
            Requirement.KNOWN: bool(self.known),
            Requirement.WHERE: bool(self.province or self.district or self.place),
            Requirement.PROOF: bool(self.attachments),
        }
        return tuple(requirement for requirement, there in said.items() if not there)


def slots_of(attachments: Sequence[Attachment]) -> frozenset[int]:
    """All slots of the pool that pictures and their originals lie in."""
    pieces: list[Attachment | Original] = [
        *attachments,
        *(one.original for one in attachments if one.original),
    ]
    return frozenset(number for piece in pieces for number in piece.slots)


class Requirement(StoredEnum):
    """What a formal report has to hold, apart from the reporter's identity and signature.

    Sources: UU 7/2017 Pasal 454; UU 8/2015 Pasal 134; form B.1 of Perbawaslu 7/2022 asks for the day it
    became known beside the day it happened.
    """

    WHO = "siapa"
    WHAT = "apa"
    WHEN = "kapan"
    KNOWN = "diketahui"
    WHERE = "di-mana"
    PROOF = "bukti"


def _known(kind: type[Any], data: dict[str, Any]) -> dict[str, Any]:
    """The entries a class has fields for: a report sealed by a later version still opens."""
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in data.items() if name in names}
