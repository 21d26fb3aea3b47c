"""A merge that was looked at: the heads it is of, and answers that outlive it."""

from collections.abc import Sequence
from dataclasses import dataclass

from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.resolutions import Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What a plan is bound to: it is stale when either branch moved."""

    source: str | None
    target: str | None


def answers_kept(answers: Sequence[Resolution], conflicts: Sequence[Conflict]) -> list[Resolution]:
    """Keep the answers to what is still asked: an id is the same as long as the three values of a place are."""
    asked = {conflict.id for conflict in conflicts}
    return [answer for answer in answers if answer.conflict_id in asked]
