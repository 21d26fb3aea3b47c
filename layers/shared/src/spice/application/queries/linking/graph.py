"""A graph: what some instances lead to, hop after hop, with the links between them, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import UNSET, Raw, Struct, UnsetType, field

from spice.application.ground.instance_rows import gone_in, named
from spice.application.ground.schemas import Schema
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.linking.drawing import Drawing, HiddenRow, Place
from spice.application.queries.linking.filling import Filling
from spice.application.queries.linking.state import State
from spice.application.queries.linking.walk import Frontier, Link, Reached, Walk
from spice.domain.errors import refuse
from spice.domain.hints import pointer
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.steps import Direction, Step, find_steps
from spice.domain.personal import ERASED, LOST
from spice.messages.codec import encode
from spice.messages.shapes import Values, Written

GRAPH_BYTES = 5_500_000
"""A page of instances, and its links."""
TOLD = 1000
"""Links that lead nowhere are told up to so many."""


class NodeRow(Struct, frozen=True):
    """An instance of a graph."""

    class_: str = field(name="class")
    id: str
    data: Values
    erased: Sequence[str] | UnsetType = UNSET
    lost: Sequence[str] | UnsetType = UNSET


class EndRow(Struct, frozen=True):
    """An instance as a link names it."""

    class_: str = field(name="class")
    id: str


class EdgeRow(Struct, frozen=True):
    """An instance names another by a relationship."""

    from_: EndRow = field(name="from")
    relationship: str
    to: EndRow


class GraphRow(Struct, frozen=True):
    """Instances, and the links between them; `missing`: links to what is not there."""

    nodes: Sequence[NodeRow]
    edges: Sequence[EdgeRow]
    missing: Sequence[EdgeRow]


class _Drawn(Struct, frozen=True):
    """The same, its nodes already written."""

    nodes: Raw
    edges: Sequence[EdgeRow]
    missing: Sequence[EdgeRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A relationship by its name, and which way it is taken."""

    relationship: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a graph begins: instances, and the classes that they may be of. `about`: what cursors must agree with."""

    nodes: Frontier
    classes: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A page of a graph."""

    row: Written[GraphRow]
    hidden: Sequence[HiddenRow]
    next_cursor: str | None


class Graphs:
    """Follows hops through a state."""

    def __init__(self, schema: Schema, state: State, cursors: Cursors) -> None:
        self._schema, self._state, self._cursors = schema, state, cursors
        self._walk = Walk(schema.ontology, state)

    def page(self, start: Start, hops: Sequence[Hop], *, limit: int, cursor: str | None) -> Graph:
        """Tell a page of a graph: the start, then hop after hop, each by id."""
        question = digest("graph", start.about, tuple(hops), self._schema.commit)
        place = Place(0, 0, None) if cursor is None else self._cursors.read(cursor, question, Place)
        steps = self._steps(start, hops)
        drawing = Drawing(Filling(self._state, self._node, limit), place)
        drawing.level(0, start.nodes, Reached())
        frontier: Frontier = start.nodes
        for number, taken in enumerate(steps[:-1], start=1):
            reached = self._walk.whole(taken, frontier, path=pointer("/hops", number - 1))
            frontier = reached.nodes
            drawing.level(number, frontier, reached)
        if steps:
            self._last(drawing, len(steps), steps[-1], frontier)
        drawn = _Drawn(
            nodes=drawing.filling.rows,
            edges=[self._edge(link, drawing) for link in drawing.shown()],
            missing=[] if cursor else [self._edge(link, drawing) for link in drawing.missing[:TOLD]],
        )
        if len(row := encode(drawn)) > GRAPH_BYTES:
            said = "the links of this page are more than an answer holds, beside its instances"
            raise refuse("too_large", said, path="/limit", hint="ask for fewer instances, with limit")
        further = None if drawing.next is None else self._cursors.write(question, drawing.next)
        return Graph(row=Written(Raw(row)), hidden=drawing.hidden, next_cursor=further)

    def _steps(self, start: Start, hops: Sequence[Hop]) -> list[list[Step]]:
        classes, steps = start.classes, list[list[Step]]()
        for number, hop in enumerate(hops):
            at = pointer("/hops", number, "relationship")
            steps.append(find_steps(self._schema.ontology, classes, hop.relationship, hop.direction, path=at))
            classes = tuple(dict.fromkeys(class_id for step in steps[-1] for class_id in step.ends))
        return steps

    def _last(self, drawing: Drawing, number: int, steps: Sequence[Step], frontier: Frontier) -> None:
        """Take the last hop as far as there is room: nothing follows from it, so it may be of any size."""
        hop, begun, after = drawing.place
        for index, step in enumerate(steps):
            if hop == number and index < begun:
                continue
            begins = after if (hop, begun) == (number, index) else None
            room, seen = max(drawing.filling.room, 1), drawing.seen
            reached = self._walk.part(step, frontier, limit=room, after=begins, seen=seen)
            drawing.last(number, index, begins, reached)

    def _node(self, instance: Instance) -> NodeRow:
        schema = self._schema
        data = named(schema, instance.class_id, instance.data)
        erased, lost = (gone_in(schema, instance.class_id, instance.data, how) for how in (ERASED, LOST))
        return NodeRow(schema.class_name(instance.class_id), instance.id, data, erased, lost)

    def _edge(self, link: Link, drawing: Drawing) -> EdgeRow:
        relationship = self._schema.ontology.by_id[drawing.known[link.source]].relationships[link.relationship]
        target = drawing.known.get(link.target)
        to = relationship.target if target is None else self._schema.class_name(target)
        source = EndRow(class_=self._schema.class_name(drawing.known[link.source]), id=link.source.id)
        return EdgeRow(from_=source, relationship=relationship.name, to=EndRow(class_=to, id=link.target.id))
