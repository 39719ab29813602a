"""The checker finds what a legal officer may get wrong, and says where."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from rulebook.checker import check_rulebook
from rulebook.loader import ROOT, load_rulebook

TODAY = date(2026, 12, 1)
TOPIC = "topics/hak-pilih.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the rulebook to spoil."""
    folder = tmp_path / "rulebook"
    folder.mkdir()
    shutil.copytree(ROOT / "topics", folder / "topics")
    for path in ROOT.glob("*.toml"):
        shutil.copy(path, folder)
    plain = re.sub("^headline = .*\n", "", (folder / TOPIC).read_text("utf-8"), flags=re.MULTILINE)
    (folder / TOPIC).write_text(plain, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('verdict = "boleh"', 'verdict = "mungkin"', "verdict"),
        ('verdict = "boleh"', 'verdikt = "boleh"', "verdikt"),
        ('slug = "hak-pilih"', 'slug = "hak-pilihan"', "slug"),
        ('"golput"', '"golputt"', "tidak ada"),
        ('instrument = "UU 7/2017"', 'instrument = "UU 99/2017"', "tidak ada di instruments.toml"),
        ('instrument = "UU 7/2017"', 'instrument = "UU 5/2014"', "sudah dicabut"),
        ('verdict = "boleh"', 'verdict = "boleh-bersyarat"', "tanpa syarat"),
        ('verdict = "boleh"', 'verdict = "info"', "tanpa headline"),
        ("checked_on = 2026-11-30", "checked_on = 2025-01-01", "terakhir diperiksa"),
        ("checked_on = 2026-11-30", "checked_on = 2027-01-01", "belum terjadi"),
        ("checked_on = 2026-11-30", "checked_on = 21-11-2026", "sisa tulisan"),
        ("checked_on = 2026-11-30", 'checked_on = "kemarin"', "bukan tanggal"),
        ('verdict = "boleh"', 'verdict = "boleh', "kutip penutup hilang"),
        ('verdict = "boleh"', "verdict = “boleh”", "kutip lengkung"),
        ('verdict = "boleh"', 'verdict "boleh"', "tanda = hilang"),
        ('verdict = "boleh"', 'verdict = "boleh"\nverdict = "boleh"', "dua kali"),
        ('verdict = "boleh"', "", "belum diisi"),
        ('verdict = "boleh"', 'verdict = "dilarang"\nheadline = "Boleh saja"', "menutupi putusan"),
        ('verdict = "boleh"', 'verdict = "boleh"\nheadline = "Boleh saja"', "menutupi putusan"),
        (
            'verdict = "boleh"',
            'verdict = "boleh-bersyarat"\nconditions = ["x y z"]\nheadline = "Boleh saja"',
            "seperti izin",
        ),
        ('short = "PNS', 'short = "Dilarang, PNS', "seperti melarang"),
        ('actors = ["pns", ', 'actors = ["pns" ', "daftar terputus"),
        ('button = "Ikut mencoblos sebagai pemilih"', f'button = "{"x" * 41}"', "terlalu panjang, 41 huruf"),
        ('button = "Ikut mencoblos sebagai pemilih"', 'button = "Foto bareng calon"', "sama dengan topik"),
        ('classes = ["tidak-ada"]', 'classes = "tidak-ada"', "harus berupa daftar"),
        ('short = "PNS', 'short = "Satu. Dua. Tiga. PNS', "tiga kalimat"),
        ("[questions]", 'catatan = "x"\n[questions]', "tidak dikenal"),
        ("formal = [", "resmi = [", "tidak dikenal"),
    ],
)
def test_each_mistake_is_named_with_its_file_and_line(root: Path, old: str, new: str, says: str) -> None:
    path = root / TOPIC
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [one for one in check_rulebook(TODAY, root) if one.file == TOPIC]
    assert found
    assert any(says in one.message for one in found), found
    assert all(one.line >= 1 and one.mend for one in found)


def test_lines_are_right_where_they_can_be_told(root: Path) -> None:
    path = root / TOPIC
    text = path.read_text("utf-8").replace('verdict = "boleh"', 'verdict = "mungkin"', 1)
    path.write_text(text, "utf-8")
    (found,) = [one for one in check_rulebook(TODAY, root) if one.file == TOPIC]
    assert text.splitlines()[found.line - 1].startswith("verdict")
    assert str(found).startswith(f"{TOPIC}:{found.line}: salah:")


