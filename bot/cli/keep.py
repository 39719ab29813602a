"""Commands that keep an installation: backups, the office's key, the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.app.keys import is_there
from bot.app.opening import PLAIN, Alone, Need, OfficeKey, key_paths
from bot.app.settings import Settings, start_settings
from bot.cli.backup import Backups
from bot.cli.bars import bars, named, say
from bot.cli.noting import log_of, note, note_export
from bot.cli.opened import opened
from bot.cli.rotation import OfficeKeys
from handlers.access.texts.labels import AUDIT_LABELS
from services.access.audit import WITNESS_FILE, AuditAction, AuditLog, AuditWitness
from services.access.errors import AuditError
from services.platform.installation import Installation
from services.reporting.report_encryption import office_fingerprint
from storage.access.audit import AuditChain, Head
from storage.platform.installation import OfficeKeyNote
from storage.reporting.report_keys import ReportKeys

db = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys.")
audit = typer.Typer(no_args_is_help=True, help="The audit log.")

FAILED = 1

Folder = Annotated[Path, typer.Argument(help="Folder of the backups.", metavar="DIR")]


LOADED = Need(office=OfficeKey.LOADED)
"""For what has to work while an exchange of the office's key is not finished, too,"""
PUBLIC = Need(office=OfficeKey.PUBLIC)
"""and where it ended between the two files."""
ROTATING = Need(office=OfficeKey.PUBLIC, alone=Alone.MAINTENANCE)
RETIRING = Need(office=OfficeKey.LOADED, alone=Alone.MAINTENANCE)
RESTORING = Need(office=OfficeKey.LOADED, alone=Alone.MAINTENANCE, fills=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """What these commands work with."""

    at: Installation
    settings: Settings
    backups: Backups
    office: OfficeKeys
    chain: AuditChain
    log: AuditLog
    witness: AuditWitness


@asynccontextmanager
async def _kept(need: Need = LOADED) -> AsyncIterator[Kept]:
    settings = start_settings()
    async with opened(settings, need) as at:
        chain = AuditChain(at.database, at.keyring)
        backups = Backups(at.database, at.keyring, at.clock, at.commit)
        office = OfficeKeys(
            key_paths(settings),
            OfficeKeyNote(at.database, at.keyring),
            ReportKeys(at.database),
            backups,
            at.randomness,
        )
        witness = AuditWitness(chain, settings.data_dir / WITNESS_FILE)
        yield Kept(at, settings, backups, office, chain, log_of(at), witness)


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


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
            with bars() as show:
                made = await kept.backups.make(folder, show)
            gone = kept.backups.prune(folder, keep) if keep else []
            rows = sum(made.tables.values())
            await note_export(kept.at, "cadangan", rows)
            say(console, f"{made.path}: {rows} rows of {len(made.tables)} tables")
            if gone:
                say(console, f"{len(gone)} older data backups were removed")
            say(console, "the keys in DATA_DIR/keys are NOT in it; keep those apart (docs/keys.md)")

    _run(work())


@db.command("restore")
def db_restore(
    folder: Folder,
    number: Annotated[int | None, typer.Option(help="Which data backup; the newest otherwise.")] = None,
) -> None:
    """Fill an unused database from a backup. The keys must be in place."""
    console = Console()

    async def work() -> None:
        async with _kept(RESTORING) as kept:
            with bars() as show:
                restored = await kept.backups.restore(folder, number, show)
            strangers = await kept.office.settle(office_fingerprint(kept.at.keys.office_public))
            await note(kept.at, AuditAction.RESTORED, {"cadangan": str(restored.backup.number)})
            head = await kept.chain.head()
            if head is not None:
                kept.witness.note(head)
        say(console, f"restored {restored.backup.path}: {restored.rows.get('reports', 0)} reports")
        for fingerprint, count in strangers.items():
            say(console, f"{count} reports are sealed to {fingerprint}: put that office key in place")
        if restored.erased:
            say(console, f"{restored.erased} reports were erased after it was made; they did not come back")
        if restored.cancelled:
            say(console, f"{restored.cancelled} announcements were under way or due; they are cancelled now")
        say(console, "run: python -m bot check, and: python -m bot keys check")

    _run(work())


@db.command("forget")
def db_forget(folder: Folder) -> None:
    """Forget a backup folder that is no longer used, so that erasures need not reach it."""
    console = Console()

    async def work() -> None:
        async with _kept() as kept:
            known = await kept.backups.forget(folder.resolve())
        say(console, "forgotten; destroy what lies there" if known else "no backup was made there")

    _run(work())


# --- keys ---


@keys.command("show")
def keys_show() -> None:
    """Show fingerprints: which keys are here, and which the database's reports are sealed to."""
    console = Console()

    async def work() -> None:
        async with _kept(PUBLIC) as kept:
            paths = key_paths(kept.settings)
            state = await OfficeKeyNote(kept.at.database, kept.at.keyring).read()
            counts = await ReportKeys(kept.at.database).counts()
            say(console, f"data key          {kept.at.keyring.fingerprint()}")
            say(console, f"office, public    {office_fingerprint(kept.at.keys.office_public)}")
            say(console, f"office, private   {'here' if is_there(paths.office_private) else 'not here'}")
            for fingerprint in kept.office.set_aside():
                say(console, f"office, set aside {fingerprint}")
            if state is not None:
                say(console, f"database's office {state.current}")
                if state.coming is not None:
                    say(console, f"being moved to    {state.coming}: run python -m bot keys rotate to finish")
            for fingerprint, count in sorted(counts.items()):
                say(console, f"{count} reports are sealed to {fingerprint}")

    _run(work())


@keys.command("check")
def keys_check() -> None:
    """Try every report's key with the office's private key."""
    console = Console()

    async def work() -> bool:
        async with _kept(PLAIN) as kept:
            fingerprint = office_fingerprint(kept.at.keys.office_public)
            strangers = {
                other: count
                for other, count in (await ReportKeys(kept.at.database).counts()).items()
                if other != fingerprint
            }
            for other, count in strangers.items():
                say(console, f"{count} reports are sealed to {other}, which is not the office key here")
            if kept.at.keys.office_private is None:
                say(console, "the private key is not here (intake only): what reports hold was not tried")
                return not strangers
            with bars() as show:
                broken = await kept.office.check(
                    fingerprint, kept.at.keys.office_private, named(show, "reports")
                )
            if broken:
                say(console, f"{broken} reports can't be opened: restore them from a backup")
            elif not strangers:
                say(console, "every report's key opens")
            return not broken and not strangers

    if not asyncio.run(work()):
        raise typer.Exit(FAILED)


@keys.command("rotate")
def keys_rotate() -> None:
    """Exchange the office's key (stop all bots first), or finish an exchange that was interrupted."""
    console = Console()

    async def work() -> None:
        async with _kept(ROTATING) as kept:
            with bars() as show:
                done = await kept.office.rotate(named(show, "reports"))
            await note(kept.at, AuditAction.KEYS_ROTATED, {"dari": done.old, "ke": done.new})
        say(console, f"the office's key is {done.new} now; it was {done.old}")
        say(console, f"{done.rewrapped.done} reports were moved to it")
        if done.rewrapped.unreadable:
            say(
                console,
                f"{done.rewrapped.unreadable} reports did not open with the old key and stay as they were",
            )
        paths = key_paths(kept.settings)
        say(console, f"copy {paths.office_public} to every machine that takes reports in: no bot starts with")
        say(console, f"the old one. Back up {paths.office_private} apart from the database.")
        if done.old_key_wiped:
            say(console, "the backup of wrapped keys is new; the old private key was wiped")
        else:
            say(console, "the old private key is kept until: python -m bot db backup DIR,")
            say(console, "then: python -m bot keys retire")

    _run(work())


@keys.command("retire")
def keys_retire() -> None:
    """Wipe old private office keys that neither a report nor a backup of wrapped keys needs."""
    console = Console()

    async def work() -> bool:
        async with _kept(RETIRING) as kept:
            await kept.backups.refresh_keys()
            for fingerprint in kept.office.set_aside():
                if await kept.office.retire(fingerprint):
                    say(console, f"{fingerprint} was wiped")
            left = kept.office.set_aside()
        for fingerprint in left:
            say(
                console,
                f"{fingerprint} stays: a report is sealed to it, or no backup of wrapped keys is newer "
                "than its exchange (python -m bot db backup DIR)",
            )
        return not left

    if not asyncio.run(work()):
        raise typer.Exit(FAILED)


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
        async with _kept(PUBLIC) as kept:
            witnesses = [kept.witness.read()]
            if expect is not None:
                try:
                    witnesses.append(Head.parse(expect))
                except ValueError:
                    raise AuditError("--expect takes what this command prints: number:hash") from None
            problems: list[str] = []
            for witness in witnesses:
                with bars() as show:
                    found = await kept.log.verify(witness, named(show, "entries"))
                problems += [str(one) for one in found.problems if str(one) not in problems]
            for problem in problems:
                say(console, f"[red]{problem}[/red]")
            if problems:
                return False
            say(console, f"the log is whole: {found.entries} entries")
            say(console, f"head {found.head}  (note it where this machine can't change it)")
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
        async with _kept(PUBLIC) as kept:
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
