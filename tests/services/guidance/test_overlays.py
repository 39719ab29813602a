"""What admins taught is found when it is the same question, and never when it only looks like it."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from core.text import Scrubbed
from rulebook.loader import Rulebook
from services.guidance.answerer import MAX_OFFERED, Answerer, ReadingOutcome
from services.guidance.overlays import Overlays, is_same_question
from storage.platform.committer import GroupCommitter
from storage.platform.unit import Unit
from tests.services.guidance.conftest import NOW

CASES = Path(__file__).parents[2] / "data" / "overlays.jsonl"
TAUGHT = "boleh ga pns nyumbang sound system buat acara timses"


async def teach(committer: GroupCommitter, overlays: Overlays, text: str, topic: str) -> None:
    await committer.commit(Unit(writes=[overlays.link(Scrubbed(text), topic, NOW.date())]))


@pytest.mark.parametrize(
    "asked",
    [
        TAUGHT,
        "Boleh gak PNS nyumbang sound system buat acara timses??",
        "boleh ga pns nyumbangg sound sistem buat acara timses",
        "buat acara timses, boleh ga pns nyumbang sound system",
    ],
)
async def test_the_same_question_is_found_whatever_its_spelling(
    committer: GroupCommitter, overlays: Overlays, asked: str
) -> None:
    await teach(committer, overlays, TAUGHT, "sumbangan-dana-kampanye")
    assert await overlays.find(asked) == "sumbangan-dana-kampanye"


@pytest.mark.parametrize(
    "asked",
    [
        "boleh ga tni nyumbang sound system buat acara timses",
        "ga boleh ga pns nyumbang sound system buat acara timses",
        "boleh ga pns nyewa sound system buat acara timses",
        "boleh ga pns nyumbang",
        "",
    ],
)
async def test_a_question_that_only_looks_like_it_is_not(
    committer: GroupCommitter, overlays: Overlays, asked: str
) -> None:
    await teach(committer, overlays, TAUGHT, "sumbangan-dana-kampanye")
    assert await overlays.find(asked) is None


async def test_the_newest_link_wins_and_can_be_taken_back(
    committer: GroupCommitter, overlays: Overlays
) -> None:
    await teach(committer, overlays, TAUGHT, "tim-sukses")
    assert await overlays.find(TAUGHT) == "tim-sukses"
    await teach(committer, overlays, TAUGHT, "sumbangan-dana-kampanye")
    assert await overlays.find(TAUGHT) == "sumbangan-dana-kampanye"
    await committer.commit(Unit(writes=[overlays.unlink(Scrubbed(TAUGHT), NOW.date())]))
    assert await overlays.find(TAUGHT) is None


async def test_a_link_to_a_topic_that_is_gone_is_left_out(
    committer: GroupCommitter, overlays: Overlays
) -> None:
    await teach(committer, overlays, TAUGHT, "topik-lama")
    assert await overlays.find(TAUGHT) is None


def test_short_words_must_be_the_same() -> None:
    assert not is_same_question(["boleh", "pns"], ["boleh", "tni"])
    assert is_same_question(["boleh", "kampanye"], ["kampanya", "boleh"])


def test_every_case_that_admins_taught_is_understood(answerer: Answerer, rulebook: Rulebook) -> None:
    cases = [orjson.loads(line) for line in CASES.read_bytes().splitlines()]
    assert cases
    for case in cases:
        assert case["topic"] in rulebook.topics
        reading = answerer.read(case["question"])
        offered = [reading.topic] if reading.outcome is ReadingOutcome.ANSWER else []
        offered += [one.slug for one in reading.candidates[:MAX_OFFERED]]
        assert case["topic"] in offered, case
