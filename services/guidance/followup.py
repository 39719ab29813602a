"""Follow-ups: "kalau suami saya?" means little by itself, but much after an answer."""

from __future__ import annotations

from dataclasses import replace

from services.guidance.ranker import Ranked, Ranker, Ranking

LONGEST = 8
"""Longest follow-up, in words; longer messages speak for themselves."""
OPENERS = frozenset(
    {
        *("kalau", "bagaimana", "terus", "lalu", "itu", "tadi", "yang", "berarti", "boleh", "apakah"),
        *("sanksi", "sanksinya", "hukuman", "hukumannya", "dasar", "dasarnya", "pasal", "pasalnya"),
        *("kenapa", "mengapa", "alasannya", "kecuali", "meskipun", "walau", "biarpun", "tetap"),
        *("what", "how", "why"),
    }
)
"""First words of messages that go on from what was said before."""
CLEAR = 0.85
"""A message this clear by itself is a new question, however it begins."""
OWN_SHARE = 0.5


def lean_on(ranking: Ranking, last_topic: str, title: str, ranker: Ranker) -> Ranking:
    """The ranking of a message that may go on from the last topic.

    Short messages that begin like a follow-up and are unclear by themselves are read together with the title
    of the last topic; others are left alone.
    """
    words = ranking.words
    if not words or len(words) > LONGEST or words[0] not in OPENERS:
        return ranking
    if ranking.topics[0].score >= CLEAR:
        return ranking
    together = ranker.rank(f"{title} {' '.join(words)}")
    scores = {one.slug: one.score * OWN_SHARE for one in ranking.topics}
    for one in together.topics:
        scores[one.slug] = scores.get(one.slug, 0.0) + one.score * (1 - OWN_SHARE)
    scores[last_topic] = max(scores.get(last_topic, 0.0), OWN_SHARE)
    best = sorted(scores.items(), key=lambda item: -item[1])[: len(ranking.topics)]
    outside = {kind: score * (1 - OWN_SHARE) for kind, score in ranking.outside.items()}
    return replace(ranking, topics=tuple(Ranked(slug, score) for slug, score in best), outside=outside)
