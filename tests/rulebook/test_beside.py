"""What stands beside the topics is checked against them: stages, reminders, terms of law."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from rulebook.beside import FILES
from rulebook.checker import check_rulebook
from rulebook.elections import ElectionKind
from rulebook.loader import ROOT
from rulebook.stages import Stage, load_stages
from rulebook.terms import CountedDays, load_terms

TODAY = date(2026, 12, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the rulebook to spoil."""
    folder = tmp_path / "rulebook"
    folder.mkdir()
    shutil.copytree(ROOT / "topics", folder / "topics")
    for path in ROOT.glob("*.toml"):
        shutil.copy(path, folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("stages.toml", '"ktp-dukungan"', '"ktp-dukungann"', "topik 'ktp-dukungann' tidak ada"),
        ("stages.toml", '"ktp-dukungan"', '"hak-pilih"', "hak-pilih: putusannya bukan dilarang"),
        ("stages.toml", '"ktp-dukungan"', '"pose-jari"', "dua kali (pose-jari)"),
        ("stages.toml", "sesudah = [", "sesudahh = [", "'sesudahh' tidak dikenal"),
        ("stages.toml", 'di-luar = ["anggota-partai", "keputusan-menguntungkan"]', "", "tahap tanpa aturan"),
        (
            "stages.toml",
            'di-luar = ["anggota-partai", "keputusan-menguntungkan"]',
            "di-luar = []",
            "kosong",
        ),
        ("stages.toml", 'topic = "mutasi-pejabat"', 'topic = "golput"', "tidak ada di tahap mana pun"),
        ("stages.toml", 'kinds = ["pilkada"', 'kinds = ["pilkadda"', "'pilkadda' tidak dikenal"),
        ("stages.toml", '"UU 10/2016"', '"UU 99/2016"', "tidak ada di instruments.toml"),
        ("reminders.toml", '"hak-pilih"', '"hak-piilih"', "topik 'hak-piilih' tidak ada"),
        ("reminders.toml", '"UU 10/2016"', '"UU 5/2014"', "sudah dicabut"),
        ("reminders.toml", "[30, 7, 1]", "[1, 7, 30]", "terbalik"),
        ("reminders.toml", "months = 6", "months = 0", "bukan bilangan"),
        ("reminders.toml", "months = 6", "bulan = 6", "tidak dikenal"),
        ("reminders.toml", "until = 13:00:00", 'until = "siang"', "bukan jam"),
        ("reminders.toml", '"pose-jari",', '"pose-jari", "pose-jari",', "dua kali (pose-jari)"),
        ("followups.toml", 'topic = "keluarga-calon"', 'topic = "keluarga"', "topik 'keluarga' tidak ada"),
        ("followups.toml", '"hukuman", ', '"hukuman", "hukuman", ', "dua kali (hukuman)"),
        ("followups.toml", '"dasar", ', '"dasar", "sanksi", ', "dua kali (sanksi)"),
        ("followups.toml", '"satu", ', '"satu", "kedua", ', "dua kali (kedua)"),
        ("followups.toml", '"hukuman", ', '"hukuman.*", ', "bukan kata biasa"),
        ("followups.toml", 'more = ["lebih"]', "more = []", "kosong"),
        ("followups.toml", 'more = ["lebih"]', 'lainnya = ["lebih"]', "tidak dikenal"),
        ("talk.toml", '"menu utama", ', '"menu utama", "stop", ', "dua kali (stop)"),
        ("talk.toml", "who = [", "choose = [", "kurang atau berlebih"),
        ("talk.toml", "who = [", "siapa = [", "'siapa' tidak dikenal"),
        ("matters.toml", '"cara-melapor"', '"cara-lapor"', "topik 'cara-lapor' tidak ada"),
        ("matters.toml", '"atribut-partai"', '"atribut"', "topik 'atribut' tidak ada"),
        ("terms.toml", "days = 7", 'days = "tujuh"', "bukan bilangan"),
        ("terms.toml", '"hari-kerja"', '"hari-libur"', "'hari-libur' tidak dikenal"),
        ("terms.toml", '"pilkada", ', '"pemilu", ', "dua kali (pemilu)"),
        ("terms.toml", '"UU 8/2015"', '"UU 8/2016"', "tidak ada di instruments.toml"),
        ("terms.toml", '"UU 8/2015"', '"UU 8/2015', "kutip penutup"),
    ],
)
def test_each_mistake_is_named_with_its_file_line_and_cure(
    root: Path, file: str, old: str, new: str, says: str
) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [one for one in check_rulebook(TODAY, root) if one.file == file]
    assert any(says in one.message for one in found), found
    assert all(one.is_error and one.line >= 1 and one.mend for one in found)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_a_mistake(root: Path, file: str) -> None:
    (root / file).unlink()
    assert [one.file for one in check_rulebook(TODAY, root)] == [file]


def test_the_line_and_the_near_name_are_told(root: Path) -> None:
    path = root / "stages.toml"
    path.write_text(path.read_text("utf-8").replace('"ktp-dukungan"', '"ktp-dukungann"'), "utf-8")
    (found,) = check_rulebook(TODAY, root)
    assert "ktp-dukungann" in path.read_text("utf-8").splitlines()[found.line - 1]
    assert found.mend == "maksud Anda 'ktp-dukungan'?"


def test_the_law_on_the_pilkada_alone_knows_the_freeze_of_officials() -> None:
    stages = load_stages()
    for stage in Stage:
        assert "mutasi-pejabat" not in stages.at(stage, ElectionKind.GENERAL)
        assert "mutasi-pejabat" not in stages.at(stage, None)
    assert "mutasi-pejabat" in stages.at(Stage.BEFORE_CANDIDATES, ElectionKind.REPEATED)


def test_each_term_has_its_law() -> None:
    found = {term.counted: (term.days, term.basis[0].citation) for term in load_terms().formal_report}
    assert found == {
        CountedDays.WORKING: (7, "Pasal 454 ayat (6) UU 7/2017"),
        CountedDays.CALENDAR: (7, "Pasal 134 dan Pasal 1 angka 28 UU 8/2015"),
    }
