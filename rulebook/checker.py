"""Checks the rulebook and says, for each mistake, which file, which line, and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from rulebook import mistakes
from rulebook.beside import check_beside
from rulebook.findings import RulebookFinding, line_of, telling
from rulebook.loader import ROOT, load_instruments, load_topic
from rulebook.mistakes import nearest
from rulebook.model import Instrument, InstrumentStatus, Topic, Verdict, WrittenTopic
from rulebook.quiz import MAX_EXPLANATION, QuizBook, first_words, load_quiz

STALE_AFTER = timedelta(days=365)
"""A topic nobody has looked at for a year is warned of."""

PERMISSIVE = ("boleh", "aman", "tidak apa", "silakan")
MEND_SHORT = "mulai jawaban singkat dengan putusannya, atau perbaiki verdict"
AT_ANY_TIME = re.compile(r"kapan pun|setiap saat|sepanjang waktu|^sama:", re.IGNORECASE)
"""A sanction that says so is dated wrongly by the page's "Sebelum" and "Setelah calon ditetapkan"."""


def _check_file(path: Path, name: str) -> tuple[WrittenTopic | None, list[RulebookFinding]]:
    try:
        text = path.read_text(encoding="utf-8")
        topic = load_topic(path)
    except UnicodeDecodeError:
        return None, [
            RulebookFinding(name, 1, "bukan berkas teks UTF-8", "simpan ulang dengan penyandian UTF-8")
        ]
    except tomllib.TOMLDecodeError as error:
        return None, [RulebookFinding(name, *mistakes.of_toml(error, text))]
    except ValidationError as error:
        return None, [
            RulebookFinding(name, line_of(text, detail["loc"]), *mistakes.of_field(detail))
            for detail in telling(error.errors())
        ]
    findings = []
    if topic.slug != path.stem:
        line = line_of(text, ("slug",))
        findings.append(
            RulebookFinding(
                name, line, f"slug {topic.slug!r} tidak sama dengan nama berkas", f"namai {topic.slug}.toml"
            )
        )
    return topic, findings


@dataclass(frozen=True)
class _Known:
    """What the files of one rulebook are checked against."""

    slugs: list[str]
    instruments: dict[str, Instrument]
    today: date


def _cross_check(topic: Topic, text: str, name: str, known: _Known) -> Iterable[RulebookFinding]:
    for slug in topic.related:
        if slug not in known.slugs:
            line = line_of(text, ("related",))
            yield RulebookFinding(
                name, line, f"related: topik {slug!r} tidak ada", nearest(slug, known.slugs)
            )
    yield from _check_basis(topic, text, name, known)
    yield from _check_words(topic, text, name)
    if topic.checked_on > known.today:
        line = line_of(text, ("checked_on",))
        yield RulebookFinding(
            name, line, "checked_on: tanggalnya belum terjadi", "tulis hari Anda memeriksanya"
        )
    elif known.today - topic.checked_on > STALE_AFTER:
        yield RulebookFinding(
            name,
            line_of(text, ("checked_on",)),
            f"terakhir diperiksa {topic.checked_on}, lebih dari setahun lalu",
            "cocokkan lagi dengan sumbernya, lalu perbarui checked_on",
            is_error=False,
        )


def _check_basis(topic: Topic, text: str, name: str, known: _Known) -> Iterable[RulebookFinding]:
    for number, basis in enumerate(topic.basis):
        line = line_of(text, ("basis", number, "instrument"))
        instrument = known.instruments.get(basis.instrument)
        if instrument is None:
            yield RulebookFinding(
                name,
                line,
                f"peraturan {basis.instrument!r} tidak ada di instruments.toml",
                f"{nearest(basis.instrument, list(known.instruments))} Kalau peraturan baru, daftarkan dulu",
            )
        elif instrument.status is InstrumentStatus.REVOKED:
            note = f" ({instrument.note})" if instrument.note else ""
            yield RulebookFinding(
                name, line, f"{basis.instrument} sudah dicabut{note}", "kutip peraturan penggantinya"
            )


