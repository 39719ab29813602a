"""Words in which a reporter says who the reporter is: found to be pointed at, never taken out unasked.

Only what somebody says of oneself counts: "nama saya ...", "saya bekerja di ...", a phone number or account
that is not said to be another's. The name of who is reported is no business of this module. What it misses is
the reporter's to see; what it finds too much costs a tap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.text import StoredEnum
from services.reporting.draft import Draft

MASK = "[…]"
"""Stands where words were taken out."""
SHORT_MASK = "…"
"""Where less was taken out than ``MASK`` has letters, so that a story at its limit stays within it."""
FIELDS = ("story", "place", "accused", "agency", "district", "when", "known")
"""Parts of a draft that are a reporter's own words."""
OTHERS = frozenset(("accused", "agency", "place"))
"""Parts that ask for others' names, numbers and accounts: there only what is said to be one's own counts."""
LONGEST = 80
"""Characters of a find, so that a sentence without a stop does not go whole."""


class Clue(StoredEnum):
    """What words tell of the reporter."""

    NAME = "nama"
    WORK = "kerja"
    HOME = "rumah"
    PHONE = "telepon"
    NIP = "nip"
    NIK = "nik"
    MAIL = "surel"
    ACCOUNT = "akun"


@dataclass(frozen=True, slots=True)
class Hint:
    """Words of one field, from ``start`` to ``end``."""

    field: str
    start: int
    end: int
    clue: Clue
    words: str


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SELF = r"(?:saya|sy|sya|aku|gue|gw|kami)"
_END = (
    r"(?=\s*(?:[.,;:!?()\n\"“”]|$)|\s+(?:dan|yang|lalu|kemudian|ketika|saat|waktu|sehingga|karena|krn|tetapi|tapi|"
    r"namun|melihat|liat|lihat|menyaksikan|mendengar|ingin|mau|akan|hendak|melaporkan|lapor|sudah|telah|sejak|tapi|"
    r"serta|sebagai\s+saksi|tidak|jangan|tolong|mohon|sering|pernah|dipaksa|disuruh|diminta|diajak|menerima|mendapat|"
    r"diperintah|diancam|ikut|hadir|tahu|mengetahui|selama|pada\s+(?:hari|tanggal|pukul|malam|pagi|siang))\b)"
)
_FILLERS = (
    r"(?:\s+(?:ini|sendiri|juga|adalah|sebagai|memang|hanya|cuma|cuman|merupakan|seorang|salah\s+satu|"
    r"salah\s+seorang))*"
)
_NAME_WORD = r"[^\W\d_][\w'’.-]*"
_NAMED = re.compile(
    rf"\b(?:nama\s+(?:lengkap\s+|asli\s+)?{_SELF}|namaku|{_SELF}\s+bernama|panggil\s+(?:saja\s+)?(?:saya|aku)|"
    rf"nama\s+pelapor|a\.?n\.?\s+pelapor|atas\s+nama\s+(?:saya|pelapor))"
    rf"(?:\s*[:=,]\s*|\s+)(?:(?:adalah|ialah|yaitu|itu)\s+)?({_NAME_WORD}(?:[^\S\n]+{_NAME_WORD}){{0,4}})",
    re.IGNORECASE,
)
_I_AM = re.compile(
    rf"(?:^|[.!?;\n]\s*|\b(?i:perkenalkan),?\s+)(?i:{_SELF})[,:]?[^\S\n]+((?:[A-Z][a-z'’]+)(?:[^\S\n]+[A-Z][a-z'’]+){{0,3}})",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"(?:hormat\s+(?:saya|kami)|salam\s+hormat|salam|terima\s*kasih|tertanda|ttd|dari\s+saya|pelapor)[.,:]?\s{0,9}[\n,:]\s{0,9}"
    rf"\(?({_NAME_WORD}(?:[^\S\n]+{_NAME_WORD}){{0,3}})\)?\.?\s*\Z",
    re.IGNORECASE,
)
_NO_NAME = _words(
    "jangan tidak tak tdk gak nggak tolong mohon harap dirahasiakan rahasia rahasiakan disembunyikan "
    "dicatut dipakai ada tercantum masuk dimasukkan muncul didaftarkan disebut disebutkan dicatat "
    "dicantumkan ditulis dipanggil digunakan diambil tercatat juga ikut dan yang di dari ke pada untuk "
    "sebagai bekerja kerja ingin mau akan melaporkan melapor lapor saya aku kami guru staf pegawai "
    "seorang asn pns pppk warga sudah telah dalam supaya agar karena melihat sangat bisa boleh pun "
    "tetap selalu malah lalu kemudian kalau jika bila biar demi atau bukan hanya saja sih dong ya itu "
    "ini terima kasih semoga sekian wassalam salam bapak ibu pak bu admin tim bawaslu petugas terancam "
    "terdaftar aman tidaklah"
)
"""Words after which no name of a person begins, and with which one ends."""
_NO_FIRST = _words(
    "Pegawai Asn ASN PNS PPPK Guru Staf Camat Lurah Kepala Kades Warga Pak Bapak Bu Ibu Pada Di Dari "
    "Dengan Yang Dan Tidak Mau Ingin Akan Sudah Lihat Melihat Melaporkan Lapor Bekerja Kerja Honorer "
    "Dosen Perawat Bidan Dokter"
)
_WORKS = re.compile(
    rf"\b{_SELF}{_FILLERS}\s+((?:bekerja|kerja|berdinas|dinas|bertugas|tugas|mengajar|ngajar|berkantor|ngantor|"
    rf"ditempatkan|honor|magang|mengabdi)\s+(?:sebagai\s+[^.,;:!?\n]{{2,40}}?\s+)?(?:di|pada|sebagai|sbg)\s+"
    rf"(?!bawah\b|sini\b|sana\b|situ\b|hari\b)[^.,;:!?\n]{{2,70}}?){_END}",
    re.IGNORECASE,
)
_ROLES = (
    r"staf|staff|guru|pegawai|karyawan|bidan|perawat|dokter|dosen|honorer|thl|operator|admin|sopir|supir|ajudan|"
    r"bendahara|sekretaris|penyuluh|pengawas|petugas|tenaga\s+\w+|pns|asn|pppk|p3k|satpam|penjaga|anggota|mahasiswa|"
    r"kepala\s+\w+(?:\s+\w+)?|kasi|kabid|kasubbag|kasubag|kabag|kadis|kaur|sekdes|sekcam|camat|lurah|kades|wakil\s+\w+|ketua|"
    r"apoteker|analis|pranata\s+\w+|pengelola|verifikator|auditor|pamong|dukuh|perangkat\s+desa|cpns|pelaksana"
)
_IS = re.compile(
    rf"\b{_SELF}{_FILLERS}\s+((?:(?:{_ROLES})\s+){{1,2}}(?:di|pada|bagian|bidang|seksi|subbag\w*|sub\s+bagian|unit|dinas|"
    rf"badan|kantor|kelurahan|kecamatan|desa|sd|sdn|smp|smpn|sma|sman|smk|smkn|puskesmas|rsud|tata\s+usaha|umum|"
    rf"keuangan|kepegawaian|kelas|olahraga|agama|matematika|pns\s+di)\b[^.,;:!?\n]{{0,60}}?){_END}",
    re.IGNORECASE,
)
_CLOSE_TO = re.compile(
    rf"\b{_SELF}{_FILLERS}\s+((?:ajudan|sopir|supir|sekretaris(?:\s+pribadi)?|bawahan(?:\s+langsung)?|bendahara|stafnya|"
    rf"ajudannya|sopirnya|bawahannya|operator|kasi\s+\w+|kabid\s+\w+|kepala\s+seksi\s+\w+|kepala\s+bidang\s+\w+)"
    rf"(?:\s+(?:beliau|dia|nya|camat|lurah|bupati|kadis|kepala\s+dinas))?){_END}",
    re.IGNORECASE,
)
_OFFICE_OF_MINE = re.compile(
    r"\b(?:kantor|sekolah|puskesmas|instansi|dinas|tempat\s+kerja|unit\s+kerja|ruangan|bagian|bidang)\s+(?:saya|kami)"
    rf"(?:\s+bekerja)?(?:\s*[,:(]\s*|\s+(?:di|adalah|yaitu|yakni)\s+)((?!hari\b|situ\b|sini\b|pagi\b)[^.,;:!?\n()]{{3,70}}?){_END}",
    re.IGNORECASE,
)
_JOB_OF_MINE = re.compile(
    rf"\bjabatan\s+saya(?:\s*[,:]\s*|\s+(?:adalah|sebagai|ialah|itu)\s+)([^.,;:!?\n]{{3,60}}?){_END}",
    re.IGNORECASE,
)
_LIVES = re.compile(
    rf"\b(?:{_SELF}\s+(?:tinggal|berdomisili|berumah|ngontrak|ngekos|kos)\s+di|(?:rumah|alamat|domisili|kos)\s+(?:saya|kami)"
    rf"(?:\s*:|\s+(?:di|adalah|ada\s+di))?)\s+((?!sini\b|sana\b|situ\b|didatangi\b|juga\b)[^;:!?\n]{{3,70}}?)"
    r"(?=\s*(?:[.;:!?\n]|,\s*(?:saya|dan|ketika|saat|pada)\b|$)|\s+(?:dan|yang|lalu|ketika|saat|melihat|juga|pernah)\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\w)(?:\+?62|0)[\s.-]?8(?:[\s.()-]{0,2}\d){7,11}(?!\d)")
