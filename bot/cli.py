"""The command line."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from bot.app import open_database, run
from bot.checkup import check_everything
from bot.cli_campaign import reminders_app, subscribers_app
from bot.demo import run_demo
from bot.logs import configure_logging
from bot.settings import Settings, load_settings
from bot.understanding import answerer_of, build_model
from core.clock import SystemClock
from core.errors import NetraError
from core.randomness import SystemRandomness
from rulebook.checker import check_rulebook
from rulebook.loader import load_rulebook

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Netra: election neutrality for Indonesian civil servants, as a Telegram bot.",
)
db = typer.Typer(no_args_is_help=True, help="The database.")
rules = typer.Typer(no_args_is_help=True, help="The rulebook.")
app.add_typer(db, name="db")
app.add_typer(rules, name="rulebook")
app.add_typer(subscribers_app, name="subscribers")
app.add_typer(reminders_app, name="reminders")

FAILED = 1


def _settings(**given: Any) -> Settings:
    settings = load_settings(**given)
    configure_logging(settings.log_level, as_json=settings.log_json)
    return settings


async def _until_signalled(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work


@app.command("run")
def run_bot() -> None:
    """Run the bot on the token in BOT_TOKEN."""
    settings = _settings()

    async def work() -> None:
        stop = asyncio.Event()
        await _until_signalled(run(settings, SystemClock(), SystemRandomness(), stop), stop)

    asyncio.run(work())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 for a free one.")] = 8081,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Travel in time to this day.")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the demo's data here; a throw-away folder otherwise.")
    ] = None,
) -> None:
    """Run the bot with a local server and a chat page: no token, nothing leaves this machine."""
    configure_logging("WARNING")

    async def work() -> None:
        stop = asyncio.Event()
        day = today.date() if today else None
        await _until_signalled(run_demo(port, day, data_dir, stop, Console()), stop)

    asyncio.run(work())


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read one question a line, write one JSON object a line.")
    ] = False,
) -> None:
    """Answer a question on the command line."""
    rulebook = load_rulebook()
    answerer = answerer_of(rulebook)
    if jsonl:
        for line in sys.stdin:
            if text := line.strip():
                sys.stdout.write(orjson.dumps(answerer.read(text).as_json()).decode() + "\n")
                sys.stdout.flush()
        return
    if question is None:
        raise typer.BadParameter("give a question, or --jsonl and questions on standard input")
    reading = answerer.read(question)
    console = Console()
    if reading.topic is None:
        console.print(f"[bold]{reading.outcome.value}[/bold]")
        for candidate in reading.candidates:
            console.print(f"  {candidate.score:.2f}  {rulebook[candidate.slug].title}  ({candidate.slug})")
        return
    topic = rulebook[reading.topic]
    console.print(f"[bold]{topic.first_line}[/bold]: {topic.title}  ({topic.slug}, {reading.confidence:.2f})")
    console.print(topic.short)
    for basis in topic.basis:
        console.print(f"  - {basis.citation}")


@app.command()
def check() -> None:
    """Say what is missing or wrong (settings, keys, database, token, rulebook) and how to mend it."""
    console = Console()
    findings = asyncio.run(check_everything())
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.ok else "[red]FAIL[/red]"
        console.print(f"{mark} {finding.what}", highlight=False)
        if not finding.ok:
            console.print(f"     -> {finding.mend}", highlight=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema."""

    async def work() -> None:
        database = await open_database(_settings())
        await database.close()

    asyncio.run(work())
    Console().print("the database stands at the newest schema")


@rules.command("check")
def rulebook_check() -> None:
    """Check every topic file: file, line, what is wrong, how to mend it."""
    console = Console()
    findings = check_rulebook(datetime.now(UTC).date())
    for finding in findings:
        console.print(str(finding), highlight=False, markup=False)
    errors = sum(finding.is_error for finding in findings)
    if errors:
        console.print(f"[red]{errors} errors[/red]")
        raise typer.Exit(FAILED)
    console.print(f"the rulebook is sound: {len(load_rulebook().topics)} topics")


@rules.command("build")
def rulebook_build() -> None:
    """Train the question model from the rulebook, in a process of its own; quick when it is built already."""
    build_model()
    Console().print("the question model fits the rulebook")


def main() -> None:
    """Runs the command line; an error of ours is one line, never a traceback."""
    try:
        app()
    except NetraError as error:
        Console(stderr=True).print(f"[red]error:[/red] {error}", highlight=False)
        sys.exit(FAILED)
