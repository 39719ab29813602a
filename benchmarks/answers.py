"""How long an answer takes, beside the naive way: the nearest example by edit distance."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.understanding import answerer_of
from rulebook.loader import load_rulebook

LONG = 4_096
"""Characters of the longest message Telegram carries. Source: Bot API, sendMessage."""


def _times(work: Callable[[str], object], questions: list[str]) -> list[float]:
    seen = []
    for question in questions:
        start = time.perf_counter()
        work(question)
        seen.append(time.perf_counter() - start)
    return sorted(seen)


def run(console: Console) -> None:
    """Every eleventh example question of the rulebook, and the longest message there is."""
    rulebook = load_rulebook()
    examples = [question for topic in rulebook.topics.values() for question in topic.examples]
    questions = examples[::11]
    start = time.perf_counter()
    answerer = answerer_of(rulebook)
    console.print(f"Answerer ready in {time.perf_counter() - start:.2f} s, {len(examples):,} examples")
    table = Table(
        "way", "p50", "p95", f"{LONG:,} characters", title=f"One answer ({len(questions)} questions)"
    )
    ways: dict[str, Callable[[str], object]] = {
        "Netra": answerer.read,
        "nearest example (RapidFuzz)": lambda text: process.extractOne(text, examples, scorer=fuzz.WRatio),
    }
    for name, work in ways.items():
        seen = _times(work, questions)
        long = statistics.median(_times(work, [("bolehkah saya ikut kampanye? " * 200)[:LONG]] * 5))
        table.add_row(
            name,
            f"{statistics.median(seen) * 1000:.1f} ms",
            f"{seen[int(len(seen) * 0.95)] * 1000:.1f} ms",
            f"{long * 1000:.1f} ms",
        )
    console.print(table)