_DIGITS = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){15,17}(?![\d])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ACCOUNT = re.compile(r"(?<![\w.@/+-])@\w[\w.]{1,30}\w|\bt\.me/\w{3,32}", re.IGNORECASE)
_OWN_BEFORE = re.compile(
    rf"\b(?:{_SELF}|hubungi|kontak|pelapor|balas\s+ke|kabari)\b|\w{{2,}}ku\b", re.IGNORECASE
)
_OTHERS_BEFORE = re.compile(
    r"nya\b|\b(?:beliau|dia|ia|mereka|terlapor|pelaku|milik|pak|bu|bapak|ibu|saudara|sdr|camat|lurah|kades|kepala|kadis|"
    r"kabid|guru|bupati|calon|paslon|akun|unggahan|postingan|status|ybs|yang\s+bersangkutan|atas\s+nama|instagram|ig|"
    r"facebook|fb|tiktok|twitter|youtube|grup|admin|oknum|tim|nomor\s+tujuan|rekening)\b",
    re.IGNORECASE,
)
_OWN_AFTER = re.compile(
    rf"\A\s?(?:[(,]\s?)?(?:(?:itu|ini|adalah)\s+)?(?:nomor|akun|no|hp|wa|milik|punya|e-?mail)\s+{_SELF}\b"
    rf"|\A\s?\(\s?{_SELF}\b",
    re.IGNORECASE,
)
_LOOK_BACK = 100
"""Characters before a number or account that say whose it is."""
_YOU = r"(?:anda|kamu|saudara|bapak|ibu|pelapor)"
_ASKS_WHO = re.compile(
    r"\b(?:nama(?:nya|mu)?|identitas|nomor|nomer|"
    r"no\.?\s*(?:hp|wa|telp?|telepon|kontak)|telepon|telp|handphone|hp|"
    r"whatsapp|kontak|dihubungi|menghubungi|hubungi|nik|ktp|nip|alamat|e-?mail|surel|username|tinggal|domisili|profesi|umur|usia|"
    r"tanggal\s+lahir|selfie|bertemu|ketemu|"
    rf"siapa(?:kah)?\s+{_YOU}|{_YOU}\s+(?:ini\s+|itu\s+)?(?:siapa|bekerja|kerja|bertugas|dinas|staf|pegawai|guru|asn)|"
    rf"(?:kantor|bagian|bidang|unit|instansi|akun|jabatan|pekerjaan|rumah|hubungan|posisi|foto|atasan)\s+{_YOU})\b",
    re.IGNORECASE,
)


