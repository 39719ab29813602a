"""The conflict-of-interest rule, on words as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.officers import Workplace
from services.reporting.conflict import conflicts
from services.reporting.draft import Draft
from services.reporting.office_words import office_words
from tests.conflict_pairs import judge, pairs

GAMBIR = Workplace("Pemerintah Kota Jakarta Pusat", "Kantor Kecamatan Gambir", "31", "Kota Jakarta Pusat")
HEALTH = Workplace(
    "Pemerintah Kabupaten Bantul", "Dinas Kesehatan Kabupaten Bantul", "34", "Kabupaten Bantul"
)
PLAIN = Workplace("", "Kantor Camat", "32", "Kota Bogor")
INSPECTORATE = Workplace("Pemerintah Kota Bandung", "Inspektorat Kota Bandung", "32")


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (GAMBIR, Draft(province="31", accused="camat gambir")),
        (GAMBIR, Draft(province="31", accused="Camat, Kec. Gambir")),
        (GAMBIR, Draft(accused="CAMAT GAMBIR")),  # no province said: it may be that one
        (GAMBIR, Draft(province="31", place="kantor kec gambir")),
        (GAMBIR, Draft(province="31", accused="sekcam", story="Kejadiannya di kecamatan Gambir.")),
        (GAMBIR, Draft(province="31", accused="camat gambr")),  # a slip of the finger
        (HEALTH, Draft(province="34", accused="Kadinkes Bantul")),
        (HEALTH, Draft(province="34", accused="kepala dinkes kab. bantul")),
        (HEALTH, Draft(province="34", accused="pegawai Pemkab Bantul")),  # the agency, in who is reported
        (PLAIN, Draft(province="32", accused="camat", place="kantor camat, Kota Bogor")),
        (INSPECTORATE, Draft(province="32", accused="auditor inspektorat", place="Kota Bandung")),
        (replace(GAMBIR, province=""), Draft(province="31", accused="camat gambir")),
    ],
)
def test_a_report_about_the_own_office_is_hidden(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (GAMBIR, Draft(province="31", accused="camat menteng", place="Kec. Menteng")),
        (GAMBIR, Draft(province="51", accused="camat gambir")),  # another province
        (HEALTH, Draft(province="34", accused="Kepala dinas pendidikan", place="Kab. Sleman")),
        (HEALTH, Draft(province="34", accused="dinkes kab. sleman")),
        (
            HEALTH,
            Draft(province="34", accused="lurah", place="Kab. Bantul"),
        ),  # the agency's area, not the agency
        (PLAIN, Draft(province="32", accused="camat", place="kantor camat, Kota Depok")),
        (INSPECTORATE, Draft(province="32", accused="guru", place="Kota Cimahi")),
        (Workplace(), Draft(accused="camat gambir")),
    ],
)
def test_others_are_not(workplace: Workplace, draft: Draft) -> None:
    assert not conflicts(workplace, draft)


@pytest.mark.parametrize(
    "accused",
    [
        "kasubag umpeg",
        "kabid",
        "sekdin",
        "plt",
        "pj",
        "seorang PNS",
        "Pak Budi",
        "pejabat eselon III",
        "PNS, tim sukses",
    ],
)
def test_of_whom_no_office_is_known_is_hidden_where_the_office_lies(accused: str) -> None:
    told = Draft(province="34", district="Bantul", accused=accused)
    assert conflicts(HEALTH, told)
    assert not conflicts(HEALTH, replace(told, district="Sleman"))


@pytest.mark.parametrize(
    "accused",
    [
        "oknum ASN pemda",
        "seorang ASN pemkab",
        "PNS Pemkab Bantul",
        "pegawai pemda",
        "honorer di OPD",
        "ASN SKPD",
    ],
)
def test_an_employer_that_is_named_shows_a_report_to_the_states_agencies(accused: str) -> None:
    """Bawaslu, KPU and BKN watch the regency's people and are none of them; its inspectorate is one of theirs."""
    told = Draft(province="34", district="Bantul", accused=accused)
    for agency in ("Bawaslu", "KPU", "KPU Kabupaten", "Kantor Regional I BKN", "Kejaksaan Negeri", "Polres"):
        office = f"{agency} Bantul" if "BKN" not in agency else agency
        assert not conflicts(Workplace("", office, "34", "Kabupaten Bantul"), told), office
    for office in ("Inspektorat Kabupaten Bantul", "BKPSDM Bantul", "Dinas Sosial Kabupaten Bantul"):
        assert conflicts(Workplace("Pemerintah Kabupaten Bantul", office, "34", "Kabupaten Bantul"), told)


