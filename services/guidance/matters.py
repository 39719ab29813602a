"""Matters beside neutrality that deserve a word of their own: bribes for votes, crimes, evasion, one's own
report.

Told by rule after the question model, whose classes know only that a message lies outside: whoever was asked
for a bribe shall hear where to go, and whoever asks how to get away with something a clear and kind no.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rulebook.speech import MatterTopics
from services.guidance.actors import names_who_serves, plain


class Matter(StrEnum):
    """What a message is about, where the rulebook has no topic for it."""

    VOTE_BUYING = "vote-buying"
    CRIME = "crime"
    EVASION = "evasion"
    REPRISAL = "reprisal"
    """Somebody looks for who reported them, or wants to get back at them."""
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
_NO_BRIBE = re.compile(
    r"\b(?:atasan|kantor|bansos|pkh|blt|menyumbang|nyumbang|sumbang\w*|donasi|dana kampanye|boss|"
    r"civil servants?|official)\b"
)
"""What makes of a gift a question of neutrality: by whom, of what, or for whom."""
_OFFICE_THREAT = re.compile(
    r"\b(?:atasan|bos|pimpinan|bupati|wali ?kota|gubernur|kadis\w*|kepala \w+|kabid|sekda|camat|lurah|"
    r"mutasi|dimutasi|pecat|dipecat|pindah\w*|dipindah\w*|non ?job\w*|di ?non ?job\w*|copot|dicopot|demosi|"
    r"diturunkan|turun pangkat|tunjangan|tpp|skp|kontrak\w*|dirumahkan|diberhentikan|sanksi\w*|hukum\w*|"
    r"pidana|penjara|denda|pasal|disiplin)\b"
)
"""A threat with these is about one's post or about what the law threatens with, no crime told of."""
_THREAT = re.compile(r"\bdiancam\b")
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
    r"ancaman pembunuhan|bribes?|bribery|corruption|embezzl\w+|fraud|sexual harassment|extort\w*|tipikor)\b"
)
_PAID_FOR = re.compile(
    r"\b(?:minta|mintai|dimintai|diminta|bayar|dibayar|membayar|setor|nyetor|menyetor|uang|"
    r"duit)\b.*\b(?:uang|duit|juta|ribu|rb|jt|bayar|setor)\b.*"
    r"\b(?:biar|supaya|agar|untuk|buat|kalau mau)\b.*\b(?:lolos|lulus|naik pangkat|naik jabatan|mutasi|"
    r"pindah|jabatan|masuk|"
    r"diterima|izin|urus|ngurus|cepat|diangkat|kontrak|tender|proyek|promosi)\b"
)
_NOT = (
    r"(?:ga|gak|gk|nggak|ngga|enggak|tidak|tdk|tak|ndak|teu|ora|kada|indak|no|not|tanpa|without|anti|"
    r"ben ora|aja sampe|(?:jangan|jgn|jng) (?:sampai|sampe|smp|smpai))"
)
_HIDING = (
    rf"(?:{_NOT} (?:\w+ )?(?:ketahuan|ketauan|ketaun|ketahui|diketahui|konangan|kanyahoan|katahuan|katauan|"
    r"terdeteksi|kedeteksi|kedetek|kedetect|terlacak|kelacak|dilacak|"
    r"terendus|tercium|kelihatan|keliatan|terlihat|ketangkap|ketangkep|tertangkap|"
    r"terciduk|keciduk|ketara|getting caught|get caught|being caught|"
    r"caught|noticed|detected|kapanggih|karuan))"
)
_UNPUNISHED = re.compile(
    rf"\b{_NOT} (?:\w+ )?(?:kena (?:sanksi|hukum\w*|razia)|dihukum|disanksi|dipanggil bawaslu|dicurigai|"
    r"curiga|dilaporin|dilaporkan)\b|"
    r"\b(?:menghindar\w*|hindari|ngindarin|menghindari|ngehindarin) (?:dari )?(?:sanksi|hukuman)\b|"
    r"\bavoid (?:sanctions?|punishment)\b"
)
"""To stay without a sanction is what the rules are kept for: a plea only with an act that breaks them."""
_BREAKS = re.compile(
    r"\b(?:padahal|meski\w*|walau\w*|tetap|tetep|while|although)\b|"
    r"\b(?:cara|caranya|carane|carana|trik|triknya|tips|how to|how can i) (?:\w+ ){0,2}?(?:kampanye|"
    r"berkampanye|dukung|ndukung|mendukung|ngadukung|nyumbang|menyumbang|"
    r"(?:jadi|ikut|gabung) (?:timses|tim sukses|relawan)|support|campaign)\b"
)
_SECRETLY = re.compile(r"\b(?:diam diam|sembunyi sembunyi|kucing kucingan)\b")
_WHETHER = re.compile(
    r"\b(?:boleh\w*|bisakah|apakah|dilarang|melanggar|pelanggaran|termasuk|kena|salah|sanksi\w*|hukum\w*|"
    r"can|may|allowed)\b"
)
_HOW = re.compile(r"\b(?:cara\w*|tips|trik\w*|how|ajari\w*|biar|supaya|agar|ben|strategi|kiat)\b")
_DONE_TO_ME = re.compile(
    r"\b(?:di(?:foto|rekam|sadap|tambah|masuk|pakai|pake|catut|catat|daftar|undang|ajak|suruh|paksa|intai|"
    r"awasi|pantau|kasih|beri|jadikan|bagi|video|tag|pasang)\w*)\b"
)
_TRICKS = re.compile(
    r"\b(?:akali|akalin|ngakali|ngakalin|mengakali|diakali|siasati|menyiasati|nyiasati|celah|celahnya|"
    r"loophole|kelabui|"
    r"mengelabui|ngelabui|lolos dari|bikin alibi|buat alibi|"
    r"(?:ngilangin|hilangin|menghilangkan|hapus|menghapus|ngapus) (?:jejak|bukti)\w*|"
    r"(?:menghindar\w*|hindari|ngindarin|menghindari|ngehindarin) (?:dari )?(?:bawaslu|"
    r"pengawas\w*|panwas\w*|pemeriksaan|aturan)|"
    r"(?:bikin|buat|bikinin|buatkan|buatin|karang|ngarang|cari|bantu bikin) \w* ?alasan \w* ?(?:biar|"
    r"supaya|agar|untuk|buat|ke|bawaslu)|"
    r"lolos (?:pemeriksaan|dari|klarifikasi|pengawasan)|pinjam nama|nama orang lain|atas nama orang lain|"
    r"get away with)\b"
)
_PARTISAN = (
    r"dukung\w*|ndukung|ngadukung|mendukung|kampanye|berkampanye|timses|tim sukses|relawan|like|"
    r"komen\w*|share|follow|nyumbang|menyumbang|posting\w*|unggah\w*|grup|hadir|melu|ikut|gabung|bantu|"
    r"support\w*|campaign\w*|akun|foto"
)
_PARTISAN_ACT = re.compile(rf"\b(?:{_PARTISAN})\b")
_OWN_ACT = re.compile(
    rf"\b(?:{_PARTISAN}|netral\w*|aturan\w*|bawaslu|pengawas\w*|panwas\w*|calon|paslon|partai|milih|pilih)\b"
)
_BALLOT = re.compile(
    r"\b(?:pilihan(?:ku| saya| sy| aku| gw| gue)|suara(?:ku| saya)|who i vote\w*|my vote|"
    r"(?:milih|pilih|memilih|nyoblos|mencoblos|coblos) "
    r"(?:siapa|apa|yang mana|calon|paslon|nomor|no|kotak kosong|oposisi))\b"
)
"""Whom somebody votes for is their secret: to keep it is no evasion."""
_RIGGING = re.compile(
    r"\b(?:kpps|pps|ppk|saksi|formulir|surat suara|geser|digeser|tambah\w*|nambah\w*|dua kali|ganda|bawahan|"
    r"pegawai|warga|orang|mendorong|mengarahkan|nyuruh|menyuruh|ajak\w*|mengajak)\b"
)
"""Votes that are not the writer's own."""
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
_HIDES = re.compile(rf"\b{_HIDING}\b")
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
_REPORTER = r"(?:pelapor\w*|(?:orang )?(?:yang|yg|sing|nu) (?:lapor|melapor|ngelapor|ngadu|mengadu)\w*)"
_REPRISAL = re.compile(
    r"\b(?:cari|nyari|mencari|cariin|lacak|melacak|bongkar|membongkar) (?:tahu |tau )?"
    rf"(?:siapa|nama|identitas|orang)\w* (?:\w+ ){{0,2}}?{_REPORTER}\b|"
    rf"\bsiapa (?:sih |itu |nama |orang )?{_REPORTER} (?:saya|sy|aku|gw|gue|kami)\b|"
    r"\b(?:lapor|melapor|pelapor|ngadu)\w*\b.*\b(?:bikin|buat|kasih|beri) (?:dia |mereka |orangnya )?"
    r"(?:kapok|jera|pelajaran)\b|"
    rf"\b(?:balas|membalas|bales|ngebales|hajar|singkirkan) (?:dendam )?(?:ke |si |para )?{_REPORTER}\b"
)
_ASKS_OF_SAFETY = re.compile(
    r"\b(?:apa|apakah|bisakah|boleh\w*|dilarang|dilindungi|perlindungan|aman|takut|khawatir|sanksi\w*|kena|"
    r"jangan|identitas saya)\b"
)
"""A reporter asks this, or somebody who asks whether it is allowed."""
_ELSEWHERE = re.compile(
    r"\b(?:lapor(?:kan|in)?|melapor(?:kan)?|ngelapor(?:in)?|ngadu|mengadu) (?:soal |tentang |mengenai )?"
    r"(?:pajak|spt|lhk\w+|harta|kehilangan|diri|balik|kegiatan|kehadiran|absen\w*|pernikahan|nikah|"
    r"perceraian|kelahiran|kematian|domisili|penghasilan|(?:ke|kepada|pada) (?:atasan|pimpinan|bos|rt|rw))\b"
)
"""Taxes, a loss, what one's own superior is to know: none of it is a report to us."""
_MY_TROUBLE = re.compile(
    r"\b(?:saya|sy|aku|gw|gue|kami) (?:(?:sudah|udah|malah|justru|lagi|sedang|yang|yg) )*"
    r"(?:difitnah|dituduh|dilaporkan|dilaporin|dipanggil|diperiksa|diklarifikasi|terlanjur|telanjur|"
    r"(?:tidak|ga|gak|nggak) sengaja|kepencet|dicatut|diretas|dihack)\b"
)
"""What happened to the writer: no report about another."""
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
_NOT_OF_MINE = re.compile(
    r"\b(?:bawaslu|bkn|sigap\w*|inspektorat|kasn|panwas\w*|(?:ke|kepada) (?:atasan|pimpinan|kantor|polisi)|"
    r"siapa|aman\w*|rahasia\w*|identitas\w*|bocor|ketahuan|atasan|dihapus|hapus|disimpan|dicabut|cabut|"
    r"salah|dipidana)\b"
)
"""A report to somebody else, or a question about reports: who reads them, how safe they are."""


