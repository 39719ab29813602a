"""What admins taught goes into the files as an officer would write it."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from core.text import Scrubbed
from rulebook.loader import TOPICS, load_topic
from services.guidance.export import add_example, example_of, export, standing
from storage.guidance.questions import StoredOverlay


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    folder = tmp_path / "topics"
    shutil.copytree(TOPICS, folder)
    return folder


def test_an_example_is_added_and_everything_else_stays(topics: Path) -> None:
    path = topics / "hak-pilih.toml"
    before = path.read_text("utf-8")
    assert add_example(path, 'pns "boleh" nyoblos \\ ga')
    after = path.read_text("utf-8")
    assert 'pns "boleh" nyoblos \\ ga' in load_topic(path).examples
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(added) == 1
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert not add_example(path, 'PNS "boleh" nyoblos \\ ga')
    assert list(topics.glob("*.part")) == []


def test_a_voice_that_is_not_there_yet_is_made(topics: Path) -> None:
    path = topics / "hak-pilih.toml"
    head = path.read_text("utf-8").partition("[questions]")[0]
    path.write_text(head + '[questions]\nformal = [\n    "Bolehkah memilih?",\n]\n', "utf-8")
    assert add_example(path, "boleh nyoblos ga")
    assert set(load_topic(path).examples) == {"boleh nyoblos ga", "Bolehkah memilih?"}


def test_only_standing_links_are_exported_and_once(topics: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases" / "overlays.jsonl"
    overlays = [
        StoredOverlay(1, Scrubbed("pak [nama] nyuruh gladi"), "menolak-perintah-atasan", False),
        StoredOverlay(2, Scrubbed("sudah ditarik"), "hak-pilih", False),
        StoredOverlay(3, Scrubbed("sudah ditarik"), "", False),
        StoredOverlay(4, Scrubbed("sudah ditulis"), "hak-pilih", True),
        StoredOverlay(5, Scrubbed("topik hilang"), "tidak-ada", False),
    ]
    assert [one.seq for one in standing(overlays)] == [1, 5]
    done = export(overlays, topics, cases)
    assert [(one.seq, one.is_new) for one in done] == [(1, True)]
    assert "pak nyuruh gladi" in load_topic(topics / "menolak-perintah-atasan.toml").examples
    assert [one.is_new for one in export(overlays, topics, cases)] == [False]
    (line,) = cases.read_bytes().splitlines()
    assert orjson.loads(line) == {"question": "pak nyuruh gladi", "topic": "menolak-perintah-atasan"}


def test_placeholders_are_left_out() -> None:
    assert example_of("pak [nama] di [tautan] nomor [nomor] boleh?") == "pak di nomor boleh?"


def test_a_file_that_is_broken_stays_as_it_is(topics: Path) -> None:
    path = topics / "hak-pilih.toml"
    broken = path.read_text("utf-8").replace('verdict = "boleh"', 'verdict = "mungkin"', 1)
    path.write_text(broken, "utf-8")
    with pytest.raises(ValueError, match="verdict"):
        add_example(path, "boleh nyoblos ga")
    assert path.read_text("utf-8") == broken
