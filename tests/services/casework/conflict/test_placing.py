"""Whose regency is asked for: offices that regencies have, of which nobody said where."""

from __future__ import annotations

import pytest

from services.access.officers import Workplace
from services.casework.conflict.placing import lacks_regency


@pytest.mark.parametrize(
    "office",
    [
        "Dinas Kesehatan",
        "Inspektorat",
        "Badan Kepegawaian Daerah",
        "Kecamatan Mlati",
        "Kelurahan Caturtunggal",
        "Puskesmas Mlati II",
        "SDN 3",
        "KPU",
        "Kantor Kementerian Agama",
        "Polres",
    ],
)
def test_an_office_that_every_regency_has(office: str) -> None:
    assert lacks_regency(Workplace("Pemda", office, "34", ""))
    assert lacks_regency(Workplace("Pemda", office, "34", "Kabupaten Atlantis"))
    assert not lacks_regency(Workplace("Pemda", office, "34", "Sleman"))
    assert not lacks_regency(Workplace("Pemkab Sleman", office, "34", ""))
    assert not lacks_regency(Workplace("Pemda", f"{office} Kabupaten Sleman", "34", ""))
    assert not lacks_regency(Workplace("Pemda", office, "", "")), "who said: tingkat pusat"


@pytest.mark.parametrize(
    "office",
    [
        "Dinas Kesehatan Provinsi DIY",
        "Bawaslu Provinsi DIY",
        "Kanwil Kementerian Agama",
        "Polda DIY",
        "Universitas Gadjah Mada",
        "Balai Taman Nasional Gunung Merapi",
        "Kantor Tertentu",
    ],
)
def test_an_office_that_lies_in_no_regency_or_says_where(office: str) -> None:
    assert not lacks_regency(Workplace("", office, "34", ""))
