"""Which rules of the rulebook to show at a stage; which these are stands in ``rulebook/stages.toml``."""

from __future__ import annotations

from rulebook.elections import Election
from rulebook.loader import Rulebook
from rulebook.model import Topic, Verdict
from rulebook.stages import Stage, StageRules

SHOWN = 4


def forbidden_now(
    stage: Stage, election: Election | None, rulebook: Rulebook, rules: StageRules
) -> tuple[Topic, ...]:
    """The rules to show at a stage, all of them with the verdict "dilarang"; those of an election of village
    heads are the ones that hold always, because the stages of Pemilu and Pilkada do not apply there."""
    if election is not None and not election.kind.is_election_law:
        stage = Stage.OUTSIDE
    slugs = rules.at(stage, election.kind if election is not None else None)
    found = (rulebook.topics.get(slug) for slug in slugs)
    return tuple(topic for topic in found if topic is not None and topic.verdict is Verdict.FORBIDDEN)[:SHOWN]