def test_a_question_in_two_topics_is_found(root: Path) -> None:
    other = load_rulebook(root).examples["golput"][0]
    path = root / TOPIC
    text = path.read_text("utf-8").replace("formal = [", f"formal = [\n    {other!r},".replace("'", '"'), 1)
    path.write_text(text, "utf-8")
    assert any("ada juga di" in one.message for one in check_rulebook(TODAY, root))


def test_the_digest_follows_the_files(root: Path) -> None:
    before = load_rulebook(root).digest
    assert load_rulebook(root).digest == before
    path = root / TOPIC
    path.write_text(path.read_text("utf-8") + "# a remark\n", "utf-8")
    assert load_rulebook(root).digest != before


def test_mends_point_at_what_was_probably_meant(root: Path) -> None:
    path = root / TOPIC
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('verdict = "boleh"', 'verdict = "bole"').replace(
            "[questions]\nformal", "[questions]\nformel"
        )
    )
    mends = [one.mend for one in check_rulebook(TODAY, root) if one.file == TOPIC]
    assert "maksud Anda 'boleh'?" in mends
    assert any("'formal'" in mend for mend in mends)


def test_a_warning_is_no_error(root: Path) -> None:
    path = root / TOPIC
    path.write_text(path.read_text("utf-8").replace("checked_on = 2026-11-30", "checked_on = 2025-01-01"))
    (found,) = [one for one in check_rulebook(TODAY, root) if one.file == TOPIC]
    assert not found.is_error
    assert "peringatan" in str(found)


def test_files_that_are_no_text_and_broken_instruments_are_named(root: Path) -> None:
    (root / TOPIC).write_bytes(b"\xff\xfe\x00")
    instruments = root / "instruments.toml"
    instruments.write_text(
        instruments.read_text("utf-8").replace('status = "berlaku"', 'status = "berlako"', 1)
    )
    found = {one.file: one for one in check_rulebook(TODAY, root)}
    assert "UTF-8" in found[TOPIC].message
    assert "berlako" in found["instruments.toml"].message


def test_the_quiz_is_checked_against_the_topics(root: Path) -> None:
    quiz = root / "quiz.toml"
    text = quiz.read_text("utf-8")
    quiz.write_text(text.replace("hak-pilih = ", "hak-piilih = ").replace("saksi-tps = ", "survei = "))
    messages = [one.message for one in check_rulebook(TODAY, root) if one.file == "quiz.toml"]
    assert "topik 'hak-piilih' tidak ada" in messages
    assert "survei: putusannya info" in messages


def test_a_why_must_fit_below_the_first_line_of_its_topic(root: Path) -> None:
    quiz = root / "quiz.toml"
    text = quiz.read_text("utf-8")
    old = 'why = "Tugas KASN dialihkan ke BKN.'
    assert old in text
    quiz.write_text(text.replace(old, f"{old} {'Panjang. ' * 5}"), "utf-8")
    (found,) = [one for one in check_rulebook(TODAY, root) if one.file == "quiz.toml"]
    assert "siapa-mengawasi: baris pertama dan why" in found.message
    assert text.splitlines()[found.line - 1].startswith("why = ")
    assert "pendekkan" in found.mend


@pytest.mark.parametrize(
    ("topic", "old", "new", "says"),
    [
        ("ktp-dukungan", "after = ", "before = ", "before tanpa after"),
        ("anggota-partai", "after = ", 'before = "Kode etik."\nafter = ', "terbagi menurut waktu"),
        ("kpps-pps-anggota", 'headline = "', '# "', 'hanya membaca "Boleh"'),
    ],
)
def test_what_misleads_a_tired_reader_is_a_mistake(
    root: Path, topic: str, old: str, new: str, says: str
) -> None:
    path = root / f"topics/{topic}.toml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    (found,) = check_rulebook(TODAY, root)
    assert found.file == f"topics/{topic}.toml"
    assert says in found.message
    assert found.is_error
