"""A merge that was looked at: the heads it is of, and answers that outlive it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Literal, get_args

from spice.domain.errors import refuse
from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.resolutions import Resolution

PlanKind = Literal["merge", "rebase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a plan is bound to: it is stale when either branch has moved. Commits never change, so its id says all."""

    source: str
    target: str
    source_head: str | None
    target_head: str | None
    kind: PlanKind = "merge"
    """Of a rebase the source is the branch that is to stand on the target: the conflicts of the two are the same."""

    @property
    def id(self) -> str:
        """A text that `plan_of` reads back."""
        said = astuple(self)[: 4 if self.kind == "merge" else 5]
        return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def heads_of(id_: str, kind: PlanKind, path: str) -> tuple[str | None, str | None]:
    """Read the heads of source and target that a plan of a kind is of, or refuse it as not_found."""
    plan = plan_of(id_, path)
    if plan.kind != kind:
        said = f"this is the plan of a {plan.kind}"
        raise refuse("not_found", said, path=path, value=id_, hint=f"preview a {kind}")
    return plan.source_head, plan.target_head


def plan_of(id_: str, path: str = "") -> Plan:
    """Read a plan's id, or refuse it as not_found."""
    try:
        parts = json.loads(urlsafe_b64decode(id_ + "=" * (-len(id_) % 4)))
        source, target, source_head, target_head, kind = parts if len(parts) == 5 else (*parts, "merge")
        # Half of a character is no text, and would be answered.
        json.dumps(parts, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError) as broken:
        raise _unknown(id_, path) from broken
    if kind not in get_args(PlanKind):
        raise _unknown(id_, path)
    plan = Plan(source=source, target=target, source_head=source_head, target_head=target_head, kind=kind)
    if not all(isinstance(each, str) for each in astuple(plan) if each is not None) or plan.id != id_:
        raise _unknown(id_, path)
    return plan


def _unknown(id_: str, path: str) -> Exception:
    return refuse("not_found", "there is no such plan", path=path, value=id_, hint="merges/preview makes one")


def answers_kept(answers: Sequence[Resolution], conflicts: Sequence[Conflict]) -> list[Resolution]:
    """Keep the answers to what is still asked: an id is the same as long as the three values of a place are."""
    asked = {conflict.id for conflict in conflicts}
    return [answer for answer in answers if answer.conflict_id in asked]
