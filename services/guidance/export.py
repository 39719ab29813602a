"""Writes what admins taught into the rulebook's files, as example questions for a legal officer to review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from rulebook.loader import load_topic
from storage.guidance.questions import StoredOverlay

VOICE = "santai"
"""Where examples of unknown voice go; the officer may move them."""
_PLACEHOLDER = re.compile(r"\s*\[(?:nama|nomor|akun|surel|tautan|pelat)\]")
_HEADER = re.compile(r"^\[questions\]\s*$", re.MULTILINE)
_VOICE = re.compile(rf"^{VOICE}\s*=\s*\[[ \t]*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one overlay: written as an example, or already there."""

    seq: int
    topic: str
    question: str
    is_new: bool


def standing(overlays: Sequence[StoredOverlay]) -> list[StoredOverlay]:
    """Overlays that were neither taken back nor replaced, and are not exported yet."""
    newest = {one.text: one for one in overlays}
    return [one for one in newest.values() if one.topic and not one.exported]


def example_of(text: str) -> str:
    """A scrubbed question without its placeholders."""
    return " ".join(_PLACEHOLDER.sub("", text).split())


def add_example(path: Path, question: str) -> bool:
    """Writes a question into a topic file's ``[questions]``; False where it stands there already.

    The file is edited as text, so that comments and order stay as the officer left them, and is put in place
    only if it still reads as a sound topic.
    """
    known = {" ".join(one.casefold().split()) for one in load_topic(path).examples}
    if " ".join(question.casefold().split()) in known:
        return False
    text = path.read_text(encoding="utf-8")
    header = _HEADER.search(text)
    if header is None:
        text, at = f"{text.rstrip()}\n\n[questions]\n", len(text.rstrip()) + 14
    else:
        at = header.end() + 1
    line = f"    {orjson.dumps(question).decode()},\n"
    voice = _VOICE.search(text, at)
    if voice is None:
        text = f"{text[:at]}{VOICE} = [\n{line}]\n{text[at:]}"
    else:
        text = f"{text[: voice.start()]}{VOICE} = [\n{line}{text[voice.end() :]}"
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    try:
        load_topic(part)
    except ValueError:
        part.unlink()
        raise
    part.replace(path)
    return True


def add_case(path: Path, question: str, topic: str) -> None:
    """Appends a regression case, unless it is there."""
    line = orjson.dumps({"question": question, "topic": topic}) + b"\n"
    before = path.read_bytes() if path.is_file() else b""
    if line not in before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before + line)


def export(overlays: Sequence[StoredOverlay], topics: Path, cases: Path) -> list[Exported]:
    """Writes every standing overlay into its topic's file and among the regression cases.

    Raises:
        ValueError: a topic file does not read as a sound topic, before or after.
    """
    done = []
    for one in standing(overlays):
        question = example_of(one.text)
        path = topics / f"{one.topic}.toml"
        if not path.is_file():
            continue
        done.append(Exported(one.seq, one.topic, question, add_example(path, question)))
        add_case(cases, question, one.topic)
    return done
