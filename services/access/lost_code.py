"""Whether somebody says that the secret code is lost: told by rule, so that no ranker reads it."""

from __future__ import annotations

import re

_NO = r"(?:tidak|tdk|tak|ga|gak|gk|nggak|ngga|enggak|belum|blm|lupa)"
_CODE = re.compile(
    r"\b(?:kode(?:nya|ku|\s?ku)?|enam\s+kata(?:nya)?|6\s+kata(?:nya)?|kata\s+rahasia(?:nya|ku)?)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:hilang|ilang|kehilangan|menghilangkan|lupa|kelupaan|tercecer|terhapus|kehapus|kebuang|terbuang|"
    rf"bocor|dicuri|ketahuan|{_NO}\s+(?:saya\s+)?(?:ingat|inget|ketemu|(?:di|ke|ter|me|men|ny|nye)?"
    r"(?:simpan|simpen|yimpan|yimpen|catat|catet|tulis))|salah\s+catat)\b",
    re.IGNORECASE,
)
_OTHER_CODES = re.compile(
    r"\bkode\s+(?:etik|pos|otp|verifikasi|batang|wilayah|rekening|bank|voucher|rahasia\s+negara|perilaku|surat|"
    r"jabatan|unit|klasifikasi|billing|akses)|\bkode\s?etik",
    re.IGNORECASE,
)
LONGEST = 30
"""Words; somebody who tells a longer story is asking something else."""


def says_code_is_lost(text: str) -> bool:
    """``Kode saya hilang gimana ya?``: True; ``lupa kode etik ASN``: False."""
    if len(text.split()) > LONGEST or _OTHER_CODES.search(text):
        return False
    return _CODE.search(text) is not None and _LOST.search(text) is not None
