"""Commands that keep an installation: backups, the office's key, the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app.data_dir import make_private
from bot.app.keys import Keys, is_there, load_keys
from bot.app.lock import Maintenance
from bot.app.program import key_paths, open_database
from bot.app.settings import Settings, start_settings
from bot.cli.backup import Backups
from bot.cli.noting import note, note_export
from bot.cli.rotation import OfficeKeys
from core.clock import SystemClock
from core.randomness import SystemRandomness
from core.sealing import Keyring
from handlers.access.texts.labels import AUDIT_LABELS
from services.access.audit import WITNESS_FILE, AuditAction, AuditLog, AuditWitness
from services.access.errors import AuditError
from services.reporting.report_encryption import office_fingerprint
from storage.access.audit import AuditChain, Head
from storage.platform.backup_note import BackupNote
from storage.platform.engine import Database
from storage.platform.installation import OfficeKeyNote, check_data_key
from storage.reporting.report_keys import ReportKeys

db = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys.")
audit = typer.Typer(no_args_is_help=True, help="The audit log.")

FAILED = 1

Folder = Annotated[Path, typer.Argument(help="Folder of the backups.", metavar="DIR")]


@dataclass(frozen=True)
class KeptInstallation:
    """What these commands work on."""

    settings: Settings
    database: Database
    keys: Keys
    keyring: Keyring

    @property
    def backups(self) -> Backups:
        """Makes and reads backups."""
        return Backups(self.database, self.keyring, SystemClock())

    @property
    def office(self) -> OfficeKeys:
        """Exchanges the office's key."""
        return OfficeKeys(
            key_paths(self.settings),
            OfficeKeyNote(self.database, self.keyring),
            ReportKeys(self.database),
            self.backups,
            SystemRandomness(),
        )

    @property
    def chain(self) -> AuditChain:
        """The audit log as stored."""
        return AuditChain(self.database, self.keyring)

    @property
    def log(self) -> AuditLog:
        """The audit log."""
        return AuditLog(self.chain, self.keyring, SystemClock())

    @property
    def witness(self) -> AuditWitness:
        """The log's head outside the database."""
        return AuditWitness(self.chain, self.settings.data_dir / WITNESS_FILE)

    async def note(self, action: AuditAction, details: dict[str, str]) -> None:
        """Writes into the audit log what an operator did."""
        await note(self.database, self.keyring, action, details)


def _load_keys(settings: Settings, *, pair: bool) -> Keys:
    """``pair=False`` reads the data key alone: a rotation may have been interrupted between two files."""
    return load_keys(key_paths(settings), with_office=pair)


@asynccontextmanager
async def _kept(*, pair: bool = True) -> AsyncIterator[KeptInstallation]:
    settings = start_settings()
    loaded = _load_keys(settings, pair=pair)
    keyring = Keyring(loaded.data)
    database = await open_database(settings)
    try:
        await check_data_key(database, keyring)
        yield KeptInstallation(settings, database, loaded, keyring)
    finally:
        await database.close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@contextmanager
