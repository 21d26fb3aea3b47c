"""One step from many instances: whom it reaches, by which links, and what is named and not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from spice.application.queries.linking.state import Asked, State
from spice.application.queries.linking.then import named_by
from spice.domain.bounds import FRONTIER, LINKS
from spice.domain.errors import DomainError, refuse
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.steps import Step
from spice.ports.many_instances import Name

TOGETHER = 100
"""Bodies that stand in memory at once where only what they name is looked at."""
Frontier = Mapping[Name, Instance]


class Link(NamedTuple):
    """An instance names another."""

    source: Name
    relationship: str
    """Its stable id."""
    target: Name


@dataclass(slots=True)
class Reached:
    """Whom a step reaches: instances (with what they name alone), links, links that lead nowhere."""

    nodes: dict[Name, Instance] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    missing: list[Link] = field(default_factory=list)
    rest: int = 0
    """How many there are that were not reached before, behind the place it began at; some may not be listed."""
    last: str | None = None
    """The id up to which they are listed."""


class Walk:
    """Takes steps through the instances of a state."""

    def __init__(self, ontology: Ontology, state: State) -> None:
        self._ontology, self._state = ontology, state

    def whole(self, steps: Sequence[Step], frontier: Frontier, *, path: str = "", most: int | None = None) -> Reached:
        """Take steps of one name, whole; refused when they reach more than `most` (None: than one may begin from)."""
        reached, most = Reached(), FRONTIER if most is None else most
        for step in steps:
            more = self.part(step, frontier, limit=most)
            reached.nodes |= more.nodes
            reached.links += more.links
            reached.missing += more.missing
            reached.rest += more.rest
            if reached.rest > most:
                raise _too_many(step, reached.rest, most, path)
        return reached

    def part(
        self, step: Step, frontier: Frontier, *, limit: int, after: str | None = None, seen: Frontier | None = None
    ) -> Reached:
        """Take a step, as far as so many that are not `seen`, by id behind one; at first with links to those seen."""
        starts = {name: each for name, each in frontier.items() if each.class_id in step.starts}
        if not starts:
            return Reached()
        take = self._out if step.outgoing else self._in
        reached = take(step, starts, limit, after, seen or {})
        if len(reached.links) > LINKS:
            raise refuse("invalid_parameter", f"{step.relationship.name}: more than {LINKS} links in one step")
        return reached

    def _out(self, step: Step, starts: Frontier, limit: int, after: str | None, seen: Frontier) -> Reached:
        links = _links_out(step, starts)
        named = {link.target for link in links}
        if len(named) > LINKS:
            raise _too_many(step, len(named), LINKS, "")
        there = {name for name, of in self._state.classes(named).items() if of in step.ends}
        ahead = sorted(name for name in there if name not in seen and (after is None or name.id > after))
        nodes = self._slim(ahead[:limit])
        # What was deleted between the two looks is there no more than what never was.
        there -= set(ahead[:limit]) - nodes.keys()
        shown = nodes.keys() | (seen.keys() & there if after is None else set())
        missing = [link for link in links if link.target not in there] if after is None else []
        last = ahead[:limit][-1].id if ahead else after
        return Reached(nodes, [link for link in links if link.target in shown], missing, len(ahead), last)

    def _in(self, step: Step, starts: Frontier, limit: int, after: str | None, seen: Frontier) -> Reached:
        ids = frozenset(name.id for name in starts)
        root = self._ontology.by_id[step.owners[0]].root_id
        old = {name: each for name, each in seen.items() if each.class_id in step.owners}
        without = frozenset(name.id for name in seen if name.root_id == root)
        found = self._state.naming(Asked(step=step, ids=ids, without=without, after=after, limit=limit))
        nodes = self._slim(found.names)
        # What search found is true if the index says so: it may have changed since.
        links = [*_links_in(step, starts, nodes), *(_links_in(step, starts, old) if after is None else ())]
        naming = {link.source for link in links}
        nodes = {name: each for name, each in nodes.items() if name in naming}
        last = found.names[-1].id if found.names else after
        return Reached(nodes, links, [], found.rest - len(found.names) + len(nodes), last)

    def _slim(self, names: Sequence[Name]) -> dict[Name, Instance]:
        """Read instances a few at a time, and keep of each what it names."""
        found: dict[Name, Instance] = {}
        for start in range(0, len(names), TOGETHER):
            some = self._state.at(names[start : start + TOGETHER])
            found.update((name, self.slim(some[name])) for name in names[start : start + TOGETHER] if name in some)
        return found

    def slim(self, instance: Instance) -> Instance:
        """Leave of an instance what it names."""
        known = self._ontology.by_id[instance.class_id].relationships
        return replace(instance, data={id_: value for id_, value in instance.data.items() if id_ in known})


def _links_out(step: Step, starts: Frontier) -> list[Link]:
    relationship = step.relationship
    links = (
        Link(name, relationship.id, Name(relationship.target_root, target))
        for name, each in starts.items()
        for target in sorted(named_by(each, relationship.id))
    )
    return list(islice(links, LINKS + 1))


def _links_in(step: Step, starts: Frontier, naming: Frontier) -> Iterator[Link]:
    relationship = step.relationship
    for name, each in naming.items():
        for target in sorted(named_by(each, relationship.id)):
            if (there := Name(relationship.target_root, target)) in starts:
                yield Link(name, relationship.id, there)


def _too_many(step: Step, found: int, most: int, path: str) -> DomainError:
    called = step.relationship.name if step.outgoing else step.relationship.inverse or step.relationship.name
    said = f"{called} leads to {found} instances here: at most {most} may be on the way"
    return refuse("invalid_parameter", said, path=path, value=called, hint="end there, and page through them")
