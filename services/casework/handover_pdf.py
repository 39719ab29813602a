"""The hand-over as files: PDF, pictures, manifest, ZIP. Runs in a worker, which alone imports it.

None of it carries a time of day: the PDF has no dates inside, entries of the ZIP stand at ZIP's first day.
The same report gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer, PDFInfo
from PIL import Image

from services.casework.handover import Document, Picture, Section
from services.casework.redaction import blurred

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can name. Source: PKWARE APPNOTE, 4.4.6."""
NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""Goes into the PDF's fingerprint only, so that it repeats."""
PART_BYTES = 45 * 2**20
"""Bytes of evidence in one ZIP. A bot may send files of 50 MB. Source: Bot API, sendDocument."""
PRINTED_SIDE = 1_400
"""Pixels of the longer side of a picture printed in the PDF; the files beside it are whole."""
MARGIN = 18
LABEL_WIDTH = 52
FONTS = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
PDF_NAME = "laporan.pdf"
MANIFEST_NAME = "SHA256SUMS.txt"


class _Timeless(OutputProducer):
    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        info.creation_date = None  # type: ignore[assignment] # a document without a date is a sound PDF
        return info


class _Pdf(FPDF):
    words_below = ""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("DejaVu", size=7)
        self.set_text_color(110)
        words = self.words_below.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
        self.cell(0, 5, words, align="C")
        self.set_text_color(0)


@cache
def _font(name: str) -> bytes:
    """A font, read once: behind the worker's walls nothing can be opened."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("matplotlib, whose fonts are used, is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    return (folder / name).read_bytes()


def _add_font(page: FPDF, style: str, name: str) -> None:
    """As ``add_font``, from memory: that one takes a path only."""
    key = f"dejavu{style}"
    page.fonts[key] = TTFFont(page, io.BytesIO(_font(name)), key, style)  # type: ignore[arg-type] # fontTools reads both


def prepare() -> None:
    """Packs once, so that fonts are read and everything is imported before the worker's walls close."""
    Image.init()
    out = io.BytesIO()
    Image.new("RGB", (16, 12)).save(out, "JPEG")
    section = Section("A", (("b", "c"),), "d")
    pack(
        Document("A", "b", (section,), "{page}/{pages}", "{name}{sha256}"),
        [Picture("a.jpg", out.getvalue(), (1,))],
    )


def pdf(document: Document, pictures: Sequence[Picture]) -> bytes:
    """The document, with every picture on a page of its own at the end."""
    page = _Pdf(format="A4")
    page.words_below = document.footer
    page.set_margins(MARGIN, MARGIN, MARGIN)
    page.set_auto_page_break(auto=True, margin=MARGIN)
    for style, name in FONTS.items():
        _add_font(page, style, name)
    page.set_creation_date(NO_DATE)
    page.set_producer("Netra")
    page.set_title(document.title)
    page.add_page()
    page.set_font("DejaVu", "B", 15)
    page.multi_cell(0, 8, document.title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_font("DejaVu", size=9)
    page.set_text_color(80)
    page.multi_cell(0, 4.8, document.subtitle, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_text_color(0)
    for section in document.sections:
        _section(page, section)
    for picture in pictures:
        _picture(page, picture)
    return bytes(page.output(output_producer_class=_Timeless))


def _section(page: FPDF, section: Section) -> None:
    page.ln(4)
    if page.will_page_break(16):
        page.add_page()
    page.set_font("DejaVu", "B", 11)
    page.multi_cell(0, 7, section.heading, align="L", border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(1.5)
    for label, value in section.rows:
        _row(page, label, value)
    if section.text:
        page.set_font("DejaVu", size=9.5)
        page.multi_cell(0, 5.2, section.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _row(page: FPDF, label: str, value: str) -> None:
    if page.will_page_break(6):
        page.add_page()
    page.set_font("DejaVu", size=9)
    top = page.get_y()
    page.set_text_color(80)
    page.multi_cell(LABEL_WIDTH, 5.2, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
    page.set_text_color(0)
    page.set_xy(MARGIN + LABEL_WIDTH, top)
    page.multi_cell(0, 5.2, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _picture(page: FPDF, picture: Picture) -> None:
    with Image.open(io.BytesIO(picture.content), formats=("JPEG",)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((PRINTED_SIDE, PRINTED_SIDE))
    page.add_page()
    page.set_font("DejaVu", "B", 11)
    page.cell(0, 8, picture.name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    room = page.h - page.get_y() - MARGIN - 4
    scale = min(page.epw / small.width, room / small.height)
    page.image(small, w=small.width * scale, h=small.height * scale)


def pack(document: Document, pictures: Sequence[Picture], part_bytes: int = PART_BYTES) -> list[bytes]:
    """The hand-over as one ZIP, or as several where one would be too large to send."""
    ready = [
        Picture(one.name, blurred(one.content, one.cells), one.cells) if one.cells else one
        for one in pictures
    ]
    files = [(PDF_NAME, pdf(document, ready)), *((one.name, one.content) for one in ready)]
    manifest = _manifest(document, files, pictures)
    parts: list[list[tuple[str, bytes]]] = [[]]
    size = 0
    for name, content in files:
        if parts[-1] and size + len(content) > part_bytes:
            parts.append([])
            size = 0
        parts[-1].append((name, content))
        size += len(content)
    return [_zip([*part, (MANIFEST_NAME, manifest)]) for part in parts]


def _manifest(document: Document, files: Sequence[tuple[str, bytes]], originals: Sequence[Picture]) -> bytes:
    """Lines that ``sha256sum -c`` reads; of blurred pictures also what they were before, as a remark."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files]
    for one in originals:
        if one.cells:
            digest = hashlib.sha256(one.content).hexdigest()
            lines.append("# " + document.blurred_note.format(name=one.name, sha256=digest))
    return ("\n".join(lines) + "\n").encode()


def _zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
