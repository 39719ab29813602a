"""What the serving process holds after thousands of questions: ``python -m bot run`` beside the stand-in."""

from __future__ import annotations

import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.echo import Load, peak_memory, program
from benchmarks.questions import load_questions

SETS = (
    "development",
    "calibration",
    "test",
    "oblique",
    "plain",
    "kept",
    "pages",
    "people",
    "forums",
    "voices",
)
"""As various words as there are: what is remembered by word must not grow with them."""
QUESTIONS = (0, 5_000, 15_000)
"""Messages of 500 people. The last shows whether it still grows."""
SETTLE_SECONDS = 3.0
READY_SECONDS = 20.0
MB = 2**20


@dataclass(frozen=True)
class Held:
    """Resident memory in MB.

    Attributes:
        replies: Answers the server has received.
        now: The serving process, after the last of them.
        most: The serving process, at most.
        others: Its children together, shared pages counted once for each that shares them.
    """

    replies: int
    now: float
    most: float
    others: float


def held_after(questions: int, texts: Path) -> Held:
    """Memory after so many messages, each answered; of a bot that has only started where there are none."""
    load = Load("memory", questions, texts=texts)
    with (
        tempfile.TemporaryDirectory() as data,
        program("benchmarks.stand_in", 1, *load.arguments()) as server,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with program("bot", 0, "run", BOT_TOKEN="1:bench", BOT_API_URL=url, DATA_DIR=data) as bot:
            replies = int(orjson.loads(server.stdout.readline())["replies"]) if questions else 0
            time.sleep(SETTLE_SECONDS if questions else READY_SECONDS)
            return _held(bot, replies)


def _held(bot: subprocess.Popen[str], replies: int) -> Held:
    serving = psutil.Process(bot.pid)
    others = sum(child.memory_info().rss for child in serving.children(recursive=True))
    return Held(replies, serving.memory_info().rss / MB, peak_memory(bot), others / MB)


def run(console: Console) -> None:
    """Freshly started, after 5,000 questions, after three times as many; a process each."""
    table = Table("questions answered", "resident", "at most", "its children", title="Memory of the bot, MB")
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "questions.txt"
        asked = [question.text for name in SETS for question in load_questions(name)]
        texts.write_text("\n".join(" ".join(text.split()) for text in asked), encoding="utf-8")
        for questions in QUESTIONS:
            held = held_after(questions, texts)
            table.add_row(
                f"{held.replies:,} of {questions:,}",
                *(f"{one:.0f}" for one in (held.now, held.most, held.others)),
            )
    console.print(table)
