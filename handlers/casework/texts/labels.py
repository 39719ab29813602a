"""Labels of officers' work: priorities, reasons, filters, limits."""

from __future__ import annotations

from handlers.platform.labels import labels
from services.casework.case import DecisionReason, Priority
from services.casework.case_service import NEAR_DAYS, OLD_DAYS, Age, Whose
from services.casework.facts import DeadlineBasis
from services.casework.notices import Notice

PRIORITY_LABELS = labels(
    Priority,
    {
        Priority.URGENT: "Mendesak",
        Priority.HIGH: "Penting",
        Priority.NORMAL: "Biasa",
    },
)
REASON_LABELS = labels(
    DecisionReason,
    {
        DecisionReason.NO_VIOLATION: "Bukan dugaan pelanggaran netralitas",
        DecisionReason.TOO_LITTLE: "Keterangan atau bukti belum cukup",
        DecisionReason.ELSEWHERE: "Di luar wewenang kantor ini",
        DecisionReason.TWICE: "Kejadian ini sudah dilaporkan sebelumnya",
        DecisionReason.TO_BAWASLU: "Diteruskan kepada Bawaslu",
        DecisionReason.TO_BKN: "Diteruskan kepada BKN",
        DecisionReason.TO_INSPECTORATE: "Diteruskan kepada inspektorat instansi",
        DecisionReason.TO_OTHERS: "Diteruskan kepada lembaga lain yang berwenang",
        DecisionReason.ACTED: "Sudah ditindaklanjuti lembaga yang berwenang",
        DecisionReason.NOT_PROVEN: "Diperiksa, dugaannya tidak terbukti",
        DecisionReason.HANDLED: "Sudah ditangani di luar proses ini",
        DecisionReason.AGAIN: "Diperiksa kembali",
    },
)
BASIS_LABELS = labels(
    DeadlineBasis,
    {
        DeadlineBasis.KNOWN: "hari diketahui",
        DeadlineBasis.HAPPENED: "hari kejadian",
        DeadlineBasis.RECEIVED: "hari diterima",
    },
)
WHOSE_LABELS = labels(
    Whose,
    {
        Whose.MINE: "Saya kerjakan",
        Whose.NOBODYS: "Belum diambil",
    },
)
AGE_LABELS = labels(
    Age,
    {
        Age.FRESH: "Ada yang belum dibaca",
        Age.NEAR: f"Batas ≤ {NEAR_DAYS} hari lagi",
        Age.OLD: f"Lebih dari {OLD_DAYS} hari",
    },
)
NOTICE_LABELS = labels(
    Notice,
    {
        Notice.THREE_DAYS: "batas 7 harinya tinggal 3 hari",
        Notice.ONE_DAY: "batas 7 harinya tinggal 1 hari",
        Notice.UNREAD: "belum dibaca sejak kemarin atau lebih lama",
    },
)
