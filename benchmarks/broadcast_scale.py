"""All civil servants at once: how long it takes, with a virtual clock and the pacing the bot really uses."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from demo.limits import Limits
from services.platform.pacing import Pacer

EVERYBODY = 4_700_000
"""Civil servants (PNS and PPPK), rounded."""
DAY, HOUR = 86_400.0, 3_600.0


@dataclass(frozen=True)
class Case:
    """One way to send."""

    name: str
    rate: float = 25.0
    bots: int = 1
    replies: float = 0.0
    """Replies to people a second, meanwhile."""
    storm_every: float = 0.0
    """Seconds between 429s that Telegram sends for reasons of its own, 30 s each."""


CASES = (
    Case("25/s, nobody writes"),
    Case("25/s, 4 replies a second", replies=4.0),
    Case("25/s, 10 replies a second", replies=10.0),
    Case("25/s, a 429 of 30 s every ten minutes", storm_every=600.0),
    Case("30/s, nobody writes", rate=30.0),
    Case("four bots at 25/s", bots=4),
    Case("ten bots at 25/s", bots=10),
)


def simulate(case: Case, number: int) -> tuple[float, int]:
    """Seconds until everybody has it, and how often the server's limits were met.

    Every message asks the real pacer for its slot and the demo's limits whether it may go; only the clock is
    made up.
    """
    pacer, limits = Pacer(case.rate), Limits(on=True)
    now = start = 1_000.0
    reply_due = now + 1 / case.replies if case.replies else float("inf")
    storm_due = now + case.storm_every if case.storm_every else float("inf")
    for person in range(number):
        at = pacer.slot(now)
        while reply_due <= at:
            limits.retry_after("sendMessage", f"r{reply_due}", 1, pacer.reply(reply_due))
            reply_due += 1 / case.replies
        if at >= storm_due:
            pacer.pause(at, 30.0)
            storm_due += case.storm_every
            at = pacer.slot(at)
        now = at
        wait = limits.retry_after("sendMessage", person, 1, now)
        if wait is not None:
            pacer.pause(now, wait)
    return now - start, limits.refused


def run(console: Console, number: int = EVERYBODY) -> None:
    """All cases."""
    table = Table("way", "on paper", "simulated", "429 of our making", title=f"{number:,} recipients")
    for case in CASES:
        share = -(-number // case.bots)
        seconds, refused = simulate(case, share)
        table.add_row(case.name, f"{share / case.rate / HOUR:.1f} h", f"{seconds / HOUR:.1f} h", str(refused))
    console.print(table)
