"""Progress bars, and words beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

Named = Callable[[str, int, int], None]
"""Shows of a part of the work, by name, how much is done and how much there is."""


@contextmanager
def bars(console: Console | None = None) -> Iterator[Named]:
    """A progress bar for each named part of the work, on standard error where nothing else is said."""
    console = console or Console(stderr=True)
    tasks: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=total)
            shown.update(tasks[name], completed=done, total=total)

        yield show


def named(show: Named, name: str) -> Callable[[int, int], None]:
    """Shows one part of the work."""
    return lambda done, total: show(name, done, total)


def say(console: Console, words: str) -> None:
    """Says something as it stands, however long."""
    console.print(words, highlight=False, soft_wrap=True)
