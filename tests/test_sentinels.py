"""The search itself finds what is planted; else the contract tests would prove nothing."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.sentinels import Sentinel, files_below, traces

ONE = Sentinel(
    1_804_289_383, "Sentinelawati Bu’Ratna", "sentinel_user", "+6281234509876", ("IMG_SENTINEL.jpg",)
)


def zipped(raw: bytes, name: str = "isi.txt") -> bytes:
    """An archive of 1980: never of the moment, or two workers would collect different tests."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf_like(raw: bytes) -> bytes:
    """A stream as PDF writers compress it."""
    return b"%PDF-1.7\n1 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(raw) + b"\nendstream\n"


PLANTED = {
    "digits": b"1804289383",
    "4 bytes": (1_804_289_383).to_bytes(4, "little"),
    "5 bytes": (1_804_289_383).to_bytes(5, "big"),
    "8 bytes": (1_804_289_383).to_bytes(8, "big"),
    "8 bytes reversed": (1_804_289_383).to_bytes(8, "little"),
    "hex": b"6b8b4567",
    "hex in capitals": b"6B8B4567",
    "user name": b"sentinel_user",
    "utf-16": "Sentinelawati Bu’Ratna".encode("utf-16-le"),
    "utf-16 reversed": "Sentinelawati Bu’Ratna".encode("utf-16-be"),
    "JSON": b"Sentinelawati Bu\\u2019Ratna",
    "file name in small letters": b"img_sentinel.jpg",
    "hex of a file name": b"IMG_SENTINEL.jpg".hex().encode(),
    "phone": b"tel:+6281234509876",
    "name in base64": base64.urlsafe_b64encode("xSentinelawati Bu’Ratna".encode()),
    "zlib": zlib.compress(b'{"id":1804289383}'),
    "zlib after much": zlib.compress(b"x" * 50_000 + b"sentinel_user", 1),
    "gzip": gzip.compress((1_804_289_383).to_bytes(8, "big"), mtime=0),
    "zip": zipped(b"sentinel_user"),
    "name in a zip": zipped(b"", "IMG_SENTINEL.jpg"),
    "PDF in zip in zip": zipped(zipped(pdf_like(b"sentinel_user"))),
    "zip cut off": zipped(b"sentinel_user" * 100)[:-40],
    "PDF": pdf_like(b"1804289383"),
    "digits in base64": base64.b64encode(b"1804289383"),
    "JSON in base64": base64.b64encode(b'{"id":1804289383}'),
    "JSON in base64, one on": base64.b64encode(b'x{"id":1804289383}'),
    "JSON in base64, two on": base64.b64encode(b'xy{"name":"IMG_SENTINEL.jpg"}'),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_each_form_is_found(planted: bytes) -> None:
    assert traces([("file", b"before" + planted + b"after")], [ONE])


def test_nothing_is_found_where_nothing_is() -> None:
    assert traces([("file", b"1804289382 Sentinel user img_sentinel")], [ONE]) == []
    assert (
        traces([("file", zipped(b"1804289382") + zlib.compress(b"nobody") + b"\x78\x9c PK\x03\x04")], [ONE])
        == []
    )


def test_names_of_files_count_too(tmp_path: Path) -> None:
    (tmp_path / "sentinel_user.tmp").write_bytes(b"")
    assert traces(files_below(tmp_path), [ONE]) != []
