"""What a topic, a legal basis and a sanction are: the models every rulebook file is checked against.

The rulebook holds only what the dossier of sources supports. Each model refuses unknown keys, so that a
misspelt key in a TOML file is found by ``python -m bot rulebook check`` and not by a civil servant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from core.text import LabelledEnum, cap

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
MAX_SHORT_SENTENCES = 3
"""A tired person reads three sentences, not four."""
MAX_SHORT_LENGTH = 420
MAX_CITIZEN = 240
MAX_BUTTON = 40
"""Characters of a button that a narrow phone still shows on one or two lines."""


class Verdict(LabelledEnum):
    """The four answers the law gives."""

    FORBIDDEN = "dilarang", "Dilarang"
    ALLOWED = "boleh", "Boleh"
    CONDITIONAL = "boleh-bersyarat", "Boleh, dengan syarat"
    INFO = "info", "Info"


class Group(LabelledEnum):
    """The shelves of /topik, in the order they are shown."""

    SOCIAL_MEDIA = "medsos", "Media sosial dan foto"
    CAMPAIGN = "kampanye", "Kegiatan kampanye"
    CANDIDACY = "pencalonan", "Pencalonan, partai, keluarga"
    ROLES = "peran", "Peran di sekitar pemilu"
    PROCESS = "proses", "Proses, sanksi, hak Anda"
    REPORTING = "pelaporan", "Pelaporan dan pengawasan"
    PERIODS = "masa", "Masa dan cakupan lain"


class Actor(LabelledEnum):
    """Whom a rule binds."""

    PNS = "pns", "PNS"
    CPNS = "cpns", "CPNS"
    PPPK = "pppk", "PPPK"
    NON_ASN = "non-asn", "Honorer/non-ASN"
    OFFICIAL = "pejabat", "Pejabat"
    SUBDISTRICT_HEAD = "lurah-camat", "Lurah/camat"
    VILLAGE = "kepala-desa", "Kepala desa dan perangkat"
    MILITARY_POLICE = "tni-polri", "TNI/Polri"
    STATE_OFFICIAL = "pejabat-negara", "Pejabat negara"
    STATE_COMPANY = "bumn-bumd", "Pegawai BUMN/BUMD"
    SPOUSE = "pasangan", "Suami/istri calon"
    TEACHER = "guru-dosen", "Guru/dosen"
    HEALTH = "nakes", "Tenaga kesehatan"
    CITIZEN = "warga", "Warga/pelapor"
    ORGANISER = "penyelenggara", "Penyelenggara pemilu"


class Phase(LabelledEnum):
    """When a rule matters."""

    ALWAYS = "selalu", "Setiap saat"
    BEFORE_CANDIDATES = "sebelum-penetapan", "Sebelum calon ditetapkan"
    AFTER_CANDIDATES = "setelah-penetapan", "Setelah calon ditetapkan"
    CAMPAIGN = "kampanye", "Masa kampanye"
    QUIET = "masa-tenang", "Masa tenang"
    VOTING = "pemungutan", "Hari pemungutan suara"
    AFTERWARDS = "sesudah", "Sesudah pemungutan suara"


class SanctionClass(LabelledEnum):
    """Classes of sanction, never a sentence: who decides is the agency's PPK or a court."""

    NONE = "tidak-ada", "Tidak ada sanksi"
    MORAL = "moral", "Sanksi moral (kode etik)"
    LIGHT = "disiplin-ringan", "Disiplin ringan"
    MODERATE = "disiplin-sedang", "Disiplin sedang"
    SEVERE = "disiplin-berat", "Disiplin berat"
    DISMISSAL = "ptdh", "Diberhentikan tidak dengan hormat"
    CONTRACT = "kontrak", "Menurut kontrak, sampai PHK"
    CRIMINAL = "pidana", "Pidana"
    VILLAGE = "administratif-desa", "Administratif desa, sampai diberhentikan"
    DEPENDS = "menurut-perbuatan", "Menurut perbuatannya"


class Voice(LabelledEnum):
    """Ways in which people write; questions are kept by voice, so that whole voices can be held out."""

    FORMAL = "formal", "resmi"
    CASUAL = "santai", "santai"
    SLANG = "gaul", "gaul"
    SHORT = "singkat", "singkatan dan salah ketik"
    REGIONAL = "daerah", "berwarna bahasa daerah"
    STORY = "cerita", "cerita panjang"
    SPOKEN = "suara", "hasil dikte suara"
    ENGLISH = "inggris", "bahasa Inggris atau campuran"
    PLAIN = "lugas", "singkat dan lugas"


