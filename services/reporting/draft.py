"""A report in the making: categories, the draft and how complete it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from core.text import LabelledEnum

MAX_STORY = 6_000
"""Characters of a story; about three pages."""
MAX_SHORT = 300


class Category(LabelledEnum):
    """What happened, in a reporter's words; after the violations of the joint decree of 2022."""

    SOCIAL_MEDIA = "medsos", "Dukungan di media sosial"
    ATTENDING = "hadir", "Ikut atau hadir di kampanye"
    TEAM = "timses", "Jadi tim sukses atau relawan"
    ORDERING = "mengarahkan", "Mengarahkan bawahan atau warga"
    FACILITIES = "fasilitas", "Memakai fasilitas atau kendaraan dinas"
    POLICY = "kebijakan", "Keputusan, mutasi, atau bansos memihak"
    PARTY = "partai", "Jadi anggota atau pengurus partai"
    MATERIAL = "alat-peraga", "Memasang stiker, spanduk, atribut"
    MONEY = "uang", "Uang, barang, atau dana kampanye"
    OTHER = "lainnya", "Lainnya"


class Status(LabelledEnum):
    """Where a report stands, in officers' words."""

    RECEIVED = "diterima", "Diterima"
    VERIFIED = "diverifikasi", "Diverifikasi"
    QUESTION = "butuh-keterangan", "Butuh keterangan"
    FORWARDED = "diteruskan", "Diteruskan"
    DONE = "selesai", "Selesai"
    REJECTED = "ditolak", "Ditolak"


OPEN_STATUSES = (Status.RECEIVED, Status.VERIFIED, Status.QUESTION, Status.FORWARDED)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A cleaned picture of the draft: where its bytes wait and what is known about it."""

    file: str
    """Hex id of the draft file."""
    size: int
    width: int
    height: int
    sha256: str
    difference_hash: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the dialog."""
        return asdict(self)


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
    editing: bool = False
    """Whether the person came from the review and returns there."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON for the dialog."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The draft that :meth:`to_json` wrote."""
        attachments = tuple(Attachment(**item) for item in data.get("attachments", ()))
        return cls(**{**data, "attachments": attachments})

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
            Requirement.WHERE: bool(self.province) or bool(self.place),
            Requirement.PROOF: bool(self.attachments),
        }
        return tuple(requirement for requirement, there in said.items() if not there)


class Requirement(LabelledEnum):
    """Material requirements of a formal report (UU 7/2017 Pasal 454; UU 8/2015 Pasal 134)."""

    WHO = "siapa", "siapa yang dilaporkan"
    WHAT = "apa", "apa yang terjadi"
    WHEN = "kapan", "kapan terjadi"
    WHERE = "di-mana", "di mana terjadi"
    PROOF = "bukti", "bukti"
