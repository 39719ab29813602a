"""What features share: each part is built once, here, and handed to every column's ``build``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.access.commands import Commands
from handlers.platform.outgoing import Call
from rulebook.loader import Rulebook, load_rulebook
from services.access.audit import AuditLog
from services.access.code import CodeService
from services.access.roles import Roles
from services.access.spotter import Spotter
from services.platform.drawing.renderer import PictureRenderer
from services.platform.installation import Installation
from services.platform.jail.pool import Jail
from services.platform.render_worker import RenderWorker
from services.platform.traces import Traces
from storage.access.audit import AuditChain
from storage.platform.outbox import Outbox

Quietly = Callable[[Call], Awaitable[None]]
"""Sends a call nobody misses, past the outbox, and returns when it is through."""


@dataclass(frozen=True)
class Shared:
    """Parts of which a bot has one, whatever features it has."""

    rulebook: Rulebook
    outbox: Outbox
    quietly: Quietly
    commands: Commands
    """Filled when the handlers are registered."""
    roles: Roles
    audit: AuditLog
    codes: CodeService
    spotter: Spotter
    """Finds secret codes among words."""
    traces: Traces
    """Of conversations about reports."""
    renderer: PictureRenderer
    render_worker: RenderWorker


def build_shared(installation: Installation, outbox: Outbox, quietly: Quietly, jail: Jail) -> Shared:
    """Builds them around one outbox, one way past it, and one jail."""
    keyring = installation.keyring
    codes = CodeService(keyring.code_salt(), installation.randomness)
    return Shared(
        rulebook=load_rulebook(),
        outbox=outbox,
        quietly=quietly,
        commands=Commands(),
        roles=Roles(installation.options.owner_ids, keyring),
        audit=AuditLog(AuditChain(installation.database, keyring), keyring, installation.clock),
        codes=codes,
        spotter=Spotter(codes.codebook),
        traces=Traces(outbox),
        renderer=PictureRenderer(jail),
        render_worker=RenderWorker(jail),
    )
