"""The thresholds in force keep the rule they are said to be set by (decision 0064)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.thresholds import Judge, candidates, worth
from bot.app.understanding import question_model
from rulebook.loader import Rulebook
from services.guidance.answerer import THRESHOLDS


@pytest.fixture(scope="module")
def judge(rulebook: Rulebook) -> Judge:
    return Judge(rulebook, question_model())


def test_the_thresholds_in_force_keep_the_rule(judge: Judge) -> None:
    counted = judge.count(THRESHOLDS)
    assert counted.keeps_the_rule, f"run `python -m benchmarks thresholds` and set what it prints: {counted}"


def test_nothing_beside_them_that_keeps_the_rule_is_better(judge: Judge) -> None:
    """The whole grid takes a minute; its best is also the best of those that differ in the first two."""
    beside = [
        one
        for one in candidates()
        if replace(one, answer=0, allowed=0) == replace(THRESHOLDS, answer=0, allowed=0)
    ]
    assert THRESHOLDS in beside
    kept = [counted for one in beside if (counted := judge.count(one)).keeps_the_rule]
    assert max(map(worth, kept)) == worth(judge.count(THRESHOLDS))
