"""Checks the files that stand beside the topics: stages, reminders, terms of law, how people speak."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, get_args

from pydantic import BaseModel, ValidationError

from rulebook import mistakes
from rulebook.findings import RulebookFinding, line_of, telling
from rulebook.mistakes import nearest
from rulebook.model import Instrument, InstrumentStatus, LegalBasis, Topic, Verdict
from rulebook.reminders import ReminderRules, load_reminder_rules
from rulebook.speech import (
    FollowupWords,
    MatterTopics,
    TalkWords,
    load_followups,
    load_matter_topics,
    load_talk,
)
from rulebook.stages import StageRules, load_stages
from rulebook.terms import Terms, load_terms


class NamesLaw(Protocol):
    """A file that names topics and cites instruments."""

    @property
    def used_topics(self) -> tuple[str, ...]:
        """Every topic that is named."""
        ...

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """Every legal basis that is cited."""
        ...


FILES: Mapping[str, tuple[type[BaseModel], Callable[[Path], NamesLaw]]] = {
    "stages.toml": (StageRules, load_stages),
    "reminders.toml": (ReminderRules, load_reminder_rules),
    "terms.toml": (Terms, load_terms),
    "followups.toml": (FollowupWords, load_followups),
    "talk.toml": (TalkWords, load_talk),
    "matters.toml": (MatterTopics, load_matter_topics),
}


def check_beside(
    root: Path, topics: Mapping[str, Topic], instruments: Mapping[str, Instrument]
) -> Iterator[RulebookFinding]:
    """Every mistake of these files below ``root``."""
    for name, (model, load) in FILES.items():
        path = root / name
        if not path.is_file():
            yield RulebookFinding(name, 1, "berkas ini tidak ada", "kembalikan berkasnya")
            continue
        found = read(path, name, model, load)
        if isinstance(found, list):
            yield from found
            continue
        text = path.read_text(encoding="utf-8")
        yield from _check_topics(found, name, text, topics)
        yield from check_basis(found.basis, name, text, instruments)


def read(
    path: Path, name: str, model: type[BaseModel], load: Callable[[Path], NamesLaw]
) -> NamesLaw | list[RulebookFinding]:
    """A file as loaded, or what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
        return load(path)
    except UnicodeDecodeError:
        return [RulebookFinding(name, 1, "bukan berkas teks UTF-8", "simpan ulang dengan penyandian UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return [RulebookFinding(name, *mistakes.of_toml(error, text))]
    except ValidationError as error:
        fields = sorted(set(_fields(model)))
        return [
            RulebookFinding(name, line_of(text, detail["loc"]), *mistakes.of_field(detail, fields))
            for detail in telling(error.errors())
        ]


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """Names of the fields of a model and of the models within."""
    for name, field in model.model_fields.items():
        yield name
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _fields(kind)


def line_with(text: str, words: str) -> int:
    """The first line with these words that is no remark; 1 where there is none."""
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if words in line and not line.lstrip().startswith("#")), 1)


def _check_topics(
    file: NamesLaw, name: str, text: str, topics: Mapping[str, Topic]
) -> Iterable[RulebookFinding]:
    for slug in dict.fromkeys(file.used_topics):
        line = line_with(text, f'"{slug}"')
        if slug not in topics:
            yield RulebookFinding(name, line, f"topik {slug!r} tidak ada", nearest(slug, list(topics)))
        elif isinstance(file, StageRules) and topics[slug].verdict is not Verdict.FORBIDDEN:
            told = f"{slug}: putusannya bukan dilarang"
            yield RulebookFinding(name, line, told, "hanya larangan yang ditampilkan pada suatu tahap")
    if isinstance(file, StageRules):
        shown = {slug for slugs in file.rules.values() for slug in slugs}
        for one in file.only_in:
            if one.topic not in shown:
                told = f"only_in: {one.topic} tidak ada di tahap mana pun"
                yield RulebookFinding(
                    name, line_with(text, one.topic), told, "hapus, atau tambahkan di [rules]"
                )


def check_basis(
    bases: Iterable[LegalBasis], name: str, text: str, instruments: Mapping[str, Instrument]
) -> Iterable[RulebookFinding]:
    """Each basis cites an instrument that is known and in force."""
    for basis in bases:
        line = line_with(text, f'"{basis.instrument}"')
        instrument = instruments.get(basis.instrument)
        if instrument is None:
            told = f"peraturan {basis.instrument!r} tidak ada di instruments.toml"
            yield RulebookFinding(name, line, told, nearest(basis.instrument, list(instruments)))
        elif instrument.status is InstrumentStatus.REVOKED:
            told = f"{basis.instrument} sudah dicabut"
            yield RulebookFinding(name, line, told, "kutip peraturan penggantinya")