class Strict(BaseModel):
    """Base of all rulebook models: frozen, unknown keys refused, text trimmed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Text = Annotated[str, StringConstraints(min_length=3, max_length=700)]
Slug = Annotated[str, StringConstraints(pattern=SLUG.pattern, max_length=50)]


def distinct(words: Iterable[str]) -> None:
    """Refuses a list that holds something twice.

    Raises:
        ValueError: it does; names what.
    """
    doubles = [word for word, times in Counter(words).items() if times > 1]
    if doubles:
        raise ValueError(f"stands twice: {doubles[0]}")


class LegalBasis(Strict):
    """One legal basis: an instrument of ``instruments.toml`` and the place in it."""

    instrument: str
    article: Annotated[str, StringConstraints(max_length=160)] = ""
    says: Annotated[str, StringConstraints(max_length=300)] = ""
    secondary: bool = False
    """True where the text itself was not read and only secondary sources report it (marks S, S1)."""

    @property
    def citation(self) -> str:
        """``Pasal 24 ayat (1) huruf d UU 20/2023``, as people cite it."""
        return f"{self.article} {self.instrument}".strip()


class Sanction(Strict):
    """Class of sanction before and after candidates are set, and what it means concretely."""

    classes: tuple[SanctionClass, ...] = Field(min_length=1)
    before: Annotated[str, StringConstraints(max_length=400)] = ""
    """While the person is still *bakal calon*: usually code of ethics."""
    after: Annotated[str, StringConstraints(max_length=400)] = ""
    """Once candidates are set: usually discipline."""
    meaning: Annotated[str, StringConstraints(max_length=700)] = ""
    """What the class is in practice (which months, which amounts), and what is uncertain about it."""


class AuthorityView(Strict):
    """One side of a disagreement between authorities."""

    who: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    says: Text


class Topic(Strict):
    """One topic the bot may answer: what serving needs of its file."""

    slug: Slug
    title: Annotated[str, StringConstraints(min_length=3, max_length=70)]
    button: Annotated[str, StringConstraints(max_length=MAX_BUTTON)] = ""
    """What sets the topic apart from its neighbours, as a person would say it; for buttons and choices."""
    group: Group
    verdict: Verdict
    headline: Annotated[str, StringConstraints(max_length=90)] = ""
    """Replaces the verdict's label in the first line; needed where the verdict is ``info``."""
    short: Annotated[str, StringConstraints(min_length=20, max_length=MAX_SHORT_LENGTH)]
    citizen: Annotated[str, StringConstraints(max_length=MAX_CITIZEN)] = ""
    """What the rule means to a citizen who is not bound by it: what officials may not do."""
    reasons: tuple[Text, ...] = Field(min_length=1)
    conditions: tuple[Text, ...] = ()
    instead: tuple[Text, ...] = Field(min_length=1)
    uncertain: tuple[Text, ...] = ()
    """What is not confirmed; always shown with the words 'belum terkonfirmasi'."""
    actors: tuple[Actor, ...] = Field(min_length=1)
    phases: tuple[Phase, ...] = Field(min_length=1)
    role_notes: dict[Actor, Text] = Field(default_factory=dict)
    related: tuple[Slug, ...] = Field(min_length=1, max_length=6)
    sources: tuple[str, ...] = ()
    checked_on: date
    basis: tuple[LegalBasis, ...] = Field(min_length=1)
    sanction: Sanction
    disagreement: tuple[AuthorityView, ...] = ()

    @property
    def first_line(self) -> str:
        """The verdict as the first line of an answer."""
        return self.headline or self.verdict.label

    @property
    def has_citizens_side(self) -> bool:
        """Whether citizens read this rule as something others must keep."""
        is_rule = self.verdict in (Verdict.FORBIDDEN, Verdict.CONDITIONAL)
        return Actor.CITIZEN not in self.actors and (bool(self.citizen) or is_rule)

    @property
    def label(self) -> str:
        """The words for a button: ``button``, else as much of the title as fits."""
        return self.button or cap(self.title, MAX_BUTTON)

    @field_validator("short")
    @classmethod
    def _short_enough(cls, short: str) -> str:
        sentences = [s for s in re.split(r"(?<=[.!?])\s+", short) if s]
        if len(sentences) > MAX_SHORT_SENTENCES:
            raise ValueError(f"at most {MAX_SHORT_SENTENCES} sentences, found {len(sentences)}")
        return short

    @field_validator("disagreement")
    @classmethod
    def _two_sides(cls, sides: tuple[AuthorityView, ...]) -> tuple[AuthorityView, ...]:
        if len(sides) == 1:
            raise ValueError("a disagreement has at least two sides")
        return sides

    @model_validator(mode="after")
    def _consistent(self) -> Topic:
        if self.verdict is Verdict.CONDITIONAL and not self.conditions:
            raise ValueError("verdict boleh-bersyarat needs conditions")
        if self.verdict is Verdict.INFO and not self.headline:
            raise ValueError("verdict info needs a headline that says what is safe")
        if self.citizen and Actor.CITIZEN in self.actors:
            raise ValueError("citizen is for topics that do not bind citizens; say it in short")
        if self.slug in self.related:
            raise ValueError("a topic is not related to itself")
        return self


class WrittenTopic(Topic):
    """A whole topic file: the topic, and the example questions that teach it."""

    questions: dict[Voice, tuple[str, ...]]

    @property
    def examples(self) -> tuple[str, ...]:
        """All example questions, every voice."""
        return tuple(question for questions in self.questions.values() for question in questions)

    @model_validator(mode="after")
    def _distinct(self) -> WrittenTopic:
        doubles = [question for question, times in Counter(self.examples).items() if times > 1]
        if doubles:
            raise ValueError(f"example questions given twice: {sorted(doubles)[:3]}")
        return self


class InstrumentStatus(LabelledEnum):
    """Whether an instrument may be cited as a basis."""

    IN_FORCE = "berlaku", "berlaku"
    PARTLY = "sebagian", "berlaku sebagian"
    REVOKED = "dicabut", "dicabut"
    UNCERTAIN = "belum-terkonfirmasi", "belum terkonfirmasi"


class Instrument(Strict):
    """A law, regulation, decree or ruling that topics may cite."""

    title: Text
    status: InstrumentStatus
    note: str = ""
