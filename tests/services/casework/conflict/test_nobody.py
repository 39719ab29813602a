"""Who is reported with no word of any office, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft
from tests.conflict_offices import HEALTH


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


@pytest.mark.parametrize("nobody", ["", "-", ".", "tidak tahu", "lihat cerita", "rahasia"])
@pytest.mark.parametrize(
    "story",
    [
        "Kepala Dinas Kesehatan menyuruh kami memilih.",
        "Seorang PNS foto dua jari di kantor desa.",
        "Seorang PNS berkampanye, lalu dipuji camat Kretek.",
        "Bawaslu sudah mengimbau agar netral.",
        "",
    ],
)
def test_where_nobody_is_named_what_happened_says_who_did_it(nobody: str, story: str) -> None:
    told = Draft(province="34", district="Bantul", accused=nobody, story=story)
    assert conflicts(HEALTH, told)
    assert not conflicts(HEALTH, replace(told, district="Sleman"))


@pytest.mark.parametrize("nobody", ["", "-", "tidak tahu", "lihat cerita"])
@pytest.mark.parametrize(
    "story",
    [
        "Camat Kretek mengajak warga memilih nomor 2.",
        "Di aula kecamatan, guru SMPN 2 Kretek membagikan kaus kepada PNS.",
        "Warga memasang baliho.",
    ],
)
def test_what_happened_may_say_that_it_was_somebody_else(nobody: str, story: str) -> None:
    assert not conflicts(HEALTH, Draft(province="34", district="Bantul", accused=nobody, story=story))


def test_a_hospital_by_its_short_form_is_an_office() -> None:
    """ "RSMH" is no bare name: an officer of something else may read it, one of the dinas above it not."""
    social = Workplace("Pemerintah Kota Palembang", "Dinas Sosial", "16", "Kota Palembang")
    health = Workplace("Pemerintah Kota Palembang", "Dinas Kesehatan", "16", "Kota Palembang")
    told = Draft(province="16", district="Palembang", accused="pegawai RSMH")
    assert not conflicts(social, told)
    assert conflicts(health, told)


def test_a_candidate_on_a_shirt_is_not_who_is_reported() -> None:
    told = Draft(province="34", district="Bantul", accused="kaos calon dipakai Bu Ningrum")
    assert conflicts(HEALTH, told)
    assert not conflicts(HEALTH, replace(told, accused="calon anggota dewan"))


@pytest.mark.parametrize(
    "accused", ["kepala tata usaha", "sopir kepala kantor", "tim pemeriksa", "panitia lelang"]
)
def test_words_of_offices_are_of_somebody_in_office(accused: str) -> None:
    """ "Usaha", "sopir", "tim" and "panitia" are of nobody in office elsewhere."""
    told = Draft(province="34", district="Bantul", accused=accused)
    assert conflicts(HEALTH, told)
    for other in ("pelaku usaha", "sopir angkot", "tim kampanye", "panitia konser", "ibu rumah tangga"):
        assert not conflicts(HEALTH, replace(told, accused=other))
