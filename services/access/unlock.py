"""The second factor: one-time passwords (TOTP, RFC 6238) that open the lock for a quarter of an hour."""

from __future__ import annotations

import base64
import hmac
import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

import pyotp
import segno

from core.numbers import whole
from core.randomness import Randomness
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer
from storage.access.officers import OfficerStore
from storage.platform import lifetimes
from storage.platform.unit import Unit, Write

UNLOCKED_FOR = lifetimes.UNLOCKED
SECRET_BYTES = 20
"""160 bits, the length of the HMAC's output. Source: RFC 4226, section 4, R6."""
STEP_SECONDS = 30
DIGITS = 6
STEPS_OFF = 1
"""Steps a phone's clock may be off either way. Source: RFC 6238, section 5.2 advises one."""
FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
ISSUER = "Netra"
QR_SCALE = 8
_NOT_DIGITS = re.compile(r"[\s-]")


class Entry(Enum):
    """What came of a typed password."""

    OPENED = auto()
    WRONG = auto()
    USED = auto()
    """It was right, but was taken before."""
    WAIT = auto()
    """Too many wrong ones: none is looked at for now."""
    UNREADABLE = auto()
    """It is no password of six digits."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an officer needs once to set an authenticator app up."""

    secret: str
    """Base32, for typing."""
    qr: bytes
    """The same as a QR picture, PNG."""

    def __repr__(self) -> str:
        return "Setup(...)"


def step_of(moment: datetime) -> int:
    """Number of the half-minute of a moment."""
    return int(moment.timestamp()) // STEP_SECONDS


def qr_picture(uri: str) -> bytes:
    """A QR code as PNG, with its quiet zone, large enough to be read off a screen."""
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="png", scale=QR_SCALE, border=4)
    return out.getvalue()


class Unlocking:
    """Sets the second factor up, opens the lock and closes it."""

    def __init__(self, store: OfficerStore, randomness: Randomness, audit: AuditHook, relearn: Write) -> None:
        """``relearn`` lets the roles follow: they count only while a second factor stands."""
        self._store = store
        self._relearn = relearn
        self._randomness = randomness
        self._audit = audit

    def set_up(self, unit: Unit, officer: Officer) -> Setup:
        """A fresh secret; it counts once a first password was right."""
        secret = base64.b32encode(self._randomness.bytes(SECRET_BYTES)).decode()
        unit.write(self._store.set_secret(officer.id, secret), self._relearn)
        uri = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(
            name="petugas", issuer_name=ISSUER
        )
        return Setup(secret, qr_picture(uri))

    def enter(self, unit: Unit, officer: Officer, typed: str, now: datetime) -> Entry:
        """Takes a password; opens the lock if it is right and new."""
        digits = _NOT_DIGITS.sub("", typed)
        if not officer.secret or len(digits) != DIGITS or whole(digits, 0, 10**DIGITS - 1) is None:
            return Entry.UNREADABLE
        if now < officer.wait_until:
            return Entry.WAIT
        step = self._matching_step(officer.secret, digits, now)
        if step is None:
            self._note_wrong(unit, officer, now)
            return Entry.WRONG
        if step <= officer.last_step:
            return Entry.USED
        until = int((now + UNLOCKED_FOR).timestamp())
        unit.write(self._store.unlock(officer.id, step, until))
        if not officer.confirmed:
            unit.write(self._relearn)
        self._audit.record(unit, officer.chat_key, AuditAction.UNLOCKED, officer.id)
        return Entry.OPENED

    @staticmethod
    def _matching_step(secret: str, digits: str, now: datetime) -> int | None:
        totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
        around = range(step_of(now) - STEPS_OFF, step_of(now) + STEPS_OFF + 1)
        matching = [step for step in around if hmac.compare_digest(totp.generate_otp(step), digits)]
        return max(matching, default=None)

    def _note_wrong(self, unit: Unit, officer: Officer, now: datetime) -> None:
        wrong = min(officer.wrong + 1, 30)
        wait = timedelta()
        if wrong >= FREE_TRIES:
            wait = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(wrong - FREE_TRIES, 10)))
        unit.write(self._store.note_wrong(officer.id, wrong, int((now + wait).timestamp())))
        self._audit.record(unit, officer.chat_key, AuditAction.UNLOCK_FAILED, officer.id)

    def close(self, unit: Unit, officer: Officer) -> None:
        """Closes the lock; wishes for originals that were asked for behind it end with it."""
        unit.write(self._store.lock(officer.id))
        self._audit.record(unit, officer.chat_key, AuditAction.LOCKED, officer.id)
