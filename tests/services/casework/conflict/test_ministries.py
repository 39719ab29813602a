"""Officers of ministries and of the state's agencies for the whole country, and what happened beside a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft
from tests.conflict_offices import office_of

TOLD = Draft(province="34", district="Sleman")
WATCHDOG = office_of("Bawaslu", "34", "Sleman", "Bawaslu Kabupaten Sleman")
SOCIAL = office_of("Pemerintah Kabupaten Sleman", "34", "Sleman", "Dinas Sosial")


def central(office: str, agency: str = "", district: str = "Jakarta Pusat") -> Workplace:
    """A workplace in Jakarta."""
    return Workplace(agency, office, "31", district)


@pytest.mark.parametrize("district", ["", "Jakarta Pusat", "Kota Jakarta Pusat"])
@pytest.mark.parametrize(
    ("office", "accused"),
    [
        ("Bawaslu RI", "ketua Bawaslu Sleman"),
        ("Sekretariat Jenderal Bawaslu RI", "ketua Bawaslu Sleman"),
        ("KPU RI", "ketua KPU Sleman"),
        ("Badan Pusat Statistik", "kepala BPS Sleman"),
        ("Kejaksaan Agung", "kajari Sleman"),
        ("Mahkamah Agung", "ketua PN Sleman"),
        ("BKN", "kepala Kantor Regional I BKN Yogyakarta"),
        ("Badan Narkotika Nasional", "kepala BNNK Sleman"),
        ("Ombudsman RI", "kepala ombudsman DIY"),
        ("Direktorat Jenderal Pajak", "kepala kantor pajak Sleman"),
        ("Ditjen Imigrasi", "kepala kantor imigrasi Yogyakarta"),
        ("Inspektorat Jenderal Kementerian Kesehatan", "direktur RSUP Sardjito"),
        ("Inspektorat Jenderal Kementerian Agama", "dosen UIN Sunan Kalijaga"),
        ("Kementerian Pendidikan Tinggi, Sains, dan Teknologi", "dosen UNY"),
    ],
)
def test_an_office_for_the_whole_country_has_people_everywhere(
    office: str, district: str, accused: str
) -> None:
    workplace = central(office, district=district)
    assert conflicts(workplace, replace(TOLD, accused=accused))
    assert not conflicts(workplace, replace(TOLD, accused="camat Depok"))


def test_a_branch_in_jakarta_is_not_the_head_office() -> None:
    branch = central("Bawaslu Kota Jakarta Pusat", "Bawaslu")
    assert not conflicts(branch, replace(TOLD, accused="ketua Bawaslu Sleman"))
    assert conflicts(branch, Draft(province="31", district="Jakarta Pusat", accused="ketua Bawaslu"))


@pytest.mark.parametrize(
    "accused",
    ["sekjen PDIP", "menteri BEM UI", "sekjen ormas pemuda", "deputi direksi BRI", "deputi gubernur BI"],
)
def test_titles_that_others_have_too_are_of_no_ministry(accused: str) -> None:
    ministry = central("Kementerian PANRB", district="Jakarta Selatan")
    assert not conflicts(ministry, replace(TOLD, accused=accused))
    assert conflicts(ministry, replace(TOLD, accused="deputi menteri"))


@pytest.mark.parametrize("accused", ["camat Depok", "lurah Caturtunggal", "guru SMPN 2 Mlati"])
@pytest.mark.parametrize(
    "story",
    [
        "Panwascam Depok sudah menegur tetapi ia tetap memasang stiker.",
        "Bawaslu sudah mengimbau agar ASN netral.",
        "Saat sosialisasi netralitas oleh Bawaslu Sleman ia malah memakai kaus.",
        "Saya sudah lapor ke panwascam, tidak ada tanggapan.",
        "Anggota Bawaslu melihat kejadian itu.",
        "Bawaslu Sleman mencopot baliho, lalu ia memasang lagi.",
        "Acara itu di depan kantor Bawaslu.",
        "Mohon kepada Bawaslu Sleman untuk menindaklanjuti.",
        "Sudah saya sampaikan kepada ketua Bawaslu Sleman.",
        "Sudah saya adukan kepada anggota Panwascam Depok.",
    ],
)
def test_an_office_that_only_comes_up_is_not_reported(accused: str, story: str) -> None:
    """The watchdog comes up in most reports, and should read them."""
    assert not conflicts(WATCHDOG, replace(TOLD, accused=accused, story=story))


@pytest.mark.parametrize(
    "story",
    [
        "Dia dibantu anggota Panwascam membagikan uang.",
        "Ketua Bawaslu ikut hadir dan mengajak memilih nomor 2.",
        "Pegawai Bawaslu juga memakai kaus calon.",
        "Ia bekerja di Bawaslu.",
    ],
)
def test_an_office_whose_people_took_part_is_reported(story: str) -> None:
    assert conflicts(WATCHDOG, replace(TOLD, accused="camat Depok", story=story))


def test_a_title_in_the_story_is_of_people() -> None:
    told = replace(TOLD, accused="camat Depok")
    assert conflicts(SOCIAL, replace(told, story="Kadinsos juga memakai kaus itu."))
    assert not conflicts(
        SOCIAL, replace(told, story="Saat penyaluran bantuan dari Dinas Sosial ia berpidato.")
    )


def test_where_nobody_known_is_reported_every_office_in_the_story_counts() -> None:
    """But who is surely of no office is of none that only comes up; of one whose people took part, perhaps."""
    told = replace(TOLD, accused="Pak Joko", story="Saat penyaluran bantuan dari Dinas Sosial ia berpidato.")
    assert conflicts(SOCIAL, told)
    assert not conflicts(SOCIAL, replace(told, accused="pedagang"))
    assert conflicts(
        SOCIAL, replace(told, accused="pedagang", story="Dibantu staf Dinas Sosial ia berpidato.")
    )
