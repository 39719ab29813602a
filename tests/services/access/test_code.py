from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.access.code import CODE_WORDS, WORD_COUNT, Codebook, CodeService, fingerprint_of
from services.access.errors import CodeMalformedError, CodeOrderError
from tests.repeatable import SeededRandomness

BOOK = Codebook()
seeds = st.integers(0, 2**32)


def test_the_word_list_is_fit_for_codes() -> None:
    assert len(set(BOOK.words)) == WORD_COUNT
    assert all(word.isascii() and word.isalpha() and word.islower() for word in BOOK.words)
    assert all(4 <= len(word) <= 8 for word in BOOK.words)


@given(seeds)
def test_every_code_reads_back_as_itself(seed: int) -> None:
    words = BOOK.new(SeededRandomness(seed))
    assert len(words) == CODE_WORDS
    assert BOOK.read(" ".join(words)) == words


@given(seeds, st.sampled_from([" ", "\n", ", ", "-", "  . "]), st.booleans())
def test_layout_and_case_do_not_matter(seed: int, between: str, shout: bool) -> None:
    words = BOOK.new(SeededRandomness(seed))
    typed = between.join(words)
    assert BOOK.read(typed.upper() if shout else f"  {typed}! ") == words


@settings(max_examples=300)
@given(
    seeds, st.integers(0, CODE_WORDS - 1), st.integers(0, 30), st.sampled_from("abcdefghijklmnopqrstuvwxyz")
)
def test_one_slip_is_repaired_or_refused_but_never_taken_for_another_code(
    seed: int, which: int, place: int, letter: str
) -> None:
    words = BOOK.new(SeededRandomness(seed))
    wrong = list(words)
    at = place % len(wrong[which])
    wrong[which] = wrong[which][:at] + letter + wrong[which][at + 1 :]
    try:
        assert BOOK.read(" ".join(wrong)) == words
    except CodeMalformedError:
        assert wrong[which] != words[which]


def test_most_slips_are_repaired() -> None:
    repaired = 0
    for seed in range(200):
        words = BOOK.new(SeededRandomness(seed))
        typed = list(words)
        typed[seed % CODE_WORDS] = typed[seed % CODE_WORDS][1:]  # the first letter was not typed
        try:
            repaired += BOOK.read(" ".join(typed)) == words
        except CodeMalformedError:
            continue
    assert repaired >= 190


@pytest.mark.parametrize("text", ["", "abadi", "satu dua tiga empat lima enam tujuh", "x" * 5000, "😀 " * 6])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(CodeMalformedError):
        BOOK.read(text)


@given(seeds, st.permutations(range(CODE_WORDS)))
def test_words_of_a_code_in_another_order_are_told_from_misspelt_ones(seed: int, order: list[int]) -> None:
    words = BOOK.new(SeededRandomness(seed))
    turned = tuple(words[place] for place in order)
    if BOOK.fits(turned):  # the right order, or one in 64 of the others
        assert BOOK.read(" ".join(turned)) == turned
        return
    with pytest.raises(CodeOrderError):
        BOOK.read(" ".join(turned))
    misspelt = " ".join(["zzqzzq", *turned[1:]])
    with pytest.raises(CodeMalformedError) as refused:
        BOOK.read(misspelt)
    assert not isinstance(refused.value, CodeOrderError)


def test_a_random_guess_fails_the_check_bits_mostly() -> None:
    randomness = SeededRandomness(5)
    passed = 0
    for _ in range(2_000):
        guess = " ".join(BOOK.words[randomness.below(WORD_COUNT)] for _ in range(CODE_WORDS))
        try:
            BOOK.read(guess)
        except CodeMalformedError:
            continue
        passed += 1
    assert passed < 2_000 / 64 * 2


def test_a_short_word_list_is_refused() -> None:
    with pytest.raises(CodeMalformedError, match="2047"):
        Codebook(BOOK.words[:-1])


async def test_what_follows_from_a_code_depends_on_code_and_installation() -> None:
    here = CodeService(b"s" * 16, SeededRandomness(1), BOOK)
    there = CodeService(b"t" * 16, SeededRandomness(1), BOOK)
    words, derived = await here.fresh()
    again = await here.derive(words)
    assert (again.lookup, again.public, again.private) == (derived.lookup, derived.public, derived.private)
    assert (await there.derive(words)).lookup != derived.lookup
    other, _ = await here.fresh()
    assert other != words
    assert derived.fingerprint == fingerprint_of(derived.lookup)
    assert derived.lookup.hex() not in repr(derived)
    derived.wipe()
    assert derived.private == bytes(32)