def test_an_employer_that_is_not_named_hides_as_before() -> None:
    told = Draft(province="34", district="Bantul", accused="oknum ASN")
    assert conflicts(Workplace("", "Bawaslu Kabupaten Bantul", "34", "Kabupaten Bantul"), told)
    assert conflicts(HEALTH, told)
    of_the_state = replace(told, accused="pegawai instansi vertikal")
    assert not conflicts(HEALTH, of_the_state)
    assert conflicts(Workplace("", "Bawaslu Kabupaten Bantul", "34", "Kabupaten Bantul"), of_the_state)


@pytest.mark.parametrize(
    "accused",
    [
        "ketua tim sukses",
        "calon bupati",
        "pedagang pasar",
        "bukan PNS, caleg",
        "kabid SMP",
        "guru",
        "gubernur",
    ],
)
def test_who_surely_is_of_no_office_or_of_another_is_shown(accused: str) -> None:
    assert not conflicts(HEALTH, Draft(province="34", district="Bantul", accused=accused))


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (HEALTH, Draft(province="34", district="Bantul", accused="kepala dinas kesehtaan")),
        (HEALTH, Draft(province="34", district="Bantul", accused="Kadinkse")),
        (HEALTH, Draft(province="34", district="Bantul", story="Kepala puskesmas membagikan kaus.")),
        (HEALTH, Draft(province="34", accused="kepala puskesmas", place="Kab. Bantul")),
        (HEALTH, Draft(province="34", district="Kretek", accused="kapus")),  # a district of the regency
        (HEALTH, Draft(province="34", district="Bntl", accused="kapus")),  # nobody knows where
        (Workplace("Kelurahan 24 Ilir", "", "16", "Palembang"), Draft(accused="lurah dua puluh empat ilir")),
    ],
)
def test_slips_and_places_in_other_fields(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


def test_an_ordinary_word_is_no_slip_of_an_office() -> None:
    """ "Lapangan" was read as a slip of "ketapang", the office for food."""
    for word in ("lapangan", "pasangan", "perubahan", "pengajian", "listrik", "rencana"):
        assert not any(one.startswith(("@", "#")) for one in office_words(word)), word


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, texts, texts)
def test_any_words_are_borne_and_spelling_does_not_matter(office: str, accused: str, story: str) -> None:
    workplace, draft = Workplace("", office), Draft(accused=accused, story=story)
    found = conflicts(workplace, draft)
    loud = replace(draft, accused=f"  {accused.upper()}!! ", story=story)
    if office_words(accused) == office_words(loud.accused):
        assert conflicts(workplace, loud) == found


@given(texts, st.sampled_from(["Kecamatan Gambir", "Dinas Sosial Kota Solo", "UPTD Puskesmas Cinere"]))
def test_saying_more_never_shows_a_hidden_report(more: str, office: str) -> None:
    draft = Draft(province="31", accused=f"kepala {office}")
    workplace = Workplace("", office, "31")
    assert conflicts(workplace, draft)
    assert conflicts(workplace, replace(draft, story=more, when=more))


@pytest.mark.parametrize(
    ("half", "most_missed", "most_needless"), [("dev", 0.01, 0.10), ("held_out", 0.01, 0.10)]
)
def test_pairs_labelled_by_hand(half: str, most_missed: float, most_needless: float) -> None:
    """The rule before missed 49 % and 41 % of these, and hid 35 % and 43 % without need."""
    judged = judge(pairs(half))
    assert judged.own + judged.others == 250
    assert len(judged.missed) <= most_missed * judged.own, judged.missed
    assert len(judged.needless) <= most_needless * judged.others, judged.needless


def test_pairs_of_a_stranger() -> None:
    """Before they were looked at, 34 of 168 were missed (14 of them doubtful), 17 of 132 hidden needlessly."""
    judged = judge(pairs("stranger"))
    assert (judged.own, judged.others) == (168, 132)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 4, judged.needless


