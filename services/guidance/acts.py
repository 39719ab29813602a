"""Act and actor: a role word must not eat the question.

"Saya camat, boleh like postingan calon?" is about the like; that a camat asks is added to the answer. The
rule:

1. The message names a role and, without its role words, still names an act.
2. The act's topic must bind that role as it stands: civil servants of every kind. Village heads, soldiers,
   police and staff of state companies stand under laws of their own, which the topic about them tells: it
   leads.
3. It answers where the whole message is not sure, or is sure of a topic about the role: then the writer must
   say to have that role ("saya camat, …"), or the act be beyond doubt.
4. Never more permissive. Before a topic about the role only an act goes that is forbidden, or about which the
   rulebook merely warns ("jangan …"); one that is allowed on conditions never ("guru … di depan kelas" is no
   private talk). An act the whole message puts first already must at least begin with what is
   forbidden.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rulebook.loader import Rulebook
from rulebook.model import Actor, Topic, Verdict
from services.guidance.actors import (
    CIVIL_SERVANTS,
    ROLE_TOPICS,
    NamedActor,
    named,
    names_an_act,
    without_roles,
)
from services.guidance.ranker import Ranker, Ranking

BEYOND_DOUBT = 0.95

_FORBIDS = re.compile(
    r"dilarang|jangan|tidak otomatis|asn dilarang|diperselisihkan: jangan|tinggalkan", re.IGNORECASE
)


def forbids(topic: Topic) -> bool:
    """Whether a skimming reader of the first line takes away a prohibition or a warning."""
    return topic.verdict is Verdict.FORBIDDEN or _FORBIDS.match(topic.first_line) is not None


def binds(topic: Topic, actor: Actor) -> bool:
    """Whether what a topic says holds for this actor too."""
    return actor in CIVIL_SERVANTS or actor in topic.role_notes or actor in topic.actors


class Acts:
    """Finds the act behind the actor."""

    def __init__(self, rulebook: Rulebook, ranker: Ranker) -> None:
        self._rulebook = rulebook
        self._ranker = ranker

    def prefer(self, text: str, whole: Ranking, least: float, sure: float) -> Ranking:
        """The ranking with the act first, where the rule of this module lets it answer; else ``whole``.

        ``least`` is the probability from which the whole answers by itself, ``sure`` what the act needs: with
        words left out less is known.
        """
        best = whole.topics[0]
        is_sure = best.score >= least
        if is_sure and best.slug not in ROLE_TOPICS:
            return whole
        roles = named(text)
        if not roles or not names_an_act(text):
            return whole
        if best.slug not in ROLE_TOPICS and not self._may_answer(best.slug, best.slug, roles):
            return whole
        act = self._ranker.rank(without_roles(text)).topics[0]
        if act.score < max(sure, best.score if best.slug not in ROLE_TOPICS else 0.0):
            return whole
        if is_sure and act.score < BEYOND_DOUBT and not any(one.is_own for one in roles):
            return whole
        if not self._may_answer(act.slug, best.slug, roles):
            return whole
        others = tuple(one for one in whole.topics if one.slug != act.slug)
        return replace(whole, topics=(act, *others)[: len(whole.topics)])

    def _may_answer(self, act: str, best: str, roles: tuple[NamedActor, ...]) -> bool:
        if act in ROLE_TOPICS or act not in self._rulebook.topics:
            return False
        if best not in ROLE_TOPICS and best != act:
            return False
        topic = self._rulebook[act]
        if not all(binds(topic, one.actor) for one in roles) or not forbids(topic):
            return False
        if best == act:
            return True
        strict = topic.verdict in (Verdict.FORBIDDEN, Verdict.INFO)
        return strict and all(one.actor in CIVIL_SERVANTS for one in roles)


def addition(topic: Topic, role: NamedActor | None) -> str | None:
    """The topic about a role that has something to add to an answer without a note for it."""
    if role is None or not role.is_subject or role.actor in topic.role_notes or role.topic == topic.slug:
        return None
    return role.topic if role.topic and role.actor in CIVIL_SERVANTS and forbids(topic) else None
