"""What a feature is: everything one column gives to the running bot.

Each column has a ``feature.py`` that builds one from the opened installation. The program knows a list of
features (``bot/app/features.py``): it registers their handlers, rings their jobs, and prepares, tidies and
closes them, whatever they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, auto

from handlers.platform.handler_group import Asking, HandlerGroup, is_asking
from storage.platform.unit import Commit, Write

Work = Callable[[Commit], Awaitable[None]]
"""What commits units of its own."""


class HandlerPhase(IntEnum):
    """When a group's handlers are tried; the first that fits answers. Within a phase: in the order of the
    features, then of a feature's groups."""

    EDITED = auto()
    """Edited messages: no other handler gets one, so that an edit runs nothing twice."""
    CODES = auto()
    """Messages with a secret code: a code goes no further."""
    INVITED = auto()
    """Officers. An invitation is a /start too."""
    LINKED = auto()
    """Links to a topic, which are a /start too."""
    STARTED = auto()
    """/start and the way out of anything."""
    EVERYBODY = auto()
    """What knows what it answers to; most of all."""
    ADMINS = auto()
    """The same, for administrators."""
    REST = auto()
    """Takes whatever the others left."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that asks the database what is due. It runs at start too, to catch up."""

    name: str
    every: timedelta
    run: Work
    urgent: bool = False
    """Whether it comes before the others at the start: they rely on what it finds, or somebody looks at what
    it takes away."""


async def nothing() -> None:
    """Nothing to do."""


async def no_work(_commit: Commit) -> None:
    """No unit to commit."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One column, built."""

    name: str
    handler_groups: Mapping[HandlerPhase, Sequence[HandlerGroup]] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    prepare: Callable[[], Awaitable[None]] = nothing
    """What has to be known before the first update is handled."""
    take_over: Work = no_work
    """What is done once with what an earlier version stored, before the first update is handled."""
    tidy: Work = no_work
    """What is done beside the erasure of what is overdue, every few minutes."""
    unreachable: Callable[[bytes], Write] | None = None
    """What is written when Telegram says that the chat with this key can't be reached any more."""
    forget_idle: Callable[[], None] | None = None
    """Forgets what chats took, once it weighs nothing any more."""
    close: Callable[[], Awaitable[None]] = nothing
    """Ends what the feature started."""


def in_order(features: Iterable[Feature]) -> list[HandlerGroup]:
    """All handlers, in groups, in the order their handlers are tried."""
    features = list(features)
    return [
        one for phase in HandlerPhase for feature in features for one in feature.handler_groups.get(phase, ())
    ]


def asking_of(features: Iterable[Feature]) -> list[Asking]:
    """Handler groups that wait for free input."""
    return [one for one in in_order(features) if is_asking(one)]


def jobs_of(features: Iterable[Feature]) -> list[Job]:
    """All jobs, in the order they catch up at the start: urgent ones, then those that ring oftenest, so that
    nobody waits for a long look through everything."""
    return sorted(
        (job for feature in features for job in feature.jobs), key=lambda job: (not job.urgent, job.every)
    )
