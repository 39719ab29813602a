"""An office that is named word for word hides a report from its people, wherever it is reported."""

from __future__ import annotations

import pytest

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.casework.conflict.workplaces import own_office
from services.platform.places import PROVINCES
from services.platform.regions import regions
from services.reporting.draft import Draft
from tests.conflict_pairs import pairs

_NAMES = {one.code: one.name for one in PROVINCES}
_FAR = (("64", "Berau"), ("33", "Pati"))
_SIX_OF_A_NAME = "Sungai Raya"
"""A district's name that many regencies have, and the capital of one: a report from elsewhere may mean theirs."""
_TWO_DISTRICTS_OF_A_NAME = "Pusat Kesehatan Masyarakat Cempaka Putih"


def _placed(workplace: Workplace) -> str:
    """The workplace as its administrator typed it, with where it lies unless the name says it."""
    name = " ".join(filter(None, (workplace.office, workplace.agency)))
    place = workplace.district or _NAMES[workplace.province]
    return name if place.split()[-1].casefold() in name.casefold() else f"{name} {place}"


def _report(accused: str, province: str, district: str, employer: str = "") -> Draft:
    return Draft(
        province=province,
        district=district,
        accused=accused,
        agency=employer,
        insider=True if employer else None,
    )


def _workplaces(name: str) -> list[Workplace]:
    found = {pair.workplace for pair in pairs(name) if pair.workplace.province}
    unsure = (_SIX_OF_A_NAME, _TWO_DISTRICTS_OF_A_NAME)
    return sorted((one for one in found if not any(word in str(one) for word in unsure)), key=str)


@pytest.mark.parametrize("name", ["fourth", "sixth", "ninth", "eleventh"])
def test_in_another_province(name: str) -> None:
    for one in _workplaces(name):
        province, district = next(far for far in _FAR if far[0] != one.province)
        assert conflicts(one, _report(f"pegawai {_placed(one)}", province, district)), one


@pytest.mark.parametrize("name", ["fourth", "sixth", "ninth", "eleventh"])
def test_in_another_regency(name: str) -> None:
    known = regions()
    for one in _workplaces(name):
        mine = own_office(one).regencies
        others = [code for code in known.within(one.province) if code not in mine]
        if not (mine and others):
            continue
        other = known.regencies[others[0]]
        report = _report(f"pegawai {_placed(one)}", one.province, f"{other.kind} {other.key}")
        assert conflicts(one, report), one


@pytest.mark.parametrize(
    ("office", "district", "province", "accused"),
    [
        ("RSUP Dr. Kariadi", "Kota Semarang", "33", "dokter RSUP Kariadi"),
        ("RSUP Dr. Hasan Sadikin", "Kota Bandung", "32", "direktur SDM RSHS"),
        ("Kecamatan Kuta Alam", "Kota Banda Aceh", "11", "camat Kuta Alam"),
        ("SMAN 1 Singaraja", "Kabupaten Buleleng", "51", "guru SMAN 1 Singaraja"),
        ("Lapas Kelas I Cipinang", "Jakarta Timur", "31", "sipir lapas cipinang"),
        ("Balai Pelestarian Kebudayaan Wilayah III", "Kota Padang", "13", "staf BPK Wilayah III"),
        ("Polda Metro Jaya", "Jakarta Selatan", "31", "perwira polda metro jaya"),
    ],
)
def test_a_name_of_its_own_needs_no_place(office: str, district: str, province: str, accused: str) -> None:
    assert conflicts(Workplace(office, "", province, district), _report(accused, "74", "Kota Kendari"))


def test_a_health_centre_called_by_the_only_district_of_its_name() -> None:
    bumiaji = Workplace("Puskesmas Bumiaji", "", "35", "Kota Batu")
    assert conflicts(bumiaji, _report("dokter puskesmas bumiaji", "35", "Kabupaten Malang"))
    assert not conflicts(bumiaji, _report("dokter puskesmas pujon", "35", "Kabupaten Malang"))


@pytest.mark.parametrize(
    ("office", "district", "province", "accused", "told", "where"),
    [
        ("RSUP Wahidin Sudirohusodo", "Kota Makassar", "73", "perawat RSUD Wahidin", "35", "Kota Mojokerto"),
        ("RSUD Tarakan", "Jakarta Pusat", "31", "direktur RSUD Tarakan", "65", "Kota Tarakan"),
        ("Polres Magelang", "Kabupaten Magelang", "33", "Kanit Polres Magelang Kota", "33", ""),
        ("SMPN 2 Wates", "Kulon Progo", "34", "kepsek smpn 2 wates", "35", "Kabupaten Blitar"),
        ("SMPN 4 Metro", "Kota Metro", "18", "pedagang bakso di depan SMPN 4 Metro", "18", "Kota Metro"),
    ],
)
def test_another_office_of_the_name(
    office: str, district: str, province: str, accused: str, told: str, where: str
) -> None:
    assert not conflicts(Workplace("", office, province, district), _report(accused, told, where))
