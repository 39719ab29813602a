from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from services.access.lost_code import says_code_is_lost

QUESTIONS = [
    orjson.loads(line)["text"]
    for file in sorted((Path(__file__).parents[2] / "data/questions").glob("*.jsonl"))
    for line in file.read_bytes().splitlines()
]


@pytest.mark.parametrize(
    "text",
    [
        "kode saya hilang",
        "Kodenya ilang min, gimana?",
        "lupa kode laporan",
        "saya tidak ingat kode rahasia saya",
        "kode laporan belum saya catat",
        "enam katanya hilang",
        "gak inget 6 kata itu",
        "kodeku ketahuan teman sekantor",
        "kehilangan kode",
        "kode rahasia saya dicuri orang",
    ],
)
def test_a_lost_code_is_told(text: str) -> None:
    assert says_code_is_lost(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya lupa isi kode etik ASN",
        "kode pos kantor hilang dari surat",
        "apa itu kode perilaku",
        "uang kas hilang, camat diam saja",
        "berapa kode laporan saya",
        "HP saya hilang di kampanye",
        "kode saya apel bambu",
    ],
)
def test_other_talk_of_codes_and_losses_is_left_alone(text: str) -> None:
    assert not says_code_is_lost(text)


def test_no_question_of_the_sets_is_taken_for_one() -> None:
    assert [text for text in QUESTIONS if says_code_is_lost(text)] == []
