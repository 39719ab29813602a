"""Workplaces of officers that tests of the rule of conflicts of interest share."""

from __future__ import annotations

from services.access.officers import Workplace


def office_of(agency: str, province: str, district: str, unit: str = "") -> Workplace:
    """A workplace by its agency, where it lies, and the office in it."""
    return Workplace(agency, unit, province, district)


GAMBIR = Workplace("Pemerintah Kota Jakarta Pusat", "Kantor Kecamatan Gambir", "31", "Kota Jakarta Pusat")
HEALTH = Workplace(
    "Pemerintah Kabupaten Bantul", "Dinas Kesehatan Kabupaten Bantul", "34", "Kabupaten Bantul"
)
PLAIN = Workplace("", "Kantor Camat", "32", "Kota Bogor")
INSPECTORATE = Workplace("Pemerintah Kota Bandung", "Inspektorat Kota Bandung", "32")
UNHAS = office_of("Universitas Hasanuddin", "73", "Makassar")
MEDAN_STATE = office_of("Universitas Negeri Medan", "12", "Kota Medan")
SAIFUL = office_of("RSUD Dr. Saiful Anwar", "35", "Kota Malang")
LAW = office_of("Setda Kab. Ngawi", "35", "Kabupaten Ngawi", "Bagian Hukum")
PRISON = office_of("Lapas Kelas IIB Tulungagung", "35", "Tulungagung")
TANIMBAR = office_of("Dinas Sosial Kab. Kepulauan Tanimbar", "81", "Kepulauan Tanimbar")
MERAUKE = office_of("Distrik Kurik", "93", "Merauke")
FARMING = office_of("Dinas Pertanian Kab. Ngawi", "35", "Ngawi")
PERSONNEL = office_of("Badan Kepegawaian Daerah Kab. Ngawi", "35", "Ngawi")
SCHOOLING = office_of("Dinas Pendidikan Kab. Ngawi", "35", "Ngawi")
PROVINCE = office_of("Dinas Sosial Provinsi Jawa Timur", "35", "Kota Surabaya")
CITY = office_of("Dinas Sosial Kota Surabaya", "35", "Kota Surabaya")
CLINIC = office_of("Puskesmas Paron", "35", "Ngawi")
