"""Names, degrees and initials of people in a report are no offices; several people are each looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.access.officers import Workplace
from services.casework.conflict.persons import bare_of_names, others, says_nobody
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft
from tests.conflict_offices import HEALTH, office_of

TRAFFIC = office_of("Pemerintah Kabupaten Bantul", "34", "Bantul", "Dinas Perhubungan Kabupaten Bantul")
SOCIAL = office_of("Pemerintah Kabupaten Bantul", "34", "Bantul", "Dinas Sosial Kabupaten Bantul")
BADAN = office_of("Pemerintah Kabupaten Bantul", "34", "Bantul", "BKPSDM Kabupaten Bantul")
TOLD = Draft(province="34", district="Bantul")


@pytest.mark.parametrize(
    "accused",
    [
        "Bambang Irawan, S.Sos., ASN",
        "Hj. Rosmini, S.Pd.SD",
        "Drs. H. Mansur, M.A.",
        "Sri Wahyuni, SKM, MA",
        "oknum PNS berinisial RS",
        "ASN inisial SD",
        "inisial PA dan PN",
        "Pak Man",
        "Bu Min, pegawai",
        "pak RS",
        "Lukman Hakim, ASN",
        "Abdul Gafur Jaksa",
        "Pak Imam Santoso",
        "Pak Habib",
        "Setiawan",
        "Bu Kasmini",
    ],
)
def test_a_persons_name_is_of_no_office(accused: str) -> None:
    """It may be anybody's colleague, so all officers of the regency are kept away."""
    for office in (TRAFFIC, HEALTH, BADAN):
        assert conflicts(office, replace(TOLD, accused=accused)), office
        assert not conflicts(office, replace(TOLD, accused=accused, district="Sleman")), office


@pytest.mark.parametrize(
    ("accused", "left"),
    [
        ("camat Bantul, Andi, S.Sos.", "camat bantul andi"),
        ("guru S.M.P. 1", "guru s m p 1"),
        ("SDN 2, inisial AB", "sdn 2 inisial"),
        ("guru inisial B, SDN 2", "guru inisial sdn 2"),
        ("Pak RT", "pak rt"),
        ("Pak Man 2", "pak man 2"),
        ("a.n. Setyawan", "a n setyawan"),
        ("kepala UPT, MA RI", "kepala upt ma ri"),
        ("pak Plt", "pak plt"),
        ("pak PPL kecamatan", "pak ppl kecamatan"),
    ],
)
def test_only_degrees_and_initials_are_left_out(accused: str, left: str) -> None:
    letters = "".join(one if one.isalnum() else " " for one in bare_of_names(accused).casefold())
    assert letters.split() == left.split()


def test_a_degree_hides_from_no_office() -> None:
    assert not conflicts(SOCIAL, replace(TOLD, accused="camat Kretek, Andi Basuki, S.Sos."))
    assert not conflicts(SOCIAL, replace(TOLD, accused="kepala puskesmas Kretek, Sutrisno, S. Sos"))


@pytest.mark.parametrize(
    "said",
    ["", " - ", ".", "???", "tidak tahu", "Tdk tau namanya", "nn", "lihat foto", "rahasia", "xxx", "oknum",
     "belum diketahui", "saya tidak mau menyebut", "terlampir"],
)  # fmt: skip
def test_nobody_is_named(said: str) -> None:
    assert says_nobody(said)


@pytest.mark.parametrize("said", ["ASN", "Pak Budi", "camat", "tidak tahu, kepala dinas", "oknum guru"])
def test_somebody_is_named(said: str) -> None:
    assert not says_nobody(said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("camat Sawit dan beberapa kepala dinas", [" beberapa kepala dinas"]),
        ("camat, kadinsos, dan PNS lain", [" PNS lain"]),
        ("mantan camat, sekarang kepala badan", [" kepala badan"]),
        ("kepala dinas dan jajarannya", []),
        ("camat dan stafnya", []),
        ("kasubag umum dan kepegawaian Dinas Kesehatan", []),
        ("Dinas Kependudukan dan Pencatatan Sipil", []),
        ("mantan camat", []),
        ("camat Kretek", []),
    ],
)
def test_who_else_somebody_may_be(text: str, found: list[str]) -> None:
    assert others(text) == found


