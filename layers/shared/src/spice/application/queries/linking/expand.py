"""Instances with what they are linked to beside them: `expand=origin.country`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import UNSET

from spice.application.ground.instance_rows import Expanded, LinkedRow, instance_parts, named
from spice.application.ground.schemas import Schema
from spice.application.queries.finding.search import Beside
from spice.application.queries.linking.state import State
from spice.application.queries.linking.walk import TOGETHER, Frontier, Link, Walk
from spice.application.queries.pages import PAGE_BYTES
from spice.domain.bounds import EXPANDED, EXPANSIONS, HOPS
from spice.domain.errors import refuse
from spice.domain.instance.model import Data, Instance
from spice.domain.ontology.compiled.steps import Step, find_steps
from spice.domain.spelling import spelled
from spice.messages.codec import encode
from spice.ports.many_instances import Name
from spice.ports.search_index import Hit

EXPANDED_BYTES = 8_000_000
"""Of all that is put beside the rows of an answer, each instance counted once."""


class Tree(dict[str, "Tree"]):
    """Names to expand, and what to expand of what they lead to."""


class _Beside(NamedTuple):
    """What stands beside an instance, and how many bytes that is about, with all that it repeats."""

    linked: dict[str, LinkedRow | Sequence[LinkedRow] | None]
    size: int


def beside(schema: Schema, state: State, paths: Sequence[str]) -> Beside:
    """Make what reads the links of the hits of a search."""
    tree = tree_of(paths)

    def read(hits: Sequence[Hit], classes: Sequence[str]) -> Sequence[Expanded]:
        by_id = schema.ontology.by_id
        rows = {Name(by_id[hit.class_id].root_id, hit.id): of_hit(hit) for hit in hits}
        found = Expander(schema, state).expand(rows, tree, classes or tuple(by_id))
        return [found[name] for name in rows]

    return read


def of_hit(hit: Hit) -> Instance:
    """Take a hit for the instance that it is."""
    return Instance(
        class_id=hit.class_id,
        id=hit.id,
        version=hit.version,
        data=hit.data,
        created_at=hit.created_at,
        created_by="",
        updated_at=hit.updated_at,
        updated_by=hit.updated_by,
    )


def tree_of(paths: Sequence[str]) -> Tree:
    """Read `origin`, `origin.country`, …, or refuse them."""
    if len(paths) > EXPANSIONS:
        raise refuse("invalid_parameter", f"expand: at most {EXPANSIONS} paths")
    tree = Tree()
    for path in paths:
        names = spelled(path).split(".")
        if not all(names) or len(names) > HOPS:
            said = f"expand takes names with dots between, at most {HOPS}, such as origin.country"
            raise refuse("invalid_parameter", said, value=path[:200])
        at = tree
        for name in names:
            at = at.setdefault(name, Tree())
    return tree


class Expander:
    """Reads what instances are linked to, for all rows of an answer at once."""

    def __init__(self, schema: Schema, state: State) -> None:
        self._schema, self._state = schema, state
        self._walk = Walk(schema.ontology, state)
        self._bodies: dict[Name, Instance] = {}
        self._sizes: dict[Name, int] = {}

    def expand(self, rows: Frontier, tree: Tree, classes: Sequence[str]) -> Mapping[Name, Expanded]:
        """Tell for each row what it is linked to, by name. `classes`: those that the rows may be of."""
        return {name: found.linked for name, found in self._expanded(rows, tree, classes).items()}

    def _expanded(self, rows: Frontier, tree: Tree, classes: Sequence[str]) -> Mapping[Name, _Beside]:
        told = {name: _Beside({}, 0) for name in rows}
        for called, further in tree.items() if classes else ():
            steps = find_steps(self._schema.ontology, classes, called)
            reached = self._walk.whole(steps, rows, most=EXPANDED)
            self._read(reached.nodes)
            ends = tuple(dict.fromkeys(class_id for step in steps for class_id in step.ends))
            inside = self._expanded(reached.nodes, further, ends) if further else {}
            links, gone = _by_start(steps, reached.links), _by_start(steps, reached.missing)
            many = any(step.many for step in steps)
            for name, row in told.items():
                ends_of = links.get(name, ())
                there = [end for end in ends_of if end in self._bodies]
                found = [self._row(end, inside.get(end)) for end in there]
                # The bodies are read after the links: what is named and was deleted meanwhile is missing, too.
                lost = [end for end in ends_of if end not in self._bodies] if steps[0].outgoing else []
                found += [_missing(steps, end) for end in (*gone.get(name, ()), *lost)]
                row.linked[called] = found if many else found[0] if found else None
                told[name] = self._weighed(row, there, inside)
        return told

    def _weighed(self, row: _Beside, ends: Sequence[Name], inside: Mapping[Name, _Beside]) -> _Beside:
        """Add what stands beside a row now: what is repeated inside of others is written again each time."""
        size = row.size + sum(self._sizes[end] + (inside[end].size if end in inside else 0) for end in ends)
        if size > PAGE_BYTES:
            raise refuse("too_large", "expand: more than 4 MB would stand beside one instance", hint="use related")
        return row._replace(size=size)

    def _read(self, nodes: Frontier) -> None:
        fresh = [name for name in nodes if name not in self._bodies]
        if len(self._bodies) + len(fresh) > EXPANDED:
            said = f"expand: more than {EXPANDED} instances to put beside the rows"
            raise refuse("invalid_parameter", said, hint="ask for fewer rows, with limit=")
        for start in range(0, len(fresh), TOGETHER):
            some = self._state.at(fresh[start : start + TOGETHER])
            self._sizes |= {name: len(encode(self._data(each))) for name, each in some.items()}
            if sum(self._sizes.values()) > EXPANDED_BYTES:
                said = f"expand: more than {EXPANDED_BYTES // 1_000_000} MB to put beside the rows"
                raise refuse("too_large", said, hint="ask for fewer rows, with limit=")
            self._bodies |= some

    def _data(self, instance: Instance) -> Data:
        return named(self._schema, instance.class_id, instance.data)

    def _row(self, name: Name, inside: _Beside | None) -> LinkedRow:
        parts = instance_parts(self._schema, self._bodies[name])
        return LinkedRow(*parts, expanded=UNSET if inside is None else inside.linked)


def _missing(steps: Sequence[Step], name: Name) -> LinkedRow:
    target = next(step.relationship.target for step in steps if step.relationship.target_root == name.root_id)
    return LinkedRow(target, name.id, missing=True)


def _by_start(steps: Sequence[Step], links: Sequence[Link]) -> dict[Name, list[Name]]:
    outgoing = {step.relationship.id: step.outgoing for step in steps}
    found: dict[Name, list[Name]] = {}
    for link in links:
        start, end = (link.source, link.target) if outgoing[link.relationship] else (link.target, link.source)
        found.setdefault(start, []).append(end)
    return found
