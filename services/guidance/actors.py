"""Who a message is about: the role words the rulebook knows, and the message without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
        r"(?:(?:(?:tenaga|pegawai|guru|staf) )?(?:honorer|honor|kontrak)|non asn|ppnpn|thl|tks|phl|tenaga "
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
    r"(?:saya|sy|sya|aku|aq|gw|gue|gua|kami|kulo|kula|abdi|ane|urang|awak|ambo|beta|tiang|titiang|ulun|"
    r"i am|i m|im)"
)
_LINK = (
    r"(?:(?:ini|seorang|adalah|sebagai|sbg|selaku|cuma|hanya|kan|itu|juga|kerja|bekerja|staf|baru|a|an|as|"
    r"jadi|kebetulan|seksi|bukan pns tapi) )*"
)
_OWN = re.compile(rf"\b(?:{_I}|sebagai|selaku|as an?) {_LINK}$")
_KIN = re.compile(
    r"\b(?:(?:suami|istri|isteri|bojo|anak|ayah|ortu|kakak|adik|adek|mertua|ipar|paman|om|tante|sepupu|"
    r"keponakan|pacar|teman|temen|kawan|rekan|tetangga|bawahan|husband|wife|friend|neighbou?r)"
    rf"(?:ku| {_I})?|(?:bapak|ibu|bapa|mama|mamah)(?:ku| {_I})) {_LINK}$"
)
"""Kin and friends: a message about one of them asks for them, not for who writes."""
_OF_MINE = re.compile(
    r"\b(?:atasan|pimpinan|bos|boss|ketua|kepala(?: \w+)?|kadis|kabid|kabag|kasi|sekda|bupati|gubernur|"
    r"wali ?kota|lurah|camat|kades|kapus|kepsek|rektor|guru|dosen|dokter|bidan|calon|caleg|murid|pasien|"
    r"orang|wali|kampung|desa|dusun|kantor|sekolah|madrasah|kampus|kelas|dinas|instansi|badan|bagian|bidang|"
    r"unit|puskesmas|daerah|wilayah|kecamatan|kelurahan|rt|rw|kabupaten|kota|provinsi|tempat|tempat kerja|"
    rf"lingkungan|komplek|perumahan|rumah|grup|group|tps)(?:ku|ne| {_I}) {_LINK}$"
)
"""Somebody over or opposite the writer, or a place: "atasan saya camat", "di kampung saya lurah …"."""
_DENIED = re.compile(
    r"\b(?:bukan|bkn|dudu|sanes|bukanlah|not|isn t|aren t) "
    r"(?:(?:seorang|lagi|termasuk|sebagai|pegawai|anggota|an?) )*$"
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
_DENIED_ROLE = re.compile(rf"{_DENIED.pattern.removesuffix('$')}(?:{_ANY.pattern})")
_AS = re.compile(r"\b(?:kayak|kayaknya|kaya|kya|kyk|kek|seperti|sprt|macam|ibarat|like) (?:para |an? )?$")
_IFS = word_set("kalau kalo klo kl lalu terus trus")
_PLACE = re.compile(r"\bdi(?: [a-z]+){1,3}$")
_CLAUSE = re.compile(r"(?<!saya)(?<!aku)(?<!sy)[,.;:!?()\n]+", re.IGNORECASE)
_SERVANT_WORD = re.compile(r"\b(?:pns|asn)\b")
_NOBODY = re.compile(
    r"\b(?:pns|asn|(?:warga|masyarakat|rakyat|orang)(?: (?:biasa|sipil|umum))?|(?:karyawan|pegawai) swasta)\b"
)
"""Who is left out of a question besides the roles, when it is asked again for somebody."""
_DENIAL = re.compile(r"\b(?:bukan|bkn|dudu|sanes|not)\b")
OFFICES = (
    r"kepala (?!keluarga|daerah|rumah tangga)\w+|kadis\w*|kabid|kabag|kasi|kasubb?ag|kasubid|kakan\w*|"
    r"kapus|sekda\w*|sekdin|sekban|sekwan|asisten|eselon|pejabat|pegawai|staf|aparatur|abdi negara|satpol|"
    r"damkar|penyuluh|widyaiswara|auditor|bendahara|ajudan|perangkat|kontrak|dinas|badan|instansi|"
    r"kantor(?! (?:pos|kpu|bawaslu|lurah|kelurahan|camat|kecamatan|desa))|kementerian|pemda|pemkab|pemkot|"
    r"pemprov|puskesmas|rsud|kejaksaan|jaksa|hakim|pengadilan|lapas"
)
"""Words of offices and of work in them that name no role with a law or a topic of its own."""
_EMPTY = word_set(
    """
    ya yah dong deh sih nih min kak pak bu bapak ibu bang mas mbak saya sy aku gw gue gua kulo kula abdi
    ane urang ambo beta tiang titiang ulun i am im m a an the is my as seorang adalah sebagai selaku ini
    itu kan halo hai hi permisi perkenalkan kalau kalo klo nek di dari pada untuk buat juga sama aja
    saja suami istri isteri bojo anak ayah ortu kakak adik adek mertua ipar sepupu husband wife ku kota
    kabupaten kab negeri swasta dinas sd smp sma smk tk paud kerja bekerja pegawai staf pns asn
    assalamualaikum selamat pagi siang sore malam nama kecamatan kelurahan desa instansi kantor
    puskesmas rsud rs sekolah kampus bukan baru kami kebetulan status jadi slmt mlm malem pgi met kec kel
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
    warga masyarakat rakyat biasa sipil
    """
)
"""Words of a question about a role as such."""
_OFFICE = re.compile(rf"(?<!mobil )(?<!motor )(?<!kendaraan )(?<!rumah )\b(?:{OFFICES})\b")
"""A car of the dinas is no office."""
LEAST_ACT = 2
"""Words left that name something: fewer are no act."""


OTHERS_LAW = frozenset(
    TOPIC_OF[actor] for actor in (Actor.MILITARY_POLICE, Actor.VILLAGE, Actor.STATE_COMPANY)
)
"""Topics about roles that are bound by another law than a civil servant."""


@dataclass(frozen=True, slots=True)
class NamedActor:
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


def named(text: str) -> tuple[NamedActor, ...]:
    """The roles a message names: the writer's own first, then those it asks about, then the others. What
    somebody says not to be is none of them."""
    found: dict[Actor, NamedActor] = {}
    for match, before, clause in _with_what_is_before(_ANY, text):
        if _DENIED.search(clause):
            continue
        actor, topic, _ = _WORDS[int((match.lastgroup or "r0")[1:])]
        one = _spoken_of(NamedActor(actor, topic, False, False), before, clause)
        known = found.get(actor)
        if known is None or (one.is_own, one.is_subject) > (known.is_own, known.is_subject):
            found[actor] = one
    return tuple(sorted(found.values(), key=lambda one: (not one.is_own, not one.is_subject)))


def _spoken_of(role: NamedActor, before: str, clause: str) -> NamedActor:
    """Whose role it is, from the words before it: all of them, and those of its clause."""
    of_kin = _KIN.search(clause) is not None or _MY_KIN.search(clause) is not None
    is_own = not of_kin and _OF_MINE.search(clause) is None and _OWN.search(clause) is not None
    is_subject = is_own or of_kin or _OPENING.search(before) is not None
    return replace(role, is_own=is_own, is_subject=is_subject and not _NOT_BY_THEM.search(before))


def _with_what_is_before(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each match in the plain words, what stands before it, and what of that is in the same clause."""
    if pattern.search(plain(text)) is None:
        return
    words, starts = "", [0]
    for clause in filter(None, map(plain, _CLAUSE.split(text))):
        words = f"{words} {clause}" if words else clause
        starts.append(len(words) - len(clause))
    for match in pattern.finditer(words):
        start = max(one for one in starts if one <= match.start())
        yield match, words[: match.start()], words[start : match.start()]


