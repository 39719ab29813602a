"""Checks the rulebook and says, for each mistake, which file, which line, and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from rulebook.loader import ROOT, load_instruments, load_topic
from rulebook.model import Instrument, InstrumentStatus, Topic, Verdict

STALE_AFTER = timedelta(days=365)
"""A topic nobody has looked at for a year is warned of."""

_TABLE = re.compile(r"^\s*\[\[?\s*([a-z_]+)")


@dataclass(frozen=True)
class Finding:
    """One mistake or warning in a rulebook file."""

    file: str
    line: int
    message: str
    mend: str
    is_error: bool = True

    def __str__(self) -> str:
        kind = "error" if self.is_error else "warning"
        return f"{self.file}:{self.line}: {kind}: {self.message} -> {self.mend}"


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """Best line for a pydantic location such as ``('basis', 1, 'article')``; 1 where it can't be told."""
    lines = text.splitlines()
    wanted = [str(part) for part in location if isinstance(part, str)]
    nth = next((part for part in location if isinstance(part, int)), 0)
    seen, table, best = -1, "", 1
    for number, line in enumerate(lines, start=1):
        if match := _TABLE.match(line):
            table = match.group(1)
            if wanted and table == wanted[0]:
                seen += 1
                if seen == nth or not line.lstrip().startswith("[["):
                    best = number
        key = line.split("=", 1)[0].strip()
        if len(wanted) == 1 and not table and key == wanted[0]:
            return number
        if len(wanted) > 1 and table == wanted[0] and key == wanted[-1] and seen in (nth, 0):
            best = number
            if seen == nth:
                return number
    return best


def _check_file(path: Path, name: str) -> tuple[Topic | None, list[Finding]]:
    text = path.read_text(encoding="utf-8")
    try:
        topic = load_topic(path)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at.group(1)) if at else 1
        return None, [Finding(name, line, f"not valid TOML: {error}", "check quotes, commas and brackets")]
    except ValidationError as error:
        return None, [
            Finding(
                name,
                _line_of(text, detail["loc"]),
                f"{'.'.join(map(str, detail['loc'])) or 'topic'}: {detail['msg']}",
                "correct this field; rulebook/model.py says what each field takes",
            )
            for detail in error.errors()
        ]
    findings = []
    if topic.slug != path.stem:
        findings.append(
            Finding(
                name, _line_of(text, ("slug",)), f"slug is {topic.slug!r}", f"name the file {topic.slug}.toml"
            )
        )
    return topic, findings


def _cross_check(
    topic: Topic, path: Path, name: str, slugs: set[str], instruments: dict[str, Instrument], today: date
) -> Iterable[Finding]:
    text = path.read_text(encoding="utf-8")
    for slug in topic.related:
        if slug not in slugs:
            yield Finding(
                name,
                _line_of(text, ("related",)),
                f"related topic {slug!r} is unknown",
                "use a slug of topics/",
            )
    for number, basis in enumerate(topic.basis):
        line = _line_of(text, ("basis", number, "instrument"))
        instrument = instruments.get(basis.instrument)
        if instrument is None:
            yield Finding(
                name, line, f"instrument {basis.instrument!r} is unknown", "add it to instruments.toml"
            )
        elif instrument.status is InstrumentStatus.REVOKED:
            yield Finding(
                name, line, f"{basis.instrument} is revoked", "cite the instrument that replaced it"
            )
    if topic.verdict is not Verdict.INFO and topic.headline:
        line = _line_of(text, ("headline",))
        yield Finding(
            name, line, "headline hides the verdict", "leave headline out unless the verdict is info"
        )
    if today - topic.checked_on > STALE_AFTER:
        line = _line_of(text, ("checked_on",))
        yield Finding(
            name,
            line,
            f"last checked on {topic.checked_on}",
            "check it against the sources, then set the date",
            False,
        )


def check_rulebook(today: date, root: Path = ROOT) -> list[Finding]:
    """Every mistake and warning of the rulebook below ``root``; an empty list means it is sound."""
    findings: list[Finding] = []
    topics: list[tuple[Topic, Path, str]] = []
    for path in sorted((root / "topics").glob("*.toml")):
        name = f"topics/{path.name}"
        topic, found = _check_file(path, name)
        findings += found
        if topic is not None:
            topics.append((topic, path, name))
    slugs = {topic.slug for topic, _, _ in topics}
    instruments = load_instruments(root / "instruments.toml")
    owners: dict[str, str] = {}
    for topic, path, name in topics:
        findings += _cross_check(topic, path, name, slugs, instruments, today)
        for question in topic.examples:
            key = " ".join(question.casefold().split())
            if owners.setdefault(key, topic.slug) != topic.slug:
                line = next(
                    (n for n, t in enumerate(path.read_text("utf-8").splitlines(), 1) if question[:40] in t),
                    1,
                )
                findings.append(
                    Finding(
                        name,
                        line,
                        f"example stands in {owners[key]} too",
                        "keep it in the topic that answers it",
                    )
                )
    return findings
