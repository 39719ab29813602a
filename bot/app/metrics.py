"""Counts and latencies, without anything that could name a person: labels are words of this program only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from services.announcements.sender import SendVerdict
from services.platform.jail.pool import Jail
from services.platform.pacing import Scope
from services.reporting.errors import EvidenceError
from services.reporting.evidence import MAX_PAGES, NOBODY, CleanVideo, EvidenceCleaner, Fetch, Received
from services.reporting.evidence_queue import IncomingFile
from services.reporting.worker import CleanFile

UPDATES = ("handled", "failed", "waiting", "given-up")
CALLS = ("sent", "refused", "blocked", "waiting", "paused")
JOBS = ("done", "failed")
METHODS = (
    *("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "sendChatAction", "sendVideo"),
    *("editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup"),
    *("deleteMessage", "deleteMessages", "answerCallbackQuery", "answerInlineQuery"),
)
"""What the outbox is given every day; others are added when they come."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
UNITS = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """One registry per running bot; nothing of it is global."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._updates = self._counter("netra_updates", "Updates by what became of them", "outcome")
        self._update_seconds = Histogram(
            "netra_update_seconds",
            "From taking up an update to its effects on disk",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._calls = self._counter(
            "netra_calls", "Calls of the outbox by method and outcome", "method", "outcome"
        )
        self._group_units = Histogram(
            "netra_commit_units", "Units of work in one transaction", buckets=UNITS, registry=self.registry
        )
        self._commit_seconds = Histogram(
            "netra_commit_seconds", "Duration of one transaction", buckets=SECONDS, registry=self.registry
        )
        self._refused = self._counter("netra_too_many_requests", "Answers 429 by whom they silence", "scope")
        self._evidence = self._counter("netra_evidence", "Files cleaned or refused", "outcome")
        self._jobs = self._counter("netra_jobs", "Rings of scheduled jobs", "job", "outcome")
        self._broadcasts = self._counter("netra_broadcast_calls", "Calls of broadcasts", "outcome")
        self._unreadable = self._counter(
            "netra_unreadable", "Updates and answers of the server that could not be read", "what"
        )
        self._dropped = Counter(
            "netra_dropped", "Updates beyond what is kept of one chat", registry=self.registry
        )
        self._last_poll = Gauge(
            "netra_poll_age_seconds", "Since Telegram last answered a poll", registry=self.registry
        )
        self._last_poll.set_function(self.poll_age)
        self._begin_series()
        self._polled_at = clock()

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self.registry)

    def _begin_series(self) -> None:
        """Begins the series that are known, at nought: a rate needs the nought before the first.

        A series also keeps, for good, the moment when it began. Begun in a person's turn, that number came
        to lie in memory where an id had been, and eight bytes of the id stayed beside it for good.
        """
        known: dict[Counter, Iterable[tuple[str, ...]]] = {
            self._updates: zip(UPDATES),
            self._calls: product(METHODS, CALLS),
            self._refused: zip(Scope),
            self._evidence: zip(("cleaned", *names_below(EvidenceError))),
            self._jobs: product(("letterbox",), JOBS),
            self._broadcasts: zip(one.name.lower() for one in SendVerdict),
            self._unreadable: zip(("update", "answer")),
        }
        for counter, series in known.items():
            for labels in series:
                counter.labels(*labels)

    def expect_jobs(self, names: Iterable[str]) -> None:
        """Begins the series of these jobs."""
        for labels in product(names, JOBS):
            self._jobs.labels(*labels)

    def watch(self, name: str, words: str, read: Callable[[], float]) -> None:
        """Adds a gauge whose value is read when it is asked for."""
        Gauge(name, words, registry=self.registry).set_function(read)

    def update(self, outcome: str, seconds: float) -> None:
        """An update was tried: ``handled``, ``failed``, ``waiting`` (for the network) or ``given-up``."""
        self._updates.labels(outcome).inc()
        self._update_seconds.observe(seconds)

    def call(self, method: str, outcome: str) -> None:
        """A call of the outbox ended: ``sent``, ``refused``, ``blocked``, ``waiting`` or ``paused``."""
        self._calls.labels(method, outcome).inc()

    def refused(self, scope: str) -> None:
        """Telegram said 429, and that silences one ``chat`` or the whole ``bot``."""
        self._refused.labels(scope).inc()

    def commit(self, units: int, seconds: float) -> None:
        """A transaction was committed."""
        self._group_units.observe(units)
        self._commit_seconds.observe(seconds)

    def evidence(self, outcome: str) -> None:
        """A file was cleaned (``cleaned``), or refused (the error's name)."""
        self._evidence.labels(outcome).inc()

    def job(self, name: str, outcome: str) -> None:
        """A job rang and ended ``done`` or ``failed``."""
        self._jobs.labels(name, outcome).inc()

    def broadcast(self, outcome: str, count: int = 1) -> None:
        """Calls of a broadcast came to a verdict: ``delivered``, ``blocked``, ``wait`` and so on."""
        self._broadcasts.labels(outcome).inc(count)

    def unreadable(self, what: str, count: int = 1) -> None:
        """The server sent an ``update`` that was passed over, or an ``answer`` that was asked for again."""
        self._unreadable.labels(what).inc(count)

    def dropped(self, count: int) -> None:
        """Updates of chats that sent more than is kept of one were dropped."""
        self._dropped.inc(count)

    def polled(self) -> None:
        """Telegram answered a poll."""
        self._polled_at = self._clock()

    def poll_age(self) -> float:
        """Seconds since Telegram last answered a poll (or since the start)."""
        return self._clock() - self._polled_at

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


def names_below(error: type[Exception]) -> Iterator[str]:
    """The names of an error and of all that are such an error."""
    yield error.__name__
    for narrower in error.__subclasses__():
        yield from names_below(narrower)


class CountingCleaner(EvidenceCleaner):
    """The cleaner, with its outcomes counted."""

    def __init__(self, metrics: Metrics, video: CleanVideo | None = None, jail: Jail | None = None) -> None:
        super().__init__(video, jail)
        self._metrics = metrics

    async def receive(
        self, fetch: Fetch, most_pages: int = MAX_PAGES, sender: IncomingFile = NOBODY
    ) -> Received:
        """As :meth:`EvidenceCleaner.receive`."""
        with self._counting():
            return await super().receive(fetch, most_pages, sender)

    async def clean_file(self, raw: bytes, most_pages: int = MAX_PAGES) -> CleanFile:
        """As :meth:`EvidenceCleaner.clean_file`."""
        with self._counting():
            return await super().clean_file(raw, most_pages)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except EvidenceError as error:
            self._metrics.evidence(type(error).__name__)
            raise
        self._metrics.evidence("cleaned")
