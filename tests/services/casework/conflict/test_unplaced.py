"""The rule of conflicts of interest where the reporter chose neither province nor regency."""

from __future__ import annotations

import pytest

from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft


def _office(office: str, district: str, province: str) -> Workplace:
    return Workplace("", office, province, district)


LAMONGAN = _office("Dinas Perikanan", "Kab. Lamongan", "35")
PACET = _office("Kecamatan Pacet", "Kab. Cianjur", "32")


@pytest.mark.parametrize(
    ("own", "draft"),
    [
        (LAMONGAN, Draft(accused="kepala dinas", place="Brondong")),  # a district there
        (
            _office("Kantor Pertanahan", "Kota Denpasar", "51"),
            Draft(accused="staf", place="Renon"),
        ),  # a village
        (LAMONGAN, Draft(accused="kepala dinas")),
        (
            _office("RSUD Ajibarang", "Kab. Banyumas", "33"),
            Draft(accused="Direktur", story="Direktur rumah sakit."),
        ),
        (
            _office("Dinas Kesehatan", "Kabupaten Kuningan", "32"),
            Draft(accused="sopir puskesmas Cilimus", province="32"),
        ),
        (_office("Rutan Kelas IIB Nunukan", "Nunukan", "65"), Draft(accused="petugas rutan", province="65")),
        (
            _office("SMP Negeri 5", "Kota Yogyakarta", "34"),
            Draft(accused="wakil kepala sekolah", district="SMPN 5 Yogyakarta"),
        ),
        (PACET, Draft(accused="Camat Pacet", place="pasar Pacet")),
        (PACET, Draft(accused="Camat Pacet", place="Jl. Mojokerto")),  # a street's name
        (PACET, Draft(accused="Camat Pacet", place="Mojokerto", story="Camat Pacet Cianjur pergi ke sana.")),
        (
            _office("Kelurahan Malalayang Satu", "Kota Manado", "71"),
            Draft(accused="pala lingkungan 3", place="Malalayang"),
        ),
        (
            _office("Balai Taman Nasional Gunung Merapi", "", ""),
            Draft(accused="polhut", place="Kaliurang", story="Seragamnya TNGM."),
        ),
        (
            _office("Dinas Pertanian", "Kab. Bantaeng", "73"),
            Draft(
                accused="Camat Eremerasa",
                story="Pegawai dinas pertanian tidak hanya melihat, ia membagi kaus.",
            ),
        ),
        (
            _office("Dinas Pertanian", "Kab. Bantaeng", "73"),
            Draft(
                accused="Camat Eremerasa", story="Bukan hanya pegawai dinas pertanian yang ikut membagi kaus."
            ),
        ),
        (_office("Badan Nasional Pengelola Perbatasan", "", ""), Draft(accused="kepala PLBN", place="Aruk")),
        (_office("Dinas Perumahan Rakyat", "Kota Jayapura", "91"), Draft(accused="Pak Wali", place="kantor")),
    ],
)
def test_may_be_of_the_own_office(own: Workplace, draft: Draft) -> None:
    assert conflicts(own, draft)


@pytest.mark.parametrize(
    ("own", "draft"),
    [
        (PACET, Draft(accused="Camat Pacet", place="Pacet Mojokerto")),
        (PACET, Draft(accused="Camat Pacet", district="Pacet Mojokerto")),
        (PACET, Draft(accused="Camat Pacet Mojokerto", place="Mojokerto", story="Bukan Pacet Cianjur.")),
        (
            _office("Balai Taman Nasional Gunung Merapi", "", ""),
            Draft(accused="Lurah Hargobinangun", place="Pakem", story="Di pendopo TNGM."),
        ),
        (LAMONGAN, Draft(accused="kepala dinas kesehatan")),
        (LAMONGAN, Draft(accused="pedagang ikan")),
        (_office("RSUD Ajibarang", "Kab. Banyumas", "33"), Draft(accused="Direktur RSUD Cilacap")),
        (
            _office("Kantor Pertanahan", "Kab. Sukoharjo", "33"),
            Draft(accused="Kades Gentan", place="Baki", story="Petugas BPN gak ikut minta apa-apa."),
        ),
        (
            _office("Dinas Pertanian", "Kab. Bantaeng", "73"),
            Draft(accused="Camat Eremerasa", story="Bukan orang dinas pertanian, camat yang memaksa."),
        ),
        (_office("Dinas Perumahan Rakyat", "Kota Jayapura", "91"), Draft(accused="Pak wali kelas")),
    ],
)
def test_is_surely_of_another(own: Workplace, draft: Draft) -> None:
    assert not conflicts(own, draft)
