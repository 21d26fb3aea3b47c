"""Paths and graphs against a reader of every instance: the same is told, page by page or at once."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spice.adapters.memory.cursor_key import MemoryCursorKey
from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.search_index import MemorySearchIndex
from spice.adapters.memory.state import MemoryState
from spice.application.ground.instance_rows import LinkedRow
from spice.application.ground.schemas import Schema
from spice.application.queries.cursor import Cursors
from spice.application.queries.linking.expand import Expander, tree_of
from spice.application.queries.linking.graph import Graph, Graphs, Hop, Start
from spice.application.queries.linking.related import Related, Wanted
from spice.application.queries.linking.state import Present
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.directory import Database
from spice.ports.many_instances import Name
from spice.ports.search_index import Document
from tests.contract.segments import DATABASE, SHAPE, THING
from tests.support.memory_platform import START

NEXT, MANY = (
    {**each, "inverse": inverse} for each, inverse in zip(SHAPE["relationships"], ("before", "in"), strict=True)
)
THINGS = {**SHAPE, "relationships": [NEXT, MANY]}
SCHEMA = Schema(commit="c", documents={THING: THINGS}, ontology=Ontology.compile("c", [THINGS]))
BASE = Database(uuid=DATABASE, name="things", created_at=START, created_by="kim")
IDS = st.sampled_from(["a", "b", "c", "d", "e", "gone"])
Links = dict[str, dict[str, Any]]
links = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.fixed_dictionaries({}, optional={"r-next": IDS, "r-many": st.lists(IDS, unique=True, min_size=1, max_size=4)}),
).map(lambda found: {"a": {}, **found})
steps = st.lists(st.sampled_from(["next", "many", "before", "in"]), min_size=1, max_size=4)
sizes = st.integers(1, 4)


class Held:
    """Instances in every twin that is asked."""

    def __init__(self, links: Links) -> None:
        self.links = links
        state, index = MemoryState(), MemorySearchIndex()
        self.state = state
        for identity, data in links.items():
            stream = stream_key(aggregate_id(DATABASE, THING, identity))
            instance = Instance(
                class_id=THING,
                id=identity,
                version=1,
                data=data,
                created_at=START,
                created_by="kim",
                updated_at=START,
                updated_by="kim",
            )
            state.instances[DATABASE, THING, identity] = instance
            parts = {name: getattr(instance, name) for name in ("class_id", "id", "version", "data", "updated_by")}
            fields = SCHEMA.ontology.by_id[THING].fields()
            told = Document(
                database=DATABASE, stream=stream, fields=fields, created_at=START, updated_at=START, **parts
            )
            index.apply(DATABASE, [told])
        self.start = state.instances[DATABASE, THING, "a"]
        present = Present(MemoryInstanceReader(state), index, BASE, SCHEMA)
        cursors = Cursors(MemoryCursorKey(state))
        self.related, self.graphs = Related(SCHEMA, present, cursors), Graphs(SCHEMA, present, cursors)

    def follow(self, frontier: set[str], step: str) -> set[tuple[str, str, str]]:
        """Find the links that a step takes, from a reading of everything."""
        relationship = {"next": "next", "before": "next", "many": "many", "in": "many"}[step]
        out = step == relationship
        return {
            (source, relationship, target)
            for source, data in self.links.items()
            for target in _listed(data.get(f"r-{relationship}"))
            if target in self.links and (source if out else target) in frontier
        }


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


def ends(found: set[tuple[str, str, str]], step: str) -> set[str]:
    return {link[2] if step in ("next", "many") else link[0] for link in found}


def pages(held: Held, path: list[str], limit: int) -> Iterator[tuple[list[str], int]]:
    cursor: str | None = None
    while True:
        wanted = Wanted(start=held.start, path=path, about="x", limit=limit, cursor=cursor)
        page = held.related.page(wanted)
        yield [row["id"] for row in json.loads(bytes(page.rows.json))], page.hidden
        if (cursor := page.next_cursor) is None:
            return


@given(links=links, path=steps, limit=sizes)
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_a_path_ends_where_reading_everything_ends(links: Links, path: list[str], limit: int) -> None:
    held, frontier = Held(links), {"a"}
    for step in path:
        frontier = ends(held.follow(frontier, step), step)

    told = list(pages(held, path, limit))

    assert [identity for page, _ in told for identity in page] == sorted(frontier)
    assert [hidden for _, hidden in told] == [max(0, len(frontier) - limit * n) for n in range(1, len(told) + 1)]


@given(links=links, path=steps, limit=sizes)
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_a_graph_has_what_reading_everything_finds(links: Links, path: list[str], limit: int) -> None:
    held, frontier, seen = Held(links), {"a"}, {"a"}
    found = set[tuple[str, str, str]]()
    for step in path:
        taken = held.follow(frontier, step)
        frontier, found = ends(taken, step), found | taken
        seen |= frontier

    drawn = list(graphs(held, path, limit))

    nodes = [node["id"] for page in drawn for node in json.loads(bytes(page.row.json))["nodes"]]
    edges = {
        (edge["from"]["id"], edge["relationship"], edge["to"]["id"])
        for page in drawn
        for edge in json.loads(bytes(page.row.json))["edges"]
    }
    assert sorted(nodes) == sorted(seen)
    assert edges == found
    assert [sum(row.nodes for row in page.hidden) for page in drawn] == [
        max(0, len(seen) - limit * n) for n in range(1, len(drawn) + 1)
    ]


def graphs(held: Held, path: list[str], limit: int) -> Iterator[Graph]:
    start = Start(nodes={Name(THING, "a"): held.start}, classes=(THING,), about="x")
    hops, cursor = [Hop(relationship=step, direction="out") for step in path], None
    while True:
        page = held.graphs.page(start, hops, limit=limit, cursor=cursor)
        yield page
        if (cursor := page.next_cursor) is None:
            return


@pytest.mark.parametrize("back", [("next", "before"), ("before", "next"), ("many", "in"), ("in", "many")])
def test_there_and_back_again(back: tuple[str, str]) -> None:
    held = Held({"a": {"r-next": "b", "r-many": ["b"]}, "b": {"r-next": "a", "r-many": ["a"]}})

    assert [identity for page, _ in pages(held, list(back), 10) for identity in page] == ["a"]


class Vanishing(MemoryInstanceReader):
    """A reader of instances one of which is deleted after so many looks at bodies."""

    def __init__(self, state: MemoryState, looks: int) -> None:
        super().__init__(state)
        self._looks = looks

    def instances(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read those that are there still."""
        self._looks -= 1
        found = super().instances(database, names)
        return {name: each for name, each in found.items() if self._looks >= 0 or name.id != "b"}


@pytest.mark.parametrize("looks", [0, 1])
def test_what_is_deleted_while_it_is_expanded_is_missing(looks: int) -> None:
    held = Held({"a": {"r-next": "b", "r-many": ["b", "c"]}, "b": {}, "c": {}})
    present = Present(Vanishing(held.state, looks), MemorySearchIndex(), BASE, SCHEMA)

    row = {Name(THING, "a"): held.start}
    expanded = Expander(SCHEMA, present).expand(row, tree_of(["next"]), [THING])[Name(THING, "a")]

    assert expanded == {"next": LinkedRow("Thing", "b", missing=True)}
