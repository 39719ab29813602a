"""The conflict-of-interest rule, on words as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.access.officers import Workplace
from services.casework.conflict.office_words import office_words
from services.casework.conflict.rule import conflicts
from services.reporting.draft import Draft
from tests.conflict_offices import CITY, GAMBIR, HEALTH, INSPECTORATE, MERAUKE, PLAIN, PROVINCE

SUKAJAYA = Workplace("Kecamatan Sukajaya", "", "11", "Kota Sabang")
"""Another district of the name lies in Kabupaten Bogor."""


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (GAMBIR, Draft(province="31", accused="camat gambir")),
        (GAMBIR, Draft(province="31", accused="Camat, Kec. Gambir")),
        (GAMBIR, Draft(accused="CAMAT GAMBIR")),  # no province said: it may be that one
        (GAMBIR, Draft(province="31", place="kantor kec gambir")),
        (GAMBIR, Draft(province="31", accused="sekcam", story="Kejadiannya di kecamatan Gambir.")),
        (GAMBIR, Draft(province="31", accused="camat gambr")),  # a slip of the finger
        (HEALTH, Draft(province="34", accused="Kadinkes Bantul")),
        (HEALTH, Draft(province="34", accused="kepala dinkes kab. bantul")),
        (HEALTH, Draft(province="34", accused="pegawai Pemkab Bantul")),  # the agency, in who is reported
        (PLAIN, Draft(province="32", accused="camat", place="kantor camat, Kota Bogor")),
        (INSPECTORATE, Draft(province="32", accused="auditor inspektorat", place="Kota Bandung")),
        (replace(GAMBIR, province=""), Draft(province="31", accused="camat gambir")),
    ],
)
def test_a_report_about_the_own_office_is_hidden(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (GAMBIR, Draft(province="31", accused="camat menteng", place="Kec. Menteng")),
        (GAMBIR, Draft(province="51", accused="camat menteng")),  # another province
        (SUKAJAYA, Draft(province="18", accused="camat sukajaya", district="Lampung Utara")),
        (HEALTH, Draft(province="34", accused="Kepala dinas pendidikan", place="Kab. Sleman")),
        (HEALTH, Draft(province="34", accused="dinkes kab. sleman")),
        (
            HEALTH,
            Draft(province="34", accused="lurah", place="Kab. Bantul"),
        ),  # the agency's area, not the agency
        (PLAIN, Draft(province="32", accused="camat", place="kantor camat, Kota Depok")),
        (INSPECTORATE, Draft(province="32", accused="guru", place="Kota Cimahi")),
        (Workplace(), Draft(accused="camat gambir")),
    ],
)
def test_others_are_not(workplace: Workplace, draft: Draft) -> None:
    assert not conflicts(workplace, draft)


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (HEALTH, Draft(province="34", district="Bantul", accused="kepala dinas kesehtaan")),
        (HEALTH, Draft(province="34", district="Bantul", accused="Kadinkse")),
        (HEALTH, Draft(province="34", district="Bantul", story="Kepala puskesmas membagikan kaus.")),
        (HEALTH, Draft(province="34", accused="kepala puskesmas", place="Kab. Bantul")),
        (HEALTH, Draft(province="34", district="Kretek", accused="kapus")),  # a district of the regency
        (HEALTH, Draft(province="34", district="Bntl", accused="kapus")),  # nobody knows where
        (Workplace("Kelurahan 24 Ilir", "", "16", "Palembang"), Draft(accused="lurah dua puluh empat ilir")),
    ],
)
def test_slips_and_places_in_other_fields(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


def test_an_ordinary_word_is_no_slip_of_an_office() -> None:
    """ "Lapangan" was read as a slip of "ketapang", the office for food."""
    for word in ("lapangan", "pasangan", "perubahan", "pengajian", "listrik", "rencana", "kami", "kasda"):
        assert not any(one.startswith(("@", "#")) for one in office_words(word)), word


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(deadline=None)
@given(texts, texts, texts)
def test_any_words_are_borne_and_spelling_does_not_matter(office: str, accused: str, story: str) -> None:
    workplace, draft = Workplace("", office), Draft(accused=accused, story=story)
    found = conflicts(workplace, draft)
    loud = replace(draft, accused=f"  {accused.upper()}!! ", story=story)
    if office_words(accused) == office_words(loud.accused):
        assert conflicts(workplace, loud) == found


@settings(deadline=None)
@given(texts, st.sampled_from(["Kecamatan Gambir", "Dinas Sosial Kota Solo", "UPTD Puskesmas Cinere"]))
def test_saying_more_never_shows_a_hidden_report(more: str, office: str) -> None:
    draft = Draft(province="31", accused=f"kepala {office}")
    workplace = Workplace("", office, "31")
    assert conflicts(workplace, draft)
    assert conflicts(workplace, replace(draft, story=more, when=more))


@pytest.mark.parametrize(
    ("workplace", "draft"),
    [
        (
            Workplace("Dinas Pendidikan Kabupaten Bantul", "Bidang Pembinaan SMP", "34", "Kabupaten Bantul"),
            Draft(province="34", district="Kabupaten Bantul", accused="Kepala Dinas Pendidikan"),
        ),
        (INSPECTORATE, Draft(province="32", district="Kota Bandung", accused="Inspektur, Inspektorat")),
        (
            Workplace("Pemerintah Kota Jakarta Barat", "Kecamatan Kebon Jeruk", "31", "Jakarta Barat"),
            Draft(province="31", accused="camat Kebonjeruk"),
        ),
        (
            Workplace("Dinas Pendidikan", "SD Negeri 3", "34", "Bantul"),
            Draft(province="34", district="Bantul", accused="kepala SDN 3"),
        ),
    ],
)
def test_what_was_no_conflict_before(workplace: Workplace, draft: Draft) -> None:
    assert conflicts(workplace, draft)


def test_a_province_may_be_called_as_before_it_was_divided() -> None:
    told = Draft(province="91", accused="kadistrik kurik")
    assert conflicts(MERAUKE, replace(told, district="Merauke"))
    assert conflicts(MERAUKE, told)
    assert not conflicts(MERAUKE, replace(told, accused="kepala distrik", district="Keerom"))
    assert not conflicts(MERAUKE, replace(told, accused="kepala distrik", province="81"))


def test_a_district_of_which_no_other_bears_the_name_is_that_one_wherever_it_is_reported() -> None:
    for province, district in (("91", "Keerom"), ("81", "Buru"), ("51", "")):
        assert conflicts(MERAUKE, Draft(province=province, accused="kadistrik kurik", district=district))
    assert conflicts(GAMBIR, Draft(province="51", accused="camat gambir"))
    assert not conflicts(SUKAJAYA, Draft(province="32", accused="camat sukajaya", district="Kota Bandung"))


def test_a_wrong_province_hides_what_names_the_officers_regency() -> None:
    """Whoever taps the wrong province, or is told of over the border, still names where the office is."""
    told = Draft(province="81", accused="kadistrik kurik", district="Merauke")
    assert conflicts(MERAUKE, told)
    assert not conflicts(MERAUKE, replace(told, accused="kepala distrik", district="Buru"))
    assert conflicts(HEALTH, Draft(province="33", accused="kadinkes Kab. Bantul", district="Klaten"))
    assert not conflicts(HEALTH, Draft(province="33", accused="kadinkes", district="Klaten"))
    assert conflicts(PROVINCE, Draft(province="33", accused="kadinsos provinsi Jawa Timur"))
    banjar = Workplace("Dinas Kesehatan Kab. Banjar", "", "63", "Banjar")
    assert not conflicts(banjar, Draft(province="32", accused="kadinkes banjar"))  # a Banjar lies there, too


@pytest.mark.parametrize(
    ("workplace", "told"),
    [
        (HEALTH, Draft(district="Bantul", accused="kadinkes", agency="SMPN 1 Kab. Sleman")),
        (PROVINCE, Draft(accused="kadinsos", agency="SMPN 1 Kota Surabaya")),
        (CITY, Draft(district="Surabaya", accused="kadinsos", agency="Pemerintah Provinsi")),
    ],
)
def test_the_reporters_own_workplace_never_shows(workplace: Workplace, told: Draft) -> None:
    told = replace(told, province=workplace.province, insider=True)
    assert conflicts(workplace, replace(told, agency=""))
    assert conflicts(workplace, told)


def test_what_is_denied_hides_where_nothing_else_is_said() -> None:
    told = Draft(province="35", district="Surabaya", accused="bukan hanya kadinsos kota surabaya")
    assert conflicts(CITY, told)
    assert conflicts(CITY, replace(told, accused="bukan yang lain, kadinsos"))


def test_only_told_of_is_not_reported() -> None:
    """Officers of the watchdog read what says that it was reported to the watchdog as well."""
    watchdog = Workplace("Bawaslu", "Bawaslu Kabupaten Sleman", "34", "Sleman")
    told = Draft(
        province="34", district="Sleman", accused="dukuh", story="Sudah saya laporkan ke Bawaslu Sleman."
    )
    assert not conflicts(watchdog, told)
    assert conflicts(watchdog, replace(told, story="Staf Bawaslu Sleman ikut membagikan kaus."))


@pytest.mark.parametrize(
    "story", ["Ia menulis di media sosial.", "Bantuan sosial dibagikan.", "Pendidikan anak saya."]
)
def test_a_thing_is_not_the_office_for_it(story: str) -> None:
    for office in ("Dinas Sosial", "Dinas Pendidikan"):
        workplace = Workplace("Pemkab Sleman", office, "34", "Sleman")
        assert not conflicts(workplace, Draft(province="34", district="Sleman", accused="lurah", story=story))


@pytest.mark.parametrize(
    ("workplace", "accused"),
    [
        (Workplace("Kementerian Agama", "Inspektorat Jenderal", "31", "Jakarta Pusat"), "kepala KUAA Kretek"),
        (Workplace("", "Kantor Pertanahan Kabupaten Bantul", "34", "Bantul"), "kepala BNP"),
        (Workplace("", "Puskesmas Kretek", "34", "Bantul"), "bidn puskesmas"),
        (Workplace("", "Dinas Sosial Kabupaten Bantul", "34", "Bantul"), "lurah dan kepalaa dinas"),
        (Workplace("", "Dinas Sosial Kabupaten Bantul", "34", "Bantul"), "kasubga keuangan"),
        (Workplace("", "Pengadilan Negeri Bantul", "34", "Bantul"), "ketua pengadilan tingi Yogyakarta"),
    ],
)
def test_a_slip_in_a_short_word_of_the_own_office(workplace: Workplace, accused: str) -> None:
    """One letter less, one doubled, two that changed places: it may hide, and never shows."""
    assert conflicts(workplace, Draft(province="34", district="Bantul", accused=accused))


@pytest.mark.parametrize(
    ("office", "accused"),
    [
        ("Subbagian Umum dan Kepegawaian Kecamatan Kretek", "camat Kretek"),
        ("Subbagian Umum dan Kepegawaian Kecamatan Kretek", "lurah Parangtritis"),
        ("Seksi Trantib, Kecamatan Kretek", "camat Kretek"),
        ("Subbag Keuangan Dinas Kesehatan Kabupaten Bantul", "kapus Kretek"),
        ("Bidang Mutasi BKPSDM Bantul", "kaban"),
        ("Subbagian Tata Usaha SMPN 1 Kretek", "guru SMPN 1 Kretek"),
        ("Subbag Umum RSUD Kota Yogyakarta", "perawat"),
    ],
)
def test_a_unit_before_the_office_in_one_field(office: str, accused: str) -> None:
    """Officers type all in one field; the unit's work ("kepegawaian") was taken for the office."""
    where = "Kota Yogyakarta" if "Kota" in office else "Kabupaten Bantul"
    workplace = Workplace("", office, "34", where)
    assert conflicts(workplace, Draft(province="34", district=where, accused=accused))
    assert not conflicts(workplace, Draft(province="34", district=where, accused="kepala dinas perhubungan"))


