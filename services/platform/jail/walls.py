"""Which walls stand around a worker, and the rule for kernels that lack some.

Every wall the kernel has is put up; one it lacks is left out and named by ``python -m bot check``. What
strangers sent is decoded only where Landlock or the filter of system calls stands: without both the worker
does not start, and a file is refused as it is when the worker crashes.
"""

from __future__ import annotations

import math
import os
import resource
from dataclasses import dataclass

from services.platform.jail import kernel

CPU_GRACE = 1
"""Seconds of processor beyond the time a piece of work may take: the clock on the wall comes first."""


@dataclass(frozen=True, slots=True)
class Walls:
    """What stands. Every field is false or 0 where the kernel lacks it."""

    filter: bool
    """seccomp: a short list of system calls; no file, socket, program, thread or signal can be asked for."""
    landlock: int
    """Version: no file can be reached, from 4 on no TCP, from 6 on no signal sent."""
    user: bool
    """Another user, or a user namespace in which nothing is owned."""
    network: bool
    """A network namespace without any device that is up."""
    tasks: int = 0
    """How many processes and threads its user may have, where threads are needed."""

    @property
    def may_decode(self) -> bool:
        """Whether files of strangers may be opened behind these walls."""
        return self.filter or self.landlock > 0

    @property
    def lacking(self) -> tuple[str, ...]:
        """What this kernel or its settings do not give us, in an operator's words."""
        words = (
            ("seccomp (system calls)", self.filter),
            ("Landlock (files)", self.landlock > 0),
            ("Landlock 4 (TCP)", self.landlock == 0 or self.landlock >= 4),
            ("Landlock 6 (signals)", self.landlock == 0 or self.landlock >= 6),
            ("another user or user namespace", self.user),
            ("network namespace", self.network),
        )
        return tuple(name for name, stands in words if not stands)


def die_with(parent: int) -> None:
    """Ends this process with its parent; last of all, a change of user forgets it."""
    kernel.die_with(parent)


def close() -> Walls:
    """Puts up what holds for the warden and every worker it forks; to be called once all is imported.

    Raises:
        OSError: a wall the kernel has could not be put up.
    """
    kernel.hide_memory()
    if kernel.thread_count() > 1:
        raise RuntimeError("a library left threads, around which no wall would stand")
    if os.geteuid() == 0:  # in this order: root loses the right to the one by the other
        network, user = kernel.no_network(), kernel.other_user()
    else:  # and a user gains it
        user, network = kernel.other_user(), kernel.no_network()
    kernel.no_capabilities()
    kernel.hide_memory()  # a change of user may bring back what was hidden
    kernel.no_new_privileges()
    tasks = kernel.bounded_threads()
    return Walls(kernel.has_seccomp(), kernel.landlock(), user, network, tasks)


def close_for_one(walls: Walls, parent: int, seconds: float, *, threads: bool) -> None:
    """Puts up what holds for one piece of work, in the process that is forked for it.

    Raises:
        OSError: as for :func:`close`.
    """
    kernel.die_with(parent)
    for what, most in (
        (resource.RLIMIT_CPU, math.ceil(seconds) + CPU_GRACE),
        (resource.RLIMIT_NOFILE, 0),  # those that are open go on
        (resource.RLIMIT_NPROC, walls.tasks if threads else 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    if walls.filter:
        kernel.seccomp(threads=threads)