def denied(text: str) -> frozenset[Actor]:
    """The roles a message says somebody not to have: "saya bukan pppk"."""
    found = {
        _WORDS[int((match.lastgroup or "r0")[1:])][0]
        for match, _, clause in _with_what_is_before(_ANY, text)
        if _DENIED.search(clause)
    }
    if any(_DENIED.search(clause) for _, _, clause in _with_what_is_before(_SERVANT_WORD, text)):
        found.add(Actor.PNS)
    return frozenset(found)


def servant_in(text: str) -> NamedActor | None:
    """A civil servant of no kind in particular: "saya pns", "kalau asn?"; None where a message says not to
    be one."""
    found = [
        None
        if _DENIED.search(clause)
        else _spoken_of(NamedActor(Actor.PNS, "", False, False), before, clause)
        for _, before, clause in _with_what_is_before(_SERVANT_WORD, text)
    ]
    if None in found:
        return None
    return max(filter(None, found), key=lambda one: (one.is_own, one.is_subject), default=None)


def names_who_serves(text: str, *, but: Actor | None = None) -> bool:
    """Whether a message names anybody who serves the state, or a place where they do; ``but`` leaves out a
    role that the writer does not say to have."""
    if _OFFICE.search(plain(text)) or servant_in(text):
        return True
    return any(one.is_own or one.actor is not but for one in named(text))


