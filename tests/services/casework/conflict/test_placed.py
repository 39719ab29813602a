"""Where who is reported works, as only what happened says; offices of the state in two provinces; own workplaces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.reporting.texts import report as texts
from services.access.officers import Workplace
from services.casework.conflict.borders import is_surely_abroad
from services.casework.conflict.office_tables import INSTITUTIONS
from services.casework.conflict.placed import placed
from services.casework.conflict.rule import SAME_AS_REPORTED, conflicts
from services.casework.conflict.workplaces import own_offices
from services.reporting.draft import Draft

GUARDS = Workplace("Satuan Polisi Pamong Praja", "", "74", "Kota Kendari")
TOLD = Draft(province="74", district="Kota Kendari", accused="anggota satpol pp")


@pytest.mark.parametrize(
    ("story", "accused"),
    [
        ("Anggota Satpol PP provinsi teriak hidup paslon 3.", "anggota satpol pp provinsi"),
        ("Anggota Satpol PP ini pegawai provinsi.", "anggota satpol pp provinsi"),
        ("Anggota Satpol PP kota teriak, yang provinsi cuma melihat.", "anggota satpol pp"),
        ("Satpol PP provinsi sudah mengimbau.", "anggota satpol pp"),
        ("Anggota Satpol PP Konawe ikut konvoi.", "anggota satpol pp"),  # the regency was chosen
        ("", "anggota satpol pp"),
    ],
)
def test_a_level_that_only_the_story_tells(story: str, accused: str) -> None:
    told = replace(TOLD, story=story)
    assert placed(told).accused == accused
    assert conflicts(GUARDS, told) is (accused == TOLD.accused)


def test_a_place_that_only_the_story_tells_counts_where_none_was_chosen() -> None:
    told = replace(TOLD, district="", story="Anggota Satpol PP Konawe ikut konvoi.")
    assert placed(told).accused == "anggota satpol pp konawe"
    assert not conflicts(GUARDS, told)
    assert conflicts(GUARDS, replace(told, story="Anggota Satpol PP Kendari ikut konvoi."))
    assert placed(replace(told, accused="Satpol PP Kota Kendari")).accused == "Satpol PP Kota Kendari"


def test_the_button_for_the_same_office_names_no_office_of_its_own() -> None:
    assert texts.SAME_AGENCY_KEPT == SAME_AS_REPORTED
    office = Workplace("Balai Uji Tipe", "", "32", "Kota Bandung")
    told = Draft(province="32", district="Kota Bandung", accused="Camat Coblong", agency=SAME_AS_REPORTED)
    assert not conflicts(office, told)
    assert conflicts(Workplace("Kecamatan Coblong", "", "32", "Kota Bandung"), told)


def test_an_employer_of_no_office_is_not_that_of_who_is_reported() -> None:
    office = Workplace("Dinas Tenaga Kerja dan Transmigrasi", "", "12", "")
    told = Draft(
        province="12",
        accused="Pak Sitorus",
        agency="PT pabrik karet",
        story="Pengawas dari disnaker provinsi datang ke pabrik kami.",
    )
    assert conflicts(office, told)


@pytest.mark.parametrize("park", ["gunungleuser", "betungkerihun", "kutai"])
def test_a_national_park_is_one_office_in_every_province(park: str) -> None:
    name = INSTITUTIONS["parks"][park][0]
    office = Workplace(f"Balai Besar Taman Nasional {name.title()}", "", "12", "Kota Medan")
    assert conflicts(office, Draft(province="11", accused=f"kepala resort TN {name}"))
    assert not conflicts(office, Draft(province="11", accused="kepala resort TN Way Kambas"))


@pytest.mark.parametrize(
    ("office", "employer"),
    [
        (
            Workplace("Balai Pelestarian Kebudayaan Wilayah X", "", "33"),
            "Balai Pelestarian Kebudayaan Wilayah X",
        ),
        (Workplace("Dinas Perhubungan", "", "32", "Kota Bekasi"), "Dinas Perhubungan Kota Bekasi"),
        (Workplace("Dinas Kesehatan", "", "32"), "Dinas Kesehatan Provinsi Jawa Barat"),
        (Workplace("Kecamatan Losari", "", "33", "Kabupaten Brebes"), "Kecamatan Losari Kabupaten Brebes"),
    ],
)
def test_a_named_workplace_hides_whatever_the_provinces(office: Workplace, employer: str) -> None:
    told = Draft(province="31", district="Kota Jakarta Timur", accused="petugas parkir", agency=employer)
    assert conflicts(office, told)
    assert not conflicts(office, replace(told, agency="Dinas Kesehatan Provinsi Bali"))
    assert not conflicts(office, replace(told, agency=""))


@pytest.mark.parametrize("story", ["Kejadian di Denpasar.", "Ia dari Dinas Perhubungan Kota Bekasi."])
def test_a_report_of_another_province_is_read_no_further_unless_it_names_the_officers(story: str) -> None:
    """What is told quickly is told as it would be slowly: a name that runs together still counts."""
    office = Workplace("Dinas Perhubungan", "", "32", "Kota Bekasi")
    told = Draft(province="51", accused="petugas dishub", story=story)
    assert is_surely_abroad(office, told, own_offices(office)) is ("Bekasi" not in story)
    assert not is_surely_abroad(office, replace(told, accused="dishubbekasi"), own_offices(office))
    assert not is_surely_abroad(office, replace(told, province="32"), own_offices(office))
    assert conflicts(office, told) is ("Bekasi" in story)
