"""A graph while it is put together: whom it met in which order, what is told of it on this page, what is hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct

from spice.application.queries.linking.filling import Filling
from spice.application.queries.linking.walk import Frontier, Link, Reached
from spice.domain.bounds import LINKS
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.messages.shapes import Count
from spice.ports.many_instances import Name


class Place(NamedTuple):
    """The hop, the number of its step, and the id of the last that was told."""

    hop: int
    step: int
    after: str | None


class HiddenRow(Struct, frozen=True):
    """How many instances of a hop (0: of the start) are on the pages behind this one."""

    hop: Count
    nodes: Count


@dataclass(slots=True)
class Drawing:
    """Instances are met level by level; `place`: where this page begins."""

    filling: Filling
    place: Place
    seen: dict[Name, Instance] = field(default_factory=dict)
    known: dict[Name, str] = field(default_factory=dict)
    """The class of everyone met."""
    missing: list[Link] = field(default_factory=list)
    hidden: list[HiddenRow] = field(default_factory=list)
    next: Place | None = None
    _links: dict[Link, None] = field(default_factory=dict)
    _among: dict[Link, None] = field(default_factory=dict)
    _told: set[Name] = field(default_factory=set)
    _before: set[Name] = field(default_factory=set)
    """Whom the pages before told."""

    def level(self, hop: int, nodes: Frontier, reached: Reached) -> None:
        """Meet whom a hop reached, whole; those who are new are told if this page is theirs."""
        fresh = sorted((name for name in nodes if name not in self.seen), key=lambda name: name.id)
        self._meet(nodes, reached)
        begun, _, after = self.place
        ahead = [name for name in fresh if hop > begun or (hop == begun and (after is None or name.id > after))]
        self._before.update(fresh[: len(fresh) - len(ahead)])
        told = self.filling.add(ahead)
        self._told.update(told)
        self._hide(hop, 0, len(ahead) - len(told), told[-1].id if told else after if hop == begun else None)

    def last(self, hop: int, step: int, begins: str | None, reached: Reached) -> None:
        """Meet whom a step of the last hop reached, as far as there is room."""
        whole = self.next is None
        told, left_at = self.filling.add_reached(reached)
        self._told.update(told)
        self.known |= {name: each.class_id for name, each in reached.nodes.items()}
        self.missing += reached.missing
        if whole:
            among = [link for link in reached.links if {link.source, link.target} <= self.seen.keys()]
            self._among |= dict.fromkeys(among)
            self._links |= dict.fromkeys(reached.links)
        # What another relationship of the name reaches too is told once.
        self.seen |= {name: reached.nodes[name] for name in told}
        left = reached.rest - len(told) if left_at is not None else 0
        self._hide(hop, step, left, left_at or begins)

    def shown(self) -> Iterator[Link]:
        """Walk the links whose ends were both told by now, one of them on this page; and those of the last hop among
        what was told before it, with its first page."""
        there = self._told | self._before
        for link in self._links:
            ends = {link.source, link.target}
            if ends <= there and (ends & self._told or link in self._among):
                yield link

    def _meet(self, nodes: Frontier, reached: Reached) -> None:
        self.seen |= nodes
        self.known |= {name: each.class_id for name, each in nodes.items()}
        self._links |= dict.fromkeys(reached.links)
        self.missing += reached.missing
        if len(self._links) > LINKS:
            raise refuse("invalid_parameter", f"a graph may have {LINKS} links before its last hop", path="/hops")

    def _hide(self, hop: int, step: int, left: int, last: str | None) -> None:
        if left <= 0:
            return
        if self.hidden and self.hidden[-1].hop == hop:
            left += self.hidden.pop().nodes
        self.hidden.append(HiddenRow(hop=hop, nodes=left))
        self.next = self.next or Place(hop, step, last)