def test_pairs_of_a_third_stranger() -> None:
    """Looked into while the rule was mended: before, 11 of 100 were missed and 3 of 100 hidden needlessly."""
    judged = judge(pairs("third"))
    assert (judged.own, judged.others) == (100, 100)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 1, judged.needless


def test_pairs_of_the_kinds_that_it_showed() -> None:
    """Siblings of what the third stranger's pairs had found, all over the country; the rule before missed most."""
    judged = judge(pairs("kinds"))
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 1, judged.needless  # the ministry's office over an immigration office


def test_pairs_that_a_third_stranger_had_kept_back() -> None:
    """Scored blind once, when 20 of 250 were missed and 8 of 250 hidden needlessly; looked into since."""
    judged = judge(pairs("third_final"))
    assert (judged.own, judged.others) == (250, 250)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 5, judged.needless


def test_pairs_of_a_fourth_stranger() -> None:
    """Scored blind once, when 8 of 150 were missed and 6 of 150 hidden needlessly; looked into since."""
    judged = judge(pairs("fourth"))
    assert (judged.own, judged.others) == (150, 150)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 4, judged.needless


@pytest.mark.parametrize("half", ["fifth", "sixth"])
def test_pairs_of_a_fifth_and_a_sixth_stranger(half: str) -> None:
    """Scored blind once each: 0 and 5 of 150 were missed, none of 150 hidden needlessly; looked into since."""
    judged = judge(pairs(half))
    assert (judged.own, judged.others) == (150, 150)
    assert not judged.missed, judged.missed
    assert not judged.needless, judged.needless


def test_pairs_of_a_seventh_stranger() -> None:
    """Scored blind once, when 8 of 250 were missed and 4 of 250 hidden needlessly; looked into since."""
    judged = judge(pairs("seventh"))
    assert (judged.own, judged.others) == (250, 250)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 4, judged.needless


def test_pairs_of_the_rule_of_doubt() -> None:
    """Names, abbreviations and numbers that no list holds, each rule with both outcomes."""
    judged = judge(pairs("doubt"))
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 3, judged.needless  # an ASN or a short form of no known office


@pytest.mark.parametrize(
    ("half", "own", "others"),
    [
        ("ranks", 127, 55),
        ("ranks_kept", 112, 55),
        ("slips", 94, 25),
        ("beside", 60, 60),
        ("lines", 128, 44),
        ("lines_kept", 70, 26),
        ("towns", 20, 30),
        ("clipped", 42, 20),
        ("clipped_kept", 23, 9),
    ],
)
def test_pairs_of_offices_above_and_below(half: str, own: int, others: int) -> None:
    """Lines of command, titles without an office, special regions; the rule before missed 69 of the first 127."""
    judged = judge(pairs(half))
    assert (judged.own, judged.others) == (own, others)
    assert not judged.missed, judged.missed
    assert len(judged.needless) <= 1, judged.needless


@pytest.mark.parametrize("half", ["sixth", "seventh", "clipped", "clipped_kept"])
@pytest.mark.parametrize("around", ["oknum {}", "Sdr. Bambang selaku {} di lapangan", "{} di acara partai"])
def test_words_around_who_is_reported_never_show(half: str, around: str) -> None:
    """A name ends before "di acara ...": "guru MAN 2 di acara partai" was of a school called "Acara"."""
    wrapped = [
        replace(pair, draft=replace(pair.draft, accused=around.format(pair.draft.accused)))
        for pair in pairs(half)
        if pair.own
    ]
    judged = judge(wrapped)
    assert not judged.missed, judged.missed


