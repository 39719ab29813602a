"""The conflict-of-interest rule, on words as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.officers import Workplace
from services.reporting.conflict import conflicts
from services.reporting.draft import Draft
from services.reporting.office_words import office_words
from tests.conflict_pairs import judge, pairs

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
    if office_words(accused) == office_words(loud.accused):
        assert conflicts(workplace, loud) == found


@given(texts, st.sampled_from(["Kecamatan Gambir", "Dinas Sosial Kota Solo", "UPTD Puskesmas Cinere"]))
def test_saying_more_never_shows_a_hidden_report(more: str, office: str) -> None:
    draft = Draft(province="31", accused=f"kepala {office}")
    workplace = Workplace("", office, "31")
    assert conflicts(workplace, draft)
    assert conflicts(workplace, replace(draft, story=more, when=more))


@pytest.mark.parametrize(
    ("half", "most_missed", "most_needless"), [("dev", 0.01, 0.10), ("held_out", 0.01, 0.10)]
)
def test_pairs_labelled_by_hand(half: str, most_missed: float, most_needless: float) -> None:
    """The rule before missed 49 % and 41 % of these, and hid 35 % and 43 % without need."""
    judged = judge(pairs(half))
    assert judged.own + judged.others == 250
    assert len(judged.missed) <= most_missed * judged.own, judged.missed
    assert len(judged.needless) <= most_needless * judged.others, judged.needless


ABBREVIATIONS = [
    ("Disdikbud", "Dinas Pendidikan dan Kebudayaan"),
    ("Disdik", "Dinas Pendidikan"),
    ("Disdikpora", "Dinas Pendidikan, Pemuda, dan Olahraga"),
    ("Dinkes", "Dinas Kesehatan"),
    ("Dinsos", "Dinas Sosial"),
    ("Dinsos P3A", "Dinas Sosial, Pemberdayaan Perempuan, dan Perlindungan Anak"),
    ("Dishub", "Dinas Perhubungan"),
    ("Diskominfo", "Dinas Komunikasi dan Informatika"),
    ("Dispora", "Dinas Kepemudaan dan Olahraga"),
    ("Disnaker", "Dinas Tenaga Kerja"),
    ("Disnakertrans", "Dinas Tenaga Kerja dan Transmigrasi"),
    ("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("Dispendukcapil", "Dinas Kependudukan dan Catatan Sipil"),
    ("DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("Disperkim", "Dinas Perumahan dan Kawasan Permukiman"),
    ("DLH", "Dinas Lingkungan Hidup"),
    ("DLHK", "Dinas Lingkungan Hidup dan Kehutanan"),
    ("DPMD", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("Dispermasdes", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DP3A", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak"),
    ("DP3AP2KB", "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk, dan KB"),
    ("DPPKB", "Dinas Pengendalian Penduduk dan Keluarga Berencana"),
    ("Disperindag", "Dinas Perindustrian dan Perdagangan"),
    ("Disperindagkop", "Dinas Perindustrian, Perdagangan, dan Koperasi"),
    ("Diskop UKM", "Dinas Koperasi dan Usaha Mikro"),
    ("Disparbud", "Dinas Pariwisata dan Kebudayaan"),
    ("Dispar", "Dinas Kepariwisataan"),
    ("Distan", "Dinas Pertanian"),
    ("Disbun", "Dinas Perkebunan"),
    ("Dislutkan", "Dinas Kelautan dan Perikanan"),
    ("Disketapang", "Dinas Ketahanan Pangan"),
    ("Dispusip", "Dinas Perpustakaan dan Kearsipan"),
    ("Damkar", "Dinas Pemadam Kebakaran"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("BKD", "Badan Kepegawaian Daerah"),
    ("BKPP", "Badan Kepegawaian, Pendidikan, dan Pelatihan"),
    ("BPKAD", "Badan Pengelolaan Keuangan dan Aset Daerah"),
    ("Bapenda", "Badan Pendapatan Daerah"),
    ("BPPRD", "Badan Pengelola Pajak dan Retribusi Daerah"),
    ("Bappeda", "Badan Perencanaan Pembangunan Daerah"),
    ("Bapperida", "Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah"),
    ("Bakesbangpol", "Badan Kesatuan Bangsa dan Politik"),
    ("Satpol PP", "Satuan Polisi Pamong Praja"),
    ("Itda", "Inspektorat Daerah"),
    ("Setda", "Sekretariat Daerah"),
    ("Setwan", "Sekretariat DPRD"),
    ("Kankemenag", "Kantor Kementerian Agama"),
    ("DPUPRPKP", "Dinas Pekerjaan Umum, Penataan Ruang, Perumahan, dan Kawasan Permukiman"),
]


@pytest.mark.parametrize(("short", "long"), ABBREVIATIONS, ids=[short for short, _ in ABBREVIATIONS])
def test_usual_abbreviations(short: str, long: str) -> None:
    """Both ways round, in the own regency; never the same office of the regency beside."""
    for mine, said in ((short, long), (long, short)):
        workplace = Workplace("Pemerintah Kabupaten Ngawi", mine, "35", "Kabupaten Ngawi")
        assert conflicts(workplace, Draft(province="35", district="Ngawi", accused=f"pegawai {said}"))
        assert conflicts(workplace, Draft(accused=f"Kepala {said} Kab. Ngawi"))
        assert not conflicts(workplace, Draft(province="35", district="Magetan", accused=f"pegawai {said}"))
        assert not conflicts(workplace, Draft(province="35", district="Ngawi", accused="Camat Paron"))


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