def matter_of(text: str) -> Matter | None:
    """The matter a message is about; None where it is a question like any other."""
    words = plain(text)
    is_short = len(words.split()) <= LONGEST_ABOUT_REPORT
    if is_short and _MY_REPORT.search(words) and not _NOT_OF_MINE.search(words):
        return Matter.MY_REPORT
    if _REPRISAL.search(words) and not _ASKS_OF_SAFETY.search(words):
        return Matter.REPRISAL
    if _is_evasion(words):
        return Matter.EVASION
    gift = _VOTES.search(words) and _GIVEN.search(words) and not _TO_CANDIDATE.search(words)
    by_servant = _NO_BRIBE.search(words) is not None or names_who_serves(text)
    if _VOTE_BUYING.search(words) or (gift and not by_servant):
        return Matter.VOTE_BUYING
    threatened = _THREAT.search(words) and not _OFFICE_THREAT.search(words)
    if (_CRIME.search(words) or _PAID_FOR.search(words) or threatened) and not _ELECTION.search(words):
        return Matter.CRIME
    return None


def _is_evasion(words: str) -> bool:
    """A plea for a way round the rules; never one of somebody who reports, pressed a button unawares, keeps
    their vote secret, asks whether something is allowed, or how to stay without a sanction."""
    if _WHISTLE.search(words) or not _OWN_ACT.search(words):
        return False
    if _TRICKS.search(words):
        return True
    if _HIDES.search(words) or (_SECRETLY.search(words) and _wants_a_way(words)):
        return not _keeps_own_vote_secret(words)
    return bool(_UNPUNISHED.search(words) and _BREAKS.search(words))