def _check_words(topic: Topic, text: str, name: str) -> Iterable[RulebookFinding]:
    """The verdict and the words below it must not contradict each other."""
    may_have_headline = topic.verdict in (Verdict.INFO, Verdict.CONDITIONAL)
    says_who_may_not = topic.verdict is Verdict.ALLOWED and "tidak" in topic.headline.casefold().split()
    if topic.headline and not (may_have_headline or says_who_may_not):
        line = line_of(text, ("headline",))
        yield RulebookFinding(
            name,
            line,
            "headline menutupi putusan",
            'hapus headline; hanya info dan boleh-bersyarat memakainya, boleh pun bila ada yang "tidak"',
        )
    first = topic.short.casefold()
    if topic.verdict is Verdict.FORBIDDEN and first.startswith(PERMISSIVE):
        line = line_of(text, ("short",))
        yield RulebookFinding(
            name, line, "short dimulai seperti membolehkan, padahal putusannya dilarang", MEND_SHORT
        )
    if topic.verdict is Verdict.ALLOWED and first.startswith(("dilarang", "tidak boleh", "jangan")):
        line = line_of(text, ("short",))
        yield RulebookFinding(
            name, line, "short dimulai seperti melarang, padahal putusannya boleh", MEND_SHORT
        )
    if may_have_headline and topic.headline.casefold().startswith(PERMISSIVE):
        line = line_of(text, ("headline",))
        yield RulebookFinding(
            name, line, "headline berbunyi seperti izin", "tulis dulu yang dilarang atau yang aman"
        )
    if topic.verdict is Verdict.CONDITIONAL and not topic.headline:
        line = line_of(text, ("verdict",))
        told = 'boleh-bersyarat tanpa headline: orang yang lelah hanya membaca "Boleh"'
        yield RulebookFinding(
            name, line, told, "tulis headline yang dimulai dengan syarat atau yang dilarang"
        )
    yield from _check_sanction(topic, text, name)


def _check_sanction(topic: Topic, text: str, name: str) -> Iterable[RulebookFinding]:
    """What holds at any time must stand below no date."""
    line = line_of(text, ("sanction", "before"))
    before, after = topic.sanction.before, topic.sanction.after
    if before and not after:
        told = "sanction: before tanpa after, jadi terbaca seolah tidak berlaku sesudah penetapan"
        yield RulebookFinding(
            name, line, told, "pindahkan ke after; tanpa before, halamannya tidak memberi waktu"
        )
    if before and after and (AT_ANY_TIME.search(before) or AT_ANY_TIME.search(after)):
        told = "sanction: yang berlaku kapan pun terbagi menurut waktu"
        yield RulebookFinding(
            name, line, told, "satukan di after, atau tulis akibatnya di keduanya tanpa kata itu"
        )


def _check_doubles(topics: Sequence[tuple[WrittenTopic, str, str]]) -> Iterable[RulebookFinding]:
    """What must not stand in two topics: example questions, titles, words of buttons."""
    owners: dict[str, str] = {}
    for topic, text, name in topics:
        lines = text.splitlines()
        for field, words in (("title", topic.title), ("button", topic.button)):
            key = f"{field} {words.casefold()}"
            if words and owners.setdefault(key, topic.slug) != topic.slug:
                line = line_of(text, (field,))
                yield RulebookFinding(
                    name, line, f"{field} sama dengan topik {owners[key]}", "bedakan kata-katanya"
                )
        for question in topic.examples:
            key = " ".join(question.casefold().split())
            if owners.setdefault(key, topic.slug) != topic.slug:
                line = next((n for n, one in enumerate(lines, 1) if question[:40] in one), 1)
                yield RulebookFinding(
                    name,
                    line,
                    f"contoh pertanyaan ini ada juga di {owners[key]}",
                    "simpan hanya di topik yang menjawabnya",
                )


