"""The reporter's secret code: six known Indonesian words, typo-repaired on entry, hardened by Argon2id.

2,048 words give 11 bits each. Of the 66 bits, 60 are random and 6 check the rest, so that a slip of the
finger is repaired or refused before the costly derivation runs: one entry costs one Argon2id at most.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.derivation import derive_pair
from core.process import wipe
from core.randomness import Randomness
from services.access.errors import CodeMalformedError, CodeOrderError

WORDS_FILE = Path(__file__).parent / "words.txt"
EVERYDAY_FILE = Path(__file__).parent / "everyday.txt"
WORD_COUNT = 2048
CODE_WORDS = 6
WORD_BITS = 11
RANDOM_BITS = 60
CHECK_BITS = CODE_WORDS * WORD_BITS - RANDOM_BITS
MOST_EVERYDAY = 12
"""Six words whose weights add up to so much read like a part of a sentence (``tools/everyday_words.py``)."""
MAX_TYPO_DISTANCE = 2
MAX_REPAIRS = 4096
"""Most combinations tried while repairing typos; entries worse than that are refused."""

ARGON_MEMORY = 32 * 2**20
"""Bytes of memory per derivation: dear for an attacker, bearable for us (about 30 ms)."""
ARGON_PASSES = 2

_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a code. ``lookup`` finds the report, the key pair opens it."""

    lookup: bytes
    public: bytes
    private: bytearray

    def __repr__(self) -> str:
        return "Derived(...)"

    def wipe(self) -> None:
        """Overwrites the private key: call it as soon as the report is open or the code is shown."""
        wipe(self.private)

    @property
    def fingerprint(self) -> str:
        """See :func:`fingerprint_of`."""
        return fingerprint_of(self.lookup)


def fingerprint_of(lookup: bytes) -> str:
    """Short mark of a code on its confirmation button; it tells nothing about the code."""
    return hashlib.blake2b(lookup, digest_size=6, person=b"code-button").hexdigest()


def load_words(path: Path = WORDS_FILE) -> tuple[str, ...]:
    """The word list, in its fixed order."""
    return tuple(path.read_text(encoding="ascii").split())


def load_everyday(path: Path = EVERYDAY_FILE) -> dict[str, int]:
    """How ordinary words of the list are, 1 to 6; those that are missing are not ordinary at all."""
    lines = path.read_text(encoding="ascii").splitlines()
    return {word: int(weight) for word, _, weight in (line.partition(" ") for line in lines)}


class Codebook:
    """Makes and reads codes; knows nothing of reports."""

    def __init__(self, words: Sequence[str] | None = None) -> None:
        self.words = tuple(words or load_words())
        if len(self.words) != WORD_COUNT:
            raise CodeMalformedError(f"the word list has {len(self.words)} words, not {WORD_COUNT}")
        self._numbers = {word: number for number, word in enumerate(self.words)}
        self._weights = load_everyday()

    def new(self, randomness: Randomness) -> tuple[str, ...]:
        """Six fresh words, never such as stand in everyday sentences: 7 in 10,000 codes are left out."""
        while self.is_everyday(words := self._draw(randomness)):
            pass
        return words

    def is_everyday(self, words: Sequence[str]) -> bool:
        """Whether six words read like a part of an ordinary sentence."""
        return sum(self._weights.get(word, 0) for word in words) >= MOST_EVERYDAY

    def _draw(self, randomness: Randomness) -> tuple[str, ...]:
        value = int.from_bytes(randomness.bytes(8), "big") & ((1 << RANDOM_BITS) - 1)
        value = (value << CHECK_BITS) | _check(value)
        mask = WORD_COUNT - 1
        return tuple(
            self.words[(value >> (WORD_BITS * place)) & mask] for place in reversed(range(CODE_WORDS))
        )

    def read(self, text: str) -> tuple[str, ...]:
        """The six words people meant, slips of the finger repaired.

        Raises:
            CodeOrderError: nothing is misspelt, yet these words in this order are no code.
            CodeMalformedError: not six words, unknown words, or more than one way to repair them.
        """
        typed = _LETTERS.findall(unicodedata.normalize("NFKC", text).casefold())
        if len(typed) != CODE_WORDS:
            raise CodeMalformedError(f"a code has {CODE_WORDS} words, these are {len(typed)}")
        choices = [self._choices(word) for word in typed]
        combinations = 1
        for choice in choices:
            combinations *= len(choice)
        if not 1 <= combinations <= MAX_REPAIRS:
            raise CodeMalformedError
        fitting = [words for words in product(*choices) if self.fits(words)]
        if not fitting and all(word in self._numbers for word in typed):
            raise CodeOrderError
        if len(fitting) != 1:
            raise CodeMalformedError
        return fitting[0]

    def _choices(self, word: str) -> tuple[str, ...]:
        if word in self._numbers:
            return (word,)
        near = process.extract(
            word, self.words, scorer=OSA.distance, score_cutoff=MAX_TYPO_DISTANCE, limit=None
        )
        closest = min((distance for _, distance, _ in near), default=0)
        return tuple(found for found, distance, _ in near if distance == closest)

    def fits(self, words: Sequence[str]) -> bool:
        """Whether the check bits of six words of the list are right."""
        value = 0
        for word in words:
            value = (value << WORD_BITS) | self._numbers[word]
        return value & ((1 << CHECK_BITS) - 1) == _check(value >> CHECK_BITS)


def _check(value: int) -> int:
    digest = hashlib.blake2b(value.to_bytes(8, "big"), digest_size=1, person=b"code-check").digest()
    return digest[0] & ((1 << CHECK_BITS) - 1)


class CodeService:
    """Derives keys from codes, one at a time: a crowd of guesses waits in line, not in memory."""

    def __init__(self, salt: bytes, randomness: Randomness, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or Codebook()
        self._salt = salt
        self._randomness = randomness
        self._turn = asyncio.Lock()

    async def fresh(self) -> tuple[tuple[str, ...], Derived]:
        """A new code and what follows from it."""
        words = self.codebook.new(self._randomness)
        return words, await self.derive(words)

    async def derive(self, words: Sequence[str]) -> Derived:
        """What follows from a code (Argon2id, 32 MiB, two passes); wipe it when it has served."""
        code = bytearray()
        for number, word in enumerate(words):
            code += b" " * (number > 0) + word.encode()
        async with self._turn:
            return await asyncio.to_thread(self._derive, code)

    def _derive(self, code: bytearray) -> Derived:
        return Derived(*derive_pair(code, self._salt, passes=ARGON_PASSES, memory=ARGON_MEMORY))