@pytest.mark.parametrize(
    "accused",
    [
        "camat Kretek dan beberapa kepala dinas",
        "lurah bersama seorang PNS",
        "mantan camat Kretek, sekarang kadis",
    ],
)
def test_each_of_several_people_is_looked_at(accused: str) -> None:
    assert conflicts(SOCIAL, replace(TOLD, accused=accused))
    assert not conflicts(SOCIAL, replace(TOLD, accused=accused, district="Sleman"))
    assert not conflicts(SOCIAL, replace(TOLD, accused="camat Kretek dan lurah Parangtritis"))


@pytest.mark.parametrize("more", ["dan beberapa warga", "bersama relawan", "mengajak mahasiswa"])
@pytest.mark.parametrize("accused", ["Asep", "pegawai pasar hewan Imogiri", "Sdr. Tono"])
def test_who_else_was_there_shows_nothing(accused: str, more: str) -> None:
    """ "Warga" and "relawan" are of no office; who was with them may be of any."""
    market = office_of("", "34", "Bantul", "Pasar Hewan Imogiri")
    assert conflicts(market, replace(TOLD, accused=f"{accused} {more}"))


@pytest.mark.parametrize("accused", ["pegawai yang mengurus dana desa", "orang yang ngurusin sekolah"])
def test_what_somebody_does_at_work_is_no_office_of_a_kind(accused: str) -> None:
    assert conflicts(SOCIAL, replace(TOLD, accused=accused))


@pytest.mark.parametrize(
    ("office", "accused"),
    [
        (BADAN, "kasubag umum dan kepegawaian Dinas Kesehatan"),
        (BADAN, "analis kepegawaian dinas PU"),
        (BADAN, "pengelola kepegawaian puskesmas Kretek"),
        (BADAN, "staf kepegawaian di RSUD"),
        (office_of("BPKAD Kabupaten Bantul", "34", "Bantul"), "kasubag keuangan, Dinas Sosial"),
        (office_of("Bappeda Kabupaten Bantul", "34", "Bantul"), "kasubag perencanaan dan keuangan Dinas PU"),
    ],
)
def test_what_a_unit_of_another_office_does_is_not_the_office_for_it(office: Workplace, accused: str) -> None:
    assert not conflicts(office, replace(TOLD, accused=accused))


@pytest.mark.parametrize(
    "accused", ["staf kepegawaian", "analis kepegawaian", "kasubag kepegawaian BKPSDM", "kepala BKD"]
)
def test_a_unit_of_no_named_office_may_be_of_that_for_it(accused: str) -> None:
    assert conflicts(BADAN, replace(TOLD, accused=accused))


@pytest.mark.parametrize(
    "accused",
    [
        "timses bupati",
        "ketua tim pemenangan bupati petahana",
        "wartawan bayaran bupati",
        "relawan wali kota",
        "calon wakil bupati",
        "mantan bupati",
        "dukuh, membagikan uang dari bupati petahana",
    ],
)
def test_who_is_for_a_head_of_government_is_not_that_head(accused: str) -> None:
    assert not conflicts(SOCIAL, replace(TOLD, accused=accused))


@pytest.mark.parametrize(
    "accused",
    ["bupati", "bupati dan tim suksesnya", "Bupati (calon petahana)", "tim sukses, dipimpin bupati"],
)
def test_the_head_itself_stands_above_every_office(accused: str) -> None:
    assert conflicts(SOCIAL, replace(TOLD, accused=accused))


@pytest.mark.parametrize("accused", ["kepala dinas kami", "atasan kami", "seorang PNS di kantor kami"])
def test_kami_is_no_madrasah(accused: str) -> None:
    """ "Kami" was read as "kepala MI", so that most reports by people inside were shown to their bosses."""
    assert conflicts(SOCIAL, replace(TOLD, accused=accused))
