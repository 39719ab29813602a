"""Matters beside neutrality that deserve a word of their own: bribes for votes, crimes, evasion, one's own
report.

Told by rule after the question model, whose classes know only that a message lies outside: whoever was asked
for a bribe shall hear where to go, and whoever asks how to get away with something a clear and kind no.
"""

from __future__ import annotations

import re
from enum import StrEnum

from services.guidance.actors import plain


class Matter(StrEnum):
    """What a message is about, where the rulebook has no topic for it."""

    VOTE_BUYING = "vote-buying"
    CRIME = "crime"
    EVASION = "evasion"
    MY_REPORT = "my-report"


_ELECTION = re.compile(
    r"\b(?:calon(?! (?:pns|pegawai|istri|suami|mertua|siswa|jemaah|haji))|bacalon|balon|paslon|pasangan "
    r"calon|"
    r"caleg\w*|nyaleg|cabup|cagub|cawali|cawalkot|cawabup|cawagub|capres|cawapres|petahana|kandidat|"
    r"jago(?:ne|an)?|pilkada|"
    r"pilgub|pilbup|pilwalkot|pilpres|pileg|pilih|milih|memilih|kapilih|pemilu|pemilihan|kampanye|partai|"
    r"parpol|timses|tim sukses|tim pemenangan|"
    r"relawan|coblos\w*|nyoblos|mencoblos|nomor urut|tps|suara|dukung\w*|ndukung|ngadukung|mendukung|"
    r"netral\w*|"
    r"bawaslu|panwas\w*|kpu|candidates?|campaign\w*|election|vot(?:e|er|ers|ing)|party)\b"
)
_VOTE_BUYING = re.compile(
    r"\b(?:politik uang|money politi\w+|serangan fajar|vote buying|buying votes|beli suara|jual suara|jual "
    r"beli suara|"
    r"uang politik|wuwuran|bayar suara)\b"
)
_GIFT = (
    r"(?:amplop\w*|uang\w*|duit\w*|doit|pitih|artos|fulus|sembako|beras|minyak goreng|sarung|jilbab|"
    r"kerudung|mukena|"
    r"rb|ribu|\d+ ?(?:rb|ribu|k)|money|cash|transferan|pulsa|token listrik|hadiah|bingkisan|parsel|gula)"
)
_GIVES = (
    r"(?:bagi|bagiin|bagikan|bagi2|membagi\w*|dibagi\w*|ngasih|kasih|kasi|dikasih|dikasi|diberi\w*|"
    r"memberi\w*|beri|"
    r"nyebar|disebar|menyebar\w*|terima|nerima|menerima|diterima|nampa|tampi|dikei|ngei|maringi|diparingi|"
    r"dibere|"
    r"dapat|dapet|nawarin|ditawari|ditawarin|menawarkan|janji\w*|dijanji\w*|menjanjikan|nyogok|disogok|"
    r"suap|disuap|"
    r"menyuap|nitip|titip\w*|give|gave|giving|gives|offered|offer|receive|accept|from|dari|karo|pay|paid)"
)
_GIVEN = re.compile(rf"\b{_GIVES}\b.*\b{_GIFT}\b|\b{_GIFT}\b.*\b{_GIVES}\b")
_VOTES = re.compile(
    r"\b(?:calon|paslon|caleg\w*|cabup|cagub|cawali|cawalkot|capres|kandidat|petahana|jago(?:ne|an)?|"
    r"timses|tim sukses|tim pemenangan|partai|parpol|"
    r"coblos\w*|nyoblos|mencoblos|pilih|milih|memilih|mbiji|nomor \w+|candidates?|vote)\b"
)
_SERVANT = re.compile(
    r"\b(?:asn|pns|pppk|p3k|cpns|honorer|lurah|camat|kades|kepala desa|sekdes|kepala dinas|kadis|kabid|"
    r"kasi|kepala \w+|"
    r"atasan|guru|dosen|pegawai|pejabat|bidan|dokter|perawat|kapus|sekda|dinas|kelurahan|kecamatan|kantor|"
    r"tni|polri|"
    r"polisi|tentara|bansos|pkh|blt|menyumbang|nyumbang|sumbang\w*|donasi|dana kampanye|"
    r"boss|teacher|civil servants?|official)\b"
)
_CRIME = re.compile(
    r"\b(?:korupsi|koruptor|dikorupsi|mengkorupsi|ngorupsi|suap|disuap|menyuap|penyuapan|sogok\w*|nyogok|"
    r"disogok|pungli|pungutan liar|uang pelicin|"
    r"pelicin|gratifikasi|pemerasan|diperas|memeras|peras|gelapkan|menggelapkan|penggelapan|digelapkan|"
    r"ditilep|nilep|"
    r"mark ?up|di ?mark ?up|fiktif|jual beli jabatan|beli jabatan|setoran jabatan|mahar jabatan|"
    r"pelecehan|dilecehkan|melecehkan|pemerkosaan|diperkosa|memperkosa|cabul\w*|pencabulan|kdrt|dipukul\w*|"
    r"mukul\w*|memukul\w*|mukulin|"
    r"dianiaya|penganiayaan|menganiaya|narkoba|sabu|ganja|judi|judol|mencuri|pencurian|dicuri|maling|"
    r"kemalingan|begal|"
    r"penipuan|ditipu|nipu|menipu|penipu|pemalsuan|ijazah palsu|memalsukan|dibunuh|pembunuhan|membunuh|"
    r"diancam|"
    r"ancaman pembunuhan|bribes?|bribery|corruption|embezzl\w+|fraud|sexual harassment|extort\w*|tipikor)\b"
)
_PAID_FOR = re.compile(
    r"\b(?:minta|mintai|dimintai|diminta|bayar|dibayar|membayar|setor|nyetor|menyetor|uang|"
    r"duit)\b.*\b(?:uang|duit|juta|ribu|rb|jt|bayar|setor)\b.*"
    r"\b(?:biar|supaya|agar|untuk|buat|kalau mau)\b.*\b(?:lolos|lulus|naik pangkat|naik jabatan|mutasi|"
    r"pindah|jabatan|masuk|"
    r"diterima|izin|urus|ngurus|cepat|diangkat|kontrak|tender|proyek|promosi)\b"
)
_HIDING = (
    r"(?:(?:ga|gak|gk|nggak|ngga|enggak|tidak|tdk|tak|ndak|teu|ora|kada|indak|no|not|tanpa|without|anti|"
    r"ben ora|aja sampe|jangan sampai|jgn sampe)"
    r" (?:\w+ )?(?:ketahuan|ketauan|ketaun|ketahui|diketahui|konangan|kanyahoan|katahuan|katauan|"
    r"terdeteksi|kedeteksi|kedetek|kedetect|terlacak|kelacak|dilacak|"
    r"terendus|tercium|kelihatan|keliatan|terlihat|ketangkap|ketangkep|tertangkap|kena sanksi|kena "
    r"hukum\w*|kena razia|"
    r"dihukum|disanksi|dipanggil bawaslu|terciduk|keciduk|ketara|getting caught|get caught|being caught|"
    r"caught|noticed|detected|kapanggih|karuan|dicurigai|curiga|dilaporin|dilaporkan))"
)
_TRICKS = re.compile(
    rf"\b{_HIDING}\b|"
    r"\b(?:akali|akalin|ngakali|ngakalin|mengakali|diakali|siasati|menyiasati|nyiasati|celah|celahnya|"
    r"loophole|kelabui|"
    r"mengelabui|ngelabui|diam diam|sembunyi sembunyi|kucing kucingan|lolos dari|bikin alibi|buat alibi|"
    r"(?:ngilangin|hilangin|menghilangkan|hapus|menghapus|ngapus) (?:jejak|bukti)\w*|"
    r"(?:menghindar\w*|hindari|ngindarin|menghindari|ngehindarin) (?:dari )?(?:sanksi|hukuman|bawaslu|"
    r"pengawas\w*|panwas\w*|pemeriksaan|aturan)|"
    r"(?:bikin|buat|bikinin|buatkan|buatin|karang|ngarang|cari|bantu bikin) \w* ?alasan \w* ?(?:biar|"
    r"supaya|agar|untuk|buat|ke|bawaslu)|"
    r"lolos (?:pemeriksaan|dari|klarifikasi|pengawasan)|pinjam nama|nama orang lain|atas nama orang lain|"
    r"get away with|avoid (?:sanctions?|punishment))\b"
)
_OWN_ACT = re.compile(
    r"\b(?:dukung\w*|ndukung|ngadukung|mendukung|kampanye|berkampanye|timses|tim sukses|relawan|like|"
    r"komen\w*|share|follow|nyumbang|menyumbang|"
    r"posting\w*|unggah\w*|grup|hadir|melu|ikut|gabung|bantu|netral\w*|aturan\w*|bawaslu|pengawas\w*|"
    r"panwas\w*|"
    r"support\w*|campaign\w*|akun|calon|paslon|partai|foto|milih|pilih)\b"
)
_WHISTLE = re.compile(
    r"\b(?:lapor\w*|melapor\w*|ngelapor\w*|pelapor|mengadu|ngadu|mengadukan|saksi|identitas saya|anonim|"
    r"report\w*|"
    r"whistle\w*|rekam\w*|rakam\w*|merekam|disuruh|diperintah|dipaksa|(?<!hapus )(?<!hilangin "
    r")(?<!hilangkan )bukti|"
    r"sengaja|kepencet|kepencyet)\b"
)
_REPORTS = re.compile(
    r"\b(?:lapor|melapor|melaporkan|ngelapor\w*|laporin|mengadu|mengadukan|ngadu|ngaduin|pelapor)\b"
)
_SAFE = re.compile(
    r"\b(?:identitas\w*|nama) (?:saya |aku |gw )?(?:tetap |biar |supaya )?(?:aman|rahasia|dirahasiakan|"
    r"disembunyikan|"
    r"tidak (?:ketahuan|disebut))\b"
)
_WISHES = re.compile(
    r"^(?:(?:halo|min|kak|pak|bu|permisi|tolong|assalamualaikum|selamat|pagi|siang|sore|malam|saya|sy|aku|"
    r"gw|gue|kami|kulo|"
    r"abdi|urang|ambo|izin|ijin|mohon|jadi) )*(?:mau|ingin|pengen|pingin|hendak|bermaksud|bade|badhe|arep|"
    r"nak|nio|mo|pen|akan|izin|"
    r"want to|would like to) (?:(?:saya|aku|min|kak|pak) )*(?:ng|nge|me|mang)?(?:lapor(?:kan|in|ken)?|"
    r"adu(?:kan|in)?|ngadu(?:in|kan)?|mengadu(?:kan)?|"
    r"melapor(?:kan)?|ngelaporin|ngelapor|report)\b"
)
_ASKS = re.compile(
    r"\b(?:cara|caranya|gimana|bagaimana|piye|kumaha|kemana|ke mana|dimana|di mana|apakah|apa|siapa|"
    r"syarat\w*|berapa|boleh|bisa|"
    r"bolehkah|bisakah|harus|perlu|takut|aman|dilindungi|kalau|how|where|can)\b"
)
_MINE = (
    r"(?:laporan(?:ku| (?:saya|aku|sy|gw|gue|kami|ane|kulo|abdi|kula|ulun|ambo|saia|yang (?:saya|kemarin|"
    r"tadi|kmrn|itu|dulu)|kemarin|kmrn|yg \w+))|"
    r"pengaduan(?:ku| (?:saya|kami))|aduan(?:ku| (?:saya|kami))|my report|laporane kulo)"
)
_MY_REPORT = re.compile(
    rf"\b(?:status|nasib|kabar|perkembangan|progress?|progres|kelanjutan|cek|ngecek|lihat|liat|lacak|"
    rf"tracking|track|pantau|buka|tindak lanjut)\b.*\b(?:{_MINE}|laporan)\b"
    rf"|\b{_MINE}\b.*\b(?:sampai|sampe|sampek|mana|diproses|proses|dibaca|ditindak\w*|ditanggapi|dibalas|"
    rf"direspon\w*|status\w*|kabar\w*|nasib\w*|gimana|bagaimana|piye|kumaha|"
    r"selesai|diterima|masuk|terkirim|belum|blm|durung|kapan|hilang|dicek|wis|acan|can|perkembangan\w*|"
    r"progres\w*)\b"
    rf"|\b(?:kapan|apakah|apa|sudahkah|udah)\b.*\b{_MINE}\b.*\b(?:diproses|dibaca|selesai|ditindak\w*|"
    rf"ditanggapi|diterima|masuk)\b"
    rf"|\b(?:nambah|tambah|nambahin|tambahin|menambah\w*|susulkan|susulan|kirim)\b.*\b(?:bukti|foto|"
    rf"keterangan|info)\b.*\b{_MINE}\b"
    r"|^(?:cek|lacak|status|lihat) laporan\b"
)
_TO_CANDIDATE = re.compile(
    r"\b(?:buat|untuk|ke|kepada|bagi|bantu|dana) (?:si |pak |bu )?(?:calon|paslon|caleg|kampanye\w*|timses|"
    r"partai|relawan|modal)\b"
)
LONGEST_ABOUT_REPORT = 14
"""Words; a longer message with "laporan saya" in it is the report itself."""
_ABOUT_BAWASLU = re.compile(r"\b(?:bawaslu|bkn|sigap\w*|inspektorat|kasn|panwas\w*)\b")


