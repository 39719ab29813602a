"""The conflict-of-interest rule, on words as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.officers import Workplace
from services.reporting.conflict import conflicts, words_of
from services.reporting.draft import Draft

GAMBIR = Workplace("Pemerintah Kota Jakarta Pusat", "Kantor Kecamatan Gambir", "31", "Kota Jakarta Pusat")
HEALTH = Workplace(
    "Pemerintah Kabupaten Bantul", "Dinas Kesehatan Kabupaten Bantul", "34", "Kabupaten Bantul"
)
PLAIN = Workplace("", "Kantor Camat", "32", "Kota Bogor")
INSPECTORATE = Workplace("Pemerintah Kota Bandung", "Inspektorat Kota Bandung", "32")


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
        (GAMBIR, Draft(province="51", accused="camat gambir")),  # another province
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


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, texts, texts)
def test_any_words_are_borne_and_spelling_does_not_matter(office: str, accused: str, story: str) -> None:
    workplace, draft = Workplace("", office), Draft(accused=accused, story=story)
    found = conflicts(workplace, draft)
    loud = replace(draft, accused=f"  {accused.upper()}!! ", story=story)
    if words_of(accused) == words_of(loud.accused):
        assert conflicts(workplace, loud) == found


@given(texts, st.sampled_from(["Kecamatan Gambir", "Dinas Sosial Kota Solo", "UPTD Puskesmas Cinere"]))
def test_saying_more_never_shows_a_hidden_report(more: str, office: str) -> None:
    draft = Draft(province="31", accused=f"kepala {office}")
    workplace = Workplace("", office, "31")
    assert conflicts(workplace, draft)
    assert conflicts(workplace, replace(draft, story=more, place=more))