def hints_in(text: str, field: str = "story") -> tuple[Hint, ...]:
    """What a text tells of who wrote it, in order, nothing twice."""
    found = sorted(_all(text, field), key=lambda one: (one.start, -one.end))
    kept: list[Hint] = []
    for one in found:
        if one.start < one.end and (not kept or one.start >= kept[-1].end) and MASK not in one.words:
            kept.append(one)
    return tuple(kept)


def hints_of(draft: Draft) -> tuple[Hint, ...]:
    """What a draft tells of its writer, without what the writer wanted to keep."""
    return tuple(
        one
        for field in FIELDS
        for one in hints_in(getattr(draft, field), field)
        if one.words not in draft.kept_words
    )


def asks_who(question: str) -> bool:
    """Whether an officer's question may be about who the reporter is. Wide: once too often does no harm."""
    return bool(_ASKS_WHO.search(question))


def masked(text: str, hints: tuple[Hint, ...]) -> str:
    """The text with the words of hints (of this very text) taken out."""
    for one in sorted(hints, key=lambda hint: hint.start, reverse=True):
        text = f"{text[: one.start]}{mask_of(one)}{text[one.end :]}"
    return text


def mask_of(hint: Hint) -> str:
    """What stands in the place of its words."""
    return MASK if hint.end - hint.start >= len(MASK) else SHORT_MASK


