"""The checker finds what a legal officer may get wrong, and says where."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from rulebook.checker import check_rulebook
from rulebook.loader import ROOT, load_rulebook

TODAY = date(2026, 11, 24)
TOPIC = "topics/hak-pilih.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the rulebook to spoil."""
    folder = tmp_path / "rulebook"
    folder.mkdir()
    shutil.copytree(ROOT / "topics", folder / "topics")
    shutil.copy(ROOT / "instruments.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('verdict = "boleh"', 'verdict = "mungkin"', "verdict"),
        ('verdict = "boleh"', 'verdikt = "boleh"', "verdikt"),
        ('slug = "hak-pilih"', 'slug = "hak-pilihan"', "slug"),
        ('"golput"', '"golputt"', "unknown"),
        ('instrument = "UU 7/2017"', 'instrument = "UU 99/2017"', "unknown"),
        ('instrument = "UU 7/2017"', 'instrument = "UU 5/2014"', "revoked"),
        ('verdict = "boleh"', 'verdict = "boleh-bersyarat"', "conditions"),
        ('verdict = "boleh"', 'verdict = "info"', "headline"),
        ("checked_on = 2026-11-21", "checked_on = 2025-01-01", "last checked"),
        ('verdict = "boleh"', 'verdict = "boleh', "TOML"),
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
    assert str(found).startswith(f"{TOPIC}:{found.line}: error:")


def test_a_question_in_two_topics_is_found(root: Path) -> None:
    other = load_rulebook(root)["golput"].examples[0]
    path = root / TOPIC
    text = path.read_text("utf-8").replace("formal = [", f"formal = [\n    {other!r},".replace("'", '"'), 1)
    path.write_text(text, "utf-8")
    assert any("stands in" in one.message for one in check_rulebook(TODAY, root))


def test_the_digest_follows_the_files(root: Path) -> None:
    before = load_rulebook(root).digest
    assert load_rulebook(root).digest == before
    path = root / TOPIC
    path.write_text(path.read_text("utf-8") + "# a remark\n", "utf-8")
    assert load_rulebook(root).digest != before
