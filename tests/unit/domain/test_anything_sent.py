"""Whatever a client sends, the answer is a list of problems: nothing is raised, nothing is stored in part."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from spice.domain.ontology.compiled.ontology import Ontology
from tests.unit.domain.builders import a_class, a_property, change, documents_of
from tests.unit.domain.shops import BOTH, CITY, SHOP

_FIELDS = (
    "op name class patch to property id type properties relationships constraints items values key parent label target"
    " minimum maximum enum pattern default required unit abstract cardinality on_delete on_missing inverse City code"
)
_WORDS = "create update replace rename delete City Shop ARRAY OBJECT ENUM MONEY xsd:int"
FIELDS = st.sampled_from(_FIELDS.split())
WORDS = FIELDS | st.sampled_from(_WORDS.split())
LEAVES = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5) | WORDS
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=6), max_leaves=12
)
RICH = documents_of(
    CITY,
    SHOP,
    a_class(
        "Rich",
        a_property("price", "MONEY", constraints={"currencies": ["KRW"], "minimum": 0}),
        a_property("place", "OBJECT", properties=[a_property("city"), a_property("at", "COORDINATE")]),
        a_property("log", "ARRAY", items={"type": "ENUM", "values": ["a", "b"]}, constraints={"min_items": 1}),
        a_property("mail", "EMAIL", constraints={"pattern": ".*@example.com"}),
        a_property("day", "xsd:date", default="2020-01-01", constraints={"maximum": "2030-01-01"}),
        parent="Shop",
        relationships=[{"name": "near", "target": "Rich", "cardinality": "many_to_many", "on_delete": "detach"}],
    ),
)
ONTOLOGY = Ontology.compile("commit", RICH.values())
NAMES = st.sampled_from([*ONTOLOGY.named("Rich").names.values()]) | st.text(max_size=3)


@given(operations=st.lists(JSON, max_size=3))
def test_operations(operations: list[object]) -> None:
    change(BOTH, *operations)  # type: ignore[arg-type]  # anything at all


@given(data=st.data())
def test_a_class_with_one_thing_changed(data: st.DataObject) -> None:
    document = deepcopy(dict(RICH[ONTOLOGY.named("Rich").id]))
    place: object = document
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = place[key]

    outcome = change(RICH, {"op": "replace", "name": "Rich", "class": document})

    if not outcome.problems:
        documents = {**RICH, **outcome.documents}
        Ontology.compile("next", [each for each in documents.values() if each is not None])


@given(data=st.dictionaries(NAMES, JSON, max_size=6) | JSON)
def test_instances(data: object) -> None:
    shape = ONTOLOGY.named("Rich")

    found, problems = shape.check(data)
    shape.check_patch(data)

    assert problems or not shape.check_again(found)
    assert problems or shape.check(shape.named(found)) == (found, [])


def test_a_stored_class_put_back_changes_nothing() -> None:
    for document in RICH.values():
        body = {"op": "replace", "name": document["name"], "class": document}
        assert change(RICH, body, instances=9).documents == {}
