"""A code is spotted wherever it stands, and ordinary messages are not taken for one."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.access.code import EVERYDAY_FILE, Codebook
from services.access.errors import CodeMalformedError
from services.access.spotter import Spotter
from tests.repeatable import SeededRandomness
from tools.everyday_words import texts, weights

BOOK = Codebook()
SPOTTER = Spotter(BOOK)
ROOT = Path(__file__).parents[3]
QUESTIONS = [
    orjson.loads(line)["text"]
    for file in sorted((ROOT / "tests/data/questions").glob("*.jsonl"))
    for line in file.read_bytes().splitlines()
]
RULEBOOK = [
    text
    for file in sorted((ROOT / "rulebook/topics").glob("*.toml"))
    for text in texts(tomllib.loads(file.read_text(encoding="utf-8")))
]
ONE_IN = 10_000
"""At most one ordinary message in so many may be taken for a code."""
CHECKED = 64
"""One in so many windows of six words of the list has the right check bits."""
seeds = st.integers(0, 2**32)
between = st.sampled_from([" ", "\n", ", ", "-", "  . ", "\n\n", " / ", "\t", "\u200b ", ";\u00a0"])
around = st.sampled_from(
    [
        "", "Halo min,", "saya mau tanya", "ini kodenya:", "Tolong cek.", "🙏", "1234", "Pak Budi", "kode saya",
        "terima kasih ya", "yang tadi belum dijawab", "Kepala dinas menyuruh kami", "…", "@netra", "(",
    ]
)  # fmt: skip


def code(seed: int) -> tuple[str, ...]:
    return BOOK.new(SeededRandomness(seed))


@given(seeds, between, around, around, st.booleans())
def test_a_code_is_spotted_between_any_words_in_any_layout(
    seed: int, gap: str, before: str, after: str, shout: bool
) -> None:
    words = code(seed)
    typed = gap.join(words)
    text = f"{before} {typed.upper() if shout else typed} {after}"
    found = [one for one in SPOTTER.spot(text) if one.words == words]
    assert found
    assert not SPOTTER.has_code(SPOTTER.without(text))
    rest = SPOTTER.without(text)
    assert not any(
        f" {word} " in f" {rest.casefold()} " for word in words if word not in f"{before} {after}".casefold()
    )


@pytest.mark.parametrize(
    "layout",
    [
        "1. {0}\n2. {1}\n3. {2}\n4. {3}\n5. {4}\n6. {5}",
        "1) {0} 2) {1} 3) {2} 4) {3} 5) {4} 6) {5}",
        "1{0}2{1}3{2}4{3}5{4}6{5}",
        "{0}, {1}, {2}, {3}, {4}, dan {5}",
        "ke satu {0}, dan {1}, {2}, {3}, {4}, ke {5}",
        "kata pertama {0}, kedua {1}, ketiga {2}, keempat {3}, kelima {4}, keenam {5}",
        "Kode rahasia laporan Anda\n\n{0} {1} {2} {3} {4} {5}\n\nSimpan keenam kata ini di luar Telegram.",
        "“{0} {1} {2} {3} {4} {5}”",
        "<code>{0} {1} {2} {3} {4} {5}</code>",
        "{0}\u200b {1}\u200b {2} {3} {4} {5}",
        "{0}\u200b{1}\u200b{2}\u200b{3}\u200b{4}\u200b{5}",
    ],
)
def test_layouts_people_use(layout: str) -> None:
    for seed in range(200):
        words = code(seed)
        if "pertama" in layout and {*words} & {"lalu", "satu", "kedua", "pertama", "terus", "tiga", "kata"}:
            continue  # words of the list that also stand between words
        assert words in [one.words for one in SPOTTER.spot(layout.format(*words))], layout


def test_letters_of_other_widths_and_soft_hyphens_are_read_as_what_they_show() -> None:
    words = code(5)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in words[0])
    soft = f"{words[1][:2]}\u00ad{words[1][2:]}"
    assert SPOTTER.has_code(" ".join([wide, soft, *words[2:]]))


@settings(max_examples=200)
@given(seeds, st.integers(0, 5), st.text(min_size=1, max_size=4))
def test_nothing_is_guessed(seed: int, which: int, slip: str) -> None:
    """A word that is not in the list is not repaired here, and a code that lacks a word is none."""
    words = list(code(seed))
    assert not SPOTTER.has_code(" ".join(words[:5]))
    words[which] = f"q{words[which]}x"
    assert not SPOTTER.has_code(" ".join(words)), slip


@given(seeds, st.lists(st.sampled_from(["", "1.", "-", "…", "🙏", "  "]), min_size=7, max_size=7))
def test_only_a_code_is_told_from_a_code_with_words(seed: int, signs: list[str]) -> None:
    words = code(seed)
    alone = signs[0] + " ".join(f"{sign} {word}" for sign, word in zip(signs[1:], words, strict=True))
    assert SPOTTER.is_only_code(alone)
    assert not SPOTTER.is_only_code(f"{alone} tolonglah")  # no word of the codes
    assert not SPOTTER.is_only_code("tolong cek laporan saya")


@given(seeds, st.integers(1, 5), around, around)
def test_a_code_spread_over_messages_is_taken_out_of_each(
    seed: int, split: int, before: str, after: str
) -> None:
    words = code(seed)
    parts = [f"{before} {' '.join(words[:split])}", f"{' '.join(words[split:])} {after}"]
    rest = SPOTTER.without_in(parts)
    assert len(rest) == len(parts)
    assert not SPOTTER.has_code("\n".join(rest))
    assert before.strip().startswith(rest[0].strip()), "a word beside a code may read as part of one, too"
    taken_too = before.split()[len(rest[0].split()) :]  # with "kode saya" every 64th code passes twice
    assert all(word.casefold() in BOOK.words for word in taken_too)


def test_text_without_a_code_comes_back_untouched() -> None:
    for text in (*QUESTIONS, "  dua  spasi\n\n\nbaris "):
        assert SPOTTER.without(text) == text


# --- how often ordinary messages are taken for a code ---


class Blind(Codebook):
    """Finds the check bits right always: what passes, passes one time in 64."""

    def fits(self, words: Sequence[str]) -> bool:
        return True


def generated(count: int) -> list[str]:
    """Messages made of ordinary pairs of words, the same in every run."""
    follows: dict[str, list[str]] = defaultdict(list)
    for text in QUESTIONS:
        words = ["", *text.split(), ""]
        for one, other in pairwise(words):
            follows[one].append(other)
    chance = random.Random(20240924)  # a fixed corpus, no secret
    made = []
    for _ in range(count):
        words, word = [], chance.choice(follows[""])
        while word and len(words) < 80:
            words.append(word)
            word = chance.choice(follows[word])
        made.append(" ".join(words))
    return made


def test_at_most_one_ordinary_message_in_ten_thousand_is_taken_for_a_code() -> None:
    corpora = {"questions": QUESTIONS, "rulebook": RULEBOOK, "generated": generated(20_000)}
    blind = Spotter(Blind())
    for name, messages in corpora.items():
        assert len(messages) > 1_500
        windows = sum(len(blind.spot(message)) for message in messages)
        expected = windows / CHECKED / len(messages)
        assert expected <= 1 / ONE_IN, (name, windows, expected)
    everything = [message for messages in corpora.values() for message in messages]
    taken = sum(SPOTTER.has_code(message) for message in everything)
    assert taken <= len(everything) / ONE_IN, taken


def test_no_code_is_given_out_that_reads_like_a_sentence() -> None:
    """And next to none is lost by that: 60 random bits stay 60 bits but for a thousandth of one."""
    refused = sum(BOOK.is_everyday(random.Random(seed).choices(BOOK.words, k=6)) for seed in range(20_000))
    assert refused < 40
    assert not any(BOOK.is_everyday(code(seed)) for seed in range(2_000))


def test_the_weights_are_those_of_the_rulebooks_texts() -> None:
    kept = dict(line.split() for line in EVERYDAY_FILE.read_text(encoding="ascii").splitlines())
    fresh = weights()
    moved = [word for word in {*kept, *fresh} if abs(int(kept.get(word, 0)) - fresh.get(word, 0)) > 2]
    assert not moved, "run python -m tools.everyday_words"


# --- /lacak ---


class Untroubled(Codebook):
    """Gives out any code, as was done before."""

    def is_everyday(self, words: Sequence[str]) -> bool:
        return False


def test_a_sentence_of_everyday_words_is_a_code_where_something_says_so() -> None:
    """Such codes were given out before: with words around, something has to speak of a code."""
    before = Untroubled()
    drawn = (before.new(SeededRandomness(seed)) for seed in range(100_000))
    old = next(words for words in drawn if BOOK.is_everyday(words))
    typed = " ".join(old)
    assert SPOTTER.is_only_code(typed)
    assert SPOTTER.has_code(f"halo\n{typed}\nterima kasih")
    assert SPOTTER.has_code(f"kode saya {typed} ya")
    assert not SPOTTER.has_code(f"halo {typed} ya")
    assert SPOTTER.read(f"halo {typed} ya") == (old,)


@given(seeds, around, around)
def test_where_a_code_is_asked_for_it_is_read_from_any_message(seed: int, before: str, after: str) -> None:
    words = code(seed)
    assert words in SPOTTER.read(f"{before}\n{' '.join(words)}\n{after}")


def test_slips_are_repaired_where_a_code_is_asked_for_only() -> None:
    for seed in range(50):
        words = code(seed)
        slipped = " ".join([words[0] + words[0][-1], *words[1:]])
        assert not SPOTTER.has_code(slipped)
        try:
            assert SPOTTER.read(f"kode saya: {slipped}") == (words,)
        except CodeMalformedError:
            continue  # more than one word is as near
    with pytest.raises(CodeMalformedError):
        SPOTTER.read("saya mau tanya soal laporan kemarin")


def test_of_several_codes_the_newest_comes_first_and_three_are_tried_at_most() -> None:
    codes = [code(seed) for seed in range(5)]
    read = SPOTTER.read("\n.\n".join(" ".join(one) for one in codes))
    assert read[0] == codes[-1]
    assert len(read) == 3


def test_a_word_that_makes_a_second_code_with_five_others_goes_with_them() -> None:
    """Nobody knows which six were meant; people are told (handlers/access/texts/code_words.py)."""
    for seed in range(40):
        words = code(seed)
        fits = [one for one in BOOK.words if BOOK.fits((*words[1:], one))]
        beside = next(one for one in fits if not BOOK.is_everyday((*words[1:], one)))
        other = next(one for one in BOOK.words if one not in fits)
        around = "Camat naik podium. {} {} Berlanjut malam."
        assert (
            SPOTTER.without(around.format(" ".join(words), beside)) == "Camat naik podium. Berlanjut malam."
        )
        assert other in SPOTTER.without(around.format(" ".join(words), other))
