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

from bot import HOME, __version__
from bot.app.installed import is_checkout
from bot.app.logs import configure_logging
from bot.app.opening import Need, open_database
from bot.app.program import run
from bot.app.settings import start_settings
from bot.app.settings_file import settings_file
from bot.app.understanding import answerer_of, build_model
from bot.cli.bars import bars
from bot.cli.campaign import reminders_app, subscribers_app
from bot.cli.checkup import check_everything
from bot.cli.demo import run_demo
from bot.cli.keep import audit, keys
from bot.cli.keep import db as db_keep
from bot.cli.noting import note_export
from bot.cli.officers import reset_second_factor
from bot.cli.opened import opened
from core.clock import SystemClock
from core.errors import NetraError
from core.process import guard_process
from core.randomness import SystemRandomness
from rulebook.checker import check_rulebook
from rulebook.loader import TOPICS, load_rulebook
from services.guidance.export import export
from storage.guidance.questions import Questions
from storage.platform.unit import Unit

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(no_args_is_help=True, help="The database.")
rules = typer.Typer(no_args_is_help=True, help="The rulebook.")
db.add_typer(db_keep)
app.add_typer(db, name="db")
app.add_typer(keys, name="keys")
app.add_typer(audit, name="audit")
app.add_typer(rules, name="rulebook")
officers = typer.Typer(no_args_is_help=True, help="Officers.")
app.add_typer(officers, name="officers")
app.add_typer(subscribers_app, name="subscribers")
app.add_typer(reminders_app, name="reminders")

FAILED = 1
OVERLAY_CASES = "tests/data/overlays.jsonl"
"""Where a checkout keeps the regression cases of what admins taught."""


def _say_version(asked: bool) -> None:
    if asked:
        Console().print(f"netra {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _whole(
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Netra: election neutrality for Indonesian civil servants, as a Telegram bot."""


async def _until_signalled(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work


@app.command("run")
def run_bot() -> None:
    """Run the bot on the token in BOT_TOKEN."""
    guard_process()
    settings = start_settings()

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
    guard_process()

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
        console.print(f"{mark} {finding.what}", highlight=False, soft_wrap=True)
        if not finding.ok:
            console.print(f"     -> {finding.mend}", highlight=False, soft_wrap=True)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


@app.command("settings")
def print_settings() -> None:
    """Print every setting with a word about it and its default: what .env may hold."""
    sys.stdout.write(settings_file())


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema."""

    async def work() -> None:
        with bars() as show:
            database = await open_database(start_settings(), show)
        await database.close()

    asyncio.run(work())
    Console().print("the database stands at the newest schema")


@officers.command("reset")
def officers_reset(
    telegram_id: Annotated[int, typer.Argument(help="The officer's Telegram id.")],
) -> None:
    """Take an officer's second factor away (lost authenticator): the next /laporan sets up a new one."""
    settings = start_settings()

    async def work() -> bool:
        async with opened(settings, Need(token=True, makes_keys=True)) as installation:
            return await reset_second_factor(installation, telegram_id)

    if not asyncio.run(work()):
        Console(stderr=True).print("[red]no officer of this bot writes from that id[/red]")
        raise typer.Exit(FAILED)
    Console().print("the second factor is gone; /laporan sets up a new one")


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


@rules.command("overlays")
def rulebook_overlays(
    topics: Annotated[Path | None, typer.Option(help="Folder of the topic files.")] = None,
    cases: Annotated[Path | None, typer.Option(help="File of the regression cases.")] = None,
) -> None:
    """Write what admins taught in /pertanyaan into the topic files, for review.

    By default those of this checkout. An installed Netra has none of its own: what was written there would be
    lost with the next version.
    """
    if not is_checkout() and (topics is None or cases is None):
        raise typer.BadParameter(
            "give --topics and --cases of a checkout (rulebook/topics and tests/data/overlays.jsonl there)"
        )
    folder, file = topics or TOPICS, cases or HOME / OVERLAY_CASES
    settings = start_settings()
    console = Console()

    async def work() -> None:
        async with opened(settings, Need(token=True)) as installation:
            stored = Questions(installation.database, installation.keyring, installation.bot_id)
            done = export(await stored.all_overlays(), folder, file)
            await installation.commit(Unit(writes=[stored.mark_exported([one.seq for one in done])]))
            await note_export(installation, "pertanyaan", len(done))
        for one in done:
            console.print(
                f"{'+' if one.is_new else '='} {one.topic}.toml: {one.question}",
                highlight=False,
                markup=False,
            )
        console.print(f"{len(done)} questions written; review them, then `python -m bot rulebook check`")

    asyncio.run(work())


def main() -> None:
    """Runs the command line; an error of ours is one line, never a traceback."""
    try:
        app()
    except NetraError as error:
        Console(stderr=True).print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        sys.exit(FAILED)