def compares_with_others(text: str) -> bool:
    """Whether a civil servant is spoken of, and a role of another law only as what they are held against
    ("pns punya hak pilih atau harus kayak polisi?")."""
    held = [
        _AS.search(clause) is not None
        for match, _, clause in _with_what_is_before(_ANY, text)
        if _WORDS[int((match.lastgroup or "r0")[1:])][1] in OTHERS_LAW
    ]
    return bool(held) and all(held) and servant_in(text) is not None


def says_to_serve(text: str) -> bool:
    """Whether the writer says to be a civil servant ("saya asn")."""
    servant = servant_in(text)
    return servant is not None and servant.is_own


def without_roles(text: str) -> str:
    """The message with the role words taken out."""
    return " ".join(_ANY.sub(" ", plain(text)).split())


def names_a_role(text: str) -> bool:
    """Whether a role word stands in a message."""
    return _ANY.search(plain(text)) is not None


def content(text: str) -> list[str]:
    """Words of a message that name something, role words and questions' words left out."""
    return [one for one in without_roles(text).split() if one not in _EMPTY and one not in _ASKING]


def names_an_act(text: str) -> bool:
    """Whether a message says what somebody does, and not only who it is about."""
    return _is_act(without_roles(text))


def _is_act(words: str) -> bool:
    """The same of a message without its role words."""
    told = (one for one in words.split() if one not in _EMPTY and one not in _ASKING and one not in _GENERAL)
    return sum(1 for _ in told) >= LEAST_ACT


def names_more_than_role(text: str) -> bool:
    """Whether a message says what somebody does, and is not :func:`only_role`."""
    words = without_roles(text)
    return _is_act(words) and not (_is_role_alone(words) and (named(text) or servant_in(text)))


def only_role(text: str) -> NamedActor | None:
    """The role, where a message says nothing but it: "saya p3k", "istri saya polwan", "saya lurah di
    Tegal"."""
    if not _is_only_role(text):
        return None
    found = named(text)
    return found[0] if found else servant_in(text)


def only_denied(text: str) -> Actor | None:
    """The role somebody says not to have, where a message says nothing else: "saya bukan pppk". Whoever is
    no civil servant at all has a topic of their own."""
    if not _is_only_role(text) or named(text) or servant_in(text):
        return None
    not_own = denied(text)
    return next((actor for actor in TOPIC_OF if actor in not_own), None)


def _is_only_role(text: str) -> bool:
    return _is_role_alone(without_roles(text))


def _is_role_alone(words: str) -> bool:
    """The same of a message without its role words."""
    rest = _PLACE.sub("", words)
    return all(one in _EMPTY or one == "lagi" for one in rest.split())


def act_of(question: str) -> str:
    """A question without whom it asks about, to be asked for somebody else."""
    words = _NOBODY.sub(" ", without_roles(question))
    left = (_DENIAL.sub(" ", words) if denied(question) else words).split()
    while left and left[0] in _IFS:
        del left[0]
    return " ".join(left)


def without_denied(text: str) -> str:
    """The message without the roles somebody says not to have: the question is about none of them. Whoever is
    no civil servant at all has a topic of their own, so that stays."""
    if not denied(text) - {Actor.PNS}:
        return text
    return " ".join(_DENIED_ROLE.sub(" ", plain(text)).split())