ABBREVIATIONS = [
    ("Disdikbud", "Dinas Pendidikan dan Kebudayaan"),
    ("Disdik", "Dinas Pendidikan"),
    ("Disdikpora", "Dinas Pendidikan, Pemuda, dan Olahraga"),
    ("Dinkes", "Dinas Kesehatan"),
    ("Dinsos", "Dinas Sosial"),
    ("Dinsos P3A", "Dinas Sosial, Pemberdayaan Perempuan, dan Perlindungan Anak"),
    ("Dishub", "Dinas Perhubungan"),
    ("Diskominfo", "Dinas Komunikasi dan Informatika"),
    ("Dispora", "Dinas Kepemudaan dan Olahraga"),
    ("Disnaker", "Dinas Tenaga Kerja"),
    ("Disnakertrans", "Dinas Tenaga Kerja dan Transmigrasi"),
    ("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("Dispendukcapil", "Dinas Kependudukan dan Catatan Sipil"),
    ("DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("Disperkim", "Dinas Perumahan dan Kawasan Permukiman"),
    ("DLH", "Dinas Lingkungan Hidup"),
    ("DLHK", "Dinas Lingkungan Hidup dan Kehutanan"),
    ("DPMD", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("Dispermasdes", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DP3A", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak"),
    ("DP3AP2KB", "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk, dan KB"),
    ("DPPKB", "Dinas Pengendalian Penduduk dan Keluarga Berencana"),
    ("Disperindag", "Dinas Perindustrian dan Perdagangan"),
    ("Disperindagkop", "Dinas Perindustrian, Perdagangan, dan Koperasi"),
    ("Diskop UKM", "Dinas Koperasi dan Usaha Mikro"),
    ("Disparbud", "Dinas Pariwisata dan Kebudayaan"),
    ("Dispar", "Dinas Kepariwisataan"),
    ("Distan", "Dinas Pertanian"),
    ("Disbun", "Dinas Perkebunan"),
    ("Dislutkan", "Dinas Kelautan dan Perikanan"),
    ("Disketapang", "Dinas Ketahanan Pangan"),
    ("Dispusip", "Dinas Perpustakaan dan Kearsipan"),
    ("Damkar", "Dinas Pemadam Kebakaran"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("BKD", "Badan Kepegawaian Daerah"),
    ("BKPP", "Badan Kepegawaian, Pendidikan, dan Pelatihan"),
    ("BPKAD", "Badan Pengelolaan Keuangan dan Aset Daerah"),
    ("Bapenda", "Badan Pendapatan Daerah"),
    ("BPPRD", "Badan Pengelola Pajak dan Retribusi Daerah"),
    ("Bappeda", "Badan Perencanaan Pembangunan Daerah"),
    ("Bapperida", "Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah"),
    ("Bakesbangpol", "Badan Kesatuan Bangsa dan Politik"),
    ("Satpol PP", "Satuan Polisi Pamong Praja"),
    ("Itda", "Inspektorat Daerah"),
    ("Setda", "Sekretariat Daerah"),
    ("Setwan", "Sekretariat DPRD"),
    ("Kankemenag", "Kantor Kementerian Agama"),
    ("DPUPRPKP", "Dinas Pekerjaan Umum, Penataan Ruang, Perumahan, dan Kawasan Permukiman"),
]


@pytest.mark.parametrize(("short", "long"), ABBREVIATIONS, ids=[short for short, _ in ABBREVIATIONS])
def test_usual_abbreviations(short: str, long: str) -> None:
    """Both ways round, in the own regency; never the same office of the regency beside."""
    for mine, said in ((short, long), (long, short)):
        workplace = Workplace("Pemerintah Kabupaten Ngawi", mine, "35", "Kabupaten Ngawi")
        assert conflicts(workplace, Draft(province="35", district="Ngawi", accused=f"pegawai {said}"))
        assert conflicts(workplace, Draft(accused=f"Kepala {said} Kab. Ngawi"))
        assert not conflicts(workplace, Draft(province="35", district="Magetan", accused=f"pegawai {said}"))
        assert not conflicts(workplace, Draft(province="35", district="Ngawi", accused="Camat Paron"))


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (
            Workplace("Dinas Pendidikan Kabupaten Bantul", "Bidang Pembinaan SMP", "34", "Kabupaten Bantul"),
            Draft(province="34", district="Kabupaten Bantul", accused="Kepala Dinas Pendidikan"),
        ),
        (INSPECTORATE, Draft(province="32", district="Kota Bandung", accused="Inspektur, Inspektorat")),
        (
            Workplace("Pemerintah Kota Jakarta Barat", "Kecamatan Kebon Jeruk", "31", "Jakarta Barat"),
            Draft(province="31", accused="camat Kebonjeruk"),
        ),
        (
            Workplace("Dinas Pendidikan", "SD Negeri 3", "34", "Bantul"),
            Draft(province="34", district="Bantul", accused="kepala SDN 3"),
        ),
    ],
)
def test_what_was_no_conflict_before(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


def _office(agency: str, province: str, district: str, office: str = "") -> Workplace:
    return Workplace(agency, office, province, district)


UNHAS = _office("Universitas Hasanuddin", "73", "Makassar")
MEDAN_STATE = _office("Universitas Negeri Medan", "12", "Kota Medan")
SAIFUL = _office("RSUD Dr. Saiful Anwar", "35", "Kota Malang")
LAW = _office("Setda Kab. Ngawi", "35", "Kabupaten Ngawi", "Bagian Hukum")
PRISON = _office("Lapas Kelas IIB Tulungagung", "35", "Tulungagung")
TANIMBAR = _office("Dinas Sosial Kab. Kepulauan Tanimbar", "81", "Kepulauan Tanimbar")
MERAUKE = _office("Distrik Kurik", "93", "Merauke")
FARMING = _office("Dinas Pertanian Kab. Ngawi", "35", "Ngawi")
PERSONNEL = _office("Badan Kepegawaian Daerah Kab. Ngawi", "35", "Ngawi")
SCHOOLING = _office("Dinas Pendidikan Kab. Ngawi", "35", "Ngawi")
PROVINCE = _office("Dinas Sosial Provinsi Jawa Timur", "35", "Kota Surabaya")
CITY = _office("Dinas Sosial Kota Surabaya", "35", "Kota Surabaya")
CLINIC = _office("Puskesmas Paron", "35", "Ngawi")


@pytest.mark.parametrize(
    ("workplace", "district", "accused"),
    [
        (_office("SDN Kebon Baru 03 Petang", "31", "Jakarta Selatan"), "Jakarta Selatan", "guru SD kebon baru 3"),
        (_office("SMPN 04 Ngawi", "35", "Ngawi"), "Ngawi", "kepsek SMP negeri IV ngawi"),
        (UNHAS, "Makassar", "rektor Unhas"),
        (MEDAN_STATE, "Medan", "dosen Unimed"),
        (_office("Institut Teknologi Bandung", "32", "Kota Bandung"), "Bandung", "dosen ITB"),
        (SAIFUL, "Kota Malang", "direktur RSSA"),
        (SAIFUL, "Kota Malang", "wadir rs syaiful anwar"),
        (_office("RSUD Dr. Moewardi", "33", "Surakarta"), "Surakarta", "perawat rumah sakit muwardi"),
        (_office("RSUD Tjitrowardojo", "33", "Purworejo"), "Purworejo", "direktur RS Citrowardoyo"),
        (_office("UIN Raden Intan Lampung", "18", "Bandar Lampung"), "Bandar Lampung", "dekan UIN"),
        (PRISON, "Tulungagung", "kalapas tulungagung"),
        (_office("KPP Pratama Ngawi", "35", "Ngawi"), "Ngawi", "kepala kantor pajak"),
        (_office("Kanwil Kemenkumham Jawa Timur", "35", "Surabaya"), "Surabaya", "kakanwil kumham jatim"),
        (LAW, "Ngawi", "kabag hukum"),
        (LAW, "Ngawi", "kepala bagian hukum"),
        (LAW, "Ngawi", "kabag umum"),  # another unit of the same secretariat
        (_office("Setda Kota Malang", "35", "Kota Malang", "Bagian Hukum"), "Malang", "kabag kesra"),
        (_office("Setda Provinsi Jawa Timur", "35", "", "Biro Organisasi"), "Surabaya", "karo organisasi"),
        (PERSONNEL, "Ngawi", "kabid mutasi"),
        (_office("Dinas Perhubungan Kota Surabaya", "35", "Surabaya", "UPT Terminal Purabaya"), "Surabaya",
         "kepala terminal pura baya"),
        (TANIMBAR, "Maluku Tenggara Barat", "kadinsos"),
        (TANIMBAR, "", "kadinsos MTB"),
        (_office("Dinas Sosial Kab. Ngawi", "35", "Ngawi"), "Ngawi", "pegawai dinas sosnakertrans"),
        (_office("Disporapar Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kadis dikbudporapar"),
        (FARMING, "Ngawi", "pak kadis"),
        (FARMING, "Ngawi", "sekretaris dinas"),
        (FARMING, "Ngawi", "kabid, lupa namanya"),
        (PERSONNEL, "Ngawi", "kepala badan"),
        (_office("SMPN 1 Ngawi", "35", "Ngawi"), "Ngawi", "guru SMP"),
        (_office("Kelurahan Margomulyo", "35", "Ngawi"), "Ngawi", "pak lurah"),
        (_office("Dinas Kesehatan Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kapus geneng"),
        (SCHOOLING, "Ngawi", "guru SDN Beran 2"),
        (CLINIC, "Ngawi", "kadinkes"),
        (_office("Universitas Brawijaya", "35", "Kota Malang"), "Malang", "dekan UB"),
        (_office("Universitas Jenderal Soedirman", "33", "Banyumas"), "Banyumas", "dosen Unsoed"),
        (_office("UIN Sunan Kalijaga", "34", "Sleman"), "Sleman", "rektor UIN Suka"),
        (_office("Kantor Imigrasi Kelas I TPI Batam", "21", "Batam"), "Batam", "kepala imigrasi"),
        (_office("Setda Kota Malang", "35", "Kota Malang", "Bagian Kesejahteraan Rakyat"), "Malang", "kabag kesra"),
        (_office("Setda Kota Malang", "35", "Kota Malang", "Bagian Pengadaan Barang dan Jasa"), "Malang",
         "kabag PBJ"),
        (_office("Puskesmas Djetis", "34", "Bantul"), "Bantul", "kapus jetis"),
        (FARMING, "Ngawi", "pejabat dinas"),
    ],
)  # fmt: skip
def test_an_own_office_under_another_name(workplace: Workplace, district: str, accused: str) -> None:
    """Kinds a stranger's pairs had found missing; these are other ones of each."""
    assert conflicts(workplace, Draft(province=workplace.province, district=district, accused=accused))


@pytest.mark.parametrize(
    ("workplace", "district", "accused", "place"),
    [
        (UNHAS, "Makassar", "rektor UNM", ""),
        (MEDAN_STATE, "Medan", "dosen USU", ""),
        (_office("Universitas Indonesia", "32", "Depok"), "Depok", "dosen UIN", ""),
        (_office("Dinas Pendidikan Prov. Jawa Timur", "35", "Surabaya"), "Surabaya", "guru SDN Gubeng 1", ""),
        (_office("Setda Kota Malang", "35", "Kota Malang", "Bagian Hukum"), "Batu", "kabag kesra", ""),
        (_office("Bawaslu Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kepala dinas", ""),
        (SAIFUL, "Kota Malang", "direktur RSUD Kanjuruhan", ""),
        (PRISON, "Kediri", "kalapas kediri", ""),
        (LAW, "Magetan", "kabag umum", ""),
        (LAW, "Ngawi", "kasi hukum satpol pp", ""),
        (TANIMBAR, "Maluku Tenggara", "kadinsos", ""),
        (FARMING, "Magetan", "pak kadis", ""),
        (FARMING, "Ngawi", "kepala badan", ""),
        (FARMING, "Ngawi", "kepala dinas kesehatan", ""),
        (PERSONNEL, "Ngawi", "kepala dinas", ""),
        (PERSONNEL, "Ngawi", "guru SD", "di badan jalan"),
        (FARMING, "Ngawi", "kapus geneng", ""),
        (PROVINCE, "Kota Surabaya", "kadinsos kota surabaya", ""),
        (CITY, "Kota Surabaya", "kadinsos provinsi", ""),
        (CITY, "Kota Surabaya", "camat gubeng", "kantor dinas sosial"),
        (CLINIC, "Ngawi", "lurah beran", "halaman puskesmas paron"),
        (CITY, "Gresik", "kadinsos gresik, bukan yang surabaya", ""),
        (CITY, "Gresik", "bukan yang kota surabaya tapi kadinsos gresik", ""),
    ],
)
def test_another_office_under_a_like_name(
    workplace: Workplace, district: str, accused: str, place: str
) -> None:
    draft = Draft(province=workplace.province, district=district, accused=accused, place=place)
    assert not conflicts(workplace, draft)


def test_a_province_may_be_called_as_before_it_was_divided() -> None:
    told = Draft(province="91", accused="kadistrik kurik")
    assert conflicts(MERAUKE, replace(told, district="Merauke"))
    assert conflicts(MERAUKE, told)
    assert not conflicts(MERAUKE, replace(told, district="Keerom"))
    assert not conflicts(MERAUKE, replace(told, province="81"))


def test_a_wrong_province_hides_what_names_the_officers_regency() -> None:
    """Whoever taps the wrong province, or is told of over the border, still names where the office is."""
    told = Draft(province="81", accused="kadistrik kurik", district="Merauke")
    assert conflicts(MERAUKE, told)
    assert not conflicts(MERAUKE, replace(told, district="Buru"))
    assert conflicts(HEALTH, Draft(province="33", accused="kadinkes Kab. Bantul", district="Klaten"))
    assert not conflicts(HEALTH, Draft(province="33", accused="kadinkes", district="Klaten"))
    assert conflicts(PROVINCE, Draft(province="33", accused="kadinsos provinsi Jawa Timur"))
    banjar = Workplace("Dinas Kesehatan Kab. Banjar", "", "63", "Banjar")
    assert not conflicts(banjar, Draft(province="32", accused="kadinkes banjar"))  # a Banjar lies there, too


@pytest.mark.parametrize(
    ("workplace", "told"),
    [
        (HEALTH, Draft(district="Bantul", accused="kadinkes", agency="SMPN 1 Kab. Sleman")),
        (PROVINCE, Draft(accused="kadinsos", agency="SMPN 1 Kota Surabaya")),
        (CITY, Draft(district="Surabaya", accused="kadinsos", agency="Pemerintah Provinsi")),
    ],
)
def test_the_reporters_own_workplace_never_shows(workplace: Workplace, told: Draft) -> None:
    told = replace(told, province=workplace.province, insider=True)
    assert conflicts(workplace, replace(told, agency=""))
    assert conflicts(workplace, told)


def test_a_persons_name_is_not_the_office() -> None:
    village = _office("Kelurahan Beran", "35", "Ngawi")
    told = Draft(province="35", district="Ngawi", accused="lurah pak Joko", place="kantor kelurahan beran")
    assert conflicts(village, told)
    district = _office("Kecamatan Paron", "35", "Ngawi")
    assert conflicts(district, replace(told, accused="camat bu Rina", place="kantor camat paron"))
    assert not conflicts(district, replace(told, accused="camat Geneng", place="kantor camat paron"))


def test_a_branch_is_called_by_the_city_it_lies_in() -> None:
    taxes = _office("Bapenda Provinsi Banten", "36", "Kota Serang", "UPTD Samsat")
    assert conflicts(taxes, Draft(province="36", accused="kepala samsat kota serang"))


@pytest.mark.parametrize("said", ["staf umum", "guru unik", "untuk itu"])
def test_ordinary_words_are_no_short_names(said: str) -> None:
    campus = _office("Universitas Muhammadiyah Malang", "35", "Kota Malang")
    assert not conflicts(campus, Draft(province="35", accused=said))


def test_what_is_denied_hides_where_nothing_else_is_said() -> None:
    told = Draft(province="35", district="Surabaya", accused="bukan hanya kadinsos kota surabaya")
    assert conflicts(CITY, told)
    assert conflicts(CITY, replace(told, accused="bukan yang lain, kadinsos"))


def test_only_told_of_is_not_reported() -> None:
    """Officers of the watchdog read what says that it was reported to the watchdog as well."""
    watchdog = Workplace("Bawaslu", "Bawaslu Kabupaten Sleman", "34", "Sleman")
    told = Draft(
        province="34", district="Sleman", accused="dukuh", story="Sudah saya laporkan ke Bawaslu Sleman."
    )
    assert not conflicts(watchdog, told)
    assert conflicts(watchdog, replace(told, story="Staf Bawaslu Sleman ikut membagikan kaus."))


@pytest.mark.parametrize(
    "story", ["Ia menulis di media sosial.", "Bantuan sosial dibagikan.", "Pendidikan anak saya."]
)
def test_a_thing_is_not_the_office_for_it(story: str) -> None:
    for office in ("Dinas Sosial", "Dinas Pendidikan"):
        workplace = Workplace("Pemkab Sleman", office, "34", "Sleman")
        assert not conflicts(workplace, Draft(province="34", district="Sleman", accused="lurah", story=story))
