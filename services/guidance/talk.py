"""What people say to a bot beside questions: thanks, greetings, "menu", "stop", "gak jadi", "bukan itu".

Told by rule, and only where the whole message says nothing else: each phrase below may be joined by others
and by words that mean nothing ("ok makasih ya kak"). Whatever holds one more word is left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulebook.speech import Talk, TalkWords

__all__ = ["Talk", "TalkReader"]


MOST_WORDS = 14
"""A longer message tells something."""
_REPEATED = re.compile(r"([a-z])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_SHRUG = re.compile(r"^[\s?]*\?[\s?]*$")


class TalkReader:
    """Tells talk by the phrases of ``rulebook/talk.toml``."""

    def __init__(self, words: TalkWords) -> None:
        self._fillers, self._address = frozenset(words.fillers), frozenset(words.address)
        self._leaving = frozenset(words.leaving)
        self._order = tuple(words.phrases)
        """The first that a message holds decides: "ok stop makasih" is a stop."""
        self._lexicon = {
            tuple(phrase.split()): talk for talk, phrases in words.phrases.items() for phrase in phrases
        }
        self._longest = max(map(len, self._lexicon))

    def said(self, text: str) -> Talk | None:
        """What a message says that asks nothing; None where it may ask something."""
        if _SHRUG.match(text):
            return Talk.MENU
        words = [word for word, _ in _words(text)]
        if not words:
            return Talk.ACK  # a thumb, folded hands, a heart
        if len(words) > MOST_WORDS:
            return None
        found, end = self._opening(words)
        if end < len(words) or not found:
            return None
        return min(found, key=self._order.index)

    def says_stop(self, text: str) -> bool:
        """Whether a message is nothing but the word by which people leave a form: "batal", "stop"."""
        return " ".join(word for word, _ in _words(text)) in self._leaving

    def command_in(self, text: str, names: Iterable[str]) -> str | None:
        """The command whose name somebody wrote without its slash, and nothing else: "kuis dong"."""
        words = [word for word, _ in _words(text) if word not in self._fillers]
        return words[0] if len(words) == 1 and words[0] in names else None

    def after_talk(self, text: str) -> str:
        """What stands behind an opening that asks nothing ("makasih. kalau camat?"); the message as it is
        where it has none, or is nothing else."""
        words = _words(text)
        found, end = self._opening([word for word, _ in words])
        while 0 < end < len(words) and words[end][0] in self._address:
            end += 1
        opens = found & {Talk.THANKS, Talk.GREETING, Talk.ACK, Talk.CANCEL, Talk.STOP}
        return text[words[end][1] :] if opens and opens == found and end < len(words) else text

    def _opening(self, words: list[str]) -> tuple[set[Talk], int]:
        """What the known phrases and fillers at the beginning say, and where the last known phrase ends; all
        of a message that holds nothing else."""
        found: set[Talk] = set()
        lexicon, longest = self._lexicon, self._longest
        at = end = 0
        while at < len(words):
            length = next(
                (
                    n
                    for n in range(min(longest, len(words) - at), 0, -1)
                    if tuple(words[at : at + n]) in lexicon
                ),
                0,
            )
            if length:
                found.add(lexicon[tuple(words[at : at + length])])
                at += length
                end = at
            elif words[at] in self._fillers:
                at += 1
            else:
                return found, end
        return found, len(words)


def _words(text: str) -> list[tuple[str, int]]:
    """Words in lower case, stretched ones made short ("makasihhhh"), and where each begins."""
    folded = text.casefold()
    found = _WORD.finditer(folded)
    if _REPEATED.search(folded) is None:
        return [(one[0], one.start()) for one in found]
    return [(_REPEATED.sub(r"\1", one[0]), one.start()) for one in found]
