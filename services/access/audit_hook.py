"""The place where officers' actions are noted: a hook of the audit log's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.text import LabelledEnum
from storage.unit import Unit


class AuditAction(LabelledEnum):
    """What an officer did."""

    INVITED = "mengundang", "Mengundang petugas"
    JOINED = "bergabung", "Menerima undangan"
    ROLE_CHANGED = "mengubah-peran", "Mengubah peran"
    REMOVED = "mengeluarkan", "Mengeluarkan petugas"
    UNLOCKED = "membuka-kunci", "Membuka kunci"
    UNLOCK_FAILED = "gagal-membuka-kunci", "Gagal membuka kunci"
    LOCKED = "mengunci", "Mengunci"
    OPENED = "membaca", "Membaca laporan"
    CLAIMED = "mengambil", "Mengambil laporan"
    RELEASED = "melepas", "Melepas laporan"
    NOTED = "mencatat", "Menambah catatan internal"
    ASKED = "bertanya", "Bertanya kepada pelapor"
    PRIORITY_CHANGED = "mengubah-prioritas", "Mengubah prioritas"
    CATEGORY_CHANGED = "mengubah-kategori", "Mengubah kategori"
    LINKED = "menautkan", "Menautkan laporan ganda"
    STATUS_CHANGED = "mengubah-status", "Mengubah status"
    REDACTED = "menyamarkan", "Menyamarkan isi"
    EXPORTED = "mengekspor", "Mengekspor berkas penyerahan"
    ORIGINAL_REQUESTED = "meminta-asli", "Meminta bukti asli"
    ORIGINAL_APPROVED = "menyetujui-asli", "Menyetujui membuka bukti asli"
    ORIGINAL_OPENED = "membuka-asli", "Membuka bukti asli"
    STATISTICS_SEEN = "melihat-statistik", "Melihat statistik"


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
