"""Offices in a report by their names: short forms, old and new ones, and names of people that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft
from tests.conflict_offices import (
    CITY,
    CLINIC,
    FARMING,
    LAW,
    MEDAN_STATE,
    PERSONNEL,
    PRISON,
    PROVINCE,
    SAIFUL,
    SCHOOLING,
    TANIMBAR,
    UNHAS,
    office_of,
)

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
    ("workplace", "district", "accused"),
    [
        (office_of("SDN Kebon Baru 03 Petang", "31", "Jakarta Selatan"), "Jakarta Selatan", "guru SD kebon baru 3"),
        (office_of("SMPN 04 Ngawi", "35", "Ngawi"), "Ngawi", "kepsek SMP negeri IV ngawi"),
        (UNHAS, "Makassar", "rektor Unhas"),
        (MEDAN_STATE, "Medan", "dosen Unimed"),
        (office_of("Institut Teknologi Bandung", "32", "Kota Bandung"), "Bandung", "dosen ITB"),
        (SAIFUL, "Kota Malang", "direktur RSSA"),
        (SAIFUL, "Kota Malang", "wadir rs syaiful anwar"),
        (office_of("RSUD Dr. Moewardi", "33", "Surakarta"), "Surakarta", "perawat rumah sakit muwardi"),
        (office_of("RSUD Tjitrowardojo", "33", "Purworejo"), "Purworejo", "direktur RS Citrowardoyo"),
        (office_of("UIN Raden Intan Lampung", "18", "Bandar Lampung"), "Bandar Lampung", "dekan UIN"),
        (PRISON, "Tulungagung", "kalapas tulungagung"),
        (office_of("KPP Pratama Ngawi", "35", "Ngawi"), "Ngawi", "kepala kantor pajak"),
        (office_of("Kanwil Kemenkumham Jawa Timur", "35", "Surabaya"), "Surabaya", "kakanwil kumham jatim"),
        (LAW, "Ngawi", "kabag hukum"),
        (LAW, "Ngawi", "kepala bagian hukum"),
        (LAW, "Ngawi", "kabag umum"),  # another unit of the same secretariat
        (office_of("Setda Kota Malang", "35", "Kota Malang", "Bagian Hukum"), "Malang", "kabag kesra"),
        (office_of("Setda Provinsi Jawa Timur", "35", "", "Biro Organisasi"), "Surabaya", "karo organisasi"),
        (PERSONNEL, "Ngawi", "kabid mutasi"),
        (office_of("Dinas Perhubungan Kota Surabaya", "35", "Surabaya", "UPT Terminal Purabaya"), "Surabaya",
         "kepala terminal pura baya"),
        (TANIMBAR, "Maluku Tenggara Barat", "kadinsos"),
        (TANIMBAR, "", "kadinsos MTB"),
        (office_of("Dinas Sosial Kab. Ngawi", "35", "Ngawi"), "Ngawi", "pegawai dinas sosnakertrans"),
        (office_of("Disporapar Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kadis dikbudporapar"),
        (FARMING, "Ngawi", "pak kadis"),
        (FARMING, "Ngawi", "sekretaris dinas"),
        (FARMING, "Ngawi", "kabid, lupa namanya"),
        (PERSONNEL, "Ngawi", "kepala badan"),
        (office_of("SMPN 1 Ngawi", "35", "Ngawi"), "Ngawi", "guru SMP"),
        (office_of("Kelurahan Margomulyo", "35", "Ngawi"), "Ngawi", "pak lurah"),
        (office_of("Dinas Kesehatan Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kapus geneng"),
        (SCHOOLING, "Ngawi", "guru SDN Beran 2"),
        (CLINIC, "Ngawi", "kadinkes"),
        (office_of("Universitas Brawijaya", "35", "Kota Malang"), "Malang", "dekan UB"),
        (office_of("Universitas Jenderal Soedirman", "33", "Banyumas"), "Banyumas", "dosen Unsoed"),
        (office_of("UIN Sunan Kalijaga", "34", "Sleman"), "Sleman", "rektor UIN Suka"),
        (office_of("Kantor Imigrasi Kelas I TPI Batam", "21", "Batam"), "Batam", "kepala imigrasi"),
        (office_of("Setda Kota Malang", "35", "Kota Malang", "Bagian Kesejahteraan Rakyat"), "Malang", "kabag kesra"),
        (office_of("Setda Kota Malang", "35", "Kota Malang", "Bagian Pengadaan Barang dan Jasa"), "Malang",
         "kabag PBJ"),
        (office_of("Puskesmas Djetis", "34", "Bantul"), "Bantul", "kapus jetis"),
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
        (office_of("Universitas Indonesia", "32", "Depok"), "Depok", "dosen UIN", ""),
        (
            office_of("Dinas Pendidikan Prov. Jawa Timur", "35", "Surabaya"),
            "Surabaya",
            "guru SDN Gubeng 1",
            "",
        ),
        (office_of("Setda Kota Malang", "35", "Kota Malang", "Bagian Hukum"), "Batu", "kabag kesra", ""),
        (office_of("Bawaslu Kab. Ngawi", "35", "Ngawi"), "Ngawi", "kepala dinas", ""),
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


def test_a_persons_name_is_not_the_office() -> None:
    village = office_of("Kelurahan Beran", "35", "Ngawi")
    told = Draft(province="35", district="Ngawi", accused="lurah pak Joko", place="kantor kelurahan beran")
    assert conflicts(village, told)
    district = office_of("Kecamatan Paron", "35", "Ngawi")
    assert conflicts(district, replace(told, accused="camat bu Rina", place="kantor camat paron"))
    assert not conflicts(district, replace(told, accused="camat Geneng", place="kantor camat paron"))


def test_a_branch_is_called_by_the_city_it_lies_in() -> None:
    taxes = office_of("Bapenda Provinsi Banten", "36", "Kota Serang", "UPTD Samsat")
    assert conflicts(taxes, Draft(province="36", accused="kepala samsat kota serang"))


@pytest.mark.parametrize("said", ["staf umum", "guru unik", "untuk itu"])
def test_ordinary_words_are_no_short_names(said: str) -> None:
    campus = office_of("Universitas Muhammadiyah Malang", "35", "Kota Malang")
    assert not conflicts(campus, Draft(province="35", accused=said))


@pytest.mark.parametrize(
    ("office", "accused"),
    [
        ("Dinas Pendidikan Kab. Ngawi", "kabid kebudayaan"),
        ("Dinas Pertanian Kab. Ngawi", "kepala bidang perkebunan"),
        ("Dinas PU Kab. Ngawi", "kasi permukiman"),
    ],
)
def test_a_unit_may_be_of_a_dinas_that_has_a_near_affair(office: str, accused: str) -> None:
    """Names of dinas do not tell all that they do (PP 18/2016 Pasal 18)."""
    workplace = office_of(office, "35", "Ngawi")
    told = Draft(province="35", district="Ngawi", accused=accused)
    assert conflicts(workplace, told)
    assert not conflicts(workplace, replace(told, district="Magetan"))
    assert not conflicts(office_of("Dinas Kesehatan Kab. Ngawi", "35", "Ngawi"), told)
    assert not conflicts(workplace, replace(told, accused="kepala dinas kominfo"))


def test_a_village_of_a_name_that_no_list_has_may_be_any() -> None:
    village = office_of("Desa Beran", "35", "Ngawi")
    told = Draft(province="35", district="Ngawi", accused="kades Xyzwq")
    assert conflicts(village, told)
    assert not conflicts(village, replace(told, accused="kades Grudo"))
    assert not conflicts(village, replace(told, district="Magetan"))