def _keeps_own_vote_secret(words: str) -> bool:
    """Whether it is the writer's own vote that is to be known by nobody."""
    others = _PARTISAN_ACT.search(words) or _RIGGING.search(words)
    return _BALLOT.search(words) is not None and not others


def _wants_a_way(words: str) -> bool:
    """Whether something secret is asked for, and not whether it is allowed, nor what somebody else did."""
    if _DONE_TO_ME.search(words):
        return False
    return _HOW.search(words) is not None or not _WHETHER.search(words)


def rather_about(text: str, topics: MatterTopics) -> tuple[str, ...]:
    """Topics to offer where the question model hears a plea for evasion and somebody honest asks."""
    words = plain(text)
    if _is_evasion(words):
        return ()
    if _HIDES.search(words) and _keeps_own_vote_secret(words):
        return topics.secret_ballot
    return topics.unpunished if _UNPUNISHED.search(words) and _OWN_ACT.search(words) else ()


def fears_to_report(text: str) -> bool:
    """Whether somebody wants to report and not be known for it: no plea for evasion, but for protection."""
    words = plain(text)
    unseen = _HIDES.search(words) or _UNPUNISHED.search(words) or _SAFE.search(words)
    return bool(_REPORTS.search(words) and unseen)


def wishes_to_report(text: str) -> bool:
    """Whether somebody says that they report something ("mau ngadu …"), and asks nothing about it."""
    words = plain(text)
    if _ASKS.search(words) or _MY_TROUBLE.search(words) or _ELSEWHERE.search(words) or "?" in text:
        return False
    return _WISHES.search(words) is not None


def reports_elsewhere(text: str) -> bool:
    """Whether what somebody reports is none of ours: "mau lapor pajak"."""
    return _ELSEWHERE.search(plain(text)) is not None