def without(draft: Draft, hints: tuple[Hint, ...]) -> Draft:
    """The draft with the words of hints (of this very draft) taken out."""

    def cut(field: str, text: str) -> str:
        return masked(text, tuple(one for one in hints if one.field == field))

    return replace(
        draft,
        story=cut("story", draft.story),
        place=cut("place", draft.place),
        accused=cut("accused", draft.accused),
        agency=cut("agency", draft.agency),
        district=cut("district", draft.district),
        when=cut("when", draft.when),
        known=cut("known", draft.known),
    )


def _all(text: str, field: str) -> Iterator[Hint]:
    yield from _names(text, field)
    for pattern in (_WORKS, _IS, _CLOSE_TO, _OFFICE_OF_MINE, _JOB_OF_MINE):
        for match in pattern.finditer(text):
            yield _hint(field, match, Clue.WORK)
    for match in _LIVES.finditer(text):
        yield _hint(field, match, Clue.HOME)
    for match in _PHONE.finditer(text):
        if _is_own(text, match, field):
            yield _hint(field, match, Clue.PHONE, 0)
    for match in _DIGITS.finditer(text):
        digits = sum(one.isdigit() for one in match[0])
        if digits in (16, 18) and _is_own(text, match, field):
            yield _hint(field, match, Clue.NIK if digits == 16 else Clue.NIP, 0)
    for match in _MAIL.finditer(text):
        if _is_own(text, match, field):
            yield _hint(field, match, Clue.MAIL, 0)
    for match in _ACCOUNT.finditer(text):
        if _is_own(text, match, field):
            yield _hint(field, match, Clue.ACCOUNT, 0)


def _hint(field: str, match: re.Match[str], clue: Clue, group: int = 1) -> Hint:
    start, end = match.span(group)
    words = match[group].rstrip()[:LONGEST]
    return Hint(field, start, min(end, start + len(words)), clue, words)


def _names(text: str, field: str) -> Iterator[Hint]:
    for pattern in (_NAMED, _SIGNED):
        for match in pattern.finditer(text):
            size = _name_size(match[1])
            if size:
                yield Hint(field, match.start(1), match.start(1) + size, Clue.NAME, match[1][:size])
    for match in _I_AM.finditer(text):
        size = _name_size(match[1]) if match[1].split()[0] not in _NO_FIRST else 0
        if size:
            yield Hint(field, match.start(1), match.start(1) + size, Clue.NAME, match[1][:size])


def _name_size(words: str) -> int:
    """Characters of words that are a name: up to the first that is none."""
    size = 0
    for match in re.finditer(r"\S+", words):
        bare = match[0].strip(".'’-,")
        if bare.casefold() in _NO_NAME or not bare:
            break
        size = match.start() + len(match[0].rstrip(".,"))
        if match[0].endswith((".", ",")) and len(bare) > 3:
            break
    return size


def _is_own(text: str, match: re.Match[str], field: str) -> bool:
    """Whether a number or account is the writer's, as far as the words around say."""
    before = re.split(r"[.!?\n](?:\s|$)", text[max(0, match.start() - _LOOK_BACK) : match.start()])[-1]
    own = max((one.end() for one in _OWN_BEFORE.finditer(before)), default=0)
    others = max((one.end() for one in _OTHERS_BEFORE.finditer(before)), default=0)
    if own and (
        own > others or re.search(rf"\b(?:akun|nomor|no|hp|wa|ig|email)\s+{_SELF}\b", before, re.IGNORECASE)
    ):
        return True
    if _OWN_AFTER.match(text[match.end() : match.end() + 40]):
        return True
    return not others and field not in OTHERS
