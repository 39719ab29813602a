"""Holds the documents against the project: links lead somewhere, commands and settings they name exist."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"`make ([a-z-]+)")
CLI = re.compile(r"python -m bot ((?:[a-z]+ ?)+)")
CODE_PATH = re.compile(
    r"`((?:bot|handlers|services|storage|rulebook|core|demo|tests|docs|benchmarks|tools)/[\w./-]*)`"
)


def documents() -> Iterator[Path]:
    """Every Markdown file git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return (ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists())


def make_targets() -> set[str]:
    """Targets of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def cli_commands() -> set[str]:
    """First words of the commands the command line has."""
    text = (ROOT / "bot" / "cli" / "entry.py").read_text(encoding="utf-8")
    named = set(re.findall(r'command\("([a-z-]+)"\)', text)) | set(re.findall(r'name="([a-z]+)"', text))
    plain = set(re.findall(r"@app\.command\(\)\ndef ([a-z_]+)", text))
    return named | plain


def problems() -> Iterator[str]:
    """One line for each thing a document says that is not so."""
    targets, commands = make_targets(), cli_commands()
    for document in documents():
        name = document.relative_to(ROOT)
        text = document.read_text(encoding="utf-8")
        for target in LINK.findall(text):
            elsewhere = target.startswith(("http://", "https://", "mailto:"))
            if not elsewhere and not (document.parent / target).exists():
                yield f"{name}: link to {target} leads nowhere"
        for target in MAKE.findall(text):
            if target not in targets:
                yield f"{name}: `make {target}` does not exist"
        for command in CLI.findall(text):
            if command.split()[0] not in commands:
                yield f"{name}: `python -m bot {command.strip()}` does not exist"
        for path in CODE_PATH.findall(text):
            if "<" not in path and not (ROOT / path).exists() and not list(ROOT.glob(path + "*")):
                yield f"{name}: {path} does not exist"
    for decision in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = decision.read_text(encoding="utf-8")
        for part in ("**Context.**", "**Decision.**", "**Consequence.**"):
            if part not in text:
                yield f"{decision.relative_to(ROOT)}: lacks {part}"


def main() -> int:
    """Prints the problems; 1 when there are any."""
    found = list(problems())
    for problem in found:
        sys.stdout.write(problem + "\n")
    sys.stdout.write("the documents are true\n" if not found else f"{len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