def _quiz(root: Path) -> tuple[QuizBook | None, str, list[RulebookFinding]]:
    """The quiz and its text, or what is wrong with it."""
    path = root / "quiz.toml"
    if not path.is_file():
        return None, "", []
    text = path.read_text(encoding="utf-8")
    try:
        return load_quiz(path), text, []
    except tomllib.TOMLDecodeError as error:
        return None, text, [RulebookFinding("quiz.toml", *mistakes.of_toml(error, text))]
    except ValidationError as error:
        found = [(line_of(text, detail["loc"]), mistakes.of_field(detail)) for detail in error.errors()]
        return None, text, [RulebookFinding("quiz.toml", line, *told) for line, told in found]


def _check_quiz(book: QuizBook, text: str, topics: Mapping[str, Topic]) -> Iterable[RulebookFinding]:
    used = [*book.perbuatan, *(one.topic for one in book.pilihan)]
    lines = text.splitlines()
    for slug in used:
        line = next((n for n, one in enumerate(lines, 1) if slug in one), 1)
        if slug not in topics:
            yield RulebookFinding("quiz.toml", line, f"topik {slug!r} tidak ada", nearest(slug, list(topics)))
        elif slug in book.perbuatan and topics[slug].verdict is Verdict.INFO:
            yield RulebookFinding(
                "quiz.toml",
                line,
                f"{slug}: putusannya info",
                "pakai [[pilihan]]; info tak punya jawaban boleh",
            )


def _check_explanations(book: QuizBook, text: str, topics: Mapping[str, Topic]) -> Iterable[RulebookFinding]:
    """Telegram shows 200 characters, the topic's first line first: no word of a "why" may be lost."""
    lines = text.splitlines()
    for one in book.pilihan:
        topic = topics.get(one.topic)
        if topic is None:
            continue
        over = len(f"{first_words(topic)} {one.why}") - MAX_EXPLANATION
        if over > 0:
            line = next((n for n, other in enumerate(lines, 1) if one.why[:40] in other), 1)
            told = f"{one.topic}: baris pertama dan why bersama lebih dari {MAX_EXPLANATION} huruf"
            yield RulebookFinding("quiz.toml", line, told, f"pendekkan why paling sedikit {over} huruf")


def _instruments(root: Path) -> tuple[dict[str, Instrument], list[RulebookFinding]]:
    path = root / "instruments.toml"
    text = path.read_text(encoding="utf-8")
    try:
        return load_instruments(path), []
    except tomllib.TOMLDecodeError as error:
        return {}, [RulebookFinding("instruments.toml", *mistakes.of_toml(error, text))]
    except ValidationError as error:
        return {}, [RulebookFinding("instruments.toml", 1, *mistakes.of_field(one)) for one in error.errors()]


def check_rulebook(today: date, root: Path = ROOT) -> list[RulebookFinding]:
    """Every mistake and warning of the rulebook below ``root``; an empty list means it is sound."""
    instruments, findings = _instruments(root)
    sound_instruments = not findings
    topics: list[tuple[WrittenTopic, str, str]] = []
    for path in sorted((root / "topics").glob("*.toml")):
        name = f"topics/{path.name}"
        topic, found = _check_file(path, name)
        findings += found
        if topic is not None:
            topics.append((topic, path.read_text(encoding="utf-8"), name))
    files = [path.stem for path in (root / "topics").glob("*.toml")]
    if sound_instruments:  # else every basis would be reported as unknown
        known = _Known(files, instruments, today)
        for topic, text, name in topics:
            findings += _cross_check(topic, text, name, known)
    findings += _check_doubles(topics)
    if len(topics) == len(files):
        found_topics = {topic.slug: topic for topic, _, _ in topics}
        book, text, found = _quiz(root)
        findings += found
        if book is not None:
            findings += _check_quiz(book, text, found_topics)
            findings += _check_explanations(book, text, found_topics)
        if sound_instruments:
            findings += check_beside(root, found_topics, instruments)
    return findings
