"""The audit log: what officers, admins and the bot itself did, in a chain that can't be changed unnoticed.

An entry names its actor by a pseudonym and its report by a keyed hash, and is sealed. It never holds a
reporter's doing, a text of a report, a name or an id.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.clock import Clock
from core.files import write_whole
from core.sealing import Keyring
from core.text import StoredEnum, cap, squeeze
from services.access.errors import AuditError
from storage.access.audit import GENESIS, AuditChain, Head
from storage.platform.engine import dumps, loads
from storage.platform.unit import Unit

SYSTEM = b""
"""Actor of what the bot or an operator on the command line did."""
SYSTEM_NAME = "sistem"
WITNESS_FILE = "audit.head"
"""Name of the file, in DATA_DIR, that holds the head outside the database."""
MAX_DETAIL = 200
"""Characters of one detail; a detail is a word such as a status, never a text."""
MAX_PROBLEMS = 50


class AuditAction(StoredEnum):
    """What was done."""

    INVITED = "mengundang"
    JOINED = "bergabung"
    ROLE_CHANGED = "mengubah-peran"
    REMOVED = "mengeluarkan"
    SECOND_FACTOR_RESET = "mencabut-kunci-kedua"
    UNLOCKED = "membuka-kunci"
    UNLOCK_FAILED = "gagal-membuka-kunci"
    LOCKED = "mengunci"
    OPENED = "membaca"
    CLAIMED = "mengambil"
    RELEASED = "melepas"
    NOTED = "mencatat"
    ASKED = "bertanya"
    PRIORITY_CHANGED = "mengubah-prioritas"
    CATEGORY_CHANGED = "mengubah-kategori"
    LINKED = "menautkan"
    STATUS_CHANGED = "mengubah-status"
    REDACTED = "menyamarkan"
    EXPORTED = "mengekspor"
    ORIGINAL_REQUESTED = "meminta-asli"
    ORIGINAL_APPROVED = "menyetujui-asli"
    ORIGINAL_OPENED = "membuka-asli"
    STATISTICS_SEEN = "melihat-statistik"
    HELD = "menahan"
    HOLD_LIFTED = "melepas-tahanan"
    ERASURE_ANNOUNCED = "memperingatkan"
    ERASED = "menghapus"
    KEYS_ROTATED = "mengganti-kunci"
    RESTORED = "memulihkan"
    ANNOUNCED = "mengumumkan"
    ANNOUNCEMENT_APPROVED = "menyetujui-pengumuman"
    ANNOUNCEMENT_STOPPED = "menghentikan-pengumuman"
    ANNOUNCEMENT_RETRACTED = "menarik-pengumuman"
    CALENDAR_CHANGED = "mengubah-kalender"
    QUESTION_LINKED = "menautkan-pertanyaan"
    IMPORTED = "mengimpor"
    EXPORTED_DATA = "mengekspor-data"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as it reads."""

    seq: int
    at: datetime
    """Aware, UTC."""
    actor: str
    """A pseudonym, the same for the same person; ``sistem`` for the bot itself."""
    action: str
    """Value of an :class:`AuditAction` (of whatever version wrote it)."""
    subject: str | None
    """Keyed hash of what it was done to, the same for the same report."""
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """Something wrong with the chain, and where."""

    seq: int
    what: str

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.what}"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """What a walk along the chain found."""

    entries: int
    head: Head
    problems: tuple[AuditProblem, ...]


class AuditLog:
    """Writes entries into units of work and reads them."""

    def __init__(self, chain: AuditChain, keyring: Keyring, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._key = keyring.key_for("audit-names")

    def _hash(self, person: bytes, value: bytes) -> str:
        return hashlib.blake2b(value, key=self._key, person=person, digest_size=8).hexdigest()

    def name_of(self, actor_key: bytes) -> str:
        """Pseudonym of an actor, found by the key the chat is known by."""
        return SYSTEM_NAME if actor_key == SYSTEM else f"petugas-{self._hash(b'actor', actor_key)}"

    def subject_of(self, subject: bytes) -> str:
        """How a report (or another thing with an id) is named in the log."""
        return self._hash(b"subject", subject)

    def record(
        self,
        unit: Unit,
        actor_key: bytes,
        action: AuditAction,
        subject: bytes | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Adds an entry to the unit: it is on disk exactly if the rest of the unit is.

        ``actor_key`` is the actor's ``chat_key`` (:data:`SYSTEM` for the bot itself), ``subject`` the id of
        the row it was done to. ``details`` are short words (``{"dari": "diterima"}``), never a text of a
        person, a name or an id.

        Raises:
            AuditError: a detail is longer than a word.
        """
        given = {name: squeeze(value) for name, value in (details or {}).items()}
        if any(len(value) > MAX_DETAIL for value in given.values()):
            raise AuditError("a detail of the audit log is a word or two, never a text")
        entry = {
            "at": int(self._clock.now().timestamp()),
            "actor": self.name_of(actor_key),
            "action": action.value,
            "subject": None if subject is None else self.subject_of(subject),
            "details": given,
        }
        unit.closing.append(self._chain.append(dumps(entry)))

    async def entries(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Every entry that opens, oldest first, behind the number ``after``."""
        async for link in self._chain.walk(after):
            if link.entry is not None:
                yield _read(link.seq, link.entry)

    async def verify(
        self, witness: Head | None = None, progress: Callable[[int, int], None] | None = None
    ) -> AuditFinding:
        """Walks the whole chain; ``witness`` is a head noted earlier, outside the database.

        Found are changed, moved, removed, inserted and renumbered entries, a cut-off end (by the head kept
        apart), and a return to an older state of the whole database (by the witness).
        """
        problems: list[AuditProblem] = []
        total, begun = await self._chain.count(), await self._chain.head()
        wanted = {head.seq: head.mac for head in (begun, witness) if head is not None and head.seq > 0}
        entries, expected, last = 0, 1, Head(0, GENESIS)
        async for link in self._chain.walk():
            if link.seq != expected:
                missing = f"{expected} to {link.seq - 1}" if link.seq - 1 > expected else str(expected)
                problems.append(AuditProblem(link.seq, f"before it {missing} is missing"))
            if not link.chained:
                problems.append(AuditProblem(link.seq, "does not follow from the one before it"))
            if link.entry is None:
                problems.append(AuditProblem(link.seq, "was changed, or belongs to another place"))
            if wanted.get(link.seq) == link.mac:
                del wanted[link.seq]
            entries, expected, last = entries + 1, link.seq + 1, Head(link.seq, link.mac)
            if progress is not None:
                progress(entries, total)
        problems += await self._check_end(begun, last)
        if witness is not None and witness.seq in wanted:
            problems.append(
                AuditProblem(
                    witness.seq,
                    "was there when the head was noted outside the database, and is gone or another now: "
                    "the log's end was cut off, or the database was put back to an older state",
                )
            )
        return AuditFinding(entries, last, tuple(problems[:MAX_PROBLEMS]))

    async def _check_end(self, begun: Head | None, last: Head) -> list[AuditProblem]:
        """Holds the end against the head before and after the walk: a running bot may add entries."""
        now = await self._chain.head()
        if begun is None or now is None:
            return [AuditProblem(last.seq, "the head kept apart was changed")]
        if begun.seq > last.seq:
            return [AuditProblem(begun.seq, f"is missing: the log was cut off after {last.seq}")]
        if now.seq < last.seq:
            return [AuditProblem(last.seq, f"the head kept apart ends at {now.seq}: it was set back")]
        if now.seq == last.seq and now.mac != last.mac:
            return [AuditProblem(last.seq, "the head kept apart names another entry")]
        return []


def _read(seq: int, raw: bytes) -> AuditEntry:
    found = loads(raw)
    return AuditEntry(
        seq,
        datetime.fromtimestamp(found["at"], UTC),
        found["actor"],
        found["action"],
        found["subject"],
        found["details"],
    )


class AuditWitness:
    """The newest head, noted in a file outside the database. It only ever moves forward."""

    def __init__(self, chain: AuditChain, path: Path) -> None:
        self._chain = chain
        self._path = path

    def read(self) -> Head | None:
        """The head noted last; None before the first.

        Raises:
            AuditError: the file holds no head.
        """
        try:
            return Head.parse(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (ValueError, OSError) as error:
            raise AuditError(f"{cap(str(self._path), 200)} holds no head of the audit log") from error

    async def advance(self) -> Head:
        """Notes the present head, if the chain still holds the one noted before.

        Raises:
            AuditError: it does not: the log was cut off or changed. The note stays as it was.
        """
        noted, head = self.read(), await self._chain.head()
        if head is None:
            raise AuditError
        if noted is not None and (head.seq < noted.seq or await self._chain.mac_at(noted.seq) != noted.mac):
            raise AuditError
        if noted != head:
            self.note(head)
        return head

    def note(self, head: Head) -> None:
        """Writes a head down, whatever was noted before (after a restore)."""
        write_whole(self._path, f"{head}\n".encode())
