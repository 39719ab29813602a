"""Labels of access: roles, and what the audit log notes."""

from __future__ import annotations

from handlers.platform.labels import labels
from services.access.audit import AuditAction
from services.access.roles import Role

AUDIT_LABELS = labels(
    AuditAction,
    {
        AuditAction.INVITED: "Mengundang petugas",
        AuditAction.JOINED: "Menerima undangan",
        AuditAction.ROLE_CHANGED: "Mengubah peran",
        AuditAction.REMOVED: "Mengeluarkan petugas",
        AuditAction.SECOND_FACTOR_RESET: "Mencabut kunci kedua",
        AuditAction.UNLOCKED: "Membuka kunci",
        AuditAction.UNLOCK_FAILED: "Gagal membuka kunci",
        AuditAction.LOCKED: "Mengunci",
        AuditAction.OPENED: "Membaca laporan",
        AuditAction.CLAIMED: "Mengambil laporan",
        AuditAction.RELEASED: "Melepas laporan",
        AuditAction.NOTED: "Menambah catatan internal",
        AuditAction.ASKED: "Bertanya kepada pelapor",
        AuditAction.PRIORITY_CHANGED: "Mengubah prioritas",
        AuditAction.CATEGORY_CHANGED: "Mengubah kategori",
        AuditAction.LINKED: "Menautkan laporan ganda",
        AuditAction.STATUS_CHANGED: "Mengubah status",
        AuditAction.REDACTED: "Menyamarkan isi",
        AuditAction.EXPORTED: "Mengekspor berkas penyerahan",
        AuditAction.ORIGINAL_REQUESTED: "Meminta bukti asli",
        AuditAction.ORIGINAL_APPROVED: "Menyetujui membuka bukti asli",
        AuditAction.ORIGINAL_OPENED: "Membuka bukti asli",
        AuditAction.STATISTICS_SEEN: "Melihat statistik",
        AuditAction.HELD: "Menahan penghapusan",
        AuditAction.HOLD_LIFTED: "Melepas penahanan",
        AuditAction.ERASURE_ANNOUNCED: "Memperingatkan penghapusan",
        AuditAction.ERASED: "Menghapus laporan",
        AuditAction.KEYS_ROTATED: "Mengganti kunci kantor",
        AuditAction.RESTORED: "Memulihkan cadangan",
        AuditAction.ANNOUNCED: "Membuat pengumuman",
        AuditAction.ANNOUNCEMENT_APPROVED: "Menyetujui pengumuman",
        AuditAction.ANNOUNCEMENT_STOPPED: "Menghentikan pengumuman",
        AuditAction.ANNOUNCEMENT_RETRACTED: "Menarik pengumuman",
        AuditAction.CALENDAR_CHANGED: "Mengubah kalender",
        AuditAction.QUESTION_LINKED: "Menautkan pertanyaan ke topik",
        AuditAction.IMPORTED: "Mengimpor data",
        AuditAction.EXPORTED_DATA: "Mengekspor data",
    },
)
ROLE_LABELS = labels(
    Role,
    {
        Role.OFFICER: "Petugas",
        Role.LEAD: "Pimpinan",
        Role.ADMIN: "Admin",
        Role.AUDITOR: "Auditor (hanya membaca)",
    },
)
