"""The files of a hand-over: whole, repeatable, in parts where one would be too large, without any time."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
from PIL import Image

from services.casework.handover import Document, Picture, Section
from services.casework.handover_pdf import pack, pdf

WILD = "Kata 漢字 العربية 😀 “kutip” \t tab\nbaris " + "panjangsekali" * 40
DOCUMENT = Document(
    "Judul",
    "Anak judul",
    (Section("1. Bagian", (("Label", "isi"), (WILD, WILD)), WILD * 30), Section("2. Kosong")),
    "halaman {page} dari {pages}",
    "{name} disamarkan: {sha256}",
)


def jpeg(seed: int, side: int = 400) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side + seed), 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def pages_of(raw: bytes) -> int:
    document = pypdfium2.PdfDocument(raw)
    try:
        return len(document)
    finally:
        document.close()


def test_any_text_makes_a_sound_pdf_with_every_picture() -> None:
    raw = pdf(DOCUMENT, [Picture("bukti-1.jpg", jpeg(1), ()), Picture("bukti-2.jpg", jpeg(900), ())])
    assert pages_of(raw) >= 4
    assert not re.search(rb"D:\d{4}|CreationDate|ModDate|\d\d:\d\d:\d\d", raw)


def test_the_same_report_gives_the_same_bytes() -> None:
    pictures = [Picture("bukti-1.jpg", jpeg(1), (1, 2))]
    assert pack(DOCUMENT, pictures) == pack(DOCUMENT, pictures)


def test_what_is_too_large_comes_in_parts_each_with_the_whole_manifest() -> None:
    pictures = [Picture(f"bukti-{n}.jpg", jpeg(n), ()) for n in range(1, 5)]
    parts = pack(DOCUMENT, pictures, part_bytes=len(pictures[0].content) * 2)
    assert len(parts) > 1
    names: list[str] = []
    manifests = set()
    for part in parts:
        with zipfile.ZipFile(io.BytesIO(part)) as archive:
            assert archive.testzip() is None
            names += [name for name in archive.namelist() if name != "SHA256SUMS.txt"]
            manifests.add(archive.read("SHA256SUMS.txt"))
            assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
    assert sorted(names) == ["bukti-1.jpg", "bukti-2.jpg", "bukti-3.jpg", "bukti-4.jpg", "laporan.pdf"]
    assert len(manifests) == 1