@pytest.mark.parametrize("accused", ["seorang PNS", "Pak Budi", "bupati Bantul", "camat Kretek"])
def test_an_officer_whose_regency_nobody_knows(accused: str) -> None:
    """The regency may be skipped when an officer comes in: the office may lie anywhere in the province."""
    told = Draft(province="34", district="Bantul", accused=accused)
    assert conflicts(Workplace("", "Kelurahan Xyzwq", "34", ""), told)
    assert not conflicts(Workplace("", "Kelurahan Xyzwq", "33", ""), told)
    assert not conflicts(Workplace("Bawaslu", "Bawaslu Provinsi DIY", "34", ""), told)


@pytest.mark.parametrize(
    ("office", "province", "district", "accused"),
    [
        ("Pemerintah Kota Bandung", "32", "Kota Bandung", "Camat Coblong"),
        ("Pemkab Bantul", "34", "Kabupaten Bantul", "kepala dinas sosial"),
        ("Pemerintah Provinsi Jawa Barat", "32", "", "kepala dinas sosial provinsi jawa barat"),
        ("Kota Administrasi Jakarta Barat", "31", "Kota Jakarta Barat", "Camat Kalideres"),
        (
            "Pemerintah Kota Administrasi Jakarta Barat",
            "31",
            "Kota Jakarta Barat",
            "kasudin sosial jakarta barat",
        ),
        ("Perwakilan BKKBN Provinsi Bengkulu", "17", "", "kepala BKKBN Bengkulu"),
    ],
)
def test_an_officer_of_a_whole_government_is_of_each_of_its_offices(
    office: str, province: str, district: str, accused: str
) -> None:
    own = Workplace(office, office, province, district)
    assert conflicts(own, Draft(province=province, district=district, accused=accused))
    elsewhere = Draft(province="73", district="Kota Makassar", accused="kepala dinas sosial kota makassar")
    assert not conflicts(own, elsewhere)
