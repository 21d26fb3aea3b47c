"""What an instance leads to along a path of relationships, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spice.application.ground.instance_rows import InstanceRow, instance_row
from spice.application.ground.schemas import Schema
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.linking.filling import Filling
from spice.application.queries.linking.state import State
from spice.application.queries.linking.walk import Frontier, Walk
from spice.domain.bounds import HOPS
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.steps import Step, find_steps
from spice.messages.shapes import Written
from spice.ports.many_instances import Name


class Place(NamedTuple):
    """The number of the step (a name may stand for several), and the id of the last that was told."""

    step: int
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of instances; what is behind it, and how many ids named on the way to it lead nowhere."""

    rows: Written[Sequence[InstanceRow]]
    hidden: int
    missing: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a path begins, its names, and how much of its end is wanted. `about` is what the cursor must agree with."""

    start: Instance
    path: Sequence[str]
    about: str
    limit: int
    cursor: str | None


def path_of(text: str) -> list[str]:
    """Read `origin.country`, or refuse it."""
    names = text.split(".")
    if not all(names):
        raise refuse("invalid_parameter", "path is names with dots between, such as origin.country", value=text[:200])
    if len(names) > HOPS:
        raise refuse("invalid_parameter", f"path: at most {HOPS} steps", value=text[:200])
    return names


class Related:
    """Follows paths through a state."""

    def __init__(self, schema: Schema, state: State, cursors: Cursors) -> None:
        self._schema, self._state, self._cursors = schema, state, cursors
        self._walk = Walk(schema.ontology, state)

    def page(self, wanted: Wanted) -> Page:
        """Tell a page of what stands at the end of a path."""
        question = digest("related", wanted.about, wanted.start.id, tuple(wanted.path), self._schema.commit)
        number, after = Place(0, None) if wanted.cursor is None else self._cursors.read(wanted.cursor, question, Place)
        frontier, steps = self._ahead(wanted)
        filling = Filling(self._state, lambda each: instance_row(self._schema, each), wanted.limit)
        missing, hidden = 0, 0
        place: Place | None = None
        # What another relationship of the name reaches too is told once.
        seen: dict[Name, Instance] = {}
        for index, step in enumerate(steps[number:], start=number):
            begins = after if index == number else None
            reached = self._walk.part(step, frontier, limit=max(filling.room, 1), after=begins, seen=seen)
            seen |= reached.nodes
            told, left_at = filling.add_reached(reached)
            missing, hidden = missing + len(reached.missing), hidden + reached.rest - len(told)
            if left_at is not None and place is None:
                place = Place(index, left_at or begins)
        cursor = None if place is None else self._cursors.write(question, place)
        return Page(rows=Written(filling.rows), hidden=hidden, missing=missing, next_cursor=cursor)

    def _ahead(self, wanted: Wanted) -> tuple[Frontier, list[Step]]:
        """Go along the path up to its last step."""
        ontology, name = self._schema.ontology, wanted.path[0]
        root = ontology.by_id[wanted.start.class_id].root_id
        frontier: Mapping[Name, Instance] = {Name(root, wanted.start.id): wanted.start}
        steps = find_steps(ontology, (wanted.start.class_id,), name)
        for name in wanted.path[1:]:
            ends = tuple(dict.fromkeys(class_id for step in steps for class_id in step.ends))
            further = find_steps(ontology, ends, name)
            frontier, steps = self._walk.whole(steps, frontier).nodes, further
        return frontier, steps
