"""Commands of the third job: subscribers in and out, and what reminders will say."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.app.logs import configure_logging
from bot.app.opening import Need
from bot.app.settings import Settings, load_settings
from bot.cli.bars import bars
from bot.cli.noting import note, note_export
from bot.cli.opened import opened
from core.errors import NetraError
from handlers.calendar.texts.remind import HEADLINES
from rulebook.elections import Election, load_elections
from rulebook.reminders import load_reminder_rules
from services.access.audit import AuditAction
from services.calendar.book import ElectionBook
from services.calendar.errors import RosterError
from services.calendar.reminders import Reminders, reminders_of
from services.calendar.roster import SEPARATOR, Imported, as_row, columns_of, read_roster, stored
from services.platform.installation import Installation
from services.platform.places import ZONE_LABELS, province_of
from storage.calendar.elections import ElectionStore
from storage.calendar.subscribers import Subscribers
from storage.platform.unit import Unit

FAILED = 1
SLICE = 500
"""Rows a transaction takes, so that a running bot on the same database hardly waits."""
MOST_PROBLEMS = 50

subscribers_app = typer.Typer(no_args_is_help=True, help="Subscribers of reminders and announcements.")
reminders_app = typer.Typer(no_args_is_help=True, help="Reminders.")


def _settings() -> Settings:
    settings = load_settings()
    configure_logging("WARNING", as_json=settings.log_json)
    return settings


FOR_BOT = Need(token=True)


def _subscribers(installation: Installation) -> Subscribers:
    return Subscribers(installation.database, installation.keyring, installation.bot_id)


@subscribers_app.command("export")
def export_subscribers(
    out: Annotated[Path, typer.Argument(help="CSV file to write; it must not exist yet.")],
    with_ids: Annotated[
        bool, typer.Option("--with-ids", help="Write Telegram chat ids too. They name people: see docs.")
    ] = False,
    with_places: Annotated[
        bool,
        typer.Option("--with-places", help="Write districts and agencies too. A small office names people."),
    ] = False,
) -> None:
    """Write all subscribers as CSV; without ids, districts and agencies unless they are asked for."""
    console = Console(stderr=True)
    settings = _settings()
    if out.exists():
        raise NetraError(f"{out} exists; choose another name")
    if with_ids:
        console.print(
            "[yellow]warning:[/yellow] the file names people by their Telegram id, unsealed. Keep it on an "
            "encrypted disk, hand it to nobody, and delete it when it is used.",
            highlight=False,
        )

    async def work() -> int:
        async with opened(settings, FOR_BOT) as installation:
            subscribers = _subscribers(installation)
            total, written, after = await subscribers.count(), 0, bytes(16)
            columns = columns_of(with_ids=with_ids, with_places=with_places)
            more = [name for name, wanted in (("id", with_ids), ("tempat", with_places)) if wanted]
            details = {"dengan": ", ".join(more)} if more else {}
            # first: no file without an entry, whatever ends this half-way
            await note_export(installation, "pelanggan", total, **details)
            out.touch(mode=0o600)
            with out.open("w", newline="", encoding="utf-8-sig") as handle, bars(console) as show:
                writer = csv.DictWriter(handle, columns, delimiter=SEPARATOR)
                writer.writeheader()
                show("writing", 0, total)
                while page := await subscribers.page(after, SLICE):
                    writer.writerows(as_row(one, columns) for one in page)
                    after, written = page[-1].id, written + len(page)
                    show("writing", written, total)
            return written

    console.print(f"{asyncio.run(work())} subscribers written to {out}", highlight=False)


@subscribers_app.command("import")
def import_subscribers(
    source: Annotated[Path, typer.Argument(help="CSV file with the columns of an export with ids.")],
    check: Annotated[bool, typer.Option("--check", help="Only check the file; import nothing.")] = False,
) -> None:
    """Add or change subscribers from CSV. Nothing is imported while any line is wrong."""
    console = Console(stderr=True)
    if not source.is_file():
        raise NetraError(f"{source} is not there")
    now = datetime.now(UTC)
    try:
        rows, problems = read_roster(source, now.astimezone(load_settings().zone).date())
    except RosterError as error:
        raise NetraError(str(error)) from None
    for problem in problems[:MOST_PROBLEMS]:
        console.print(f"line {problem.line}: {problem.what}; {problem.mend}", highlight=False, markup=False)
    if len(problems) > MOST_PROBLEMS:
        console.print(f"... and {len(problems) - MOST_PROBLEMS} more")
    if problems:
        raise NetraError(f"{len(problems)} lines are wrong; nothing was imported")
    if check:
        console.print(f"{len(rows)} lines are sound; nothing was imported (--check)", highlight=False)
        return
    settings = _settings()
    asyncio.run(_import(settings, rows, console))
    console.print(f"{len(rows)} subscribers imported", highlight=False)


async def _import(settings: Settings, rows: list[Imported], console: Console) -> None:
    async with opened(settings, FOR_BOT) as installation:
        subscribers = _subscribers(installation)
        with bars(console) as show:
            show("importing", 0, len(rows))
            for at in range(0, len(rows), SLICE):
                some = rows[at : at + SLICE]
                many = [stored(one, installation.randomness) for one in some]
                await installation.commit(Unit(writes=[subscribers.save_many(many)]))
                show("importing", at + len(some), len(rows))
        await note(installation, AuditAction.IMPORTED, {"apa": "pelanggan", "jumlah": str(len(rows))})


@reminders_app.command("preview")
def preview_reminders(
    election: Annotated[str | None, typer.Option(help="Slug of one election; all of them otherwise.")] = None,
    days: Annotated[
        int | None, typer.Option(help="Only what goes out within so many days, with numbers of people.")
    ] = None,
) -> None:
    """Print the reminders that follow from the calendar, those of elections added in chat too."""
    console = Console()
    asyncio.run(_preview(console, election, days))


async def _preview(console: Console, slug: str | None, days: int | None) -> None:
    settings = load_settings()
    configure_logging("WARNING", as_json=settings.log_json)
    shipped = load_elections()
    has_database = settings.bot_token is not None and settings.data_key_path.exists()
    if not has_database:
        _print_elections(console, shipped, slug)
        return
    async with opened(settings, FOR_BOT) as installation:
        subscribers = _subscribers(installation)
        book = ElectionBook(shipped, ElectionStore(installation.database))
        await book.refresh()
        if days is None:
            _print_elections(console, book.calendar.elections, slug)
            return
        planned = await Reminders(book.calendar, subscribers, load_reminder_rules()).plan(
            datetime.now(UTC), days, slug
        )
        table = Table("day", "reminder", "election", "people")
        for one in planned:
            day, title = one.reminder.day.isoformat(), one.reminder.election_title
            table.add_row(day, HEADLINES[one.reminder.kind], title, str(one.people))
        console.print(table)


def _print_elections(console: Console, elections: Sequence[Election], slug: str | None) -> None:
    """One table for each election.

    Raises:
        NetraError: there is no election of this slug.
    """
    chosen = [one for one in elections if slug in (None, one.slug)]
    if not chosen:
        known = ", ".join(one.slug for one in elections)
        raise NetraError(f"there is no election {slug!r}; known are: {known}")
    rules = load_reminder_rules()
    for election in chosen:
        where = ", ".join(found.name for code in election.provinces if (found := province_of(code)))
        zone = "07:30 local time of each subscriber (" + ", ".join(ZONE_LABELS.values()) + ")"
        console.print(
            f"\n[bold]{election.title}[/bold] ({election.slug}), {where or 'all provinces'}, {zone}"
        )
        table = Table("day", "still sent until", "reminder", "topic")
        for one in reminders_of(election, rules):
            table.add_row(one.day.isoformat(), one.last_day.isoformat(), HEADLINES[one.kind], one.topic)
        console.print(table)
