"""Who a message is about: the role words the rulebook knows, and the message without them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rulebook.model import Actor
from services.guidance.words import word_set

_WORDS: tuple[tuple[Actor, str, str], ...] = (
    (
        Actor.PPPK,
        "pppk-honorer-non-asn",
        r"(?:pppk|p3k|pegawai pemerintah dengan perjanjian kerja)(?: paruh waktu)?",
    ),
    (
        Actor.NON_ASN,
        "pppk-honorer-non-asn",
        r"(?:(?:tenaga|pegawai|guru|staf)? ?(?:honorer|honor|kontrak)|non asn|ppnpn|thl|tks|phl|tenaga "
        r"harian(?: lepas)?)",
    ),
    (Actor.CPNS, "cpns", r"(?:cpns|calon pns)"),
    (
        Actor.VILLAGE,
        "kepala-desa-perangkat",
        r"(?:kades|kepala desa|(?:perangkat|pamong) desa|sekdes|sekretaris desa|bpd|kadus|kepala dusun|"
        r"wali nagari|keuchik|pambakal|kepala kampung)",
    ),
    (
        Actor.SUBDISTRICT_HEAD,
        "lurah-camat",
        r"(?:(?:plt|pj|sekretaris|staf|pegawai) )?(?:lurah|camat|sekcam|kepala kelurahan|kelurahan|"
        r"kecamatan)",
    ),
    (
        Actor.MILITARY_POLICE,
        "tni-polri",
        r"(?:(?:anggota|prajurit) )?(?:tni|polri|polisi(?! pamong)|polwan|brimob|tentara|prajurit|babinsa|"
        r"bhabin\w*|kapolsek|kapolres|danramil|kowad|soldier|police ?(?:officer|man|woman)?)",
    ),
    (Actor.STATE_COMPANY, "bumn-bumd", r"(?:(?:pegawai|karyawan|karyawati|direksi) )?(?:bumn|bumd)"),
    (
        Actor.TEACHER,
        "guru-dosen",
        r"(?:guru|dosen|kepala sekolah|kepsek|rektor|teachers?|lecturers?)(?: (?:sd|smp|sma|smk|tk|paud|"
        r"ptn))?",
    ),
    (
        Actor.HEALTH,
        "nakes",
        r"(?:dokter|bidan|perawat|nakes|tenaga kesehatan|apoteker|mantri|nurses?|doctors?|midwi(?:fe|ves))",
    ),
)
TOPIC_OF = {actor: slug for actor, slug, _ in _WORDS}
"""The topic about each role."""
ROLE_TOPICS = frozenset(slug for _, slug, _ in _WORDS)
"""Topics about who somebody is rather than about what was done."""
CIVIL_SERVANTS = frozenset(
    {Actor.PPPK, Actor.CPNS, Actor.SUBDISTRICT_HEAD, Actor.TEACHER, Actor.HEALTH, Actor.NON_ASN}
)
"""Whom every prohibition for ASN binds as it stands, or by the circular that extends it to them (SE MenPANRB
1/2023); of the others only topics speak that name them."""

_I = (
    r"(?:saya|sy|sya|aku|aq|gw|gue|gua|kulo|kula|abdi|ane|urang|awak|ambo|beta|tiang|titiang|ulun|i am|i m|"
    r"im)"
)
_LINK = (
    r"(?:(?:ini|seorang|adalah|sebagai|sbg|selaku|cuma|hanya|kan|itu|juga|kerja|bekerja|staf|baru|a|an|as|"
    r"jadi|kebetulan|seksi|bukan pns tapi) )*"
)
_OWN = re.compile(rf"\b(?:{_I}|sebagai|selaku|as an?) {_LINK}$")
_KIN = re.compile(
    r"\b(?:(?:suami|istri|isteri|bojo|anak|ayah|ortu|kakak|adik|adek|mertua|ipar|paman|om|tante|sepupu|"
    rf"husband|wife)(?:ku| {_I})?|(?:bapak|ibu|bapa|mama|mamah)(?:ku| {_I})) {_LINK}$"
)
_MY_KIN = re.compile(r"\bmy (?:husband|wife|father|mother|brother|sister) (?:is )?(?:an? )?$")
_OPENING = re.compile(
    r"^(?:(?:min|kak|pak|bu|bapak|ibu|bang|mas|mbak|halo|hai|permisi|apakah|apa|bolehkah|boleh|bisakah|"
    r"seorang|"
    r"kalau|kalo|klo|nek|mohon|izin|ijin|bertanya|tanya|mau|penjelasan|sebagai|para|oknum|can|may|if|an?|"
    r"perkenalkan|nama) )*$"
)
_NOT_BY_THEM = re.compile(
    r"\b(?:di|d|ke|kantor|aula|dari|oleh|sama|ama|postingan|wilayah|rumah|depan|jalan) $"
)
_ANY = re.compile(
    r"\b(?:" + "|".join(f"(?P<r{n}>{words})" for n, (_, _, words) in enumerate(_WORDS)) + r")\b"
)
_PLACE = re.compile(r"\bdi(?: [a-z]+){1,3}$")
_SERVANT = re.compile(rf"\b{_I} {_LINK}(?:pns|asn)\b")
_EMPTY = word_set(
    """
    ya yah dong deh sih nih min kak pak bu bapak ibu bang mas mbak saya sy aku gw gue gua kulo kula abdi
    ane urang ambo beta tiang titiang ulun i am im m a an the is my as seorang adalah sebagai selaku ini
    itu kan halo hai hi permisi perkenalkan kalau kalo klo nek di dari pada untuk buat juga sama aja
    saja suami istri isteri bojo anak ayah ortu kakak adik adek mertua ipar sepupu husband wife ku kota
    kabupaten kab negeri swasta dinas sd smp sma smk tk paud kerja bekerja pegawai staf pns asn
    assalamualaikum selamat pagi siang sore malam nama kecamatan kelurahan desa instansi kantor
    puskesmas rsud rs sekolah kampus bukan baru kami kebetulan status jadi
    """
)
"""Words beside a role that ask for nothing."""
_ASKING = word_set(
    """
    boleh bolehkah bisa bisakah apa apakah gimana bagaimana gmn kumaha piye opo hukum hukumnya sanksi
    sanksinya pasal kena dilarang tidak ga gak nggak ndak gk kah yang yg dan mohon penjelasan tanya
    bertanya mau izin ikut kok may can jawab tolong soal tentang terus trus trs lalu lantas lah termasuk
    berlaku begitu gitu sama what about how if too also serta apalagi nanti wajib harus emang memang
    masa bener paruh waktu
    """
)
_GENERAL = word_set(
    """
    aturan aturannya netral larangan netralitas pilkada pemilu politik berpolitik kampanye berkampanye
    """
)
"""Words of a question about a role as such."""
LEAST_ACT = 2
"""Words left that name something: fewer are no act."""


@dataclass(frozen=True, slots=True)
class Named:
    """A role a message names.

    Attributes:
        topic: The topic about this role.
        is_own: The person who writes says to have it.
        is_subject: The message asks about somebody who has it: the writer, their kin, or whoever it begins
            with; not a superior who gave an order, nor the place where something happened.
    """

    actor: Actor
    topic: str
    is_own: bool
    is_subject: bool


def plain(text: str) -> str:
    """Words in lower case, joined by single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def named(text: str) -> tuple[Named, ...]:
    """The roles a message names: the writer's own first, then those it asks about, then the others."""
    words = plain(text)
    found: dict[Actor, Named] = {}
    for match in _ANY.finditer(words):
        actor, topic, _ = _WORDS[int((match.lastgroup or "r0")[1:])]
        before = words[: match.start()]
        of_kin = _KIN.search(before) is not None or _MY_KIN.search(before) is not None
        is_own = not of_kin and _OWN.search(before) is not None and not before.endswith("bukan ")
        is_subject = is_own or of_kin or _OPENING.search(before) is not None
        one = Named(actor, topic, is_own, is_subject and not _NOT_BY_THEM.search(before))
        known = found.get(actor)
        if known is None or (one.is_own, one.is_subject) > (known.is_own, known.is_subject):
            found[actor] = one
    return tuple(sorted(found.values(), key=lambda one: (not one.is_own, not one.is_subject)))


def says_to_serve(text: str) -> bool:
    """Whether the writer says to be a civil servant ("saya asn")."""
    return _SERVANT.search(plain(text)) is not None


def without_roles(text: str) -> str:
    """The message with the role words taken out."""
    return " ".join(_ANY.sub(" ", plain(text)).split())


def content(text: str) -> list[str]:
    """Words of a message that name something, role words and questions' words left out."""
    return [one for one in without_roles(text).split() if one not in _EMPTY and one not in _ASKING]


def names_an_act(text: str) -> bool:
    """Whether a message says what somebody does, and not only who it is about."""
    return sum(1 for one in content(text) if one not in _GENERAL) >= LEAST_ACT


def only_role(text: str) -> Named | None:
    """The role, where a message says nothing but it: "saya p3k", "istri saya polwan", "saya lurah di
    Tegal"."""
    rest = _PLACE.sub("", without_roles(text))
    if any(one not in _EMPTY for one in rest.split()):
        return None
    if found := named(text):
        return found[0]
    return Named(Actor.PNS, "", True, True) if _SERVANT.search(rest) else None
