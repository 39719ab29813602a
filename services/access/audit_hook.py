"""The place where officers' actions are noted: a hook of the audit log's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from services.access.audit import AuditAction
from storage.platform.unit import Unit

__all__ = ["AuditAction", "AuditHook", "NoAudit"]


class AuditHook(Protocol):
    """Notes an action in the same unit of work as the action itself."""

    def record(
        self,
        unit: Unit,
        actor_key: bytes,
        action: AuditAction,
        subject: bytes | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """``actor_key`` is the actor's chat key, ``subject`` the id of the row it was done to.

        ``details`` are short words such as a status, never a text of a person.
        """
        ...


class NoAudit:
    """Notes nothing; for parts that run without an audit log."""

    def record(
        self,
        unit: Unit,
        actor_key: bytes,
        action: AuditAction,
        subject: bytes | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Does nothing."""