def bars(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for each named part of the work."""
    tasks: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show


def _named(show: Callable[[str, int, int], None], name: str) -> Callable[[int, int], None]:
    return lambda done, total: show(name, done, total)


def _say(console: Console, words: str) -> None:
    console.print(words, highlight=False, soft_wrap=True)


# --- backups ---


@db.command("backup")
def db_backup(
    folder: Folder,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Remove all data backups but so many newest.")
    ] = None,
) -> None:
    """Write the next data backup and the backup of the wrapped keys; the bot may run meanwhile."""
    console = Console()

    async def work() -> None:
        async with _kept() as kept:
            with bars(Console(stderr=True)) as show:
                made = await kept.backups.make(folder, show)
            gone = kept.backups.prune(folder, keep) if keep else []
            rows = sum(made.tables.values())
            await note_export(kept.database, kept.keyring, "cadangan", rows)
            _say(console, f"{made.path}: {rows} rows of {len(made.tables)} tables")
            if gone:
                _say(console, f"{len(gone)} older data backups were removed")
            _say(console, "the keys in DATA_DIR/keys are NOT in it; keep those apart (docs/keys.md)")

    _run(work())


@db.command("restore")
def db_restore(
    folder: Folder,
    number: Annotated[int | None, typer.Option(help="Which data backup; the newest otherwise.")] = None,
) -> None:
    """Fill an unused database from a backup. The keys must be in place."""
    console = Console()

    async def work() -> None:
        settings = start_settings()
        loaded = _load_keys(settings, pair=True)
        keyring = Keyring(loaded.data)
        make_private(settings.data_dir)
        database = Database(settings.database)
        try:
            kept = KeptInstallation(settings, database, loaded, keyring)
            async with Maintenance(database, settings.data_dir):
                with bars(Console(stderr=True)) as show:
                    restored = await kept.backups.restore(folder, number, show)
                strangers = await kept.office.settle(office_fingerprint(loaded.office_public))
                await kept.note(AuditAction.RESTORED, {"cadangan": str(restored.backup.number)})
                head = await kept.chain.head()
                if head is not None:
                    kept.witness.note(head)
        finally:
            await database.close()
        _say(console, f"restored {restored.backup.path}: {restored.rows.get('reports', 0)} reports")
        for fingerprint, count in strangers.items():
            _say(console, f"{count} reports are sealed to {fingerprint}: put that office key in place")
        if restored.erased:
            _say(console, f"{restored.erased} reports were erased after it was made; they did not come back")
        if restored.cancelled:
            _say(console, f"{restored.cancelled} announcements were under way or due; they are cancelled now")
        _say(console, "run: python -m bot check, and: python -m bot keys check")

    _run(work())


@db.command("forget")
def db_forget(folder: Folder) -> None:
    """Forget a backup folder that is no longer used, so that erasures need not reach it."""
    console = Console()

    async def work() -> None:
        async with _kept() as kept:
            known = await BackupNote(kept.database, kept.keyring).forget(str(folder.resolve()))
        _say(console, "forgotten; destroy what lies there" if known else "no backup was made there")

    _run(work())


# --- keys ---


@keys.command("show")
def keys_show() -> None:
    """Show fingerprints: which keys are here, and which the database's reports are sealed to."""
    console = Console()

    async def work() -> None:
        async with _kept(pair=False) as kept:
            paths = key_paths(kept.settings)
            state = await OfficeKeyNote(kept.database, kept.keyring).read()
            counts = await ReportKeys(kept.database).counts()
            _say(console, f"data key          {kept.keyring.fingerprint()}")
            _say(console, f"office, public    {office_fingerprint(kept.keys.office_public)}")
            _say(console, f"office, private   {'here' if is_there(paths.office_private) else 'not here'}")
            for fingerprint in kept.office.set_aside():
                _say(console, f"office, set aside {fingerprint}")
            if state is not None:
                _say(console, f"database's office {state.current}")
                if state.coming is not None:
                    _say(
                        console, f"being moved to    {state.coming}: run python -m bot keys rotate to finish"
                    )
            for fingerprint, count in sorted(counts.items()):
                _say(console, f"{count} reports are sealed to {fingerprint}")

    _run(work())


@keys.command("check")
def keys_check() -> None:
    """Try every report's key with the office's private key."""
    console = Console()

    async def work() -> bool:
        async with _kept() as kept:
            fingerprint = office_fingerprint(kept.keys.office_public)
            await OfficeKeyNote(kept.database, kept.keyring).check(fingerprint)
            strangers = {
                other: count
                for other, count in (await ReportKeys(kept.database).counts()).items()
                if other != fingerprint
            }
            for other, count in strangers.items():
                _say(console, f"{count} reports are sealed to {other}, which is not the office key here")
            if kept.keys.office_private is None:
                _say(console, "the private key is not here (intake only): what reports hold was not tried")
                return not strangers
            with bars(Console(stderr=True)) as show:
                broken = await kept.office.check(
                    fingerprint, kept.keys.office_private, _named(show, "reports")
                )
            if broken:
                _say(console, f"{broken} reports can't be opened: restore them from a backup")
            elif not strangers:
                _say(console, "every report's key opens")
            return not broken and not strangers

    if not asyncio.run(work()):
        raise typer.Exit(FAILED)


@keys.command("rotate")
def keys_rotate() -> None:
    """Exchange the office's key (stop all bots first), or finish an exchange that was interrupted."""
    console = Console()

    async def work() -> None:
        async with _kept(pair=False) as kept, _maintenance(kept):
            with bars(Console(stderr=True)) as show:
                done = await kept.office.rotate(_named(show, "reports"))
            await kept.note(AuditAction.KEYS_ROTATED, {"dari": done.old, "ke": done.new})
        _say(console, f"the office's key is {done.new} now; it was {done.old}")
        _say(console, f"{done.rewrapped.done} reports were moved to it")
        if done.rewrapped.unreadable:
            _say(
                console,
                f"{done.rewrapped.unreadable} reports did not open with the old key and stay as they were",
            )
        paths = key_paths(kept.settings)
        _say(
            console, f"copy {paths.office_public} to every machine that takes reports in: no bot starts with"
        )
        _say(console, f"the old one. Back up {paths.office_private} apart from the database.")
        if done.old_key_wiped:
            _say(console, "the backup of wrapped keys is new; the old private key was wiped")
        else:
            _say(console, "the old private key is kept until: python -m bot db backup DIR,")
            _say(console, "then: python -m bot keys retire")

    _run(work())


@keys.command("retire")
def keys_retire() -> None:
    """Wipe old private office keys that neither a report nor a backup of wrapped keys needs."""
    console = Console()

    async def work() -> bool:
        async with _kept() as kept, _maintenance(kept):
            await kept.backups.refresh_keys()
            for fingerprint in kept.office.set_aside():
                if await kept.office.retire(fingerprint):
                    _say(console, f"{fingerprint} was wiped")
            left = kept.office.set_aside()
        for fingerprint in left:
            _say(
                console,
                f"{fingerprint} stays: a report is sealed to it, or no backup of wrapped keys is newer "
                "than its exchange (python -m bot db backup DIR)",
            )
        return not left

    if not asyncio.run(work()):
        raise typer.Exit(FAILED)


def _maintenance(kept: KeptInstallation) -> Maintenance:
    return Maintenance(kept.database, kept.settings.data_dir)


# --- audit ---


@audit.command("verify")
def audit_verify(
    expect: Annotated[
        str | None, typer.Option(help="A head noted earlier (number:hash), for example on paper.")
    ] = None,
) -> None:
    """Walk the audit log and say whether, and where, it was changed."""
    console = Console()

    async def work() -> bool:
        async with _kept(pair=False) as kept:
            witnesses = [kept.witness.read()]
            if expect is not None:
                try:
                    witnesses.append(Head.parse(expect))
                except ValueError:
                    raise AuditError("--expect takes what this command prints: number:hash") from None
            problems: list[str] = []
            for witness in witnesses:
                with bars(Console(stderr=True)) as show:
                    found = await kept.log.verify(witness, _named(show, "entries"))
                problems += [str(one) for one in found.problems if str(one) not in problems]
            for problem in problems:
                _say(console, f"[red]{problem}[/red]")
            if problems:
                return False
            _say(console, f"the log is whole: {found.entries} entries")
            _say(console, f"head {found.head}  (note it where this machine can't change it)")
            await kept.witness.advance()
            return True

    if not asyncio.run(work()):
        raise typer.Exit(FAILED)


@audit.command("show")
def audit_show(
    last: Annotated[int, typer.Option(min=1, help="So many newest entries.")] = 50,
) -> None:
    """Print the newest entries; actors and reports are pseudonyms."""
    console = Console()

    async def work() -> None:
        async with _kept(pair=False) as kept:
            newest = await kept.chain.count()
            async for entry in kept.log.entries(after=newest - last):
                action = AuditAction.of(entry.action)
                details = " ".join(f"{name}={value}" for name, value in entry.details.items())
                when = entry.at.astimezone(kept.settings.zone).strftime("%Y-%m-%d %H:%M")
                done = AUDIT_LABELS[action] if action else entry.action
                words = f"{entry.seq:>6} {when} {entry.actor:<24} {done}"
                console.print(
                    f"{words} {entry.subject or ''} {details}".rstrip(), highlight=False, markup=False
                )

    _run(work())
