"""Sent against time for a broadcast with a kill -9 and storms of 429 in it: docs/pictures/broadcast.png."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import matplotlib as mpl
from rich.console import Console

from benchmarks.broadcast_programs import bot, filled, report_of, sink, wait_for

mpl.use("Agg")
from matplotlib import pyplot as plt

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "broadcast.png"
NUMBER, RATE = 3_000, 25.0
STORM_EVERY, STORM_LASTS = 75.0, 12.0
KILL_AFTER, DOWN_FOR = 30.0, 5.0


def run(console: Console) -> None:
    """Draws it as it happened."""
    arguments = (f"--chats={NUMBER}", "--limits", "--trace")
    storm = (f"--storm-every={STORM_EVERY}", f"--storm-lasts={STORM_LASTS}")
    with filled(NUMBER) as folder, sink(*arguments, *storm) as server:
        start = ("send", f"--data={folder}", f"--url={server.url}", f"--rate={RATE}")
        process = bot(*start)
        wait_for(lambda: server.stats()["delivered"] > 0, 60)
        time.sleep(KILL_AFTER)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        killed = server.stats()["trace"][-1][0]
        time.sleep(DOWN_FOR)
        back = server.stats()["trace"][-1][0]
        report = report_of(bot(*start))
        seen = server.stats()
    _draw(seen["trace"], killed, back, report["repeats"])
    console.print(
        f"{PICTURE.name}: {seen['delivered']:,} messages to {NUMBER:,}, missed {seen['missed']}, repeated "
        f"{seen['repeated']}, counted as possible repeats {report['repeats']}, "
        f"429 {seen['answers'].get('429', 0)}"
    )


def _draw(trace: list[tuple[float, int]], killed: float, back: float, repeats: int) -> None:
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(9, 5.5), sharex=True, height_ratios=(2, 1), layout="constrained"
    )
    times, counts = zip(*trace, strict=True)
    above.plot(times, counts, color="#1f5fa8", linewidth=2)
    above.set_ylabel("messages sent")
    above.set_title(f"{NUMBER:,} recipients at {RATE:.0f}/s, a kill -9 and storms of 429")
    steps = range(5, len(trace), 5)
    rates = [
        (counts[at] - counts[at - 5]) / (times[at] - times[at - 5]) if times[at] > times[at - 5] else 0.0
        for at in steps
    ]
    below.plot([times[at] for at in steps], rates, color="#555555", linewidth=1)
    below.set_ylabel("messages/s")
    below.set_xlabel("seconds")
    below.set_ylim(0, 35)
    for axis in (above, below):
        axis.grid(alpha=0.3)
        axis.axvspan(killed, back, color="#c0392b", alpha=0.2, label=f"killed; {repeats} possible repeats")
        storm, named = STORM_EVERY - STORM_LASTS, False
        while storm < times[-1]:
            label = None if named else "server answers 429"
            axis.axvspan(storm, storm + STORM_LASTS, color="#e67e22", alpha=0.2, label=label)
            storm, named = storm + STORM_EVERY, True
    above.legend(loc="upper left")
    figure.savefig(PICTURE, dpi=110)
    plt.close(figure)
