"""Pages of a PDF, painted in this process; the worker around it is tested in test_evidence."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from services.reporting.evidence import EvidenceCleaner
from services.reporting.pages import MAX_PAGE_PIXELS, Pages, paint
from services.reporting.picture import Refusal
from tests.files import assembled, pdf
from tests.hostile import special

SPECIAL = dict(special())


def painted(raw: bytes, most: int = 10) -> Pages:
    result = paint(raw, most)
    assert isinstance(result, Pages), result
    return result


def test_pages_become_pictures_and_nothing_else_stays() -> None:
    raw = pdf(3)
    assert b"Sentinelawati" in raw
    pages = painted(raw)
    assert (pages.total, [one.page for one in pages.pictures]) == (3, [1, 2, 3])
    for one in pages.pictures:
        assert b"Sentinel" not in one.content
        with Image.open(io.BytesIO(one.content)) as picture:
            assert picture.format == "JPEG"
            assert not picture.getexif()
            assert 1_000 < picture.width < picture.height
            assert min(picture.convert("L").tobytes()) < 60, "the text is there"
    assert len({one.sha256 for one in pages.pictures}) == 3


def test_only_the_first_pages_are_painted() -> None:
    pages = painted(pdf(14), most=4)
    assert (pages.total, len(pages.pictures)) == (14, 4)


@pytest.mark.parametrize("size", [(20_000, 20_000), (14_400, 9), (3, 3), (9, 200_000)])
def test_a_page_of_any_size_has_a_bounded_number_of_pixels(size: tuple[float, float]) -> None:
    (one,) = painted(pdf(1, size=size)).pictures
    assert one.width * one.height <= MAX_PAGE_PIXELS * 1.1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pdf with a password", "locked"),
        ("head of a pdf only", "broken"),
        ("pdf that claims a million pages", "broken"),
        ("pdf whose pages are their own parents", "broken"),
    ],
)
def test_what_cannot_be_painted_is_refused(name: str, reason: str) -> None:
    assert paint(SPECIAL[name], 10) == Refusal(reason)


def form(catalog: bytes = b"", *fields: bytes) -> bytes:
    """A page with fields of a form and nothing else; object 5 is a black square to be shown by them."""
    square = b"0 0 0 rg 0 0 100 50 re f"
    numbers = b" ".join(b"%d 0 R" % (6 + at) for at in range(len(fields)))
    return assembled(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] /SigFlags 3 >> %s >>" % (numbers, catalog),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Annots [%s] >>" % numbers,
        b"<< /Length 0 >>\nstream\n\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 100 50] /Length %d >>\nstream\n%s\nendstream"
        % (len(square), square),
        *fields,
    )


def field(kind: bytes, *, flags: int = 4, more: bytes = b"") -> bytes:
    """A field in the middle of the page, which shows the black square."""
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /%s /T (isian) /F %d /Rect [100 75 200 125] /P 3 0 R "
        b"/AP << /N 5 0 R >> %s >>" % (kind, flags, more)
    )


def middle(raw: bytes) -> int:
    """How bright the middle of the first page is."""
    with Image.open(io.BytesIO(painted(raw).pictures[0].content)) as picture:
        at = picture.height // 2 * picture.width + picture.width // 2
        return picture.convert("L").tobytes()[at]


@pytest.mark.parametrize("kind", [b"Sig", b"Tx", b"Ch"])
def test_signatures_and_fields_are_painted(kind: bytes) -> None:
    assert middle(form(b"", field(kind))) < 40
    assert middle(form(b"")) > 240


def test_a_field_that_does_not_show_on_paper_stays_away() -> None:
    assert middle(form(b"", field(b"Tx", flags=2))) > 240, "hidden"


def test_no_script_of_a_form_runs() -> None:
    script = b"<< /S /JavaScript /JS (this.getField('isian').display = display.hidden; app.alert('x');) >>"
    asked = b"/OpenAction %s /Names << /JavaScript << /Names [(a) %s] >> >>" % (script, script)
    assert middle(form(asked, field(b"Tx", more=b"/AA << /F %s /C %s >>" % (script, script)))) < 40
    assert "V8" not in pypdfium2.PDFIUM_INFO.flags


async def test_fields_are_painted_behind_the_walls_too() -> None:
    raw = form(b"", field(b"Sig"))
    cleaner = EvidenceCleaner()
    try:
        assert (await cleaner.clean_file(raw)).pictures == painted(raw).pictures
    finally:
        await cleaner.close()
