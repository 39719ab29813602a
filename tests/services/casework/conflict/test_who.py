"""Conflict of interest where who is reported is named without an office, or the reporter works with the officer."""

from __future__ import annotations

import pytest

from handlers.reporting.texts.report import INSIDER
from services.access.officers import Workplace
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft

MEDAN, SLEMAN = ("12", "Kota Medan"), ("34", "Kabupaten Sleman")


def _hidden(
    office: str, accused: str, story: str = "", agency: str = "", *, at: tuple[str, str] = MEDAN
) -> bool:
    province, district = at
    draft = Draft(province=province, district=district, accused=accused, story=story, agency=agency)
    return conflicts(Workplace("", office, province, district), draft)


@pytest.mark.parametrize("accused", ["Bambang Sutrisno", "Pak Bambang", "kabid sarpras"])
def test_the_office_of_a_name_or_title_is_told_in_what_happened(accused: str) -> None:
    story = "Pegawai Dispora Kota Medan meminjamkan stadion. Kami melihatnya dari kantor kelurahan."
    assert _hidden("Dinas Pemuda dan Olahraga Kota Medan", accused, story)
    assert not _hidden("Dinas Sosial Kota Medan", accused, story)


def test_who_a_sentence_begins_with_is_who_did_it() -> None:
    assert _hidden("Dinas Kesehatan Kota Medan", "Bambang", "kapus Helvetia. Kumpulkan kader posyandu.")
    assert _hidden("SDN 4 Medan", "Kadis", "Kepala dinas pendidikan suruh kepala sekolah kumpulkan suara.")
    assert _hidden("Kecamatan Medan Johor", "kasi trantib", "kasi trantib kec. Medan Johor pasang baliho.")


@pytest.mark.parametrize("workplace", ["lurah Kwala Bekala", "Kelurahan Kwala Bekala"])
def test_my_superior_is_of_my_workplace_and_what_stands_above_it_counts(workplace: str) -> None:
    assert _hidden("Kecamatan Medan Johor", "atasan saya", "Beliau bagi sembako.", workplace)
    assert not _hidden("Dinas Sosial Kota Medan", "atasan saya", "Beliau bagi sembako.", workplace)


@pytest.mark.parametrize(
    ("office", "accused", "workplace"),
    [
        ("Kecamatan Medan Johor", "Kepala Bappeda Litbang Kota Medan", "staf Kecamatan Medan Johor"),
        ("SMPN 2 Medan", "Kepala SMPN 7 Medan", "SMPN 2 Medan"),
        ("Dinas Sosial Kota Medan", "Kadinsos Deli Serdang", "Dinsos Medan"),
        ("Kecamatan Medan Johor", "Camat Medan Tembung", "Kantor Camat Medan Johor"),
    ],
)
def test_a_report_is_kept_from_the_reporters_own_office_whoever_is_reported(
    office: str, accused: str, workplace: str
) -> None:
    """So the wizard promises, where it asks for the workplace."""
    assert "dijauhkan dari petugas kantor itu" in INSIDER
    assert _hidden(office, accused, "Ikut kampanye.", workplace)
    assert _hidden(office, "atasan saya", "Ikut kampanye.", workplace)


@pytest.mark.parametrize(
    ("office", "workplace"),
    [
        ("SMPN 2 Medan", "SMP Negeri 2 Medan"),
        ("Badan Perencanaan Pembangunan Daerah Kota Medan", "Bappeda"),
    ],
)
def test_a_desk_or_title_is_no_other_office(office: str, workplace: str) -> None:
    assert _hidden(office, "wakil kepala sekolah bidang kesiswaan", "Kirim ajakan.", workplace)
    assert _hidden(office, "kabid pendidikan", "Kirim ajakan.", workplace)


@pytest.mark.parametrize(
    ("office", "accused"),
    [
        ("KecamatanNgaglik", "Lurah Sariharjo"),
        ("Kecamatan Nggalik", "Lurah Sariharjo"),
        ("Dinas PendidikanKabupaten Sleman", "Kadisdik Sleman"),
        ("Diahub Kab. Sleman", "petugas dishub"),
        ("Kepolisoan Resor Sleman", "Kapolsek Mlati"),
        ("Puskesmas Mlati2", "bidan puskesmas Mlati II"),
    ],
)
def test_an_officers_office_with_a_slip_or_words_run_together(office: str, accused: str) -> None:
    assert _hidden(office, accused, at=SLEMAN)
    assert not _hidden(office, "Kepala Dinas Perpustakaan Kabupaten Sleman", at=SLEMAN)


@pytest.mark.parametrize("accused", ["kepalakemenag sleman", "staf kmng", "KadinkesSleman", "prwt pskesmas"])
def test_words_run_together_or_without_vowels_in_who_is_reported(accused: str) -> None:
    office = (
        "Kantor Kementerian Agama Kabupaten Sleman"
        if "km" in accused or "kem" in accused
        else "Dinkes Sleman"
    )
    assert _hidden(office, accused, at=SLEMAN)


def test_a_number_and_a_name_that_run_together() -> None:
    assert _hidden("SDN 1 Mlati", "kepala sekolah SDN 1Mlati", "", "SDN 1 Mlati", at=SLEMAN)
    assert _hidden("SDN 1Mlati", "kepala sekolah SDN 1 Mlati", at=SLEMAN)


def test_an_unknown_branch_may_be_of_any_dinas_of_the_province() -> None:
    dinas = Workplace("", "Dinas Kelautan dan Perikanan Provinsi Jawa Timur", "35", "")
    assert conflicts(dinas, Draft(province="35", district="Malang", accused="Kepala UPT PPP Pondokdadap"))
    assert not conflicts(dinas, Draft(province="34", district="Sleman", accused="Kepala UPT PPP Pondokdadap"))


def test_a_name_of_the_office_in_what_happened() -> None:
    hospital = Workplace("", "Rumah Sakit Umum Pusat Dr. Sardjito", "", "")
    told = Draft(
        province="34",
        district="Sleman",
        accused="Kepala instalasi",
        story="Kepala instalasi di Sardjito bagi brosur.",
    )
    assert conflicts(hospital, told)


def test_ketapang_is_a_regency_too() -> None:
    kodim = Workplace("", "Kodim 1203 Ketapang", "61", "Kabupaten Ketapang")
    assert not conflicts(kodim, Draft(province="61", district="Ketapang", accused="Kadisporapar Ketapang"))
    assert _hidden("Dinas Ketahanan Pangan Kota Medan", "kadis ketapang Medan")


def test_where_nobody_is_named_who_did_it_is_looked_up_and_onlookers_show_it() -> None:
    story = "Lurah Kwala Bekala joget di panggung. Petugas Kecamatan Medan Tembung hanya melihat."
    assert _hidden("Kecamatan Medan Johor", "", story)
    assert not _hidden("Kecamatan Medan Tembung", "", story)


@pytest.mark.parametrize("told", ["Petugas {} hanya melihat.", "Sudah saya laporkan ke {}."])
@pytest.mark.parametrize(
    ("office", "accused"),
    [
        ("Puskesmas Helvetia", "Kepala Puskesmas Medan Johor"),
        ("Kecamatan Medan Johor", "Camat Medan Tembung"),
        ("Dinas Sosial Kota Medan", "Kepala Dinas Perhubungan"),
    ],
)
def test_an_office_that_looked_on_or_was_told_may_read_of_another(
    office: str, accused: str, told: str
) -> None:
    assert not _hidden(office, accused, told.format(office))
    assert _hidden(office, "", f"Pegawai {office} membagi stiker.")
