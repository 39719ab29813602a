"""Spots secret codes in any text: exact words of the list whose check bits are right, nothing guessed.

A code that somebody types outside /lacak must not be asked, kept, counted or passed on, so every text
that comes in is looked at. That must cost little (no Argon2id) and must not mistake ordinary sentences for
codes: about 6 in 100,000 windows of six ordinary words pass the check bits, that is 5 in 10,000 messages. So
a window of mostly everyday words ("jadi dokter saya sendiri gaji masih") counts only where something besides
speaks for a code: it stands alone on its lines, or the message speaks of a code. Codes given out now are
never of that kind (``Codebook.is_everyday``); one in 1,500 of those given out before is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.access.code import CODE_WORDS, Codebook

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_LETTER = r"[^\W\d_]"
_WORDS = re.compile(rf"{_LETTER}(?:[{_INVISIBLE}]*{_LETTER})*")
"""Invisible characters inside a word (a copied soft hyphen) do not split it."""
_WORDS_APART = re.compile(rf"{_LETTER}+")
"""Or they do: the second reading of the same text."""
_DROPPED = re.compile(rf"[{_INVISIBLE}]")
_JOINS = frozenset(
    (
        *("kata", "ke", "dan", "lalu", "terus", "koma", "satu", "dua", "tiga", "empat", "lima", "enam"),
        *("pertama", "kedua", "ketiga", "keempat", "kelima", "keenam"),
    )
)
"""Words people put between the words of a code: "kata pertama …", "… dan …"."""
_SPEAKS_OF_CODES = re.compile(r"\b(?:kode|kodenya|kodeku|code|lacak|sandi|rahasia)", re.IGNORECASE)
_LEAD = re.compile(
    r"^[\s:]*(?:(?:ini|itu|kode|kodenya|kodeku|rahasia|rahasianya|laporan|saya|adalah|yaitu|tolong|cek)\b[\s:,.-]*)+",
    re.IGNORECASE,
)
"""What people write before a code in /lacak: "kode saya: …"."""
MOST_TRIED = 3
"""Codes of one message that are tried in /lacak; each costs an Argon2id."""
_GAP = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A code in a text: its words, and from where to where it stands."""

    words: tuple[str, ...]
    start: int
    end: int

    def __repr__(self) -> str:
        return "Spotted(...)"


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words of a text as the list spells them."""
    return [word.plain for word in _words(_WORDS, text)]


def _words(pattern: re.Pattern[str], text: str) -> Iterator[_Word]:
    for match in pattern.finditer(text):
        plain = unicodedata.normalize("NFKC", _DROPPED.sub("", match.group())).casefold()
        yield _Word(plain, match.start(), match.end())


class Spotter:
    """Looks for codes in texts. Fast, exact, and the same everywhere."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._known = frozenset(codebook.words)
        self._surely_joins = _JOINS - self._known

    def read(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The codes somebody may have meant in /lacak, where a code is asked for, the likeliest first.

        Exact words anywhere in the text go first; without any, six words are repaired as
        :meth:`Codebook.read` says.

        Raises:
            CodeMalformedError: there is nothing that could be a code.
        """
        exact = dict.fromkeys(one.words for one in self.spot(text, expected=True))
        if exact:
            return tuple(exact)[-MOST_TRIED:][::-1]  # a later code replaces an earlier one
        return (self._codebook.read(_LEAD.sub("", text)),)

    def spot(self, text: str, *, expected: bool = False) -> tuple[Spotted, ...]:
        """All codes in a text, in order; they may overlap where more than one reading is right.

        ``expected`` says that a code was asked for: then everyday words may be one too.
        """
        if not text:
            return ()
        read = list(_words(_WORDS, text))
        readings = [
            [word for word in read if word.plain not in joins]
            for joins in (frozenset[str](), self._surely_joins, _JOINS)
        ]
        if _DROPPED.search(text):
            readings.append(list(_words(_WORDS_APART, text)))
        found = {
            (one.start, one.end): one for words in readings for one in self._windows(text, words, expected)
        }
        return tuple(found[place] for place in sorted(found))

    def _windows(self, text: str, words: list[_Word], expected: bool) -> Iterator[Spotted]:
        run = 0
        for at, word in enumerate(words):
            run = run + 1 if word.plain in self._known else 0
            if run < CODE_WORDS:
                continue
            window = words[at - CODE_WORDS + 1 : at + 1]
            plain = tuple(one.plain for one in window)
            if self._codebook.fits(plain) and (expected or self._means_a_code(text, window, plain)):
                yield Spotted(plain, window[0].start, window[-1].end)

    def _means_a_code(self, text: str, window: Sequence[_Word], plain: tuple[str, ...]) -> bool:
        if not self._codebook.is_everyday(plain):
            return True
        before = text[: window[0].start].rpartition("\n")[2]
        after = text[window[-1].end :].partition("\n")[0]
        alone = not _WORDS_APART.search(before) and not _WORDS_APART.search(after)
        return alone or _SPEAKS_OF_CODES.search(text) is not None

    def has_code(self, text: str) -> bool:
        """Whether a code stands anywhere in a text."""
        return bool(self.spot(text))

    def is_only_code(self, text: str) -> bool:
        """Whether a text is a code and nothing else, apart from numbers, signs and spaces."""
        return self.has_code(text) and not _WORDS_APART.search(self.without(text))

    def without(self, text: str) -> str:
        """The text without its codes; other texts come back as they are."""
        return self.without_in([text])[0]

    def without_in(self, parts: Sequence[str]) -> list[str]:
        """Parts of one text, each without what belongs to a code, also to one that is spread over several."""
        rest = list(parts)
        while spans := _merged(self.spot("\n".join(rest))):  # what was apart may read as a code once joined
            rest = _cut_parts(rest, spans)
        return rest


def _cut_parts(parts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    rest, at = [], 0
    for part in parts:
        inside = [(max(0, start - at), min(len(part), end - at)) for start, end in spans]
        cut = [(start, end) for start, end in inside if start < end]
        rest.append(_cut(part, cut) if cut else part)
        at += len(part) + 1
    return rest


def _merged(found: Sequence[Spotted]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for one in found:
        if spans and one.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], one.end))
        else:
            spans.append((one.start, one.end))
    return spans


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return _GAP.sub(" ", " ".join(piece.strip(" \t") for piece in kept)).strip()
