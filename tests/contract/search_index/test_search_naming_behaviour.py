"""Who names whom: what links are followed by, in every index."""

from typing import Any

import pytest

from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.state import MemoryState
from spice.application.ground.schemas import Schema
from spice.application.queries.linking.state import Asked, Present
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.steps import Step, find_steps
from spice.ports.directory import Database
from spice.ports.search_filter import Condition
from spice.ports.search_index import Document, SearchIndex
from tests.contract.segments import DATABASE, SHAPE, THING
from tests.support.memory_platform import START

SUB = {**SHAPE, "id": "c-sub", "name": "Sub", "parent": "Thing", "properties": [], "relationships": []}
SCHEMA = Schema(commit="c", documents={THING: SHAPE, "c-sub": SUB}, ontology=Ontology.compile("c", [SHAPE, SUB]))
LONG = "x" * 512


def document(identity: str, class_id: str = THING, **data: Any) -> Document:
    return Document(
        database=DATABASE,
        stream=stream_key(aggregate_id(DATABASE, THING, identity)),
        class_id=class_id,
        id=identity,
        version=1,
        data={f"r-{name}": value for name, value in data.items()},
        fields=SCHEMA.ontology.by_id[class_id].fields(),
        created_at=START,
        updated_at=START,
        updated_by="kim",
    )


def step(name: str) -> Step:
    return find_steps(SCHEMA.ontology, [THING], name, "in")[0]


@pytest.fixture
def present(index: SearchIndex) -> Present:
    documents = [
        document("b", next="a"),
        document("B", "c-sub", next="a"),
        document("é", many=["z", "a", LONG]),
        document("가", many=["a"]),
        document("a b", next="c"),
        document("10", next="a"),
        document("9", next="a"),
        document(LONG, next="A"),
    ]
    index.apply(DATABASE, documents)
    database = Database(uuid=DATABASE, name="things", created_at=START, created_by="kim")
    return Present(MemoryInstanceReader(MemoryState()), index, database, SCHEMA)


def told(present: Present, name: str, *targets: str, **more: Any) -> tuple[list[str], int]:
    found = present.naming(Asked(step=step(name), ids=frozenset(targets), **more))
    return [each.id for each in found.names], found.rest


def test_who_names_an_instance_is_told_by_id_subclasses_too(present: Present) -> None:
    assert told(present, "next", "a") == (["10", "9", "B", "b"], 4)
    assert told(present, "next", "a", "c", "A") == (["10", "9", "B", "a b", "b", LONG], 6)
    assert told(present, "many", "a") == (["é", "가"], 2)
    assert told(present, "many", LONG) == (["é"], 1)
    assert told(present, "next", "nobody") == ([], 0)


def test_a_page_goes_on_behind_an_id_and_tells_how_many_are_left(present: Present) -> None:
    assert told(present, "next", "a", limit=2) == (["10", "9"], 4)
    assert told(present, "next", "a", limit=2, after="9") == (["B", "b"], 2)
    assert told(present, "next", "a", after="b") == ([], 0)
    assert told(present, "many", "a", after="é") == (["가"], 1)


def test_those_that_are_known_already_are_left_out(present: Present) -> None:
    assert told(present, "next", "a", without=frozenset(("9", "B"))) == (["10", "b"], 2)


def test_what_changed_since_may_be_left_out(present: Present) -> None:
    asked = Asked(step=step("next"), ids=frozenset(("a",)))

    for op, count in (("lte", 4), ("lt", 0)):
        condition = Condition(field="_updated_at", kind="time", op=op, value=START)  # type: ignore[arg-type]
        assert present.naming(asked, condition).rest == count


def test_many_may_be_asked_for_at_once(present: Present) -> None:
    assert told(present, "next", *(f"n{n}" for n in range(999)), "a")[1] == 4
