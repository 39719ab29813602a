"""How long an answer takes: inside the process beside the naive way, and through the whole bot."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from benchmarks.echo import Load, measure
from benchmarks.questions import load_questions
from bot.app.understanding import answerer_of
from rulebook.loader import load_rulebook

LONG = 4_096
"""Characters of the longest message Telegram carries. Source: Bot API, sendMessage."""
ROUNDS = 3
LOADS = (
    Load("all at once", 5_000),
    Load("100 a second", 1_000, rate=100),
    Load("100 a second, 80 ms latency", 1_000, rate=100, latency=0.08),
)


def _times(work: Callable[[str], object], questions: list[str]) -> list[float]:
    seen = []
    for question in questions:
        start = time.perf_counter()
        work(question)
        seen.append(time.perf_counter() - start)
    return sorted(seen)


def _inside(console: Console, questions: list[str]) -> None:
    rulebook = load_rulebook()
    examples = [question for topic in rulebook for question in rulebook.examples[topic.slug]]
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


def _through_the_bot(console: Console, questions: list[str]) -> None:
    table = Table(
        "load", "answers/s", "p50", "p99", "peak memory", title=f"Through the whole bot (medians of {ROUNDS})"
    )
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "questions.txt"
        texts.write_text("\n".join(" ".join(text.split()) for text in questions), encoding="utf-8")
        for load in LOADS:
            runs = [measure("bot", replace(load, texts=texts), "run") for _ in range(ROUNDS)]
            middle = {key: statistics.median(one[key] for one in runs) for key in runs[0]}
            table.add_row(
                f"{load.name} ({middle['replies']:,.0f} of {load.updates:,})",
                f"{middle['per_second']:,.0f}",
                f"{middle['p50'] * 1000:,.0f} ms",
                f"{middle['p99'] * 1000:,.0f} ms",
                f"{middle['memory']:,.0f} MB",
            )
    console.print(table)


def run(console: Console) -> None:
    """The questions of the test set, and the longest message there is."""
    questions = [question.text for question in load_questions("test")]
    _inside(console, questions)
    _through_the_bot(console, questions)