def matter_of(text: str) -> Matter | None:
    """The matter a message is about; None where it is a question like any other."""
    words = plain(text)
    is_short = len(words.split()) <= LONGEST_ABOUT_REPORT
    if is_short and _MY_REPORT.search(words) and not _ABOUT_BAWASLU.search(words):
        return Matter.MY_REPORT
    if _is_evasion(words):
        return Matter.EVASION
    gift = _VOTES.search(words) and _GIVEN.search(words) and not _TO_CANDIDATE.search(words)
    if _VOTE_BUYING.search(words) or (gift and not _SERVANT.search(words)):
        return Matter.VOTE_BUYING
    if (_CRIME.search(words) or _PAID_FOR.search(words)) and not _ELECTION.search(words):
        return Matter.CRIME
    return None


def _is_evasion(words: str) -> bool:
    """A plea for a way round the rules; never one of somebody who reports, or pressed a button unawares."""
    return bool(_TRICKS.search(words) and _OWN_ACT.search(words) and not _WHISTLE.search(words))


def fears_to_report(text: str) -> bool:
    """Whether somebody wants to report and not be known for it: no plea for evasion, but for protection."""
    words = plain(text)
    return bool(_REPORTS.search(words) and (re.search(rf"\b{_HIDING}\b", words) or _SAFE.search(words)))


def wishes_to_report(text: str) -> bool:
    """Whether somebody says that they report something ("mau ngadu …"), and asks nothing about it."""
    words = plain(text)
    return _WISHES.search(words) is not None and not _ASKS.search(words) and "?" not in text
